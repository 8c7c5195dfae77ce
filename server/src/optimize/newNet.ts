import { lineBreak, lineIndent, lineStart } from '../base/layout';
import type { TextChange } from '../fixes/strategy';
import { writtenEnds, type PlacedItem } from '../refactor/scene';
import { writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/** A line in front of an item that declares a net of a range with its value; undefined where the item does not begin its line. */
export function netBefore(
  context: OptimizeContext,
  placed: PlacedItem,
  net: { readonly range: string; readonly name: string; readonly value: string },
): TextChange | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, placed.item);
  if (at === undefined || placed.around.length > 0) return undefined;
  const { text } = source;
  const start = lineStart(text, at.start);
  if (!/^\s*(?:assign\s*)?$/.test(text.slice(start, at.start))) return undefined;
  const declared = `${lineIndent(text, at.start)}wire ${net.range === '' ? '' : `${net.range} `}${net.name} = ${net.value};${lineBreak(text)}`;
  return { start, end: start, text: declared };
}
