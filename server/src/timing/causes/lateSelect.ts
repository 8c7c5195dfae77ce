import type { ExplainedPath, PathStep } from '../explain';
import { finding, lineWords, type Finding } from './finding';

/** From so many bits, or so many values of any width, a select is wide. */
const widestNarrow = 7;
const fewestValues = 4;
/** The condition of a late select is there after so much of the path. */
const lateFrom = 0.4;

/** A wide select whose condition comes late, with more work behind it: done for each of its values, that work would not wait for the condition. */
export function lateSelect(explained: ExplainedPath): Finding | undefined {
  const { steps, path } = explained;
  for (let at = 0, before = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) break;
    const behind = steps.slice(at);
    if (isWideSelect(step) && before >= lateFrom * path.arrival && behind.some((one) => one !== step && one.delay > 0.01)) {
      return finding(
        'timing/late-select',
        explained,
        behind,
        (share) =>
          `A select of ${valuesOf(step)} values of ${step.cell.connections.Y?.length ?? 0} bits (${lineWords([step])}) waits for its condition, which comes late; ` +
          `the select and what follows take ${share}. Done for each value before the choice, what follows would not wait.`,
      );
    }
    before += step.delay;
  }
  return undefined;
}

function isWideSelect({ cell, from }: PathStep): boolean {
  if (cell.type !== '$mux' && cell.type !== '$pmux' && cell.type !== '$bmux') return false;
  if (!(cell.connections.S ?? []).includes(from)) return false;
  return (
    (cell.connections.Y?.length ?? 0) > widestNarrow ||
    (cell.type !== '$mux' && valuesOfCell(cell.type, cell.connections.S?.length ?? 0) >= fewestValues)
  );
}

function valuesOf({ cell }: PathStep): number {
  return valuesOfCell(cell.type, cell.connections.S?.length ?? 0);
}

/** A `$pmux` has a default beside one value a select bit. */
function valuesOfCell(type: string, selects: number): number {
  return type === '$mux' ? 2 : type === '$pmux' ? selects + 1 : 2 ** Math.min(16, selects);
}
