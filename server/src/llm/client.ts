/** One question to a language model; only `composeRequest` makes one for text of a design. `system` never changes between requests of one kind. */
export interface LlmRequest {
  readonly system: string;
  readonly prompt: string;
  /** Length in UTF-16 units of the beginning of `prompt` that later requests repeat: a provider that can keeps what it has read up to there. */
  readonly stablePrefix?: number;
  /** Upper bound of the visible reply, in the model's tokens. */
  readonly maxTokens: number;
  readonly stop?: readonly string[];
  /** Left out where the model does not take one. */
  readonly temperature?: number;
  /** How much thought the question deserves; absent: none, where the model can do without. */
  readonly effort?: Effort;
  /** Who asks, for the list of requests sent: `completion`, `generate` … */
  readonly purpose?: string;
}

export const efforts = ['low', 'medium', 'high'] as const;
export type Effort = (typeof efforts)[number];

/** Tokens of one request as the model's server counted them. */
export interface Usage {
  /** All of the request, what was read from a cache included. */
  readonly input: number;
  readonly output: number;
  /** Part of `input` that the server had kept from an earlier request. */
  readonly fromCache: number;
  /** Part of `input` that it kept for later ones. */
  readonly toCache: number;
}

/** Told while a request is under way. */
export interface RequestWatch {
  /** The body of a request, as it goes over the wire, each time it goes: a retry tells it again. It holds no key. */
  sending?(body: string): void;
  usage?(usage: Usage): void;
}

/**
 * Port on a language model. `complete` gives the reply in pieces as they arrive and ends normally only when the model said
 * that it was done: every other end throws an `LlmError`, so half a reply can never pass for a whole one.
 * An abort ends it with the signal's reason. Leaving the loop early stops the request.
 */
export interface LlmClient {
  /** Provider and model, as shown to people: `anthropic:claude-…`. Holds no secret. */
  readonly id: string;
  complete(request: LlmRequest, signal: AbortSignal, watch?: RequestWatch): AsyncIterable<string>;
  /** What `complete` would send, byte for byte, without sending it. */
  bodyOf(request: LlmRequest): string;
  /** Tokens that the answer may come to at most, thoughts included; `maxTokens` where a provider does not say. */
  mostOutput?(request: LlmRequest): number;
}

export const llmFailureKinds = [
  'unreachable',
  'unauthorized',
  'rateLimited',
  'overloaded',
  'unknownModel',
  'cutOff',
  'tooLong',
  'refused',
  'badReply',
] as const;
export type LlmFailureKind = (typeof llmFailureKinds)[number];

/** Why a model gave no usable reply. `message` says what was tried and what happened; `hint` what to do. Never holds a key. */
export interface LlmFailure {
  readonly kind: LlmFailureKind;
  readonly message: string;
  readonly hint: string;
}

/** The only error besides an abort that `LlmClient.complete` throws. */
export class LlmError extends Error implements LlmFailure {
  override readonly name = 'LlmError';
  constructor(
    readonly kind: LlmFailureKind,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** What asking cost, however it ended. */
export interface LlmCost {
  /** Bodies as they went over the wire; more than one after a retry. */
  readonly sent: readonly string[];
  /** Absent when the server did not say. */
  readonly usage?: Usage;
}

export type LlmReply = LlmCost & ({ readonly ok: true; readonly text: string } | { readonly ok: false; readonly failure: LlmFailure });

/**
 * Reads a whole reply as a value. `through` may reshape or end the stream early; what it lets pass is the text.
 * Throws only for an abort of `signal` or a bug.
 */
export async function readReply(
  client: LlmClient,
  request: LlmRequest,
  signal: AbortSignal,
  through: (pieces: AsyncIterable<string>) => AsyncIterable<string> = (pieces) => pieces,
): Promise<LlmReply> {
  const sent: string[] = [];
  let usage: Usage | undefined;
  const watch: RequestWatch = { sending: (body) => void sent.push(body), usage: (told) => (usage = told) };
  const cost = (): LlmCost => (usage === undefined ? { sent } : { sent, usage });
  let text = '';
  try {
    for await (const piece of through(client.complete(request, signal, watch))) text += piece;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LlmError)) throw error;
    return { ok: false, failure: { kind: error.kind, message: error.message, hint: error.hint }, ...cost() };
  }
  signal.throwIfAborted();
  return { ok: true, text, ...cost() };
}
