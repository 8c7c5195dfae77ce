import { contentHash } from '../base/hash';
import { keepLatest } from '../base/keepLatest';
import type { Outcome } from '../base/outcome';
import type { TimingAnalysis } from '../timing/analyze';

/** An analysis holds the netlists of its design: a few are kept, the latest. */
const mostKept = 4;

/**
 * Timing analyses by what they were made from. The search for fixes begins with the analysis that was just shown, and the text after a
 * fix is one that the search has timed: neither is synthesised again.
 */
export class AnalysisCache {
  private readonly kept = new Map<string, TimingAnalysis>();

  /** The analysis made from `parts` (anything that JSON can write) before, else a new one, which is kept when it succeeded. */
  async get(parts: readonly unknown[], analyze: () => Promise<Outcome<TimingAnalysis>>): Promise<Outcome<TimingAnalysis>> {
    const key = contentHash(...parts.map((part) => JSON.stringify(part) ?? ''));
    const known = this.kept.get(key);
    if (known !== undefined) {
      keepLatest(this.kept, key, known, mostKept);
      return { ok: true, value: known };
    }
    const made = await analyze();
    if (made.ok) keepLatest(this.kept, key, made.value, mostKept);
    return made;
  }
}
