import type { LineReader, ReportCheck, ReportEnd, ReportPath, ReportPoint, ReportSink } from './report';

/** One line of the table of a path: what it is about and its numbers. */
export interface Row {
  readonly delay: number | undefined;
  readonly time: number | undefined;
  readonly text: string;
}

/** What differs between tools that begin a path with `Startpoint:`. */
export interface TableStyle {
  /** Whether a line is the heading of the table of delays. */
  readonly heading: RegExp;
  /** The rows below the heading. */
  rows(heading: string, lines: readonly string[]): Row[];
  unescape(name: string): string;
}

/** A block that has not ended after this many lines is no path. */
const longestBlock = 20_000;

/**
 * Reads the paths of OpenSTA, Design Compiler, PrimeTime and IC Compiler: a block from `Startpoint:` to its slack, or to where the next
 * one begins. `corner` gives the corner that the lines before a block named.
 */
export class StartpointBlocks implements LineReader {
  private block: string[] = [];
  private first = 0;

  constructor(
    private readonly sink: ReportSink,
    private readonly style: TableStyle,
    private readonly corner: () => string | undefined,
  ) {}

  line(text: string, number: number): void {
    if (text.includes('Startpoint: ') && /^\s*Startpoint: /.test(text)) {
      this.finish();
      this.first = number;
      this.block = [text];
    } else if (this.block.length > 0) {
      this.block.push(text);
      if (/\bslack \((VIOLATED|MET)|\(Path is unconstrained\)/.test(text) || this.block.length > longestBlock) this.finish();
    } else if (text.includes('slack (')) {
      const slack = /^\s*(-?[\d.]+)\s+slack \((?:VIOLATED|MET)|^\s*slack \((?:VIOLATED|MET)[^)]*\)\s+(-?[\d.]+)\s*$/.exec(text);
      if (slack !== null) this.sink.pathless(Number(slack[1] ?? slack[2]));
    }
  }

  end(): void {
    this.finish();
  }

  private finish(): void {
    if (this.block.length === 0) return;
    const result = readBlock(this.block, this.first, this.style, this.corner());
    if (typeof result === 'string') this.sink.problem(this.first, result);
    else this.sink.path(result);
    this.block = [];
  }
}

function readBlock(block: readonly string[], line: number, style: TableStyle, corner: string | undefined): ReportPath | string {
  const { start, end, rest } = readHeader(block, style);
  if (start === undefined || end === undefined) return 'the start and end points could not be read; the path was left out.';
  const heading = rest.findIndex((item) => style.heading.test(item));
  if (heading < 0) return `the path to ${end.name} has no table of delays; it was left out.`;
  const rows = style.rows(rest[heading] ?? '', rest.slice(heading + 1));
  const launched = rows.findIndex((row) => row.text === 'data arrival time');
  const arrival = rows[launched]?.time;
  const verdict = rows.find((row) => /^slack \(/.test(row.text))?.time;
  const loose = block.at(-1)?.includes('(Path is unconstrained)') === true;
  if (arrival === undefined || (verdict === undefined && !loose))
    return `the path to ${end.name} ends without a slack (cut off); it was left out.`;
  const edge = (list: readonly Row[]): number | undefined => list.find((row) => /^clock .*\((rise|fall) edge\)/.test(row.text))?.time;
  const [launch, capture] = [edge(rows.slice(0, launched)), edge(rows.slice(launched))];
  return {
    check: checkOf(rows, valueOf(block, 'Path Type')),
    corner: valueOf(block, 'Corner') ?? valueOf(block, 'Scenario') ?? corner,
    start,
    end,
    group: valueOf(block, 'Path Group') ?? '',
    slack: verdict,
    arrival,
    requirement: launch === undefined || capture === undefined ? undefined : capture - launch,
    points: pointsOf(rows.slice(0, launched), start, style),
    line,
  };
}

function checkOf(rows: readonly Row[], type: string | undefined): ReportCheck {
  const check = rows.map((row) => /\b(setup|hold|recovery|removal) time$/.exec(row.text)?.[1]).find((word) => word !== undefined);
  if (check === 'recovery' || check === 'removal') return check;
  return type?.startsWith('min') === true ? 'hold' : 'setup';
}

/** The two ends, whose words may run over onto the next line, and everything below them. */
function readHeader(
  block: readonly string[],
  style: TableStyle,
): { start: ReportEnd | undefined; end: ReportEnd | undefined; rest: readonly string[] } {
  const second = block.findIndex((item) => /^\s*Endpoint: /.test(item));
  const below = block.findIndex((item, index) => index > second && /^\s*[A-Z][A-Za-z ]*:/.test(item));
  if (second < 0 || below < 0) return { start: undefined, end: undefined, rest: [] };
  const words = (from: number, to: number): string =>
    block
      .slice(from, to)
      .map((item) => item.trim())
      .join(' ');
  return { start: readEnd(words(0, second), style), end: readEnd(words(second, below), style), rest: block.slice(below) };
}

function readEnd(source: string, style: TableStyle): ReportEnd | undefined {
  const found = /^(?:Startpoint|Endpoint): (\S+)(?: +\((.*)\))?$/.exec(source);
  if (found === null) return undefined;
  const words = found[2] ?? '';
  return {
    name: style.unescape(found[1] ?? ''),
    kind: /^(input|output|inout) port\b/.test(words) ? 'port' : 'register',
    clock: /\b(?:clocked|gated) by (\S+?)'?\)?$/.exec(words)?.[1],
  };
}

function valueOf(block: readonly string[], label: string): string | undefined {
  const found = block.map((item) => item.trimStart()).find((item) => item.startsWith(`${label}: `));
  return found?.slice(label.length + 2).trim();
}

/** Pins on the data path, clock pins left out; a `(net)` row belongs to the pin above it. */
function pointsOf(rows: readonly Row[], start: ReportEnd, style: TableStyle): ReportPoint[] {
  const points: { pin: string; cell: string | undefined; net: string | undefined; delay: number; arrival: number }[] = [];
  let onPath = false;
  for (const row of rows) {
    const found = /^(\S+) \((\S+)\)(?: <-)?$/.exec(row.text);
    if (found === null) continue;
    const name = style.unescape(found[1] ?? '');
    const last = points.at(-1);
    if (found[2] === 'net') {
      if (last !== undefined) last.net = name;
      continue;
    }
    if (row.time === undefined) continue;
    onPath ||= instanceOf(name) === start.name || name === start.name;
    // The first pin of the start instance is its clock pin: the path begins at the next one.
    if (onPath)
      points.push({
        pin: name,
        cell: ['in', 'out', 'inout'].includes(found[2] ?? '') ? undefined : found[2],
        net: undefined,
        delay: row.delay ?? 0,
        arrival: row.time,
      });
  }
  const [first, second] = points;
  const isClockPin = start.kind === 'register' && second !== undefined && instanceOf(first?.pin ?? '') === instanceOf(second.pin);
  return isClockPin ? points.slice(1) : points;
}

function instanceOf(pin: string): string {
  return pin.replace(/\/[^/]+$/, '');
}
