import { delayModel } from '../delayModel';
import { asMapped, type QuickEnd } from './quickTiming';

/** The slack of a signal's registers as far as it is known for a text that changed since the analysis. */
export interface SlackNow {
  /** ns */
  readonly slack: number;
  /** `analysed`: what leads to it takes as long as then; `changed`: estimated from how much longer; `new`: it was not there then, or had no path. */
  readonly basis: 'analysed' | 'changed' | 'new';
  /** The slack that was analysed, ns. */
  readonly before?: number;
}

export interface Analysed {
  /** ns by the name of the end point. */
  readonly slacks: ReadonlyMap<string, number>;
  readonly period: number;
  /** The quick estimate of the text that was analysed. */
  readonly quick: readonly QuickEnd[];
  /** The delay model, where the analysis is by one: what is new is estimated with it. */
  readonly target?: string;
}

/** A difference of the quick estimate below this share of it is none. */
const least = 0.005;

/**
 * Slacks of registers after edits, by signal: an analysis says how much time each path takes, and the quick estimate of both texts by which factor it takes longer now. That says more than
 * the quick estimate alone, whose errors are mostly the same before and after.
 */
export function slacksNow({ slacks, period, quick, target }: Analysed, now: readonly QuickEnd[]): Map<string, SlackNow> {
  const analysed = byRegisters(quick, slacks);
  const before = new Map(quick.map((end) => [end.signal, end]));
  const model = delayModel(target);
  const result = new Map<string, SlackNow>();
  for (const { signal, kind, arrival } of now) {
    if (kind !== 'register') continue;
    const old = before.get(signal);
    const slack = slacks.get(signal) ?? analysed.get(old?.registers ?? -1);
    if (old === undefined || slack === undefined || old.arrival <= 0) {
      if (old === undefined && target !== undefined && model !== undefined) {
        result.set(signal, { slack: period - asMapped(arrival, model), basis: 'new' });
      }
      continue;
    }
    const factor = arrival / old.arrival;
    if (Math.abs(factor - 1) < least) result.set(signal, { slack, basis: 'analysed', before: slack });
    else result.set(signal, { slack: slack - Math.max(0, period - slack) * (factor - 1), basis: 'changed', before: slack });
  }
  return result;
}

/** The worst slack of the registers behind several names: an analysis knows them by one of these. */
function byRegisters(quick: readonly QuickEnd[], slacks: ReadonlyMap<string, number>): Map<number, number> {
  const worst = new Map<number, number>();
  for (const { signal, registers } of quick) {
    const slack = registers < 0 ? undefined : slacks.get(signal);
    if (slack !== undefined) worst.set(registers, Math.min(slack, worst.get(registers) ?? Infinity));
  }
  return worst;
}
