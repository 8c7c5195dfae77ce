/** A place that a netlist attribute names. 1-based; without an end when the reader gives none. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/**
 * The places in a `src` attribute (`a.v:3.5-3.9|b.v:7.1`), in its order, with generated file names translated by `sourceOf`.
 * Places in files that are not the author's (cell libraries, stubs) are left out.
 */
export function sourceSpans(src: string | number | undefined, sourceOf: (generated: string) => string | undefined): SourceSpan[] {
  if (typeof src !== 'string') return [];
  const spans: SourceSpan[] = [];
  for (const piece of src.split('|')) {
    const found = /^(.*):(\d+)(?:\.(\d+))?(?:-(\d+)(?:\.(\d+))?)?$/.exec(piece);
    const file = found === null ? undefined : sourceOf(found[1] ?? '');
    if (found === null || file === undefined) continue;
    const end = found[4] === undefined ? {} : { endLine: Number(found[4]), endColumn: Number(found[5] ?? 1) };
    spans.push({ file, line: Number(found[2]), column: Number(found[3] ?? 1), ...end });
  }
  return spans;
}
