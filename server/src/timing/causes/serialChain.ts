import type { ExplainedPath, PathStep } from '../explain';
import { finding, lineWords, type Finding } from './finding';

const compares = new Set(['$lt', '$le', '$gt', '$ge']);
const selects = new Set(['$mux', '$pmux']);
const glue = new Set(['$not', '$logic_not', '$logic_and', '$logic_or', '$and', '$or', '$reduce_or', '$reduce_bool', '$eq', '$ne']);

/**
 * One associative operation done step after step: compare-and-select (minimum, maximum, arg-max) or select after select (priority).
 * Found where a path runs through at least three comparisons of one kind, or at least four selects, with nothing but selects and
 * simple logic between them.
 */
export function serialChain(explained: ExplainedPath): Finding | undefined {
  const run = longestRun(explained.steps);
  const compared = run.filter((step) => compares.has(step.cell.type));
  const selected = run.filter((step) => selects.has(step.cell.type));
  const kinds = new Set(compared.map((step) => step.cell.type));
  if (compared.length >= 3 && kinds.size === 1 && selected.length >= 2) {
    return finding(
      'timing/serial-chain',
      explained,
      run,
      (share) =>
        `${compared.length} compare-and-select steps run one after another (${lineWords(run)}) and take ${share}. ` +
        `A balanced tree needs ${Math.ceil(Math.log2(compared.length + 1))}.`,
    );
  }
  if (compared.length === 0 && selected.length >= 4) {
    return finding(
      'timing/serial-chain',
      explained,
      run,
      (share) =>
        `${selected.length} selects run one after another (${lineWords(run)}), each waiting for the one before, and take ${share}. ` +
        `A balanced tree needs ${Math.ceil(Math.log2(selected.length + 1))}.`,
    );
  }
  return undefined;
}

function longestRun(steps: readonly PathStep[]): readonly PathStep[] {
  let best: readonly PathStep[] = [];
  let bestDelay = 0;
  for (let start = 0; start < steps.length;) {
    let end = start;
    while (end < steps.length && belongs(steps[end])) end++;
    const run = steps.slice(start, end);
    const delay = run.reduce((sum, step) => sum + step.delay, 0);
    if (delay > bestDelay) {
      best = run;
      bestDelay = delay;
    }
    start = end + 1;
  }
  return best;
}

function belongs(step: PathStep | undefined): boolean {
  return step !== undefined && (compares.has(step.cell.type) || selects.has(step.cell.type) || glue.has(step.cell.type));
}
