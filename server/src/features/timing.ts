import { success, type Outcome } from '../base/outcome';
import type { Engine, Progress, TimingRequest } from '../engine/engine';
import type { Timing, TimingFix, TimingPath, TimingRanks } from '../protocol/contract';
import {
  methods,
  type RanksChangedParams,
  type TimingChangedParams,
  type TimingParams,
  type TimingResult,
  type TimingSearchParams,
} from '../protocol/requests';
import type { Settings } from '../settings/schema';
import type { Feature } from './feature';
import { absolutePath, pathOfUri } from './positions';
import { watchReport } from './reportWatch';
import { answering, describe, refusedByTrust, runLimits, tellStatus, type ServerContext } from './serverContext';
import { slackAnalysed, slackForgotten, slackGone } from './registerSlack';
import { asksForRanks } from '../engine/asksForRanks';
import { timingProblems } from './timingProblems';
import type { TimingState } from './timingResults';

/** Seconds the search for fixes may take after an analysis was answered. */
const fixBudget = 120;

/** ms between two words on what the search is at. */
const searchPause = 300;

export const timing: Feature = {
  name: 'timing',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.timing,
      answering<TimingParams, TimingResult>(context, methods.timing, 'uri', (params, signal) => runTiming(context, params, signal)),
    );
    context.connection.onRequest(methods.stopTimingFixes, ({ uri }: { uri: string }) => {
      stopSearch(context, uri);
      return {};
    });
  },
};

/**
 * Analyses a module's timing, marks violated endpoints in the text and, unless `fix` asked to wait for them, starts to look for fixes.
 * What was found for a text that has changed meanwhile is answered but not marked; saving analyses again.
 */
export async function runTiming(context: ServerContext, params: TimingParams, signal: AbortSignal): Promise<Outcome<TimingResult>> {
  const refused = refusedByTrust(context);
  if (refused !== undefined) return refused;
  const [engine, settings] = await Promise.all([context.engine(), context.settings(params.uri)]);
  const request = requestFor(context, engine, params, settings);
  const version = context.documents.get(params.uri)?.version;
  const limits = runLimits(settings, settings['verify.budgetSeconds']);
  const progress = context.connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin('Analyze timing', undefined, undefined, true);
  try {
    if (asksForRanks(request)) {
      const found = await engine.timingRanks(request, limits, (step) => progress.report(step.message), signal);
      if (!found.ok) return found;
      if (version !== undefined && context.documents.get(params.uri)?.version === version)
        settleRanks(context, params, request, found.value);
      return success({ ...found.value, ...(version === undefined ? {} : { documentVersion: version }) });
    }
    if (request.report !== undefined) await showByNames(context, engine, params.uri, request, signal);
    const outcome = await engine.timing(request, limits, (step) => progress.report(step.message), signal);
    if (!outcome.ok) return outcome;
    const result = outcome.value;
    if (version === undefined) return success(result);
    if (context.documents.get(params.uri)?.version === version) settle(context, engine, params, request, version, result);
    else if (context.documents.get(params.uri) !== undefined) remember(context, params, request);
    return success({ ...result, documentVersion: version });
  } finally {
    progress.done();
  }
}

/** Ranks have no violations: what an earlier analysis with times marked goes. */
function settleRanks(context: ServerContext, params: TimingParams, request: TimingRequest, ranks: TimingRanks): void {
  const { uri } = params;
  forgetTiming(context, uri);
  context.diagnostics.replace(`timing:${uri}`, new Map([[uri, []]]));
  remember(context, params, request);
  const known = ranked.get(context) ?? new Map<string, TimingRanks>();
  ranked.set(context, known.set(uri, ranks));
  tellRanks(context, { uri, ranks });
}

function tellRanks(context: ServerContext, params: RanksChangedParams): void {
  if (context.options.notifications !== true) return;
  void context.connection.sendNotification(methods.ranksChanged, params).catch(() => undefined);
}

/** Shows what a report says at once, joined with the source by names; what takes a tool to find out follows. */
async function showByNames(
  context: ServerContext,
  engine: Engine,
  uri: string,
  request: TimingRequest,
  signal: AbortSignal,
): Promise<void> {
  const { report } = request;
  if (report !== undefined) await watchReport(context, report);
  const version = context.documents.get(uri)?.version;
  const limits = runLimits(await context.settings(uri), 30);
  const outcome = await engine.timing({ ...request, byNames: true, fix: false }, limits, () => undefined, signal);
  if (!outcome.ok || version === undefined || context.documents.get(uri)?.version !== version) return;
  context.diagnostics.replace(`timing:${uri}`, timingProblems(context, engine, uri, outcome.value));
  const state = { version, timing: outcome.value, stop: new AbortController() };
  keep(context, uri, { ...state, fixes: 'searching', settled: Promise.resolve() });
}

/** A report that came or changed is read again for whatever it was read for, or for the document that the setting names it for. */
export async function timingOnReports(context: ServerContext, paths: readonly string[]): Promise<void> {
  if (!context.trusted()) return;
  const remembered = lastParams.get(context) ?? new Map<string, TimingParams>();
  const again = new Map<string, TimingParams>();
  for (const uri of new Set([...remembered.keys(), ...context.documents.all().map((one) => one.uri)])) {
    const named = remembered.get(uri)?.report ?? (await context.settings(uri))['timing.report'];
    if (named === '' || !paths.includes(absolutePath(named, context.roots()))) continue;
    // Nobody asked yet: once is enough, the paths lead into the other documents.
    if (remembered.has(uri) || again.size === 0) again.set(uri, remembered.get(uri) ?? { uri });
  }
  for (const params of again.values()) await runAgain(context, params);
}

/** Takes away what was read from a report that is not there any more, and says so; it is read again when it comes back. */
export async function timingOnReportsGone(context: ServerContext, paths: readonly string[]): Promise<void> {
  for (const [uri, params] of lastParams.get(context) ?? []) {
    const named = params.report ?? (await context.settings(uri))['timing.report'];
    const before = context.timings.get(uri);
    if (named === '' || before === undefined || !paths.includes(absolutePath(named, context.roots()))) continue;
    const gone = `The report ${named.replace(/^.*[\\/]/, '')} is not there any more; it is shown again when it comes back`;
    before.stop.abort();
    slackGone(context, uri);
    context.diagnostics.replace(`timing:${uri}`, new Map([[uri, []]]));
    const fixes = before.fixes === 'searching' ? 'failed' : before.fixes;
    keep(context, uri, { ...before, fixes, settled: Promise.resolve(), stale: true, gone });
  }
}

/**
 * Analyses again on save: what the setting asks for, and whatever was analysed before and has this document in its paths. A run for a
 * text that was saved again is dropped.
 */
export async function timingOnSave(context: ServerContext, uri: string): Promise<void> {
  const settings = await context.settings(uri);
  if (!context.trusted()) return;
  const remembered = lastParams.get(context);
  const again = new Set(concerned(context, uri));
  if (remembered?.has(uri) === true || settings['timing.enabled']) again.add(uri);
  for (const one of again) await runAgain(context, remembered?.get(one) ?? { uri: one });
}

/** Runs in place of a run that is still under way for the same document. */
async function runAgain(context: ServerContext, params: TimingParams): Promise<void> {
  const running = savedRuns.get(context) ?? new Map<string, AbortController>();
  savedRuns.set(context, running);
  running.get(params.uri)?.abort();
  const stop = new AbortController();
  running.set(params.uri, stop);
  const outcome = await runTiming(context, params, stop.signal);
  if (running.get(params.uri) === stop) running.delete(params.uri);
  if (outcome.ok || stop.signal.aborted) return;
  tellStatus(context, { item: 'verification', severity: 'warning', text: `Timing: ${outcome.message}` });
  const before = context.timings.get(params.uri);
  if (before === undefined) return;
  // What is shown is of a text or a report that is there no more: no fix for it is looked for any longer.
  before.stop.abort();
  const fixes = before.fixes === 'searching' ? 'failed' : before.fixes;
  keep(context, params.uri, { ...before, fixes, settled: Promise.resolve(), failed: outcome.message });
}

/** Says at once that an edit made timing stale, and stops the search for fixes of the text before it. */
export function timingEdited(context: ServerContext, uri: string): void {
  const ranks = ranked.get(context)?.get(uri);
  if (ranks !== undefined) {
    ranked.get(context)?.delete(uri);
    tellRanks(context, { uri, ranks, stale: true });
  }
  for (const one of concerned(context, uri)) {
    const state = context.timings.get(one);
    if (state === undefined || state.stale === true) continue;
    state.stop.abort();
    const fixes = state.fixes === 'searching' ? 'failed' : state.fixes;
    keep(context, one, { ...state, fixes, settled: Promise.resolve(), stale: true });
  }
}

/** The documents whose timing was made from this one: itself, and those with a path through it. */
function concerned(context: ServerContext, uri: string): string[] {
  const edited = pathOfUri(uri);
  const through = (path: TimingPath): boolean =>
    path.points.some((point) => point.file !== undefined && absolutePath(point.file, context.roots()) === edited);
  return context.timings
    .entries()
    .filter(([one, { timing: result }]) => one === uri || result.paths.some(through))
    .map(([one]) => one);
}

const lastParams = new WeakMap<ServerContext, Map<string, TimingParams>>();
const ranked = new WeakMap<ServerContext, Map<string, TimingRanks>>();
const savedRuns = new WeakMap<ServerContext, Map<string, AbortController>>();

export function forgetTiming(context: ServerContext, uri: string): void {
  lastParams.get(context)?.delete(uri);
  ranked.get(context)?.delete(uri);
  slackForgotten(context, uri);
  context.timings.remove(uri);
}

function requestFor(context: ServerContext, engine: Engine, params: TimingParams, settings: Settings): TimingRequest {
  const path = pathOfUri(params.uri);
  const given = <K extends string, V>(key: K, value: V | undefined | ''): Partial<Record<K, V>> =>
    value === undefined || value === '' ? {} : ({ [key]: value } as Partial<Record<K, V>>);
  const reportText = params.report ?? settings['timing.report'];
  const report = reportText === '' ? undefined : absolutePath(reportText, context.roots());
  // A report or constraints name their own period; the setting stands in only where nothing else does.
  const period = params.period ?? (report === undefined && params.sdc === undefined ? settings['timing.period'] : undefined);
  return {
    files: [path],
    // A report says which design it is about.
    ...given('top', report === undefined ? topOf(engine, path, params) : params.module),
    ...given('clock', params.clock ?? settings['timing.clock']),
    ...given('period', period),
    ...given('target', params.target ?? settings['timing.target']),
    ...given('report', report),
    ...given('liberty', params.liberty),
    ...given('sdc', params.sdc),
    latency: Math.floor(settings['timing.latency']),
    fix: params.fix === true,
    repair: params.repair === true,
    endpoints: true,
  };
}

/** The module that is meant: of that name, else around the line, else the file's only top. One that a line led to may have another name by now. */
function topOf(engine: Engine, path: string, { module, line }: TimingParams): string | undefined {
  if (line === undefined) return module ?? onlyTop(engine, path);
  const modules = engine.modulesOf(path).filter(({ kind }) => kind === 'module');
  const around = modules.filter(({ range }) => range.line < line && line <= range.endLine + 1);
  const meant = modules.find(({ name }) => name === module) ?? around.at(-1);
  return meant?.name ?? onlyTop(engine, path);
}

/** The one module of the file that no other module of the file instantiates. */
function onlyTop(engine: Engine, path: string): string | undefined {
  const modules = engine.modulesOf(path).filter((unit) => unit.kind === 'module');
  const used = new Set(modules.flatMap((unit) => unit.instances.map((instance) => instance.moduleName)));
  const tops = modules.filter((unit) => !used.has(unit.name));
  return tops.length === 1 ? tops[0]?.name : undefined;
}

function settle(
  context: ServerContext,
  engine: Engine,
  params: TimingParams,
  request: TimingRequest,
  version: number,
  result: Timing,
): void {
  const { uri } = params;
  remember(context, params, request);
  ranked.get(context)?.delete(uri);
  context.diagnostics.replace(`timing:${uri}`, timingProblems(context, engine, uri, result));
  const module = request.top ?? onlyTop(engine, pathOfUri(uri));
  if (module !== undefined) slackAnalysed(context, { uri, version, module, request: { ...request, fix: false, repair: false }, result });
  const stop = new AbortController();
  const search = params.fix !== true && result.paths.some((path) => path.slack < 0);
  const state = { version, timing: result, stop };
  let first = (): void => undefined;
  const one = new Promise<void>((done) => (first = done));
  if (!search) {
    keep(context, uri, { ...state, fixes: 'done', settled: Promise.resolve(), ...noFixReason(result) });
    return;
  }
  const settled = searchFixes(context, engine, uri, { ...request, fix: true }, state, first);
  keep(context, uri, { ...state, fixes: 'searching', settled: Promise.race([one, settled]) });
}

/** Saving the document analyses the same again. */
function remember(context: ServerContext, params: TimingParams, { top }: TimingRequest): void {
  const remembered = lastParams.get(context) ?? new Map<string, TimingParams>();
  // Lines move and so does the cursor: it is the module that it was in.
  const again = { ...params, ...(params.line === undefined || top === undefined ? {} : { module: top }) };
  delete again.workDoneToken;
  delete again.fix;
  delete again.repair;
  lastParams.set(context, remembered.set(params.uri, again));
}

async function searchFixes(
  context: ServerContext,
  engine: Engine,
  uri: string,
  request: TimingRequest,
  state: Pick<TimingState, 'version' | 'timing' | 'stop'>,
  onFirst: () => void,
): Promise<void> {
  const tell = (rest: Partial<TimingState> & Pick<TimingState, 'fixes'>): void => {
    if (!state.stop.signal.aborted && context.timings.get(uri)?.stop === state.stop)
      keep(context, uri, { ...state, settled: Promise.resolve(), ...rest });
  };
  try {
    // The caller stores its `searching` state first; only then may an answer replace it.
    await Promise.resolve();
    const limits = runLimits(await context.settings(uri), fixBudget);
    const found: TimingFix[] = [];
    let told = 0;
    const onStep: Progress = ({ fix, message, passing }) => {
      if (passing === true && Date.now() - told >= searchPause) {
        told = Date.now();
        tellSearch(context, { uri, doing: message });
      }
      if (fix === undefined) return;
      found.push(fix);
      tell({ fixes: 'searching', timing: { ...state.timing, fixes: [...found].sort((a, b) => b.after.wns - a.after.wns) } });
      onFirst();
    };
    const outcome = await engine.timing(request, limits, onStep, state.stop.signal);
    if (!outcome.ok) tell({ fixes: 'failed', reason: outcome.message });
    else tell({ fixes: 'done', timing: withFixes(state.timing, outcome.value), ...noFixReason(outcome.value) });
  } catch (error) {
    if (state.stop.signal.aborted) return;
    context.log.error(`timing fixes of ${uri}: ${describe(error)}`);
    tell({ fixes: 'failed', reason: 'the search failed inside Signoff; the log has the details' });
  }
}

function tellSearch(context: ServerContext, params: TimingSearchParams): void {
  if (context.options.notifications !== true) return;
  void context.connection.sendNotification(methods.timingSearch, params).catch(() => undefined);
}

/** Ends a search that somebody has seen enough of: what it has proven is offered, and there will be no more. */
function stopSearch(context: ServerContext, uri: string): void {
  const state = context.timings.get(uri);
  if (state?.fixes !== 'searching') return;
  state.stop.abort();
  const reason = state.timing.fixes.length > 0 ? {} : { reason: 'the search was stopped' };
  keep(context, uri, { ...state, fixes: 'failed', settled: Promise.resolve(), ...reason });
}

/** An analysis with what the search found for it, and its words. */
function withFixes(result: Timing, found: Timing): Timing {
  const { fixes, declined, notes } = found;
  return { ...result, fixes, ...(declined === undefined ? {} : { declined }), ...(notes === undefined ? {} : { notes }) };
}

/** Why there is no fix: what was tried and dropped, and what kept the search from its end. */
function noFixReason(result: Timing): { reason?: string } {
  if (result.fixes.length > 0) return {};
  const dropped = (result.declined ?? []).slice(0, 3).map((one) => `${one.title ?? one.strategy} at line ${one.line}: ${one.reason}`);
  const late = (result.notes ?? []).filter((note) => /fixes (ran out|were looked for)/.test(note));
  // Where none was looked for, none can have failed.
  const unlooked = late.find((note) => note.startsWith('No fixes were looked for'));
  if (unlooked !== undefined) return { reason: unlooked.charAt(0).toLowerCase() + unlooked.slice(1) };
  const why = [...late, ...dropped].join(' ');
  return { reason: `no rewrite of this path was proven equal and measured faster${why === '' ? '' : `. ${why}`}` };
}

function keep(context: ServerContext, uri: string, state: TimingState): void {
  context.timings.set(uri, state);
  if (context.options.notifications !== true) return;
  const stale = state.stale === true ? { stale: true } : {};
  const reason = state.reason === undefined || state.timing.wns >= 0 ? {} : { reason: state.reason };
  const failed = state.failed === undefined ? {} : { failed: state.failed };
  const gone = state.gone === undefined ? {} : { gone: state.gone };
  const params: TimingChangedParams = { uri, timing: state.timing, fixes: state.fixes, ...stale, ...reason, ...failed, ...gone };
  void context.connection.sendNotification(methods.timingChanged, params).catch(() => undefined);
}
