import type { Completion, CompletionItem, Verdict } from '../protocol/contract';
import type { SourceRange } from '../base/ranges';
import { withDeadline } from '../base/cancel';
import { finishInSlices } from '../base/pauses';
import { LineIndex } from '../base/lines';
import type { ModuleInfo } from '../model/moduleInfo';
import { readReply, type LlmFailure, type LlmFailureKind } from '../llm/client';
import { composeRequest, type Composed, type Draft } from '../llm/composeRequest';
import type { ModelAccess } from '../llm/modelAccess';
import { proposeFromDesign } from './builtin/templates';
import { chooseSample, differingPart, type Choice, type Sample, type SampleJudges } from './bestOf';
import { collectingPieces, collectPieces, type ContextSources, type Piece } from './context';
import { gate } from './gate';
import { isShown, Judge, type CheckRequest, type JudgeSources } from './judge';
import { describePlace, type Place } from './place';
import { completionDraft, type RepairNote } from './prompt';
import { repairNote } from './repair';
import { estimateTokens } from './tokens';
import type { ReuseCache } from './reuse';
import { describeSilence, type SilenceReason } from './silence';
import { capLines, pipeline, stopAfterFence, stopAfterUnit, stopAtSuffixEcho, tellBeginning } from './stream';
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

/** One record per request, for the log and for evidence. Texts that were sent are here and nowhere else. */
export interface CompletionRecord {
  readonly silent?: SilenceReason;
  readonly detail?: string;
  readonly attempts: number;
  /** Tokens as the model's server counted them. */
  readonly usage: { readonly input: number; readonly output: number };
  readonly reused: boolean;
  readonly sent: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** ms since the request, by stage. */
  readonly stages: Readonly<Record<string, number>>;
}

export interface CompletionDeps extends ContextSources, JudgeSources {
  readonly enabled: boolean;
  /** Absent: the built-in templates propose. */
  readonly client?: ModelAccess;
  /** Design units of a text as if it were the file at `path`. Never throws on broken text. */
  summarize(path: string, text: string): readonly ModuleInfo[];
  /** Conditional branches of the file that are switched off. */
  inactive?(path: string, text: string): readonly SourceRange[];
  /** Called while the model thinks, with the document that the answer will be held against. Must not throw. */
  prepare?(request: Pick<CheckRequest, 'path' | 'baselineText' | 'unit'>, signal: AbortSignal): void;
  readonly cache: ReuseCache;
  /** Changes whenever anything besides the document at hand changes that a verdict may depend on. */
  worldVersion(): string;
  readonly limits: CompletionLimits;
  now(): number;
  record?(record: CompletionRecord): void;
  /** Told what the answer will begin with, as soon as that is known and whenever more is. */
  predicts?(beginning: string): void;
  /** Keeps a verdict with what was sent for it, and gives it the id by which it is found again. */
  keep?(verdict: Verdict, sent: readonly string[], judged: CheckRequest): Verdict;
  /** Whether two candidates that passed behave the same; without it the first that passed is shown. */
  compare?(one: CheckRequest, other: CheckRequest, signal: AbortSignal): Promise<'same' | 'different' | 'unknown'>;
  /** Cells of the module with a candidate taken. */
  cells?(candidate: CheckRequest, signal: AbortSignal): Promise<number | null>;
}

export interface CompletionLimits {
  /** Whole time for a request, model and checks together. */
  readonly budgetMs: number;
  readonly contextTokens: number;
  readonly replyTokens: number;
  readonly maxLines: number;
  /** Replies asked for at one place. */
  readonly samples: number;
  /** Most tokens, estimated, that the replies besides the first may cost together, their requests included. */
  readonly sampleTokens: number;
  /** How often a refused candidate goes back to the model. */
  readonly repairs: number;
}

export const defaultLimits: CompletionLimits = {
  ...{ budgetMs: 20_000, contextTokens: 6000, replyTokens: 1536, maxLines: 120 },
  ...{ samples: 1, sampleTokens: 20_000, repairs: 1 },
};

/** Replies besides the first are asked for with some chance in them. */
const sampleTemperature = 0.8;

/** What a model proposed for a place: candidates by their text without layout, each with how often it came. */
interface Replies {
  readonly replies: Map<string, { readonly candidate: Candidate; readonly weight: number }>;
  /** Why a reply is missing. */
  readonly failure?: LlmFailure;
}

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

/** What was checked before and still holds at a place, since the user types what was suggested: no work, at once. */
export function reusedAt(
  { path, text, offset }: Pick<CompletionRequest, 'path' | 'text' | 'offset'>,
  { cache, worldVersion }: Pick<CompletionDeps, 'cache' | 'worldVersion'>,
): Completion | undefined {
  const reused = cache.find(path, worldVersion(), text, offset);
  if (reused === undefined) return undefined;
  const item = { ...rest(reused.item, reused.text), range: rangeOf(text, reused.start, reused.end) };
  return { items: [item], attempts: 0, withheld: [] };
}

/** An item of which only the end is still to be inserted. */
function rest({ agreement, ...item }: CompletionItem, text: string): CompletionItem {
  const typed = item.text.length - text.length;
  const { differs, ...counts } = agreement ?? { samples: 1, agreeing: 1 };
  const part =
    differs === undefined || differs.start < typed ? undefined : { ...differs, start: differs.start - typed, end: differs.end - typed };
  const left = agreement === undefined ? {} : { agreement: { ...counts, ...(part === undefined ? {} : { differs: part }) } };
  return { ...item, text, ...left };
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
  private readonly usage = { input: 0, output: 0 };
  private reused = false;
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
    const reused = reusedAt(request, deps);
    if (reused !== undefined) {
      this.reused = true;
      return reused;
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
    const judge = new Judge(place, this.deps);
    for (const proposal of proposeFromDesign(place, this.deps)) {
      this.deps.predicts?.(proposal.text);
      const verdict = await this.judge(proposal, judge, 'template');
      if (isShown(verdict)) return this.show(proposal, verdict, 'template');
      this.withheld.push({ text: proposal.text, verdict });
    }
    return this.silent(this.reasonOfWithheld());
  }

  private async fromModel(place: Place, client: ModelAccess): Promise<Completion> {
    const { deps } = this;
    // Whoever types on is served between two pieces, and is not waited for: the work ends there.
    const { kept } = await finishInSlices(collectingPieces(place, deps, deps.limits.contextTokens), (slice) => slice(), this.deadline);
    const judge = new Judge(place, deps);
    this.mark('context');
    let repair: RepairNote | undefined;
    for (let round = 1; round <= 1 + deps.limits.repairs; round++) {
      const draft = completionDraft(place.path, kept, deps.limits.replyTokens, repair);
      const { replies, failure } = await this.sample(client, draft, round === 1 ? deps.limits.samples : 1, place, judge);
      this.mark(`reply${round}`);
      if (replies.size === 0 && failure !== undefined)
        return this.silent(reasonOfFailure[failure.kind], `${failure.message} ${failure.hint}`);
      const samples: Sample[] = [];
      for (const { candidate } of replies.values()) samples.push({ candidate, verdict: await this.judge(candidate, judge, 'model') });
      this.mark(`check${round}`);
      const passed = samples.filter(({ verdict }) => isShown(verdict));
      for (const { candidate, verdict } of samples) if (!isShown(verdict)) this.withheld.push({ text: candidate.text, verdict });
      if (passed.length > 0) return this.showBest(passed, replies, judge);
      // Only words of a tool about the design can be acted on: a time-out or a broken tool says nothing to a model.
      const refuted = samples.find(({ verdict }) => verdict.verdict === 'refuted');
      if (refuted === undefined) break;
      repair = repairNote(refuted.candidate, refuted.verdict, place);
    }
    return this.silent(this.reasonOfWithheld());
  }

  /** What a model proposes, by its text; `wanted` replies are asked for at once as far as the cap on tokens allows. */
  private async sample(client: ModelAccess, draft: Draft, wanted: number, place: Place, judge: Judge): Promise<Replies> {
    const { limits } = this.deps;
    const first = client.compose(draft);
    const each = estimateTokens(first.request.system + first.request.prompt) + limits.replyTokens;
    const count = Math.min(wanted, 1 + Math.floor(limits.sampleTokens / each));
    const more = Array.from({ length: count - 1 }, () => client.compose({ ...draft, temperature: sampleTemperature }));
    const answers = await Promise.all([first, ...more].map((one, i) => this.ask(client, one, place, judge, i === 0)));
    const replies: Replies['replies'] = new Map();
    for (const answer of answers) {
      const candidate = typeof answer === 'string' ? await this.candidateOf(answer, place, judge) : undefined;
      if (candidate === undefined) continue;
      const key = candidate.text.replace(/\s+/g, ' ').trim();
      replies.set(key, { candidate: replies.get(key)?.candidate ?? candidate, weight: (replies.get(key)?.weight ?? 0) + 1 });
    }
    const failure = answers.find((answer) => typeof answer !== 'string');
    return { replies, ...(failure === undefined ? {} : { failure }) };
  }

  /** The best of those that passed; when the time is over before that is known, the first. */
  private async showBest(passed: readonly Sample[], replies: Replies['replies'], judge: Judge): Promise<Completion> {
    const [first] = passed;
    if (first === undefined) return this.silent(this.reasonOfWithheld());
    if (replies.size === 1 || this.deps.compare === undefined) return this.show(first.candidate, first.verdict, 'model');
    const weights = [...replies.values()].map(({ weight }) => weight);
    const weightOf = ({ candidate }: Sample): number => [...replies.values()].find((one) => one.candidate === candidate)?.weight ?? 1;
    const { deps } = this;
    const request = (candidate: Candidate): CheckRequest => judge.requestFor(candidate, 'model');
    const judges: SampleJudges = {
      compare: async (one, other) => (await deps.compare?.(request(one), request(other), this.deadline)) ?? 'unknown',
      cost: async (candidate) => (await deps.cells?.(request(candidate), this.deadline)) ?? null,
    };
    const choice = await chooseSample(passed, passed.map(weightOf), judges).catch((error: unknown) => {
      if (this.signal.aborted || !this.deadline.aborted) throw error;
      return undefined;
    });
    this.mark('choice');
    const { candidate, verdict } = choice?.best ?? first;
    const asked = weights.reduce((sum, one) => sum + one, 0);
    return this.show(candidate, verdict, 'model', choice === undefined ? undefined : agreementOf(choice, asked));
  }

  /** The text of a reply, or the failure. A reply counts as an attempt when it came to its end. */
  private async ask(client: ModelAccess, { request }: Composed, place: Place, judge: Judge, leads: boolean): Promise<string | LlmFailure> {
    const { limits } = this.deps;
    const tell = tellBeginning(place, (beginning) => (leads ? this.deps.predicts?.(beginning) : undefined));
    const stages = pipeline(capLines(limits.maxLines + 4), stopAfterFence, stopAtSuffixEcho(place), stopAfterUnit(place), tell);
    // While the model thinks, what the check will need besides its answer; the request must have left first.
    const prepared = new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
      leads ? this.deps.prepare?.(judge.before, this.deadline) : undefined,
    );
    const [reply] = await Promise.all([readReply(client, request, this.deadline, stages), prepared]);
    this.sent.push(...reply.sent);
    this.usage.input += reply.usage?.input ?? 0;
    this.usage.output += reply.usage?.output ?? 0;
    if (!reply.ok) return reply.failure;
    this.attempts++;
    return reply.text;
  }

  private async candidateOf(reply: string, place: Place, judge: Judge): Promise<Candidate | undefined> {
    const candidate = trimReply(reply, place, { maxLines: this.deps.limits.maxLines });
    if (candidate === undefined) return undefined;
    const ending = endingWithUnit(candidate, place, (text) => judge.countProblems(text));
    return finishInSlices(ending, (slice) => slice(), this.deadline);
  }

  private async judge(candidate: Candidate, judge: Judge, origin: 'model' | 'template'): Promise<Verdict> {
    const { deps } = this;
    const found = await judge.judge(candidate, origin, this.deadline);
    const verdict = deps.keep?.(found, this.sent, judge.requestFor(candidate, origin)) ?? found;
    this.verdicts.push(verdict);
    return verdict;
  }

  private show(candidate: Candidate, verdict: Verdict, origin: 'model' | 'template', agreement?: CompletionItem['agreement']): Completion {
    const { request, deps } = this;
    const range = rangeOf(request.text, candidate.start, candidate.end);
    const item: CompletionItem = { text: candidate.text, range, origin, verdict, ...(agreement === undefined ? {} : { agreement }) };
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

  private mark(stage: string): void {
    this.stages[stage] = this.deps.now() - this.started;
  }

  recordOf(completion: Completion): CompletionRecord {
    this.mark('done');
    const { attempts, usage, reused, sent, verdicts, stages } = this;
    return {
      ...(completion.silent === undefined ? {} : { silent: completion.silent as SilenceReason }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...{ attempts, usage, reused, sent, verdicts, stages },
    };
  }
}

function rangeOf(text: string, start: number, end: number): CompletionItem['range'] {
  const lines = new LineIndex(text);
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { startLine: from.line + 1, startColumn: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}

/** For whoever takes it: how many replies behave as it does, and where one that does not says something else. */
function agreementOf({ best, agreeing, disagreeing }: Choice, samples: number): CompletionItem['agreement'] {
  const other = disagreeing?.candidate.text;
  const part = other === undefined ? undefined : differingPart(best.candidate.text, other);
  return { samples, agreeing, ...(part === undefined || other === undefined ? {} : { differs: { ...part, other } }) };
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
