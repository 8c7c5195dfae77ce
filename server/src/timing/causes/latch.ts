import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

/** A latch on the path: what it lets through counts as logic, and its enable as an input. */
export function latch(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => /^\$a?dlatch(?:sr)?$/.test(step.cell.type));
  if (steps.length === 0) return undefined;
  return finding(
    'timing/latch',
    explained,
    steps,
    (share) =>
      `The path runs through a latch that is open (${lineWords(steps)}), which takes ${share}. Assign in every branch, or use a flip-flop.`,
  );
}
