import * as vscode from 'vscode';
import { graphKinds, sliceWays, type Graph, type SliceWay } from '../../../server/src/protocol/contract';
import type { GraphToDraw } from '../../../server/src/protocol/assistants';
import { methods, type GraphParams, type GraphText, type ModulesResult } from '../../../server/src/protocol/requests';
import { FirstStep } from '../firstStep';
import type { LanguageServer } from '../languageClient';
import { isHdl } from '../settings';
import {
  controlsOf,
  firstExtent,
  graphBody,
  graphTitles,
  isDataFlow,
  limitsOf,
  nearestSignal,
  type FromPage,
  type ToPage,
  type Wanted,
} from './graphPage';
import { page } from './html';
import { leavePage } from './leavePage';

/** A pause in typing (ms) after which the picture follows the text, and of the caret after which it follows that. */
const typingPause = 500;
const caretPause = 150;

const nothing: Graph = { module: '', kind: 'dfg', nodes: [], edges: [] };

/** Graphs of the module at the caret, drawn. A click goes to the source, the caret selects in the picture; parts are chosen above it. */
export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private wanted: Wanted | undefined;
  private graph: Graph = nothing;
  private leftOut = '';
  private last: ToPage | undefined;
  /** Of several processes or machines the one that is drawn; '' is all of them. */
  private shownPart: string | undefined;
  private following = true;
  /** What the caret was on last. */
  private caret = { word: '', line: 1 };
  private modules: ModulesResult['modules'] = [];
  private typed: NodeJS.Timeout | undefined;
  private moved: NodeJS.Timeout | undefined;
  private readonly listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (this.panel === undefined || document.uri.toString() !== this.wanted?.uri) return;
      clearTimeout(this.typed);
      this.typed = setTimeout(() => void this.draw(), typingPause);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (this.panel?.visible !== true || !this.following || !isHdl(textEditor.document)) return;
      clearTimeout(this.moved);
      this.moved = setTimeout(() => void this.follow(textEditor), caretPause);
    }),
  ];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {}

  /** Opens the picture of the module at the caret. `way`: of what drives the signal there, or of what it reaches. */
  async show(editor: vscode.TextEditor, way?: SliceWay): Promise<void> {
    const module = await this.locate(editor);
    const { word } = this.caret;
    if (way !== undefined && word === '') throw new FirstStep('Put the cursor on a signal first.');
    const uri = editor.document.uri.toString();
    const before = this.wanted;
    if (way !== undefined) this.wanted = { uri, module, kind: 'dfg', extent: firstExtent, slice: { of: word, way } };
    else this.wanted = { uri, module, kind: before?.kind ?? 'dfg', extent: firstExtent };
    await this.draw();
    if (way === undefined && isDataFlow(this.wanted.kind) && this.leftOut !== '') await this.narrow(word);
    if (this.panel?.visible === false) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  /** A module that is too large for one picture is shown from where the caret is: from the signal there, or else from the nearest. */
  private async narrow(word: string): Promise<void> {
    const [whole, nearest] = [this.wanted, nearestSignal(this.graph, this.caret.line)];
    for (const of of [word, nearest ?? '']) {
      if (of === '' || this.wanted !== whole) continue;
      await this.change({ slice: { of, way: 'both' } }, true);
      // What is too much as far as the next registers is less by one step.
      if (this.wanted !== whole && this.leftOut !== '') await this.change({ extent: 's1' }, true);
    }
  }

  /** Opens the picture of a graph that is known by name. */
  async open({ uri, kind, module }: GraphToDraw): Promise<void> {
    this.caret = { word: '', line: 1 };
    this.wanted = { uri, module, kind, extent: kind === 'hierarchy' ? 'all' : firstExtent };
    await this.draw();
    if (this.panel?.visible === false) this.panel.reveal(vscode.ViewColumn.Beside, true);
  }

  dispose(): void {
    clearTimeout(this.typed);
    clearTimeout(this.moved);
    for (const one of this.listeners) one.dispose();
    this.panel?.dispose();
  }

  /** Notes where the caret is, and gives the name of the module around it. */
  private async locate(editor: vscode.TextEditor): Promise<string | undefined> {
    const { document, selection } = editor;
    const word = document.getWordRangeAtPosition(selection.active);
    const line = selection.active.line + 1;
    this.caret = { word: word === undefined ? '' : document.getText(word), line };
    this.modules = (await this.server.request<ModulesResult>(methods.modules, { uri: document.uri.toString() })).modules;
    const inside = this.modules.find((one) => one.line <= line && line <= one.endLine);
    return (inside ?? this.modules.find((one) => one.kind === 'module'))?.name;
  }

  /** Another module is drawn, another process, the surroundings of another signal; in the same picture the node at the caret is selected. */
  private async follow(editor: vscode.TextEditor): Promise<void> {
    const module = await this.locate(editor).catch(() => undefined);
    const { wanted, caret } = this;
    if (wanted === undefined || module === undefined) return;
    const uri = editor.document.uri.toString();
    if (uri !== wanted.uri || module !== wanted.module) {
      this.wanted = { uri, module, kind: wanted.kind, extent: wanted.extent };
      await this.draw();
      return;
    }
    const process = wanted.kind === 'cfg' ? this.partAtCaret() : undefined;
    if (process !== undefined && wanted.part !== '' && this.shownPart !== process) return this.change({ part: process });
    const drawn = this.graph.nodes.some(({ id }) => id === caret.word || id.endsWith(`.${caret.word}`));
    const around = wanted.slice === undefined ? isDataFlow(wanted.kind) && this.leftOut !== '' && !drawn : wanted.slice.way === 'both';
    // Of a module that is too large for one picture the part around the caret is drawn, when the caret is on a signal.
    if (around && caret.word !== '' && caret.word !== wanted.slice?.of) await this.change({ slice: { of: caret.word, way: 'both' } }, true);
    this.post({ type: 'place', ...caret });
  }

  /** Draws something else of the same module. `onlyIfAny`: what is shown stays when there is no such thing. */
  private async change(change: Partial<Wanted>, onlyIfAny = false): Promise<void> {
    if (this.wanted === undefined) return;
    const before = this.wanted;
    this.wanted = { ...before, ...change };
    if (!(await this.draw(onlyIfAny)) && onlyIfAny) this.wanted = before;
  }

  private partAtCaret(): string | undefined {
    const { line, word } = this.caret;
    const parts = this.graph.parts ?? [];
    if (this.graph.kind === 'fsm') return parts.find(({ id }) => id === word)?.id;
    return parts.find((one) => one.line <= line && line <= one.endLine)?.id;
  }

  /** Gives whether there was something to draw. */
  private async draw(onlyIfAny = false): Promise<boolean> {
    const { wanted } = this;
    if (wanted === undefined) return false;
    const panel = (this.panel ??= this.create());
    const answer = await this.ask(wanted).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    // Something else was asked for meanwhile, or the page was closed.
    if (this.wanted !== wanted || this.panel !== panel) return true;
    if (typeof answer === 'string' && onlyIfAny) return false;
    const heading = `${graphTitles[wanted.kind]}: ${wanted.module ?? ''}`;
    panel.title = heading;
    const { graph = nothing, text, leftOut = '' }: Partial<GraphText> = typeof answer === 'string' ? {} : answer;
    const notes = typeof answer === 'string' ? [answer] : notesOf(graph);
    this.graph = graph;
    this.leftOut = leftOut;
    const signal = wanted.slice?.of ?? (this.caret.word === '' ? undefined : this.caret.word);
    const controls = controlsOf(wanted, graph, this.shownPart, signal);
    const key = JSON.stringify([{ ...wanted, part: this.shownPart }]);
    const picture = text === undefined ? {} : { svg: text };
    this.last = { type: 'picture', ...picture, graph, notes, leftOut, heading, controls, key };
    this.post(this.last);
    if (this.following) this.post({ type: 'place', ...this.caret });
    return typeof answer !== 'string';
  }

  private async ask(wanted: Wanted): Promise<GraphText> {
    const { uri, module, kind, slice } = wanted;
    const params: GraphParams = { uri, kind, ...(module === undefined ? {} : { module }) };
    this.shownPart = undefined;
    let part: Partial<GraphParams> = slice === undefined || !isDataFlow(kind) ? {} : slice;
    if (kind === 'cfg' || kind === 'fsm') {
      this.graph = await this.server.request<Graph>(methods.graph, params);
      // Control flow of all processes at once is only drawn when it is asked for.
      this.shownPart = wanted.part ?? this.partAtCaret() ?? (kind === 'cfg' ? this.graph.parts?.[0]?.id : '') ?? '';
      part = this.shownPart === '' ? {} : { of: this.shownPart };
    }
    return this.server.request<GraphText>(methods.graph, {
      ...params,
      ...part,
      ...limitsOf(wanted),
      across: wanted.across === true,
      format: 'svg',
    });
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  private create(): vscode.WebviewPanel {
    const { extensionUri } = this.context;
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const localResourceRoots = [vscode.Uri.joinPath(extensionUri, 'media')];
    const panel = vscode.window.createWebviewPanel('signoff.graph', 'Graph', where, { enableScripts: true, localResourceRoots });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage(({ action, value }: FromPage) => {
      this.receive(action, value).catch((error: unknown) => {
        void vscode.window.showErrorMessage(`Signoff: ${error instanceof Error ? error.message : String(error)}`);
      });
    });
    const assets = { script: 'graph/main.js', styles: ['webview.css', 'graph.css'] };
    panel.webview.html = page(panel.webview, extensionUri, 'Graph', graphBody, assets);
    return panel;
  }

  private async receive(action: FromPage['action'], value: string): Promise<void> {
    switch (action) {
      case 'ready':
        // What was drawn while the page was loading or hidden.
        if (this.last !== undefined) this.post(this.last);
        return;
      case 'kind': {
        const kind = graphKinds.find((one) => one === value);
        if (kind !== undefined && this.wanted !== undefined) {
          const { uri, module, slice } = this.wanted;
          const kept = slice === undefined ? {} : { slice };
          this.wanted = { uri, module, kind, ...kept, extent: kind === 'hierarchy' ? 'all' : firstExtent };
          await this.draw();
        }
        return;
      }
      case 'part':
        return this.change({ part: value });
      case 'extent':
        return this.change({ extent: value });
      case 'scope':
      case 'slice':
        return this.cut(value);
      case 'find':
        return this.change({ kind: 'dfg', slice: { of: value, way: 'both' } });
      case 'across':
        return this.change({ across: value === 'true' });
      case 'follow':
        this.following = value === 'true';
        return;
      case 'node':
      case 'edge':
        return this.goTo(action, value);
      case 'save':
        return this.save(value);
      case 'leave':
        return leavePage();
      default:
        return;
    }
  }

  /** `all`, or a way and a signal: `drivers count`. */
  private async cut(value: string): Promise<void> {
    const [word = '', ...rest] = value.split(' ');
    const of = rest.join(' ');
    if (word === 'calls') return this.showCalls(of);
    const way = sliceWays.find((one) => one === word);
    if (this.wanted === undefined) return;
    const { uri, module, kind, slice, extent, across = false } = this.wanted;
    const whole: Wanted = { uri, module, kind: kind === 'stdg' ? kind : 'dfg', extent: slice === undefined ? firstExtent : extent, across };
    // A folded copy stands for all of them.
    const plain = of.replace(/\[\d+\.\.\d+\]/g, '');
    this.wanted = way === undefined ? whole : { ...whole, slice: { of: plain, way } };
    await this.draw();
  }

  private async showCalls(of: string): Promise<void> {
    await this.goTo('node', of);
    await vscode.commands.executeCommand('editor.showCallHierarchy');
  }

  /** Nodes are named by their id; an arrow names its line, which is in the file of the module. */
  private async goTo(action: 'node' | 'edge', value: string): Promise<void> {
    if (this.wanted === undefined) return;
    const part = this.graph.parts?.find(({ id }) => id === value);
    const node = action === 'node' ? this.graph.nodes.find(({ id }) => id === value) : undefined;
    const line = node?.line ?? part?.line ?? Number(value);
    if (!Number.isInteger(line)) return;
    const uri = node === undefined ? this.wanted.uri : vscode.Uri.file(node.file).toString();
    const name = (action === 'edge' ? '' : (node?.label ?? value)).split('.').pop() ?? '';
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const text = document.lineAt(Math.min(line, document.lineCount) - 1).text;
    const column = columnOf(text, name.replace(/[[:].*$/, ''));
    await vscode.commands.executeCommand('signoff.openLocation', uri, line, column);
  }

  private async save(value: string): Promise<void> {
    const { format, data } = JSON.parse(value) as { format: 'svg' | 'png'; data: string };
    const name = `${this.wanted?.module ?? 'graph'}-${this.wanted?.kind ?? ''}.${format}`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      filters: { [format.toUpperCase()]: [format] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, Buffer.from(data, format === 'png' ? 'base64' : 'utf8'));
    vscode.window.setStatusBarMessage(`Signoff: saved ${vscode.workspace.asRelativePath(target)}`, 5000);
  }
}

/** 1-based, of a whole word where there is one; the start of the text when the name does not stand there. */
function columnOf(text: string, name: string): number {
  if (name === '') return text.length - text.trimStart().length + 1;
  const word = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`).exec(text);
  return (word?.index ?? Math.max(0, text.indexOf(name))) + 1;
}

function notesOf(graph: Graph): readonly string[] {
  const { notes = [], slice, total } = graph;
  const size =
    slice === undefined || total === undefined ? [] : [`${graph.nodes.length} of the ${total.nodes} signals of ${graph.module}.`];
  if (graph.nodes.length === 0 && notes.length === 0) return ['Nothing to show.'];
  return [...size, ...notes];
}
