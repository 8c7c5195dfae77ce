import type { Grid, GridRow } from './grids';
import { allOf, bitsOfRun } from './signalNames';
import type { FunctionRow, FunctionTable, SpecPort, TableBit, UnusedTable } from './specTypes';

interface Head {
  /** The row of column labels: index into the grid's rows. */
  readonly labels: number;
  readonly columnNames: string;
  readonly rowNames: string;
}

/**
 * A Karnaugh map: a line of column labels in some order of all their codes, rows that begin with a code. The names of the columns stand above the
 * labels and those of the rows before them (`cd  00 01 11 10`), or both in the corner (`cd\ab`, rows before columns).
 */
export function karnaughMap(grid: Grid, ports: readonly SpecPort[], lines: readonly string[]): FunctionTable | UnusedTable | undefined {
  const head = headOf(grid, lines);
  if (head === undefined) return undefined;
  const place = { kind: 'karnaughMap' as const, line: grid.line, endLine: grid.rows.at(-1)?.line ?? grid.line };
  const labels = codesOf(grid.rows[head.labels]);
  const across = bitsOfRun(head.columnNames, ports);
  const down = bitsOfRun(head.rowNames, ports);
  if (across === undefined || down === undefined) {
    return { ...place, reason: `${across === undefined ? head.columnNames : head.rowNames}: these are not inputs of the module` };
  }
  const inputs = [...across, ...down];
  if (!allOf(inputs, 'input', ports))
    return { ...place, reason: `${head.columnNames} and ${head.rowNames} are not all inputs of the module` };
  const output = outputOf(ports, place.line, lines);
  if (output === undefined) return { ...place, reason: 'the module has several outputs, and the map does not say which of them it is' };
  const rows = cellsOf(grid.rows.slice(head.labels + 1), labels, { across, down });
  if (typeof rows === 'string') return { ...place, reason: rows };
  const corner = /[\\/]/.test(grid.rows[head.labels]?.cells[0] ?? '');
  return { ...place, inputs, outputs: [output], rows, notes: corner ? ['The corner of the map is read as rows\\columns.'] : [] };
}

function headOf(grid: Grid, lines: readonly string[]): Head | undefined {
  const labels = grid.rows.findIndex((row, i) => i < 2 && codesOf(row).length >= 2 && isComplete(codesOf(row)));
  if (labels < 0) return undefined;
  const row = grid.rows[labels] as GridRow;
  const corner = row.cells[0] ?? '';
  const slash = /^(.+?)\s*[\\/]\s*(.+)$/.exec(corner);
  if (slash !== null) return { labels, rowNames: slash[1] ?? '', columnNames: slash[2] ?? '' };
  if (!/[A-Za-z]/.test(corner)) return undefined;
  // The names of the columns stand on the line above, which may be no row of the grid.
  const above = (lines[row.line - 2] ?? '').replaceAll('|', ' ').trim();
  return /^[\w[\]{}, ]+$/.test(above) && /[A-Za-z]/.test(above) ? { labels, rowNames: corner, columnNames: above } : undefined;
}

/** The binary codes of a row behind its first cell; several may stand in one cell (`cd   00  01  11  10`). */
function codesOf(row: GridRow | undefined): string[] {
  const words = (row?.cells ?? []).flatMap((cell) => cell.split(/\s+/)).filter((word) => word !== '');
  const first = words.findIndex((word) => /^[01]+$/.test(word));
  if (first < 1) return [];
  const codes = words.slice(first);
  return codes.every((code) => /^[01]+$/.test(code) && code.length === codes[0]?.length) ? codes : [];
}

function isComplete(codes: readonly string[]): boolean {
  return codes.length === 2 ** (codes[0]?.length ?? 0) && new Set(codes).size === codes.length;
}

/** The only output bit, or the only output that the lines around the map name. */
function outputOf(ports: readonly SpecPort[], line: number, lines: readonly string[]): TableBit | undefined {
  const outputs = ports.filter(({ direction, width }) => direction === 'output' && width === 1);
  if (ports.filter(({ direction }) => direction === 'output').length === 1 && outputs.length === 1)
    return { port: outputs[0]?.name ?? '', bit: 0 };
  const near = lines.slice(Math.max(0, line - 5), line - 1).reverse();
  for (const text of near) {
    const named = outputs.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
    if (named.length === 1) return { port: named[0]?.name ?? '', bit: 0 };
    if (named.length > 1) return undefined;
  }
  return undefined;
}

function cellsOf(
  body: readonly GridRow[],
  labels: readonly string[],
  { across, down }: { across: readonly TableBit[]; down: readonly TableBit[] },
): FunctionRow[] | string {
  if ((labels[0] ?? '').length !== across.length) return `its columns have ${(labels[0] ?? '').length} bits and its names ${across.length}`;
  const rows: FunctionRow[] = [];
  const seen = new Set<string>();
  for (const { cells, line } of body) {
    const words = cells.flatMap((cell) => cell.split(/\s+/)).filter((word) => word !== '');
    const [code = '', ...values] = words;
    if (!/^[01]+$/.test(code) || code.length !== down.length) return `line ${line}: ${code} is no code of ${down.length} bits`;
    if (values.length !== labels.length) return `line ${line} has ${values.length} values for ${labels.length} columns`;
    if (seen.has(code)) return `line ${line}: the row ${code} stands there twice`;
    seen.add(code);
    for (const [i, value] of values.entries()) {
      if (!/^[01xXdD*-]$/.test(value)) return `line ${line}: "${value}" is no value of a map`;
      rows.push({ inputs: `${labels[i] ?? ''}${code}`, outputs: /[01]/.test(value) ? value : '-', line });
    }
  }
  return rows;
}
