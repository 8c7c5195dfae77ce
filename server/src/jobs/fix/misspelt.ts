import type { FixRule } from './fixRule';

/** A name that nothing declares and that is one or two letters from one that is declared in the module. */
export const misspelt: FixRule = {
  name: 'misspelt',
  offers({ diagnostic, scene }) {
    const name = /(?:undeclared identifier|creating implicitly:) '([A-Za-z_]\w*)'/.exec(diagnostic.message)?.[1];
    const { unit, text, start } = scene;
    if (name === undefined || unit === undefined || name.length < 4 || text.slice(start, start + name.length) !== name) return [];
    const known = [...unit.ports, ...unit.nets, ...unit.parameters].map((one) => one.name);
    const most = name.length < 6 ? 1 : 2;
    const near = [...new Set(known)]
      .map((one) => ({ one, far: editDistance(name, one, most) }))
      .filter(({ far }) => far <= most)
      .sort((a, b) => a.far - b.far);
    const all = new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, 'g');
    const inUnit = [...text.slice(unit.range.start, unit.range.end).matchAll(all)].map(({ index }) => unit.range.start + index);
    return near.slice(0, 2).map(({ one }) => ({
      title: `Write ${one} for ${name}`,
      edits: inUnit.map((at) => ({ start: at, end: at + name.length, text: one })),
      changes: true,
    }));
  },
};

/** Letters to insert, take out, exchange or swap with their neighbour; `most` + 1 when there are more. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
}
