/** One question to a language model. `system` never changes between requests of one kind, so that a provider may cache it. */
export interface LlmRequest {
  readonly system: string;
  readonly prompt: string;
  /** Upper bound of the visible reply, in the model's tokens. */
  readonly maxTokens: number;
  readonly stop?: readonly string[];
  /** Left out where the model does not take one. */
  readonly temperature?: number;
}

/**
 * Port on a language model. `complete` gives the reply in pieces as they arrive and ends normally only when the model said
 * that it was done: every other end throws an `LlmError`, so half a reply can never pass for a whole one.
 * An abort ends it with the signal's reason. Leaving the loop early stops the request.
 */
export interface LlmClient {
  /** Provider and model, as shown to people: `anthropic:claude-…`. Holds no secret. */
  readonly id: string;
  complete(request: LlmRequest, signal: AbortSignal): AsyncIterable<string>;
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

export type LlmReply = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly failure: LlmFailure };

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
  let text = '';
  try {
    for await (const piece of through(client.complete(request, signal))) text += piece;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LlmError) return { ok: false, failure: { kind: error.kind, message: error.message, hint: error.hint } };
    throw error;
  }
  signal.throwIfAborted();
  return { ok: true, text };
}
