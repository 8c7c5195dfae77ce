import { LineIndex } from '../base/lines';
import type { SourceRange, SourceText } from '../base/ranges';

/** One reading of one file. A file included twice is two origins, each with the place it was included from. */
export interface Origin {
  readonly source: SourceText;
  /** The origin that included this one; -1 for the root file. */
  readonly parent: number;
  /** The include directive in the parent. */
  readonly useStart: number;
  readonly useEnd: number;
}

interface Place {
  origin: number;
  start: number;
  end: number;
  macro: string | undefined;
}

/**
 * Which stretch of a generated text came from where. Stretches are appended in the order of the generated text; one is either
 * `copied` (character by character) or `made` (by a macro: every character stands for the whole use).
 */
export class SegmentMap {
  readonly origins: Origin[] = [];
  private readonly outStarts: number[] = [];
  private readonly originOf: number[] = [];
  private readonly sourceStarts: number[] = [];
  /** End of a macro's use; -1 for a copied stretch. */
  private readonly useEnds: number[] = [];
  private readonly macroNames: (string | undefined)[] = [];
  private readonly lineIndexes = new Map<string, LineIndex>();
  /** Copied stretches of the root file, for the way forward. */
  private readonly rootSegments: number[] = [];
  private length = 0;

  addOrigin(source: SourceText, parent: number, useStart: number, useEnd: number): number {
    this.origins.push({ source, parent, useStart, useEnd });
    return this.origins.length - 1;
  }

  copied(origin: number, start: number, length: number): void {
    if (length <= 0) return;
    const last = this.outStarts.length - 1;
    const continues =
      last >= 0 &&
      this.originOf[last] === origin &&
      this.useEnds[last] === -1 &&
      (this.sourceStarts[last] ?? 0) + this.length - (this.outStarts[last] ?? 0) === start;
    if (!continues) {
      if (origin === 0) this.rootSegments.push(this.outStarts.length);
      this.push(origin, start, -1, undefined);
    }
    this.length += length;
  }

  made(origin: number, start: number, end: number, macro: string, length: number): void {
    if (length <= 0) return;
    const last = this.outStarts.length - 1;
    const continues = last >= 0 && this.originOf[last] === origin && this.useEnds[last] === end && this.sourceStarts[last] === start;
    if (!continues) this.push(origin, start, end, macro);
    this.length += length;
  }

  private push(origin: number, start: number, useEnd: number, macro: string | undefined): void {
    this.outStarts.push(this.length);
    this.originOf.push(origin);
    this.sourceStarts.push(start);
    this.useEnds.push(useEnd);
    this.macroNames.push(macro);
  }

  /** The source range of [start, end) of the generated text: in one file, the nearest that holds both ends. */
  toSource(start: number, end: number): SourceRange & { readonly macro?: string } {
    const first = this.placeOf(start, false);
    const last = end > start ? this.placeOf(end - 1, true) : { ...first, end: first.macro === undefined ? first.start : first.end };
    const sameUse = first.macro !== undefined && last.macro === first.macro && last.start === first.start && last.origin === first.origin;
    this.meet(first, last);
    const range = this.rangeIn(first.origin, first.start, Math.max(first.start, last.end));
    return sameUse && first.macro !== undefined ? { ...range, macro: first.macro } : range;
  }

  /** Offset in the generated text of an offset in the root file that was copied. */
  fromRoot(offset: number): number | undefined {
    let low = 0;
    let high = this.rootSegments.length - 1;
    let found = -1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = this.rootSegments[middle] ?? 0;
      if ((this.sourceStarts[segment] ?? 0) <= offset) {
        found = segment;
        low = middle + 1;
      } else high = middle - 1;
    }
    if (found < 0) return undefined;
    const out = this.outStarts[found] ?? 0;
    const end = this.outStarts[found + 1] ?? this.length;
    const at = out + offset - (this.sourceStarts[found] ?? 0);
    return at <= end ? at : undefined;
  }

  /** A range with lines and columns in the file of `origin`. */
  rangeIn(origin: number, start: number, end: number): SourceRange {
    const source = this.origins[origin]?.source ?? { path: '', text: '' };
    let lines = this.lineIndexes.get(source.path);
    if (lines === undefined) {
      lines = new LineIndex(source.text);
      this.lineIndexes.set(source.path, lines);
    }
    return rangeOfOffsets(source.path, lines, start, end);
  }

  private placeOf(at: number, asEnd: boolean): Place {
    const last = this.outStarts.length - 1;
    if (last < 0) return { origin: 0, start: 0, end: 0, macro: undefined };
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.outStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const origin = this.originOf[low] ?? 0;
    const start = this.sourceStarts[low] ?? 0;
    const useEnd = this.useEnds[low] ?? -1;
    if (useEnd >= 0) return { origin, start, end: useEnd, macro: this.macroNames[low] };
    const offset = start + at - (this.outStarts[low] ?? 0);
    return { origin, start: offset, end: asEnd ? offset + 1 : offset, macro: undefined };
  }

  /** Climbs from included files to the include directives that brought them in, until both places are in one file. */
  private meet(first: Place, last: Place): void {
    let guard = 0;
    while (first.origin !== last.origin && guard++ < 10_000) {
      const deeper = first.origin > last.origin ? first : last;
      const origin = this.origins[deeper.origin];
      if (origin === undefined || origin.parent < 0) return;
      deeper.start = origin.useStart;
      deeper.end = origin.useEnd;
      deeper.origin = origin.parent;
    }
  }
}

/** A SourceRange from two offsets. */
export function rangeOfOffsets(path: string, lines: LineIndex, start: number, end: number): SourceRange {
  const from = lines.positionAt(start);
  const to = end === start ? from : lines.positionAt(end);
  return { path, start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
