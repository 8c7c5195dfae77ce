import { domainName, nextpnrPath, pairName, type Domain, type NextpnrPoint } from './nextpnrPath';
import type { LineReader, ReportReader, ReportSink } from './report';

/**
 * What nextpnr prints on its standard error, or into `--log FILE`: a critical path for each clock and pair of clocks, what each reached, and
 * the worst paths that are too fast.
 */
export const nextpnr: ReportReader = {
  format: 'nextpnr',
  title: 'nextpnr log',
  unit: 'ns',
  writtenBy: '`nextpnr-… --log timing.log --timing-allow-fail`',
  heldAgainst: 'iCE40 and ECP5 logs (NicolasStefanelli/COMP300-CICD-P5, hstarmans/bugreport, VIPQualityPost/amaranth-timer)',
  untested: 'paths of a nextpnr log that are too fast',
  claims: (line) => /^(Info: )?Critical path report for (clock|cross-domain path|async path)\b/.test(line),
  open: (sink) => new NextpnrLog(sink),
};

interface Block {
  readonly line: number;
  readonly check: 'setup' | 'hold';
  readonly from: Domain;
  readonly to: Domain;
  readonly points: NextpnrPoint[];
  /** Its last line was met. */
  whole: boolean;
}

class NextpnrLog implements LineReader {
  /** The last report of each domain: an earlier one is of the placement before routing. */
  private readonly blocks = new Map<string, Block>();
  private readonly clocks = new Map<string, number>();
  private readonly pairs = new Map<string, { asked: number; reached: number }>();
  private block: Block | undefined;
  private defined = false;

  constructor(private readonly sink: ReportSink) {}

  line(text: string, number: number): void {
    const line = text.replace(/^(Info|Warning|ERROR): /, '');
    const heading = /^(Critical path report|Hold\/min time violation) for (.*):$/.exec(line);
    if (heading !== null) {
      const check = heading[1]?.startsWith('Hold') === true ? 'hold' : 'setup';
      this.block = { line: number, check, ...domainsOf(heading[2] ?? ''), points: [], whole: false };
      // Of paths that are too fast several are printed for one clock.
      this.blocks.set(check === 'hold' ? `${check} ${number}` : (heading[2] ?? ''), this.block);
      return;
    }
    if (/^\d+ Hold\/min time violations/.test(line))
      for (const [key, { check }] of this.blocks) if (check === 'hold') this.blocks.delete(key);
    this.frequency(line);
    if (this.block === undefined) return;
    if (/ns logic, .* ns routing$/.test(line)) {
      this.block.whole = true;
      this.block = undefined;
    } else this.row(line, this.block);
  }

  end(): void {
    for (const [clock, frequency] of this.clocks) if (frequency > 0) this.sink.clock({ name: clock, period: 1000 / frequency });
    const targets = { clocks: this.clocks, pairs: this.pairs };
    for (const block of this.blocks.values()) {
      const path = block.whole ? nextpnrPath(block.check, block.from, block.to, block.points, targets, block.line) : undefined;
      if (path === undefined) this.sink.problem(block.line, 'a critical path that is cut off or has no steps was left out.');
      else this.sink.path(path);
    }
  }

  /** `Max frequency for clock 'clk': 50.12 MHz (FAIL at 60.00 MHz)`, and of a pair of related clocks. */
  private frequency(line: string): void {
    const found = /^Max frequency for (?:clock\s+'(.+)'|\s*(\S.*) -> (\S.*?)):\s+(\S+) MHz \((?:PASS|FAIL) at ([\d.]+) MHz\)/.exec(line);
    if (found === null) return;
    const [, clock, from, to, reached, asked] = found;
    if (clock !== undefined) this.clocks.set(clock, Number(asked));
    else {
      const pair = pairName(domainName((from ?? '').trim()), domainName((to ?? '').trim()));
      this.pairs.set(pair, { asked: Number(asked), reached: Number(reached) });
    }
  }

  private row(line: string, block: Block): void {
    const step = /^\s*(?:([a-z][a-z-]*)\s+)?(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+(Source|Net|Setup|Hold)\s+(\S+)/.exec(line);
    if (step !== null) {
      const kind = /^clk-(skew|to-clk)$/.test(step[1] ?? '') ? 'clock' : (step[4] ?? '').toLowerCase();
      block.points.push({ kind, name: step[5] ?? '', delay: Number(step[2]), arrival: Number(step[3]), sources: [] });
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

/** `clock 'clk' (posedge -> negedge)`, `cross-domain path '<async>' -> 'posedge clk'`; of too fast ones `clock 'posedge clk'` */
function domainsOf(heading: string): { from: Domain; to: Domain } {
  const one = /^clock '((?:posedge|negedge) .+)'$/.exec(heading);
  if (one !== null) return { from: domainName(one[1] ?? ''), to: domainName(one[1] ?? '') };
  const same = /^clock '(.+)' \((posedge|negedge) -> (posedge|negedge)\)$/.exec(heading);
  if (same !== null) return { from: { clock: same[1], edge: same[2] }, to: { clock: same[1], edge: same[3] } };
  const cross = /'([^']*)' -> '([^']*)'/.exec(heading);
  return { from: domainName(cross?.[1] ?? '<async>'), to: domainName(cross?.[2] ?? '<async>') };
}
