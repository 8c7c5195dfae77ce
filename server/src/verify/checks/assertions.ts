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
  const why = open === undefined ? '' : `; ${titleOf(open)}: ${open.reason}`;
  const outcome =
    report.broken !== undefined
      ? 'broken'
      : first !== undefined
        ? 'failed'
        : open === undefined && results.length > 0
          ? 'passed'
          : 'unknown';
  return {
    name: 'prove',
    outcome: results.length === 0 && report.broken === undefined ? 'skipped' : outcome,
    tool: yosys.flavor === 'embedded' ? 'yosys (embedded) with ABC' : 'yosys with ABC',
    version: yosys.version,
    ms,
    detail: detailOf(report, first, of + why),
    diagnostics: failed.map(diagnosticOf),
    lines: results.map((one) => `line ${one.line}: ${titleOf(one)} is ${one.verdict}: ${one.reason}`),
  };
}

function detailOf({ broken, results }: AssertionReport, first: AssertionResult | undefined, counts: string): string {
  if (broken !== undefined) return broken;
  if (results.length === 0) return 'there is no assertion to judge';
  return first === undefined ? counts : `${titleOf(first)} (line ${first.line}): ${first.reason}; ${counts}`;
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
