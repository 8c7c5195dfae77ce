import type { Token } from '../graph/lexer';
import { bracketStep } from './closingBracket';

/**
 * Variables that one process of an insertion assigns as a whole both at once (`=`) and at the end of the time step (`<=`): compilers refuse it, or simulate the one as the other.
 * @returns the tokens of the later targets
 */
export function mixedAssignments(tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  let kinds: Map<string, string> | undefined;
  let depth = 0;
  /** `?` whose `:` is to come. */
  let open = 0;
  tokens.forEach((token, i) => {
    depth += bracketStep(token.text);
    const isChoice = tokens[i - 1]?.text === ':' && open > 0;
    if (isChoice) open--;
    if (token.text === '?') open++;
    else if (token.text === ';') open = 0;
    if (beginsProcess.test(token.text)) kinds = new Map();
    else if (beginsOther.test(token.text)) kinds = undefined;
    const operator = tokens[i + 1]?.text ?? '';
    if (
      kinds === undefined ||
      depth > 0 ||
      isChoice ||
      token.kind !== 'id' ||
      !/^<?=$/.test(operator) ||
      !beginsStatement.test(tokens[i - 1]?.text ?? '')
    )
      return;
    const before = kinds.get(token.text);
    if (before !== undefined && before !== operator) found.push(token);
    kinds.set(token.text, operator);
  });
  return found;
}

const beginsProcess = /^always(?:_comb|_ff|_latch)?$/;
/** What ends a process by beginning something else between the items of a module. */
const beginsOther = /^(?:assign|initial|final|function|task|generate|module|wire|genvar|localparam|parameter)$/;
const beginsStatement = /^(?:begin|end|else|;|\)|:)$/;
