import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import type { LineIndex } from '../base/lines';
import type { Engine, TimingRequest } from '../engine/engine';
import type { SymbolTable } from '../model/symbols/symbolTypes';
import type { Timing } from '../protocol/contract';
import type { Settings } from '../settings/schema';
import { slacksNow, type Analysed, type SlackNow } from '../timing/quick/slackNow';
import type { OpenDocument } from './documents';
import { pathOfUri } from './positions';
import { describe, runLimits, type ServerContext } from './serverContext';
import { signed } from './timingProblems';

/** How long typing has to rest before an estimate, in ms: more where the last one took long. */
const shortestPause = 50;
const longestPause = 500;
/** An estimate of an older text goes on this long, in ms, before it is stopped: stopping it costs a worker, which takes longer than most estimates. */
const patience = 1500;
/** Typing has to rest this long, in ms, on a text that cannot be estimated before the figures of the text before it are marked: a mark that came and went with each key would flicker. */
const restBeforeMark = 700;
/** Typing has to rest this long, in ms, and as long as the last analysis took, before one is made of the text as it stands: an estimate by words says that a path grew, seldom by how much. */
const restBeforeAnalysis = 1500;
/** Analyses that take longer, in ms, wait until the text is saved: nobody asked for the work. */
const longestAnalysis = 10_000;

interface Shown {
  readonly text: AnalysedText;
  analysed: Analysed;
  slacks: ReadonlyMap<string, SlackNow>;
  /** The version of the text that `slacks` is about. */
  version: number;
  timer?: ReturnType<typeof setTimeout>;
  rest?: ReturnType<typeof setTimeout>;
  analysing?: AbortController;
  /** How long the last analysis in a pause went on, ms. */
  analysisMs: number;
  running?: { readonly stop: AbortController; readonly started: number };
  again: boolean;
  lastMs: number;
  /** `slacks` is of a text before the present one, which cannot be estimated. */
  marked: boolean;
}

export interface AnalysedText {
  readonly uri: string;
  readonly version: number;
  readonly module: string;
  readonly request: TimingRequest;
  readonly result: Timing;
}

const shown = new WeakMap<ServerContext, Map<string, Shown>>();

/** Timing of a document was analysed: its registers are shown with their slack, and further edits are estimated against it. */
export function slackAnalysed(context: ServerContext, text: AnalysedText): void {
  const { uri, version, request, result } = text;
  const { target } = request;
  const before = shown.get(context)?.get(uri);
  slackForgotten(context, uri);
  if (result.endpoints === undefined || Object.keys(result.endpoints).length === 0) return;
  const slacks = new Map(Object.entries(result.endpoints));
  // A library's or a report's figures are not those of the delay model: what is new is not estimated then.
  const known = result.report === undefined && result.notes?.some((note) => note.startsWith('An estimate for ')) === true;
  const analysed: Analysed = { slacks, period: result.period, quick: [], ...(known && target !== undefined ? { target } : {}) };
  // An analysis knows ends by other names too, and which of them are registers the estimate says a moment later: a figure that goes again at once would flicker.
  const sure = before === undefined || before.analysed.quick.length === 0 ? slacks : before.slacks;
  const told = new Map(
    [...slacks]
      .filter(([signal]) => sure.has(signal))
      .map(([signal, slack]) => [signal, { slack, basis: 'analysed', before: slack }] as const),
  );
  const analysisMs = before?.analysisMs ?? 0;
  const state: Shown = { text, analysed, slacks: told, version, again: false, lastMs: 0, analysisMs, marked: false };
  const all = shown.get(context) ?? new Map<string, Shown>();
  shown.set(context, all.set(uri, state));
  refresh(context);
  begin(context, uri, state);
}

/** A text changed: an estimate follows, when there is an analysis to hold it against. What is shown stays as it is until then. */
export function slackEdited(context: ServerContext, uri: string): void {
  const state = shown.get(context)?.get(uri);
  if (state === undefined) return;
  clearTimeout(state.timer);
  const { running } = state;
  if (running !== undefined && performance.now() - running.started > patience) running.stop.abort();
  state.timer = setTimeout(() => begin(context, uri, state), Math.min(longestPause, Math.max(shortestPause, state.lastMs / 2)));
  clearTimeout(state.rest);
  state.analysing?.abort();
  if (state.text.result.report !== undefined || state.analysisMs > longestAnalysis) return;
  state.rest = setTimeout(() => void analyseAgain(context, uri, state), Math.max(restBeforeAnalysis, state.analysisMs));
}

/** Analyses the text as it stands, for the slack of its registers alone: warnings and fixes are made anew on saving, of what was kept of this then. */
async function analyseAgain(context: ServerContext, uri: string, state: Shown): Promise<void> {
  const stop = new AbortController();
  const started = performance.now();
  state.analysing = stop;
  try {
    const settings = await context.settings(uri);
    const { version } = context.documents.get(uri) ?? {};
    if (version === undefined || stop.signal.aborted || !shows(context, settings)) return;
    const engine = await context.engine();
    const limits = runLimits(settings, settings['verify.budgetSeconds']);
    const found = await engine
      .timing(state.text.request, limits, () => undefined, stop.signal)
      .finally(() => (state.analysisMs = performance.now() - started));
    if (!found.ok || stop.signal.aborted || context.documents.get(uri)?.version !== version) return;
    slackAnalysed(context, { ...state.text, version, result: found.value });
  } catch (error) {
    if (!stop.signal.aborted) context.log.debug(`slack of ${uri}: ${describe(error)}`);
  }
}

/** Hints of slack are wanted, and tools may run. */
function shows(context: ServerContext, settings: Settings): boolean {
  return context.trusted() && settings['inlayHints.slack'] && context.switches.on('inlayHints');
}

/** Stops what goes on for a document and forgets it. */
export function slackForgotten(context: ServerContext, uri: string): void {
  const state = shown.get(context)?.get(uri);
  if (state === undefined) return;
  clearTimeout(state.timer);
  clearTimeout(state.rest);
  state.running?.stop.abort();
  state.analysing?.abort();
  shown.get(context)?.delete(uri);
}

/** What the figures rest on is not there any more: they go out of sight too. */
export function slackGone(context: ServerContext, uri: string): void {
  slackForgotten(context, uri);
  refresh(context);
}

function begin(context: ServerContext, uri: string, state: Shown): void {
  if (state.running !== undefined) {
    state.again = true;
    return;
  }
  const stop = new AbortController();
  const started = performance.now();
  state.running = { stop, started };
  estimate(context, uri, state, stop.signal)
    .catch((error: unknown) => {
      if (!stop.signal.aborted) context.log.debug(`slack of ${uri}: ${describe(error)}`);
    })
    .finally(() => {
      delete state.running;
      state.lastMs = performance.now() - started;
      if (!state.again || shown.get(context)?.get(uri) !== state) return;
      state.again = false;
      begin(context, uri, state);
    });
}

async function estimate(context: ServerContext, uri: string, state: Shown, signal: AbortSignal): Promise<void> {
  const settings = await context.settings(uri);
  const { version } = context.documents.get(uri) ?? {};
  if (version === undefined || !shows(context, settings)) return;
  const engine = await context.engine();
  const { target } = state.analysed;
  const request = { path: pathOfUri(uri), module: state.text.module, ...(target === undefined ? {} : { target }) };
  const ends = await engine.quickTiming(request, signal);
  if (context.documents.get(uri)?.version !== version) return;
  // The first one is of the analysed text, or there is nothing to hold others against.
  const first = state.analysed.quick.length === 0;
  if (ends === undefined || (first && state.version !== version)) {
    if (state.version !== version && !state.marked) state.timer = setTimeout(() => mark(context, state), restBeforeMark);
    return;
  }
  if (first) state.analysed = { ...state.analysed, quick: ends };
  const slacks = slacksNow(state.analysed, ends);
  const same = !state.marked && isSame(slacks, state.slacks);
  state.slacks = slacks;
  state.version = version;
  state.marked = false;
  if (!same) refresh(context);
}

function mark(context: ServerContext, state: Shown): void {
  state.marked = true;
  refresh(context);
}

function isSame(one: ReadonlyMap<string, SlackNow>, other: ReadonlyMap<string, SlackNow>): boolean {
  return (
    one.size === other.size &&
    [...one].every(([signal, { slack, basis }]) => other.get(signal)?.slack === slack && other.get(signal)?.basis === basis)
  );
}

/** The slack of registers whose declarations are in sight. */
export function slackHints(
  context: ServerContext,
  engine: Engine,
  document: OpenDocument,
  table: SymbolTable,
  lines: LineIndex,
  range: Range,
): InlayHint[] {
  const state = shown.get(context)?.get(document.uri);
  // Reading what the file declares takes a while in a long one: only where there is something to show.
  if (state === undefined) return [];
  const unit = engine.modulesOf(document.path).find((one) => one.name === state.text.module);
  if (unit === undefined) return [];
  const stale = state.version !== document.version;
  const [from, to] = [Math.max(unit.range.line, range.start.line), Math.min(unit.range.endLine, range.end.line)];
  const told = new Set<string>();
  return table.declarations.flatMap(({ name, kind, nameRange, macro, scope }): InlayHint[] => {
    const slack = state.slacks.get(name);
    const seen = nameRange.path === document.path && from <= nameRange.line && nameRange.line <= to;
    if (slack === undefined || !seen || macro !== undefined || !holdsState.has(kind) || told.has(name)) return [];
    // A variable of a block or function may have a register's name.
    if (!declaresState.has(table.scopes[scope]?.kind ?? '')) return [];
    told.add(name);
    const { line, column } = lines.positionAt(nameRange.end);
    const position = { line, character: column };
    return [
      {
        position,
        label: labelOf(slack, state.marked),
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: tooltipOf(name, slack, stale, state),
      },
    ];
  });
}

const holdsState: ReadonlySet<string> = new Set(['port', 'net', 'variable']);
const declaresState: ReadonlySet<string> = new Set(['module', 'program', 'interface']);

function labelOf({ slack, basis }: SlackNow, marked: boolean): string {
  return `${basis === 'analysed' ? '' : '≈ '}${signed(slack)} ns${marked ? ' …' : ''}`;
}

function tooltipOf(name: string, { basis, before }: SlackNow, stale: boolean, { text, analysed }: Shown): string {
  const basisText = {
    analysed: `Slack of ${name} at ${analysed.period} ns, by ${text.result.engine}.`,
    changed: `Slack of ${name} at ${analysed.period} ns after the edits, estimated without synthesis; it was ${signed(before ?? 0)} ns when timing was analysed. A pause or saving analyses it again.`,
    new: `Slack of ${name} at ${analysed.period} ns, a rough estimate without synthesis: it was not there when timing was analysed.`,
  }[basis];
  return stale ? `${basisText} Of an earlier text: the present one was not elaborated yet, or cannot be.` : basisText;
}

function refresh(context: ServerContext): void {
  if (context.client.workspace?.inlayHint?.refreshSupport !== true || context.state() !== 'running') return;
  context.connection.languages.inlayHint.refresh().catch((error: unknown) => context.log.debug(`slack: ${describe(error)}`));
}
