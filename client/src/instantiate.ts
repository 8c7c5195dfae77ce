import * as vscode from 'vscode';
import { methods, type InstantiableResult, type InstantiateResult } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';

/** Asks for a module of the project and has the server put an instance of it behind the line of the cursor. */
export async function instantiateModule(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const uri = editor.document.uri.toString();
  const list = async (): Promise<vscode.QuickPickItem[]> => {
    const { modules } = await server.request<InstantiableResult>(methods.instantiable, {});
    return modules.map(({ name, path }) => ({ label: name, description: vscode.workspace.asRelativePath(path) }));
  };
  const picked = await vscode.window.showQuickPick(list(), { title: 'Instantiate Module', matchOnDescription: true });
  if (picked === undefined) return;
  const { line, character } = editor.selection.active;
  await server.request<InstantiateResult>(methods.instantiate, { uri, module: picked.label, position: { line, character } });
}
