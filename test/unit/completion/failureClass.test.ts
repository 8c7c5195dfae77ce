import { expect, test } from 'vitest';
import { classify, guidanceFor } from '../../../server/src/completion/failureClass';
import { errorAt, verdictOf } from '../../harness/ghostText';

/** Messages as slang, Icarus, Verilator, Yosys and Signoff itself word them. */
test.each([
  ['S', "expected ';'"],
  ['S', 'syntax error'],
  ['S', "syntax error, unexpected end, expecting ';'"],
  ['e', 'This assignment requires an explicit cast.'],
  ['e', "no implicit conversion from 'int' to 'state_t'; explicit conversion exists, are you missing a cast? explicit cast needed"],
  ['0', 'Sized numeric constant must have a size greater than zero.'],
  ['0', "The constant 0'd3 has width zero."],
  ['n', 'always_comb process has no sensitivities.'],
  ['w', "'y' is declared here as wire."],
  ['m', "unknown module 'ram'"],
  ['m', 'Unknown module type: ram'],
  ['q', 'leaf has no port out.'],
  ['q', "port 'out' does not exist in 'leaf'"],
  ['c', "Unable to bind wire/reg/memory `clk' in `top'"],
  ['p', "use of undeclared identifier 'missing'"],
  ['p', "Unable to bind wire/reg/memory `a' in `top'"],
  ['W', 'Operator ASSIGNW expects 8 bits on the Assign RHS, but generates 4 bits'],
  ['W', 'implicit conversion truncates from 8 to 4 bits'],
  ['L', 'latch inferred for signal y'],
  ['D', 'net y has multiple drivers'],
  ['C', 'something else entirely'],
])('%s: %s', (expected, message) => {
  expect(classify(verdictOf('refuted', [errorAt('/a.v', 1, message)]))).toEqual([expected]);
});

test('a mismatch is told by the reset, and screening by its code', () => {
  expect(classify(verdictOf('refuted', [], 'simulate'))).toEqual(['R']);
  expect(classify(verdictOf('refuted', [], 'testbench'), true)).toEqual(['r']);
  expect(classify(verdictOf('refuted', [errorAt('/a.v', 1, 'not run', 'screen/system-task')]))).toEqual(['X']);
});

test('several classes give one sentence each, and no more than three', () => {
  expect(guidanceFor(['S', 'p', 'W', 'L'])).toHaveLength(3);
});
