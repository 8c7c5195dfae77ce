import { abstractAlgebra, abstractValue, evaluate, join } from './algebra';
import type { GateDesign } from './gateDesign';
import type { Start } from './pairing';

/** A reset input and the value that resets. */
export interface ResetPin {
  readonly name: string;
  readonly active: 0 | 1;
}

/** The two-valued phases of clock inputs while reset is held; empty when all registers step together. */
export interface ClockPhases {
  readonly names: readonly string[];
}

export interface Settling {
  /** Cycles that the reset is held before the comparison starts. */
  readonly cycles: number;
  /** Per register and side, whether it is still x then, whatever the inputs were. */
  readonly unsettled: readonly (readonly boolean[])[];
}

const longestHold = 16;

/**
 * Holds the pins active and lets all sides run from power-up with inputs that are defined but arbitrary, until the set of unknown
 * registers no longer changes (at most `longest` cycles). A register that is known then is known in every run.
 */
export function settle(
  sides: readonly GateDesign[],
  pins: readonly ResetPin[],
  clocks: ClockPhases,
  { useInitial = true, longest = longestHold }: { readonly useInitial?: boolean; readonly longest?: number } = {},
): Settling {
  let states = sides.map((side) => side.registers.map(({ init }) => (init === 'x' || !useInitial ? abstractValue.x : init) as number));
  const history = [states.map(unknownOf)];
  for (let cycle = 0; cycle < longest; cycle++) {
    for (const phase of clocks.names.length > 0 ? [0, 1] : [0]) {
      states = sides.map((side, index) => step(side, states[index] as number[], heldInputs(pins, clocks, phase)));
    }
    history.push(states.map(unknownOf));
  }
  const final = history[longest] as boolean[][];
  let cycles = longest;
  while (cycles > 0 && same(history[cycles - 1] as boolean[][], final)) cycles--;
  return { cycles, unsettled: final };
}

/** Per register, whether it is known at the end of a reset that is held for so many steps from these starts, whatever the other inputs are. */
export function knownAfterHold(design: GateDesign, starts: readonly Start[], pins: readonly ResetPin[], hold: number): boolean[] {
  let state = starts.map((start): number =>
    start.kind === 'fixed' ? start.value : start.kind === 'symbol' ? abstractValue.defined : abstractValue.x,
  );
  for (let cycle = 0; cycle < hold; cycle++) state = step(design, state, heldInputs(pins, { names: [] }, 0));
  return state.map((value) => value !== abstractValue.x);
}

/** The registers and outputs that may be x at some time after power-up, when `x` marks the registers that start unknown. */
export function mayBeUnknown(
  design: GateDesign,
  startsUnknown: readonly boolean[],
  fixed: readonly ResetPin[],
): { readonly registers: boolean[]; readonly outputs: Map<string, boolean[]> } {
  let state = design.registers.map(
    (register, i) => (startsUnknown[i] === true ? abstractValue.x : register.init === 'x' ? 2 : register.init) as number,
  );
  const inputs = heldInputs(fixed, { names: [] }, 0);
  for (;;) {
    const next = step(design, state, inputs);
    const joined = state.map((value, i) => join(value, next[i] as number));
    if (joined.every((value, i) => value === state[i])) break;
    state = joined;
  }
  const values = valuesOf(design, state, inputs);
  return {
    registers: state.map((value) => value === abstractValue.x),
    outputs: new Map(design.outputs.map((port) => [port.name, port.bits.map((bit) => values[bit] === abstractValue.x)])),
  };
}

/**
 * Inputs of one bit that, held at a value, make registers constant whatever else happens: what resets do. `bits` counts those registers.
 */
export function resetCandidates(design: GateDesign, skip: ReadonlySet<string>): (ResetPin & { readonly bits: number })[] {
  const found: (ResetPin & { bits: number })[] = [];
  const unknownState = design.registers.map(() => abstractValue.x as number);
  const free = valuesOf(design, unknownState, new Map());
  for (const port of design.inputs) {
    if (port.bits.length !== 1 || skip.has(port.name)) continue;
    for (const active of [0, 1] as const) {
      const values = valuesOf(design, unknownState, new Map([[port.name, active]]));
      const bits = design.registers.filter(({ d }) => (values[d] as number) < 2 && (free[d] as number) >= 2).length;
      if (bits > 0) found.push({ name: port.name, active, bits });
    }
  }
  return found.sort((x, y) => y.bits - x.bits);
}

/**
 * The reset of a design, read from what its registers load and not from names: the pins of asynchronous resets and, of the inputs that
 * make registers constant, those that settle registers that nothing before them settled. Initial values are left out of this
 * search: a register may have both. With `single`, at most one synchronous pin (a pipeline's flush is not its reset).
 */
export function chooseResets(
  design: GateDesign,
  clocks: ClockPhases,
  asynchronous: readonly ResetPin[],
  options: { readonly skip: ReadonlySet<string>; readonly single: boolean; readonly synchronous: readonly ResetPin[] },
): ResetPin[] {
  const chosen: ResetPin[] = [...asynchronous];
  const left = (pins: readonly ResetPin[]): number =>
    settle([design], pins, clocks, { useInitial: false }).unsettled[0]?.filter(Boolean).length ?? 0;
  let unknown = left(chosen);
  if (options.single && chosen.length > 0) return chosen;
  // A reset counts as one even where the registers would settle without it: a shifted claim keeps it inactive.
  if (options.single && options.synchronous[0] !== undefined) return [options.synchronous[0]];
  for (const candidate of resetCandidates(design, options.skip).slice(0, 24)) {
    if (unknown === 0 || (options.single && chosen.length > 0)) break;
    if (chosen.some((pin) => pin.name === candidate.name)) continue;
    const pin = { name: candidate.name, active: candidate.active };
    const then = left([...chosen, pin]);
    if (then >= unknown) continue;
    chosen.push(pin);
    unknown = then;
  }
  return chosen;
}

function step(design: GateDesign, state: readonly number[], inputs: ReadonlyMap<string, number>): number[] {
  const values = valuesOf(design, state, inputs);
  return design.registers.map((register) => values[register.d] as number);
}

function valuesOf(design: GateDesign, state: readonly number[], inputs: ReadonlyMap<string, number>): number[] {
  return evaluate(design, abstractAlgebra, (values) => {
    for (const port of design.inputs) for (const bit of port.bits) values[bit] = inputs.get(port.name) ?? abstractValue.defined;
    design.registers.forEach((register, i) => (values[register.q] = state[i] as number));
  });
}

function heldInputs(pins: readonly ResetPin[], clocks: ClockPhases, phase: number): Map<string, number> {
  return new Map<string, number>([
    ...clocks.names.map((name) => [name, phase] as const),
    ...pins.map((pin) => [pin.name, pin.active] as const),
  ]);
}

function unknownOf(state: readonly number[]): boolean[] {
  return state.map((value) => value === abstractValue.x);
}

function same(a: readonly (readonly boolean[])[], b: readonly (readonly boolean[])[]): boolean {
  return a.every((side, i) => side.every((value, j) => value === b[i]?.[j]));
}
