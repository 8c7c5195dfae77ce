/** A stretch [start, end) of a text that gives way to `text`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Beyond this many pairs of lines the middle counts as one change: two texts that differ that much share little. */
const mostPairs = 4_000_000;

/** Replacements that make `after` of `before`, whole lines each, in order: a longest common subsequence of lines is kept. */
export function replacementsBetween(before: string, after: string): Replacement[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const offset = old.slice(0, head).join('').length;
  return middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail), offset);
}

/** Lines with their line breaks. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function middle(old: readonly string[], now: readonly string[], offset: number): Replacement[] {
  if (old.length === 0 && now.length === 0) return [];
  if (old.length * now.length > mostPairs) return [{ start: offset, end: offset + old.join('').length, text: now.join('') }];
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const below = common[(i + 1) * width + j] ?? 0;
      const beside = common[i * width + j + 1] ?? 0;
      common[i * width + j] = old[i] === now[j] ? 1 + (common[(i + 1) * width + j + 1] ?? 0) : Math.max(below, beside);
    }
  }
  const found: Replacement[] = [];
  let at = offset;
  let open: { start: number; end: number; text: string } | undefined;
  const change = (): { start: number; end: number; text: string } => {
    if (open === undefined) found.push((open = { start: at, end: at, text: '' }));
    return open;
  };
  for (let i = 0, j = 0; i < old.length || j < now.length;) {
    const left = old[i];
    const right = now[j];
    if (left !== undefined && left === right) {
      open = undefined;
      at += left.length;
      i++;
      j++;
    } else if (left === undefined || (right !== undefined && (common[i * width + j + 1] ?? 0) > (common[(i + 1) * width + j] ?? 0))) {
      change().text += right ?? '';
      j++;
    } else {
      const one = change();
      at += left.length;
      one.end = at;
      i++;
    }
  }
  return found;
}
