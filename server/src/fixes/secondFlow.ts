import type { Outcome } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import type { TimingAnalysis } from '../timing/analyze';
import { leastGain, nanoseconds, type Measured } from './judge';
import type { UnderOrders } from './orders';

/** Another flow than the search's, of the user's own tools: what it says decides beside the search's. */
export interface SecondFlow {
  /** How it times, in words that follow "Timed": `by OpenSTA on the netlist of the installed yosys 0.23`. */
  readonly name: string;
  /** The worst slack of a unit and all negative ones together, ns; always against the same period. */
  readonly slack: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<Outcome<SlackOfFlow>>;
}

export interface SlackOfFlow {
  readonly wns: number;
  readonly tns: number;
}

/** ms that another flow may take of a unit at least, however little of the search's time is left: what it was not asked about has only one mapping's word. */
const shortest = 3000;
/** Of the least gain that counts, how much the worst slack may change and be called the same. */
const sameShare = 1 / 5;

/** Asks a flow about units of a search, each once. */
export class SecondOpinion {
  private author: Promise<Outcome<SlackOfFlow>> | undefined;

  constructor(
    private readonly flow: SecondFlow,
    private readonly unit: CompileUnit,
    private readonly deadline: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Why a rewrite is no gain by the other flow (slower, or neither the slowest path nor all that are too long become faster), or what it gains there. A flow that cannot time one of the two texts says
   * nothing.
   */
  async of({ unit }: Measured, before: TimingAnalysis): Promise<UnderOrders> {
    const { flow } = this;
    this.author ??= this.time(this.unit);
    const [was, is] = await Promise.all([this.author, this.time(unit)]);
    if (!was.ok || !is.ok || this.signal.aborted) return {};
    const told = `from ${nanoseconds(was.value.wns, before)} to ${nanoseconds(is.value.wns, before)} ns`;
    const gained = is.value.wns - was.value.wns;
    const same = sameShare * leastGain(before);
    if (gained < -same) return { refused: `Measured faster by the estimate only: timed ${flow.name} the worst slack would go ${told}.` };
    if (gained <= same && is.value.tns <= was.value.tns + same)
      return {
        refused: `Measured faster by the estimate only: timed ${flow.name} the worst slack would stay, ${told}, and nothing else gains.`,
      };
    return { evidence: `Timed ${flow.name} it gains too: worst slack ${told}.` };
  }

  private time(unit: CompileUnit): Promise<Outcome<SlackOfFlow>> {
    return this.flow.slack(unit, Math.max(shortest, this.deadline - Date.now()), this.signal);
  }
}
