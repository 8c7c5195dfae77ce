import type { LineReader, ReportPoint, ReportReader, ReportSink } from './report';

/** What icetime (Project IceStorm) prints: the slowest path of the whole design, with the period when it was given one to check. */
export const icetime: ReportReader = {
  format: 'icetime',
  title: 'icetime report',
  unit: 'ns',
  writtenBy: '`icetime -d hx8k -mt -c 50 -r timing.rpt design.asc`',
  heldAgainst: 'a PicoSoC (NicolasStefanelli/COMP300-CICD-P5)',
  claims: (line) => /^icetime topological timing analysis report\b/.test(line),
  open: (sink) => new Icetime(sink),
};

class Icetime implements LineReader {
  private first = 0;
  private points: ReportPoint[] = [];
  /** Delay of the cells and wires since the last net. */
  private cell: string | undefined;
  private total: number | undefined;
  private period: number | undefined;
  private last = 0;
  private listed = false;

  constructor(private readonly sink: ReportSink) {}

  line(text: string, number: number): void {
    this.last = number;
    if (/^Report for critical path:/.test(text)) {
      this.first = number;
      this.points = [];
      this.listed = true;
    } else if (/^Resolvable net names/.test(text)) this.listed = false;
    const total = /^Total path delay:\s+([\d.]+) ns/.exec(text)?.[1];
    if (total !== undefined) this.total = Number(total);
    const asked = /\bChecking ([\d.]+) ns \(.*\) clock constraint/.exec(text)?.[1];
    if (asked !== undefined) this.period = Number(asked);
    if (this.listed) this.row(text);
  }

  end(): void {
    const [start, end] = [this.points[0]?.net, this.points.at(-1)?.net];
    if (this.first === 0 || this.total === undefined || start === undefined || end === undefined) {
      this.sink.problem(this.first === 0 ? this.last : this.first, 'no whole critical path is in the report (cut off?).');
      return;
    }
    if (this.period !== undefined) this.sink.clock({ name: 'clk', period: this.period });
    this.sink.path({
      check: 'setup',
      corner: undefined,
      start: { name: start, kind: 'register', clock: undefined },
      end: { name: end, kind: 'register', clock: undefined },
      group: '',
      slack: this.period === undefined ? undefined : this.period - this.total,
      arrival: this.total,
      requirement: this.period,
      points: this.points,
      line: this.first,
    });
  }

  /** `  1.491 ns net_53891 (iomem_addr[2])` is a net with its arrival; the cells and wires before it made its delay. */
  private row(text: string): void {
    const cell = /^ {8}\S+ \((\w+)\) .*: [\d.]+ ns$/.exec(text)?.[1];
    if (cell !== undefined && (this.cell === undefined || /LogicCell|IO|RAM|DSP|CARRY/.test(cell))) this.cell = cell;
    const net = /^\s*([\d.]+) ns (\S+)(?: \((.+)\))?$/.exec(text);
    if (net === null) return;
    const arrival = Number(net[1]);
    const before = this.points.at(-1)?.arrival ?? 0;
    const name = net[3] ?? net[2] ?? '';
    this.points.push({ pin: net[2] ?? '', cell: this.cell, net: name, delay: arrival - before, arrival });
    this.cell = undefined;
  }
}
