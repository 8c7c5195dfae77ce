import * as vscode from 'vscode';
import type { ContextItemsParams, ContextItemsResult } from '../../server/src/protocol/assistants';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';
import { copilotMayBeTold, hdlSelector } from './settings';

/** What of GitHub Copilot's interface is used: it hands out snippets of other files along with the code at the cursor. */
interface ContextProviders {
  registerContextProvider(provider: {
    readonly id: string;
    readonly selector: vscode.DocumentSelector;
    readonly resolver: { resolve(request: ResolveRequest, token: vscode.CancellationToken): Promise<Snippet[]> };
  }): vscode.Disposable;
}

interface ResolveRequest {
  readonly documentContext: {
    readonly uri: string;
    readonly offset: number;
    readonly position?: { readonly line: number; readonly character: number };
  };
}

interface Snippet {
  readonly uri: string;
  readonly value: string;
  /** From 0 to 100. */
  readonly importance: number;
}

interface Copilot {
  getContextProviderAPI?(version: 'v1'): Promise<ContextProviders | undefined> | ContextProviders | undefined;
}

/**
 * Gives Copilot what it cannot see itself: headers, items of packages and macros that the code at the cursor needs. Only with the setting, since it goes to
 * where Copilot sends its requests. Undefined where Copilot is not installed or too old.
 */
export async function offerToCopilot(server: LanguageServer): Promise<vscode.Disposable | undefined> {
  const copilot = vscode.extensions.getExtension<Copilot | undefined>('github.copilot');
  if (copilot === undefined || !copilotMayBeTold()) return undefined;
  const providers = await (await copilot.activate())?.getContextProviderAPI?.('v1');
  return providers?.registerContextProvider({
    id: 'signoff.signoff',
    selector: hdlSelector,
    resolver: {
      resolve: async ({ documentContext }, token) => {
        const params: ContextItemsParams = { uri: documentContext.uri, offset: documentContext.offset };
        const { items } = await server.request<ContextItemsResult>(methods.contextItems, params, token);
        return items;
      },
    },
  });
}
