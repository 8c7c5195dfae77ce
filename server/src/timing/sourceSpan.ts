import { LineIndex } from '../base/lines';
import type { ReadableDesign } from './ports';

/** A place that a netlist attribute names. 1-based, columns in UTF-16 units; without an end when the reader gives none. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** The laid-out texts and the way back from their generated names. */
export type SpanSource = Pick<ReadableDesign, 'files' | 'sourceOf'>;

/**
 * The places in a `src` attribute (`a.v:3.5-3.9|b.v:7.1`), in its order, with generated file names translated back and columns, which
 * front ends count in bytes of UTF-8, turned into UTF-16 units. Places in files that are not the author's (cell libraries, stubs) are
 * left out.
 */
export function sourceSpans(src: string | number | undefined, design: SpanSource): SourceSpan[] {
  if (typeof src !== 'string') return [];
  const spans: SourceSpan[] = [];
  for (const piece of src.split('|')) {
    const found = /^(.*):(\d+)(?:\.(\d+))?(?:-(\d+)(?:\.(\d+))?)?$/.exec(piece);
    const file = found === null ? undefined : design.sourceOf(found[1] ?? '');
    if (found === null || file === undefined) continue;
    const lines = linesOf(design, found[1] ?? '');
    const column = (line: number, bytes: number): number => 1 + utf16Units(lines(line), bytes - 1);
    const [line, endLine] = [Number(found[2]), Number(found[4])];
    const end = found[4] === undefined ? {} : { endLine, endColumn: column(endLine, Number(found[5] ?? 1)) };
    spans.push({ file, line, column: column(line, Number(found[3] ?? 1)), ...end });
  }
  return spans;
}

/** How many UTF-16 units the first `bytes` bytes of a line are; beyond its end every byte counts as one. */
export function utf16Units(line: string, bytes: number): number {
  let count = 0;
  let units = 0;
  for (const char of line) {
    if (count >= bytes) return units;
    const code = char.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += char.length;
  }
  return units + Math.max(0, bytes - count);
}

const known = new WeakMap<SpanSource['files'], Map<string, (line: number) => string>>();

/** Gives the text of a 1-based line of a generated file, '' throughout when all of the file is ASCII, as most are. */
function linesOf(design: SpanSource, generated: string): (line: number) => string {
  const name = generated.replace(/^\.\//, '');
  const byName = known.get(design.files) ?? new Map<string, (line: number) => string>();
  known.set(design.files, byName);
  const kept = byName.get(name);
  if (kept !== undefined) return kept;
  const text = design.files.get(name) ?? '';
  const index = new LineIndex(/[\u0080-\uffff]/.test(text) ? text : '');
  const lineAt = (line: number): string => {
    const start = index.offsetAt({ line: line - 1, column: 0 });
    return index.text.slice(start, index.offsetAt({ line: line - 1, column: Number.MAX_SAFE_INTEGER }));
  };
  byName.set(name, lineAt);
  return lineAt;
}
