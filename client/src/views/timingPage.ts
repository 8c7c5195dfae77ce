import type { RankedPoint, SlackBin, Timing, TimingFix, TimingPath, TimingPoint } from '../../../server/src/protocol/contract';
import type { RanksChangedParams, TimingChangedParams } from '../../../server/src/protocol/requests';

/** A path as the page (media/timing/main.js) shows it. `figures` stand before and behind its names. */
export interface PathRow {
  readonly key: number;
  readonly start: string;
  readonly end: string;
  /** ns, for filters; none where paths are only ranked. */
  readonly slack?: number;
  readonly figures: readonly [string, string];
  /** `setup`, `hold` …; clock group and corner of a report, '' for none. */
  readonly check: string;
  readonly group: string;
  readonly corner: string;
  readonly cause: string;
  /** What else was found on the path, shown with the chosen one. */
  readonly others: readonly string[];
  readonly steps: readonly StepRow[];
}

export interface StepRow {
  readonly what: string;
  readonly place: string;
  readonly figures: readonly string[];
  /** Of the path's delay, 0 to 1. */
  readonly share: number;
  /** Absolute path and 1-based line, for the way to the source and back. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface FixRow {
  readonly title: string;
  /** Slack in ns at the end point that it is for. */
  readonly before: number;
  readonly after: number;
  readonly strength: string;
  /** Timing stays violated, at this end point or at another: it is not the whole repair. */
  readonly partial: boolean;
  /** That end point and what becomes of the worst slack, where that is another one's. */
  readonly more: string;
}

/** What the page is sent. */
export type ToTimingPage =
  | {
      readonly type: 'timing';
      readonly headline: string;
      readonly state: string;
      /** Why a violated path has no fix. */
      readonly unfixed: string;
      readonly stale: boolean;
      /** Rewrites are looked for, which can be stopped. */
      readonly searching: boolean;
      /** Whether the constraints are met; without times there is nothing to meet. */
      readonly met?: boolean;
      readonly rows: readonly PathRow[];
      readonly bins: readonly SlackBin[];
      readonly fixes: readonly FixRow[];
      readonly declined: readonly { readonly text: string; readonly reason: string }[];
      readonly notes: readonly string[];
    }
  | { readonly type: 'doing'; readonly text: string }
  | { readonly type: 'declined' }
  | { readonly type: 'place'; readonly file: string; readonly line: number };

/** What the page posts. `open`: key of a path and index of a step; `preview` and `evidence`: index of a fix. */
export interface FromTimingPage {
  readonly action: 'ready' | 'open' | 'preview' | 'evidence' | 'analyze' | 'stop' | 'follow' | 'leave';
  readonly value: string;
}

/** What the page shows of a result. `absolute` makes paths of files absolute, `shown` makes them short. */
export function timingPage(
  { timing, fixes, stale = false, reason, failed, gone }: TimingChangedParams,
  absolute: (file: string) => string,
  shown: (file: string) => string,
): ToTimingPage & { type: 'timing' } {
  const ns = (value: number): string => `${signed(value)} ns`;
  const size = timing.fmax > 0 ? `, ${timing.fmax.toFixed(1)} MHz` : '';
  const hold = timing.report?.hold;
  return {
    type: 'timing',
    headline: `Worst slack ${ns(timing.wns)}, total ${ns(timing.tns)}${hold === undefined ? '' : `, hold ${ns(hold.wns)}`}, at ${shortNumber(timing.period)} ns${size} (${sourceOf(timing)})`,
    state: stale ? staleWords(failed, gone) : failed !== undefined ? notAnew(failed) : fixes === 'searching' ? 'Looking for fixes…' : '',
    unfixed: stale || reason === undefined ? '' : `No fix is offered: ${withMinus(reason)}`,
    stale,
    searching: !stale && fixes === 'searching',
    met: isMet(timing),
    rows: (gone === undefined ? pathsOf(timing) : []).map((path, key) => rowOf(path, key, absolute, shown)),
    bins: gone === undefined ? (timing.histogram ?? []) : [],
    fixes: gone === undefined ? timing.fixes.map(fixRow) : [],
    declined: (timing.declined ?? []).map((one) => ({
      text: `${one.title ?? one.strategy}${one.onlyUnder === undefined ? '' : ` (only if ${one.onlyUnder})`}, line ${one.line}`,
      reason: withMinus(one.reason),
    })),
    notes: gone === undefined ? (timing.notes ?? []) : [],
  };
}

/** Setup paths, then those of hold: both are violations. */
export function pathsOf(timing: Timing): readonly TimingPath[] {
  return [...timing.paths, ...(timing.report?.hold?.paths ?? [])];
}

/** Neither setup nor hold is violated. */
export function isMet({ wns, report }: Timing): boolean {
  return wns >= 0 && (report?.hold?.wns ?? 0) >= 0;
}

/** Who says so: our own figures are called an estimate wherever they stand. */
export function sourceOf({ engine, report }: Timing): string {
  if (report === undefined) return `estimate by ${engine}`;
  return engine.startsWith('report:') ? `report of ${engine.slice('report:'.length)}` : `report of ${engine}`;
}

/** A period that was worked out from a frequency has more digits than anybody reads. */
export function shortNumber(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** Numbers in the words of a job as the page writes them. */
function withMinus(text: string): string {
  return text.replace(/(?<![\w.])-(?=\d)/g, '−');
}

/** Of a text that is as it was, whose report cannot be read any more. */
export function notAnew(failed: string): string {
  return `What it was made from changed, and it could not be made anew: ${failed}`;
}

/** Of a text that was edited: what to do, or why that did not help; of a report that is `gone`, that. */
export function staleWords(failed: string | undefined, gone?: string): string {
  if (gone !== undefined) return gone;
  return failed === undefined ? 'Edited since: save to time it again' : `Edited since, and not timed again: ${failed}`;
}

function rowOf(path: TimingPath, key: number, absolute: (file: string) => string, shown: (file: string) => string): PathRow {
  const { start, end, slack, arrival, check = 'setup', group = '', corner = '', points } = path;
  const whole = points.reduce((sum, point) => sum + Math.max(0, point.delay), 0);
  return {
    ...{ key, start, end, slack, check, group, corner },
    figures: [signed(slack), `${arrival.toFixed(2)} ns`],
    ...causeTexts(path),
    steps: points.map((point) => {
      const share = whole > 0 ? Math.max(0, point.delay) / whole : 0;
      return stepOf(point, share, [`+${point.delay.toFixed(2)}`, point.arrival.toFixed(2)], absolute, shown);
    }),
  };
}

/** A number stays with its sign at the end of a line. */
function causeTexts({ cause, causes = [] }: Pick<TimingPath, 'cause' | 'causes'>): Pick<PathRow, 'cause' | 'others'> {
  const text = (one: TimingPath['cause']): string => one?.message.replaceAll(' %', '\u00a0%') ?? '';
  return { cause: text(cause), others: causes.slice(1).map(text) };
}

/** What the page shows of paths that are only ranked. */
export function ranksPage(
  { ranks: { engine, target, ranks, notes }, stale = false }: RanksChangedParams,
  absolute: (file: string) => string,
  shown: (file: string) => string,
): ToTimingPage & { type: 'timing' } {
  return {
    type: 'timing',
    headline: `${ranks.length} path${ranks.length === 1 ? '' : 's'} by rank for ${target}, no times (${engine})`,
    state: stale ? 'Edited since: save to rank it again' : '',
    unfixed: '',
    stale,
    searching: false,
    rows: ranks.map(({ rank, start, end, share, points, ...why }, key) => ({
      ...{ key, start, end, check: 'setup', group: '', corner: '' },
      figures: [`${rank}.`, `${Math.round(100 * share)} %`],
      ...causeTexts(why),
      steps: points.map((point) => stepOf(point, point.share, [], absolute, shown)),
    })),
    bins: [],
    fixes: [],
    declined: [],
    notes,
  };
}

function stepOf(
  { name, op, file, line, column }: RankedPoint | TimingPoint,
  share: number,
  figures: readonly string[],
  absolute: (file: string) => string,
  shown: (file: string) => string,
): StepRow {
  return {
    what: op === undefined || op === name ? name : `${op}  ${name}`,
    place: file === undefined || line === undefined ? '' : `${shown(file)}:${line}`,
    figures,
    share,
    ...(file === undefined || line === undefined ? {} : { file: absolute(file), line, column: column ?? 1 }),
  };
}

/** What a fix gains at the end point that it was made for; others may keep the worst slack where it was. */
export function fixRow({ title, before, after, verdict, endpoint }: TimingFix): FixRow {
  const strength = verdict.verdict === 'proved' ? 'proven' : verdict.verdict;
  const short = title.replace(/ \(slack of .*\)$/, '');
  const partial = after.wns < 0;
  if (endpoint === undefined) return { title: short, before: before.wns, after: after.wns, strength, partial, more: '' };
  const same = signed(endpoint.before) === signed(before.wns) && signed(endpoint.after) === signed(after.wns);
  const kept = signed(before.wns) === signed(after.wns);
  const worst = `worst of all ${kept ? 'stays' : `${signed(before.wns)} →`} ${signed(after.wns)} ns`;
  const more = `at ${endpoint.endpoint}${same ? '' : `, ${worst}`}`;
  return { title: short, before: endpoint.before, after: endpoint.after, strength, partial, more };
}

/** `−0.82`, `+0.12` */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** The body of the page; what changes is filled in by its script. */
export const timingBody = `
<h1 id="headline">No timing yet</h1>
<div class="tools">
  <span id="state" role="status"></span>
  <span id="doing"></span>
  <button id="stop" title="Stop looking for fixes; those found stay" hidden>Stop</button>
  <button id="analyze" title="Analyze timing again">Analyze</button>
  <label><input type="checkbox" id="follow" checked> Follow caret</label>
</div>
<p id="unfixed" hidden></p>
<section id="fixes" aria-label="Fixes" hidden></section>
<figure id="chart" hidden>
  <figcaption>End points by slack (ns). <span id="range"></span> <button id="all" class="link" hidden>Show all</button></figcaption>
  <div id="bars" role="listbox" aria-label="Slack histogram" tabindex="0"></div>
</figure>
<div class="tools" id="filters">
  <select id="check" aria-label="Check" hidden></select>
  <select id="group" aria-label="Clock or path group" hidden></select>
  <select id="corner" aria-label="Corner" hidden></select>
  <label><input type="checkbox" id="violated"> Violated only</label>
  <input type="search" id="search" placeholder="Signal or file (/)" aria-label="Filter paths"><span id="found" role="status"></span>
</div>
<div class="panes">
  <div id="paths" role="listbox" aria-label="Paths, worst first" tabindex="0"></div>
  <div id="walk" role="listbox" aria-label="Steps of the path" tabindex="0"></div>
</div>
<details id="declined" hidden><summary></summary><ul></ul></details>
<div id="notes"></div>`;
