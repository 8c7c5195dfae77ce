import type { JobSpending } from '../protocol/jobs';
import { estimateTokens } from '../completion/tokens';
import { withDeadline } from '../base/cancel';
import { readReply, type LlmFailure, type LlmReply } from '../llm/client';
import type { Draft } from '../llm/composeRequest';
import type { ModelAccess } from '../llm/modelAccess';

/** What one job may spend on a model. Prices are US dollars per million tokens; 0: unknown. */
export interface RoundLimits {
  readonly rounds: number;
  readonly tokens: number;
  /** US dollars; 0: no limit of its own. */
  readonly cost: number;
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Time (ms since some start, as `now` gives it) at which no further round begins. */
  readonly ends: number;
  now(): number;
}

/** Why a job that would ask a model asks none. */
export const noModel = 'no model is chosen (signoff.model, or --model NAME)';

export type Asked = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string; readonly hint: string };

type Limit = 'rounds' | 'tokens' | 'cost' | 'time';

const raise: Readonly<Record<Limit, string>> = {
  rounds: 'signoff.jobs.maxRounds or --rounds',
  tokens: 'signoff.jobs.maxTokens or --max-tokens',
  cost: 'signoff.jobs.maxCost or --max-cost',
  time: 'signoff.jobs.budgetSeconds or --budget',
};

/**
 * The rounds that one job has with a model: counted, and ended before a limit is passed. What is spent is what the model's server counted; where it does
 * not say, an estimate by length.
 */
export class Rounds {
  private rounds = 0;
  private input = 0;
  private output = 0;
  private stopped: JobSpending['stopped'];
  /** What kept the last question from being answered, when something did. */
  failure: LlmFailure | undefined;
  /** Bodies of all requests, as they went over the wire. */
  readonly sent: string[] = [];
  /** Titles of material that was kept back because of where it is from. */
  readonly leftOut = new Set<string>();

  constructor(
    private readonly model: ModelAccess,
    private readonly limits: RoundLimits,
  ) {}

  /** Whether the text of a file may be shown to the model. */
  maySend(path: string): boolean {
    return this.model.maySend(path);
  }

  /** One question and its answer. A limit that would be passed is a failure, and the question is not asked. Throws only when `signal` fires. */
  async ask(draft: Draft, signal: AbortSignal): Promise<Asked> {
    if (this.limits.cost > 0 && !this.priced) {
      this.stopped = 'cost';
      const hint = 'Give the prices of the model: signoff.jobs.inputPrice and outputPrice, or --prices IN/OUT.';
      return { ok: false, message: `a limit of cost is set and no prices are, so it could not be held. ${hint}`, hint };
    }
    const { request, leftOut } = this.model.compose(draft);
    for (const title of leftOut) this.leftOut.add(title);
    const stop = this.limitBefore(estimateTokens(request.system + request.prompt), this.model.mostOutput?.(request) ?? draft.maxTokens);
    if (stop !== undefined) return this.stop(stop);
    this.rounds++;
    const patience = withDeadline(this.limits.ends - this.limits.now(), signal);
    let reply: LlmReply;
    try {
      reply = await readReply(this.model, request, patience);
    } catch (error) {
      // Our own deadline is an answer; the caller's abort is passed on.
      if (signal.aborted || !patience.aborted) throw error;
      return this.stop('time');
    }
    this.sent.push(...reply.sent);
    this.input += reply.usage?.input ?? estimateTokens(request.system + request.prompt);
    this.output += reply.usage?.output ?? (reply.ok ? estimateTokens(reply.text) : 0);
    if (reply.ok) return { ok: true, text: reply.text };
    this.stopped = 'failure';
    this.failure = reply.failure;
    return { ok: false, message: `${reply.failure.message} ${reply.failure.hint}`, hint: reply.failure.hint };
  }

  private stop(limit: Limit): Asked {
    this.stopped = limit;
    const hint = `Raise it with ${raise[limit]}, or simplify the task.`;
    return { ok: false, message: `the job's limit of ${limit} is reached. ${hint}`, hint };
  }

  get spending(): JobSpending {
    const { rounds, tokens, cost } = this.limits;
    return {
      model: this.model.id,
      rounds: this.rounds,
      inputTokens: this.input,
      outputTokens: this.output,
      ...(this.priced ? { cost: this.costOf(this.input, this.output) } : {}),
      limits: { rounds, tokens, ...(cost > 0 ? { cost } : {}) },
      ...(this.stopped === undefined ? {} : { stopped: this.stopped }),
    };
  }

  private get priced(): boolean {
    return this.limits.inputPrice > 0 || this.limits.outputPrice > 0;
  }

  private costOf(input: number, output: number): number {
    return (input * this.limits.inputPrice + output * this.limits.outputPrice) / 1e6;
  }

  private limitBefore(input: number, output: number): Limit | undefined {
    const { limits } = this;
    if (this.rounds >= limits.rounds) return 'rounds';
    if (limits.now() >= limits.ends) return 'time';
    if (this.input + this.output + input + output > limits.tokens) return 'tokens';
    if (limits.cost > 0 && this.costOf(this.input + input, this.output + output) > limits.cost) return 'cost';
    return undefined;
  }
}
