import path from 'node:path';
import * as vscode from 'vscode';
import type { ProposedFile } from '../../../server/src/protocol/jobs';
import { FirstStep } from '../firstStep';
import { changedPart } from './proposedText';

const scheme = 'signoff-proposed';

/** Versions of the documents that were open when something was asked for, by URI. */
export type OpenVersions = ReadonlyMap<string, number>;

/** What somebody proposes to write. */
export interface Offer {
  /** As `Testbench of fifo`. */
  readonly title: string;
  /** What is true of it, in a sentence or two. */
  readonly words: string;
  readonly files: readonly ProposedFile[];
  /** Of the time when it was asked for: what was edited since is not overwritten. */
  readonly asked: OpenVersions;
  /** Shows what it rests on. */
  readonly evidence: () => unknown;
}

interface Proposal extends Offer {
  readonly id: string;
  readonly files: ProposedFile[];
  /** Texts of the files that there were, as the proposal was made from them; none for one that was edited before it came. */
  readonly before: Map<string, string>;
}

type Node = { readonly proposal: Proposal; readonly file?: ProposedFile };

/** What is open now, to be told from what is edited later. */
export function openVersions(): OpenVersions {
  return new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
}

/**
 * Proposed files beside what there is, in the editor's view of several changes, and as a list from which each is taken or not. Nothing is written before
 * somebody agrees, and nothing then over what was edited since.
 */
export class Proposals implements vscode.TreeDataProvider<Node>, vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly open: Proposal[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private made = 0;
  readonly onDidChangeTreeData = this.changed.event;
  /** Made after the event that it listens to. */
  private readonly view = vscode.window.createTreeView<Node>('signoff.proposals', { treeDataProvider: this });
  private readonly listeners = [
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.window.tabGroups.onDidChangeTabs(() => this.tellSight()),
    vscode.window.tabGroups.onDidChangeTabGroups(() => this.tellSight()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (this.open.some(({ before }) => before.has(document.uri.fsPath))) this.changed.fire();
    }),
  ];

  /** Shows a proposal, and says what is true of it. Resolves when it is shown, not when it is answered. */
  async offer(offer: Offer): Promise<void> {
    const title = this.open.some((one) => one.title === offer.title) ? `${offer.title} [${this.made + 1}]` : offer.title;
    const proposal: Proposal = { ...offer, title, id: `${++this.made}`, files: [...offer.files], before: new Map() };
    for (const { file, created } of proposal.files) {
      if (created) continue;
      const document = await vscode.workspace.openTextDocument(file);
      const version = offer.asked.get(document.uri.toString()) ?? 1;
      if (document.version === version) proposal.before.set(document.uri.fsPath, document.getText());
    }
    this.open.push(proposal);
    this.refresh();
    await this.show(proposal);
    void this.ask(proposal);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { id, file } = Object.fromEntries(new URLSearchParams(uri.query)) as { id?: string; file?: string };
    return this.open.find((one) => one.id === id)?.files.find((one) => one.file === file)?.text ?? '';
  }

  getTreeItem({ proposal, file }: Node): vscode.TreeItem {
    if (file !== undefined) return fileItem(proposal, file);
    const item = new vscode.TreeItem(proposal.title, vscode.TreeItemCollapsibleState.Expanded);
    item.tooltip = proposal.words;
    item.iconPath = new vscode.ThemeIcon('git-pull-request-draft');
    item.contextValue = 'proposal';
    item.command = { title: 'Review', command: 'signoff.reviewProposal', arguments: [{ proposal }] };
    return item;
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.open.map((proposal) => ({ proposal }));
    return node.file === undefined ? node.proposal.files.map((file) => ({ proposal: node.proposal, file })) : [];
  }

  /** Shows a whole proposal, or one file of it; without a node the one in sight or the latest. */
  async review(node?: unknown): Promise<void> {
    const { proposal, file } = this.meant(node);
    if (file === undefined) return this.show(proposal);
    const before = file.created ? proposedUri(proposal, file, 'nothing') : vscode.Uri.file(file.file);
    await vscode.commands.executeCommand('vscode.diff', before, proposedUri(proposal, file), fileTitle(proposal, file));
  }

  /** Writes a proposal, or one file of it, when nothing that it replaces was edited since; a document with unsaved edits stays unsaved. */
  async accept(node?: unknown): Promise<void> {
    const { proposal, file } = this.meant(node);
    const files = file === undefined ? [...proposal.files] : [file];
    const refused = await whyNot(proposal, files);
    if (refused !== undefined) return void this.tellRefused(proposal, `${refused} Nothing was written.`);
    await write(files);
    await this.settle(proposal, files);
    const [first] = files;
    if (first !== undefined && proposal.files.length === 0) await vscode.window.showTextDocument(vscode.Uri.file(first.file));
  }

  /** Lets go of a proposal, or of one file of it. */
  async discard(node?: unknown): Promise<void> {
    const { proposal, file } = this.meant(node);
    await this.settle(proposal, file === undefined ? [...proposal.files] : [file]);
  }

  evidence(node?: unknown): unknown {
    return this.meant(node).proposal.evidence();
  }

  dispose(): void {
    for (const one of [this.view, this.changed, ...this.listeners]) one.dispose();
  }

  private async show(proposal: Proposal): Promise<void> {
    const sides = proposal.files.map((file) => {
      const uri = vscode.Uri.file(file.file);
      return [uri, file.created ? undefined : uri, proposedUri(proposal, file)];
    });
    await vscode.commands.executeCommand('vscode.changes', proposal.title, sides);
  }

  private async ask(proposal: Proposal): Promise<void> {
    const [accept, evidence] = [proposal.files.length === 1 ? 'Accept' : 'Accept All', 'Show Evidence'];
    const choice = await vscode.window.showInformationMessage(`${proposal.title}: ${proposal.words}`, accept, evidence);
    if (choice === evidence) proposal.evidence();
    if (choice !== accept) return;
    if (this.open.includes(proposal)) await vscode.commands.executeCommand('signoff.acceptProposal', { proposal });
    else void vscode.window.showInformationMessage(`${proposal.title} was accepted or discarded already.`);
  }

  private async tellRefused(proposal: Proposal, words: string): Promise<void> {
    // A message with a button is shown whole, one without is cut to a line.
    const choice = await vscode.window.showWarningMessage(`Signoff: ${words}`, 'Review');
    if (choice !== undefined && this.open.includes(proposal)) await this.show(proposal);
  }

  /** Takes files that were answered out of a proposal, and shows what is left. */
  private async settle(proposal: Proposal, files: readonly ProposedFile[]): Promise<void> {
    const shown = tabsOf((label) => this.tells(proposal, label));
    const whole = shown.some(({ label }) => isWhole(proposal, label));
    for (const file of files) proposal.files.splice(proposal.files.indexOf(file), 1);
    if (proposal.files.length === 0) this.open.splice(this.open.indexOf(proposal), 1);
    this.refresh();
    await vscode.window.tabGroups.close(shown);
    // The message that asks is answered; nothing but this takes it from the screen.
    if (proposal.files.length === 0) await vscode.commands.executeCommand('notifications.hideToasts');
    if (whole && proposal.files.length > 0) await this.show(proposal);
  }

  private refresh(): void {
    const count = this.open.reduce((sum, { files }) => sum + files.length, 0);
    this.view.badge = count === 0 ? undefined : { value: count, tooltip: `${count} proposed file${count === 1 ? '' : 's'}` };
    void vscode.commands.executeCommand('setContext', 'signoff.proposals', count > 0);
    this.changed.fire();
    this.tellSight();
  }

  /** Which buttons the title of the editor has. */
  private tellSight(): void {
    const { file, proposal } = this.inSight() ?? {};
    void vscode.commands.executeCommand(
      'setContext',
      'signoff.proposalInSight',
      file === undefined ? (proposal === undefined ? '' : 'all') : 'file',
    );
  }

  private inSight(): Node | undefined {
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    const proposal = this.open.find((one) => this.tells(one, label));
    if (proposal === undefined) return undefined;
    const file = proposal.files.find((one) => fileTitle(proposal, one) === label);
    return file === undefined ? { proposal } : { proposal, file };
  }

  private tells(proposal: Proposal, label: string): boolean {
    return isWhole(proposal, label) || proposal.files.some((file) => fileTitle(proposal, file) === label);
  }

  private meant(node: unknown): Node {
    const latest = this.open.at(-1);
    const found = isNode(node) ? node : (this.inSight() ?? (latest === undefined ? undefined : { proposal: latest }));
    if (found === undefined) throw new FirstStep('Nothing is proposed.');
    return found;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'proposal' in value;
}

/** The editor adds the number of files to the title of several changes. */
function isWhole({ title }: Proposal, label: string): boolean {
  return label === title || label.startsWith(`${title} (`);
}

function fileTitle({ title }: Proposal, { file }: ProposedFile): string {
  return `${path.basename(file)} · ${title}`;
}

function tabsOf(fits: (label: string) => boolean): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => fits(label));
}

/** The proposed side, under the file's own path so that its language is known. */
function proposedUri({ id }: Proposal, { file }: ProposedFile, side?: 'nothing'): vscode.Uri {
  const query = new URLSearchParams(side === undefined ? { id, file } : { side }).toString();
  return vscode.Uri.file(file).with({ scheme, query });
}

function fileItem(proposal: Proposal, file: ProposedFile): vscode.TreeItem {
  const uri = vscode.Uri.file(file.file);
  const folder = path.dirname(vscode.workspace.asRelativePath(uri));
  const item = new vscode.TreeItem(path.basename(file.file));
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  const edited = isEdited(proposal, file);
  item.description = [folder === '.' ? '' : folder, edited ? 'edited since' : file.created ? 'new' : '']
    .filter((part) => part !== '')
    .join(', ');
  item.tooltip = edited ? 'Edited since the job read it: run the job again.' : uri.fsPath;
  item.contextValue = 'proposedFile';
  item.command = { title: 'Review', command: 'signoff.reviewProposal', arguments: [{ proposal, file }] };
  return item;
}

/** Whether a file that is to be replaced is not any more what the proposal was made from, as far as it is open. */
function isEdited({ before }: Proposal, { file, created }: ProposedFile): boolean {
  if (created) return false;
  const { fsPath } = vscode.Uri.file(file);
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === fsPath);
  const known = before.get(fsPath);
  return known === undefined || (document !== undefined && document.getText() !== known);
}

/** Why files cannot be written, in a sentence. */
async function whyNot(proposal: Proposal, files: readonly ProposedFile[]): Promise<string | undefined> {
  for (const file of files) {
    const uri = vscode.Uri.file(file.file);
    const name = vscode.workspace.asRelativePath(uri);
    if (file.created) {
      const open = vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
      const exists = open || (await stands(uri));
      if (exists) return `${name} came to be since it was proposed.`;
    } else {
      await vscode.workspace.openTextDocument(uri);
      if (isEdited(proposal, file)) return `${name} was edited since the job read it: run the job again.`;
    }
  }
  return undefined;
}

function stands(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}

/** One edit over all files, taken back as one. What had no unsaved edits is saved. */
async function write(files: readonly ProposedFile[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const clean: vscode.TextDocument[] = [];
  for (const { file, text, created } of files) {
    const uri = vscode.Uri.file(file);
    if (created) {
      edit.createFile(uri, { contents: new TextEncoder().encode(text) });
      continue;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const part = changedPart(document.getText(), text);
    edit.replace(uri, new vscode.Range(document.positionAt(part.start), document.positionAt(part.end)), part.text);
    if (!document.isDirty) clean.push(document);
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The editor did not apply the edit; nothing was written.');
  for (const document of clean) await document.save();
}
