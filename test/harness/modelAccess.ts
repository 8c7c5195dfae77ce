import { modelAccess, type ModelAccess } from '../../server/src/llm/modelAccess';
import { createAnthropicClient } from '../../server/src/llm/providers/anthropic';
import { SentRequests } from '../../server/src/llm/sentRequests';

/** A model at a scripted server as the engine hands it out, and the list of what was sent. */
export function scriptedModel(
  url: string,
  { apiKey = 'k', neverSent = () => false }: { apiKey?: string; neverSent?: (path: string) => boolean } = {},
): { model: ModelAccess; sent: SentRequests } {
  const sent = new SentRequests(() => 0);
  return { model: modelAccess(createAnthropicClient({ apiKey, baseUrl: url }), { neverSent }, sent), sent };
}
