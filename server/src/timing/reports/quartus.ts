import { messageIn, QuartusMessages } from './quartusMessages';
import { addStep, endOf, handOn, type FullPath } from './quartusPath';
import type { LineReader, ReportCheck, ReportPath, ReportReader, ReportSink } from './report';

/** The Timing Analyzer's (TimeQuest's) text report, what its `report_timing` writes with full paths, and both as messages of `quartus_sta`. */
export const quartus: ReportReader = {
  format: 'quartus',
  title: 'Quartus Timing Analyzer report',
  unit: 'ns',
  writtenBy:
    '`report_timing -setup -npaths 100 -detail full_path -file timing.rpt`, `quartus_sta … --do_report_timing > timing.log`, or the compilation report `*.sta.rpt`',
  heldAgainst:
    'compilation reports of Quartus 15.1 to 24.1, Pro (nabeel-at-intel/OPT4) and Standard (sasha7886/Syntacore-test-exercise, rikitoro/tinymips_with_monitor, Yesmurat/rv32im), messages of quartus_sta 20.1 (joopixel1/HardwareScheduledPipelineProcessor)',
  claims: (line) =>
    /^(TimeQuest )?Timing Analyzer report for \S|^Report Timing: Found \d+ (setup|hold|recovery|removal) paths/.test(line) ||
    /^Path #\d+: (Setup|Hold|Recovery|Removal) slack is/.test(messageIn(line) ?? line) ||
    /^Worst-case (setup|hold|recovery|removal) slack is/.test(messageIn(line) ?? ''),
  open: (sink) => new Quartus(sink),
};

type Cells = readonly string[];

class Quartus implements LineReader {
  private title = '';
  private heading: Cells = [];
  private path: FullPath | undefined;
  private number = 0;
  /** What `report_timing` said that it found, until its next list. */
  private found: ReportCheck | undefined;
  /** A list of paths that may be told in full below it. */
  private pending: ReportPath[] = [];
  /** Undefined in a compilation report, which has in its tables what its messages say. */
  private messages: QuartusMessages | undefined;

  constructor(private readonly sink: ReportSink) {
    this.messages = new QuartusMessages(sink);
  }

  line(text: string, number: number): void {
    this.number = number;
    const message = text.includes('Info') ? messageIn(text) : undefined;
    if (message !== undefined) {
      this.messages?.line(message, number);
      return;
    }
    const full = /^Path #\d+: (Setup|Hold|Recovery|Removal) slack is/.exec(text);
    if (full !== null) {
      this.finish();
      this.pending = [];
      this.path = { line: number, check: (full[1] ?? '').toLowerCase() as ReportCheck, values: new Map(), points: [] };
      return;
    }
    if (!text.startsWith(';')) {
      this.plain(text);
      return;
    }
    const cells = text.split(/\s*;(?=\s|$)\s*/).slice(1, -1);
    if (cells.length === 1) {
      this.title = cells[0] ?? '';
      this.heading = [];
    } else if (this.heading.length === 0) this.heading = cells;
    else this.row(cells);
  }

  end(): void {
    this.finish();
    this.flush();
    this.messages?.end();
  }

  private plain(text: string): void {
    if (text.trim() === '' && this.heading.length > 0) {
      this.title = '';
      this.heading = [];
    }
    const found = /^Report Timing: Found \d+ (setup|hold|recovery|removal) paths/.exec(text)?.[1];
    if (found !== undefined) {
      this.finish();
      this.flush();
      this.found = found as ReportCheck;
    }
    const design = /^(?:TimeQuest )?Timing Analyzer report for (\S+)/.exec(text)?.[1];
    if (design !== undefined) {
      this.sink.tool({ design });
      this.messages = undefined;
    }
    const version = /^Quartus(?: Prime| II)? .*?Version (\S+)/.exec(text)?.[1];
    if (version !== undefined) this.sink.tool({ version });
  }

  private row(cells: Cells): void {
    const cell = (name: string): string | undefined => {
      const value = cells[this.heading.indexOf(name)];
      return value === undefined || value === '' ? undefined : value;
    };
    if (this.path !== undefined && this.pathRow(this.path, cells, cell)) return;
    const model = /^(?:(.*?)(?: Model)? )?(Setup|Hold|Recovery|Removal)(?: Summary$|: '|: )/.exec(this.title);
    const check = model?.[2]?.toLowerCase() as ReportCheck | undefined;
    const conditions = cell('Worst-Case Operating Conditions');
    // The Design Assistant of Quartus Pro lists paths again, by rules and without their delays.
    if (['From Node', 'Slack', 'Data Delay'].every((one) => this.heading.includes(one)))
      this.listed(cell, check ?? this.found, model?.[1] ?? conditions, check === undefined);
    else if (this.title.endsWith(' Summary') && check !== undefined && this.heading[0] === 'Clock') {
      const [wns, tns] = [Number(cell('Slack')), Number(cell('End Point TNS'))];
      if (Number.isFinite(wns) && Number.isFinite(tns)) this.sink.summary({ check, of: cell('Clock'), corner: model?.[1], wns, tns });
    } else if (this.title.endsWith('Minimum Pulse Width Summary')) this.sink.pathless(Number(cell('Slack')));
    else if (this.title === 'Clocks') {
      const period = Number(cell('Period'));
      if (Number.isFinite(period)) this.sink.clock({ name: cell('Clock Name') ?? '', period });
    } else if (this.title === 'Setup Transfers') {
      const [from = '', to = ''] = [cell('From Clock'), cell('To Clock')];
      if (from !== to) this.sink.crossing({ from, to, timed: !cells.includes('false path') });
    } else if (this.title.startsWith('Unconstrained Paths')) {
      const count = Number(cell('Setup'));
      if (count > 0)
        this.sink.unconstrained(`${count} ${(cell('Property') ?? '').toLowerCase().replace(/^unconstrained /, '')} without a constraint`);
    }
  }

  /** A row of the list of paths: its ends and numbers, no walk. */
  private listed(
    cell: (name: string) => string | undefined,
    check: ReportCheck | undefined,
    corner: string | undefined,
    mayBeTold: boolean,
  ): void {
    if (check === undefined) {
      this.sink.problem(this.number, 'a list of paths does not say what is checked at their ends; the path was left out.');
      return;
    }
    const slack = Number(cell('Slack'));
    const delay = Number(cell('Data Delay'));
    const [from, to] = [cell('From Node'), cell('To Node')];
    if (!Number.isFinite(slack) || !Number.isFinite(delay) || from === undefined || to === undefined) {
      this.sink.problem(this.number, 'a path without its ends or numbers was left out.');
      return;
    }
    const requirement = Number(cell('Relationship') ?? NaN);
    const path: ReportPath = {
      check,
      corner,
      start: endOf(from, cell('Launch Clock')),
      end: endOf(to, cell('Latch Clock')),
      group: cell('Latch Clock') ?? '',
      slack,
      arrival: delay,
      requirement: Number.isNaN(requirement) ? undefined : requirement,
      points: [],
      line: this.number,
    };
    if (mayBeTold) this.pending.push(path);
    else this.sink.path(path);
  }

  /** Gives the paths of a list that were not told in full after it. */
  private flush(): void {
    for (const path of this.pending) this.sink.path(path);
    this.pending = [];
  }

  private pathRow(path: FullPath, cells: Cells, cell: (name: string) => string | undefined): boolean {
    if (/^(Path Summary|Statistics)$/.test(this.title)) {
      path.values.set(cells[0] ?? '', cells[1] ?? '');
      return true;
    }
    if (this.title !== 'Data Arrival Path') return /^Data (Required|Arrival)/.test(this.title);
    const [total, delay, element] = [Number(cell('Total')), Number(cell('Incr')), cell('Element')];
    if (!Number.isFinite(total) || !Number.isFinite(delay) || element === undefined) return true;
    const type = cell('Type');
    addStep(path.points, type, element, delay, total);
    return true;
  }

  private finish(): void {
    handOn(this.path, this.sink);
    this.path = undefined;
  }
}
