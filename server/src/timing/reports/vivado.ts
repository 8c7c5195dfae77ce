import type { LineReader, ReportCheck, ReportEnd, ReportPath, ReportPoint, ReportReader, ReportSink } from './report';
import { VivadoTables } from './vivadoTables';

/** What Vivado's `report_timing` and `report_timing_summary` print: the paths, the clocks, and what the summary's tables say of each. */
export const vivado: ReportReader = {
  format: 'vivado',
  title: 'Vivado report_timing, report_timing_summary',
  unit: 'printed',
  writtenBy: '`report_timing_summary -max_paths 100 -file timing.rpt` or `report_timing -max_paths 100 -file timing.rpt`',
  heldAgainst: 'summaries of Vivado 2014.4 to 2024.2 (Death6sentence/FPGA_DES_Verilog, rohinishraj124/Lipsi, Iambrett3/MIPS-Processor)',
  claims: (line) => /^\| Tool Version\s*:\s*Vivado\b/.test(line) || slackLine.test(line),
  open: (sink) => new Vivado(sink),
};

const slackLine = /^Slack(?: \((?:MET|VIOLATED)\))? ?:\s+(?:(-?[\d.]+)(ns|ps)|inf)/;
const rule = /^ {2}-{20,}/;
/** A block that has not ended after this many lines is no path. */
const longestBlock = 20_000;

class Vivado implements LineReader {
  private block: string[] = [];
  private first = 0;
  private readonly tables: VivadoTables;
  /** Periods that the ends of paths name, for reports without a clock table. */
  private readonly periods = new Set<string>();

  constructor(private readonly sink: ReportSink) {
    this.tables = new VivadoTables(sink);
  }

  line(text: string, number: number): void {
    const found = slackLine.exec(text);
    if (found !== null) {
      this.finish();
      if (found[2] !== undefined) this.sink.unit(found[2]);
      this.first = number;
      this.block = [text];
    } else if (this.block.length > 0) {
      this.block.push(text);
      if (/^ +slack +\S+\s*$/.test(text) || this.block.length > longestBlock) this.finish();
    } else this.tables.line(text);
    // A block without a slack at its end (an unconstrained path) is over where the next heading stands.
    if (this.block.length > 1 && /^(From Clock:|Path Group:|-{20,}$|\| )/.test(text)) {
      this.finish();
      this.tables.line(text);
    }
  }

  end(): void {
    const [head = ''] = this.block;
    // Where the file ends inside the sum that gives the slack, what would follow is not there either.
    if (slackLine.exec(head)?.[1] !== undefined) this.sink.cut(this.first);
    this.finish();
  }

  private finish(): void {
    const { block } = this;
    this.block = [];
    if (block.length === 0) return;
    const path = readBlock(block, this.first);
    if (typeof path === 'string') {
      this.sink.problem(this.first, path);
      return;
    }
    for (const line of block.slice(0, 12)) this.learnPeriod(line);
    this.sink.path(path);
  }

  private learnPeriod(line: string): void {
    const found = /\bclocked by (\S+)\s+\{.*\bperiod=([\d.]+)ns\}/.exec(line);
    if (found === null || this.periods.has(found[1] ?? '')) return;
    this.periods.add(found[1] ?? '');
    this.sink.clock({ name: found[1] ?? '', period: Number(found[2]) });
  }
}

function readBlock(block: readonly string[], line: number): ReportPath | string {
  const start = readEnd(block, 'Source');
  const end = readEnd(block, 'Destination');
  if (start === undefined || end === undefined) return 'the source and destination could not be read; the path was left out.';
  const type = valueOf(block, 'Path Type');
  if (type === undefined) return `the path to ${end.name} has no path type; it was left out.`;
  const slack = slackLine.exec(block[0] ?? '')?.[1];
  const points = pointsOf(block, start);
  const arrival = arrivalOf(block);
  const delay = Number(/^(-?[\d.]+)/.exec(valueOf(block, 'Data Path Delay') ?? '')?.[1] ?? NaN);
  // Printed with a minus sign in the sum that gives the slack.
  const at = arrival === undefined ? (points.at(-1)?.arrival ?? delay) : isMax(type) ? -arrival : arrival;
  if (Number.isNaN(at)) return `the path to ${end.name} ends without an arrival time (cut off); it was left out.`;
  const requirement = /^(-?[\d.]+)/.exec(valueOf(block, 'Requirement') ?? '')?.[1];
  return {
    check: checkOf(type),
    corner: /\bat (\S+)/.exec(type)?.[1],
    start,
    end,
    group: valueOf(block, 'Path Group') ?? '',
    slack: slack === undefined ? undefined : Number(slack),
    arrival: at,
    requirement: requirement === undefined ? undefined : Number(requirement),
    points,
    line,
  };
}

function isMax(type: string): boolean {
  return /\bMax\b/.test(type);
}

function checkOf(type: string): ReportCheck {
  const word = /^(Setup|Hold|Recovery|Removal)\b/.exec(type)?.[1]?.toLowerCase();
  return (word as ReportCheck | undefined) ?? (isMax(type) ? 'setup' : 'hold');
}

function arrivalOf(block: readonly string[]): number | undefined {
  for (const line of block) {
    const found = line.includes('arrival time') ? /^ +arrival time +(-?[\d.]+)/.exec(line) : null;
    if (found !== null) return Number(found[1]);
  }
  return undefined;
}

function valueOf(block: readonly string[], label: string): string | undefined {
  const head = `  ${label}:`;
  return block
    .find((item) => item.startsWith(head))
    ?.slice(head.length)
    .trim();
}

/** `u/reg[3]/C` with the words below it: `(rising edge-triggered cell FDRE clocked by clk {…})`, `(input port)`. */
function readEnd(block: readonly string[], label: string): ReportEnd | undefined {
  const head = `  ${label}:`;
  const at = block.findIndex((item) => item.startsWith(head));
  const name = /^(\S+)/.exec(block[at]?.slice(head.length).trim() ?? '')?.[1];
  if (name === undefined) return undefined;
  const words = block.slice(at, at + 2).join(' ');
  const port = /\((input|output|inout|input clock) port\b/.test(words);
  return {
    // The last piece is the pin of the cell.
    name: port ? name : name.replace(/\/[A-Za-z]\w*(\[\d+\])?$/, ''),
    kind: port ? 'port' : 'register',
    clock: /\bclocked by (\S+)/.exec(words)?.[1]?.replace(/\)$/, ''),
  };
}

/** What a step adds, the sum and the resource behind them. It begins at the figures, since looking for them behind any words costs a line's length for each of its blanks. */
const stepFigures = /\s(-?\d+\.\d+)\s+(-?\d+\.\d+)\s*(?:[rf]\s)?\s*(\S*)/;

/** The data path: below the clock path, or right below the heading where there is none. */
function pointsOf(block: readonly string[], start: ReportEnd): ReportPoint[] {
  const heading = block.findIndex((item) => item.includes('Delay type') && /\bDelay type\b.*\bIncr\(/.test(item));
  const rules = block.flatMap((item, at) => (at > heading && rule.test(item) ? [at] : []));
  if (heading < 0 || rules.length < 2) return [];
  const section = (n: number): readonly string[] => block.slice((rules[n] ?? 0) + 1, rules[n + 1] ?? block.length);
  const clocked = section(0).some((item) => /^ +\(clock .* edge\)/.test(item));
  const points: ReportPoint[] = [];
  let kind = '';
  for (const line of section(clocked ? 1 : 0)) {
    const found = stepFigures.exec(line);
    const words = line.slice(0, found?.index).trim();
    // A cell's name that leaves no room has its numbers on the next line.
    const what = `${kind} ${words}`.trim();
    kind = found === null ? what : '';
    if (found === null) continue;
    const pin = found[3] ?? '';
    const net = what.startsWith('net (') || what.includes(' net (');
    const cell = net ? 'net' : (what.includes(' (Prop_') ? /(\S+) \(Prop_/ : /(\S+) \(\S+\)$/).exec(what)?.[1];
    if (pin === '' || (points.length === 0 && !net && /\/C\w*$/.test(pin) && pin.startsWith(start.name))) continue;
    points.push({ pin, cell, net: net ? pin : undefined, delay: Number(found[1]), arrival: Number(found[2]) });
  }
  return points;
}
