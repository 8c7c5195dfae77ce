import { domainName, nextpnrPath, type NextpnrPoint } from './nextpnrPath';
import type { LineReader, ReportReader, ReportSink } from './report';

/** What nextpnr writes with `--report FILE`: JSON, on one line. */
export const nextpnrJson: ReportReader = {
  format: 'nextpnr-json',
  title: 'nextpnr --report',
  unit: 'ns',
  writtenBy: '`nextpnr-… --report timing.json`, without `--detailed-timing-report` for very large designs',
  heldAgainst: 'iCE40 reports of 2025 as apio keeps them (Slugskickass/Structured_laser, haruta-otaki/RISC-V-Processor-on-FPGA)',
  claims: (line, first) => first && /^\s*\{/.test(line),
  open: (sink) => new NextpnrJson(sink),
};

/** Characters of a JSON report that are held at once. */
export const mostJson = 64 * 1024 * 1024;

class NextpnrJson implements LineReader {
  private readonly lines: string[] = [];
  private length = 0;

  constructor(private readonly sink: ReportSink) {}

  line(text: string): void {
    this.length += text.length + 1;
    if (this.length <= mostJson) this.lines.push(text);
  }

  end(): void {
    if (this.length > mostJson) {
      this.sink.problem(1, `the report is larger than ${mostJson / 1024 / 1024} MB; write it without --detailed-timing-report.`);
      return;
    }
    let json: unknown;
    try {
      json = JSON.parse(this.lines.join('\n'));
    } catch {
      this.sink.problem(1, 'the JSON is not whole.');
      return;
    }
    this.read(json);
  }

  private read(json: unknown): void {
    const constraints = new Map<string, number>();
    for (const [clock, values] of Object.entries(objectOf(fieldOf(json, 'fmax')))) {
      const asked = fieldOf(values, 'constraint');
      if (typeof asked !== 'number' || !(asked > 0)) continue;
      constraints.set(clock, asked);
      this.sink.clock({ name: clock, period: 1000 / asked });
    }
    const paths = fieldOf(json, 'critical_paths');
    if (!Array.isArray(paths)) {
      this.sink.problem(1, 'the JSON has no critical_paths: it is no report of nextpnr.');
      return;
    }
    paths.forEach((one: unknown, at) => {
      const steps = stepsOf(fieldOf(one, 'path'));
      const domain = (name: string) => domainName(textOf(fieldOf(one, name)) ?? '<async>');
      const path = steps === undefined ? undefined : nextpnrPath('setup', domain('from'), domain('to'), steps, { clocks: constraints }, 1);
      if (path === undefined) this.sink.problem(1, `critical path ${at + 1} could not be read; it was left out.`);
      else this.sink.path(path);
    });
  }
}

function stepsOf(path: unknown): NextpnrPoint[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const steps: NextpnrPoint[] = [];
  let arrival = 0;
  for (const one of path as unknown[]) {
    const delay = fieldOf(one, 'delay');
    const type = textOf(fieldOf(one, 'type')) ?? '';
    if (typeof delay !== 'number') return undefined;
    arrival += delay;
    const to = pinOf(fieldOf(one, 'to'));
    const net = textOf(fieldOf(one, 'net'));
    // What begins a path between clocks, or with a clock that arrives at other times, is no step of the data.
    if (/^clk-(skew|to-clk)$/.test(type)) steps.push({ kind: 'clock', name: net ?? to, delay, arrival, sources: [] });
    else if (type === 'routing' && net !== undefined) steps.push({ kind: 'net', name: net, delay, arrival, sources: [], sink: to });
    else steps.push({ kind: type === 'setup' ? 'setup' : 'source', name: to, delay, arrival, sources: [] });
  }
  return steps;
}

function pinOf(end: unknown): string {
  return `${textOf(fieldOf(end, 'cell')) ?? ''}.${textOf(fieldOf(end, 'port')) ?? ''}`;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
