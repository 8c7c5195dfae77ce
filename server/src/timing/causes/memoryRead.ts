import { isMemory } from '../rtlCells';
import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

/** A memory that is read without a clock: its address decoder and its select lie on the path. */
export function memoryRead(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => isMemory(step.cell.type));
  const [first] = steps;
  if (first === undefined) return undefined;
  const words = 2 ** Math.min(30, Number.parseInt(String(first.cell.parameters.ABITS ?? '0'), 2) || 0);
  return finding(
    'timing/memory-read',
    explained,
    steps,
    (share) =>
      `A memory of up to ${words} words is read without a clock (${lineWords(steps)}): ${share}. A clocked read takes a cycle more and becomes block RAM.`,
  );
}
