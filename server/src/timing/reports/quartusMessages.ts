import { addStep, handOn, type FullPath } from './quartusPath';
import type { LineReader, ReportCheck, ReportSink } from './report';

/** What a message of a Quartus tool says: `    Info (332115): From Node    : acc[3]`. Undefined for other lines. */
export function messageIn(line: string): string | undefined {
  return /^\s*Info(?: \(\d+\))?: ?(.*)$/.exec(line)?.[1];
}

/**
 * Paths and sums as `quartus_sta` prints them on its standard output, one line a message: with `--do_report_timing`, or
 * `report_timing -stdout`. Each operating condition is analysed by itself, and named above what belongs to it.
 */
export class QuartusMessages implements LineReader {
  private corner: string | undefined;
  /** The check whose clocks and sums the next lines list; `width` for pulse widths. */
  private sums: ReportCheck | 'width' | undefined;
  private path: FullPath | undefined;
  private table: 'arrival' | 'required' | undefined;

  constructor(private readonly sink: ReportSink) {}

  line(text: string, number: number): void {
    const version = /^Version (\S+) Build /.exec(text)?.[1];
    if (version !== undefined) this.sink.tool({ version });
    const model = /^Analyzing (.+?)(?: Model)?$/.exec(text);
    if (model !== null) this.corner = model[1];
    const path = /^Path #\d+: (Setup|Hold|Recovery|Removal) slack is/.exec(text);
    if (path !== null) {
      this.finish();
      const values = new Map(this.corner === undefined ? [] : [['Delay Model', this.corner]]);
      this.path = { line: number, check: (path[1] ?? '').toLowerCase() as ReportCheck, values, points: [] };
      this.table = undefined;
    } else if (this.path !== undefined) this.partOf(this.path, text);
    else this.sum(text);
  }

  end(): void {
    this.finish();
  }

  private sum(text: string): void {
    const worst = /^Worst-case (setup|hold|recovery|removal|minimum pulse width) slack is/.exec(text)?.[1];
    if (worst !== undefined) this.sums = worst === 'minimum pulse width' ? 'width' : (worst as ReportCheck);
    const row = /^\s+(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+(\S.*?)\s*$/.exec(text);
    if (row === null || this.sums === undefined) return;
    const [wns, tns] = [Number(row[1]), Number(row[2])];
    if (this.sums === 'width') this.sink.pathless(wns);
    else this.sink.summary({ check: this.sums, of: row[3], corner: this.corner, wns, tns });
  }

  private partOf(path: FullPath, text: string): void {
    if (/^Data (Arrival|Required) Path:/.test(text)) this.table = text.startsWith('Data Arrival') ? 'arrival' : 'required';
    const label = /^([A-Z][A-Za-z -]*?)\s*: +(\S.*?)\s*$/.exec(text);
    if (label !== null) {
      path.values.set(label[1] ?? '', label[2] ?? '');
      if (label[1] === 'Slack') this.finish();
      return;
    }
    const row = /^\s*(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+(?:[RF]{1,2}\s+)?(\S.*?)\s*$/.exec(text);
    if (row === null || this.table === undefined) return;
    const [arrival, delay, words] = [Number(row[1]), Number(row[2]), row[3] ?? ''];
    const edge = /^(launch|latch) edge time$/.exec(words)?.[1];
    if (edge === 'launch') path.values.set('Launch Edge', String(arrival));
    else if (edge === 'latch') path.values.set('Setup Relationship', String(arrival - Number(path.values.get('Launch Edge') ?? NaN)));
    const typed = /^([A-Za-z]+) {2,}(\S.*)$/.exec(words);
    if (this.table === 'arrival' && typed !== null) addStep(path.points, typed[1], typed[2] ?? '', delay, arrival);
  }

  private finish(): void {
    handOn(this.path, this.sink);
    this.path = undefined;
  }
}
