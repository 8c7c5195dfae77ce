import { linesOf, replacementsBetween } from './textChanges';

/** Lines shown before and after each change. */
const around = 3;

interface Change {
  /** Index of the first old line that goes. */
  readonly at: number;
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/**
 * The differences of two texts of a file in the unified format that `patch -p0` and `git apply -p0` read, `name` on both sides; empty where the texts are equal. A last
 * line without a line break is told as they tell it.
 */
export function unifiedDiff(name: string, before: string, after: string): string {
  const old = linesOf(before);
  const changes = replacementsBetween(before, after).map(({ start, end, text }) => ({
    at: linesOf(before.slice(0, start)).length,
    gone: linesOf(before.slice(start, end)),
    come: linesOf(text),
  }));
  if (changes.length === 0) return '';
  let grown = 0;
  const hunks = grouped(changes).map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const start = Math.max(0, (first?.at ?? 0) - around);
    const end = Math.min(old.length, (last?.at ?? 0) + (last?.gone.length ?? 0) + around);
    const lines: string[] = [];
    let at = start;
    for (const { at: next, gone, come } of group) {
      lines.push(...marked(' ', old.slice(at, next)), ...marked('-', gone), ...marked('+', come));
      at = next + gone.length;
    }
    lines.push(...marked(' ', old.slice(at, end)));
    const more = group.reduce((sum, { gone, come }) => sum + come.length - gone.length, 0);
    const head = `@@ -${range(start, end - start)} +${range(start + grown, end - start + more)} @@`;
    grown += more;
    return [head, ...lines].join('\n');
  });
  return [`--- ${name}`, `+++ ${name}`, ...hunks].join('\n');
}

/** Changes whose surroundings touch are told together. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && change.at - (last.at + last.gone.length) <= 2 * around) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

/** 1-based; of no lines the line before them, as the format wants it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
}

function marked(sign: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n') ? [`${sign}${line.slice(0, -1)}`] : [`${sign}${line}`, '\\ No newline at end of file'],
  );
}
