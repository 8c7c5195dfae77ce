import { expect, test } from 'vitest';
import { elementsOf, seenOutputs } from '../../../server/src/jobs/testbench/writeBench';

test('elements of an array stand in the order of its declaration', () => {
  expect([elementsOf('[3]'), elementsOf('[1:0]'), elementsOf(' [ 2 : 4 ] ')]).toEqual([
    [0, 1, 2],
    [1, 0],
    [2, 3, 4],
  ]);
  expect([elementsOf('[N]'), elementsOf('[2][3]'), elementsOf('[]')]).toEqual([undefined, undefined, undefined]);
});

test('what a run printed of the outputs is read by cycle, and nothing else', () => {
  const lines = ['tb_outputs 0 01xz', 'scenario idle: ok', 'tb_outputs 12 1111', 'tb_outputs x 1'];
  expect([...seenOutputs(lines)]).toEqual([
    [0, '01xz'],
    [12, '1111'],
  ]);
});
