import * as vscode from 'vscode';
import {
  methods,
  type HierarchyNode,
  type HierarchyParams,
  type HierarchyResult,
  type TopCandidate,
} from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { isHdl } from '../settings';

type Node =
  | { kind: 'top'; top: TopCandidate }
  | { kind: 'instance'; id: string; node: HierarchyNode; top: TopCandidate; path: readonly string[] }
  | { kind: 'note'; text: string };

const topKey = 'signoff.hierarchyTop';

/** After the last save, as a build writes several files. */
const pause = 500;

/** The design as it elaborates: tops, their instances with parameter values; a click opens the source. */
export class HierarchyTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private readonly listeners: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly server: LanguageServer,
    private readonly state: vscode.Memento,
  ) {
    this.view = vscode.window.createTreeView('signoff.hierarchy', { treeDataProvider: this, showCollapseAll: true });
    this.listeners.push(
      server.onReady(() => this.refresh()),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isHdl(document)) this.refreshSoon();
      }),
    );
    this.tellTop();
  }

  /** Has the module of a node as the only top from now on in this workspace; undefined: all candidates again. */
  async setTop(node: unknown): Promise<void> {
    await this.state.update(topKey, node === undefined ? undefined : moduleOf(node as Node));
    this.tellTop();
    this.refresh();
  }

  refresh(): void {
    this.changed.fire();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'top':
        return topItem(node.top);
      case 'instance':
        return instanceItem(node.id, node.node);
      case 'note': {
        const item = new vscode.TreeItem(node.text);
        item.iconPath = new vscode.ThemeIcon('info');
        return item;
      }
    }
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const chosen = this.chosen;
    if (node === undefined && chosen !== undefined) return [{ kind: 'top', top: chosen }];
    if (node === undefined) {
      // Without a server the view shows its welcome text.
      const { tops } = await this.ask({}).catch((): HierarchyResult => ({ tops: [], notes: [] }));
      return tops.map((top): Node => ({ kind: 'top', top }));
    }
    if (node.kind === 'note') return [];
    const { top } = node;
    const path = node.kind === 'instance' ? node.path : [];
    if (node.kind === 'instance' && node.node.more !== true) return childrenOf(node.id, node.node, top, path);
    try {
      // One level at a time: a chip has thousands of files, and few of its instances are looked at.
      const { root, notes } = await this.ask({ top: top.name, uri: vscode.Uri.file(top.file).toString(), path: [...path], levels: 1 });
      const below = root === undefined ? [] : childrenOf(node.kind === 'instance' ? node.id : top.name, root, top, path);
      return [...below, ...notes.map((text): Node => ({ kind: 'note', text }))];
    } catch (error) {
      return [{ kind: 'note', text: error instanceof Error ? error.message : String(error) }];
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of [this.view, this.changed, ...this.listeners]) one.dispose();
  }

  private get chosen(): TopCandidate | undefined {
    return this.state.get<TopCandidate>(topKey);
  }

  private tellTop(): void {
    this.view.description = this.chosen?.name ?? '';
    void vscode.commands.executeCommand('setContext', 'signoff.topChosen', this.chosen !== undefined);
  }

  private ask(params: HierarchyParams): Promise<HierarchyResult> {
    return this.server.request<HierarchyResult>(methods.hierarchy, params);
  }

  private refreshSoon(): void {
    if (!this.view.visible) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), pause);
  }
}

function childrenOf(id: string, node: HierarchyNode, top: TopCandidate, path: readonly string[]): Node[] {
  return node.children.map((child) => ({ kind: 'instance', id: `${id}/${child.name}`, node: child, top, path: [...path, child.name] }));
}

function topItem(top: TopCandidate): vscode.TreeItem {
  const item = new vscode.TreeItem(top.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${top.file}/${top.name}`;
  item.iconPath = new vscode.ThemeIcon(top.testbench ? 'beaker' : 'circuit-board');
  item.description = top.testbench ? 'testbench' : '';
  item.tooltip = `${top.name}\n${vscode.workspace.asRelativePath(top.file)}:${top.line}`;
  item.command = open(top);
  item.contextValue = 'top';
  return item;
}

function instanceItem(id: string, node: HierarchyNode): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.name, node.children.length > 0 || node.more === true ? Collapsed : None);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(node.missing === true ? 'question' : 'symbol-class');
  const values = node.parameters.filter((one) => one.overridden === true).map((one) => `${one.name}=${one.value}`);
  const state = node.missing === true ? ' (not in the project)' : node.recursive === true ? ' (again)' : '';
  item.description = `${node.module}${state}${values.length > 0 ? `  ${values.join(' ')}` : ''}`;
  const all = node.parameters.map((one) => `${one.name} = ${one.value}${one.overridden === true ? '' : ' (default)'}`);
  item.tooltip = [`${node.name}: ${node.module}${state}`, ...all].join('\n');
  item.command = open(node);
  // "Go to module" needs one.
  if (node.definition !== undefined) item.contextValue = 'defined';
  return item;
}

function open({ file, line }: { file: string; line: number }): vscode.Command {
  return { title: 'Open', command: 'signoff.openLocation', arguments: [vscode.Uri.file(file).toString(), line, 1, true] };
}

function moduleOf(node: Node): TopCandidate | undefined {
  if (node.kind === 'top') return node.top;
  const definition = node.kind === 'instance' ? node.node.definition : undefined;
  return node.kind !== 'instance' || definition === undefined ? undefined : { name: node.node.module, ...definition, testbench: false };
}

/** The declaration of an instance's module, from the menu of the tree. */
export async function goToModule(node: unknown): Promise<void> {
  const definition = (node as { node?: HierarchyNode } | undefined)?.node?.definition;
  if (definition === undefined) return;
  const { command, arguments: parts = [] } = open(definition);
  await vscode.commands.executeCommand(command, ...(parts as unknown[]));
}
