import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

const remembered = 'signoff.launcher';
const marker = 'Written by the Signoff extension';
const windows = process.platform === 'win32';

/** Writes a `signoff` program into a folder of the user's choice: the command line for people who have only the extension. */
export async function installLauncher(context: vscode.ExtensionContext): Promise<void> {
  const usual = windows ? path.join(os.homedir(), 'bin') : path.join(os.homedir(), '.local', 'bin');
  const folder = await vscode.window.showInputBox({
    title: 'Install the signoff command',
    prompt: 'Folder to write the launcher into. It should be on your PATH.',
    value: usual,
    ignoreFocusOut: true,
    validateInput: (text) => (path.isAbsolute(text.trim()) ? undefined : 'An absolute path, please'),
  });
  if (folder === undefined) return;
  const file = path.join(folder.trim(), windows ? 'signoff.cmd' : 'signoff');
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== undefined && !before.includes(marker)) {
    void vscode.window.showErrorMessage(`${file} exists and was not written by Signoff: it was left alone.`);
    return;
  }
  try {
    await write(context, file);
  } catch (error) {
    void vscode.window.showErrorMessage(`Could not write ${file}: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  await context.globalState.update(remembered, file);
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).includes(path.dirname(file));
  void vscode.window.showInformationMessage(
    onPath
      ? `Installed ${file}. Try: signoff doctor`
      : `Installed ${file}. Add ${path.dirname(file)} to your PATH to run "signoff doctor".`,
  );
}

/** An update of the extension moves it: a launcher that we wrote is pointed at the new place. */
export async function refreshLauncher(context: vscode.ExtensionContext): Promise<void> {
  const file = context.globalState.get<string>(remembered);
  if (file === undefined) return;
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before?.includes(marker) === true && before !== launcherText(context)) await write(context, file);
}

async function write(context: vscode.ExtensionContext, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, launcherText(context));
  if (!windows) await chmod(file, 0o755);
}

/** The editor's own Node runs it: it is known to be new enough, and there need be no other on the machine. */
function launcherText(context: vscode.ExtensionContext): string {
  const program = context.asAbsolutePath(path.join('dist', 'cli.js'));
  if (windows) {
    return `@rem ${marker}\r\n@set ELECTRON_RUN_AS_NODE=1\r\n@"${process.execPath}" "${program}" %*\r\n`;
  }
  const node = quoted(process.execPath);
  return `#!/bin/sh
# ${marker}
if [ -x ${node} ]; then ELECTRON_RUN_AS_NODE=1 exec ${node} ${quoted(program)} "$@"; fi
exec node ${quoted(program)} "$@"
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
