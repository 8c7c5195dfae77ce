import * as vscode from 'vscode';
import { isHdl } from '../settings';

/** Escape in a page of ours: the focus goes back to the text beside it, Verilog first. */
export async function leavePage(): Promise<void> {
  const editors = vscode.window.visibleTextEditors.filter(({ viewColumn }) => viewColumn !== undefined);
  const editor = editors.find(({ document }) => isHdl(document)) ?? editors[0];
  if (editor?.viewColumn === undefined) return;
  await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn, selection: editor.selection });
}
