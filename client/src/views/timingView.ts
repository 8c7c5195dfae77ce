import path from 'node:path';
import * as vscode from 'vscode';
import type { TimingFix } from '../../../server/src/protocol/contract';
import { methods, type RanksChangedParams, type TimingChangedParams, type TimingSearchParams } from '../../../server/src/protocol/requests';
import { FirstStep } from '../firstStep';
import type { LanguageServer } from '../languageClient';
import { isHdl } from '../settings';
import type { EvidenceView } from './evidence';
import { page } from './html';
import { leavePage } from './leavePage';
import { openVersions, type Proposals } from './proposals';
import { withEdits } from './proposedText';
import { isOlder } from './timingTree';
import { fixRow, ranksPage, signed, timingBody, timingPage, type FromTimingPage, type ToTimingPage } from './timingPage';

const caretPause = 150;

/** Slack histogram, paths with their steps, and fixes of the last timing result, on one page. A click goes to the source; the caret marks the paths through its line. */
export class TimingView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private current: TimingChangedParams | undefined;
  private ranked: RanksChangedParams | undefined;
  private shown: (ToTimingPage & { type: 'timing' }) | undefined;
  private following = true;
  /** The page, which may still be loading, is to open its list of what is not offered. */
  private wantsDeclined = false;
  private moved: NodeJS.Timeout | undefined;
  private readonly listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
    if (this.panel?.visible !== true || !this.following || !isHdl(textEditor.document)) return;
    clearTimeout(this.moved);
    this.moved = setTimeout(() => this.postPlace(textEditor), caretPause);
  });

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
    private readonly evidence: EvidenceView,
    private readonly proposals: Proposals,
  ) {
    server.onNotification<TimingChangedParams>(methods.timingChanged, (params) => this.update(params));
    server.onNotification<RanksChangedParams>(methods.ranksChanged, (params) => this.updateRanks(params));
    server.onNotification<TimingSearchParams>(methods.timingSearch, ({ uri, doing }) => {
      if (this.shown?.searching === true && this.current?.uri === uri) this.post({ type: 'doing', text: doing });
    });
  }

  updateRanks(params: RanksChangedParams): void {
    this.ranked = params;
    this.current = undefined;
    this.wantsDeclined = false;
    this.render();
  }

  /** `asked`: it answers somebody, who waits for it. */
  update(params: TimingChangedParams, asked = false): void {
    if (isOlder(this.current, params, asked)) return;
    this.current = params;
    this.ranked = undefined;
    this.wantsDeclined = false;
    this.render();
  }

  /** Opens the page; where nothing was timed yet, or the text was edited since, the module in sight is. */
  async show(): Promise<void> {
    this.panel ??= this.create();
    this.panel.reveal(this.panel.viewColumn ?? vscode.ViewColumn.Beside, true);
    const of = this.current ?? this.ranked;
    if (of === undefined || of.stale === true) await vscode.commands.executeCommand('signoff.analyzeTiming');
    this.render();
  }

  /** Opens the page with the rewrites that are not offered, each with its reason. */
  async showDeclined(): Promise<void> {
    await this.show();
    this.wantsDeclined = true;
    this.post({ type: 'declined' });
  }

  dispose(): void {
    clearTimeout(this.moved);
    this.listener.dispose();
    this.panel?.dispose();
  }

  private create(): vscode.WebviewPanel {
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('signoff.timingPage', 'Timing', where, {
      enableScripts: true,
      localResourceRoots: [media],
    });
    panel.onDidDispose(() => (this.panel = undefined));
    panel.webview.onDidReceiveMessage((message: FromTimingPage) => void this.receive(message));
    const assets = { script: 'timing/main.js', styles: ['webview.css', 'timing.css'] };
    panel.webview.html = page(panel.webview, this.context.extensionUri, 'Timing', timingBody, assets);
    return panel;
  }

  private render(): void {
    const { panel, current, ranked } = this;
    const of = current ?? ranked;
    if (panel === undefined || of === undefined) return;
    const short = (file: string): string => path.posix.basename(file.replaceAll('\\', '/'));
    const shown = 'ranks' in of ? ranksPage(of, absolute, short) : timingPage(of, absolute, short);
    this.shown = shown;
    panel.title = `Timing: ${path.posix.basename(vscode.Uri.parse(of.uri).path)}`;
    this.post(shown);
    const editor = vscode.window.visibleTextEditors.find(({ document }) => isHdl(document));
    if (this.following && editor !== undefined) this.postPlace(editor);
  }

  private post(message: ToTimingPage): void {
    void this.panel?.webview.postMessage(message);
  }

  private postPlace({ document, selection }: vscode.TextEditor): void {
    this.post({ type: 'place', file: document.uri.fsPath, line: selection.active.line + 1 });
  }

  private async receive({ action, value }: FromTimingPage): Promise<void> {
    switch (action) {
      case 'ready':
        this.render();
        if (this.wantsDeclined) this.post({ type: 'declined' });
        return;
      case 'follow':
        this.following = value === 'true';
        return;
      case 'leave':
        return leavePage();
      case 'analyze':
        await vscode.commands.executeCommand('signoff.analyzeTiming');
        return;
      case 'stop':
        if (this.current !== undefined) await this.server.request(methods.stopTimingFixes, { uri: this.current.uri });
        return;
      case 'open': {
        const [key, step] = value.split(' ').map(Number);
        const found = this.shown?.rows[key ?? -1]?.steps[step ?? -1];
        if (found?.file === undefined) return;
        const uri = vscode.Uri.file(found.file).toString();
        await vscode.commands.executeCommand('signoff.openLocation', uri, found.line, found.column, true);
        return;
      }
      case 'preview':
        return this.preview(this.current?.timing.fixes[Number(value)]);
      case 'evidence': {
        const fix = this.current?.timing.fixes[Number(value)];
        if (fix !== undefined && this.current !== undefined) this.evidence.offer(this.current.uri, fix.verdict, true);
        return;
      }
    }
  }

  /** The fixes of a document: the only one as a preview, several to choose from. */
  async previewFixes(uri: string): Promise<void> {
    const fixes = this.current?.uri === uri ? this.current.timing.fixes : [];
    const items = fixes.map((fix) => {
      const { title, before, after, strength, partial, more } = fixRow(fix);
      return {
        label: title,
        description: `${partial ? 'partial: ' : ''}${signed(before)} → ${signed(after)} ns ${more}, ${strength}`,
        fix,
      };
    });
    const chosen = items.length <= 1 ? items[0] : await vscode.window.showQuickPick(items, { title: 'Preview a timing fix' });
    if (chosen !== undefined) await this.preview(chosen.fix);
    else if (items.length === 0) throw new FirstStep('There is no timing fix of this file any more: analyze timing again.');
  }

  /** What a fix makes of its files, to be reviewed: nothing is changed before it is agreed to. */
  private async preview(fix: TimingFix | undefined): Promise<void> {
    if (fix === undefined || this.current === undefined) return;
    const { uri, stale, gone } = this.current;
    if (stale === true) {
      const edited = 'the text was edited since; save it, and timing is analyzed again';
      void vscode.window.showInformationMessage(`Signoff: ${gone ?? edited}.`);
      return;
    }
    const asked = openVersions();
    const names = [...new Set(fix.edits.map(({ file }) => absolute(file)))];
    const files = names.map(async (file) => {
      const text = (await vscode.workspace.openTextDocument(file)).getText();
      const edits = fix.edits.filter((one) => absolute(one.file) === file);
      return { file, text: withEdits(text, edits), created: false };
    });
    const gain = fix.title.includes('→') ? '' : ` (${signed(fix.before.wns)} → ${signed(fix.after.wns)} ns)`;
    await this.proposals.offer({
      title: `Timing fix of ${fix.verdict.module ?? path.basename(names[0] ?? '')}`,
      words: `${fix.title}${gain}. It is ${fix.verdict.reason}.`,
      files: await Promise.all(files),
      asked,
      evidence: () => this.evidence.offer(uri, fix.verdict, true),
    });
  }
}

function absolute(file: string): string {
  return path.isAbsolute(file) ? file : path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', file);
}
