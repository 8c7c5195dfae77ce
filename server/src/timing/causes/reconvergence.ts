import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

/** The other way takes at least so much of the path's time between fork and meeting: shortening one of them gains little. */
const nearlyAsLong = 0.75;
const fewestOperators = 2;

/** A signal that goes two ways, both long, which meet again: the path is not shortened by mending one of them. */
export function reconvergence(explained: ExplainedPath): Finding | undefined {
  const { steps, path } = explained;
  let best: Finding | undefined;
  steps.forEach((step, index) => {
    const way = step.otherWay;
    if (way === undefined || way.part < nearlyAsLong || way.operators < fewestOperators) return;
    const run = steps.slice(way.after + 1, index);
    const fork = way.after < 0 ? path.start : explained.rtl.names.nameOf(steps[way.after]?.to ?? -1)?.signal;
    const found = finding(
      'timing/reconvergence',
      explained,
      run,
      (share) =>
        `${fork ?? 'One signal'} goes two ways that meet again (${lineWords([step])}): ${share}, and the other takes ${Math.min(100, Math.round(100 * way.part))} % as long. ` +
        'Both have to become shorter.',
    );
    if (found !== undefined && found.share > (best?.share ?? 0)) best = found;
  });
  return best;
}
