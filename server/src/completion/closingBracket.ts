/** Index of the bracket that closes the one at `open`, or the number of tokens when none does. */
export function closingBracket(tokens: readonly { readonly text: string }[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (/^('?\{|\(|\[)$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text) && --depth === 0) return i;
  }
  return tokens.length;
}
