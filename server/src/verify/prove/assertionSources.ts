import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { MacroDefinition, Preprocessed } from '../../syntax/parsedFile';
import { preprocess } from '../../syntax/preprocess';
import { findInclude } from '../../tools/sourceLayout';
import { clockedCondition, findAssertions, withoutImplication, type AssertionSite } from './assertionSites';
import { withoutStartChecks } from './startChecks';
import { withoutPromises } from './withoutPromises';

/** An assertion or assumption of the author's, by where it is written. */
export interface WrittenAssertion {
  readonly kind: AssertionSite['kind'];
  /** The label, or the macro that makes it, or nothing. */
  readonly label: string | undefined;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A unit whose assertions a reader of plain conditions can read: each under a label of ours, `signoff_assert_3_q`. */
export interface AssertionSources {
  readonly unit: CompileUnit;
  readonly written: readonly WrittenAssertion[];
  /** Index into `written` -> why it was left out. */
  readonly leftOut: ReadonlyMap<number, string>;
  /** The assertions whose statements lie on a line (from 1) of a file of `unit`. */
  at(file: string, line: number): number[];
}

/** The index in a label of ours, anywhere in a hierarchical name; undefined when there is none. */
export function assertionIndex(name: string): number | undefined {
  const match = /signoff_assert_(\d+)_q/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Expands macros and includes, so that the assertions that macros make are there, and writes implications as conditions. `without` holds those
 * that are to be left out, with the reason. `SYNTHESIS` is not defined: assertions often stand where it is not.
 */
export function assertionSources(
  unit: CompileUnit,
  without: ReadonlyMap<number, string> = new Map(),
  reader: 'slang' | 'verilog' = 'slang',
): AssertionSources {
  const written: WrittenAssertion[] = [];
  const leftOut = new Map<number, string>(without);
  const lines = new Map<string, { index: number; first: number; last: number }[]>();
  const files = expandFiles(unit).map((pre): SourceText => {
    const sites = findAssertions(pre.text);
    const places: { index: number; first: number; last: number }[] = [];
    let text = '';
    let at = 0;
    for (const site of sites) {
      if (site.start < at) continue;
      const index = written.length;
      written.push(placeOf(site, pre));
      places.push({ index, first: lineAt(pre.text, site.start), last: lineAt(pre.text, site.end) });
      const write = reader === 'slang' ? readable : asProcess;
      const said = leftOut.has(index) ? undefined : write(site, pre.text, index);
      if (said === undefined && !leftOut.has(index) && (site.kind === 'assert' || site.kind === 'assume'))
        leftOut.set(index, 'a sequence or property operator that is not read');
      text += pre.text.slice(at, site.start) + (said ?? blank(pre.text.slice(site.start, site.end)));
      at = site.end;
    }
    lines.set(pre.path, places);
    return { path: pre.path, text: withoutStartChecks(text + pre.text.slice(at)) };
  });
  return {
    unit: withoutPromises({ ...unit, files, includes: [], defines: {} }, { one: 'needed' }),
    written,
    leftOut,
    at: (file, line) => (lines.get(file) ?? []).filter(({ first, last }) => first <= line && line <= last).map(({ index }) => index),
  };
}

/** The statement under our label; undefined for what nothing is proved of, and what cannot be written as a condition. Lines stay. */
function readable(site: AssertionSite, text: string, index: number): string | undefined {
  if (site.kind !== 'assert' && site.kind !== 'assume') return undefined;
  const label = `signoff_assert_${index}_q: `;
  if (site.property === undefined) return label + text.slice(site.keyword, site.end);
  const property = withoutImplication(text.slice(site.property.start, site.property.end));
  if (property === undefined) return undefined;
  const before = newlines(text.slice(site.start, site.keyword));
  return `${before}${label}${text.slice(site.keyword, site.property.start)}${property});${newlines(text.slice(site.property.end, site.end))}`;
}

/** A property as a process of its own, on one line; what stands before the clock's edge is what it asserts, as properties sample it. */
function asProcess(site: AssertionSite, text: string, index: number): string | undefined {
  if ((site.kind !== 'assert' && site.kind !== 'assume') || site.property === undefined || !site.isItem) return undefined;
  const read = clockedCondition(text.slice(site.property.start, site.property.end));
  if (read === undefined) return undefined;
  const { event, disable, condition } = read;
  const enabled = disable === undefined ? '' : `if (!(${disable})) `;
  const written = `always @(${event}) ${enabled}signoff_assert_${index}_q: ${site.kind} (${condition});`;
  return written.replace(/\s*\n\s*/g, ' ') + newlines(text.slice(site.start, site.end));
}

/** A statement's place is taken by an empty one's: a branch may consist of it alone. */
function blank(text: string): string {
  return `;${newlines(text)}`;
}

function newlines(text: string): string {
  return text.replace(/[^\n]/g, '');
}

function placeOf(site: AssertionSite, pre: Preprocessed): WrittenAssertion {
  const { path, line, column } = pre.toSource(site.keyword, site.keyword + 1);
  return { kind: site.kind, label: site.label, file: path, line: line + 1, column: column + 1 };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** Each file expanded; macros of one reach the next, as in one compilation unit. */
function expandFiles(unit: CompileUnit): Preprocessed[] {
  const includes = new Map(unit.includes.map((file) => [file.path, file]));
  const include = (name: string, fromPath: string): SourceText | undefined => {
    const path = findInclude(name, fromPath, unit.includeDirs, (at) => includes.has(at));
    return path === undefined ? undefined : includes.get(path);
  };
  const known = new Map<string, MacroDefinition>();
  return unit.files.map((file) => {
    const pre = preprocess(file, { defines: unit.defines, include, mode: 'full', lookupMacro: (name) => known.get(name) });
    for (const [name, macro] of pre.macros) known.set(name, macro);
    return pre;
  });
}
