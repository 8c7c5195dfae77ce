/** What is checked at the end of a path. Setup and recovery are about the slowest path, hold and removal about the fastest. */
export type ReportCheck = 'setup' | 'hold' | 'recovery' | 'removal';

/** One data path of a report, as the tool wrote it, in ns. */
export interface ReportPath {
  readonly check: ReportCheck;
  /** The tool's word for the corner, view or model; undefined where the report names none. */
  readonly corner: string | undefined;
  readonly start: ReportEnd;
  readonly end: ReportEnd;
  readonly group: string;
  /** Undefined when nothing constrains the path. */
  readonly slack: number | undefined;
  /** When the data arrives: from the launching clock edge on where the report shows that, else the delay of the data path. */
  readonly arrival: number;
  /** From the launching to the capturing clock edge; undefined where the report shows none. */
  readonly requirement: number | undefined;
  readonly points: readonly ReportPoint[];
  /** 1-based line of the report. */
  readonly line: number;
}

export interface ReportEnd {
  /** Instance or port, as the tool names it, escapes removed. */
  readonly name: string;
  readonly kind: 'register' | 'port';
  readonly clock: string | undefined;
}

export interface ReportPoint {
  /** `u12/Y`, or a port. */
  readonly pin: string;
  /** Library cell, or `net` for wiring that the report lists by itself; undefined for a port. */
  readonly cell: string | undefined;
  /** Net that the pin drives, where the report lists nets. */
  readonly net: string | undefined;
  readonly delay: number;
  readonly arrival: number;
  /** Places in the source that the report names for it: `top.v:12.3-12.9`. */
  readonly sources?: readonly string[];
}

export interface ReportClock {
  readonly name: string;
  /** ns */
  readonly period: number;
}

/** What the tool itself sums up over a clock, a path group or the whole design, in ns. */
export interface ReportSummary {
  readonly check: ReportCheck;
  /** Clock or group; undefined for the whole design. */
  readonly of: string | undefined;
  readonly corner: string | undefined;
  readonly wns: number;
  readonly tns: number;
  readonly violated?: number;
}

/** Two clocks with paths between them. */
export interface ReportCrossing {
  readonly from: string;
  readonly to: string;
  /** False where constraints take the paths out: clock groups, false paths. */
  readonly timed: boolean;
}

/** A report as one result, whichever tool wrote it. */
export interface ParsedReport {
  /** Name of its reader. */
  readonly format: string;
  /** Words for the format: `Vivado report_timing`. */
  readonly title: string;
  readonly version: string | undefined;
  /** The design it is about, as the tool names it. */
  readonly design: string | undefined;
  readonly clocks: readonly ReportClock[];
  /** In the order of the report; of a report with very many paths the worst of each kind of check. */
  readonly paths: readonly ReportPath[];
  /** Paths met, those that were not kept included. */
  readonly met: Readonly<Record<ReportCheck | 'unconstrained', number>>;
  readonly summaries: readonly ReportSummary[];
  readonly crossings: readonly ReportCrossing[];
  /** What the report says is not constrained: `12 input ports without a delay`. */
  readonly unconstrained: readonly string[];
  /** What was met and not understood, with its line: never guessed around. */
  readonly problems: readonly string[];
}

/** Where a reader puts what it finds. Times as the report has them: the sink makes ns of them. */
export interface ReportSink {
  path(path: ReportPath): void;
  clock(clock: ReportClock): void;
  summary(summary: ReportSummary): void;
  crossing(crossing: ReportCrossing): void;
  unconstrained(words: string): void;
  /** The slack of a check that has no path, or the worst of several: a pulse width, a period. The violated ones are told as one problem. */
  pathless(slack: number, count?: number): void;
  /** Something that was not understood, at a 1-based line. */
  problem(line: number, words: string): void;
  /** The report ends in the middle of the line, or of what begins there. */
  cut(line: number): void;
  tool(facts: { readonly version?: string; readonly design?: string }): void;
  /** The unit that the report names; what was given before is taken in it as well. */
  unit(name: string): void;
}

/** Takes a report line by line. */
export interface LineReader {
  /** A line without its end, and its 1-based number. */
  line(text: string, number: number): void;
  end(): void;
}

/** One format: a file, and a line in the registry. */
export interface ReportReader {
  readonly format: string;
  readonly title: string;
  /** Whether the tool prints times in ns without saying so, or says the unit; where it does neither, ns are taken and a problem says so. */
  readonly unit: 'printed' | 'ns' | 'unsaid';
  /** How the tool is made to write one, for messages. */
  readonly writtenBy: string;
  /** A report found in public that the reader was held against; undefined: untested, and `doctor` says so. */
  readonly heldAgainst: string | undefined;
  /** Forms of it that no report found in public had, in words; `doctor` says so. */
  readonly untested?: string;
  /** Whether a line can only be of this format; `first`: nothing but blank lines stands above it. */
  claims(line: string, first: boolean): boolean;
  open(sink: ReportSink): LineReader;
}

/** Whether the slowest path counts. */
export function isMaxCheck(check: ReportCheck): boolean {
  return check === 'setup' || check === 'recovery';
}
