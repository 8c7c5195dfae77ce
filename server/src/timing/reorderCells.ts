/**
 * A netlist in Yosys' RTLIL with the cells of its modules in another order, one for each `order` (from 1); nothing else changes, so it means the
 * same. Where there are no processes, as after `proc`.
 */
export function reorderCells(rtlil: string, order: number): string {
  const lines = rtlil.split('\n');
  const places: number[] = [];
  const cells: string[][] = [];
  const kept: (string | undefined)[] = [];
  for (let at = 0; at < lines.length;) {
    const end = cellEnd(lines, at);
    if (end === undefined) {
      // Cells of one module stay in it.
      if (/^(?:module|end)\b/.test(lines[at] ?? '')) place(kept, places.splice(0), cells.splice(0), order);
      kept.push(lines[at++]);
    } else {
      cells.push(lines.slice(at, end));
      places.push(kept.push(undefined) - 1);
      at = end;
    }
  }
  return kept.join('\n');
}

/** Where the cell ends whose first attribute, or itself, stands in a line; undefined when there is none. */
function cellEnd(lines: readonly string[], start: number): number | undefined {
  let at = start;
  while (lines[at]?.startsWith('  attribute ') === true) at++;
  if (lines[at]?.startsWith('  cell ') !== true) return undefined;
  while (at < lines.length && lines[at] !== '  end') at++;
  return at + 1;
}

/** Puts cells into places that were left free, in an order that the number decides. */
function place(lines: (string | undefined)[], places: readonly number[], cells: readonly string[][], order: number): void {
  const mixed = cells
    .map((cell, index) => ({ cell, key: Math.imul((index + 1) ^ Math.imul(order, 0x9e3779b1), 0x85ebca6b) >>> 0 }))
    .sort((a, b) => a.key - b.key);
  for (const [index, at] of places.entries()) lines[at] = mixed[index]?.cell.join('\n');
}
