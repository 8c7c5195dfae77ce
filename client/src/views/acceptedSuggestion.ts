import * as vscode from 'vscode';
import {
  methods,
  type AcceptedSuggestionParams,
  type AcceptedSuggestionResult,
  type TakenSuggestion,
} from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { afterChange, type Stretch } from '../stretch';

/** A suggestion that was taken, as long as it stands there as it was. */
interface Taken {
  readonly document: vscode.TextDocument;
  readonly version: number;
  stretch: Stretch;
  /** Part of it that another reply has otherwise. */
  readonly doubt?: { readonly part: Stretch; readonly other: string };
  readonly id: string;
  /** What it passed, or what refutes it; '' when there was an edit since. */
  reason: string;
  refuted: boolean;
}

/**
 * What a suggestion that was taken passed, said quietly behind it, with its evidence one click away: gone with the next edit. Meanwhile what takes
 * longer goes on in the server. What that refutes, and where other replies of the model disagree, stays marked while the text stands as it was taken;
 * one click takes it out again. Nothing here opens a message.
 */
export class AcceptedSuggestions implements vscode.Disposable {
  private readonly quiet = decoration({ after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' } });
  private readonly loud = decoration({ after: { color: new vscode.ThemeColor('editorError.foreground'), margin: '0 0 0 2em' } });
  private readonly doubtful = decoration({ border: '1px dotted', borderColor: new vscode.ThemeColor('editorWarning.foreground') });
  private taken: Taken[] = [];
  private readonly disposables = [
    vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
    vscode.workspace.onDidCloseTextDocument((document) => this.keep((one) => one.document !== document)),
    vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
  ];

  constructor(private readonly server: LanguageServer) {}

  /** Called by the editor when a suggestion was taken. */
  async mark(uri: string, id: string, reason: string, given: TakenSuggestion): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.toString() !== vscode.Uri.parse(uri).toString()) return;
    const start = document.offsetAt(new vscode.Position(given.line, given.character));
    const { differs } = given;
    const doubt = differs === undefined ? {} : { doubt: { part: { start: differs.start, end: differs.end }, other: differs.other } };
    const stretch = { start, end: start + given.text.length };
    if (document.getText().slice(start, stretch.end) !== given.text) return;
    const taken: Taken = { document, version: document.version, stretch, id, reason, refuted: false, ...doubt };
    this.taken.push(taken);
    this.draw();
    const params: AcceptedSuggestionParams = { uri, id };
    const { verdict } = await this.server.request<AcceptedSuggestionResult>(methods.acceptedSuggestion, params);
    if (verdict === undefined || verdict.verdict === 'unknown' || verdict.verdict === 'broken') return;
    taken.refuted = verdict.verdict === 'refuted';
    Object.assign(taken, { reason: verdict.reason, id: verdict.id ?? id });
    this.draw();
  }

  /** Takes a suggestion out of its document again, where it stands as it was taken. */
  async takeOut(id: string): Promise<void> {
    const taken = this.taken.find((one) => one.id === id);
    if (taken === undefined) return;
    const edit = new vscode.WorkspaceEdit();
    edit.delete(taken.document.uri, rangeOf(taken.document, taken.stretch));
    await vscode.workspace.applyEdit(edit);
  }

  dispose(): void {
    for (const one of [...this.disposables, this.quiet, this.loud, this.doubtful]) one.dispose();
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || !this.taken.some((one) => one.document === document)) return;
    this.keep((one) => {
      if (one.document !== document || document.version === one.version) return true;
      let stretch: Stretch | undefined = one.stretch;
      for (const change of contentChanges) stretch &&= afterChange(stretch, change);
      if (stretch !== undefined) one.stretch = stretch;
      if (!one.refuted) one.reason = '';
      return stretch !== undefined;
    });
  }

  private keep(condition: (one: Taken) => boolean): void {
    this.taken = this.taken.filter(condition);
    this.draw();
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = this.taken.filter((one) => one.document === editor.document);
      editor.setDecorations(this.quiet, here.filter((one) => !one.refuted && one.reason !== '').map(noteOf));
      editor.setDecorations(this.loud, here.filter((one) => one.refuted).map(noteOf));
      editor.setDecorations(this.doubtful, here.flatMap(doubtOf));
    }
  }
}

function decoration(style: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({ ...style, rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed });
}

function noteOf({ document, stretch, reason, id, refuted }: Taken): vscode.DecorationOptions {
  const { end } = document.lineAt(document.positionAt(stretch.end).line).range;
  const links = [link('evidence', 'signoff.showEvidence', id), ...(refuted ? [link('take it out', 'signoff.takeOutSuggestion', id)] : [])];
  // Behind the line stands its beginning only.
  const hover = words(`Signoff: ${links.join(' · ')}\n\n`).appendText(reason);
  const contentText = `${refuted ? '✗' : '✓'} ${short(reason)}`;
  return { range: new vscode.Range(end, end), hoverMessage: hover, renderOptions: { after: { contentText } } };
}

function doubtOf({ document, stretch, doubt, id }: Taken): vscode.DecorationOptions[] {
  if (doubt === undefined) return [];
  const range = rangeOf(document, { start: stretch.start + doubt.part.start, end: stretch.start + doubt.part.end });
  const hover = words(`Another reply behaves otherwise (${link('evidence', 'signoff.showEvidence', id)}):`);
  hover.appendCodeblock(doubt.other, 'systemverilog');
  return [{ range, hoverMessage: hover }];
}

function words(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown);
  text.isTrusted = { enabledCommands: ['signoff.showEvidence', 'signoff.takeOutSuggestion'] };
  return text;
}

function link(text: string, command: string, argument: string): string {
  return `[${text}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}

function rangeOf(document: vscode.TextDocument, { start, end }: Stretch): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function short(reason: string): string {
  const line = reason.split('\n', 1)[0] ?? '';
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
