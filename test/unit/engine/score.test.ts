import { describe, expect, test } from 'vitest';
import { scoreOf, testCounts } from '../../../server/src/engine/score';
import type { Rung, Verdict } from '../../../server/src/protocol/contract';

const rung = (name: Rung['name'], outcome: Rung['outcome'], more: Partial<Rung> = {}): Rung => ({
  name,
  outcome,
  ms: 0,
  detail: '40 of 40 samples differ',
  diagnostics: [],
  ...more,
});
const readable = [rung('parse', 'passed'), rung('elaborate', 'passed'), rung('lint', 'passed')];
const verdict = (kind: Verdict['verdict'], ...rungs: Rung[]): Verdict => ({
  verdict: kind,
  reached: 'lint',
  contract: { kind: 'newCode' },
  rungs,
  reason: '',
});
const reward = (of: Verdict, golden = false) => scoreOf(of, golden, testCounts(of), null).reward;

describe('the score', () => {
  test.each([
    ['nothing that does not parse', verdict('refuted', rung('parse', 'failed')), false, 0],
    ['parsing alone', verdict('refuted', rung('parse', 'passed'), rung('elaborate', 'failed')), false, 0.1],
    ['no tests: only what was seen', verdict('checked', ...readable), false, 0.2],
    [
      'tests that all failed',
      verdict('refuted', ...readable, rung('testbench', 'failed', { tests: { passed: 0, total: 40 } })),
      false,
      0.2,
    ],
    ['a share of tests', verdict('refuted', ...readable, rung('testbench', 'failed', { tests: { passed: 30, total: 40 } })), false, 0.8],
    ['all tests', verdict('checked', ...readable, rung('testbench', 'passed', { tests: { passed: 1, total: 1 } })), false, 1],
    ['a proof', verdict('proved', ...readable, rung('prove', 'passed')), true, 1],
    ['a comparison without an end', verdict('unknown', ...readable, rung('simulate', 'unknown')), true, 0.2],
  ])('%s', (_name, given, golden, expected) => {
    expect(reward(given, golden)).toBe(expected);
  });

  test('what is never run earns nothing, and words in a detail are not counted', () => {
    const found = { file: 'a.v', line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', source: 'signoff', message: '' } as const;
    expect(reward(verdict('refuted', rung('parse', 'passed', { diagnostics: [{ ...found, code: 'screen/fake-result' }] })))).toBe(0);
    expect(testCounts(verdict('refuted', rung('testbench', 'failed')))).toEqual({ passed: 0, total: 0 });
  });
});
