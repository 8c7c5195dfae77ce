import type { Diagnostic, Rung } from '../../protocol/contract';
import type { Yosys } from '../../tools/yosys';
import { titleOf, type AssertionReport, type AssertionResult } from '../checkAssertions';

/** What came of a module's own assertions, as the rung `prove`: one line for each, and a diagnostic at each that fails. */
export function assertionsRung(report: AssertionReport, yosys: Yosys, ms: number): Rung {
  const { results } = report;
  const some = (verdict: AssertionResult['verdict']): readonly AssertionResult[] => results.filter((one) => one.verdict === verdict);
  const failed = some('refuted');
  const counts = (['proved', 'bounded', 'refuted', 'unknown'] as const).flatMap((verdict) => {
    const { length } = some(verdict);
    return length === 0 ? [] : [`${length} ${verdict}`];
  });
  const first = failed[0];
  const open = results.find(({ verdict }) => verdict === 'unknown' || verdict === 'bounded');
  const of = `of ${results.length} assertion${results.length === 1 ? '' : 's'} ${counts.join(', ')}`;
  const late = report.stopped === undefined ? '' : `; ${report.stopped}`;
  const why = open === undefined ? late : `; ${titleOf(open)}: ${open.reason}${late}`;
  return {
    name: 'prove',
    outcome: outcomeOf(report),
    tool: yosys.flavor === 'embedded' ? 'yosys (embedded) with ABC' : 'yosys with ABC',
    version: yosys.version,
    ms,
    detail: detailOf(report, first, of + why),
    diagnostics: failed.map(diagnosticOf),
    lines: results.map((one) => `line ${one.line}: ${titleOf(one)} is ${one.verdict}: ${one.reason}`),
  };
}

function outcomeOf({ broken, stopped, results }: AssertionReport): Rung['outcome'] {
  if (broken !== undefined) return 'broken';
  if (results.some(({ verdict }) => verdict === 'refuted')) return 'failed';
  if (results.length === 0) return stopped === undefined ? 'skipped' : 'unknown';
  return results.every(({ verdict }) => verdict === 'proved') ? 'passed' : 'unknown';
}

function detailOf({ broken, stopped, results }: AssertionReport, first: AssertionResult | undefined, counts: string): string {
  if (broken !== undefined) return broken;
  if (stopped !== undefined && results.length === 0) return stopped;
  if (results.length === 0) return 'there is no assertion to judge';
  return first === undefined
    ? counts
    : `${titleOf(first)}${first.label === undefined ? '' : ` (line ${first.line})`}: ${first.reason}; ${counts}`;
}

function diagnosticOf(one: AssertionResult): Diagnostic {
  const { file, line, column } = one;
  return {
    file,
    line,
    column,
    endLine: line,
    endColumn: column + 1,
    severity: 'error',
    code: 'verify/assertion',
    source: 'signoff',
    message: `${titleOf(one)} does not hold: ${one.reason}`,
  };
}
