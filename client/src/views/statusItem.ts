import * as vscode from 'vscode';
import { methods, type StatusParams } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import type { ServerState } from '../serverSupervisor';
import { hdlSelector } from '../settings';

const severities = {
  info: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

/** What works now and why nothing is shown, in the editor's language status menu: verification, model, suggestions. */
export class StatusItems implements vscode.Disposable {
  private readonly items = new Map<StatusParams['item'], vscode.LanguageStatusItem>();
  private readonly listeners: vscode.Disposable[] = [];

  constructor(server: LanguageServer) {
    this.add('verification', 'Signoff verification', 'Starting');
    this.add('model', 'Signoff model', 'Model: builtin');
    this.add('suggestions', 'Signoff suggestions', 'No suggestion yet');
    this.set({ item: 'model', text: 'Model', severity: 'info' });
    server.onNotification<StatusParams>(methods.status, (status) => this.set(status));
    this.listeners.push(server.onState((state) => this.serverState(state)));
  }

  dispose(): void {
    for (const one of [...this.items.values(), ...this.listeners]) one.dispose();
  }

  private add(item: StatusParams['item'], name: string, text: string): void {
    const status = vscode.languages.createLanguageStatusItem(`signoff.${item}`, hdlSelector);
    status.name = name;
    status.text = text;
    if (item === 'model') status.command = settingsCommand('Change', 'signoff.model');
    this.items.set(item, status);
  }

  private set({ item, text, detail, severity, busy, evidence }: StatusParams): void {
    const status = this.items.get(item);
    if (status === undefined) return;
    status.text = text;
    status.detail = detail ?? '';
    status.severity = severities[severity];
    status.busy = busy === true;
    if (item === 'model') return;
    if (evidence !== undefined) status.command = { title: 'Show Evidence', command: 'signoff.showEvidence', arguments: [evidence] };
    else if (item === 'verification' && !vscode.workspace.isTrusted)
      status.command = { title: 'Manage Trust', command: 'workbench.trust.manage' };
    else status.command = undefined;
  }

  private serverState(state: ServerState): void {
    if (state === 'running') return;
    this.set({
      item: 'verification',
      text: state === 'starting' ? 'Signoff is starting' : 'Signoff is stopped',
      detail: state === 'failed' ? 'The language server ended too often or did not start; its output says why' : '',
      severity: state === 'failed' ? 'error' : 'info',
      busy: state === 'starting',
    });
    const status = this.items.get('verification');
    if (status !== undefined && state === 'failed') status.command = { title: 'Restart', command: 'signoff.restartServer' };
  }
}

function settingsCommand(title: string, query: string): vscode.Command {
  return { title, command: 'workbench.action.openSettings', arguments: [query] };
}
