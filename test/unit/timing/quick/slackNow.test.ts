import { expect, it } from 'vitest';
import type { QuickEnd } from '../../../../server/src/timing/quick/quickTiming';
import { slacksNow } from '../../../../server/src/timing/quick/slackNow';

const end = (signal: string, arrival: number, registers: number): QuickEnd => ({ signal, kind: 'register', arrival, registers });

const analysed = {
  slacks: new Map([
    ['y', 2],
    ['acc', -1],
  ]),
  period: 10,
  quick: [end('y', 4, 1), end('y_reg', 4, 1), end('acc', 5, 2)],
};

it('keeps what was analysed where nothing changed, under every name of a register', () => {
  expect(slacksNow(analysed, analysed.quick)).toEqual(
    new Map([
      ['y', { slack: 2, basis: 'analysed', before: 2 }],
      ['y_reg', { slack: 2, basis: 'analysed', before: 2 }],
      ['acc', { slack: -1, basis: 'analysed', before: -1 }],
    ]),
  );
});

it('stretches the analysed path by what the quick estimate grew', () => {
  // 11 ns became 11 * 6 / 5.
  expect(slacksNow(analysed, [end('acc', 6, 2)]).get('acc')).toEqual({
    slack: expect.closeTo(-3.2) as number,
    basis: 'changed',
    before: -1,
  });
});

it('estimates what is new only by the delay model of the analysis', () => {
  expect(slacksNow(analysed, [end('fresh', 3, 7)]).has('fresh')).toBe(false);
  const found = slacksNow({ ...analysed, target: 'ice40-hx' }, [end('fresh', 3, 7)]).get('fresh');
  expect(found).toMatchObject({ basis: 'new' });
  expect(found?.slack).toBeLessThan(10);
});
