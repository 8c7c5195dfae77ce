import { LlmError, type LlmClient, type LlmRequest, type RequestWatch } from './client';
import { composeRequest, isComposed, type Composed, type Draft, type PrivacyRules } from './composeRequest';
import type { SentList } from './sentRequests';

/** A language model as everything in Signoff reaches it: no request leaves but one that `compose` made, and each is kept for the user to see. */
export interface ModelAccess extends LlmClient {
  compose(draft: Draft): Composed;
  /** Whether the text of a file may be sent: a file of which this is false is not worked on with a model at all. */
  maySend(path: string): boolean;
}

/** Puts the rules of privacy and the list of what was sent before a client; nobody else is given the client. */
export function modelAccess(client: LlmClient, rules: PrivacyRules, sent: SentList): ModelAccess {
  return {
    id: client.id,
    bodyOf: (request) => client.bodyOf(request),
    mostOutput: (request) => client.mostOutput?.(request) ?? request.maxTokens,
    compose: (draft) => composeRequest(draft, rules),
    maySend: (path) => !rules.neverSent(path),
    complete: (request, signal, watch) => recorded(client, request, signal, watch ?? {}, sent),
  };
}

async function* recorded(
  client: LlmClient,
  request: LlmRequest,
  signal: AbortSignal,
  watch: RequestWatch,
  sent: SentList,
): AsyncIterable<string> {
  if (!isComposed(request)) throw new Error('a request to a model was not made by composeRequest');
  const entry = sent.begin(client.id, request.purpose ?? 'unnamed');
  let outcome = 'given up';
  try {
    yield* client.complete(request, signal, {
      sending: (body) => {
        entry.sending(body);
        watch.sending?.(body);
      },
      usage: (usage) => {
        entry.usage(usage);
        watch.usage?.(usage);
      },
    });
    outcome = 'answered';
  } catch (error) {
    if (!signal.aborted) outcome = error instanceof LlmError ? error.kind : 'failed';
    throw error;
  } finally {
    entry.end(outcome);
  }
}
