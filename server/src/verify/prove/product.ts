import type { Aig, Latch, Literal } from './aig';
import { Aig as Graph, falseLiteral, trueLiteral } from './aig';
import type { ReadMemory } from './algebra';
import { evaluate } from './algebra';
import type { MemoryPair } from './matchedMemories';
import { MatchedMemories } from './matchedMemories';
import type { GateDesign } from './gateDesign';
import type { Pairing, Start } from './pairing';
import type { Rails } from './rails';
import { leavesGolden, railAlgebra } from './rails';
import type { ResetPin } from './settle';

/** How golden and candidate are laid side by side. */
export interface ProductPlan {
  readonly golden: GateDesign;
  readonly candidate: GateDesign;
  readonly assumption?: GateDesign;
  readonly pairing: Pairing;
  /** Golden port name -> candidate port name, where they differ. */
  readonly portMap: ReadonlyMap<string, string>;
  /** Golden outputs that are compared only where another of its outputs is 1. */
  readonly onlyWhere?: ReadonlyMap<string, string>;
  readonly resets: readonly ResetPin[];
  /** Cycles of reset before the comparison starts. */
  readonly hold: number;
  /** Compared from power-up; until the hold is over, an x of the candidate is no difference. */
  readonly fromPowerUp: boolean;
  /** Candidate(t + latency) is compared with golden(t). */
  readonly latency: number;
  /** Reset stays inactive after the hold (`latency`), or is free (`sameCycle`). */
  readonly resetStaysInactive: boolean;
  /** Clock inputs that toggle during the hold and are free afterwards; empty when all registers step together. */
  readonly clocks: readonly string[];
  /** Per register, whether it may ever be x: only those carry a second rail. */
  readonly goldenUnknown: readonly boolean[];
  readonly candidateUnknown: readonly boolean[];
  /** The memories that are no registers; undefined when one has no counterpart. */
  readonly memories?: readonly MemoryPair[];
  /** State and outputs that were found to be the same on both sides in every step, as far as the rest is: they are there once. */
  readonly alike?: AlikeParts;
}

/** What of both sides cannot be told apart where all that they share is the same (`alikeParts`). All memories are. */
export interface AlikeParts {
  /** Candidate register of each golden register of this kind, by their indexes. */
  readonly registers: ReadonlyMap<number, number>;
  /** Output bits, `y[3]`, by position. */
  readonly outputs: ReadonlySet<string>;
}

/** What says how inputs are driven: those of `golden`, its clocks and its resets. */
export type DrivePlan = Pick<ProductPlan, 'golden' | 'clocks' | 'resets' | 'resetStaysInactive'>;

export interface OutputDifference {
  readonly port: string;
  readonly bit: number;
  readonly differs: Literal;
  /** The golden's bit is compared and known. */
  readonly known: Literal;
}

export interface Product {
  readonly aig: Aig;
  /** True in a step in which some output differs that must not. */
  readonly bad: Literal;
  readonly outputs: readonly OutputDifference[];
  /** Input literal of each bit of the golden's input ports. */
  readonly inputs: ReadonlyMap<string, readonly Literal[]>;
  /** Input literal of each start symbol (read in the first step only). */
  readonly symbols: readonly Literal[];
  /** Steps before the first comparison. */
  readonly firstCompared: number;
}

/** Both sides laid side by side from power-up. */
export interface WholeProduct extends Product {
  /** The value of every signal of each side. */
  readonly values: { readonly golden: readonly Rails[]; readonly candidate: readonly Rails[] };
  /** Holds in the steps that are compared. */
  readonly comparing: Literal;
}

/**
 * Builds golden and candidate over the same inputs from power-up: reset held, then compared in every step on two rails, so that an x of
 * the golden is a wild card and an x of the candidate is not. `bad` is reachable exactly when the designs differ.
 */
export function buildProduct(plan: ProductPlan): WholeProduct {
  const aig = new Graph();
  const holdSteps = plan.hold * (plan.clocks.length > 0 ? 2 : 1);
  const since = countSteps(aig, holdSteps + plan.latency);
  const held = since[holdSteps] === undefined ? falseLiteral : since[holdSteps] ^ 1;
  const { inputs, driven } = driveInputs(aig, plan, held);
  const symbols = Array.from({ length: plan.pairing.symbols }, () => aig.input());
  const first = symbols.length > 0 ? startFlag(aig) : falseLiteral;
  const sides = buildSides(aig, plan, { driven, symbols, first });
  const { golden, candidate } = sides;
  const from = (plan.fromPowerUp ? 0 : holdSteps) + plan.latency;
  const settled = since[holdSteps + plan.latency] as Literal;
  let comparing = since[from] as Literal;
  // Where nothing is reset, what settles has only ever seen inputs that are allowed.
  const assumedAlways = holdSteps === 0 || (plan.resets.length === 0 && plan.clocks.length === 0);
  if (plan.assumption !== undefined)
    comparing = aig.and(comparing, keepsAssumption(aig, plan.assumption, driven, assumedAlways ? trueLiteral : held ^ 1));
  const compared = compareOutputs(aig, plan, golden, candidate, comparing, settled);
  const outputs = compared.filter(({ port, bit }) => plan.alike?.outputs.has(`${port}[${bit}]`) !== true);
  return {
    aig,
    bad: aig.orAll(outputs.map((output) => output.differs)),
    outputs,
    inputs,
    symbols,
    firstCompared: from,
    values: sides,
    comparing,
  };
}

type SharedContext = Pick<SideContext, 'driven' | 'symbols' | 'first'>;

function buildSides(aig: Aig, plan: ProductPlan, context: SharedContext): WholeProduct['values'] {
  const { alike } = plan;
  const memories = alike === undefined ? undefined : new MatchedMemories(aig, plan.memories ?? []);
  const build = (side: 'golden' | 'candidate', shared: ReadonlyMap<number, Rails>): Rails[] => {
    const isGolden = side === 'golden';
    return buildSide(
      aig,
      plan[side],
      isGolden ? plan.pairing.goldenStart : plan.pairing.candidateStart,
      isGolden ? plan.goldenUnknown : plan.candidateUnknown,
      {
        ...context,
        rename: isGolden ? new Map<string, string>() : namesInGolden(plan.portMap),
        shared,
        ...(memories === undefined ? {} : { read: memories.readerOf(plan[side], side) }),
      },
    );
  };
  if (alike === undefined) return { golden: build('golden', new Map()), candidate: build('candidate', new Map()) };
  // What is there once is the candidate's: an x of the golden is completed by it.
  const candidate = build('candidate', new Map());
  const registerOf = (j: number): Rails => candidate[plan.candidate.registers[j]?.q as number] as Rails;
  return { golden: build('golden', new Map([...alike.registers].map(([i, j]) => [i, registerOf(j)]))), candidate };
}

export interface MatchedProduct extends Product {
  /** One per paired register and memory: true where equal ones load different values. */
  readonly registers: readonly { readonly name: string; readonly differs: Literal }[];
}

/**
 * One step from any state in which paired registers are equal. When nothing can differ in it, and the pairs start equal, the designs are
 * equal for ever. Undefined where the pairs do not start equal or the claim is a shifted one.
 *
 * The state is two-valued, and free: every x in a register is completed by some value. Where the golden loads an x, its completion is
 * chosen to be what the candidate loads, so that the pair stays equal; where the golden loads a known value, the candidate must load the same one,
 * known. This is sound: a golden output that is known when x is propagated does not depend on any of these choices, so whatever
 * completes the candidate's own x, its output is that value. (Carrying x from step to step instead refutes rewritten arithmetic on
 * registers that hold an x on purpose, which only spreads it differently.)
 */
export function buildMatched(plan: ProductPlan): MatchedProduct | undefined {
  if (plan.latency !== 0 || plan.clocks.length > 0 || plan.memories === undefined) return undefined;
  const { pairing } = plan;
  const equalStarts = pairing.partner.every(
    (j, i) => j < 0 || sameStart(pairing.goldenStart[i] as Start, pairing.candidateStart[j] as Start),
  );
  if (!equalStarts) return undefined;
  const aig = new Graph();
  const { inputs, driven } = driveFreely(aig, plan);
  const free = (): Rails => ({ value: aig.input(), unknown: falseLiteral });
  const goldenState = plan.golden.registers.map(free);
  const candidateState = plan.candidate.registers.map(free);
  pairing.partner.forEach((j, i) => {
    if (j >= 0) candidateState[j] = goldenState[i] as Rails;
  });
  const memories = new MatchedMemories(aig, plan.memories);
  const golden = evaluateSide(aig, plan.golden, goldenState, driven, new Map(), memories.readerOf(plan.golden, 'golden'));
  const candidate = evaluateSide(
    aig,
    plan.candidate,
    candidateState,
    driven,
    namesInGolden(plan.portMap),
    memories.readerOf(plan.candidate, 'candidate'),
  );
  const outputs = compareWholly(aig, plan, golden, candidate);
  const registers = pairing.partner.flatMap((j, i) => {
    if (j < 0) return [];
    const register = plan.golden.registers[i] as GateDesign['registers'][number];
    const a = golden[register.d] as Rails;
    const b = candidate[(plan.candidate.registers[j] as GateDesign['registers'][number]).d] as Rails;
    return [{ name: register.names[0] ?? 'an unnamed register', differs: leavesGolden(aig, a, b) }];
  });
  registers.push(...memories.differences(plan.golden, plan.candidate, { golden, candidate }));
  if (memories.tooLarge) return undefined;
  const bad = aig.orAll([...outputs.map((output) => output.differs), ...registers.map((register) => register.differs)]);
  return { aig, bad, outputs, inputs, symbols: [], firstCompared: 0, registers };
}

/** Inputs that are all free: a step from anywhere. */
export function driveFreely(aig: Aig, plan: ProductPlan): ReturnType<typeof driveInputs> {
  return driveInputs(aig, { ...plan, resets: [] }, falseLiteral);
}

/** The outputs of a step, where an x of the candidate is never a wild card. */
export function compareWholly(aig: Aig, plan: ProductPlan, golden: readonly Rails[], candidate: readonly Rails[]): OutputDifference[] {
  return compareOutputs(aig, plan, golden, candidate, trueLiteral, trueLiteral);
}

interface SideContext {
  readonly driven: ReadonlyMap<string, readonly Literal[]>;
  readonly symbols: readonly Literal[];
  readonly first: Literal;
  readonly rename: ReadonlyMap<string, string>;
  /** Registers that the other side has as well. */
  readonly shared?: ReadonlyMap<number, Rails>;
  readonly read?: ReadMemory<Rails>;
}

/** Golden port of each candidate port that goes by another name. */
export function namesInGolden(portMap: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...portMap].map(([from, to]) => [to, from]));
}

/** One side's registers and gates in the graph; the value of each of its signals. Registers get their next state. */
export function buildSide(
  aig: Aig,
  design: GateDesign,
  starts: readonly Start[],
  unknown: readonly boolean[],
  context: SideContext,
): Rails[] {
  const latches = design.registers.map((_, i) => {
    if (context.shared?.has(i) === true) return undefined;
    const start = starts[i] as Start;
    const value = aig.latch(start.kind === 'fixed' ? start.value : 0);
    const second: Latch | undefined = unknown[i] === true ? aig.latch(start.kind === 'unknown' ? 1 : 0) : undefined;
    return { value, second };
  });
  const state = latches.map((latch, i): Rails => {
    if (latch === undefined) return context.shared?.get(i) as Rails;
    const { value, second } = latch;
    const start = starts[i] as Start;
    const now = start.kind === 'symbol' ? aig.mux(context.first, value.literal, context.symbols[start.symbol] as Literal) : value.literal;
    return { value: now, unknown: second?.literal ?? falseLiteral };
  });
  const values = evaluateSide(aig, design, state, context.driven, context.rename, context.read);
  design.registers.forEach((register, i) => {
    const latch = latches[i];
    if (latch === undefined) return;
    const next = values[register.d] as Rails;
    latch.value.next = next.value;
    // Without a second rail the register was found never to load an x, even where the graph cannot see why.
    if (latch.second !== undefined) latch.second.next = next.unknown;
  });
  return values;
}

/** The values of a side's signals, given those of its registers and inputs (by the golden's names). */
export function evaluateSide(
  aig: Aig,
  design: GateDesign,
  state: readonly Rails[],
  driven: ReadonlyMap<string, readonly Literal[]>,
  rename: ReadonlyMap<string, string>,
  read?: ReadMemory<Rails>,
): Rails[] {
  const source = (values: Rails[]): void => {
    for (const port of design.inputs) {
      const literals = driven.get(rename.get(port.name) ?? port.name);
      port.bits.forEach(
        (bit, i) =>
          (values[bit] = { value: literals?.[i] ?? falseLiteral, unknown: literals?.[i] === undefined ? trueLiteral : falseLiteral }),
      );
    }
    design.registers.forEach((register, i) => (values[register.q] = state[i] as Rails));
  };
  return evaluate(design, railAlgebra(aig), source, read);
}

function compareOutputs(
  aig: Aig,
  plan: ProductPlan,
  golden: readonly Rails[],
  candidate: readonly Rails[],
  comparing: Literal,
  settled: Literal,
): OutputDifference[] {
  const candidatePorts = new Map(plan.candidate.outputs.map((port) => [port.name, port]));
  return plan.golden.outputs.flatMap((port) => {
    const valid = plan.golden.outputs.find(({ name }) => name === plan.onlyWhere?.get(port.name));
    const meant = valid === undefined ? undefined : delay(aig, golden[valid.bits[0] as number] as Rails, plan.latency);
    const counts = meant === undefined ? comparing : aig.and(comparing, aig.and(meant.value, meant.unknown ^ 1));
    const other = candidatePorts.get(plan.portMap.get(port.name) ?? port.name);
    return port.bits.map((bit, i) => {
      const g = delay(aig, golden[bit] as Rails, plan.latency);
      const c = candidate[other?.bits[i] as number] as Rails;
      const wrong = aig.mux(c.unknown, aig.xor(g.value, c.value), settled);
      const known = aig.and(counts, g.unknown ^ 1);
      return { port: port.name, bit: i, differs: aig.and(known, wrong), known };
    });
  });
}

function delay(aig: Aig, rails: Rails, steps: number): Rails {
  let now = rails;
  for (let i = 0; i < steps; i++) {
    const value = aig.latch(0);
    value.next = now.value;
    if (now.unknown === falseLiteral) {
      now = { value: value.literal, unknown: falseLiteral };
      continue;
    }
    const unknown = aig.latch(1);
    unknown.next = now.unknown;
    now = { value: value.literal, unknown: unknown.literal };
  }
  return now;
}

/** `result[n]` holds from step n on. */
export function countSteps(aig: Aig, steps: number): Literal[] {
  const flags: Literal[] = [trueLiteral];
  for (let i = 0; i < steps; i++) {
    const latch = aig.latch(0);
    latch.next = flags[i] as Literal;
    flags.push(latch.literal);
  }
  return flags;
}

function startFlag(aig: Aig): Literal {
  const started = aig.latch(0);
  started.next = trueLiteral;
  return started.literal ^ 1;
}

/** Inputs: clocks toggle and resets are active while `held`; afterwards they are free (or, for a shifted claim, inactive). */
export function driveInputs(aig: Aig, plan: DrivePlan, held: Literal): { inputs: Map<string, Literal[]>; driven: Map<string, Literal[]> } {
  const inputs = new Map<string, Literal[]>();
  const driven = new Map<string, Literal[]>();
  let phase: Literal = falseLiteral;
  if (plan.clocks.length > 0) {
    const toggle = aig.latch(0);
    toggle.next = toggle.literal ^ 1;
    phase = toggle.literal;
  }
  for (const port of plan.golden.inputs) {
    const literals = port.bits.map(() => aig.input());
    inputs.set(port.name, literals);
    const reset = plan.resets.find((pin) => pin.name === port.name);
    const whileHeld = plan.clocks.includes(port.name) ? phase : reset === undefined ? undefined : reset.active;
    driven.set(
      port.name,
      literals.map((literal) => {
        if (whileHeld === undefined) return literal;
        const after = reset !== undefined && plan.resetStaysInactive ? reset.active ^ 1 : literal;
        return aig.mux(held, after, whileHeld);
      }),
    );
  }
  return { inputs, driven };
}

/** Holds while the assumption has held in every step in which `running` is true. */
function keepsAssumption(aig: Aig, assumption: GateDesign, driven: ReadonlyMap<string, readonly Literal[]>, running: Literal): Literal {
  const values = evaluateSide(aig, assumption, [], driven, new Map());
  const output = values[assumption.outputs[0]?.bits[0] as number] as Rails;
  const now = aig.or(running ^ 1, aig.and(output.value, output.unknown ^ 1));
  const kept = aig.latch(1);
  kept.next = aig.and(kept.literal, now);
  return aig.and(kept.literal, now);
}

function sameStart(a: Start, b: Start): boolean {
  // A golden that starts unknown is completed by what the candidate starts with.
  return (
    a.kind === 'unknown' ||
    (a.kind === 'fixed' && b.kind === 'fixed' && a.value === b.value) ||
    (a.kind === 'symbol' && b.kind === 'symbol' && a.symbol === b.symbol)
  );
}
