import type { ScreenToken } from '../screenTokens';
import { isReserved, keywords, skipBrackets, typeWords } from './codeTokens';
import { isDeclaration } from './processes';

/**
 * Memories that are indexed with a signed number of few bits, by the text of the index. A negative index is outside (IEEE 1364-2005,
 * 5.2.2), but a netlist takes its bits for a large address that may exist. An `integer` is no risk: no memory reaches that far.
 */
export function signedIndices(tokens: readonly ScreenToken[]): Map<string, string> {
  const findings = new Map<string, string>();
  const signed = signedNames(tokens);
  const memories = new Set<string>();
  // With a type of somebody's own no keyword stands in front: but a word, or its dimensions, does in declarations only.
  const isDeclared = (at: number): boolean => {
    const { kind, text = '' } = tokens[at - 1] ?? {};
    return isDeclaration(tokens, at, -1) || text === ']' || (kind === 'word' && !isReserved(text));
  };
  tokens.forEach((token, i) => {
    if (token.kind === 'word' && tokens[i + 1]?.text === '[' && isDeclared(i) && !isType(token)) memories.add(token.text);
  });
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || !memories.has(token.text) || tokens[i + 1]?.text !== '[' || isDeclared(i)) return;
    const index = tokens.slice(i + 2, skipBrackets(tokens, i + 1) - 1);
    if (!index.some(({ kind, text }) => (kind === 'word' && signed.has(text)) || /^(?:\$?signed)$/.test(text))) return;
    findings.set(
      `${token.text}[${index.map(({ text }) => text).join(' ')}]`,
      `the candidate indexes the memory ${token.text} with a signed number, which is outside when it is negative, but not in a netlist`,
    );
  });
  return findings;
}

/** Names declared `signed`, `byte` or `shortint`, types among them, and what is declared with such a type. */
function signedNames(tokens: readonly ScreenToken[]): Set<string> {
  const names = new Set<string>();
  const collect = (from: number): void => {
    for (let i = from; i < tokens.length; i++) {
      const { kind, text } = tokens[i] as ScreenToken;
      if (text === '[') i = skipBrackets(tokens, i) - 1;
      else if (text === ';' || text === ')' || /^(?:input|output|inout)$/.test(text)) return;
      else if (kind === 'word' && !isType(tokens[i] as ScreenToken)) names.add(text);
    }
  };
  tokens.forEach((token, i) => {
    if (token.kind === 'word' && /^(?:signed|byte|shortint)$/.test(token.text) && tokens[i + 1]?.text !== 'unsigned') collect(i + 1);
  });
  tokens.forEach((token, i) => {
    if (names.has(token.text) && tokens[i + 1]?.kind === 'word' && !keywords.has(tokens[i + 1]?.text ?? '')) collect(i + 1);
  });
  return names;
}

function isType(token: ScreenToken): boolean {
  return typeWords.has(token.text) || keywords.has(token.text);
}
