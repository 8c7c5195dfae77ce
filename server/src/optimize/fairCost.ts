import type { CompileUnit } from '../model/compileUnit';
import type { Cost } from '../protocol/jobs';
import type { OptimizeTools } from './search';

/** Orders of the cells that a delay is measured in besides the one they have. */
const orders = [1, 2];

/** A text with what it costs as it stands and, once it was asked for, with its cells in other orders. */
export interface Costed {
  readonly unit: CompileUnit;
  readonly cost: Cost;
  fair?: Cost;
}

/**
 * A cost with the mean of the delays under several orders of the cells: what one mapping finds depends on their order, which every edit changes, by up
 * to 15 % of a path, and that would hide small gains or invent them. An order that cannot be timed, or not in time, is left out.
 */
export async function fairCost(
  one: Costed,
  { measure }: Pick<OptimizeTools, 'measure'>,
  left: () => number,
  signal: AbortSignal,
): Promise<Cost> {
  if (one.fair !== undefined) return one.fair;
  const delays = [one.cost.delay];
  const others = await Promise.all(orders.map((order) => measure(one.unit, left(), signal, order)));
  for (const other of others) if (other.ok) delays.push(other.value.delay);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  one.fair = { ...one.cost, delay: Math.round(mean * 100) / 100 };
  return one.fair;
}
