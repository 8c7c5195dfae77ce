export interface Filter {
  readonly check: string;
  readonly group: string;
  readonly corner: string;
  readonly violated: boolean;
  readonly words: string;
}
interface Row {
  readonly start: string;
  readonly end: string;
  readonly slack?: number;
  readonly check: string;
  readonly group: string;
  readonly corner: string;
  readonly cause: string;
  readonly others: readonly string[];
  readonly steps: readonly { readonly what: string; readonly place: string; readonly file?: string; readonly line?: number }[];
}
export function matches(row: Row, filter: Filter): boolean;
export function inRange(row: Pick<Row, 'slack'>, bin: { readonly from: number; readonly to: number } | undefined): boolean;
export function near(step: Row['steps'][number] | undefined, place: { readonly file: string; readonly line: number } | undefined): boolean;
export function nextIndex(at: number, by: number, count: number): number;
