import type { Algebra } from './algebra';
import type { GateDesign } from './gateDesign';
import type { ResetPin } from './settle';

/** Each signal is a word of 32 independent runs. */
export const lanes: Algebra<number> = {
  zero: 0,
  one: -1,
  unknown: 0,
  not: (a) => ~a,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  mux: (s, a, b) => (a & ~s) | (b & s),
};

/** Random words for each input of one step; resets are active while `held`, and seldom afterwards. */
export function drawLanes(
  golden: GateDesign,
  resets: readonly ResetPin[],
  held: boolean,
  step: number,
  round: number,
): Map<string, number[]> {
  return new Map(
    golden.inputs.map((port, place) => {
      const draw = (bit: number): number => mix(mix(round, step, 5), place, bit);
      const reset = resets.find(({ name }) => name === port.name);
      if (reset === undefined) return [port.name, port.bits.map((_, bit) => draw(bit))];
      const active = held ? -1 : draw(0) & draw(1) & draw(2) & draw(3) & draw(4);
      return [port.name, [reset.active === 1 ? active : ~active]];
    }),
  );
}

/** A word that looks random and is the same for the same three numbers (the finaliser of MurmurHash3 over each). */
export function mix(a: number, b: number, c: number): number {
  let word = 0x9e3779b9 | 0;
  for (const part of [a, b, c]) {
    word = Math.imul(word ^ part, 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    word ^= word >>> 16;
  }
  return word;
}
