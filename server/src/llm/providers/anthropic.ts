import type * as Sdk from '@anthropic-ai/sdk';
import { LlmError, type Effort, type LlmClient, type LlmRequest, type RequestWatch, type Usage } from '../client';

/** Small and fast, current when this was written; `anthropic:ID` chooses another. */
export const defaultAnthropicModel = 'claude-haiku-5-5';
export const anthropicUrl = 'https://api.anthropic.com';

export interface AnthropicOptions {
  /** Never logged, never part of an error. A local server that wants none gets a placeholder. */
  readonly apiKey: string;
  readonly model?: string;
  /** Any server that speaks the Messages API. */
  readonly baseUrl?: string;
  /** Time until the reply begins, in ms. */
  readonly timeoutMs?: number;
}

/** A server of one's own may read a long prompt on a processor before it says a word; suggestions and jobs end by their own time anyway. */
const ownServerMs = 600_000;

/** Models that think before they answer unless told not to; a suggestion while typing cannot wait for that. */
const mayTurnThinkingOff = /^claude-(haiku|sonnet)-[5-9]/;
/** Models that always think. */
const alwaysThinks = /^claude-(opus|fable|mythos)-[5-9]/;
/** Thoughts count against max_tokens, so the reply gets room beside them. */
const roomForThoughts: Readonly<Record<Effort, number>> = { low: 4096, medium: 12_288, high: 32_768 };
/** Models that answer 400 to `temperature`. */
const refusesTemperature = /^claude-(opus-4-[78]|(haiku|sonnet|opus|fable|mythos)-[5-9]|mythos-preview)/;

/** The Messages API through the official SDK: streaming, abortable, at most one retry and that only before the reply begins. */
export function createAnthropicClient(options: AnthropicOptions): LlmClient {
  const model = options.model ?? defaultAnthropicModel;
  const baseUrl = options.baseUrl ?? anthropicUrl;
  const where: Target = { model, baseUrl, secret: options.apiKey };
  let client: Promise<Client> | undefined;
  const connect = async (): Promise<Client> => {
    // Loaded with the first request: no start waits for the SDK.
    const sdk = await import('@anthropic-ai/sdk');
    const connection = new sdk.Anthropic({
      apiKey: options.apiKey,
      // Given always, so that the SDK does not take another host from the environment of the editor.
      baseURL: baseUrl,
      maxRetries: 1,
      timeout: options.timeoutMs ?? (baseUrl === anthropicUrl ? 30_000 : ownServerMs),
      // Nothing but the request itself may leave, and standard output belongs to the protocol.
      logLevel: 'off',
      openTelemetry: false,
    });
    return { sdk, connection };
  };
  return {
    id: `anthropic:${model}`,
    complete: (request, signal, watch) => stream((client ??= connect()), where, request, signal, watch ?? {}),
    bodyOf: (request) => JSON.stringify(bodyOf(model, request)),
    mostOutput: (request) => bodyOf(model, request).max_tokens,
  };
}

/** The SDK, and its client for one server and key. */
interface Client {
  readonly sdk: typeof Sdk;
  readonly connection: Sdk.Anthropic;
}

interface Target {
  readonly model: string;
  readonly baseUrl: string;
  readonly secret: string;
}

async function* stream(
  client: Promise<Client>,
  target: Target,
  request: LlmRequest,
  signal: AbortSignal,
  watch: RequestWatch,
): AsyncIterable<string> {
  const { sdk, connection } = await client;
  signal.throwIfAborted();
  let usage: Usage | undefined;
  let stopReason: string | null = null;
  let started = false;
  let finished = false;
  try {
    const events = await connection.withOptions({ fetch: tellingFetch(watch) }).messages.create(bodyOf(target.model, request), { signal });
    for await (const event of events) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
      else if (event.type === 'message_start') {
        started = true;
        usage = usageOf(event.message.usage);
      } else if (event.type === 'message_delta') {
        stopReason = event.delta.stop_reason;
        usage = withOutput(usage, event.usage);
      } else if (event.type === 'message_stop') finished = true;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, target, sdk);
  } finally {
    if (usage !== undefined) watch.usage?.(usage);
  }
  // The SDK ends its stream quietly when it was aborted or the connection closed in an orderly way half-way.
  signal.throwIfAborted();
  if (!started) throw badReply(target, 'what came is no message stream');
  if (!finished) throw cutOff(target, 'the stream ended before the model had finished');
  judgeStop(stopReason, target);
}

/** The network as the SDK uses it; each body is told as it goes. The key is in the headers and is not told. */
function tellingFetch(watch: RequestWatch): typeof fetch {
  return (input, init) => {
    if (typeof init?.body === 'string') watch.sending?.(init.body);
    return fetch(input, init);
  };
}

/** Servers of one's own may leave out any of these counts. */
function usageOf(told: Partial<Sdk.Anthropic.Usage> | undefined): Usage {
  const [fromCache, toCache] = [told?.cache_read_input_tokens ?? 0, told?.cache_creation_input_tokens ?? 0];
  return { input: (told?.input_tokens ?? 0) + fromCache + toCache, output: told?.output_tokens ?? 0, fromCache, toCache };
}

function withOutput(usage: Usage | undefined, told: { readonly output_tokens?: number } | undefined): Usage {
  const before = usage ?? usageOf(undefined);
  return { ...before, output: told?.output_tokens ?? before.output };
}

function bodyOf(model: string, request: LlmRequest): Sdk.Anthropic.MessageCreateParamsStreaming {
  const thinks = alwaysThinks.test(model) || (request.effort !== undefined && mayTurnThinkingOff.test(model));
  return {
    model,
    stream: true,
    max_tokens: request.maxTokens + (thinks ? roomForThoughts[request.effort ?? 'low'] : 0),
    system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: contentOf(request) }],
    ...(request.stop === undefined || request.stop.length === 0 ? {} : { stop_sequences: [...request.stop] }),
    ...(request.temperature === undefined || refusesTemperature.test(model) ? {} : { temperature: request.temperature }),
    ...(mayTurnThinkingOff.test(model) ? { thinking: { type: thinks ? ('adaptive' as const) : ('disabled' as const) } } : {}),
    ...(thinks ? { output_config: { effort: request.effort ?? ('low' as const) } } : {}),
  };
}

/** What repeats from request to request is a block of its own, marked for the server to keep; joined, the blocks are the prompt. */
function contentOf({ prompt, stablePrefix = 0 }: LlmRequest): Sdk.Anthropic.TextBlockParam[] | string {
  if (stablePrefix <= 0 || stablePrefix >= prompt.length) return prompt;
  return [
    { type: 'text', text: prompt.slice(0, stablePrefix), cache_control: { type: 'ephemeral' } },
    { type: 'text', text: prompt.slice(stablePrefix) },
  ];
}

function judgeStop(stopReason: string | null, target: Target): void {
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      return;
    case 'refusal':
      throw new LlmError('refused', `The model ${target.model} declined to answer.`, 'Rephrase the code or comment near the cursor.');
    case 'max_tokens':
      throw cutOff(target, 'the reply did not end within its token limit');
    case 'model_context_window_exceeded':
      throw new LlmError('tooLong', `The request does not fit ${target.model}.`, 'Lower the context budget.');
    case 'tool_use':
    case 'pause_turn':
    case null:
    default:
      throw badReply(target, `the reply ended with ${stopReason ?? 'no reason'}`);
  }
}

/** Turns what the SDK threw into one of our kinds, by status first and by the error's type inside a stream. */
function failureOf(error: unknown, target: Target, sdk: Client['sdk']): LlmError {
  if (error instanceof LlmError) return error;
  if (error instanceof sdk.APIConnectionError) {
    return new LlmError(
      'unreachable',
      `No answer from ${target.baseUrl}: ${causeOf(error, target)}.`,
      'Check the network and the base URL, or choose the builtin provider.',
    );
  }
  if (error instanceof sdk.APIError) return failureOfStatus(error as Sdk.APIError, target);
  if (error instanceof SyntaxError) return badReply(target, 'an event of the stream is not JSON');
  // undici says "terminated" when the socket dies while the body is being read.
  if (error instanceof TypeError) return cutOff(target, `the connection broke (${causeOf(error, target)})`);
  return badReply(target, error instanceof Error ? redact(error.message, target) : 'an unexpected error');
}

function failureOfStatus(error: Sdk.APIError, target: Target): LlmError {
  // Services end their words with a full stop or without; ours follow them.
  const said = redact(error.apiMessage ?? error.message, target)
    .slice(0, 300)
    .replace(/[.\s]+$/, '');
  const status = error.status ?? 0;
  if (status === 401 || status === 403 || error.type === 'authentication_error' || error.type === 'permission_error') {
    return new LlmError('unauthorized', `${target.baseUrl} refused the key: ${said}.`, 'Set the key again.');
  }
  if (status === 404 || error.type === 'not_found_error') {
    return new LlmError(
      'unknownModel',
      `${target.baseUrl} does not serve ${target.model}: ${said}.`,
      'Choose another model id or base URL.',
    );
  }
  if (status === 413) {
    return new LlmError('tooLong', `The request is too large for ${target.model}: ${said}.`, 'Lower the context budget.');
  }
  if (status === 429 || error.type === 'rate_limit_error') {
    return new LlmError('rateLimited', `${target.baseUrl} limits the rate: ${said}.`, 'Wait, or raise the limit of the account.');
  }
  if (status >= 500 || error.type === 'overloaded_error' || error.type === 'api_error') {
    return new LlmError(
      'overloaded',
      `${target.baseUrl} failed (${status === 0 ? 'in the stream' : status}): ${said}.`,
      'Try again later.',
    );
  }
  return badReply(target, `${status} ${said}`);
}

function cutOff(target: Target, what: string): LlmError {
  return new LlmError('cutOff', `The reply of ${target.model} was cut off: ${what}.`, 'Type on to ask again.');
}

function badReply(target: Target, what: string): LlmError {
  return new LlmError(
    'badReply',
    `${target.baseUrl} gave no usable reply: ${what}.`,
    'Check that the base URL speaks the Messages API, and the model id.',
  );
}

function causeOf(error: Error, target: Target): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return redact(inner.message === '' ? inner.name : inner.message, target);
}

/** Servers have been seen to quote the key that they refuse. */
function redact(text: string, target: Target): string {
  return target.secret.length < 4 ? text : text.replaceAll(target.secret, '…');
}
