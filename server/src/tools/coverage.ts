import type { FileCoverage } from '../protocol/tests';

/**
 * Reads what Verilator counted (`coverage.dat`: a line per point, its fields between the characters 1 and 2, its count behind) as
 * coverage per file of the author's: how often each line that begins a branch ran, each way of a branch, and which bits of a signal rose
 * and fell. Points of several instances of a module are added up, since the source is one. `origins` leads from generated names to paths.
 */
export function readCoverage(text: string, origins: ReadonlyMap<string, string>): FileCoverage[] {
  const files = new Map<string, Counted>();
  for (const row of text.split('\n')) {
    const point = pointOf(row);
    const path = point === undefined ? undefined : origins.get(point.file);
    if (point === undefined || path === undefined) continue;
    let counted = files.get(path);
    if (counted === undefined) files.set(path, (counted = { lines: new Map(), branches: new Map(), toggles: new Map() }));
    count(counted, point);
  }
  return [...files].map(([file, { lines, branches, toggles }]) => ({
    file,
    lines: [...lines].map(([line, hits]) => ({ line, count: hits })).sort((a, b) => a.line - b.line),
    branches: [...branches.values()].sort((a, b) => a.line - b.line || a.column - b.column),
    toggles: [...toggles.values()].map(({ name, line, bits }) => ({
      name,
      line,
      bits: bits.size,
      toggled: [...bits.values()].filter((hits) => hits > 0).length,
    })),
  }));
}

interface Point {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `v_line`, `v_branch`, `v_toggle`. */
  readonly page: string;
  /** What the point is: `if`, `else`, `case`, `block`, or the signal and bit of a toggle. */
  readonly of: string;
  /** Lines that run when the point does: `5-7,9`. */
  readonly covers: string;
  readonly hits: number;
}

interface Counted {
  readonly lines: Map<number, number>;
  readonly branches: Map<string, { line: number; column: number; label: string; count: number }>;
  readonly toggles: Map<string, { name: string; line: number; bits: Map<string, number> }>;
}

function pointOf(row: string): Point | undefined {
  const whole = /^C '(.*)' (\d+)\s*$/.exec(row);
  if (whole === null) return undefined;
  const fields = new Map(
    (whole[1] ?? '')
      .split('\u0001')
      .filter((field) => field !== '')
      .map((field) => field.split('\u0002') as [string, string]),
  );
  const file = fields.get('f');
  const line = Number(fields.get('l'));
  if (file === undefined || !Number.isInteger(line)) return undefined;
  const page = (fields.get('page') ?? '').split('/')[0] ?? '';
  return {
    file,
    line,
    column: Number(fields.get('n') ?? 1),
    page,
    of: fields.get('o') ?? '',
    covers: fields.get('S') ?? '',
    hits: Number(whole[2]),
  };
}

function count(counted: Counted, point: Point): void {
  if (point.page === 'v_toggle') return countToggle(counted, point);
  const add = (line: number): void => void counted.lines.set(line, (counted.lines.get(line) ?? 0) + point.hits);
  // Without a list of lines the point stands for its own.
  for (const line of point.covers === '' ? [point.line] : linesOf(point.covers)) add(line);
  if (point.page !== 'v_branch') return;
  const key = `${point.line}:${point.column}:${point.of}`;
  const known = counted.branches.get(key);
  if (known === undefined) counted.branches.set(key, { line: point.line, column: point.column, label: point.of, count: point.hits });
  else known.count += point.hits;
}

function countToggle(counted: Counted, point: Point): void {
  const name = point.of.replace(/\[\d+\]$/, '');
  const key = `${point.line}:${name}`;
  let signal = counted.toggles.get(key);
  if (signal === undefined) counted.toggles.set(key, (signal = { name, line: point.line, bits: new Map() }));
  signal.bits.set(point.of, (signal.bits.get(point.of) ?? 0) + point.hits);
}

function linesOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map(Number);
    if (first === undefined || Number.isNaN(first)) return [];
    return Array.from({ length: Math.max(1, (last ?? first) - first + 1) }, (_, i) => first + i);
  });
}
