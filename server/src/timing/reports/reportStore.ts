import type { ParsedReport, ReportCheck, ReportClock, ReportCrossing, ReportPath, ReportReader, ReportSink, ReportSummary } from './report';

/** Paths of one kind of check that are kept: the worst. */
export const mostKept = 2000;
const mostProblems = 100;
const mostOthers = 2000;
/** Characters of a report that its paths may hold in memory. */
const mostBorrowed = 8 * 1024 * 1024;

type Kind = ReportCheck | 'unconstrained';

/** Collects what a reader finds within bounded memory: of very many paths the worst of each kind of check, and the number of all. */
export class ReportStore implements ReportSink {
  private readonly kept = new Map<Kind, ReportPath[]>();
  /** Slack from which on a path is not among the worst any more. */
  private readonly bound = new Map<Kind, number>();
  private readonly counts: Record<Kind, number> = { setup: 0, hold: 0, recovery: 0, removal: 0, unconstrained: 0 };
  private readonly clocks = new Map<string, ReportClock>();
  private readonly summaries: ReportSummary[] = [];
  private readonly crossings: ReportCrossing[] = [];
  private readonly loose: string[] = [];
  private readonly problems: string[] = [];
  private problemCount = 0;
  private cutAt: number | undefined;
  /** Violated checks that have no path. */
  private pathlessCount = 0;
  private worstPathless = 0;
  private version: string | undefined;
  private design: string | undefined;
  /** ns per time unit of the report. */
  private scale: number | undefined;
  /** Characters read since the paths that are kept were given texts of their own, and those that have them. */
  private borrowed = 0;
  private readonly owning = new WeakSet<ReportPath>();

  /** So many more characters were read. A piece of a text holds all of it: what is kept is copied before that is much. */
  read(characters: number): void {
    this.borrowed += characters;
    if (this.borrowed < mostBorrowed) return;
    this.borrowed = 0;
    for (const [kind, list] of this.kept) {
      const own = list.map((path) => (this.owning.has(path) ? path : copyOf(path)));
      for (const path of own) this.owning.add(path);
      this.kept.set(kind, own);
    }
  }

  path(path: ReportPath): void {
    const kind: Kind = path.slack === undefined ? 'unconstrained' : path.check;
    this.counts[kind]++;
    if ((path.slack ?? 0) >= (this.bound.get(kind) ?? Infinity)) return;
    const list = this.kept.get(kind) ?? [];
    this.kept.set(kind, list);
    list.push(path);
    if (list.length <= 2 * mostKept) return;
    const kept = worst(list);
    this.kept.set(kind, kept);
    this.bound.set(kind, Math.max(...kept.map((one) => one.slack ?? 0)));
  }

  clock(clock: ReportClock): void {
    if (clock.period > 0 && this.clocks.size < mostOthers) this.clocks.set(clock.name, clock);
  }

  summary(summary: ReportSummary): void {
    if (this.summaries.length < mostOthers) this.summaries.push(summary);
  }

  crossing(crossing: ReportCrossing): void {
    if (this.crossings.length < mostOthers) this.crossings.push(crossing);
  }

  unconstrained(words: string): void {
    if (this.loose.length < mostOthers && !this.loose.includes(words)) this.loose.push(words);
  }

  pathless(slack: number, count = 1): void {
    if (!(slack < 0)) return;
    this.pathlessCount += count;
    this.worstPathless = Math.min(this.worstPathless, slack);
  }

  problem(line: number, words: string): void {
    this.problemCount++;
    if (this.problems.length < mostProblems) this.problems.push(`Report line ${line}: ${words}`);
  }

  cut(line: number): void {
    this.cutAt ??= line;
  }

  tool(facts: { readonly version?: string; readonly design?: string }): void {
    this.version ??= facts.version;
    this.design ??= facts.design;
  }

  unit(name: string): void {
    const scale = { fs: 1e-6, ps: 1e-3, ns: 1, us: 1e3 }[name.toLowerCase()];
    if (scale !== undefined) this.scale ??= scale;
  }

  /** What was found, in ns. */
  report(reader: ReportReader): ParsedReport {
    const scale = this.scale ?? 1;
    const lists = [...this.kept.values()].map((list) => (list.length > mostKept ? worst(list) : list));
    const paths = lists
      .flat()
      .sort((a, b) => a.line - b.line)
      .map((path) => scaled(path, scale));
    const more = this.problemCount - this.problems.length;
    const unsaid = reader.unit === 'unsaid' && this.scale === undefined && paths.length > 0;
    return {
      format: reader.format,
      title: reader.title,
      version: this.version,
      design: this.design,
      clocks: [...this.clocks.values()].map((one) => ({ ...one, period: one.period * scale })),
      paths,
      met: this.counts,
      summaries: this.summaries.map((one) => ({ ...one, wns: one.wns * scale, tns: one.tns * scale })),
      crossings: this.crossings,
      unconstrained: this.loose,
      problems: [
        ...(this.cutAt === undefined ? [] : [`Report line ${this.cutAt}: ${cutWords}`]),
        ...(unsaid ? ['The report names no time unit; its times are taken as ns.'] : []),
        ...(this.pathlessCount === 0 ? [] : [pathlessWords(this.pathlessCount, this.worstPathless * scale)]),
        ...this.problems,
        ...(more > 0 ? [`${more} more lines of the report were not understood.`] : []),
      ],
    };
  }
}

const cutWords = 'the report ends in the middle; it is cut off or still being written, and paths may be missing.';

function pathlessWords(count: number, worst: number): string {
  const [checks, they] =
    count === 1
      ? ['check of a pulse width or period is', 'it has no path and is']
      : ['checks of pulse widths or periods are', 'they have no paths and are'];
  return `${count} ${checks} violated in the report, with ${worst.toFixed(3)} ns at the worst: ${they} not among what is listed.`;
}

/** The worst paths, in the order of the report. */
function worst(paths: readonly ReportPath[]): ReportPath[] {
  return [...paths]
    .sort((a, b) => (a.slack ?? 0) - (b.slack ?? 0) || a.line - b.line)
    .slice(0, mostKept)
    .sort((a, b) => a.line - b.line);
}

/** A copy with texts of its own. */
function copyOf(path: ReportPath): ReportPath {
  return JSON.parse(JSON.stringify(path)) as ReportPath;
}

function scaled(path: ReportPath, scale: number): ReportPath {
  if (scale === 1) return path;
  return {
    ...path,
    slack: path.slack === undefined ? undefined : path.slack * scale,
    arrival: path.arrival * scale,
    requirement: path.requirement === undefined ? undefined : path.requirement * scale,
    points: path.points.map((point) => ({ ...point, delay: point.delay * scale, arrival: point.arrival * scale })),
  };
}
