import { lineBreak, lineIndent, lineStart } from '../base/layout';
import type { TextChange } from '../fixes/strategy';
import type { Expr } from '../graph/ast';
import { writtenEnds, type PlacedItem } from '../refactor/scene';
import { writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/** A line in front of an item that declares a net of a range with its value; undefined where the item does not begin its line. */
export function netBefore(
  context: OptimizeContext,
  placed: PlacedItem,
  net: { readonly range: string; readonly name: string; readonly value: string },
): TextChange | undefined {
  return linesBefore(context, placed, [`wire ${net.range === '' ? '' : `${net.range} `}${net.name} = ${net.value};`]);
}

/** Lines in front of an item, indented as it is; undefined where the item does not begin its line, or stands in a generate block. */
export function linesBefore(context: OptimizeContext, placed: PlacedItem, lines: readonly string[]): TextChange | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, placed.item);
  if (at === undefined || placed.around.length > 0) return undefined;
  const { text } = source;
  const start = lineStart(text, at.start);
  if (!/^\s*(?:assign\s*)?$/.test(text.slice(start, at.start))) return undefined;
  const indent = lineIndent(text, at.start);
  return { start, end: start, text: lines.map((line) => `${indent}${line}${lineBreak(text)}`).join('') };
}

/** A net added to a list of signals that a process waits for; nothing where it waits for an edge or for whatever it reads. */
export function sensitiveTo(context: OptimizeContext, events: readonly Expr[] | undefined, net: string): TextChange[] {
  const last = events?.at(-1);
  const at = last === undefined || last.kind === 'event' ? undefined : writtenEnds(writtenFile(context), last);
  return at === undefined ? [] : [{ start: at.end, end: at.end, text: ` or ${net}` }];
}
