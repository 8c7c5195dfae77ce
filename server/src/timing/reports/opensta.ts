/** One data path of a report, as the tool wrote it. Times in the report's own unit (ns, unless its script changed it). */
export interface ReportPath {
  readonly start: ReportEnd;
  readonly end: ReportEnd;
  readonly group: string;
  readonly slack: number;
  readonly arrival: number;
  /** Time of the launching and of the capturing clock edge; undefined where the report shows none. */
  readonly launchEdge: number | undefined;
  readonly captureEdge: number | undefined;
  readonly points: readonly ReportPoint[];
  /** 1-based line of the report. */
  readonly line: number;
}

export interface ReportEnd {
  /** Instance or port, escapes removed. */
  readonly name: string;
  readonly kind: 'register' | 'port';
  readonly clock: string | undefined;
}

export interface ReportPoint {
  /** `u12/Y`, or a port. */
  readonly pin: string;
  /** Library cell; undefined for a port. */
  readonly cell: string | undefined;
  /** Net that the pin drives, where the report lists nets. */
  readonly net: string | undefined;
  readonly delay: number;
  readonly arrival: number;
}

export interface ParsedReport {
  /** Setup paths in the order of the report. */
  readonly paths: readonly ReportPath[];
  /** What was met and not understood, with its line: never guessed around. */
  readonly problems: readonly string[];
}

/**
 * Reads what OpenSTA's `report_checks` prints in the formats full, full_clock and full_clock_expanded, with or without further fields.
 * Columns are found by their headings, so their order and number do not matter. Hold paths and paths without slack are left out and
 * listed; a report cut off in the middle gives the whole paths before the cut.
 */
export function parseOpenSta(text: string): ParsedReport {
  const paths: ReportPath[] = [];
  const problems: string[] = [];
  let block: string[] = [];
  let start = 0;
  const finish = (): void => {
    if (block.length === 0) return;
    const result = readBlock(block, start + 1);
    if (typeof result === 'string') problems.push(`Report line ${start + 1}: ${result}`);
    else paths.push(result);
    block = [];
  };
  const lines = text.split(/\r\n|\r|\n/);
  lines.forEach((line, index) => {
    if (/^Startpoint: /.test(line)) {
      finish();
      start = index;
      block = [line];
    } else if (block.length > 0) {
      block.push(line);
      if (/\bslack \((VIOLATED|MET)\)/.test(line)) finish();
    }
  });
  finish();
  if (paths.length === 0 && problems.length === 0) {
    problems.push('No path of a report_checks listing was found; the formats full, full_clock and full_clock_expanded are read.');
  }
  return { paths, problems };
}

function readBlock(block: readonly string[], line: number): ReportPath | string {
  const { start, end, rest } = readHeader(block);
  if (start === undefined || end === undefined) return 'the start and end points could not be read; the path was left out.';
  const type = valueOf(block, 'Path Type');
  if (type === 'min') return `the path to ${end.name} is a hold path; only setup paths are read.`;
  const heading = rest.findIndex((item) => /\bDelay\b.*\bTime\b.*\bDescription\b/.test(item));
  if (heading < 0) return `the path to ${end.name} has no table of delays; it was left out.`;
  const columns = columnsOf(rest[heading] ?? '');
  const rows = rest.slice(heading + 1).map((item) => readRow(item, columns));
  const slack = rows.find((row) => /^slack \(/.test(row.text))?.time;
  const arrival = rows.find((row) => row.text === 'data arrival time')?.time;
  if (slack === undefined || arrival === undefined)
    return `the path to ${end.name} ends without a slack (cut off, or unconstrained); it was left out.`;
  const launched = rows.findIndex((row) => row.text === 'data arrival time');
  const edges = (list: readonly Row[]): number | undefined => list.find((row) => /^clock .*\((rise|fall) edge\)$/.test(row.text))?.time;
  return {
    start,
    end,
    group: valueOf(block, 'Path Group') ?? '',
    slack,
    arrival,
    launchEdge: edges(rows.slice(0, launched)),
    captureEdge: edges(rows.slice(launched)),
    points: pointsOf(rows.slice(0, launched), start),
    line,
  };
}

/** The two ends, whose words may run over onto the next line, and everything below them. */
function readHeader(block: readonly string[]): { start: ReportEnd | undefined; end: ReportEnd | undefined; rest: readonly string[] } {
  const second = block.findIndex((item) => item.startsWith('Endpoint: '));
  const group = block.findIndex((item, index) => index > second && /^Path (Group|Type):/.test(item));
  if (second < 0 || group < 0) return { start: undefined, end: undefined, rest: [] };
  const words = (from: number, to: number): string =>
    block
      .slice(from, to)
      .map((item) => item.trim())
      .join(' ');
  return { start: readEnd(words(0, second)), end: readEnd(words(second, group)), rest: block.slice(group) };
}

function readEnd(source: string): ReportEnd | undefined {
  const found = /^(?:Startpoint|Endpoint): (\S+)(?: \((.*)\))?$/.exec(source);
  if (found === null) return undefined;
  const words = found[2] ?? '';
  return {
    name: unescape(found[1] ?? ''),
    kind: /^(input|output|inout) port\b/.test(words) ? 'port' : 'register',
    clock: /\b(?:clocked|gated) by (\S+?)\)?$/.exec(words)?.[1],
  };
}

/** OpenSTA doubles the backslash of an escaped name. */
function unescape(name: string): string {
  return name.replaceAll('\\\\', '\\');
}

function valueOf(block: readonly string[], label: string): string | undefined {
  return block
    .find((item) => item.startsWith(`${label}: `))
    ?.slice(label.length + 2)
    .trim();
}

interface Columns {
  /** Column (0-based) at which a heading ends; numbers are right-aligned below it. */
  readonly delay: number;
  readonly time: number;
  readonly description: number;
}

function columnsOf(heading: string): Columns {
  const endOf = (word: string): number => heading.indexOf(word) + word.length;
  return { delay: endOf('Delay'), time: endOf('Time'), description: heading.indexOf('Description') };
}

interface Row {
  readonly delay: number | undefined;
  readonly time: number | undefined;
  readonly text: string;
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

/** Pins on the data path, clock pins left out; a `(net)` row belongs to the pin above it. */
function pointsOf(rows: readonly Row[], start: ReportEnd): ReportPoint[] {
  const points: { pin: string; cell: string | undefined; net: string | undefined; delay: number; arrival: number }[] = [];
  let onPath = false;
  for (const row of rows) {
    const found = /^(\S+) \((\S+)\)$/.exec(row.text);
    if (found === null) continue;
    const name = unescape(found[1] ?? '');
    const last = points.at(-1);
    if (found[2] === 'net') {
      if (last !== undefined) last.net = name;
      continue;
    }
    if (row.time === undefined) continue;
    const instance = name.replace(/\/[^/]+$/, '');
    onPath ||= instance === start.name || name === start.name;
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
  const isClockPin =
    points.length > 1 && points[0]?.pin.replace(/\/[^/]+$/, '') === points[1]?.pin.replace(/\/[^/]+$/, '') && start.kind === 'register';
  return isClockPin ? points.slice(1) : points;
}
