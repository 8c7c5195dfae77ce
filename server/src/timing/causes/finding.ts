import type { ExplainedPath, PathStep } from '../explain';
import type { SourceSpan } from '../sourceSpan';

/** Every cause there is: what strategies say that they mend is held to it by its type. */
export type CauseCode =
  | 'timing/serial-chain'
  | 'timing/constant-division'
  | 'timing/deep-adder-chain'
  | 'timing/wide-multiplication'
  | 'timing/wide-select'
  | 'timing/wide-carry'
  | 'timing/high-fanout'
  | 'timing/compare-select-arithmetic'
  | 'timing/late-select'
  | 'timing/counter-compare'
  | 'timing/memory-read'
  | 'timing/reset-in-data'
  | 'timing/latch'
  | 'timing/reconvergence'
  | 'timing/unregistered-interface'
  | 'timing/deep-logic';

/** What a rule found on a path: the steps that make it up and how much of the path they take. */
export interface Finding {
  readonly code: CauseCode;
  readonly message: string;
  readonly span: SourceSpan;
  readonly steps: readonly PathStep[];
  /** 0..1 of the path's delay. */
  readonly share: number;
}

/** A rule: pure, over one explained path. */
export type CauseRule = (explained: ExplainedPath) => Finding | undefined;

/** A finding over steps, placed at the first of them that has a place in the source; undefined when none has. */
export function finding(
  code: CauseCode,
  explained: ExplainedPath,
  steps: readonly PathStep[],
  words: (share: string) => string,
): Finding | undefined {
  const span = steps.flatMap((step) => step.spans)[0];
  if (span === undefined) return undefined;
  const delay = steps.reduce((sum, step) => sum + step.delay, 0);
  const share = explained.path.arrival > 0 ? delay / explained.path.arrival : 0;
  return { code, span, steps, share, message: words(shareText(delay, explained)) };
}

function shareText(delay: number, { path, ranked = false }: ExplainedPath): string {
  const percent = path.arrival > 0 ? Math.round((100 * delay) / path.arrival) : 0;
  return `${percent} % of the path${ranked ? '' : ` (${delay.toFixed(1)} of ${path.arrival.toFixed(1)} ns)`}`;
}

/** `line 7`, `lines 7 to 12`. */
export function lineWords(steps: readonly PathStep[]): string {
  const file = steps.flatMap((step) => step.spans)[0]?.file;
  const lines = steps.flatMap((step) => step.spans.filter((span) => span.file === file).map((span) => span.line));
  const low = Math.min(...lines);
  const high = Math.max(...lines);
  return low === high ? `line ${low}` : `lines ${low} to ${high}`;
}
