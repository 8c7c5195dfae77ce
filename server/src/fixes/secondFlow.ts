import type { Outcome } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import type { TimingAnalysis } from '../timing/analyze';
import { leastGain, nanoseconds, type Measured } from './judge';
import type { UnderOrders } from './orders';

/** Another flow than the search's, of the user's own tools: what it says decides beside the search's. */
export interface SecondFlow {
  /** How it times, in words that follow "Timed": `by OpenSTA on the netlist of the installed yosys 0.23`. */
  readonly name: string;
  /** The worst slack of a unit and all negative ones together, ns; always against the same period. With `order` the cells are in another order, as in `FixSearchTools.time`. */
  readonly slack: (unit: CompileUnit, budgetMs: number, signal: AbortSignal, order?: number) => Promise<Outcome<SlackOfFlow>>;
}

export interface SlackOfFlow {
  readonly wns: number;
  readonly tns: number;
}

/** ms that another flow may take of a unit at least, however little of the search's time is left: without its word nothing is offered. */
const shortest = 4000;
/** Of the least gain that counts, how much the worst slack may change and be called the same. */
const sameShare = 1 / 5;
/** Orders of the cells that a gain has to hold under, the first as they are: one mapping of the other flow is as much luck as one of the search's. */
const orders = [undefined, 1, 2];

/** What another flow sees; `underAll` where it did so under every order of the cells. */
export interface SeenByFlow extends UnderOrders {
  readonly underAll: boolean;
}

/** Asks a flow about units of a search; the author's once under each order. */
export class SecondOpinion {
  private readonly author = new Map<number | undefined, Promise<Outcome<SlackOfFlow>>>();

  constructor(
    private readonly flow: SecondFlow,
    private readonly unit: CompileUnit,
    private readonly deadline: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Why a rewrite is no gain by the other flow (slower under some order of the cells, or under none do the slowest path or all that are too long become faster), or what it gains there. A flow that
   * cannot time the author's text says nothing; one that times only that text has not seen a gain.
   */
  async of({ unit }: Measured, before: TimingAnalysis): Promise<SeenByFlow> {
    const { name } = this.flow;
    const same = sameShare * leastGain(before);
    const notAll = { underAll: false } as const;
    const seen: string[] = [];
    let gains = false;
    for (const order of orders) {
      const [was, is] = await Promise.all([this.authors(order), this.time(unit, order)]);
      if (!was.ok || this.signal.aborted) break;
      if (!is.ok) {
        if (seen.length > 0) break;
        return { ...notAll, refused: `Measured faster by the estimate only: it could not be timed ${name}: ${is.message}` };
      }
      const told = `${nanoseconds(was.value.wns, before)} to ${nanoseconds(is.value.wns, before)} ns`;
      const gained = is.value.wns - was.value.wns;
      if (gained < -same)
        return {
          ...notAll,
          refused: `Measured faster by the estimate only: timed ${name}${order === undefined ? '' : ', with the cells in another order,'} the worst slack would go from ${told}.`,
        };
      gains ||= gained > same || is.value.tns > was.value.tns + same;
      seen.push(told);
    }
    if (seen.length === 0) return notAll;
    if (!gains)
      return {
        ...notAll,
        refused: `Measured faster by the estimate only: timed ${name} the worst slack would go from ${seen.join(', ')}, and nothing else gains.`,
      };
    const underAll = seen.length === orders.length;
    return { underAll, evidence: `Timed ${name} it gains too: worst slack from ${seen.join(', with the cells in another order ')}.` };
  }

  private authors(order: number | undefined): Promise<Outcome<SlackOfFlow>> {
    const made = this.author.get(order) ?? this.time(this.unit, order);
    this.author.set(order, made);
    return made;
  }

  private time(unit: CompileUnit, order: number | undefined): Promise<Outcome<SlackOfFlow>> {
    return this.flow.slack(unit, Math.max(shortest, this.deadline - Date.now()), this.signal, order);
  }
}
