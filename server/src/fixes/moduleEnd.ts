import { lineBreak } from '../base/layout';
import { authorText } from './sourceText';
import type { FixContext, TextChange } from './strategy';

/** New lines in front of a module's `endmodule`, each block after an empty line; undefined where a macro or an include ends the module. */
export function beforeModuleEnd(context: FixContext, blocks: readonly string[]): TextChange | undefined {
  const { text } = context.file.source;
  const last = context.node.lastChild;
  if (last === null || authorText(context.file, last) === undefined) return undefined;
  const end = text.lastIndexOf('endmodule', context.file.rangeOf(context.node).end);
  if (end < 0) return undefined;
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  const at = text.slice(lineStart, end).trim() === '' ? lineStart : end;
  return { start: at, end: at, text: blocks.map((block) => `${lineBreak(text)}${block}`).join('') };
}
