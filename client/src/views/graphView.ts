import * as vscode from 'vscode';
import { graphKinds, type GraphKind } from '../../../server/src/protocol/contract';
import { methods, type GraphText, type ModulesResult } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { escapeHtml, page, type WebviewMessage } from './html';

const titles: Record<GraphKind, string> = {
  dfg: 'Data flow',
  cfg: 'Control flow',
  fsm: 'State machines',
  stdg: 'Timing dependencies',
  hierarchy: 'Hierarchy',
};

/** Graphs of the module at the cursor, drawn; buttons switch the kind. */
export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private place: { uri: string; module: string | undefined; kind: GraphKind } | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {}

  async show(editor: vscode.TextEditor): Promise<void> {
    const uri = editor.document.uri.toString();
    const line = editor.selection.active.line + 1;
    const { modules } = await this.server.request<ModulesResult>(methods.modules, { uri });
    const inside = modules.find((one) => one.line <= line && line <= one.endLine) ?? modules.find((one) => one.kind === 'module');
    this.place = { uri, module: inside?.name, kind: this.place?.kind ?? 'dfg' };
    await this.draw();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async draw(): Promise<void> {
    const { place } = this;
    if (place === undefined) return;
    const params = { uri: place.uri, kind: place.kind, format: 'svg', ...(place.module === undefined ? {} : { module: place.module }) };
    const drawing = await this.server.request<GraphText>(methods.graph, params).then(
      ({ text }) => text.slice(Math.max(0, text.indexOf('<svg'))),
      (error: unknown) => `<p role="alert">${escapeHtml(error instanceof Error ? error.message : String(error))}</p>`,
    );
    this.panel ??= this.create();
    this.panel.title = `${titles[place.kind]}: ${place.module ?? ''}`;
    const buttons = graphKinds.map((kind) => {
      return `<button data-action="kind" data-value="${kind}" aria-pressed="${kind === place.kind}">${titles[kind]}</button>`;
    });
    const body = `<nav aria-label="Graph kind">${buttons.join(' ')}</nav><div class="graph" tabindex="0" role="img" aria-label="${escapeHtml(this.panel.title)}">${drawing}</div>`;
    this.panel.webview.html = page(this.panel.webview, this.context.extensionUri, this.panel.title, body);
    if (!this.panel.visible) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  private create(): vscode.WebviewPanel {
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('signoff.graph', 'Graph', where, { enableScripts: true, localResourceRoots: [media] });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: WebviewMessage) => {
      const kind = graphKinds.find((one) => one === message.value);
      if (message.action !== 'kind' || kind === undefined || this.place === undefined) return;
      this.place.kind = kind;
      void this.draw();
    });
    return panel;
  }
}
