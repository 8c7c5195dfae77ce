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

  constructor(
    private readonly capacity = 500,
    /** Who else keeps what is added here: the store of another thread. `origin` sets its ids apart. */
    private readonly also?: { readonly origin: string; keep(evidence: Evidence): void },
  ) {}

  /** Gives the verdict with its id. */
  add(verdict: Verdict, sent?: readonly string[]): Verdict {
    const id = contentHash(this.also?.origin ?? '', String(this.count++), verdict.verdict, verdict.reason).slice(0, 16);
    const named = { ...verdict, id };
    const evidence = sent === undefined ? { verdict: named } : { verdict: named, sent };
    this.keep(evidence);
    this.also?.keep(evidence);
    return named;
  }

  /** Keeps what another store has given its id. */
  keep(evidence: Evidence): void {
    keepLatest(this.kept, evidence.verdict.id ?? '', evidence, this.capacity);
  }

  get(id: string): Evidence | undefined {
    return this.kept.get(id);
  }
}
