import type { SentRequest } from '../protocol/contract';
import type { Usage } from './client';

/** Handed out for one question, to tell what becomes of it. */
export interface SentEntry {
  sending(body: string): void;
  usage(usage: Usage): void;
  /** `answered`, `given up` (the reader stopped), or the kind of failure. */
  end(outcome: string): void;
}

/** What is asked of a list of requests by those who send them. */
export type SentList = Pick<SentRequests, 'begin' | 'list'>;

/** The last requests to models, as they went over the wire, newest first; kept in memory only, and bounded by count and by size. */
export class SentRequests {
  private readonly kept: SentRequest[] = [];
  private characters = 0;
  private count = 0;

  constructor(
    /** Wall-clock time in ms. */
    private readonly now: () => number,
    private readonly most = { requests: 200, characters: 8_000_000 },
  ) {}

  begin(model: string, purpose: string): SentEntry {
    let open: SentRequest[] = [];
    return {
      sending: (body) => {
        const entry: SentRequest = {
          id: String(++this.count),
          time: new Date(this.now()).toISOString(),
          model,
          purpose,
          body,
          outcome: 'waiting',
        };
        open.push(entry);
        this.add(entry);
      },
      usage: (usage) => {
        const last = open.at(-1);
        if (last !== undefined) last.usage = usage;
      },
      end: (outcome) => {
        // All but the last of several were refused for now and sent again.
        open.forEach((entry, at) => (entry.outcome = at === open.length - 1 ? outcome : 'sent again'));
        open = [];
      },
    };
  }

  /** Newest first. */
  list(): readonly SentRequest[] {
    return this.kept.toReversed();
  }

  private add(entry: SentRequest): void {
    this.kept.push(entry);
    this.characters += entry.body.length;
    while (this.kept.length > this.most.requests || (this.characters > this.most.characters && this.kept.length > 1)) {
      this.characters -= this.kept.shift()?.body.length ?? 0;
    }
  }
}
