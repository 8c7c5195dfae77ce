/** Lines of a text that stand in columns: a Markdown table, cells between bars, columns between spaces. */
export interface Grid {
  /** 1-based line of the first row. */
  readonly line: number;
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** The line as it is written. */
  readonly text: string;
}

/**
 * Stretches of a text whose lines have columns, at least two rows each. A line belongs when it has bars between its cells, or when it is
 * made of short words that are names, values or times; rules (`---+---`) are left out. Sentences are none: their words are many.
 */
export function gridsOf(text: string): Grid[] {
  const grids: Grid[] = [];
  let rows: GridRow[] = [];
  const end = (): void => {
    if (rows.length >= 2) grids.push({ line: rows[0]?.line ?? 1, rows });
    rows = [];
  };
  text.split(/\r\n|\r|\n/).forEach((written, i) => {
    if (isRule(written)) return;
    const cells = cellsOf(written);
    // Labels without bars may stand above rows with them; behind such rows a line without is something else.
    if (cells === undefined || (rows.at(-1)?.text.includes('|') === true && !written.includes('|'))) end();
    if (cells !== undefined) rows.push({ line: i + 1, cells, text: written });
  });
  end();
  return grids;
}

function isRule(line: string): boolean {
  return /^[\s|+:=-]*-{2,}[\s|+:=-]*$/.test(line);
}

function cellsOf(line: string): string[] | undefined {
  const text = line.trim();
  if (text === '' || /^(#|```|>|[-*]\s)/.test(text)) return undefined;
  if (text.includes('|'))
    return text
      .replace(/^\||\|$/g, '')
      .split('|')
      .map(plain);
  const words = text.split(/\s+/);
  if (words.length > 40 || /[.;:!?]$/.test(text)) return undefined;
  return words.every((word) => /^[\w[\]:{}'\\/,-]{1,14}$/.test(word)) ? words.map(plain) : undefined;
}

function plain(cell: string): string {
  return cell
    .trim()
    .replace(/^[`*]+|[`*]+$/g, '')
    .trim();
}
