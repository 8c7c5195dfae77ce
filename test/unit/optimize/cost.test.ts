import { expect, it } from 'vitest';
import { success, type Outcome } from '../../../server/src/base/outcome';
import { isCheaper, isSurelyCheaper, mayBeCheaper } from '../../../server/src/optimize/cost';
import { fairCost, type Costed } from '../../../server/src/optimize/fairCost';
import type { Cost } from '../../../server/src/protocol/jobs';

const cost = (cells: number, delay: number): Cost => ({ cells, wires: 0, delay });
const unit = { files: [], includes: [], includeDirs: [], defines: {} };

it('fewer cells on a path that seems longer by what the order of cells may change are looked at again', () => {
  expect(isCheaper(cost(519, 9.85), cost(525, 9.63))).toBe(false);
  expect(mayBeCheaper(cost(519, 9.85), cost(525, 9.63))).toBe(true);
  expect(mayBeCheaper(cost(519, 12), cost(525, 9.63))).toBe(false);
  expect(mayBeCheaper(cost(525, 9.6), cost(525, 9.63))).toBe(false);
});

it('where a netlist is better by more than the order may change, one order is enough', () => {
  expect(isSurelyCheaper(cost(600, 52), cost(852, 47))).toBe(true);
  expect(isCheaper(cost(750, 47), cost(852, 47))).toBe(true);
  expect(isSurelyCheaper(cost(750, 47), cost(852, 47))).toBe(false);
});

it('the mean over the orders decides, those that could not be timed left out, and is measured once', async () => {
  const asked: (number | undefined)[] = [];
  const measure = (_: unknown, __: number, ___: AbortSignal, order?: number): Promise<Outcome<Cost>> => {
    asked.push(order);
    return Promise.resolve(order === 2 ? { ok: false, message: 'no' } : success(cost(0, 11)));
  };
  const one: Costed = { unit, cost: cost(10, 9) };
  const signal = new AbortController().signal;
  expect(await fairCost(one, { measure }, () => 1000, signal)).toEqual(cost(10, 10));
  expect(await fairCost(one, { measure }, () => 1000, signal)).toEqual(cost(10, 10));
  expect(asked).toEqual([1, 2]);
});
