import type { Cursor } from './place';

/** What an editor puts behind the cursor by itself. */
const closedByEditor = /^[)\]}";]*$/;

/**
 * What was typed at one cursor to come to another: the texts are the same but for it and for brackets that the editor closed behind the cursor.
 * Undefined when anything else differs.
 */
export function typedSince(from: Cursor, to: Cursor): string | undefined {
  if (from.path !== to.path || to.offset < from.offset) return undefined;
  const tailLength = from.text.length - from.offset;
  const end = to.text.length - tailLength;
  if (end < to.offset || !closedByEditor.test(to.text.slice(to.offset, end))) return undefined;
  const isSame = to.text.startsWith(from.text.slice(0, from.offset)) && to.text.endsWith(from.text.slice(from.offset));
  return isSame ? to.text.slice(from.offset, to.offset) : undefined;
}
