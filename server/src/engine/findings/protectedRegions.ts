import type { Diagnostic } from '../../protocol/contract';

/** Findings inside encrypted text (`protected, `pragma protect begin_protected) say nothing that anybody could mend. */
export function outsideProtected(found: readonly Diagnostic[], textOf: (path: string) => string | undefined): Diagnostic[] {
  const regions = new Map<string, readonly (readonly [number, number])[]>();
  return found.filter((one) => {
    const known = regions.get(one.file) ?? protectedLines(textOf(one.file) ?? '');
    regions.set(one.file, known);
    return !known.some(([from, to]) => one.line >= from && one.line <= to);
  });
}

/** First and last line, 1-based, of each protected region; one that does not end goes to the end of the text. */
function protectedLines(text: string): [number, number][] {
  if (!/`(?:protected|pragma\s+protect)/.test(text)) return [];
  const lines = text.split(/\r\n|\r|\n/);
  const found: [number, number][] = [];
  let from: number | undefined;
  lines.forEach((line, at) => {
    if (from === undefined && /^\s*`(?:protected\b|pragma\s+protect\s+begin_protected\b)/.test(line)) from = at + 1;
    else if (from !== undefined && /^\s*`(?:endprotected\b|pragma\s+protect\s+end_protected\b)/.test(line)) {
      found.push([from, at + 1]);
      from = undefined;
    }
  });
  if (from !== undefined) found.push([from, lines.length]);
  return found;
}
