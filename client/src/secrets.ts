import * as vscode from 'vscode';
import { methods, type SecretParams, type SecretResult } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';

const key = 'signoff.anthropic.apiKey';

/** The key leaves secret storage only in answer to the server's own request, which comes when the provider needs it. It is never logged. */
export function answerSecrets(server: LanguageServer, secrets: vscode.SecretStorage): void {
  server.onRequest<SecretParams, SecretResult>(methods.secret, async ({ name }) => {
    const value = name === 'anthropic' ? await secrets.get(key) : undefined;
    return value === undefined ? {} : { value };
  });
  secrets.onDidChange((change) => {
    if (change.key === key) server.notify(methods.secretChanged);
  });
}

export async function setApiKey(secrets: vscode.SecretStorage): Promise<void> {
  const value = await vscode.window.showInputBox({
    title: 'Anthropic API key',
    prompt: 'Kept in the editor’s secret storage. It is used only while the setting signoff.model names the provider anthropic.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' || /\s/.test(text.trim()) ? 'A key is one word' : undefined),
  });
  if (value === undefined) return;
  await secrets.store(key, value.trim());
  const model = vscode.workspace.getConfiguration('signoff').get('model', 'builtin');
  if (model.startsWith('anthropic')) return;
  const choice = await vscode.window.showInformationMessage(
    `The key is stored. Suggestions still come from "${model}": a key alone chooses nothing.`,
    'Use Anthropic',
  );
  if (choice !== undefined)
    await vscode.workspace.getConfiguration('signoff').update('model', 'anthropic', vscode.ConfigurationTarget.Global);
}

export async function clearApiKey(secrets: vscode.SecretStorage): Promise<void> {
  await secrets.delete(key);
  vscode.window.setStatusBarMessage('Signoff: the Anthropic key is deleted', 5000);
}
