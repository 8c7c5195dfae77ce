import { expect, test } from 'vitest';
import {
  assertionsBody,
  cModelBody,
  fixesBody,
  generatedBody,
  spentWords,
  strengthWords,
  testbenchBody,
} from '../../../client/src/views/jobReports';

const place = { file: '/w/a.sv', line: 3 };

test('assertions that were refuted stand apart with their reason, and nothing of the design is read as HTML', () => {
  const one = { name: 'p', rule: 'counter', text: 'count < 8', words: 'count stays below 8', reason: 'by induction', ...place };
  const body = assertionsBody({
    module: 'm<x>',
    files: [],
    assertions: [
      { ...one, outcome: 'refuted', reason: 'count is 8 in cycle 9' },
      { ...one, outcome: 'bounded', cycles: 20 },
    ],
    notes: [],
  });
  expect(body).toContain('m&lt;x&gt;');
  expect(body).toContain('count &lt; 8');
  expect(body.indexOf('bounded for 20 cycles')).toBeLessThan(body.indexOf('Withheld'));
  expect(body.indexOf('count is 8 in cycle 9')).toBeGreaterThan(body.indexOf('Withheld'));
});

test('a testbench tells the faults that go by, by line, and the cycles in which specification and module differ', () => {
  const body = testbenchBody({
    ...{ module: 'm', files: [], scenarios: [{ name: 'idle', cycles: 8 }], ran: false, notes: [], origin: 'specification' as const },
    strength: { fates: { killed: 3, survived: 1, racy: 2 }, left: [{ ...place, operator: 'negate', fate: 'survived' }] },
    disagreements: [{ scenario: 'idle', mismatches: 2, words: 'cycle 4: `y` is 1' }],
  });
  expect(body).toContain('It notices 3 of 4 faults. Not counted: 2 differ by a race alone.');
  expect(body).toContain('a.sv:3');
  expect(body).toContain('<code>y</code> is 1');
  expect(strengthWords(undefined)).toBe('');
});

test('what a model cost and might cost is told, in money where prices are known', () => {
  const spending = { model: 'm', rounds: 1, inputTokens: 10, outputTokens: 5, limits: { rounds: 6, tokens: 1000 } };
  expect(spentWords(spending)).toBe('1 round of m, 10 tokens in, 5 out');
  expect(spentWords({ ...spending, rounds: 2, cost: 0.0123 })).toBe('2 rounds of m, 10 tokens in, 5 out, $0.0123');
  const body = generatedBody({ files: [], questions: [], assumptions: ['A reset is low.'], tables: [], attempts: [], spending });
  expect(body).toContain('A reset is low.');
  expect(body).toContain('at most 6 rounds, 1000 tokens');
});

test('a C model that disagrees shows the first cycle; a repair has the way to its proof', () => {
  const found = { cycle: 4, output: 'q', module: '01', model: '10' };
  expect(cModelBody({ module: 'm', files: [], origin: 'model', agrees: false, counterexample: found, attempts: [], notes: [] })).toContain(
    'In cycle 4',
  );
  const diagnostic = {
    ...place,
    column: 1,
    endLine: 3,
    endColumn: 2,
    severity: 'warning' as const,
    code: 'c',
    source: 'slang' as const,
    message: 'cut off',
  };
  const verdict = {
    verdict: 'proved' as const,
    reached: 'prove' as const,
    contract: { kind: 'sameCycle' as const },
    rungs: [],
    reason: '',
    id: 'v7',
  };
  const body = fixesBody({
    ...{ file: '/w/a.sv', withheld: [], left: [diagnostic], files: [], notes: [] },
    fixes: [{ diagnostic, title: 'cast', origin: 'rule', behaviour: 'Proved the same.', verdict }],
  });
  expect(body).toContain('data-value="v7"');
  expect(body).toContain('Left');
});
