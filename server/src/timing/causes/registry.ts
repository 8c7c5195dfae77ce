import type { TimingPath } from '../../protocol/contract';
import type { ExplainedPath } from '../explain';
import { compareSelectArithmetic } from './compareSelectArithmetic';
import { constantDivision } from './constantDivision';
import { counterCompare } from './counterCompare';
import type { CauseRule, Finding } from './finding';
import { deepAdderChain, deepLogic, highFanout, multiplication, wideCarry, wideSelect } from './others';
import { latch } from './latch';
import { memoryRead } from './memoryRead';
import { serialChain } from './serialChain';

/** One entry per cause. */
const rules: readonly CauseRule[] = [
  serialChain,
  constantDivision,
  deepAdderChain,
  multiplication,
  wideSelect,
  wideCarry,
  highFanout,
  compareSelectArithmetic,
  counterCompare,
  memoryRead,
  latch,
];

/** Everything found on a path, the largest share of its delay first. A plain count of operators stands in only when nothing else fits. */
export function findCauses(explained: ExplainedPath): Finding[] {
  const found = rules.flatMap((rule) => rule(explained) ?? []).filter((item) => item.share >= 0.1);
  const deep = found.length === 0 ? deepLogic(explained) : undefined;
  return [...found, ...(deep === undefined ? [] : [deep])].sort((a, b) => b.share - a.share);
}

/** The chief cause in the shape of the contract. */
export function causeOf(explained: ExplainedPath): TimingPath['cause'] {
  const first = findCauses(explained)[0];
  return first === undefined ? undefined : { code: first.code, file: first.span.file, line: first.span.line, message: first.message };
}
