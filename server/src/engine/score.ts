import type { Rung, RungName, Score, Verdict } from '../protocol/contract';

/**
 * The graded score of a verdict, for training and benchmarks. The gates are lexicographic, as in ChipSeek (methods: syntax, then function,
 * then cost): 0.1 for parsing, 0.1 more for elaborating without a finding that refutes, then up to 0.8 for function. With a golden
 * description, equivalence is worth 0.5 of that and tests 0.3; with only one kind of evidence, that kind has all of it. What is `unknown`
 * earns nothing: no reward for a timeout.
 *
 * @param tests how many of the self-checks in testbenches passed, of how many
 * @param cells cells after synthesis, or null when it was not measured
 */
export function scoreOf(verdict: Verdict, hasGolden: boolean, tests: { passed: number; total: number }, cells: number | null): Score {
  const parses = outcome(verdict, 'parse') === 'passed';
  const elaborates = parses && outcome(verdict, 'elaborate') === 'passed' && outcome(verdict, 'lint') !== 'failed';
  const screened = verdict.rungs.some((rung) => rung.diagnostics.some((diagnostic) => diagnostic.code.startsWith('screen/')));
  const equivalent = hasGolden ? equivalence(verdict) : null;
  const share = tests.total === 0 ? 0 : tests.passed / tests.total;
  const weights = { golden: hasGolden ? (tests.total > 0 ? 0.5 : 0.8) : 0, tests: tests.total > 0 ? (hasGolden ? 0.3 : 0.8) : 0 };
  const reward =
    screened || !parses ? 0 : 0.1 + (elaborates ? 0.1 + weights.golden * (equivalent === true ? 1 : 0) + weights.tests * share : 0);
  return { parses, elaborates, testsPassed: tests.passed, tests: tests.total, equivalent, cells, reward: Math.round(reward * 1000) / 1000 };
}

/** How many checks of testbenches passed, of how many, as the testbench rung counted them. */
export function testCounts(verdict: Verdict): { passed: number; total: number } {
  return verdict.rungs.find((one) => one.name === 'testbench')?.tests ?? { passed: 0, total: 0 };
}

/** True when proved or checked equal, false when refuted by a difference, null when nobody knows. */
function equivalence(verdict: Verdict): boolean | null {
  const simulate = outcome(verdict, 'simulate');
  const prove = outcome(verdict, 'prove');
  if (simulate === 'failed' || prove === 'failed') return false;
  if (verdict.verdict === 'proved' || (verdict.verdict === 'checked' && (simulate === 'passed' || prove === 'passed'))) return true;
  return null;
}

function outcome(verdict: Verdict, name: RungName): Rung['outcome'] | undefined {
  return verdict.rungs.find((rung) => rung.name === name)?.outcome;
}
