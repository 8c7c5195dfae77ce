import type { Literal } from './aig';
import { Aig, falseLiteral, trueLiteral } from './aig';
import { idleInputs } from './derivedStep';
import type { Followed } from './likelyFollowers';
import type { ProductPlan } from './product';
import { driveFreely, evaluateSide, namesInGolden } from './product';
import { mix } from './randomLanes';
import type { Rails } from './rails';
import { registerWords } from './registerWords';

/** Random states that are looked at from the beginning, 32 at once. */
const rounds = 24;

/**
 * What registers of the candidate may follow from, seen in steps from any states of the golden, reachable or not: where what such a register loads does not depend on
 * registers without a counterpart, a node of the golden that it follows from has to have that value after the step. Random runs seldom get where a wide comparison is true; states
 * that a solver found do.
 */
export class AnyStates {
  private readonly aig = new Aig();
  private readonly goldenState: readonly Rails[];
  private readonly inputs: readonly Literal[];
  private readonly goldenThen: readonly Rails[];
  private readonly loads: ReadonlyMap<number, Rails>;
  /** A register with a counterpart loads something else: these states do not belong together. */
  private readonly apart: Literal;
  private readonly values: Int32Array;

  constructor(
    private readonly plan: ProductPlan,
    loose: readonly number[],
    private readonly seed: number,
  ) {
    const { aig } = this;
    const { golden, candidate, pairing } = plan;
    const { driven } = driveFreely(aig, plan);
    this.inputs = [...aig.inputs];
    this.goldenState = golden.registers.map((): Rails => ({ value: aig.input(), unknown: falseLiteral }));
    const candidateState = candidate.registers.map((): Rails => ({ value: falseLiteral, unknown: trueLiteral }));
    pairing.partner.forEach((j, i) => {
      if (j >= 0) candidateState[j] = this.goldenState[i] as Rails;
    });
    const goldenNow = evaluateSide(aig, golden, this.goldenState, driven, new Map());
    const candidateNow = evaluateSide(aig, candidate, candidateState, driven, namesInGolden(plan.portMap));
    const goldenLoads = golden.registers.map(({ d }) => goldenNow[d] as Rails);
    const apart: Literal[] = [];
    pairing.partner.forEach((j, i) => {
      const other = candidateNow[candidate.registers[j]?.d ?? -1];
      const own = goldenLoads[i] as Rails;
      if (other !== undefined) apart.push(aig.and(aig.and(own.unknown ^ 1, other.unknown ^ 1), aig.xor(own.value, other.value)));
    });
    this.apart = aig.orAll(apart);
    this.loads = new Map(loose.map((j) => [j, candidateNow[candidate.registers[j]?.d as number] as Rails]));
    const next = goldenLoads.map(({ value, unknown }): Rails => ({ value: aig.mux(unknown, value, aig.input()), unknown: falseLiteral }));
    this.goldenThen = evaluateSide(aig, golden, next, idleInputs(plan, driven), new Map());
    this.values = new Int32Array(aig.size);
  }

  /** What is left of the guesses after random states. */
  afterRandom(guesses: ReadonlyMap<number, readonly Followed[]>): Map<number, readonly Followed[]> {
    let left = new Map(guesses);
    for (let round = 0; round < rounds; round++) {
      for (const [i, input] of this.aig.inputs.entries()) this.values[input >> 1] = mix(this.seed + round, 7, i);
      this.drawWords(round);
      left = this.kept(left);
    }
    return left;
  }

  /** What is left of them after 32 states of the golden, each register's values in a word, and random inputs. */
  afterStates(
    guesses: ReadonlyMap<number, readonly Followed[]>,
    states: readonly number[],
    inputs: readonly number[],
  ): Map<number, readonly Followed[]> {
    for (const [i, input] of this.aig.inputs.entries()) this.values[input >> 1] = mix(this.seed, 11, i);
    this.inputs.forEach((input, i) => (this.values[input >> 1] = inputs[i] ?? 0));
    this.goldenState.forEach(({ value }, i) => (this.values[value >> 1] = states[i] as number));
    return this.kept(new Map(guesses));
  }

  /** Words that are equal, all zeros or all ones are seldom drawn bit by bit. */
  private drawWords(round: number): void {
    const { golden } = this.plan;
    const place = new Map(golden.registers.map(({ q }, i) => [q, i]));
    registerWords(golden).forEach(({ bits }, word) => {
      const [a, b] = [mix(this.seed, round, 2 * word), mix(this.seed, round, 2 * word + 1)];
      bits.forEach((q, bit) => {
        const node = (this.goldenState[place.get(q ?? -1) ?? -1]?.value ?? 0) >> 1;
        if (node === 0) return;
        const shared = mix(this.seed + round, 13, bit);
        // A quarter of the lanes each: this bit's own, what all words have, what all bits of the word have, and own again.
        this.values[node] =
          ((this.values[node] as number) & (a | ~b)) | (shared & ~a & b & mix(round, word, 3)) | (b & mix(round, word, 4) & ~a);
      });
    });
  }

  private kept(guesses: ReadonlyMap<number, readonly Followed[]>): Map<number, readonly Followed[]> {
    this.aig.simulate(this.values);
    const of = (literal: Literal): number => (this.values[literal >> 1] as number) ^ -(literal & 1);
    const apart = of(this.apart);
    return new Map(
      [...guesses].map(([register, all]) => {
        const load = this.loads.get(register);
        if (load === undefined) return [register, all];
        const counts = ~of(load.unknown) & ~apart;
        const wanted = of(load.value);
        const isWrong = ({ signal, inverted }: Followed): boolean => {
          const { value, unknown } = this.goldenThen[signal] as Rails;
          return ((of(value) ^ wanted ^ (inverted ? -1 : 0)) & counts & ~of(unknown)) !== 0;
        };
        return [register, counts === 0 ? all : all.filter((one) => !isWrong(one))];
      }),
    );
  }
}
