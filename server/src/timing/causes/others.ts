import type { ExplainedPath, PathStep } from '../explain';
import { finding, lineWords, type Finding } from './finding';

const sums = new Set(['$add', '$sub', '$alu', '$macc', '$macc_v2']);

/** Two additions are a chain of their own where they take so much of the path: what else is found on it is not its cause. */
const mostOfPath = 0.5;

/** Three or more additions or subtractions in a row, or two that take most of the path. Synthesis merges plain sums, so this only explains. */
export function deepAdderChain(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => sums.has(step.cell.type));
  if (steps.length < 2) return undefined;
  const found = finding(
    'timing/deep-adder-chain',
    explained,
    steps,
    (share) => `${steps.length} additions follow one another (${lineWords(steps)}) and take ${share}.`,
  );
  return steps.length > 2 || (found?.share ?? 0) >= mostOfPath ? found : undefined;
}

/** A multiplication without a register in the middle. */
export function multiplication(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => step.cell.type === '$mul');
  const first = steps[0];
  if (first === undefined) return undefined;
  const size = `${first.cell.connections.A?.length ?? 0} by ${first.cell.connections.B?.length ?? 0} bits`;
  return finding(
    'timing/wide-multiplication',
    explained,
    steps,
    (share) => `A multiplication of ${size} (${lineWords(steps)}) takes ${share}.`,
  );
}

/** A select among many values. */
export function wideSelect(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => choices(step) > 8);
  const widest = Math.max(0, ...steps.map(choices));
  if (steps.length === 0) return undefined;
  return finding(
    'timing/wide-select',
    explained,
    steps,
    (share) => `A select among ${widest} values (${lineWords(steps)}) takes ${share}.`,
  );
}

function choices(step: PathStep): number {
  if (step.cell.type === '$pmux') return step.cell.connections.S?.length ?? 0;
  if (step.cell.type === '$shiftx' || step.cell.type === '$bmux')
    return 2 ** Math.min(16, (step.cell.connections.B ?? step.cell.connections.S ?? []).length);
  return 0;
}

/** Wide arithmetic or comparison: the carry runs over the whole width. */
export function wideCarry(explained: ExplainedPath): Finding | undefined {
  const carries = new Set([...sums, '$lt', '$le', '$gt', '$ge']);
  const steps = explained.steps.filter((step) => carries.has(step.cell.type) && width(step) >= 24);
  if (steps.length === 0) return undefined;
  const widest = Math.max(...steps.map(width));
  return finding(
    'timing/wide-carry',
    explained,
    steps,
    (share) => `Arithmetic over ${widest} bits (${lineWords(steps)}), whose carry passes every bit, takes ${share}.`,
  );
}

function width(step: PathStep): number {
  return Math.max(step.cell.connections.A?.length ?? 0, step.cell.connections.B?.length ?? 0);
}

/** A net on the path that feeds many pins: its wire is slow. The most loaded one is named, with the operator that drives it at the end of a path. */
export function highFanout(explained: ExplainedPath): Finding | undefined {
  const { steps, rtl, path } = explained;
  const last = steps.at(-1);
  let most = 31;
  let at: { readonly step: PathStep; readonly bit: number } | undefined;
  const look = (step: PathStep, bit: number): void => {
    if (rtl.fanout(bit) <= most) return;
    most = rtl.fanout(bit);
    at = { step, bit };
  };
  for (const step of steps) look(step, step.from);
  if (last !== undefined) look(last, last.to);
  if (at === undefined) return undefined;
  const { step, bit } = at;
  const ends = bit === last?.to;
  // A net that synthesis made goes by the line whose operator drives it.
  const driver = steps[steps.indexOf(step) - 1] ?? step;
  const unnamed = driver.spans.length > 0 ? `A net without a name, made in ${lineWords([driver])},` : 'A net without a name';
  const what = rtl.names.nameOf(bit)?.signal ?? (ends ? `What decides when ${path.end} is loaded` : unnamed);
  return finding(
    'timing/high-fanout',
    explained,
    [step],
    (share) => `${what} feeds ${most} pins; the step ${ends ? 'in front of' : 'behind'} it takes ${share}.`,
  );
}

/** Many operators in a row with no single culprit. */
export function deepLogic(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => step.delay > 0.01);
  if (steps.length < 3) return undefined;
  const found = finding(
    'timing/deep-logic',
    explained,
    steps,
    (share) => `${steps.length} operators follow one another (${lineWords(steps)}) and take ${share}.`,
  );
  return found;
}
