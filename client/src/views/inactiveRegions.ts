import * as vscode from 'vscode';
import { methods, type InactiveRegionsParams } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';

/** Dims what the conditionals of the preprocessor switch off, in every editor that shows it. */
export class InactiveRegions implements vscode.Disposable {
  private readonly dimmed = vscode.window.createTextEditorDecorationType({ opacity: '0.55' });
  private readonly regions = new Map<string, vscode.Range[]>();
  private readonly listeners: vscode.Disposable[] = [];

  constructor(server: LanguageServer) {
    server.onNotification<InactiveRegionsParams>(methods.inactiveRegions, ({ uri, regions }) => {
      const ranges = regions.map((one) => new vscode.Range(one.line - 1, one.column - 1, one.endLine - 1, one.endColumn - 1));
      this.regions.set(keyOf(vscode.Uri.parse(uri)), ranges);
      for (const editor of vscode.window.visibleTextEditors) this.dim(editor);
    });
    this.listeners.push(
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.dim(editor))),
      vscode.workspace.onDidCloseTextDocument((document) => this.regions.delete(keyOf(document.uri))),
      // A server that comes up again knows nothing of what the one before it said.
      server.onState((state) => {
        if (state !== 'running') this.clear();
      }),
    );
  }

  dispose(): void {
    for (const one of [this.dimmed, ...this.listeners]) one.dispose();
  }

  private clear(): void {
    this.regions.clear();
    for (const editor of vscode.window.visibleTextEditors) this.dim(editor);
  }

  private dim(editor: vscode.TextEditor): void {
    editor.setDecorations(this.dimmed, this.regions.get(keyOf(editor.document.uri)) ?? []);
  }
}

/** Server and editor may spell an URI differently. */
function keyOf(uri: vscode.Uri): string {
  return uri.toString();
}
