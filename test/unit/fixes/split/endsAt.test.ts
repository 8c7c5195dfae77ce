import { expect, it } from 'vitest';
import { endsAt, startsOf } from '../../../../server/src/fixes/split/endsAt';
import type { ExplainedPath } from '../../../../server/src/timing/explain';

const path = { start: 'valid', end: 'packet', slack: -1, arrival: 2, points: [] };
const explained = { path, startNames: ['valid', 'fifo.valid_reg'], endNames: ['packet', 'shifter.dout'] } as unknown as ExplainedPath;
const aliases = new Map([['packet', 'packet_reg']]);
const none = new Map<string, string>();

it('a path ends at the register of an instance, whatever the net above is called', () => {
  expect(endsAt(explained, 'dout', none)).toBe(true);
  expect(endsAt(explained, 'packet', none)).toBe(true);
  expect(endsAt(explained, 'packet_reg', aliases)).toBe(true);
  expect(endsAt(explained, 'packet_reg', none)).toBe(false);
});

it('a path begins at each name of its register', () => {
  expect(startsOf(explained, none)).toEqual(['valid', 'valid_reg']);
  expect(startsOf(explained, new Map([['valid', 'valid_reg']]))).toEqual(['valid_reg']);
});
