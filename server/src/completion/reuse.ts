import type { CompletionItem } from '../protocol/contract';
import { PrefixTrie } from './prefixTrie';
import { typedSince } from './typedSince';

/** A suggestion that was checked, with the text it was checked in. Accepting it gives `head + item.text + tail`. */
interface Entry {
  readonly path: string;
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

/** Most brackets that an editor may have closed behind what was typed. */
const mostClosed = 8;

/**
 * Typing as suggested: while the user types what was shown, the rest of it is still the same edit of the same text, so the verdict
 * holds without another run. That is required exactly: document with the rest accepted = document that was checked, and nothing
 * else in the workspace has changed (`world`). The suggestions lie under their path, world and exact suffix, then by prefix.
 */
export class ReuseCache {
  private readonly entries: PrefixTrie<Entry>;

  constructor(capacity = 100) {
    this.entries = new PrefixTrie(capacity);
  }

  /** Remembers a shown item that replaced [start, end) of `text`. */
  add(path: string, world: string, text: string, start: number, end: number, item: CompletionItem): void {
    const [head, tail] = [text.slice(0, start), text.slice(end)];
    this.entries.add(keyOf(path, world, tail, head), { path, head, tail, item });
  }

  find(path: string, world: string, text: string, offset: number): Reused | undefined {
    let found: Reused | undefined;
    const wanted = (entry: Entry): boolean => (found = remainder(entry, text, offset)) !== undefined;
    const closed = /^[)\]}";]*/.exec(text.slice(offset, offset + mostClosed))?.[0].length ?? 0;
    for (let skipped = 0; skipped <= closed; skipped++) {
      if (this.entries.find(keyOf(path, world, text.slice(offset + skipped), text.slice(0, offset)), wanted) !== undefined) return found;
    }
    return undefined;
  }

  clear(): void {
    this.entries.clear();
  }
}

function keyOf(path: string, world: string, tail: string, head: string): string {
  return [path, world, tail, head].join('\0');
}

function remainder({ path, head, tail, item }: Entry, text: string, offset: number): Reused | undefined {
  const typed = typedSince({ path, text: head + tail, offset: head.length }, { path, text, offset });
  if (typed === undefined || !item.text.startsWith(typed) || typed.length === item.text.length) return undefined;
  // What the editor closed behind the cursor is replaced with the suggestion's own.
  return { item, start: offset, end: text.length - tail.length, text: item.text.slice(typed.length) };
}
