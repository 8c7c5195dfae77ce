import type { SourceRange } from '../base/ranges';
import type { ParsedFile } from './parsedFile';

/**
 * The parts of the file itself that its conditionals switched off, in source order, neighbours joined: what an editor dims. Each
 * begins after the directive before it and ends before the next one.
 */
export function inactiveRegions(parsed: ParsedFile): SourceRange[] {
  const regions: SourceRange[] = [];
  for (const range of [...parsed.pre.inactive].sort((a, b) => a.start - b.start)) {
    const last = regions.at(-1);
    if (last !== undefined && range.start <= last.end) {
      if (range.end > last.end)
        regions[regions.length - 1] = { ...last, end: range.end, endLine: range.endLine, endColumn: range.endColumn };
    } else if (range.end > range.start) regions.push(range);
  }
  return regions;
}
