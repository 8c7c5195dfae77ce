import { expect, it } from 'vitest';
import { Aig } from '../../../../server/src/verify/prove/aig';
import { neverTrue } from '../../../../server/src/verify/prove/exhaust';

it('finds that two writings of a function never differ, over more inputs than lanes have', () => {
  const aig = new Aig();
  const bits = Array.from({ length: 12 }, () => aig.input());
  const forward = bits.reduce((x, y) => aig.xor(x, y));
  const backward = [...bits].reverse().reduce((x, y) => aig.xor(x, y));
  const difference = aig.and(aig.or(forward, backward), aig.and(forward, backward) ^ 1);
  expect(neverTrue(aig, [difference])).toBe(true);
});

it.each([0, 1, 4, 5, 7, 11])('sees the only value that makes a literal true, whichever input decides (%i)', (low) => {
  const aig = new Aig();
  const bits = Array.from({ length: 12 }, () => aig.input());
  const all = bits.map((bit, i) => (i === low ? bit ^ 1 : bit)).reduce((x, y) => aig.and(x, y));
  expect(neverTrue(aig, [0, all])).toBe(false);
  expect(neverTrue(aig, [all ^ 1])).toBe(false);
});

it('says nothing of a literal that depends on a register or on too many inputs', () => {
  const aig = new Aig();
  const latch = aig.latch();
  expect(neverTrue(aig, [aig.and(latch.literal, aig.input())])).toBe(false);
  const many = Array.from({ length: 21 }, () => aig.input());
  const parity = many.reduce((x, y) => aig.xor(x, y));
  const again = [...many].reverse().reduce((x, y) => aig.xor(x, y));
  expect(neverTrue(aig, [aig.xor(parity, again)])).toBe(false);
});
