import { evaluate } from './algebra';
import type { GateDesign, SignalId } from './gateDesign';
import type { Start } from './pairing';
import type { ProductPlan } from './product';
import { namesInGolden } from './product';
import { drawLanes, lanes, mix } from './randomLanes';

/** A signal of the other side, or its inverse. */
export interface Followed {
  readonly signal: SignalId;
  readonly inverted: boolean;
}

/** For registers of each side, by index, what of the other side they may be, likeliest first. */
export interface Followers {
  readonly golden: ReadonlyMap<number, readonly Followed[]>;
  readonly candidate: ReadonlyMap<number, readonly Followed[]>;
}

/** Gates times steps that may be evaluated, and steps at least and at most. */
const mostWork = 30_000_000;
const steps = { least: 24, most: 300 };
/** Signals that are told of all registers together, and of one. */
const mostTold = { all: 400_000, each: 4000 };

/**
 * Which signals of the other side, with no reset active, were what a register was (or its inverse) in every step after the reset, in 32 random runs. A guess: in other runs they may
 * differ.
 */
export function likelyFollowers(
  plan: ProductPlan,
  loose: { readonly [side in keyof Followers]: readonly number[] },
  seed: number,
): Followers {
  const { golden, candidate, pairing } = plan;
  const sides = {
    golden: new Run(golden, pairing.goldenStart, new Map(), seed),
    candidate: new Run(candidate, pairing.candidateStart, namesInGolden(plan.portMap), seed),
  };
  const count = plan.hold + Math.max(steps.least, Math.min(steps.most, Math.floor(mostWork / (golden.size + candidate.size))));
  for (let step = 0; step < count; step++) {
    const inputs = drawLanes(golden, plan.resets, step < plan.hold, step, seed);
    const idle = new Map(inputs);
    for (const { name, active } of plan.resets) idle.set(name, [active === 1 ? 0 : -1]);
    for (const side of [sides.golden, sides.candidate]) {
      if (step >= plan.hold) side.record(idle, step);
      side.step(inputs);
    }
  }
  const found = (own: Run, other: Run, registers: readonly number[]): Map<number, readonly Followed[]> => {
    const alike = other.signalsBySum();
    const most = Math.min(mostTold.each, Math.ceil(mostTold.all / registers.length));
    const told = (register: number, inverted: boolean): Followed[] =>
      (alike.get(own.sumOfRegister(register, inverted)) ?? []).slice(0, most).map((signal) => ({ signal, inverted }));
    return new Map(registers.map((register) => [register, [...told(register, false), ...told(register, true)]]));
  };
  return {
    golden: found(sides.golden, sides.candidate, loose.golden),
    candidate: found(sides.candidate, sides.golden, loose.candidate),
  };
}

/** One side in all lanes, and sums of what each signal did with no reset active. */
class Run {
  private state: number[];
  private readonly sums: Sums;
  private readonly inverseSums: Sums;

  constructor(
    private readonly design: GateDesign,
    starts: readonly Start[],
    private readonly rename: ReadonlyMap<string, string>,
    seed: number,
  ) {
    this.state = design.registers.map(({ init }, i) => {
      const start = starts[i] as Start;
      return init === 'x' && start.kind === 'symbol' ? mix(seed, 2, start.symbol) : init === 1 ? -1 : 0;
    });
    this.sums = sumsOf(design.size);
    this.inverseSums = sumsOf(design.registers.length);
  }

  record(idle: ReadonlyMap<string, readonly number[]>, step: number): void {
    const values = this.valuesWith(idle);
    values.forEach((value, signal) => add(this.sums, signal, value, step));
    this.design.registers.forEach(({ q }, i) => add(this.inverseSums, i, ~(values[q] as number), step));
  }

  step(inputs: ReadonlyMap<string, readonly number[]>): void {
    const values = this.valuesWith(inputs);
    this.state = this.design.registers.map(({ d }) => values[d] as number);
  }

  sumOfRegister(register: number, inverted: boolean): string {
    return inverted ? textOf(this.inverseSums, register) : textOf(this.sums, this.design.registers[register]?.q as number);
  }

  signalsBySum(): Map<string, SignalId[]> {
    const found = new Map<string, SignalId[]>();
    for (let signal = 0; signal < this.design.size; signal++) {
      const sum = textOf(this.sums, signal);
      const all = found.get(sum);
      if (all === undefined) found.set(sum, [signal]);
      else all.push(signal);
    }
    return found;
  }

  private valuesWith(inputs: ReadonlyMap<string, readonly number[]>): number[] {
    return evaluate(this.design, lanes, (all) => {
      for (const port of this.design.inputs) {
        const words = inputs.get(this.rename.get(port.name) ?? port.name);
        port.bits.forEach((bit, i) => (all[bit] = words?.[i] ?? 0));
      }
      this.design.registers.forEach(({ q }, i) => (all[q] = this.state[i] as number));
    });
  }
}

/** What each of several signals did, as two numbers. */
type Sums = readonly [Int32Array, Int32Array];

function sumsOf(size: number): Sums {
  return [new Int32Array(size), new Int32Array(size)];
}

function add([first, second]: Sums, place: number, value: number, step: number): void {
  const [a, b] = [first[place] as number, second[place] as number];
  first[place] = Math.imul(a ^ value, 0x85ebca6b) + step;
  second[place] = Math.imul(b + value, 0xc2b2ae35) ^ (b >>> 15);
}

function textOf([first, second]: Sums, place: number): string {
  return `${first[place] ?? 0} ${second[place] ?? 0}`;
}
