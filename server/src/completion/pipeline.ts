import type { Completion, CompletionItem, Diagnostic, Verdict } from '../protocol/contract';
import type { SourceRange } from '../base/ranges';
import { withDeadline } from '../base/cancel';
import { LineIndex } from '../base/lines';
import type { ModuleInfo } from '../model/moduleInfo';
import { readReply, type LlmFailure, type LlmFailureKind } from '../llm/client';
import { composeRequest, type Composed } from '../llm/composeRequest';
import type { ModelAccess } from '../llm/modelAccess';
import { baselineText } from './baseline';
import { proposeFromDesign } from './builtin/templates';
import { collectPieces, type ContextSources, type Piece } from './context';
import { gate } from './gate';
import { findNameFaults, refutedByNames } from './names';
import { describePlace, type Place } from './place';
import { completionDraft, type RepairNote } from './prompt';
import { applyCandidate, repairNote } from './repair';
import { estimateTokens } from './tokens';
import type { ReuseCache } from './reuse';
import { describeSilence, type SilenceReason } from './silence';
import { capLines, pipeline, stopAfterFence, stopAtSuffixEcho } from './stream';
import { trimReply, type Candidate } from './trim';
import { endingWithUnit } from './unitEnd';

export interface CompletionRequest {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly text: string;
  /** UTF-16 offset of the cursor. */
  readonly offset: number;
  readonly trigger: 'automatic' | 'invoked';
  readonly readOnly?: boolean;
}

/** A candidate as the ladder needs it: the whole document with the insertion in place. */
export interface CheckRequest {
  readonly path: string;
  readonly candidate: Candidate;
  readonly editedText: string;
  /** The document without the statement being completed, readable for tools: what the candidate's findings are compared with. */
  readonly baselineText: string;
  readonly origin: 'model' | 'template';
  /** Name of the unit that the cursor is in. */
  readonly unit?: string;
}

/** One record per request, for the log and for evidence. Texts that were sent are here and nowhere else. */
export interface CompletionRecord {
  readonly silent?: SilenceReason;
  readonly detail?: string;
  readonly attempts: number;
  readonly reused: boolean;
  readonly sent: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** ms since the request, by stage. */
  readonly stages: Readonly<Record<string, number>>;
}

export interface CompletionDeps extends ContextSources {
  readonly enabled: boolean;
  /** Absent: the built-in templates propose. */
  readonly client?: ModelAccess;
  /** Design units of a text as if it were the file at `path`. Never throws on broken text. */
  summarize(path: string, text: string): readonly ModuleInfo[];
  /** Syntax errors of such a text, counted; lets a reply be cut where it stops being Verilog. */
  countSyntaxProblems?(path: string, text: string): number;
  /** Conditional branches of the file that are switched off. */
  inactive?(path: string, text: string): readonly SourceRange[];
  readonly hiddenNames?: boolean;
  /** Finds what may not run (system tasks and the like) in texts. What it finds inside a candidate refuses it before anything is started. */
  screen?(texts: readonly { readonly path: string; readonly text: string }[]): readonly Diagnostic[];
  /** The ladder, for a candidate in its document. `unknown` when it did not come to an end. */
  check(request: CheckRequest, signal: AbortSignal): Promise<Verdict>;
  /** Called while the model thinks, with the document that the answer will be held against. Must not throw. */
  prepare?(request: Pick<CheckRequest, 'path' | 'baselineText' | 'unit'>, signal: AbortSignal): void;
  readonly cache: ReuseCache;
  /** Changes whenever anything besides the document at hand changes that a verdict may depend on. */
  worldVersion(): string;
  readonly limits: CompletionLimits;
  now(): number;
  record?(record: CompletionRecord): void;
}

export interface CompletionLimits {
  /** Whole time for a request, model and checks together. */
  readonly budgetMs: number;
  readonly contextTokens: number;
  readonly replyTokens: number;
  readonly maxLines: number;
}

export const defaultLimits: CompletionLimits = { budgetMs: 20_000, contextTokens: 4000, replyTokens: 768, maxLines: 48 };

/**
 * What ghost text shows at a place: only what reached `checked` or `proved`; else nothing, with the reason. A refused candidate of a
 * model goes back to it once with the tools' words. Throws only when `signal` fires.
 */
export async function complete(request: CompletionRequest, deps: CompletionDeps, signal: AbortSignal): Promise<Completion> {
  const run = new Run(request, deps, signal);
  const completion = await run.complete();
  signal.throwIfAborted();
  deps.record?.(run.recordOf(completion));
  return completion;
}

/** What would be sent to a model for a place, without sending it. */
export function contextFor(request: CompletionRequest, deps: Omit<CompletionDeps, 'check' | 'cache' | 'worldVersion' | 'now'>) {
  const place = describePlace(request, (path, text) => deps.summarize(path, text));
  const { kept, dropped } = collectPieces(place, deps, deps.limits.contextTokens);
  const rules = { neverSent: (path: string) => deps.neverSend?.(path) === true };
  const { request: sent, leftOut } = composeRequest(completionDraft(request.path, kept, deps.limits.replyTokens), rules);
  const { system, prompt } = sent;
  const tokens = estimateTokens(system) + estimateTokens(prompt);
  const entry = (piece: Piece, isKept: boolean) => ({ name: piece.name, tokens: piece.cost, kept: isKept });
  const body = deps.client?.bodyOf(sent);
  return {
    system,
    prompt,
    tokens,
    ...(body === undefined ? {} : { body }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    pieces: [...kept.map((piece) => entry(piece, true)), ...dropped.map((piece) => entry(piece, false))],
  };
}

class Run {
  private readonly started: number;
  private readonly stages: Record<string, number> = {};
  private readonly withheld: { text: string; verdict: Verdict }[] = [];
  private readonly verdicts: Verdict[] = [];
  private readonly sent: string[] = [];
  private readonly deadline: AbortSignal;
  private attempts = 0;
  private reused = false;
  private baseline: string | undefined;
  private readonly problems = new Map<string, number>();
  private detail: string | undefined;

  constructor(
    private readonly request: CompletionRequest,
    private readonly deps: CompletionDeps,
    private readonly signal: AbortSignal,
  ) {
    this.started = deps.now();
    this.deadline = withDeadline(deps.limits.budgetMs, signal);
  }

  async complete(): Promise<Completion> {
    const { request, deps } = this;
    const reason = gate(request, {
      enabled: deps.enabled,
      readOnly: request.readOnly === true,
      invoked: request.trigger === 'invoked',
      inactive: deps.inactive?.(request.path, request.text) ?? [],
    });
    if (reason !== undefined) return this.silent(reason);
    const reused = deps.cache.find(request.path, deps.worldVersion(), request.text, request.offset);
    if (reused !== undefined) {
      this.reused = true;
      return this.shown([{ ...reused.item, text: reused.text, range: this.rangeOf(reused.start, reused.end) }]);
    }
    if (deps.client?.maySend(request.path) === false) return this.silent('neverSend');
    const place = describePlace(request, (path, text) => deps.summarize(path, text));
    this.mark('place');
    try {
      return deps.client === undefined ? await this.fromTemplates(place) : await this.fromModel(place, deps.client);
    } catch (error) {
      // The deadline is ours and an answer; the caller's own abort is passed on.
      if (this.deadline.aborted && !this.signal.aborted) return this.silent('budget');
      throw error;
    }
  }

  private async fromTemplates(place: Place): Promise<Completion> {
    for (const proposal of proposeFromDesign(place, this.deps)) {
      const verdict = await this.judge(proposal, place, 'template');
      if (isShown(verdict)) return this.show(proposal, verdict, 'template');
      this.withheld.push({ text: proposal.text, verdict });
    }
    return this.silent(this.reasonOfWithheld());
  }

  private async fromModel(place: Place, client: ModelAccess): Promise<Completion> {
    const { deps } = this;
    const { kept } = collectPieces(place, deps, deps.limits.contextTokens);
    this.mark('context');
    let repair: RepairNote | undefined;
    for (let round = 1; round <= 2; round++) {
      const reply = await this.ask(client, client.compose(completionDraft(place.path, kept, deps.limits.replyTokens, repair)), place);
      this.mark(`reply${round}`);
      if (typeof reply !== 'string') return this.silent(reasonOfFailure[reply.kind], `${reply.message} ${reply.hint}`);
      const candidate = this.candidateOf(reply, place);
      if (candidate === undefined) return this.silent(this.reasonOfWithheld());
      const verdict = await this.judge(candidate, place, 'model');
      this.mark(`check${round}`);
      if (isShown(verdict)) return this.show(candidate, verdict, 'model');
      this.withheld.push({ text: candidate.text, verdict });
      // Only words of a tool about the design can be acted on: a time-out or a broken tool says nothing to a model.
      if (verdict.verdict !== 'refuted') break;
      repair = repairNote(candidate, verdict, place);
    }
    return this.silent(this.reasonOfWithheld());
  }

  /** The text of a reply, or the failure. A reply counts as an attempt when it came to its end. */
  private async ask(client: ModelAccess, { request }: Composed, place: Place): Promise<string | LlmFailure> {
    const { limits } = this.deps;
    const stages = pipeline(capLines(limits.maxLines + 4), stopAfterFence, stopAtSuffixEcho(place));
    // While the model thinks, what the check will need besides its answer; the request must have left first.
    const prepared = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.prepare(place));
    const [reply] = await Promise.all([readReply(client, request, this.deadline, stages), prepared]);
    this.sent.push(...reply.sent);
    if (!reply.ok) return reply.failure;
    this.attempts++;
    return reply.text;
  }

  private prepare(place: Place): void {
    const request = { path: place.path, baselineText: this.baselineOf(place) };
    this.deps.prepare?.(place.unitName === undefined ? request : { ...request, unit: place.unitName }, this.deadline);
  }

  private candidateOf(reply: string, place: Place): Candidate | undefined {
    const candidate = trimReply(reply, place, { maxLines: this.deps.limits.maxLines });
    return candidate === undefined ? undefined : endingWithUnit(candidate, place, (text) => this.countProblems(text));
  }

  private async judge(candidate: Candidate, place: Place, origin: 'model' | 'template'): Promise<Verdict> {
    const before = this.refusedBeforeTools(candidate, place);
    const verdict =
      before ?? this.doubted(await this.deps.check(this.checkRequest(candidate, place, origin), this.deadline), candidate, place);
    this.verdicts.push(verdict);
    return verdict;
  }

  /**
   * A tool that stops at an old error of the file never reaches the insertion. So what it passes is not shown when the insertion brings
   * a syntax error by our own grammar.
   */
  private doubted(verdict: Verdict, candidate: Candidate, place: Place): Verdict {
    const brings =
      isShown(verdict) && this.countProblems(applyCandidate(place.text, candidate)) > this.countProblems(this.baselineOf(place));
    if (!brings) return verdict;
    return { ...verdict, verdict: 'unknown', reason: 'the tools passed it, but it brings a syntax error by our own grammar' };
  }

  private refusedBeforeTools(candidate: Candidate, place: Place): Verdict | undefined {
    const screened = this.screened(candidate, place);
    if (screened.length > 0) return refutedByScreen(screened);
    const faults = findNameFaults(candidate, place, this.deps);
    return faults.length === 0 ? undefined : refutedByNames(faults);
  }

  /** The document is screened with the insertion in place, since a name is judged by what its module declares; what is outside is not its doing. */
  private screened(candidate: Candidate, place: Place): Diagnostic[] {
    const text = applyCandidate(place.text, candidate);
    const lines = new LineIndex(text);
    const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
    const end = candidate.start + candidate.text.length;
    return (this.deps.screen?.([{ path: place.path, text }]) ?? []).filter(
      (found) => offset(found.endLine, found.endColumn) > candidate.start && offset(found.line, found.column) < end,
    );
  }

  private checkRequest(candidate: Candidate, place: Place, origin: 'model' | 'template'): CheckRequest {
    const request = {
      path: place.path,
      candidate,
      editedText: applyCandidate(place.text, candidate),
      baselineText: this.baselineOf(place),
      origin,
    };
    return place.unitName === undefined ? request : { ...request, unit: place.unitName };
  }

  private baselineOf(place: Place): string {
    this.baseline ??= baselineText(place, (text) => this.countProblems(text));
    return this.baseline;
  }

  private countProblems(text: string): number {
    const known = this.problems.get(text) ?? this.deps.countSyntaxProblems?.(this.request.path, text) ?? 0;
    this.problems.set(text, known);
    return known;
  }

  private show(candidate: Candidate, verdict: Verdict, origin: 'model' | 'template'): Completion {
    const { request, deps } = this;
    const item: CompletionItem = { text: candidate.text, range: this.rangeOf(candidate.start, candidate.end), origin, verdict };
    deps.cache.add(request.path, deps.worldVersion(), request.text, candidate.start, candidate.end, item);
    return this.shown([item]);
  }

  private shown(items: CompletionItem[]): Completion {
    return { items, attempts: this.attempts, withheld: this.withheld };
  }

  private silent(reason: SilenceReason, detail: string = this.wordsFor(reason)): Completion {
    this.detail = detail;
    return { items: [], silent: reason, detail, attempts: this.attempts, withheld: this.withheld };
  }

  private wordsFor(reason: SilenceReason): string {
    const judged = this.withheld.at(-1)?.verdict.reason;
    const speaks = reason === 'refuted' || reason === 'unknown' || reason === 'broken';
    return judged === undefined || !speaks ? describeSilence(reason) : `${describeSilence(reason)} ${judged}`;
  }

  /** The last refusal speaks: it is the one that ended the search. */
  private reasonOfWithheld(): SilenceReason {
    const last = this.withheld.at(-1)?.verdict.verdict;
    if (last === undefined) return 'noSuggestion';
    if (last === 'refuted' || last === 'broken') return last;
    return this.deadline.aborted ? 'budget' : 'unknown';
  }

  private rangeOf(start: number, end: number): CompletionItem['range'] {
    const lines = new LineIndex(this.request.text);
    const from = lines.positionAt(start);
    const to = lines.positionAt(end);
    return { startLine: from.line + 1, startColumn: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
  }

  private mark(stage: string): void {
    this.stages[stage] = this.deps.now() - this.started;
  }

  recordOf(completion: Completion): CompletionRecord {
    this.mark('done');
    const { attempts, reused, sent, verdicts, stages } = this;
    return {
      ...(completion.silent === undefined ? {} : { silent: completion.silent as SilenceReason }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...{ attempts, reused, sent, verdicts, stages },
    };
  }
}

function isShown(verdict: Verdict): boolean {
  return verdict.verdict === 'checked' || verdict.verdict === 'proved';
}

function refutedByScreen(found: readonly Diagnostic[]): Verdict {
  const reason = found[0]?.message ?? 'The text names a system task that is never run.';
  return {
    verdict: 'refuted',
    reached: 'parse',
    contract: { kind: 'newCode' },
    rungs: [{ name: 'parse', outcome: 'failed', tool: 'signoff-screen', ms: 0, detail: reason, diagnostics: [...found] }],
    reason,
  };
}

const reasonOfFailure: Readonly<Record<LlmFailureKind, SilenceReason>> = {
  unreachable: 'modelUnreachable',
  unauthorized: 'badKey',
  rateLimited: 'rateLimited',
  overloaded: 'modelOverloaded',
  unknownModel: 'unknownModel',
  cutOff: 'cutOff',
  tooLong: 'requestTooLong',
  refused: 'modelRefused',
  badReply: 'badReply',
};
