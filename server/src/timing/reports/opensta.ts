import type { LineReader, ReportReader, ReportSink } from './report';
import { StartpointBlocks, type Row } from './startpoint';

/**
 * What OpenSTA's `report_checks` prints in the formats full, full_clock and full_clock_expanded, with or without further fields, for one
 * corner or several. Columns are found by their headings, so their order and number do not matter.
 */
export const opensta: ReportReader = {
  format: 'opensta',
  title: 'OpenSTA report_checks',
  unit: 'unsaid',
  writtenBy: '`report_checks -path_delay max -format full_clock -fields net -group_count 100`',
  heldAgainst: 'a UART after OpenROAD (BANSHIDHARSAHOO/UART_ASIC_IMPLEMENTATION)',
  claims: (line) => heading.test(line),
  open: (sink) => new OpenSta(sink),
};

const heading = /\bDelay\s+Time\s+Description\b/;

class OpenSta implements LineReader {
  private corner: string | undefined;
  private readonly blocks: StartpointBlocks;

  constructor(private readonly sink: ReportSink) {
    const style = { heading, rows: (head: string, lines: readonly string[]) => rowsBelow(head, lines), unescape };
    this.blocks = new StartpointBlocks(sink, style, () => this.corner);
  }

  line(text: string, number: number): void {
    // Flows print a banner above what belongs to a corner; OpenSTA itself a line of the block.
    const banner = /^=+\s*(\S.*?)\s+Corner\s*=+$/.exec(text);
    if (banner !== null) this.corner = banner[1];
    const unit = /^ time 1?(fs|ps|ns|us)$/.exec(text);
    if (unit !== null) this.sink.unit(unit[1] ?? '');
    this.blocks.line(text, number);
  }

  end(): void {
    this.blocks.end();
  }
}

/** OpenSTA doubles the backslash of an escaped name. */
function unescape(name: string): string {
  return name.replaceAll('\\\\', '\\');
}

function rowsBelow(head: string, lines: readonly string[]): Row[] {
  const columns = columnsOf(head);
  return lines.map((item) => readRow(item, columns));
}

interface Columns {
  /** Column (0-based) at which a heading ends; numbers are right-aligned below it. */
  readonly delay: number;
  readonly time: number;
  readonly description: number;
}

function columnsOf(head: string): Columns {
  const endOf = (word: string): number => head.indexOf(word) + word.length;
  return { delay: endOf('Delay'), time: endOf('Time'), description: head.indexOf('Description') };
}

function readRow(line: string, columns: Columns): Row {
  const numbers = [...line.slice(0, columns.description).matchAll(/(?<=^|\s)-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=\s|$)/gi)];
  const endingAt = (column: number): number | undefined => {
    // With more digits than usual the headings stand a character beside their numbers.
    const found = numbers.find((item) => Math.abs(item.index + item[0].length - column) <= 2);
    return found === undefined ? undefined : Number(found[0]);
  };
  // The heading may stand a character or two right of the words below it; the first word after the numbers is what counts.
  const last = numbers.at(-1);
  const described = line.slice(last === undefined ? 0 : last.index + last[0].length).replace(/^\s*[\^v]\s/, '');
  return { delay: endingAt(columns.delay), time: endingAt(columns.time), text: described.trim() };
}
