/** What a testbench's run came to, read from its own words. */
export interface TestbenchResult {
  readonly outcome: 'passed' | 'failed' | 'unknown';
  /** One sentence: which convention decided. */
  readonly detail: string;
  /** The deciding lines. */
  readonly lines: readonly string[];
  /** Checks counted by the testbench, where it counts them. */
  readonly passed?: number;
  readonly total?: number;
}

/**
 * Understands, in this order: assertion failures and `$fatal` / `$error` (with the exit code), VerilogEval's `Mismatches: N in M
 * samples`, RTLLM's `Your Design Passed`, counts (`12 tests, 0 failures`), and last the words PASS and FAIL. A run that prints nothing
 * decisive is unknown: silence is no pass. A bad sign always outweighs a good one.
 */
export function readTestbench(printed: readonly string[], exitCode: number): TestbenchResult {
  // Behind a message the simulator names the scope it came from: words of a design, not of a testbench.
  const lines = printed.filter((line) => !/^\s+Time: \d+\s+Scope: /.test(line));
  const fatal = lines.filter((line) =>
    /^(?:FATAL|ERROR): .*:\d+:|^\S+:\d+: (?:FATAL|ERROR|Assertion)|assertion (?:failed|violated)|%(?:Fatal|Error):/i.test(line),
  );
  if (fatal.length > 0) return failed('the testbench reported an error or a failed assertion', fatal);
  const mismatches = matchAll(lines, /Mismatches:\s*(\d+)\s+in\s+(\d+)\s+samples/i);
  if (mismatches.length > 0) return byMismatches(mismatches);
  const rtllm = lines.filter((line) => /your design passed/i.test(line));
  const failures = lines.filter(isFailure);
  if (failures.length > 0) return { ...failed('the testbench reported a failure', failures), ...counts(lines) };
  if (exitCode !== 0) return failed(`the simulation ended with code ${exitCode}`, lines.slice(-3));
  if (rtllm.length > 0) return passed('"Your Design Passed"', rtllm);
  const good = lines.filter(isPass);
  if (good.length > 0) return { ...passed('the testbench reported a pass', good), ...counts(lines) };
  return {
    outcome: 'unknown',
    detail: lines.length === 0 ? 'the testbench printed nothing' : 'nothing that the testbench printed says whether it passed',
    lines: lines.slice(-3),
  };
}

interface Counted {
  readonly line: string;
  readonly bad: number;
  readonly total: number;
}

function byMismatches(found: readonly Counted[]): TestbenchResult {
  const bad = found.reduce((sum, one) => sum + one.bad, 0);
  const total = found.reduce((sum, one) => sum + one.total, 0);
  const lines = found.map((one) => one.line);
  if (total === 0) return { outcome: 'unknown', detail: 'the testbench compared no samples', lines };
  const numbers = { passed: total - bad, total };
  if (bad > 0) return { ...failed(`${bad} of ${total} samples differ`, lines), ...numbers };
  return { ...passed(`${total} samples, no mismatch`, lines), ...numbers };
}

function matchAll(lines: readonly string[], pattern: RegExp): Counted[] {
  return lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [{ line, bad: Number(match[1]), total: Number(match[2]) }];
  });
}

const zeroFailures =
  /\b(?:0|no)\s+(?:errors?|fail(?:ure)?s?|failed|mismatch(?:es)?)\b|\b(?:errors?|fail(?:ure)?s?|failed|mismatch(?:es)?)\s*(?:count)?\s*[:=]\s*0+\b(?!\s*[/.]?\d)/i;
const someFailures =
  /\b(?:[1-9]\d*)\s+(?:errors?|fail(?:ure)?s?|failed|mismatch(?:es)?)\b|\b(?:errors?|fail(?:ure)?s?|failed|mismatch(?:es)?)\s*(?:count)?\s*[:=]\s*[1-9]/i;
const badWord = /\b(?:fail|fails|failed|failure|failures|mismatch|mismatches|mismatched|incorrect|wrong)\b|\berror\b/i;
const goodWord = /\b(?:pass|passed|passes|success|successful|successfully)\b|\ball (?:tests|ok)\b|\bno errors\b/i;

function isFailure(line: string): boolean {
  if (someFailures.test(line)) return true;
  return badWord.test(
    line
      .replace(zeroFailures, '')
      .replace(/\bno (?:error|fail\w*|mismatch\w*)s?\b/gi, '')
      .replace(/\b\w*(?:error|fail|mismatch)\w* (?:count|test|injection)s?\b/gi, ''),
  );
}

function isPass(line: string): boolean {
  return goodWord.test(line) || zeroFailures.test(line);
}

/** `12/12 tests passed`, `passed 3 of 4`, `10 passed, 2 failed`. */
function counts(lines: readonly string[]): { passed?: number; total?: number } {
  for (const line of [...lines].reverse()) {
    const ratio = /(\d+)\s*(?:\/|of|out of)\s*(\d+)/i.exec(line);
    if (ratio !== null && (goodWord.test(line) || badWord.test(line)) && Number(ratio[1]) <= Number(ratio[2])) {
      const [named, total] = [Number(ratio[1]), Number(ratio[2])];
      return { passed: isFailure(line) && !goodWord.test(line) ? total - named : named, total };
    }
    const both = /(\d+)\s+pass\w*\D+(\d+)\s+fail/i.exec(line);
    if (both !== null) return { passed: Number(both[1]), total: Number(both[1]) + Number(both[2]) };
  }
  return {};
}

function failed(detail: string, lines: readonly string[]): TestbenchResult {
  return { outcome: 'failed', detail, lines: lines.slice(0, 10) };
}

function passed(detail: string, lines: readonly string[]): TestbenchResult {
  return { outcome: 'passed', detail, lines: lines.slice(-3) };
}
