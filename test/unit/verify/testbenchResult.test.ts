import { describe, expect, it } from 'vitest';
import { readTestbench } from '../../../server/src/verify/checks/testbenchResult';

const outcome = (text: string, code = 0): string => readTestbench(text.split('\n'), code).outcome;

describe('readTestbench', () => {
  it.each([
    ['Mismatches: 0 in 123 samples', 'passed'],
    [
      "Hint: Output 'q' has no mismatches.\nHint: Total mismatched samples is 0 out of 123 samples\n\nMismatches: 0 in 123 samples",
      'passed',
    ],
    ["Hint: Output 'q' has 3 mismatches. First mismatch occurred at time 20.\nMismatches: 3 in 123 samples", 'failed'],
    ['Mismatches: 0 in 0 samples', 'unknown'],
    ['===========Your Design Passed===========', 'passed'],
    ['===========Test completed with 4 /100 failures===========', 'failed'],
    ['===========Error===========', 'failed'],
    ['Failed: 2\nYour Design Passed', 'failed'],
    ['ALL TESTS PASSED', 'passed'],
    ['PASS', 'passed'],
    ['Test 1: pass\nTest 2: FAIL', 'failed'],
    ['12 tests run, 0 failures', 'passed'],
    ['errors: 0', 'passed'],
    ['error count = 0', 'passed'],
    ['errors: 10', 'failed'],
    ['10 passed, 2 failed', 'failed'],
    ['no errors', 'passed'],
    ['tb.v:12: $finish called at 100 (1s)', 'unknown'],
    ['q=1\nq=0', 'unknown'],
    ['', 'unknown'],
    ['VCD info: dumpfile passing.vcd opened for output.', 'unknown'],
    ['ERROR: tb.v:3: bad\n       Time: 1 Scope: tb\nPASS', 'failed'],
    ['FATAL: tb.v:3: \n       Time: 1 Scope: tb', 'failed'],
    ['simulation finished, 5 mismatches', 'failed'],
    ['Simulation timeout waiting for done\n', 'unknown'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  it('takes the scope of a message for no word of the testbench', () => {
    expect(outcome('WARNING: s0.v:3: \n         Time: 0  Scope: tb.u.PASS')).toBe('unknown');
    expect(outcome('         Time: 5 Scope: tb.failed\nPASS')).toBe('passed');
  });

  it('counts the exit code against a silent or cheerful run', () => {
    expect(outcome('PASS', 1)).toBe('failed');
    expect(outcome('', 1)).toBe('failed');
  });

  it('brings counts along', () => {
    expect(readTestbench(['Mismatches: 3 in 10 samples'], 0)).toMatchObject({ passed: 7, total: 10 });
    expect(readTestbench(['8/10 tests passed', 'FAIL'], 0)).toMatchObject({ outcome: 'failed', passed: 8, total: 10 });
  });
});
