import { failure, success, type Outcome } from '../../base/outcome';
import { mostJson } from './nextpnrJson';
import { reportReaders } from './registry';
import type { ParsedReport, ReportReader } from './report';
import { ReportStore } from './reportStore';

/** Lines that are looked at for a format before the file is given up: logs have much above their first path. */
const mostPreamble = 100_000;
/** A longer line is no line of a report, unless all of it is JSON. */
const longestLine = 100_000;

/**
 * Reads a static timing report of any known format from pieces of text, cut anywhere, as a file is read: no more than the paths that are
 * kept and the lines of one path are held at a time, however long the report is. Fails when no line is of a known format.
 */
export async function readReport(pieces: AsyncIterable<string> | Iterable<string>, signal?: AbortSignal): Promise<Outcome<ParsedReport>> {
  const reading = new Reading();
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    reading.push(piece);
    if (reading.hopeless) break;
  }
  return reading.end();
}

/** As `readReport`, of a text that is there already. */
export function parseReport(text: string): Outcome<ParsedReport> {
  const reading = new Reading();
  reading.push(text);
  return reading.end();
}

class Reading {
  private readonly store = new ReportStore();
  private reader: ReportReader | undefined;
  private open: ReturnType<ReportReader['open']> | undefined;
  private waiting: string[] = [];
  private number = 0;
  private rest = '';
  /** Only blank lines were met so far. */
  private blank = true;

  /** Nothing of a report was met in all that was read. */
  get hopeless(): boolean {
    return this.reader === undefined && this.waiting.length >= mostPreamble;
  }

  push(piece: string): void {
    this.store.read(piece.length);
    if (!piece.includes('\n')) {
      // What is beyond the bound of a line is not kept; the bound itself tells that it was met.
      if (this.rest.length <= mostJson) this.rest += piece;
      return;
    }
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  end(): Outcome<ParsedReport> {
    if (this.rest !== '') this.line(this.rest.replace(/\r$/, ''));
    // Every tool ends its last line. JSON says by itself whether it is whole.
    if (this.rest.trim() !== '' && this.reader?.format !== 'nextpnr-json') this.store.cut(this.number);
    if (this.reader === undefined || this.open === undefined) {
      const known = reportReaders.map((reader) => reader.title).join('; ');
      return failure('the timing report is of no known format', `What is read: ${known}. Nothing but paths is looked for.`);
    }
    this.open.end();
    return success(this.store.report(this.reader));
  }

  private line(text: string): void {
    this.number++;
    if (this.open !== undefined) {
      this.give(text);
      return;
    }
    if (this.hopeless) return;
    this.waiting.push(text);
    const first = this.blank;
    this.blank &&= text.trim() === '';
    const reader = reportReaders.find((one) => one.claims(text, first));
    if (reader === undefined) return;
    this.reader = reader;
    this.open = reader.open(this.store);
    const { waiting } = this;
    this.waiting = [];
    this.number = 0;
    for (const line of waiting) {
      this.number++;
      this.give(line);
    }
  }

  private give(text: string): void {
    if (text.length > longestLine && this.reader?.format !== 'nextpnr-json') {
      this.store.problem(this.number, `a line of ${text.length} characters was left out.`);
      return;
    }
    this.open?.line(text, this.number);
  }
}
