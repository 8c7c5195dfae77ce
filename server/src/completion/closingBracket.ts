/** What a token does to the depth of brackets: 1 where it opens one, -1 where it closes one. */
export function bracketStep(text: string): -1 | 0 | 1 {
  if (/^('?\{|\(|\[)$/.test(text)) return 1;
  return /^[)\]}]$/.test(text) ? -1 : 0;
}

/** Index of the bracket that closes the one at `open`, or the number of tokens when none does. */
export function closingBracket(tokens: readonly { readonly text: string }[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const step = bracketStep(tokens[i]?.text ?? '');
    depth += step;
    if (step < 0 && depth === 0) return i;
  }
  return tokens.length;
}
