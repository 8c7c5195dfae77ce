import type { Token } from '../graph/lexer';
import { bracketStep } from './closingBracket';

/**
 * Variables that an insertion assigns as a whole at once (`=`) in a process where they are assigned at the end of the time step (`<=`) too, or the other way round: compilers refuse
 * it, or simulate the one as the other. What stands around the insertion counts as far as its process goes; what it mixes itself is its author's matter.
 * @returns the targets in the insertion
 */
export function mixedAssignments(before: readonly Token[], own: readonly Token[], after: readonly Token[]): Token[] {
  const from = before.findLastIndex(({ text }) => beginsProcess.test(text));
  const to = after.findIndex(({ text }) => beginsProcess.test(text) || (beginsOther.test(text) && text !== 'assign'));
  const around = [before.slice(Math.max(0, from)), after.slice(0, to < 0 ? after.length : to)] as const;
  const inserted = new Set(own);
  return assignmentsIn([...around[0], ...own, ...around[1]]).flatMap((names) =>
    [...names.values()].flatMap((targets) => {
      const [outside, inside] = [targets.filter(({ token }) => !inserted.has(token)), targets.filter(({ token }) => inserted.has(token))];
      if (new Set(outside.map(({ operator }) => operator)).size > 1) return [];
      const operators = new Set(targets.map(({ operator }) => operator));
      return operators.size > 1 ? inside.slice(-1).map(({ token }) => token) : [];
    }),
  );
}

interface Target {
  readonly token: Token;
  readonly operator: string;
}

/** Of each process the whole variables that it assigns, by name. */
function assignmentsIn(tokens: readonly Token[]): ReadonlyMap<string, Target[]>[] {
  const found: Map<string, Target[]>[] = [];
  let names: Map<string, Target[]> | undefined;
  let depth = 0;
  let blocks = 0;
  /** `?` whose `:` is to come. */
  let open = 0;
  tokens.forEach((token, i) => {
    depth += bracketStep(token.text);
    const isChoice = tokens[i - 1]?.text === ':' && open > 0;
    if (isChoice) open--;
    if (token.text === '?') open++;
    else if (token.text === ';') open = 0;
    if (beginsProcess.test(token.text)) [names, blocks] = [new Map<string, Target[]>(), 0];
    else if (/^(?:begin|case[xz]?)$/.test(token.text)) blocks++;
    else if (/^end(?:case)?$/.test(token.text)) blocks--;
    // Inside of a block `assign` is a statement, which compilers count as one of the first kind.
    else if (beginsOther.test(token.text) && (token.text !== 'assign' || blocks <= 0)) names = undefined;
    if (names !== undefined && !found.includes(names)) found.push(names);
    const operator = tokens[i + 1]?.text ?? '';
    const isStatement = token.kind === 'id' && depth === 0 && !isChoice && beginsStatement.test(tokens[i - 1]?.text ?? '');
    if (names === undefined || !isStatement || !/^<?=$/.test(operator)) return;
    names.set(token.text, [...(names.get(token.text) ?? []), { token, operator }]);
  });
  return found;
}

const beginsProcess = /^always(?:_comb|_ff|_latch)?$/;
/** What ends a process by beginning something else between the items of a module. */
const beginsOther = /^(?:assign|initial|final|function|task|generate|module|wire|genvar|localparam|parameter|endmodule|endgenerate)$/;
const beginsStatement = /^(?:begin|end|else|assign|;|\)|:)$/;
