import { Random } from '../../sim/random';
import type { ResetPin } from '../../verify/prove/settle';

export interface DrivenPort {
  readonly name: string;
  readonly width: number;
}

/** A stretch of stimulus with a name; `steps[i]` maps inputs to bits, bit 0 first. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly ReadonlyMap<string, readonly (0 | 1)[]>[];
}

/** Cycles of each scenario. */
const length = 32;

/**
 * The scenarios of a module, one after the other: its reset, nothing asked, everything at once, random inputs, controls mostly high and mostly low, held data, one bit
 * after the other, and the reset in the middle of work. The same seed gives the same.
 */
export function scenariosOf(inputs: readonly DrivenPort[], resets: readonly ResetPin[], hold: number, seed: number): Scenario[] {
  const random = new Random(seed);
  const draw = (chance: number): 0 | 1 => (random.below(1000) < chance * 1000 ? 1 : 0);
  const step = (value: (port: DrivenPort, bit: number) => 0 | 1, reset: boolean): Map<string, (0 | 1)[]> => {
    const pins = new Map(resets.map(({ name, active }) => [name, (reset ? active : 1 - active) as 0 | 1]));
    return new Map(
      inputs.map((port) => [port.name, Array.from({ length: port.width }, (_, bit) => pins.get(port.name) ?? value(port, bit))]),
    );
  };
  const run = (
    count: number,
    value: (port: DrivenPort, bit: number, at: number) => 0 | 1,
    reset: (at: number) => boolean = () => false,
  ): Scenario['steps'] => Array.from({ length: count }, (_, at) => step((port, bit) => value(port, bit, at), reset(at)));
  const control =
    (chance: number) =>
    (port: DrivenPort): 0 | 1 =>
      draw(port.width === 1 ? chance : 0.5);
  const scenarios: Scenario[] = [
    { name: 'idle', steps: run(8, () => 0) },
    { name: 'everything at once', steps: run(8, () => 1) },
    { name: 'random', steps: run(length * 2, () => draw(0.5)) },
    { name: 'busy', steps: run(length, control(0.9)) },
    { name: 'sparse', steps: run(length, control(0.15)) },
    { name: 'walking one', steps: run(length, (port, bit, at) => (port.width === 1 ? draw(0.6) : at % port.width === bit ? 1 : 0)) },
  ];
  if (resets.length === 0) return scenarios;
  const again = run(length, control(0.7), (at) => at >= 12 && at < 12 + Math.max(1, hold));
  return [
    {
      name: 'reset',
      steps: run(
        Math.max(2, hold),
        () => 0,
        () => true,
      ),
    },
    ...scenarios,
    { name: 'reset in the middle', steps: again },
  ];
}
