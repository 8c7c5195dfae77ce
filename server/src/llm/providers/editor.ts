import { LlmError, llmFailureKinds, type LlmClient, type LlmFailureKind, type LlmRequest, type RequestWatch } from '../client';

/**
 * What the composition root gives: asks the editor's own language model through the client and streams its answer.
 * It reports a failure by throwing an error with a `kind` of `LlmFailureKind` (an error that crossed a wire is no `LlmError` any more).
 */
export type EditorAsk = (request: LlmRequest, signal: AbortSignal) => AsyncIterable<string>;

/** The language model that the editor offers (`vscode.lm`). No key of ours is involved. */
export function createEditorClient(ask: EditorAsk): LlmClient {
  return { id: 'editor', complete: (request, signal, watch) => guarded(ask, request, signal, watch ?? {}), bodyOf };
}

/** What the editor is asked; what it makes of it is not ours to see. */
function bodyOf({ system, prompt }: LlmRequest): string {
  return JSON.stringify({ messages: [system, prompt] });
}

async function* guarded(ask: EditorAsk, request: LlmRequest, signal: AbortSignal, watch: RequestWatch): AsyncIterable<string> {
  signal.throwIfAborted();
  watch.sending?.(bodyOf(request));
  try {
    yield* ask(request, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LlmError) throw error;
    const message = error instanceof Error ? error.message : 'unknown error';
    throw new LlmError(
      kindOf(error),
      `The editor's language model did not answer: ${message}`,
      'Check that a model is enabled in the editor.',
    );
  }
  signal.throwIfAborted();
}

function kindOf(error: unknown): LlmFailureKind {
  const kind: unknown = typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;
  return llmFailureKinds.find((known) => known === kind) ?? 'unreachable';
}
