import type { SlackBin } from '../protocol/contract';

/** Widths that bins may have, ns: numbers that can be read off an axis. */
const steps = [1, 2, 2.5, 5];
const mostBins = 24;

/** Slacks in bins of an even, readable width, one edge at 0, so that no bin holds met and violated end points. Empty without slacks. */
export function slackHistogram(slacks: Iterable<number>): SlackBin[] {
  const all = [...slacks].filter((slack) => Number.isFinite(slack));
  if (all.length === 0) return [];
  let [low, high] = [Infinity, -Infinity];
  for (const slack of all) [low, high] = [Math.min(low, slack), Math.max(high, slack)];
  const width = binWidth(low, high);
  const first = Math.floor(low / width + 1e-9);
  const counts = new Array<number>(Math.floor(high / width + 1e-9) - first + 1).fill(0);
  for (const slack of all) {
    // A slack of −0.0001 is violated and stays left of 0.
    const at = slack < 0 ? Math.min(-1, Math.floor(slack / width + 1e-9)) : Math.floor(slack / width + 1e-9);
    const index = Math.max(0, at - first);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, at) => ({ from: rounded((first + at) * width), to: rounded((first + at + 1) * width), count }));
}

function binWidth(low: number, high: number): number {
  const rough = Math.max((high - low) / mostBins, 0.001);
  for (let power = 10 ** Math.floor(Math.log10(rough)); ; power *= 10) {
    const found = steps.find((step) => step * power >= rough);
    if (found !== undefined) return found * power;
  }
}

function rounded(time: number): number {
  return Math.round(time * 1e6) / 1e6;
}
