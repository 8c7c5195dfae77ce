import { contentHash } from '../base/hash';
import { keepLatest } from '../base/keepLatest';
import type { Verdict } from '../protocol/contract';

export interface Evidence {
  readonly verdict: Verdict;
  /** The texts that were sent to a model for it, byte for byte. */
  readonly sent?: readonly string[];
}

/** Keeps the evidence of the last things shown, oldest dropped first, under an id that the verdict then carries. */
export class EvidenceStore {
  private readonly kept = new Map<string, Evidence>();
  private count = 0;

  constructor(private readonly capacity = 500) {}

  /** Gives the verdict with its id. */
  add(verdict: Verdict, sent?: readonly string[]): Verdict {
    const id = contentHash(String(this.count++), verdict.verdict, verdict.reason).slice(0, 16);
    const named = { ...verdict, id };
    keepLatest(this.kept, id, sent === undefined ? { verdict: named } : { verdict: named, sent }, this.capacity);
    return named;
  }

  get(id: string): Evidence | undefined {
    return this.kept.get(id);
  }
}
