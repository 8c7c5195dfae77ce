import type { CompletionItem } from '../protocol/contract';

/** A suggestion that was checked, with the text it was checked in. Accepting it gives `prefix + text + suffix` after `swallow`. */
interface Entry {
  readonly path: string;
  readonly world: string;
  /** Text of the document before the replaced range and after it. */
  readonly head: string;
  readonly tail: string;
  readonly item: CompletionItem;
}

export interface Reused {
  readonly item: CompletionItem;
  /** Offsets in the document of now, and what to put there. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Typing as suggested: while the user types what was shown, the rest of it is still the same edit of the same text, so the verdict
 * holds without another run. That is required exactly: document with the rest accepted = document that was checked, and nothing
 * else in the workspace has changed (`world`).
 */
export class ReuseCache {
  private readonly entries: Entry[] = [];

  constructor(private readonly capacity = 64) {}

  /** Remembers a shown item that replaced [start, end) of `text`. */
  add(path: string, world: string, text: string, start: number, end: number, item: CompletionItem): void {
    this.entries.unshift({ path, world, head: text.slice(0, start), tail: text.slice(end), item });
    this.entries.length = Math.min(this.entries.length, this.capacity);
  }

  find(path: string, world: string, text: string, offset: number): Reused | undefined {
    for (const entry of this.entries) {
      if (entry.path !== path || entry.world !== world) continue;
      const reused = remainder(entry, text, offset);
      if (reused !== undefined) return reused;
    }
    return undefined;
  }

  clear(): void {
    this.entries.length = 0;
  }
}

function remainder(entry: Entry, text: string, offset: number): Reused | undefined {
  const { head, tail, item } = entry;
  if (offset < head.length || !text.startsWith(head)) return undefined;
  const typed = text.slice(head.length, offset);
  if (!item.text.startsWith(typed) || typed.length === item.text.length) return undefined;
  if (!text.endsWith(tail)) return undefined;
  const end = text.length - tail.length;
  // Between the cursor and the old rest only what an editor closes by itself may stand: it is replaced with the suggestion's own.
  if (end < offset || !/^[)\]}";]*$/.test(text.slice(offset, end))) return undefined;
  return { item, start: offset, end, text: item.text.slice(typed.length) };
}
