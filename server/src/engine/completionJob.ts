import { keepLatest } from '../base/keepLatest';
import { failure, success, type Outcome } from '../base/outcome';
import { LineIndex } from '../base/lines';
import type { CheckRequest } from '../completion/judge';
import {
  complete,
  contextFor,
  defaultLimits,
  reusedAt,
  type CompletionDeps,
  type CompletionRecord,
  type CompletionRequest,
} from '../completion/pipeline';
import { collectPieces } from '../completion/context';
import { describePlace } from '../completion/place';
import { ReuseCache } from '../completion/reuse';
import { renderText } from '../graph/render/text';
import { clearMaterial, type PrivacyRules } from '../llm/composeRequest';
import type { ModelAccess } from '../llm/modelAccess';
import type { ModuleInfo } from '../model/moduleInfo';
import type { MacroDefinition } from '../syntax/parsedFile';
import type { Completion, Verdict } from '../protocol/contract';
import { screenPart } from '../verify/screen';
import { CandidateChecks } from './candidateChecks';
import type { CompleteRequest, CompletionContext, ContextItem, ContextRequest, PlaceRequest, RunLimits } from './engine';
import type { EvidenceStore } from './evidenceStore';
import { filesBehind } from './filesBehind';
import { graphIn } from './graphJob';
import type { LastFindings } from './lastFindings';
import type { EngineParts } from './parts';
import { pricesOf } from './jobRounds';
import { ModuleSearchIndex } from './moduleSearchIndex';
import type { Project } from './project';
import { RecentEdits } from './recentEdits';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import type { Toolbox } from './toolbox';
import { underText } from './underText';
import { WorldVersion } from './worldVersion';

/** The text form of graphs counts four characters a token, prompts count three. */
const tokensOfText = 0.75;
/** Reading all modules of OpenTitan takes 2.7 s of processor time. */
const searchPatienceMs = { suggestion: 2000, context: 10_000 };
/** Suggestions that may still be asked about once they were taken. */
const rememberedCandidates = 32;

/** Ghost text: the pipeline of `completion/` over the project, with the ladder as its judge. */
export class CompletionJob {
  private readonly world = new WorldVersion();
  private readonly kept = { cache: new ReuseCache(), worldVersion: () => this.world.now() };
  private readonly edits = new RecentEdits();
  private readonly search: ModuleSearchIndex;
  private readonly checks: CandidateChecks;
  /** What was judged, by the id of its verdict. */
  private readonly judged = new Map<string, CheckRequest>();
  private readonly behind = new WeakMap<readonly ModuleInfo[], readonly string[]>();

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    toolbox: Toolbox,
    private readonly evidence: EvidenceStore,
    /** The model that proposes; absent: the built-in templates do. */
    private readonly asked: { readonly rules: PrivacyRules; readonly model: ModelAccess | undefined },
    othersRevision: (path: string) => number,
    /** What tools said of files when they last looked. */
    private readonly found: LastFindings,
  ) {
    this.search = new ModuleSearchIndex(project.index, parts.workspace, parts.log.child('search'));
    this.checks = new CandidateChecks(parts, project, toolbox, othersRevision);
  }

  /** Tells that a file changed: verdicts kept for reuse in any other file no longer hold. The texts are given when a document was edited. */
  worldChanged(path: string, edit?: { readonly before: string; readonly after: string }): void {
    if (edit !== undefined) this.edits.changed(path, edit.before, edit.after);
    this.search.fileChanged(path);
    this.world.changed(path);
  }

  async complete(request: CompleteRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Completion>> {
    const at = await this.requestFor(request);
    if (!at.ok) return at;
    let record: Pick<CompletionRecord, 'stages' | 'usage'> = { stages: {}, usage: { input: 0, output: 0 } };
    if (this.asked.model !== undefined) await this.searchable(request.trigger, searchPatienceMs.suggestion);
    const deps: CompletionDeps = {
      ...this.sources(at.value, request.text !== undefined),
      enabled: request.trigger === 'invoked' || this.parts.settings['completion.enabled'],
      screen: screenPart,
      check: (candidate, inner) => this.checks.check(candidate, limits, inner),
      prepare: (before, inner) => void this.checks.prepare(before, limits, inner),
      compare: (one, other, inner) => this.checks.compare(one, other, limits, inner),
      cells: (candidate, inner) => this.checks.cells(candidate, limits, inner),
      ...this.kept,
      ...(request.anew === true ? { cache: new ReuseCache() } : {}),
      ...(request.without === undefined ? {} : { without: request.without }),
      now: this.parts.now,
      limits: {
        ...this.limits(request.maxTokens),
        budgetMs: limits.seconds * 1000,
        ...(request.unrepaired === true ? { repairs: 0 } : {}),
      },
      keep: (verdict, sent, judged) => this.remember(this.evidence.add(verdict, [...sent]), judged),
      record: (found) => (record = found),
      ...(request.predicts === undefined ? {} : { predicts: request.predicts }),
    };
    const completion = await complete(at.value, deps, signal);
    return success({ ...completion, stages: record.stages, ...this.costOf(record.usage, limits) });
  }

  private costOf({ input, output }: CompletionRecord['usage'], { model }: RunLimits): Pick<Completion, 'usage'> {
    if (input + output === 0) return {};
    const prices = pricesOf(this.parts.settings, model);
    const cost = prices === undefined ? {} : { cost: (input * prices.input + output * prices.output) / 1e6 };
    return { usage: { inputTokens: input, outputTokens: output, ...cost } };
  }

  /** What takes longer than anyone waits for ghost text, for a suggestion that was taken; undefined when it is too long ago. */
  async checkFurther(id: string, limits: RunLimits, signal: AbortSignal): Promise<Verdict | undefined> {
    const judged = this.judged.get(id);
    if (judged === undefined) return undefined;
    const verdict = this.evidence.add(await this.checks.checkFurther(judged, limits, signal));
    // What passed the quick checks is kept to be shown again.
    if (verdict.verdict === 'refuted') this.kept.cache.clear();
    return verdict;
  }

  private remember(verdict: Verdict, judged: CheckRequest): Verdict {
    keepLatest(this.judged, verdict.id ?? '', judged, rememberedCandidates);
    return verdict;
  }

  /** What was checked before and still holds at this place; undefined when that takes work. */
  completeAtOnce({ file, line, column, text }: CompleteRequest): Completion | undefined {
    const given = text ?? this.parts.workspace.readText(file);
    if (given === undefined) return undefined;
    return reusedAt({ path: file, text: given, offset: new LineIndex(given).offsetAt({ line, column }) }, this.kept);
  }

  async context(request: ContextRequest, signal: AbortSignal): Promise<Outcome<CompletionContext>> {
    signal.throwIfAborted();
    const at = await this.requestFor({ ...request, trigger: 'invoked' });
    if (!at.ok) return at;
    await this.searchable('invoked', searchPatienceMs.context);
    return success(
      contextFor(at.value, {
        ...this.sources(at.value),
        enabled: true,
        limits: this.limits(request.maxTokens),
        ...(request.without === undefined ? {} : { without: request.without }),
      }),
    );
  }

  /** Heads, items of packages and macros that matter at a place, as far as they may be told. */
  async contextItems(request: PlaceRequest, signal: AbortSignal): Promise<Outcome<readonly ContextItem[]>> {
    signal.throwIfAborted();
    const at = await this.requestFor({ ...request, trigger: 'automatic' });
    if (!at.ok) return at;
    if (this.asked.rules.neverSent(at.value.path)) return success([]);
    const sources = this.sources(at.value);
    const place = describePlace(at.value, (path, text) => sources.summarize(path, text));
    const { kept } = collectPieces(place, { ...sources, without: ['graph', 'similar'] }, this.parts.settings['completion.maxTokens']);
    const elsewhere = kept.filter((piece) => /^(?:head|likely|package|morePackage|macros)(?::|$)/.test(piece.name));
    const told = clearMaterial(
      [...elsewhere].sort((a, b) => b.priority - a.priority),
      this.asked.rules,
    ).kept;
    return success(told.flatMap(({ from, text }) => (from[0] === undefined ? [] : [{ path: from[0], text }])));
  }

  /** Whoever asks by hand waits for the search over the project; typing never does. */
  private async searchable(trigger: 'automatic' | 'invoked', patienceMs: number): Promise<void> {
    const reading = this.search.read();
    if (trigger === 'invoked') await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
  }

  private limits(maxTokens: number | undefined): CompletionDeps['limits'] {
    const { settings } = this.parts;
    const samples = { samples: settings['completion.samples'], sampleTokens: settings['completion.sampleTokens'] };
    return { ...defaultLimits, ...samples, contextTokens: maxTokens ?? settings['completion.maxTokens'] };
  }

  private async requestFor(request: CompleteRequest): Promise<Outcome<CompletionRequest>> {
    const text = request.text ?? this.parts.workspace.readText(request.file);
    if (text === undefined)
      return failure(`cannot read ${request.file} as text`, 'Check the path, that you may read it, and that it is a source file.');
    const lines = new LineIndex(text);
    if (request.line >= lines.lineCount)
      return failure(`${request.file} has ${lines.lineCount} lines, there is no line ${request.line + 1}`, 'Lines count from 1.');
    this.project.index.update(request.file);
    await this.project.openProjectOf(request.file);
    const offset = lines.offsetAt({ line: request.line, column: request.column });
    return success({ path: request.file, text, offset, trigger: request.trigger });
  }

  /** Facts of the project for the prompt and the templates. */
  private sources(
    request: CompletionRequest,
    supposed = false,
  ): Omit<CompletionDeps, 'enabled' | 'check' | 'cache' | 'worldVersion' | 'now' | 'limits'> {
    const { index } = this.project;
    const there = <T>(work: () => T): T => (supposed ? this.withText(request.path, request.text, work) : work());
    const root = this.parts.roots.find((folder) => request.path.startsWith(`${folder}/`));
    const { rules, model } = this.asked;
    return {
      ...(model === undefined ? {} : { client: model }),
      findModules: (name) => nearestFirst(index.find(name), index.resolveUnit(name, request.path)),
      readText: (path) => this.parts.workspace.readText(path),
      macro: (name) => {
        const macro = there(() => index.parse(request.path).pre.macros.get(name));
        return macro === undefined ? undefined : { text: defineOf(macro), path: macro.range.path };
      },
      graphText: (unit, focus, maxTokens) => there(() => this.graphText(unit, focus, maxTokens)),
      filesBehind: (path) => there(() => this.filesBehind(path)),
      diagnostics: () => [...there(() => syntaxDiagnostics(index, request.path)), ...this.found.of(request.path, request.text)],
      recentEdits: () => this.edits.list(),
      search: () => this.search.from(request.path),
      neverSend: (path) => rules.neverSent(path),
      displayPath: (path) =>
        root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.slice(path.lastIndexOf('/') + 1),
      summarize: (path, text) => this.withText(path, text, () => index.modulesOf(path)),
      countSyntaxProblems: (path, text) => this.withText(path, text, () => index.parse(path).problems.length),
      inactive: (path) => there(() => index.parse(path).pre.inactive),
    };
  }

  private graphText(unit: ModuleInfo, focus: readonly string[], maxTokens: number): string | undefined {
    try {
      const graph = graphIn(unit.path, unit.name, this.project);
      return graph === undefined ? undefined : renderText(graph, { maxTokens: Math.floor(maxTokens * tokensOfText), focus });
    } catch (error) {
      // A prompt without its graph is poorer, not wrong; the defect is in the log.
      this.parts.log.error(`graph of ${unit.name}: ${String(error)}`);
      return undefined;
    }
  }

  /** Kept by what the file declares, which is another object after every change. */
  private filesBehind(path: string): readonly string[] {
    const { index } = this.project;
    const key = index.modulesOf(path);
    const known = this.behind.get(key) ?? filesBehind(index.parse(path).pre);
    this.behind.set(key, known);
    return known;
  }

  private withText<T>(path: string, text: string, work: () => T): T {
    return underText(this.parts.overlay, path, text, work);
  }
}

function nearestFirst(units: readonly ModuleInfo[], nearest: ModuleInfo | undefined): readonly ModuleInfo[] {
  return nearest === undefined ? units : [nearest, ...units.filter((unit) => unit !== nearest)];
}

/** A macro as its author would write it on one line or several. */
function defineOf({ name, parameters, body }: MacroDefinition): string {
  const list = parameters?.map((one) => (one.defaultText === undefined ? one.name : `${one.name} = ${one.defaultText}`));
  return `\`define ${name}${list === undefined ? '' : `(${list.join(', ')})`} ${body}`;
}
