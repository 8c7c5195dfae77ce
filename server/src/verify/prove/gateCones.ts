import type { GateDesign, SignalId } from './gateDesign';
import { constantX, gateOp } from './gateDesign';

/** What the signals of a design are made from, within a step and from one to the step before. `budget` counts the signals that may still be looked at. */
export class GateCones {
  private readonly gateOf: Int32Array;
  private readonly loads: ReadonlyMap<SignalId, SignalId>;

  constructor(
    private readonly design: GateDesign,
    private readonly budget: { left: number },
  ) {
    this.gateOf = new Int32Array(design.size).fill(-1);
    design.gateOutput.forEach((output, gate) => (this.gateOf[output] = gate));
    this.loads = new Map(design.registers.map(({ q, d }) => [q, d]));
  }

  /**
   * The roots and what decides them, up to registers and inputs. With `values` of the step (0, 1, or 2 for unknown) only what does decide: the chosen side of a multiplexer, the zeros of
   * an AND that is 0. What `stop` names is left out, with everything behind it. Undefined where a memory is read, or nothing is left of the budget.
   */
  within(
    roots: readonly SignalId[],
    values?: ArrayLike<number>,
    stop: (signal: SignalId) => boolean = () => false,
  ): Set<SignalId> | undefined {
    const found = new Set<SignalId>();
    const stack: SignalId[] = [];
    const reach = (signal: SignalId): void => {
      if (signal <= constantX || found.has(signal) || stop(signal)) return;
      found.add(signal);
      stack.push(signal);
    };
    roots.forEach(reach);
    for (let signal = stack.pop(); signal !== undefined; signal = stack.pop()) {
      if (--this.budget.left < 0) return undefined;
      const gate = this.gateOf[signal] as number;
      if (gate < 0) continue;
      if (this.design.gateKind[gate] === gateOp.read) return undefined;
      for (const input of this.deciding(gate, values)) reach(input);
    }
    return found;
  }

  /** What the registers among some signals have loaded in the step before. */
  before(signals: Iterable<SignalId>): SignalId[] {
    return [...signals].flatMap((signal) => this.loads.get(signal) ?? []);
  }

  private deciding(gate: number, values: ArrayLike<number> | undefined): SignalId[] {
    const [a, b, s] = [this.design.gateA[gate], this.design.gateB[gate], this.design.gateS[gate]] as [SignalId, SignalId, SignalId];
    switch (this.design.gateKind[gate]) {
      case gateOp.not:
        return [a];
      case gateOp.xor:
        return [a, b];
      case gateOp.mux: {
        const chosen = values?.[s] ?? 2;
        return chosen === 2 ? [a, b, s] : [chosen === 1 ? b : a, s];
      }
      default: {
        const enough = this.design.gateKind[gate] === gateOp.and ? 0 : 1;
        const sufficient = [a, b].filter((input) => values?.[input] === enough);
        return sufficient.length > 0 ? sufficient : [a, b];
      }
    }
  }
}
