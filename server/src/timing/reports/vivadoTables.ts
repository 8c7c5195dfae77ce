import type { ReportSink } from './report';

/** The tables of a Vivado timing summary: clocks, worst slacks, pairs of clocks, and what is not constrained. */
export class VivadoTables {
  private table = '';
  private columns: readonly (readonly [number, number])[] = [];
  private heading = '';

  constructor(private readonly sink: ReportSink) {}

  line(text: string): void {
    const fact = /^\| (Tool Version|Design)\s*:\s*(.+?)\s*$/.exec(text);
    if (fact !== null) {
      const [, name, value = ''] = fact;
      this.sink.tool(name === 'Design' ? { design: value } : { version: /v\.(\S+)/.exec(value)?.[1] ?? value });
      return;
    }
    const title = /^\| ([A-Z][A-Za-z ]+)$/.exec(text);
    if (title !== null) {
      this.table = title[1] ?? '';
      this.columns = [];
      return;
    }
    this.checkLine(text);
    if (this.table === '' || text.trim() === '') return;
    const rules = /^[\s-]*$/.test(text) ? [...text.matchAll(/-+/g)] : [];
    if (rules.length > 0) {
      // A single rule frames a title.
      if (rules.length > 1) this.columns = rules.map((one) => [one.index, one.index + one[0].length] as const);
      return;
    }
    if (this.columns.length === 0) {
      this.heading = text;
      return;
    }
    this.row(text);
  }

  private row(text: string): void {
    switch (this.table) {
      case 'Clock Summary': {
        const found = /^\s*(\S+)\s+\{[^}]*\}\s+([\d.]+)\s+[\d.]+/.exec(text);
        if (found !== null) this.sink.clock({ name: found[1] ?? '', period: Number(found[2]) });
        return;
      }
      case 'Design Timing Summary':
        this.slacks(text, undefined);
        this.pulses(text);
        return;
      case 'Intra Clock Table':
        this.slacks(text, this.cell(text, 'Clock'));
        return;
      case 'Inter Clock Table':
      case 'User Ignored Path Table': {
        const [from, to] = [this.cell(text, 'From Clock'), this.cell(text, 'To Clock')];
        if (from !== undefined && to !== undefined) this.sink.crossing({ from, to, timed: this.table === 'Inter Clock Table' });
        return;
      }
      default:
    }
  }

  private slacks(text: string, of: string | undefined): void {
    const value = (name: string): number => Number(this.cell(text, name) ?? NaN);
    for (const [check, worst, total, failing] of [
      ['setup', 'WNS(ns)', 'TNS(ns)', 'TNS Failing Endpoints'],
      ['hold', 'WHS(ns)', 'THS(ns)', 'THS Failing Endpoints'],
    ] as const) {
      const [wns, tns, violated] = [value(worst), value(total), value(failing)];
      if (Number.isNaN(wns) || Number.isNaN(tns)) continue;
      this.sink.summary({ check, of, corner: undefined, wns, tns, ...(Number.isNaN(violated) ? {} : { violated }) });
    }
  }

  /** Pulse widths have no paths: their end points are counted, and the worst slack is one for all. */
  private pulses(text: string): void {
    const worst = Number(this.cell(text, 'WPWS(ns)') ?? NaN);
    const failing = Number(this.cell(text, 'TPWS Failing Endpoints') ?? NaN);
    if (failing > 0) this.sink.pathless(worst, failing);
  }

  /** What stands below a heading: names begin where its rule does, numbers end where it ends, and either may be wider. Undefined where nothing stands. */
  private cell(text: string, name: string): string | undefined {
    const at = this.columns.findIndex(([from, to]) => this.heading.slice(from, to).trim() === name);
    const [from, to] = this.columns[at] ?? [0, 0];
    if (at < 0) return undefined;
    const next = this.columns[at + 1]?.[0] ?? text.length;
    if (/Clock|Group/.test(name)) return /^\s*(\S+)/.exec(text.slice(from, next))?.[1];
    return /(\S+)$/.exec(text.slice(this.columns[at - 1]?.[1] ?? 0, to))?.[1];
  }

  /** `check_timing` in words, where it counts something. */
  private checkLine(text: string): void {
    const found = /^ There (?:is|are) ([1-9]\d*) (.*?)\.?(?: \((?:HIGH|MEDIUM|LOW)\))?\s*$/.exec(text);
    if (found !== null && !/false path/.test(text)) this.sink.unconstrained(`${found[1] ?? ''} ${found[2] ?? ''}`);
  }
}
