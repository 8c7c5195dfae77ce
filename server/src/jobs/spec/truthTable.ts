import { cellBits, radixOf } from './cellValues';
import type { Grid } from './grids';
import { allOf, bitsNamed, keyOfBit } from './signalNames';
import type { FunctionRow, FunctionTable, SpecPort, TableBit, UnusedTable } from './specTypes';

/** Columns that number or explain rows. */
const asides = /^(|#|no\.?|row|index|dec(imal)?|minterm|comment|note|notes|description|meaning|operation|function|time)$/i;

/**
 * A grid whose first row names ports: inputs and outputs in any order. Undefined when it does not look like one at all; a reason when it
 * does but names what is no port, gives one row two meanings, or writes values whose radix cannot be told.
 */
export function truthTable(grid: Grid, ports: readonly SpecPort[]): FunctionTable | UnusedTable | undefined {
  const [head, ...body] = grid.rows;
  if (head === undefined || body.length === 0) return undefined;
  const columns = head.cells.map((cell) => bitsNamed(cell.replace(/^(input|output)s?\s+/i, ''), ports));
  const named = columns.filter((bits) => bits !== undefined);
  const place = { kind: 'truthTable' as const, line: grid.line, endLine: grid.rows.at(-1)?.line ?? grid.line };
  const foreign = head.cells.filter((cell, i) => columns[i] === undefined && !asides.test(cell));
  const values = body.flatMap((row) => row.cells.filter((_, i) => columns[i] !== undefined));
  if (named.length < 2 || !values.every((cell) => /^[\w'?*-]{0,20}$/.test(cell))) {
    return looksLikeValues(body.flatMap(({ cells }) => cells)) &&
      foreign.length > 0 &&
      head.cells.length > 1 &&
      head.cells.every((cell) => /[A-Za-z]/.test(cell))
      ? { ...place, reason: `${foreign.join(', ')}: no port is called so` }
      : undefined;
  }
  if (foreign.length > 0) return { ...place, reason: `its column ${foreign[0] ?? ''} is no port` };
  const inputs = named.flatMap((bits) => (allOf(bits, 'input', ports) ? bits : []));
  const outputs = named.flatMap((bits) => (allOf(bits, 'output', ports) ? bits : []));
  if (inputs.length === 0 || outputs.length === 0) return { ...place, reason: 'it does not have both inputs and outputs of the module' };
  return rowsOf(place, body, columns, { inputs, outputs });
}

function looksLikeValues(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => /^[01xXdD-]+$/.test(cell));
}

function rowsOf(
  place: { kind: 'truthTable'; line: number; endLine: number },
  body: Grid['rows'],
  columns: readonly (readonly TableBit[] | undefined)[],
  of: { inputs: readonly TableBit[]; outputs: readonly TableBit[] },
): FunctionTable | UnusedTable {
  const radix = columns.map((bits, i) =>
    bits === undefined
      ? 2
      : radixOf(
          body.map((row) => row.cells[i] ?? ''),
          bits.length,
        ),
  );
  const rows: FunctionRow[] = [];
  for (const { cells, line } of body) {
    const known = new Map<string, string>();
    for (const [i, bits] of columns.entries()) {
      if (bits === undefined) continue;
      const base = radix[i];
      if (base === undefined) return { ...place, reason: `the values of ${bits[0]?.port ?? ''} may be decimal or hexadecimal` };
      const value = cellBits(cells[i] ?? '', bits.length, base);
      if (value === undefined) return { ...place, reason: `line ${line}: "${cells[i] ?? ''}" is no value of ${bits.length} bits` };
      bits.forEach((bit, at) => known.set(keyOfBit(bit), value[at] ?? '-'));
    }
    const join = (bits: readonly TableBit[]): string => bits.map((bit) => known.get(keyOfBit(bit)) ?? '-').join('');
    rows.push({ inputs: join(of.inputs), outputs: join(of.outputs), line });
  }
  return { ...place, ...of, rows, notes: [] };
}
