import type { Cost, OptimizeGoal } from '../protocol/jobs';

/** What a delay must fall by to count: below this the estimate is no wiser. */
const leastGain = 0.02;
/** What cells must fall by: fewer are the luck of one synthesis, and no reason to touch a text. */
const leastCells = 0.005;
/** What cells may grow by where only the delay counts. */
const mostGrowth = 0.5;

/**
 * Whether a netlist is better than another: fewer cells or 2 % less delay, and a smaller product of both, so that neither is bought with more of
 * the other than it is worth. With a goal of its own only that counts.
 */
export function isCheaper(now: Cost, before: Cost, goal: OptimizeGoal = 'both'): boolean {
  const smaller = now.cells < before.cells && now.cells <= before.cells * (1 - leastCells);
  const faster = now.delay < before.delay * (1 - leastGain);
  if (goal === 'cells') return smaller;
  if (goal === 'delay') return faster && now.cells <= before.cells * (1 + mostGrowth);
  return (smaller || faster) && now.cells * Math.max(now.delay, 0.1) < before.cells * Math.max(before.delay, 0.1);
}

/** Of a delay, what the order of the cells alone may change. */
const luck = 0.15;

/** Whether a netlist measured with its cells in one order may be better than another when they are in other orders too. */
export function mayBeCheaper(now: Cost, before: Cost, goal: OptimizeGoal = 'both'): boolean {
  return (now.cells < before.cells && isCheaper({ ...now, delay: now.delay * (1 - luck) }, before, goal)) || isCheaper(now, before, goal);
}

/** Whether a netlist is better than another by more than the order of the cells may change a delay, so that one order is enough to say so. */
export function isSurelyCheaper(now: Cost, before: Cost, goal: OptimizeGoal = 'both'): boolean {
  return isCheaper({ ...now, delay: now.delay * (1 + luck) }, before, goal);
}

/** Why a netlist is no better than another, in words. */
export function whyNotCheaper(now: Cost, before: Cost): string {
  const cells = `${before.cells} → ${now.cells} cells`;
  const delay = `${before.delay.toFixed(2)} → ${now.delay.toFixed(2)} ns`;
  if (isCheaper(now, before, 'cells')) return `Measured smaller but too slow: ${cells}, ${delay}.`;
  if (isCheaper(now, before, 'delay')) return `Measured faster but too large: ${cells}, ${delay}.`;
  return `Measured no better: ${cells}, ${delay}.`;
}
