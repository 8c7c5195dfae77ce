import { failure, success, type Outcome } from '../base/outcome';
import type { ModuleInfo } from '../model/moduleInfo';
import { portsOfModule } from './spec/readInterface';
import type { SpecInterface } from './spec/specTypes';

/** Where a specification was found, and the interface that stands beside it. */
export interface SpecSource {
  readonly text: string;
  /** Of an empty module: what is known of it, and which stretch of its file the whole module takes. */
  readonly target?: { readonly interface: SpecInterface; readonly unit: ModuleInfo; readonly start: number; readonly end: number };
}

/** The specification that the comments of an empty module are: those above it and those inside it. */
export function specOfEmptyModule(
  text: string,
  units: readonly ModuleInfo[],
  wanted: { module?: string; line?: number },
): Outcome<SpecSource> {
  const modules = units.filter(({ kind }) => kind === 'module');
  const empty = modules.filter((unit) => isEmpty(unit, text));
  const fits = empty.filter(
    (unit) =>
      (wanted.module === undefined || unit.name === wanted.module) &&
      (wanted.line === undefined || (firstLine(text, unit) <= wanted.line && wanted.line <= unit.range.endLine + 1)),
  );
  const unit = fits[0];
  if (unit === undefined) {
    const named =
      wanted.module ?? (wanted.line === undefined ? undefined : modules.find((one) => one.range.line < (wanted.line ?? 0))?.name);
    return failure(
      named === undefined ? 'the file holds no empty module' : `the module ${named} is not there or not empty`,
      'Write a comment that says what the module does, its header and endmodule, with nothing between; or name a file of text.',
    );
  }
  if (fits.length > 1) return failure(`${fits.map(({ name }) => name).join(' and ')} are empty modules`, 'Say which one is meant.');
  const inside = commentText(text.slice(unit.headerRange.end, unit.range.end));
  const spec = [commentText(text.slice(commentStart(text, unit.range.start), unit.range.start)), inside]
    .filter((one) => one.trim() !== '')
    .join('\n\n');
  if (spec.trim() === '') return failure(`no comment says what ${unit.name} does`, 'Write one above it.');
  const unclear = unit.ports.find((port) => port.width === undefined || port.unpacked !== undefined);
  const known: SpecInterface = {
    module: unit.name,
    ports: portsOfModule(unit),
    header: text.slice(unit.headerRange.start, unit.headerRange.end),
    ...(unclear === undefined ? {} : { problem: `the width of the port ${unclear.name} is not a number here` }),
  };
  return success({ text: spec, target: { interface: known, unit, start: unit.range.start, end: unit.range.end } });
}

/** The comments directly above an offset, without their marks. */
export function commentAbove(text: string, offset: number): string {
  return commentText(text.slice(commentStart(text, offset), offset));
}

/** Nothing but comments between its header and its end. */
export function isEmpty(unit: ModuleInfo, text: string): boolean {
  const body = text.slice(unit.headerRange.end, unit.range.end);
  return /^\s*endmodule\b/.test(body.replace(/\/\/[^\r\n]*|\/\*[^]*?\*\//g, ' '));
}

function firstLine(text: string, unit: ModuleInfo): number {
  return text.slice(0, commentStart(text, unit.range.start)).split('\n').length;
}

/** Start of the comments that stand directly above an offset: lines or blocks without an empty line between them and what they are of. */
function commentStart(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return offset - (/(?:(?:^|(?<=\n))[ \t]*(?:\/\/[^\n]*|\/\*(?:(?!\*\/)[^])*\*\/[ \t]*)\r?\n)*[ \t]*$/.exec(before)?.[0].length ?? 0);
}

/** Comments of a stretch of code without their marks, their layout kept. */
function commentText(code: string): string {
  return [...code.matchAll(/\/\/[/!]?([^\r\n]*)|\/\*+([^]*?)\*\//g)]
    .map(([, line, block]) => line ?? (block ?? '').replace(/^[ \t]*\*(?!\*)/gm, ' '))
    .join('\n');
}
