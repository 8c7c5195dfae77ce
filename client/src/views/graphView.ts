import * as vscode from 'vscode';
import { graphKinds, type Graph, type GraphKind } from '../../../server/src/protocol/contract';
import { methods, type GraphParams, type GraphText, type ModulesResult } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { page, type WebviewMessage } from './html';
import { escapeHtml } from './markup';

const titles: Record<GraphKind, string> = {
  dfg: 'Data flow',
  cfg: 'Control flow',
  fsm: 'State machines',
  stdg: 'Timing dependencies',
  hierarchy: 'Hierarchy',
  clocks: 'Clock domains',
};

/** A pause in typing (ms) after which the picture follows the text. */
const typingPause = 500;

interface Place {
  readonly uri: string;
  readonly module: string | undefined;
  readonly kind: GraphKind;
}

/** Graphs of the module at the cursor, drawn: buttons switch the kind, a click on a node or an arrow goes to its line, the picture follows the text. */
export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private place: Place | undefined;
  private nodes: Graph['nodes'] = [];
  private pending: NodeJS.Timeout | undefined;
  private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (this.panel === undefined || document.uri.toString() !== this.place?.uri) return;
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.draw(), typingPause);
  });

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
    if (this.panel?.visible === false) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  dispose(): void {
    clearTimeout(this.pending);
    this.listener.dispose();
    this.panel?.dispose();
  }

  private async draw(): Promise<void> {
    const { place } = this;
    if (place === undefined) return;
    const panel = (this.panel ??= this.create());
    const title = `${titles[place.kind]}: ${place.module ?? ''}`;
    const drawing = await this.drawing(place);
    // Another kind was asked for meanwhile, or the page was closed.
    if (this.place !== place || this.panel !== panel) return;
    const buttons = graphKinds.map((kind) => {
      return `<button data-action="kind" data-value="${kind}" aria-pressed="${kind === place.kind}">${titles[kind]}</button>`;
    });
    const body = `<nav aria-label="Graph kind">${buttons.join('')}</nav><div class="graph" tabindex="0" role="group" aria-label="${escapeHtml(title)}">${drawing}</div>`;
    panel.title = title;
    panel.webview.html = page(panel.webview, this.context.extensionUri, title, body);
  }

  /** The picture as SVG, and beside it the graph itself, which knows the place of each node; or why there is neither, in words. */
  private async drawing({ uri, module, kind }: Place): Promise<string> {
    const params: GraphParams = { uri, kind, ...(module === undefined ? {} : { module }) };
    try {
      const [picture, graph] = await Promise.all([
        this.server.request<GraphText>(methods.graph, { ...params, format: 'svg' }),
        this.server.request<Graph>(methods.graph, { ...params, format: 'json' }),
      ]);
      this.nodes = graph.nodes;
      const notes = (graph.notes ?? []).map((note) => `<p class="muted">${escapeHtml(note)}</p>`).join('');
      if (graph.nodes.length === 0) return notes === '' ? '<p class="muted">Nothing to show.</p>' : notes;
      return picture.text.slice(Math.max(0, picture.text.indexOf('<svg'))) + notes;
    } catch (error) {
      return `<p role="alert">${escapeHtml(error instanceof Error ? error.message : String(error))}</p>`;
    }
  }

  private create(): vscode.WebviewPanel {
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('signoff.graph', 'Graph', where, { enableScripts: true, localResourceRoots: [media] });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage(({ action, value }: WebviewMessage) => {
      if (action === 'kind') void this.switchTo(value);
      if (action === 'node' || action === 'edge') void this.goTo(action, value);
    });
    return panel;
  }

  private async switchTo(value: string): Promise<void> {
    const kind = graphKinds.find((one) => one === value);
    if (kind === undefined || this.place === undefined) return;
    this.place = { ...this.place, kind };
    await this.draw();
  }

  /** Nodes are named by their id; an arrow names its line, which is in the file of the module. */
  private async goTo(action: 'node' | 'edge', value: string): Promise<void> {
    if (this.place === undefined) return;
    const node = action === 'node' ? this.nodes.find(({ id }) => id === value) : undefined;
    const line = node?.line ?? Number(value);
    if (!Number.isInteger(line)) return;
    const uri = node === undefined ? this.place.uri : vscode.Uri.file(node.file).toString();
    const name = node === undefined ? '' : (node.id.split('.').pop() ?? '');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const column = document.lineAt(Math.min(line, document.lineCount) - 1).text.indexOf(name) + 1;
    await vscode.commands.executeCommand('signoff.openLocation', uri, line, Math.max(1, column));
  }
}
