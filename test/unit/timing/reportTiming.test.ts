import { expect, it } from 'vitest';
import { fewOf } from '../../../server/src/timing/reportTiming';

it('of many paths that are not in the source three are named, the others counted', () => {
  const notes = (count: number): string[] => Array.from({ length: count }, (_, index) => `Report line ${index}: no name.`);
  expect(fewOf(notes(4))).toEqual(notes(4));
  expect(fewOf(notes(50))).toEqual([...notes(3), expect.stringMatching(/^47 more of the worst paths were not found/)]);
});
