import * as vscode from 'vscode';
import { methods, type EvidenceResult, type ShowValuesResult, type VerifyResult } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { evidenceBody } from './evidencePage';
import { page, type WebviewMessage } from './html';
import { leavePage } from './leavePage';
import type { WaveformPlace } from './waveViewerCalls';
import { openWaveform } from './waveViewers';

interface Shown {
  readonly evidence: EvidenceResult;
  readonly uri?: string;
  readonly version?: number;
  /** The cycle whose values stand in the sources. */
  readonly valuesAt?: number | undefined;
  /** What else the job that the verdict is of has to tell, as HTML. */
  readonly more?: string;
}

/** One page beside the editor with the evidence last asked for. It says so itself when the text it is about was edited. */
export class EvidenceView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Shown | undefined;
  private latest: Shown | undefined;
  private readonly listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (this.shown?.uri === document.uri.toString() && document.version !== this.shown.version) this.render(false);
  });

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {}

  /** Remembers a verdict as the latest; `reveal` opens it without taking the focus. `more` is what else a job tells, as HTML. */
  offer(uri: string, verdict: VerifyResult, reveal: boolean, more = ''): void {
    const version = verdict.documentVersion;
    this.latest = { evidence: { verdict }, uri, more, ...(version === undefined ? {} : { version }) };
    if (reveal) this.open(this.latest);
    else if (this.panel !== undefined && this.shown?.evidence.verdict.module === verdict.module) this.open(this.latest);
  }

  async show(id: string): Promise<void> {
    const known = this.latest?.evidence.verdict.id === id ? this.latest : undefined;
    const evidence = await this.server.request<EvidenceResult>(methods.evidence, { id });
    this.open({ ...(known ?? {}), evidence });
  }

  showLatest(): void {
    if (this.latest === undefined) {
      void vscode.window.showInformationMessage('Signoff: nothing was verified yet. Run "Signoff: Verify Module" first.');
      return;
    }
    this.open(this.latest);
  }

  dispose(): void {
    this.listener.dispose();
    this.panel?.dispose();
  }

  private open(shown: Shown): void {
    this.shown = shown;
    this.panel ??= this.create();
    this.panel.title = `Evidence: ${shown.evidence.verdict.module ?? shown.evidence.verdict.verdict}`;
    this.render(true);
    if (!this.panel.visible) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  private create(): vscode.WebviewPanel {
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('signoff.evidence', 'Evidence', where, {
      enableScripts: true,
      localResourceRoots: [media],
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    panel.webview.onDidReceiveMessage((message: WebviewMessage) => void this.receive(message));
    panel.webview.html = page(panel.webview, this.context.extensionUri, 'Evidence', '<main tabindex="-1"></main>');
    return panel;
  }

  /** Sends the page its text, which it also asks for whenever it is loaded. `fresh`: of other evidence than it shows. */
  private render(fresh: boolean): void {
    if (this.panel === undefined || this.shown === undefined) return;
    const { evidence, uri, version, valuesAt, more } = this.shown;
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    const stale = version !== undefined && document !== undefined && document.version !== version;
    void this.panel.webview.postMessage({ type: 'body', html: evidenceBody(evidence, stale, valuesAt, more), fresh });
  }

  /** Values of a cycle in the sources of both sides, or none. */
  private async showValues(cycle: number | undefined): Promise<void> {
    const { uri, evidence } = this.shown ?? {};
    if (this.shown === undefined || uri === undefined || evidence?.verdict.id === undefined) return;
    const asked = { uri, id: evidence.verdict.id, ...(cycle === undefined ? {} : { cycle }) };
    const answer = await this.server.request<ShowValuesResult>(methods.showValues, asked);
    this.shown = { ...this.shown, valuesAt: answer.cycle };
    this.render(false);
  }

  /** The last sample of the dump is the difference; its signals stand below a scope for each side. */
  private placeInWaveform(): WaveformPlace {
    const found = this.shown?.evidence.verdict.counterexample;
    const names = Object.keys(found?.signals ?? {});
    const trace = found?.trace;
    if (found === undefined || trace === undefined) return {};
    const inside = (side: 'golden' | 'candidate'): string[] => names.filter((name) => name in trace[side]).map((name) => `${side}.${name}`);
    const inputs = Object.keys(trace.inputs).map((name) => `inputs.${name}`);
    return { signals: [...inputs, ...inside('golden'), ...inside('candidate')] };
  }

  private async receive(message: WebviewMessage): Promise<void> {
    switch (message.action) {
      case 'ready':
        return this.render(true);
      case 'leave':
        return leavePage();
      case 'open': {
        const { file, line, column } = JSON.parse(message.value) as { file: string; line: number; column: number };
        await vscode.commands.executeCommand('signoff.openLocation', vscode.Uri.file(file).toString(), line, column);
        return;
      }
      case 'vcd':
        await openWaveform(vscode.Uri.file(message.value), this.placeInWaveform());
        return;
      case 'values':
        return this.showValues(message.value === '' ? undefined : Number(message.value));
      case 'copy':
        if (this.shown !== undefined) await vscode.env.clipboard.writeText(JSON.stringify(this.shown.evidence, null, 2));
        vscode.window.setStatusBarMessage('Signoff: evidence copied', 3000);
        return;
      default:
        return;
    }
  }
}
