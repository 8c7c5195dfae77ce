import type { Cursor } from './place';
import { typedSince } from './typedSince';

/** A suggestion on the screen: where it was offered, and the edit that accepting it makes. */
export interface ShownSuggestion {
  readonly at: Cursor;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text and cursor that accepting it leaves. */
export function afterAccepting({ at, start, end, text }: ShownSuggestion): Cursor {
  return { path: at.path, text: at.text.slice(0, start) + text + at.text.slice(end), offset: start + text.length };
}

/**
 * What has become of it, seen from a later cursor: `accepted` when its whole text stands there, `open` while what was typed is its beginning
 * (a part that was taken too), else `passedOver`; `away` in another file, which says nothing.
 */
export function fateOf(shown: ShownSuggestion, now: Cursor): 'accepted' | 'open' | 'passedOver' | 'away' {
  if (shown.at.path !== now.path) return 'away';
  const after = afterAccepting(shown);
  if (typedSince(after, now) !== undefined) return 'accepted';
  const typed = typedSince(shown.at, now);
  return typed !== undefined && shown.text.startsWith(typed) ? 'open' : 'passedOver';
}
