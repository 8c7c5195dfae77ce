import type { CompileUnit } from '../model/compileUnit';
import type { TimingAnalysis } from '../timing/analyze';
import { leastGain, nanoseconds, retime, type Measured } from './judge';
import type { FixSearchTools } from './search';

/** Orders of the cells that a gain has to hold under. */
const orders = [1, 2];
/** Gains above this share of the slowest path are beyond what the order alone changes (up to 15 % was seen). */
const beyondLuck = 0.15;
/** ns: slacks that differ by less are the same. */
const same = 0.001;

/** A gain that holds under every order tried, in words, or why it is none. Both empty where nothing was tried. */
export interface UnderOrders {
  readonly evidence?: string;
  readonly refused?: string;
}

/** Times the author's unit under an order; each order once. */
export type AuthorTimes = (order: number) => Promise<TimingAnalysis | string>;

export function authorTimes(tools: Pick<FixSearchTools, 'time'>, unit: CompileUnit, deadline: number, signal: AbortSignal): AuthorTimes {
  const known = new Map<number, Promise<TimingAnalysis | string>>();
  return (order) => {
    const made = known.get(order) ?? retime(tools, unit, deadline, signal, order);
    known.set(order, made);
    return made;
  };
}

/**
 * Whether a gain is more than the luck of one mapping: what a synthesis finds also depends on the order of cells, which every edit changes. The
 * author's unit and the rewritten one are timed again with their cells in another order, and the gain counts only when it is one under every
 * order. Gains that are larger than such luck are taken as they are. An order that cannot be timed says nothing.
 */
export async function underOrders(
  tools: Pick<FixSearchTools, 'time'>,
  before: TimingAnalysis,
  { unit, after, gain }: Measured,
  author: AuthorTimes,
  deadline: number,
  signal: AbortSignal,
): Promise<UnderOrders> {
  const longest = before.timing.period - before.timing.wns;
  const gained = after.timing.wns - before.timing.wns;
  if (gained > beyondLuck * longest) return {};
  if (signal.aborted || Date.now() >= deadline)
    return { evidence: 'There was no time to see whether it gains with the cells in another order too.' };
  const seen: string[] = [];
  for (const order of orders) {
    if (signal.aborted || Date.now() >= deadline) break;
    const [old, now] = await Promise.all([author(order), retime(tools, unit, deadline, signal, order)]);
    if (typeof old === 'string' || typeof now === 'string') continue;
    const { was, is } = slacks(old, now, gain.endpoint);
    if (is <= was + same) {
      return {
        refused: `Measured faster by the luck of one mapping only: with the cells in another order the slack would go from ${nanoseconds(was, before)} to ${nanoseconds(is, before)} ns.`,
      };
    }
    seen.push(`${nanoseconds(was, before)} to ${nanoseconds(is, before)} ns`);
  }
  return seen.length === 0 ? {} : { evidence: `With the cells in another order it gains too: ${seen.join(', ')}.` };
}

/** What a rewrite changes: the worst slack, or where that stays, that of the end point which gains. */
function slacks(old: TimingAnalysis, now: TimingAnalysis, endpoint: string): { readonly was: number; readonly is: number } {
  const worst = { was: old.timing.wns, is: now.timing.wns };
  const [was, is] = [old.endpoints.get(endpoint), now.endpoints.get(endpoint)];
  return Math.abs(worst.is - worst.was) <= leastGain(old) && was !== undefined && is !== undefined ? { was, is } : worst;
}
