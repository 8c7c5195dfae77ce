import { indentStep } from '../base/indentStep';
import { lineBreak, lineEnd, lineIndent, lineStart } from '../base/layout';
import { lastCodeEnd } from './brackets';
import type { Edit } from './refactoring';

export interface Connected {
  readonly name: string;
  /** '' leaves it open. */
  readonly actual: string;
}

/** Where a list of connections stands: the offsets of its brackets. */
export interface ListPlace {
  readonly open: number;
  readonly close: number;
}

/** How the author lays out named connections. */
interface Style {
  /** Columns that the name takes before `(`; undefined: right behind the name. */
  readonly nameWidth?: number;
  /** Columns that the actual takes before `)`. */
  readonly actualWidth?: number;
  /** White space inside the brackets. */
  readonly lead: string;
  readonly trail: string;
  /** `.clk` where port and net have one name. */
  readonly short: boolean;
}

/** Edits that put connections at the end of a list, aligned as the ones that are there, one a line where those are. */
export function appendConnections(text: string, { open, close }: ListPlace, added: readonly Connected[]): Edit[] {
  const inside = text.slice(open + 1, close);
  const style = styleOf(inside);
  const last = lastCodeEnd(text, open + 1, close);
  const br = lineBreak(text);
  if (last === open + 1)
    return [
      {
        start: open + 1,
        end: close,
        text: `${br}${linesOf(added, plain, `${lineIndent(text, open)}${indentStep(text)}`, br)}${br}${lineIndent(text, open)}`,
      },
    ];
  const comma = text[last - 1] === ',' ? '' : ',';
  const oneLine = lineStart(text, last) === lineStart(text, open + 1) && !inside.includes('\n');
  if (oneLine) return [{ start: last, end: last, text: `${comma} ${added.map((one) => written(one, plain, style.short)).join(', ')}` }];
  const indent = lineIndent(text, lastStart(text, open, last));
  const behind = lineEnd(text, last) < close ? lineEnd(text, last) : last;
  const lines = `${br}${linesOf(added, style, indent, br)}`;
  if (behind === last) return [{ start: last, end: last, text: comma + lines }];
  return [...(comma === '' ? [] : [{ start: last, end: last, text: comma }]), { start: behind, end: behind, text: lines }];
}

const plain: Style = { lead: '', trail: '', short: false };

/** A list on lines of its own, the closing bracket left to the caller. */
export function connectionLines(added: readonly Connected[], indent: string, br: string): string {
  return linesOf(added, plain, indent, br);
}

function linesOf(added: readonly Connected[], style: Style, indent: string, br: string): string {
  return added.map((one) => indent + written(one, style, style.short)).join(`,${br}`);
}

function written({ name, actual }: Connected, style: Style, short: boolean): string {
  if (short && name === actual) return `.${name}`;
  const shown = style.actualWidth === undefined ? actual : actual.padEnd(style.actualWidth);
  return `.${name.padEnd(style.nameWidth ?? 0)}(${style.lead}${shown}${style.trail})`;
}

/** Start of the line that the last connection begins on. */
function lastStart(text: string, open: number, last: number): number {
  const dot = /\.[A-Za-z_\\][^.]*$/.exec(text.slice(open + 1, last));
  return dot === null ? last - 1 : open + 1 + dot.index;
}

function styleOf(inside: string): Style {
  const found = [...inside.matchAll(/\.([A-Za-z_][\w$]*)([ \t]*)\((\s*)([^()\n]*)\)/g)];
  const shorts = [...inside.matchAll(/\.[A-Za-z_][\w$]*[ \t]*(?=,|\/\/|\n|$)/g)].length;
  const short = shorts > found.length;
  const names = found.map((one) => (one[1] ?? '').length + (one[2] ?? '').length);
  const [nameWidth] = names;
  const lengths = new Set(found.map((one) => (one[1] ?? '').length));
  const aligned = found.length > 1 && lengths.size > 1 && names.every((one) => one === nameWidth);
  const spaced = found.length > 0 && found.every((one) => (one[3] ?? '') === ' ' || (one[4] ?? '') === '');
  const actuals = found.map((one) => (one[4] ?? '').length);
  const trimmed = new Set(found.map((one) => (one[4] ?? '').trimEnd().length));
  const alignedEnd = aligned && trimmed.size > 1 && new Set(actuals).size === 1;
  return {
    lead: spaced ? ' ' : '',
    trail: spaced && !alignedEnd ? ' ' : '',
    short,
    ...(aligned && nameWidth !== undefined ? { nameWidth } : {}),
    ...(alignedEnd ? { actualWidth: actuals[0] ?? 0 } : {}),
  };
}
