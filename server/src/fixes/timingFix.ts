import { replacementsBetween } from '../base/textChanges';
import type { CompileUnit } from '../model/compileUnit';
import type { TimingFix } from '../protocol/contract';
import type { TimingAnalysis } from '../timing/analyze';
import type { EquivalenceResult } from '../verify/equivalenceRequest';
import { nanoseconds, type Gain, type Measured } from './judge';
import { toEdits } from './sourceEdits';

/** A rewrite that was measured and proven, as it is told. `author` is the unit as it was. */
export function asTimingFix(
  author: CompileUnit,
  before: TimingAnalysis,
  measured: Measured,
  result: EquivalenceResult,
  origin: TimingFix['origin'],
): TimingFix & { readonly endpoint: Gain } {
  const { proposals, after, gain, unit } = measured;
  const titles = proposals.map((item) => item.candidate.title);
  const title =
    titles.length === 1
      ? (titles[0] ?? '')
      : `All ${titles.length}: ${titles.map((item) => item.charAt(0).toLowerCase() + item.slice(1)).join('; ')}`;
  const names = [...new Set(proposals.map((item) => item.candidate.strategy))];
  const [only] = proposals;
  const edits =
    proposals.length === 1 && only !== undefined
      ? toEdits(only.file, only.candidate.changes)
      : author.files.flatMap((file, index) => toEdits(file, replacementsBetween(file.text, unit.files[index]?.text ?? file.text)));
  // Where the end point is met and another one is not, its slack alone would say too much.
  const others = gain.after >= 0 && after.timing.wns < 0 ? `, worst of all ${signed(after.timing.wns, before)} ns` : '';
  return {
    strategy: names.join('+'),
    title: `${title} (slack of ${gain.endpoint} ${signed(gain.before, before)} → ${signed(gain.after, before)} ns${others}, proven)`,
    edits,
    contract: result.contract,
    verdict: {
      verdict: result.verdict,
      reached: result.rungs.at(-1)?.name ?? 'prove',
      contract: result.contract,
      rungs: [...result.rungs],
      reason: result.reason,
      ...(author.top === undefined ? {} : { module: author.top }),
    },
    before: { wns: before.timing.wns, fmax: before.timing.fmax },
    after: { wns: after.timing.wns, fmax: after.timing.fmax },
    origin,
    endpoint: gain,
  };
}

/** `−0.82`, `+0.12`: a true minus sign, and always a sign. */
function signed(value: number, before: TimingAnalysis): string {
  return `${value < 0 ? '−' : '+'}${nanoseconds(Math.abs(value), before)}`;
}
