import * as vscode from 'vscode';
import { page, type WebviewMessage } from './html';
import { leavePage } from './leavePage';

/** One page beside the editor for what a job tells: links to lines, and the way to the evidence of what it says. */
export class ReportView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  show(title: string, body: string): void {
    this.panel ??= this.create();
    this.panel.title = title;
    this.panel.webview.html = page(this.panel.webview, this.context.extensionUri, title, body);
    if (!this.panel.visible) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private create(): vscode.WebviewPanel {
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('signoff.report', 'Report', where, {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.context.extensionUri, 'media')],
    });
    panel.onDidDispose(() => (this.panel = undefined));
    panel.webview.onDidReceiveMessage((message: WebviewMessage) => void receive(message));
    return panel;
  }
}

async function receive({ action, value }: WebviewMessage): Promise<void> {
  if (action === 'leave') await leavePage();
  if (action === 'evidence') await vscode.commands.executeCommand('signoff.showEvidence', value);
  if (action !== 'open') return;
  const { file, line, column } = JSON.parse(value) as { file: string; line: number; column: number };
  await vscode.commands.executeCommand('signoff.openLocation', vscode.Uri.file(file).toString(), line, column);
}
