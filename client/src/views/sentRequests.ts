import * as vscode from 'vscode';
import type { SentRequest } from '../../../server/src/protocol/contract';
import { methods, type SentRequestsResult } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { sentText } from './sentText';

const scheme = 'signoff-sent';
const exact: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('json'), tooltip: 'Byte for byte, as it went over the wire' };

interface Choice extends vscode.QuickPickItem {
  readonly request: SentRequest;
}

/** The requests that went to language models since the server started: a list to choose from, and each as a document without a file. */
export class SentRequestsView implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
  });

  constructor(private readonly server: LanguageServer) {}

  async show(): Promise<void> {
    const { requests } = await this.server.request<SentRequestsResult>(methods.sentRequests, {});
    if (requests.length === 0) {
      void vscode.window.showInformationMessage('Signoff: nothing was sent to a model since the server started.');
      return;
    }
    const pick = vscode.window.createQuickPick<Choice>();
    pick.title = 'Requests sent to models';
    pick.placeholder = 'Choose one to read what the model was given';
    pick.matchOnDetail = true;
    pick.items = requests.map((request) => ({ ...labelOf(request), request, buttons: [exact] }));
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) void this.open(chosen.request, 'txt', sentText(chosen.request.body));
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      void this.open(item.request, 'json', item.request.body);
      pick.hide();
    });
    pick.onDidHide(() => pick.dispose());
    pick.show();
  }

  dispose(): void {
    this.provider.dispose();
  }

  private async open(request: SentRequest, ending: string, text: string): Promise<void> {
    const path = `/Request ${request.id} ${request.purpose}.${ending}`;
    this.texts.set(path, text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path }));
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

function labelOf({ time, model, purpose, outcome, usage, body }: SentRequest): { label: string; description: string; detail: string } {
  const size =
    usage === undefined
      ? `${body.length} characters`
      : `${usage.input} tokens in${usage.fromCache > 0 ? `, ${usage.fromCache} of them from the cache` : ''}, ${usage.output} out`;
  return { label: `${purpose}: ${outcome}`, description: new Date(time).toLocaleTimeString(), detail: `${model}, ${size}` };
}
