/** Quoted texts and comments, whose braces are none; the head of a group; a brace. */
const tokens = /"(?:[^"\\]|\\[^])*"|\/\*[^]*?\*\/|\/\/[^\n]*|\b([a-z]\w*)[ \t]*\([^(){}";]*(?:"[^"]*"[^(){}";]*)*\)\s*\{|[{}]/gi;

/**
 * The text of a Liberty library without its groups of some names, wherever they stand; the text as it is where its braces do not match. Readers of a library take as long as its text is, and most of one is what a
 * given reader never looks at (power for timing, delays for what registers there are).
 */
export function withoutGroups(text: string, names: ReadonlySet<string>): string {
  const kept: string[] = [];
  let from = 0;
  let depth = 0;
  /** How deep the group stands that is left out. */
  let leaving: number | undefined;
  for (const found of text.matchAll(tokens)) {
    const [token, name] = found;
    if (name !== undefined || token === '{') {
      if (leaving === undefined && name !== undefined && names.has(name)) {
        leaving = depth;
        kept.push(text.slice(from, found.index));
      }
      depth++;
    } else if (token === '}') {
      depth--;
      if (depth < 0) return text;
      if (depth === leaving) {
        leaving = undefined;
        from = found.index + 1;
      }
    }
  }
  return depth === 0 ? kept.join('') + text.slice(from) : text;
}
