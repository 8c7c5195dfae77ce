import * as vscode from 'vscode';

/** A quiet note behind a suggestion just accepted: what it passed, with its evidence one click away. It goes with the next edit. */
export class AcceptedSuggestions implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private marked: { editor: vscode.TextEditor; version: number } | undefined;
  private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (this.marked?.editor.document === document && document.version !== this.marked.version) this.clear();
  });

  mark(uri: string, id: string, reason: string): void {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.document.uri.toString() !== vscode.Uri.parse(uri).toString()) return;
    const line = editor.document.lineAt(editor.selection.active.line);
    const hover = new vscode.MarkdownString(
      `Signoff: [evidence](command:signoff.showEvidence?${encodeURIComponent(JSON.stringify([id]))})`,
    );
    hover.isTrusted = { enabledCommands: ['signoff.showEvidence'] };
    editor.setDecorations(this.decoration, [
      {
        range: new vscode.Range(line.range.end, line.range.end),
        hoverMessage: hover,
        renderOptions: { after: { contentText: `✓ ${short(reason)}` } },
      },
    ]);
    this.marked = { editor, version: editor.document.version };
  }

  dispose(): void {
    this.listener.dispose();
    this.decoration.dispose();
  }

  private clear(): void {
    this.marked?.editor.setDecorations(this.decoration, []);
    this.marked = undefined;
  }
}

function short(reason: string): string {
  const line = reason.split('\n', 1)[0] ?? '';
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
