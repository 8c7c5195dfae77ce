import { expect, test } from 'vitest';
import { underText } from '../../../server/src/engine/underText';

test('a text stands for the file while the work runs, and what was open before stands again, also after a failure', () => {
  const overlay = new Map([['/a.v', { version: 3, text: 'open' }]]);
  expect(underText(overlay, '/a.v', 'other', () => overlay.get('/a.v')?.text)).toBe('other');
  expect(overlay.get('/a.v')).toEqual({ version: 3, text: 'open' });
  const fails = (): never => {
    throw new Error('no');
  };
  expect(() => underText(overlay, '/b.v', 'new', fails)).toThrow('no');
  expect(overlay.has('/b.v')).toBe(false);
});
