import * as vscode from 'vscode';

/** Language ids of Verilog in the wild: some extensions split off the headers. */
export const languageIds = ['verilog', 'systemverilog', 'verilogheader', 'systemverilogheader'] as const;

export const hdlSelector: vscode.DocumentSelector = languageIds.map((language) => ({ language }));

export function isHdl(document: vscode.TextDocument): boolean {
  return (languageIds as readonly string[]).includes(document.languageId);
}

/** VHDL can be explained, and nothing else is done with it. */
export function isVhdl(document: vscode.TextDocument): boolean {
  return document.languageId === 'vhdl' || /\.vhdl?$/i.test(document.uri.path);
}

/** The only reader of the editor's configuration on this side; the server asks for its own. */
export function ghostTextEnabled(scope?: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('signoff', scope).get('completion.enabled', true);
}

/** Whether Copilot may be told declarations of other files. */
export function copilotMayBeTold(): boolean {
  return vscode.workspace.getConfiguration('signoff').get('copilot.context', false);
}

/** Turns ghost text on or off for the user, and where the workspace says otherwise, there. Gives the new value. */
export async function toggleGhostText(scope?: vscode.Uri): Promise<boolean> {
  const configuration = vscode.workspace.getConfiguration('signoff', scope);
  const next = !ghostTextEnabled(scope);
  const local = configuration.inspect<boolean>('completion.enabled')?.workspaceValue !== undefined;
  const target = local ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('completion.enabled', next, target);
  return next;
}
