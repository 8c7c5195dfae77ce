import type { ExplainedPath, PathStep } from '../explain';
import { finding, lineWords, type Finding } from './finding';

const compares = new Set(['$lt', '$le', '$gt', '$ge', '$eq', '$ne']);
const selects = new Set(['$mux', '$pmux', '$bmux']);
const sums = new Set(['$add', '$sub', '$alu', '$neg', '$macc', '$macc_v2', '$mul']);

/** A comparison whose result selects an operand of arithmetic: two carry chains one after the other, which synthesis does not overlap. */
export function compareSelectArithmetic(explained: ExplainedPath): Finding | undefined {
  const { steps } = explained;
  const first = steps.findIndex((step) => compares.has(step.cell.type));
  const last = steps.findLastIndex((step) => sums.has(step.cell.type));
  const run = first < 0 || last < first ? [] : steps.slice(first, last + 1);
  if (!run.some((step) => selects.has(step.cell.type) && entersBySelect(step))) return undefined;
  return finding(
    'timing/compare-select-arithmetic',
    explained,
    run,
    (share) =>
      `A comparison selects what arithmetic then works on (${lineWords(run)}): ${share}. ` +
      'Done a cycle early and kept in a register, or with both results computed before the choice, the two would not follow one another.',
  );
}

function entersBySelect(step: PathStep): boolean {
  return (step.cell.connections.S ?? []).includes(step.from);
}
