import { describe, expect, it } from 'vitest';
import { Aig, type Literal } from '../../../server/src/verify/prove/aig';
import { keepInvariants } from '../../../server/src/verify/prove/invariants';
import { addWords, constantWord, equalWords, subtractWords } from '../../../server/src/verify/prove/wordLogic';
import { movedPairs } from './movedPairs';
import { compareEmbedded, comparisonOf } from '../../harness/embeddedEquivalence';
import { warmYosys } from '../../harness/yosys';

const yosys = warmYosys();
const { signal } = new AbortController();

describe('re-encoded state and moved registers', () => {
  it.each(movedPairs)('$name: $expected', async ({ golden, candidate, expected }) => {
    const result = await compareEmbedded(yosys, comparisonOf(golden, candidate));
    expect(result.verdict, result.reason).toBe(expected);
  });
});

describe('relations kept by induction', () => {
  /** One counter goes up from 0 while the other goes down, and a flag of each says when 3000 cycles are over. */
  function counters(start: number): { aig: Aig; bad: Literal; up: Literal[]; down: Literal[] } {
    const aig = new Aig();
    const up = Array.from({ length: 12 }, () => aig.latch(0));
    const down = constantWord(start, 12).map((bit) => aig.latch(bit === 1 ? 1 : 0));
    const words = [up, down].map((latches) => latches.map(({ literal }) => literal)) as [Literal[], Literal[]];
    const enable = aig.input();
    const one = [enable, ...constantWord(0, 11)];
    addWords(aig, words[0], one).forEach((bit, i) => ((up[i] as { next: Literal }).next = bit));
    subtractWords(aig, words[1], one).forEach((bit, i) => ((down[i] as { next: Literal }).next = bit));
    const bad = aig.xor(equalWords(aig, words[0], constantWord(3000, 12)), equalWords(aig, words[1], constantWord(0, 12)));
    return { aig, bad, up: words[0], down: words[1] };
  }

  const sumIs = ({ aig, up, down }: ReturnType<typeof counters>, value: number) => ({
    text: `up + down = ${value}`,
    holds: equalWords(aig, addWords(aig, up, down), constantWord(value, 12)),
  });

  it('prove what they imply, and only those that hold are kept', async () => {
    const made = counters(3000);
    const false1 = { text: 'up < 2048', holds: (made.up[11] as Literal) ^ 1 };
    const { proven, answer } = await keepInvariants([false1, sumIs(made, 3000)], made, yosys, 20_000, signal);
    expect(answer.kind).toBe('proved');
    expect(proven.map(({ text }) => text)).toEqual(['up + down = 3000']);
    expect('lines' in answer && answer.lines).toContain('up + down = 3000');
  });

  it('prove nothing where the counters are one apart, 3000 cycles from the start', async () => {
    const made = counters(3001);
    const { proven, answer } = await keepInvariants([sumIs(made, 3000), sumIs(made, 3001)], made, yosys, 20_000, signal);
    expect(answer.kind).toBe('open');
    expect(proven.map(({ text }) => text)).toEqual(['up + down = 3001']);
  });
});
