import path from 'node:path';
import * as vscode from 'vscode';
import type { RankedPath, RankedPoint, Timing, TimingPath, TimingPoint } from '../../../server/src/protocol/contract';
import { methods, type RanksChangedParams, type TimingChangedParams, type TimingSearchParams } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { fixRow, isMet, notAnew, pathsOf, shortNumber, sourceOf, staleWords } from './timingPage';

type Node =
  | { kind: 'summary'; text: string; detail?: string; icon: string }
  | { kind: 'path'; path: TimingPath }
  | { kind: 'cause'; cause: NonNullable<TimingPath['cause']> }
  | { kind: 'point'; point: TimingPoint }
  | { kind: 'ranked'; path: RankedPath }
  | { kind: 'part'; point: RankedPoint };

/** Paths, worst first, with their steps; a click opens the line. */
export class TimingTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private current: TimingChangedParams | undefined;
  private ranked: RanksChangedParams | undefined;
  /** What the search for fixes is at. */
  private doing = '';
  readonly onDidChangeTreeData = this.changed.event;

  constructor(server: LanguageServer) {
    this.view = vscode.window.createTreeView('signoff.timing', { treeDataProvider: this, showCollapseAll: true });
    server.onNotification<TimingChangedParams>(methods.timingChanged, (params) => this.update(params));
    server.onNotification<RanksChangedParams>(methods.ranksChanged, (params) => this.updateRanks(params));
    server.onNotification<TimingSearchParams>(methods.timingSearch, ({ uri, doing }) => {
      if (this.current?.uri !== uri || this.current.fixes !== 'searching') return;
      this.doing = doing;
      this.changed.fire();
    });
  }

  updateRanks(params: RanksChangedParams): void {
    this.ranked = params;
    this.current = undefined;
    this.describe(params);
  }

  /** `asked`: it answers somebody, who waits for it. */
  update(params: TimingChangedParams, asked = false): void {
    if (isOlder(this.current, params, asked)) return;
    this.current = params;
    this.doing = '';
    this.ranked = undefined;
    this.describe(params);
  }

  private describe({ uri, stale, gone }: { readonly uri: string; readonly stale?: boolean; readonly gone?: string }): void {
    const name = path.posix.basename(vscode.Uri.parse(uri).path);
    this.view.description = gone !== undefined ? `${name}, report gone` : stale === true ? `${name}, before the last edit` : name;
    this.changed.fire();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'summary':
        return icon(summaryItem(node.text, node.detail), node.icon);
      case 'path':
        return pathItem(node.path);
      case 'cause':
        return located(icon(new vscode.TreeItem(node.cause.message), 'lightbulb'), node.cause);
      case 'point':
        return pointItem(node.point);
      case 'ranked':
        return rankedItem(node.path);
      case 'part':
        return described(node.point, percent(node.point.share));
    }
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined && this.ranked !== undefined) return rankedNodes(this.ranked);
    if (node === undefined) return this.current === undefined ? [] : [...this.summary(this.current), ...this.paths(this.current)];
    if (node.kind !== 'path' && node.kind !== 'ranked') return [];
    const { cause: chief, causes = chief === undefined ? [] : [chief] } = node.path;
    const cause = causes.map((one): Node => ({ kind: 'cause', cause: one }));
    if (node.kind === 'ranked') return [...cause, ...node.path.points.map((point): Node => ({ kind: 'part', point }))];
    return [...cause, ...node.path.points.map((point): Node => ({ kind: 'point', point }))];
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private summary({ timing, fixes, stale, reason, failed, gone }: TimingChangedParams): Node[] {
    if (stale === true) return [{ kind: 'summary', text: staleWords(failed, gone), icon: 'history' }, beforeEdit(timing, gone)];
    const met = isMet(timing);
    const hold = timing.report?.hold;
    const head = `${met ? 'Met' : 'Violated'}: worst slack ${slack(timing.wns)}${hold === undefined ? '' : `, hold ${slack(hold.wns)}`}`;
    const detail = `at ${shortNumber(timing.period)} ns${timing.fmax > 0 ? `, ${timing.fmax.toFixed(0)} MHz` : ''}`;
    const rows: Node[] = [{ kind: 'summary', text: head, detail, icon: met ? 'pass' : 'warning' }];
    if (failed !== undefined) rows.unshift({ kind: 'summary', text: notAnew(failed), icon: 'history' });
    if (fixes === 'searching') rows.push({ kind: 'summary', text: 'Looking for fixes…', detail: this.doing, icon: 'loading~spin' });
    if (reason !== undefined) rows.push({ kind: 'summary', text: 'No fix is offered', detail: reason, icon: 'circle-slash' });
    for (const fix of timing.fixes) {
      const { before, after, partial } = fixRow(fix);
      // The title, which names what stays violated, is cut in a narrow side bar.
      const text = `${partial ? 'Partial fix' : 'Fix'} ${fix.verdict.verdict}: ${slack(before)} → ${slack(after)}`;
      const icon = partial ? 'lightbulb' : 'lightbulb-autofix';
      rows.push({ kind: 'summary', text, detail: `quick fix on the line: ${fix.title}`, icon });
    }
    for (const note of timing.notes ?? []) rows.push({ kind: 'summary', text: note, icon: 'info' });
    const source = sourceOf(timing);
    return [...rows, { kind: 'summary', text: `${source.charAt(0).toUpperCase()}${source.slice(1)}`, icon: 'tools' }];
  }

  /** Paths of a text that is gone would open lines that have moved. */
  private paths({ timing, stale }: TimingChangedParams): Node[] {
    return stale === true ? [] : pathsOf(timing).map((one) => ({ kind: 'path', path: one }));
  }
}

/** Paths by rank; of a text that is gone only what they were. */
function rankedNodes({ ranks, stale = false }: RanksChangedParams): Node[] {
  const rows: Node[] = stale ? [{ kind: 'summary', text: 'Edited since: save to rank it again', icon: 'history' }] : [];
  const head: Node = { kind: 'summary', text: `Paths by rank for ${ranks.target}`, detail: 'no times', icon: 'list-ordered' };
  const paths = stale ? [] : ranks.ranks.map((one): Node => ({ kind: 'ranked', path: one }));
  return [...rows, head, ...ranks.notes.map((text): Node => ({ kind: 'summary', text, icon: 'info' })), ...paths];
}

function beforeEdit(timing: Timing, gone: string | undefined): Node {
  return {
    kind: 'summary',
    text: `${gone === undefined ? 'Before the edit' : 'It said'}: worst slack ${slack(timing.wns)}`,
    detail: `at ${shortNumber(timing.period)} ns`,
    icon: 'circle-outline',
  };
}

/** Whether a result says less than the one that is shown. */
export function isOlder(shown: TimingChangedParams | undefined, params: TimingChangedParams, asked: boolean): boolean {
  // An edit of a document that is not shown is no reason to show it.
  if (params.stale === true && !asked && shown?.uri !== params.uri) return true;
  // The answer to the request and the notification cross: what the search already found is kept.
  return shown?.uri === params.uri && shown.fixes === 'done' && params.fixes === 'searching' && shown.stale !== true && same(shown, params);
}

function same(a: TimingChangedParams, b: TimingChangedParams): boolean {
  return JSON.stringify(a.timing.paths) === JSON.stringify(b.timing.paths);
}

function pathItem(one: TimingPath): vscode.TreeItem {
  const state = vscode.TreeItemCollapsibleState.Collapsed;
  // In a narrow side bar names are cut, and the figure is what the list is read for.
  const check = one.check === undefined ? '' : `${one.check} `;
  const item = new vscode.TreeItem(`${check}${slack(one.slack)}`, state);
  item.description = `${one.start} → ${one.end}`;
  item.tooltip = `${one.start} → ${one.end}\n${check}slack ${slack(one.slack)}, arrives at ${one.arrival.toFixed(2)} ns${one.cause === undefined ? '' : `\n${one.cause.message}`}`;
  return icon(item, one.slack < 0 ? 'warning' : 'pass');
}

function pointItem(point: TimingPoint): vscode.TreeItem {
  return described(point, `+${point.delay.toFixed(2)} → ${point.arrival.toFixed(2)} ns`);
}

function described(point: RankedPoint | TimingPoint, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(point.op === undefined ? point.name : `${point.op}  ${point.name}`);
  item.description = description;
  return located(item, point);
}

function rankedItem({ rank, start, end, share }: RankedPath): vscode.TreeItem {
  const item = new vscode.TreeItem(`${rank}. ${start} → ${end}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = `${percent(share)} of the slowest`;
  return item;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function located(item: vscode.TreeItem, place: { file?: string; line?: number; column?: number }): vscode.TreeItem {
  if (place.file === undefined || place.line === undefined) return item;
  const file = path.isAbsolute(place.file) ? place.file : path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', place.file);
  const uri = vscode.Uri.file(file);
  item.tooltip = `${vscode.workspace.asRelativePath(uri)}:${place.line}`;
  item.command = { title: 'Open', command: 'signoff.openLocation', arguments: [uri.toString(), place.line, place.column ?? 1] };
  return item;
}

function summaryItem(text: string, detail: string | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  if (detail !== undefined) item.description = detail;
  item.tooltip = detail === undefined ? text : `${text}, ${detail}`;
  return item;
}

function icon(item: vscode.TreeItem, name: string): vscode.TreeItem {
  item.iconPath = new vscode.ThemeIcon(name);
  return item;
}

function slack(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} ns`;
}
