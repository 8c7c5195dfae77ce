import type { Drive } from '../prove/replay';
import type { ResetPin } from '../prove/settle';

export interface StimulusPlan {
  readonly inputs: readonly { readonly name: string; readonly width: number }[];
  readonly resets: readonly ResetPin[];
  /** Clock inputs that are part of the stimulus (several clocks or edges); empty when the clock is implied. */
  readonly clocks: readonly string[];
  readonly holdSteps: number;
  readonly resetStaysInactive: boolean;
  readonly steps: number;
  readonly symbols: number;
  readonly seed: number;
  /** Whether the inputs of a step are allowed (an assumption); a refused step is drawn again. */
  readonly allowed?: (inputs: ReadonlyMap<string, readonly (0 | 1)[]>) => boolean;
}

/**
 * Random inputs for a run from power-up: reset held, then stretches with different habits (busy, sparse, steady, corner values, ports
 * that repeat another's value), so that handshakes, counters and comparisons get somewhere. The same seed gives the same run.
 */
export function drawStimulus(plan: StimulusPlan): Drive {
  const random = generator(plan.seed);
  const steps: Map<string, (0 | 1)[]>[] = [];
  let habits = newHabits(plan, random);
  // A reset may break the assumption as long as it is held; where none is, every step keeps it.
  const assumedFrom = plan.resets.length === 0 && plan.clocks.length === 0 ? 0 : plan.holdSteps;
  for (let step = 0; step < plan.steps; step++) {
    if (step % 32 === 0) habits = newHabits(plan, random);
    let inputs = drawStep(plan, step, steps[step - 1], habits, random);
    for (let tries = 0; tries < 200 && step >= assumedFrom && plan.allowed !== undefined && !plan.allowed(inputs); tries++) {
      inputs = drawStep(plan, step, tries < 100 ? steps[step - 1] : undefined, tries < 100 ? habits : newHabits(plan, random), random);
    }
    if (plan.allowed !== undefined && step >= assumedFrom && !plan.allowed(inputs)) break;
    steps.push(inputs);
  }
  return { steps, symbols: Array.from({ length: plan.symbols }, () => bit(random() < 0.5)) };
}

interface Habits {
  readonly high: ReadonlyMap<string, number>;
  readonly repeat: number;
  readonly resetChance: number;
}

function newHabits(plan: StimulusPlan, random: () => number): Habits {
  const chances = [0.5, 0.5, 0.9, 0.1, 0.98, 0.02];
  return {
    high: new Map(plan.inputs.map((port) => [port.name, chances[Math.floor(random() * chances.length)] as number])),
    repeat: random() < 0.3 ? 0.7 : 0.1,
    resetChance: random() < 0.5 ? 0 : 0.04,
  };
}

function drawStep(
  plan: StimulusPlan,
  step: number,
  previous: ReadonlyMap<string, readonly (0 | 1)[]> | undefined,
  habits: Habits,
  random: () => number,
): Map<string, (0 | 1)[]> {
  const inputs = new Map<string, (0 | 1)[]>();
  const held = step < plan.holdSteps;
  for (const port of plan.inputs) {
    const reset = plan.resets.find((pin) => pin.name === port.name);
    if (plan.clocks.includes(port.name)) inputs.set(port.name, [held ? bit(step % 2 === 1) : bit(random() < 0.5)]);
    else if (reset !== undefined) {
      const active = held || (!plan.resetStaysInactive && random() < habits.resetChance);
      inputs.set(port.name, [active ? reset.active : bit(reset.active === 0)]);
    } else inputs.set(port.name, drawValue(port, previous, inputs, habits, random));
  }
  return inputs;
}

function drawValue(
  port: { readonly name: string; readonly width: number },
  previous: ReadonlyMap<string, readonly (0 | 1)[]> | undefined,
  drawn: ReadonlyMap<string, (0 | 1)[]>,
  habits: Habits,
  random: () => number,
): (0 | 1)[] {
  const before = previous?.get(port.name);
  if (port.width === 1) return [bit(random() < (habits.high.get(port.name) ?? 0.5))];
  const kind = random();
  if (before !== undefined && kind < habits.repeat) return [...before];
  if (kind > 0.92) {
    const same = [...drawn.values()].find((value) => value.length === port.width);
    if (same !== undefined) return [...same];
  }
  if (kind > 0.84) return Array.from({ length: port.width }, () => bit(kind > 0.88));
  if (kind > 0.7) return Array.from({ length: port.width }, (_, i) => bit(i < 3 && random() < 0.5));
  return Array.from({ length: port.width }, () => bit(random() < 0.5));
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** xorshift32, as a fraction. */
function generator(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}
