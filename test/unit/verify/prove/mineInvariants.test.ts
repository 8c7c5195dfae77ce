import { describe, expect, it } from 'vitest';
import { Aig, falseLiteral, type Literal } from '../../../../server/src/verify/prove/aig';
import { mineCandidates, type Candidate } from '../../../../server/src/verify/prove/mineInvariants';
import type { SampledWord } from '../../../../server/src/verify/prove/sampleProduct';

/** Words of a graph with the values that a function of the step gives. */
function words(aig: Aig, widths: Record<string, number>, at: (step: number) => Record<string, number>): SampledWord[] {
  const steps = Array.from({ length: 400 }, (_, step) => at(step));
  return Object.entries(widths).map(([name, width]) => ({
    name,
    bits: Array.from({ length: width }, () => aig.input()),
    values: Uint32Array.from(steps, (step) => step[name] ?? 0),
  }));
}

/** Whether a candidate holds for values of the words. */
function holdsFor(aig: Aig, sampled: readonly SampledWord[], { holds }: Candidate, values: Record<string, number>): boolean {
  const nodes = new Int32Array(aig.size);
  for (const word of sampled) word.bits.forEach((bit, i) => (nodes[bit >> 1] = ((values[word.name] ?? 0) >>> i) & 1 ? -1 : 0));
  aig.simulate(nodes);
  return (((nodes[holds >> 1] as number) ^ -(holds & 1)) & 1) === 1;
}

function mine(widths: Record<string, number>, at: (step: number) => Record<string, number>) {
  const aig = new Aig();
  const sampled = words(aig, widths, at);
  const found = mineCandidates(aig, sampled, falseLiteral);
  const named = (text: string): Candidate => {
    const candidate = found.find((one) => one.text === text);
    if (candidate === undefined) throw new Error(`"${text}" is not among: ${found.map((one) => one.text).join('; ')}`);
    return candidate;
  };
  return { found, holds: (text: string, values: Record<string, number>) => holdsFor(aig, sampled, named(text), values) };
}

/** Neither a ramp nor a power of two. */
const odd = (step: number, modulus: number): number => (Math.imul(step + 3, 2654435761) >>> 8) % modulus;

describe('relations that samples suggest', () => {
  it('are sums and differences, with a constant, modulo the width', () => {
    const { holds } = mine({ n: 8, n1: 8, m: 8, left: 8, sum: 8 }, (step) => {
      const [n, m] = [odd(step, 256), odd(step * 7, 256)];
      return { n, n1: (n + 1) & 255, m, left: (100 - n) & 255, sum: (n + m) & 255 };
    });
    expect(holds('n1 = n + 1', { n: 255, n1: 0 })).toBe(true);
    expect(holds('n1 = n + 1', { n: 4, n1: 4 })).toBe(false);
    expect(holds('left = - n + 100', { n: 101, left: 255 })).toBe(true);
    expect(holds('left = - n + 100', { n: 100, left: 1 })).toBe(false);
    expect(holds('sum = n + m', { n: 200, m: 100, sum: 44 })).toBe(true);
    expect(holds('sum = n + m', { n: 200, m: 100, sum: 45 })).toBe(false);
  });

  it('hold while a bit or a state has a value, where they do not hold always', () => {
    const { holds, found } = mine({ on: 1, state: 3, n: 10, left: 10, hot: 4 }, (step) => {
      const [state, n] = [odd(step, 4), odd(step * 5, 1000)];
      const on = state > 1 ? 1 : 0;
      return { on, state, n, left: on === 1 ? 1000 - n : odd(step * 3, 1000), hot: 1 << state };
    });
    const sum = 'left = - n + 1000 while on';
    expect(holds(sum, { on: 1, n: 1, left: 999 })).toBe(true);
    expect(holds(sum, { on: 1, n: 1, left: 1000 })).toBe(false);
    expect(holds(sum, { on: 0, n: 1, left: 1000 })).toBe(true);
    expect(holds('hot = 4 while state = 2', { state: 2, hot: 4 })).toBe(true);
    expect(holds('hot = 4 while state = 2', { state: 2, hot: 5 })).toBe(false);
    expect(holds('hot is one of 1, 2, 4, 8', { hot: 4 })).toBe(true);
    expect(holds('hot is one of 1, 2, 4, 8', { hot: 6 })).toBe(false);
    expect(holds('state <= 3', { state: 3 })).toBe(true);
    expect(holds('state <= 3', { state: 4 })).toBe(false);
    expect(found.map(({ text }) => text)).not.toContain('left = - n + 1000');
  });

  it('are sums of few values where pointers wrap elsewhere than at a power of two', () => {
    const { holds } = mine({ w: 4, r: 4, n: 4 }, (step) => {
      const [r, n] = [odd(step, 10), odd(step * 7, 11)];
      return { r, n, w: (r + n) % 10 };
    });
    const text = 'w - r - n is one of 0, -10';
    expect(holds(text, { w: 3, r: 9, n: 4 })).toBe(true);
    expect(holds(text, { w: 9, r: 0, n: 9 })).toBe(true);
    // The same modulo 16, and yet another number.
    expect(holds(text, { w: 9, r: 0, n: 3 })).toBe(false);
  });

  it('are none that one sample breaks', () => {
    const { found } = mine({ a: 16, b: 16 }, (step) => ({ a: odd(step, 65536), b: (odd(step, 65536) + (step === 399 ? 2 : 1)) & 65535 }));
    expect(found.filter(({ text }) => text.startsWith('b =') || text.startsWith('a ='))).toEqual([]);
  });

  it('need not hold before the comparison starts', () => {
    const aig = new Aig();
    const before: Literal = aig.input();
    const sampled = words(aig, { n: 8, m: 8 }, (step) => ({ n: odd(step, 256), m: (odd(step, 256) + 3) & 255 }));
    const [sum] = mineCandidates(aig, sampled, before);
    const nodes = new Int32Array(aig.size);
    nodes[before >> 1] = -1;
    aig.simulate(nodes);
    expect(sum?.text).toBe('m = n + 3');
    expect(((nodes[(sum as Candidate).holds >> 1] as number) ^ -((sum as Candidate).holds & 1)) & 1).toBe(1);
  });
});
