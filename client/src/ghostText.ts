import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { LateSuggestions, type Place } from './lateSuggestions';
import { ghostTextEnabled, isHdl } from './settings';

type Answer = vscode.InlineCompletionItem[] | vscode.InlineCompletionList;

/** Longer than the editor takes to ask by itself (ms). */
const pauseBeforeFirst = 1000;

/** A change that somebody typed: the text it made, and the line it ends in. */
interface Typed {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly line: number;
}

/** Between the editor's requests for ghost text and the language server: whoever types and pauses sees the suggestion, however late. */
export class GhostText implements vscode.Disposable {
  private readonly late: LateSuggestions<Answer>;
  private readonly disposables: vscode.Disposable[];
  /** Where somebody typed last. */
  private typed: Typed | undefined;
  /** How often the editor has asked. */
  private requests = 0;
  /** How often it has asked without an entry of its list selected. */
  private plainRequests = 0;
  private served = false;
  private watch: NodeJS.Timeout | undefined;
  /** The next request made by hand is our own doing, for somebody who typed. */
  private forTyping = false;
  readonly middleware: Pick<Middleware, 'provideInlineCompletionItems' | 'provideCompletionItem'>;

  /** `debug` writes to the log, for whoever asks why no ghost text was seen. */
  constructor(private readonly debug: (words: string) => void) {
    this.typed = typedBefore();
    const askAgain = (): Promise<void> => this.ask('it came after the editor stopped waiting');
    const cancellation = (): vscode.CancellationTokenSource => new vscode.CancellationTokenSource();
    const say = (words: string): void => this.debug(`ghost text at ${words}`);
    const closeList = (): Promise<void> => this.closeList();
    const offerInPlaceOfList = (): Promise<void> => this.offerAgain('the editor has asked beside a list only since it started');
    this.late = new LateSuggestions(
      { isAt, askAgain, closeList, offerInPlaceOfList, cancellation, now: () => performance.now(), say },
      (answer) => itemsOf(answer).length > 0,
    );
    const moved = (): void => this.late.moved();
    this.disposables = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.remember(event);
        moved();
      }),
      vscode.window.onDidChangeTextEditorSelection(moved),
      vscode.window.onDidChangeActiveTextEditor(moved),
    ];
    this.middleware = {
      provideCompletionItem: async (document, position, context, token, next) => {
        const words = await next(document, position, context, token);
        this.late.listIsFilled();
        return words;
      },
      provideInlineCompletionItems: (document, position, given, token, next) => {
        const context = this.asMeant(given);
        const request = async (until: vscode.CancellationToken) => next(document, position, context, until);
        const place = { uri: document.uri.toString(), version: document.version, line: position.line, character: position.character };
        if (context.selectedCompletionInfo !== undefined) {
          // An entry selected in the suggest widget is the editor's to follow: it asks anew for each.
          this.late.listShows(place, context.selectedCompletionInfo.text);
          return request(token);
        }
        this.plainRequests++;
        return this.late.provide(place, context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke, token, request);
      },
    };
  }

  /**
   * To be called when the server is there, the first one or one after a crash: who typed before that was not asked for ghost text, or got none, and
   * would see none until the next keystroke.
   */
  async serverIsReady(): Promise<void> {
    this.served = true;
    await this.offerAgain('the server started after the last keystroke');
  }

  private async offerAgain(because: string): Promise<void> {
    const { typed } = this;
    const editor = vscode.window.activeTextEditor;
    if (typed === undefined || editor?.document !== typed.document || typed.document.version !== typed.version) return;
    const wanted = vscode.workspace.getConfiguration('editor', editor.document).get('inlineSuggest.enabled', true);
    if (!wanted || !ghostTextEnabled(editor.document.uri)) return;
    if (!editor.selection.isEmpty || editor.selection.active.line !== typed.line) return;
    // While nobody offered ghost text, the editor opened its list in place of it.
    await this.closeList();
    await this.askAnew(because);
  }

  dispose(): void {
    clearTimeout(this.watch);
    for (const one of this.disposables) one.dispose();
  }

  /** Has the editor ask at the cursor, as for typing where it knows the difference. */
  private ask(because: string): Promise<void> {
    this.debug(`ghost text is asked for again: ${because}`);
    return this.run('editor.action.inlineSuggest.trigger', { explicit: false });
  }

  /**
   * The same where the editor may have asked before: it holds that nothing has changed when a server that died answered nothing here, and then asks
   * only by hand.
   */
  private async askAnew(because: string): Promise<void> {
    const { requests } = this;
    await this.ask(because);
    if (this.requests !== requests) return;
    await this.closeList();
    this.forTyping = true;
    try {
      await this.run('editor.action.inlineSuggest.trigger');
    } finally {
      this.forTyping = false;
    }
  }

  private asMeant(context: vscode.InlineCompletionContext): vscode.InlineCompletionContext {
    this.requests++;
    const mine = this.forTyping && context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (mine) this.forTyping = false;
    return mine ? { ...context, triggerKind: vscode.InlineCompletionTriggerKind.Automatic } : context;
  }

  /** Only where words are wanted when there is no ghost text; whoever has chosen to see them always keeps them. */
  private async closeList(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const wanted = vscode.workspace.getConfiguration('editor', document).get<string | { other?: unknown }>('quickSuggestions');
    const inCode = typeof wanted === 'object' ? wanted.other : wanted;
    if (inCode !== 'offWhenInlineCompletions') return;
    this.debug('ghost text: the list of words gives way');
    await this.run('hideSuggestWidget');
  }

  private async run(command: string, ...args: readonly object[]): Promise<void> {
    try {
      await vscode.commands.executeCommand(command, ...args);
    } catch (error) {
      this.debug(`ghost text: ${String(error)}`);
    }
  }

  private remember({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges[0];
    if (change === undefined || !isHdl(document)) return;
    const line = change.range.start.line + change.text.split('\n').length - 1;
    this.typed = reason === undefined && change.text !== '' ? { document, version: document.version, line } : undefined;
    this.watchFirst();
  }

  /**
   * An editor that opened its list before anyone offered ghost text keeps it open over all that is typed on, and asks for nothing but what
   * continues the list's entry, or for nothing at all. So until it has asked once, whoever pauses is offered ghost text in place of that list.
   */
  private watchFirst(): void {
    clearTimeout(this.watch);
    if (!this.served || this.plainRequests > 0 || this.typed === undefined) return;
    const offer = (): void => {
      if (this.plainRequests === 0) void this.offerAgain('the editor has not asked since it started');
    };
    this.watch = setTimeout(offer, pauseBeforeFirst);
  }
}

function isAt(place: Place): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.version !== place.version || editor.document.uri.toString() !== place.uri) return false;
  const { active, isEmpty } = editor.selection;
  return isEmpty && active.line === place.line && active.character === place.character;
}

/** A text that has already changed when this extension is woken was typed into while nobody listened: where its cursor is now. */
function typedBefore(): Typed | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isHdl(editor.document) || !editor.document.isDirty || editor.document.version === 1) return undefined;
  return { document: editor.document, version: editor.document.version, line: editor.selection.active.line };
}

function itemsOf(answer: Answer): vscode.InlineCompletionItem[] {
  return Array.isArray(answer) ? answer : answer.items;
}
