import { domainName, nextpnrPath, type Domain, type NextpnrPoint } from './nextpnrPath';
import type { LineReader, ReportReader, ReportSink } from './report';

/** What nextpnr prints on its standard error, or into `--log FILE`: a critical path for each clock and pair of clocks, and what each clock reached. */
export const nextpnr: ReportReader = {
  format: 'nextpnr',
  title: 'nextpnr log',
  unit: 'ns',
  writtenBy: '`nextpnr-… --log timing.log --timing-allow-fail`',
  heldAgainst: 'iCE40 and ECP5 logs (NicolasStefanelli/COMP300-CICD-P5, hstarmans/bugreport, VIPQualityPost/amaranth-timer)',
  claims: (line) => /^(Info: )?Critical path report for (clock|cross-domain path|async path)\b/.test(line),
  open: (sink) => new NextpnrLog(sink),
};

interface Block {
  readonly line: number;
  readonly from: Domain;
  readonly to: Domain;
  readonly points: NextpnrPoint[];
  /** Its last line was met. */
  whole: boolean;
}

class NextpnrLog implements LineReader {
  /** The last report of each domain: an earlier one is of the placement before routing. */
  private readonly blocks = new Map<string, Block>();
  private readonly constraints = new Map<string, number>();
  private block: Block | undefined;
  private defined = false;

  constructor(private readonly sink: ReportSink) {}

  line(text: string, number: number): void {
    const line = text.replace(/^(Info|Warning|ERROR): /, '');
    const heading = /^Critical path report for (.*):$/.exec(line);
    if (heading !== null) {
      this.block = { line: number, ...domainsOf(heading[1] ?? ''), points: [], whole: false };
      this.blocks.set(heading[1] ?? '', this.block);
      return;
    }
    const frequency = /^Max frequency for clock\s+'(.+)':\s+([\d.]+) MHz \((?:PASS|FAIL) at ([\d.]+) MHz\)/.exec(line);
    if (frequency !== null) this.constraints.set(frequency[1] ?? '', Number(frequency[3]));
    if (this.block === undefined) return;
    if (/ns logic, .* ns routing$/.test(line)) {
      this.block.whole = true;
      this.block = undefined;
    } else this.row(line, this.block);
  }

  end(): void {
    for (const [clock, frequency] of this.constraints) if (frequency > 0) this.sink.clock({ name: clock, period: 1000 / frequency });
    for (const block of this.blocks.values()) {
      const path = block.whole ? nextpnrPath(block.from, block.to, block.points, this.constraints, block.line) : undefined;
      if (path === undefined) this.sink.problem(block.line, 'a critical path that is cut off or has no steps was left out.');
      else this.sink.path(path);
    }
  }

  private row(line: string, block: Block): void {
    const step = /^\s*(?:[a-z][a-z-]*\s+)?(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+(Source|Net|Setup|Hold)\s+(\S+)/.exec(line);
    if (step !== null) {
      const kind = (step[3] ?? '').toLowerCase();
      block.points.push({ kind, name: step[4] ?? '', delay: Number(step[1]), arrival: Number(step[2]), sources: [] });
      this.defined = false;
      return;
    }
    const sink = /^\s*Sink\s+(\S+)/.exec(line)?.[1];
    const last = block.points.at(-1);
    if (last === undefined) return;
    if (sink !== undefined) last.sink = sink;
    if (/^\s*Defined in:$/.test(line)) this.defined = true;
    else if (this.defined && /\S:\d+(\.\d+)?/.test(line)) last.sources.push(line.trim());
    else this.defined = false;
  }
}

/** `clock 'clk' (posedge -> negedge)`, `cross-domain path '<async>' -> 'posedge clk'` */
function domainsOf(heading: string): { from: Domain; to: Domain } {
  const same = /^clock '(.+)' \((posedge|negedge) -> (posedge|negedge)\)$/.exec(heading);
  if (same !== null) return { from: { clock: same[1], edge: same[2] }, to: { clock: same[1], edge: same[3] } };
  const cross = /'([^']*)' -> '([^']*)'/.exec(heading);
  return { from: domainName(cross?.[1] ?? '<async>'), to: domainName(cross?.[2] ?? '<async>') };
}
