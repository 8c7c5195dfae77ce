import type { Token } from '../graph/lexer';
import { assignmentList } from './assignmentList';

/**
 * Continuous assignments of a whole net from itself: `assign y = y ^ a;`. Whatever else stands there, each bit depends on itself without a register between, and
 * tools that simplify first see no loop in `y ^ 0`. Selects and members may be other bits, and `$bits(y)` reads no value: those are left to the tools.
 * @returns the tokens that read the target
 */
export function selfLoops(tokens: readonly Token[]): Token[] {
  return tokens
    .flatMap((token, i) => (token.text === 'assign' ? assignmentList(tokens, i + 1) : []))
    .flatMap(({ target, from, to }) => {
      const read = readsOf(tokens, target.text, from, to);
      return read === undefined ? [] : [read];
    });
}

function readsOf(tokens: readonly Token[], name: string, from: number, to: number): Token | undefined {
  /** Of the brackets that are open: whether they are those of a system function. */
  const open: boolean[] = [];
  for (let k = from; k < to; k++) {
    const token = tokens[k];
    const [previous, next] = [tokens[k - 1]?.text ?? '', tokens[k + 1]?.text ?? ''];
    if (/^('?\{|\(|\[)$/.test(token?.text ?? '')) open.push(/^\$(?!(?:un)?signed$)/.test(previous));
    else if (/^[)\]}]$/.test(token?.text ?? '')) open.pop();
    else if (
      token?.kind === 'id' &&
      token.text === name &&
      !open.includes(true) &&
      !/^(\.|::)$/.test(previous) &&
      !/^(\[|\.|\(|::)$/.test(next)
    )
      return token;
  }
  return undefined;
}
