import type { Diagnostic, Rung, Strength, Verdict } from '../protocol/contract';
import type { JobSpending } from '../protocol/jobs';

/** `file:line:column: severity: message [code]`, the form that editors and terminals turn into links. */
export function diagnosticLine(diagnostic: Diagnostic): string {
  return `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}: ${diagnostic.severity}: ${diagnostic.message} [${diagnostic.code}]`;
}

const marks: Record<Rung['outcome'], string> = { passed: '✓', failed: '✗', unknown: '?', skipped: '–', broken: '!' };

export function rungLine(rung: Rung): string {
  const by = rung.tool === undefined ? '' : ` (${rung.tool}${rung.version === undefined ? '' : ` ${rung.version}`})`;
  return `  ${marks[rung.outcome]} ${rung.name.padEnd(9)} ${rung.outcome.padEnd(7)} ${String(Math.round(rung.ms)).padStart(6)} ms  ${rung.detail}${by}`;
}

/** A verdict in words: the headline, each rung (unless a person has just seen them end), and what differs when it was refuted. */
export function verdictText(verdict: Verdict, rungsSeen = false): string {
  const lines = [
    `${verdict.module === undefined ? '' : `${verdict.module}: `}${verdict.verdict} (reached ${verdict.reached}): ${verdict.reason}`,
    ...(rungsSeen ? [] : verdict.rungs.map(rungLine)),
  ];
  for (const rung of verdict.rungs) lines.push(...rung.diagnostics.map((diagnostic) => `    ${diagnosticLine(diagnostic)}`));
  const difference = verdict.counterexample;
  if (difference !== undefined) {
    lines.push(`  first difference at cycle ${difference.cycle}:`);
    for (const [name, values] of Object.entries(difference.signals))
      lines.push(`    ${name}: golden ${values.golden}, candidate ${values.candidate}`);
    if (difference.vcd !== undefined) lines.push(`  waveform: ${difference.vcd}`);
  }
  if (verdict.strength !== undefined) lines.push(...strengthLines(verdict.strength));
  return lines.join('\n');
}

function strengthLines({ fates, left }: Strength): string[] {
  const { killed = 0, survived = 0, undecided = 0, equivalent = 0, racy = 0, invalid = 0 } = fates;
  const counted = killed + survived + undecided;
  return [
    `  testbench strength: ${killed} of ${counted} faults noticed (${equivalent} more behave as the module does, ${racy} differ by a race alone, ${invalid} do not elaborate)`,
    ...left.map(
      ({ file, line, operator, fate }) => `    ${file}:${line}: ${operator}: ${fate === 'survived' ? 'not noticed' : 'undecided'}`,
    ),
  ];
}

/** Left-aligned columns, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '))
    .join('\n');
}

/** `3 of 8 rounds, 5120 of 60000 tokens, $0.02 (anthropic:…)`. */
export function spendingLine({ model, rounds, inputTokens, outputTokens, cost, limits, stopped }: JobSpending): string {
  const money = cost === undefined ? '' : `, $${cost.toFixed(4)}${limits.cost === undefined ? '' : ` of $${limits.cost}`}`;
  const why = stopped === undefined ? '' : stopped === 'failure' ? '; ended by a failure' : `; stopped by its limit of ${stopped}`;
  return `spent: ${rounds} of ${limits.rounds} rounds, ${inputTokens + outputTokens} of ${limits.tokens} tokens${money} (${model})${why}`;
}
