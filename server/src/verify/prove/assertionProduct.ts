import { Aig, falseLiteral, type Literal } from './aig';
import type { GateDesign } from './gateDesign';
import type { Start } from './pairing';
import { buildSide, countSteps, driveInputs, type Product } from './product';
import type { Rails } from './rails';
import type { ResetPin } from './settle';

/** A one-bit condition and when it is looked at, as outputs of the design. */
export interface GuardedOutput {
  readonly condition: string;
  readonly enable: string;
}

export interface AssertionPlan {
  readonly design: GateDesign;
  readonly starts: readonly Start[];
  readonly symbols: number;
  /** Per register, whether it may ever be x. */
  readonly unknown: readonly boolean[];
  readonly resets: readonly ResetPin[];
  /** Cycles of reset before the assertions are looked at. */
  readonly hold: number;
  readonly asserted: readonly GuardedOutput[];
  readonly assumed: readonly GuardedOutput[];
}

/** One assertion's ways to go wrong after the reset, as long as every assumption has held. */
export interface AssertionLiterals {
  /** Looked at and known to be false: a failure in every simulator. */
  readonly fails: Literal;
  /** Not known to be true where it may be looked at: `fails`, or an x stands in the way. */
  readonly mayFail: Literal;
}

export interface AssertionProduct extends Product {
  readonly asserted: readonly AssertionLiterals[];
  /** The value of every signal. */
  readonly values: readonly Rails[];
  /** Holds from the end of the reset on. */
  readonly running: Literal;
}

/**
 * The design over free inputs from power-up, on two rails: reset held, then the assertions looked at in every cycle, just before the active edge. An
 * assumption that is false or x in a cycle rules that cycle and all later ones out.
 */
export function buildAssertionProduct(plan: AssertionPlan): AssertionProduct {
  const aig = new Aig();
  const { design } = plan;
  const since = countSteps(aig, plan.hold);
  const running = since[plan.hold] as Literal;
  const drivePlan = { golden: design, clocks: [], resets: plan.resets, resetStaysInactive: false };
  const { inputs, driven } = driveInputs(aig, drivePlan, running ^ 1);
  const symbols = Array.from({ length: plan.symbols }, () => aig.input());
  const started = aig.latch(0);
  started.next = falseLiteral ^ 1;
  const values = buildSide(aig, design, plan.starts, plan.unknown, { driven, symbols, first: started.literal ^ 1, rename: new Map() });
  const ports = new Map(design.outputs.map((port) => [port.name, values[port.bits[0] as number] as Rails]));
  const rails = (name: string): Rails => ports.get(name) as Rails;
  const kept = aig.latch(1);
  let now: Literal = kept.literal;
  for (const { condition, enable } of plan.assumed) {
    const [is, looked] = [rails(condition), rails(enable)];
    const skipped = aig.and(looked.unknown ^ 1, looked.value ^ 1);
    now = aig.and(now, aig.or(running ^ 1, aig.or(skipped, aig.and(is.unknown ^ 1, is.value))));
  }
  kept.next = now;
  const live = aig.and(running, now);
  const asserted = plan.asserted.map(({ condition, enable }): AssertionLiterals => {
    const [is, looked] = [rails(condition), rails(enable)];
    const isFalse = aig.and(is.unknown ^ 1, is.value ^ 1);
    const isTrue = aig.and(is.unknown ^ 1, is.value);
    const surely = aig.and(looked.unknown ^ 1, looked.value);
    const perhaps = aig.or(looked.unknown, looked.value);
    return { fails: aig.and(live, aig.and(surely, isFalse)), mayFail: aig.and(live, aig.and(perhaps, isTrue ^ 1)) };
  });
  const bad = aig.orAll(asserted.map((one) => one.mayFail));
  return { aig, bad, outputs: [], inputs, symbols, firstCompared: plan.hold, asserted, values, running };
}
