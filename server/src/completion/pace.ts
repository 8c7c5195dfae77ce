import type { Cursor } from './place';

/** Typing intervals longer than this (ms) are pauses for thought, not typing. */
const longestInterval = 1500;
const remembered = 20;
/** A verdict of the user on what was shown weighs half after this time (ms). */
const halfLife = 5 * 60_000;

/** Bounds of the pause (ms) and of a typing interval that counts. A model's request costs time or money; a template's is nearly free. */
const bounds = { model: { least: 60, most: 1000 }, templates: { least: 40, most: 150 } };
const usualInterval = 120;
/** In the middle of things the next letter is waited for, however long an answer takes: what begins between two letters is given up at the second. As multiples of a typing interval, and ms at most. */
const nextLetter = { intervals: 1.25, most: 250 };

/**
 * How long to wait after a keystroke before work for ghost text begins, learned from the person: whoever types fast is not asked in the middle of
 * it; after a character behind which a thought begins it is shorter; the time that an answer takes anyway is taken off; who takes suggestions is
 * shown them sooner, who passes them over later. `now` gives ms of any origin.
 */
export class Pace {
  private readonly intervals: number[] = [];
  private lastKey: number | undefined;
  private answerMs = 0;
  private mood = 0;
  private moodAt = 0;

  constructor(private readonly now: () => number) {}

  /** To be told of every keystroke. */
  typed(): void {
    const at = this.now();
    const interval = at - (this.lastKey ?? Number.NEGATIVE_INFINITY);
    this.lastKey = at;
    if (interval > longestInterval) return;
    this.intervals.push(interval);
    if (this.intervals.length > remembered) this.intervals.shift();
  }

  /** To be told how long a fresh answer took, in ms. */
  answered(ms: number): void {
    this.answerMs = this.answerMs === 0 ? ms : this.answerMs * 0.7 + ms * 0.3;
  }

  /** To be told what became of a suggestion that was seen. */
  judged(accepted: boolean): void {
    this.mood = Math.max(-4, Math.min(4, this.moodNow() + (accepted ? 1 : -1)));
    this.moodAt = this.now();
  }

  /** Suggestions have been taken more often than passed over of late: work ahead of the user is likely to pay. */
  get isWelcome(): boolean {
    return this.moodNow() > 0.5;
  }

  /** The pause before work for this cursor, in ms. */
  before(cursor: Cursor, who: 'model' | 'templates'): number {
    const { least, most } = bounds[who];
    const taken = who === 'model' ? this.answerMs : 0;
    const interval = this.interval();
    const pause = (interval * reluctance(cursor) - taken) * (this.moodNow() < 0 ? 1.5 : 0.8) ** Math.abs(this.moodNow());
    if (who === 'templates') return Math.round(Math.min(most, Math.max(least, pause / 4)));
    const letter = beginsThought(cursor) ? 0 : Math.min(nextLetter.most, interval * nextLetter.intervals);
    return Math.round(Math.min(most, Math.max(least, letter, pause)));
  }

  private interval(): number {
    if (this.intervals.length === 0) return usualInterval;
    return this.intervals.reduce((sum, one) => sum + one, 0) / this.intervals.length;
  }

  private moodNow(): number {
    return this.mood * 0.5 ** ((this.now() - this.moodAt) / halfLife);
  }
}

/** Behind this character one thinks rather than types on. */
function beginsThought({ text, offset }: Cursor): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /[.(,=:@#[{]\s*$|^\s*$|\b(?:begin|else|assign|case|posedge|negedge)\s+$/.test(line);
}

/** From 1.5 where a suggestion is likely wanted to 3 in the middle of things, as multiples of a typing interval. */
function reluctance(cursor: Cursor): number {
  const { text, offset } = cursor;
  const endsLine = /^[)\]};,]*[ \t]*(?:[\r\n]|$)/.test(text.slice(offset, offset + 40));
  return 3 - (beginsThought(cursor) ? 0.75 : 0) - (endsLine ? 0.75 : 0);
}
