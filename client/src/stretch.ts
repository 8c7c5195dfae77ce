/** A stretch of a document, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where a stretch stands after a change of its document; undefined when the change took some of it away or put something into it. */
export function afterChange(
  { start, end }: Stretch,
  change: { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string },
): Stretch | undefined {
  const from = change.rangeOffset;
  const to = from + change.rangeLength;
  if (from >= end) return { start, end };
  if (to > start) return undefined;
  const shift = change.text.length - change.rangeLength;
  return { start: start + shift, end: end + shift };
}
