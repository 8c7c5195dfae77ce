import type { TimingPath } from '../../protocol/contract';
import type { ExplainedPath } from '../explain';
import { compareSelectArithmetic } from './compareSelectArithmetic';
import { constantDivision } from './constantDivision';
import { counterCompare } from './counterCompare';
import type { CauseRule, Finding } from './finding';
import { lateSelect } from './lateSelect';
import { deepAdderChain, deepLogic, highFanout, multiplication, wideCarry, wideSelect } from './others';
import { latch } from './latch';
import { memoryRead } from './memoryRead';
import { reconvergence } from './reconvergence';
import { resetInData } from './resetInData';
import { serialChain } from './serialChain';
import { unregisteredInterface } from './unregisteredInterface';

/** One entry per cause: what takes the time. */
const rules: readonly CauseRule[] = [
  serialChain,
  constantDivision,
  deepAdderChain,
  multiplication,
  wideSelect,
  wideCarry,
  highFanout,
  compareSelectArithmetic,
  lateSelect,
  counterCompare,
  memoryRead,
  resetInData,
  latch,
];

/** How the path lies, whatever its operators are: told after these. */
const layouts: readonly CauseRule[] = [reconvergence, unregisteredInterface];

/**
 * Everything found on a path that takes a tenth of it or more: the operators that take its time, the largest share first, then how it lies.
 * A plain count of operators stands in only when none of them fits.
 */
export function findCauses(explained: ExplainedPath): Finding[] {
  const told = (list: readonly CauseRule[]): Finding[] => list.flatMap((rule) => rule(explained) ?? []).filter(({ share }) => share >= 0.1);
  const found = told(rules).sort((a, b) => b.share - a.share);
  const deep = found.length === 0 ? deepLogic(explained) : undefined;
  return [...found, ...(deep === undefined ? [] : [deep]), ...told(layouts)];
}

/** The causes of a path in the shape of the contract, the chief one by itself too; empty when none was found. */
export function causesOf(explained: ExplainedPath): Pick<TimingPath, 'cause' | 'causes'> {
  const found = findCauses(explained).map(({ code, span: { file, line }, message, share }) => ({
    cause: { code, file, line, message },
    share,
  }));
  const [chief] = found;
  if (chief === undefined) return {};
  return { cause: chief.cause, causes: found.map(({ cause, share }) => ({ ...cause, share: Math.round(100 * share) / 100 })) };
}
