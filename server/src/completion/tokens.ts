/**
 * Tokens of a text for a budget, estimated: Verilog's short names and operators come to about three characters a token with current
 * tokenizers. The same text always costs the same.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 3);
}
