import { failure, success, type Outcome } from '../base/outcome';
import type { LlmClient } from './client';
import { anthropicUrl, createAnthropicClient, defaultAnthropicModel } from './providers/anthropic';
import { createEditorClient, type EditorAsk } from './providers/editor';

/** What a provider may need; the caller reads it from settings, secret storage and the environment. */
export interface ProviderMeans {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly askEditor?: EditorAsk;
  readonly timeoutMs?: number;
}

export type Provider =
  { readonly kind: 'builtin' } | { readonly kind: 'anthropic' | 'editor'; readonly client: LlmClient; readonly endpoint: string };

/**
 * Turns the setting (`builtin`, `anthropic`, `anthropic:ID`, `editor`; absent or empty means builtin) into a provider.
 * A key alone chooses nothing: without the setting no request leaves the machine, whatever the environment holds.
 */
export function selectProvider(setting: string | undefined, means: ProviderMeans): Outcome<Provider> {
  const wanted = (setting ?? '').trim();
  if (wanted === '' || wanted === 'builtin') return success({ kind: 'builtin' });
  if (wanted === 'editor') return selectEditor(means);
  const match = /^anthropic(?::([A-Za-z0-9][A-Za-z0-9._:/@-]*))?$/.exec(wanted);
  if (match === null) return failure(`There is no model provider "${wanted}".`, 'Use builtin, anthropic, anthropic:ID or editor.');
  return selectAnthropic(match[1] ?? defaultAnthropicModel, means);
}

function selectEditor(means: ProviderMeans): Outcome<Provider> {
  if (means.askEditor === undefined) {
    return failure("The editor's language model can be reached only from the editor.", 'Use --model builtin or --model anthropic here.');
  }
  return success({ kind: 'editor', client: createEditorClient(means.askEditor), endpoint: "the model that the editor's chat offers" });
}

function selectAnthropic(model: string, means: ProviderMeans): Outcome<Provider> {
  const baseUrl = blankToUndefined(means.baseUrl);
  if (baseUrl !== undefined && !isHttpUrl(baseUrl)) {
    return failure(
      `The base URL "${baseUrl}" is not an http or https address.`,
      'Give the address of a server that speaks the Messages API.',
    );
  }
  const apiKey = blankToUndefined(means.apiKey);
  if (apiKey === undefined && baseUrl === undefined) {
    return failure(
      'The provider anthropic needs a key and none is set.',
      'Run "Signoff: Set Anthropic API Key" in the editor, or set ANTHROPIC_API_KEY on the command line.',
    );
  }
  const client = createAnthropicClient({
    // A server of one's own often wants no key; the SDK insists on one.
    apiKey: apiKey ?? 'none',
    model,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(means.timeoutMs === undefined ? {} : { timeoutMs: means.timeoutMs }),
  });
  return success({ kind: 'anthropic', client, endpoint: baseUrl ?? anthropicUrl });
}

function blankToUndefined(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
