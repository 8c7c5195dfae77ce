import type { Cost } from '../protocol/jobs';

/** What a delay must fall by to count: below this the estimate is no wiser. */
const leastGain = 0.02;

/**
 * Whether a netlist is better than another: fewer cells or 2 % less delay, and a smaller product of both, so that neither is bought with more of
 * the other than it is worth.
 */
export function isCheaper(now: Cost, before: Cost): boolean {
  const gains = now.cells < before.cells || now.delay < before.delay * (1 - leastGain);
  return gains && now.cells * Math.max(now.delay, 0.1) < before.cells * Math.max(before.delay, 0.1);
}

/** Of a delay, what the order of the cells alone may change. */
const luck = 0.15;

/** Whether a netlist measured with its cells in one order may be better than another when they are in other orders too. */
export function mayBeCheaper(now: Cost, before: Cost): boolean {
  return (now.cells < before.cells && isCheaper({ ...now, delay: now.delay * (1 - luck) }, before)) || isCheaper(now, before);
}

/** Why a netlist is no better than another, in words. */
export function whyNotCheaper(now: Cost, before: Cost): string {
  const cells = `${before.cells} → ${now.cells} cells`;
  const delay = `${before.delay.toFixed(2)} → ${now.delay.toFixed(2)} ns`;
  return now.cells < before.cells ? `Measured smaller but too slow: ${cells}, ${delay}.` : `Measured no better: ${cells}, ${delay}.`;
}
