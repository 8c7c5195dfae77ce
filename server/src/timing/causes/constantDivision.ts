import type { NetlistCell } from '../../netlist/netlist';
import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

const divisions = new Map([
  ['$div', 'division'],
  ['$divfloor', 'division'],
  ['$mod', 'remainder'],
  ['$modfloor', 'remainder'],
]);

/** Division or remainder by a constant: built as a full divider, one subtract-and-select step per bit of the dividend. */
export function constantDivision(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => divisions.has(step.cell.type) && constantDivisor(step.cell) !== undefined);
  const first = steps[0];
  if (first === undefined) return undefined;
  const what = divisions.get(first.cell.type) ?? 'division';
  const bits = first.cell.connections.A?.length ?? 0;
  const more =
    steps.length > 1
      ? `${steps.length} divisions by constants (${lineWords(steps)})`
      : `A ${what} by ${constantDivisor(first.cell)} (${lineWords(steps)})`;
  return finding(
    'timing/constant-division',
    explained,
    steps,
    (share) =>
      `${more} ${steps.length > 1 ? 'are' : 'is'} built as a divider that subtracts once per bit (${bits} steps) and ${steps.length > 1 ? 'take' : 'takes'} ${share}. ` +
      'A multiplication by the reciprocal and a shift gives the same value.',
  );
}

/** The value of a divisor that is all constant bits. */
export function constantDivisor(cell: NetlistCell): bigint | undefined {
  const bits = cell.connections.B ?? [];
  if (bits.length === 0 || bits.some((bit) => bit !== '0' && bit !== '1')) return undefined;
  return bits.reduceRight<bigint>((value, bit) => value * 2n + (bit === '1' ? 1n : 0n), 0n);
}
