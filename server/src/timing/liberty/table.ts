/** What an axis of a table measures: `input_net_transition`, `total_output_net_capacitance`, `related_pin_transition` and so on, by what it is looked up with. */
export type TableAxis = 'slew' | 'load' | 'data' | 'clock';

/** A table of a non-linear delay model, in ns over ns and pF: no axis for a constant, one, or two with the first the slower. */
export interface DelayTable {
  readonly axes: readonly { readonly kind: TableAxis; readonly at: readonly number[] }[];
  readonly values: readonly number[];
}

/** The value of a table where each kind of axis is at `where`: linear between points, and beyond the ends as in the last interval. */
export function lookUp(table: DelayTable, where: Readonly<Partial<Record<TableAxis, number>>>): number {
  const [first, second] = table.axes;
  if (first === undefined) return table.values[0] ?? 0;
  const row = interval(first.at, where[first.kind] ?? 0);
  if (second === undefined) return between(table.values[row.at] ?? 0, table.values[row.next] ?? 0, row.share);
  const column = interval(second.at, where[second.kind] ?? 0);
  const width = second.at.length;
  const along = (from: number): number =>
    between(table.values[from * width + column.at] ?? 0, table.values[from * width + column.next] ?? 0, column.share);
  return between(along(row.at), along(row.next), row.share);
}

function interval(points: readonly number[], value: number): { at: number; next: number; share: number } {
  if (points.length < 2) return { at: 0, next: 0, share: 0 };
  let at = 0;
  while (at < points.length - 2 && value >= (points[at + 1] ?? Infinity)) at++;
  const [low, high] = [points[at] ?? 0, points[at + 1] ?? 0];
  return { at, next: at + 1, share: high === low ? 0 : (value - low) / (high - low) };
}

function between(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}
