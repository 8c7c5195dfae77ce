/** The white space that the line of an offset begins with. */
export function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset + 200))?.[0] ?? '';
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line break that ends the line, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** The line break that the file uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A name that the text does not have yet, nor `taken`: `base`, `base_1`, … */
export function freshName(text: string, base: string, taken: ReadonlySet<string> = new Set()): string {
  const used = (name: string): boolean => taken.has(name) || new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text);
  if (!used(base)) return base;
  let number = 1;
  while (used(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

/** The text after replacements of [start, end) that do not overlap; of two at one place the earlier of the list comes first. */
export function applyEdits(
  text: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  let changed = text;
  const later = edits.map((edit, order) => ({ ...edit, order })).sort((a, b) => b.start - a.start || b.end - a.end || b.order - a.order);
  for (const edit of later) changed = changed.slice(0, edit.start) + edit.text + changed.slice(edit.end);
  return changed;
}
