import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient';
import type { GraphToDraw } from '../../server/src/protocol/assistants';
import { methods, type TimingParams, type TimingResult, type WhyFileResult } from '../../server/src/protocol/requests';
import type { DoctorPage } from './doctor';
import { FirstStep } from './firstStep';
import type { LanguageServer } from './languageClient';
import { instantiateModule } from './instantiate';
import {
  documentModule,
  explainCode,
  fixProblem,
  generateModule,
  makeCModel,
  makeTestbench,
  optimizeModule,
  proposeAssertions,
  reviewChange,
  type JobParts,
} from './jobs';
import { installLauncher } from './launcher';
import { reviewWaiver } from './reviewWaiver';
import { clearApiKey, setApiKey } from './secrets';
import { isHdl, isVhdl, toggleGhostText } from './settings';
import type { TakenSuggestion } from '../../server/src/protocol/requests';
import type { AcceptedSuggestions } from './views/acceptedSuggestion';
import type { GraphView } from './views/graphView';
import { goToModule, type HierarchyTree } from './views/hierarchyTree';
import type { SentRequestsView } from './views/sentRequests';
import type { TimingTree } from './views/timingTree';
import { isMet, pathsOf, shortNumber, signed } from './views/timingPage';
import type { TimingView } from './views/timingView';
import type { VerifyTests } from './views/verifyTests';

export interface CommandParts extends JobParts {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly tests: VerifyTests;
  readonly timing: TimingTree;
  readonly timingView: TimingView;
  readonly hierarchy: HierarchyTree;
  readonly graphs: GraphView;
  readonly accepted: AcceptedSuggestions;
  readonly doctor: DoctorPage;
  readonly sent: SentRequestsView;
}

/** Every command of the extension: one row each. What a command throws is shown, once, in words. */
export function registerCommands(parts: CommandParts): vscode.Disposable[] {
  const { context, output, server, evidence, tests, timing, timingView, hierarchy, graphs, accepted, doctor, sent, proposals } = parts;
  const table: Record<string, (...args: never[]) => unknown> = {
    'signoff.verifyModule': (uri?: string | vscode.Uri, module?: string) => tests.verify(placeOf(uri), nameOf(module)),
    'signoff.verifyAgainst': (uri?: string | vscode.Uri, module?: string) => tests.verifyAgainst(placeOf(uri), nameOf(module)),
    'signoff.analyzeTiming': () => analyzeTiming(server, [timing, timingView]),
    'signoff.repairTiming': () => analyzeTiming(server, [timing, timingView], { fix: true, repair: true }),
    'signoff.showTiming': () => timingView.show(),
    'signoff.showGraph': (graph?: GraphToDraw | vscode.Uri) =>
      graph !== undefined && 'kind' in graph ? graphs.open(graph) : graphs.show(activeHdl()),
    'signoff.whyChanges': () => graphs.show(activeHdl(), 'drivers'),
    'signoff.whatReaches': () => graphs.show(activeHdl(), 'loads'),
    'signoff.showEvidence': (id?: string) => (typeof id === 'string' ? evidence.show(id) : evidence.showLatest()),
    'signoff.refreshHierarchy': () => hierarchy.refresh(),
    'signoff.goToModule': (node?: unknown) => goToModule(node),
    'signoff.setTop': (node?: unknown) => hierarchy.setTop(node),
    'signoff.showAllTops': () => hierarchy.setTop(undefined),
    'signoff.showSentRequests': () => sent.show(),
    'signoff.doctor': () => doctor.show(),
    'signoff.addIncludeDir': (folder: string) => addIncludeDir(folder),
    'signoff.reviewWaiver': (uri: string) => reviewWaiver(uri),
    'signoff.whyFile': (uri?: string | vscode.Uri) => whyFile(server, uri),
    'signoff.instantiateModule': () => instantiateModule(server, activeHdl()),
    'signoff.generateModule': () => generateModule(parts),
    'signoff.explain': () => explainCode(parts, activeHdl(isVhdl)),
    'signoff.documentModule': () => documentModule(parts, activeHdl()),
    'signoff.fixProblem': (place?: { line?: number; code?: string }) => fixProblem(parts, activeHdl(), place),
    'signoff.reviewChange': (place?: string | vscode.Uri | { uri: string }) =>
      reviewChange(parts, placeOf(place !== undefined && typeof place !== 'string' && 'uri' in place ? place.uri : place), false),
    'signoff.reviewAllChanges': (uri?: string | vscode.Uri) => reviewChange(parts, placeOf(uri), true),
    'signoff.makeTestbench': () => makeTestbench(parts, activeHdl()),
    'signoff.optimizeModule': () => optimizeModule(parts, activeHdl()),
    'signoff.makeCModel': () => makeCModel(parts, activeHdl()),
    'signoff.proposeAssertions': () => proposeAssertions(parts, activeHdl()),
    'signoff.reviewProposal': (node?: unknown) => proposals.review(node),
    'signoff.acceptProposal': (node?: unknown) => proposals.accept(node),
    'signoff.discardProposal': (node?: unknown) => proposals.discard(node),
    'signoff.proposalEvidence': (node?: unknown) => proposals.evidence(node),
    'signoff.showDeclinedFixes': () => timingView.showDeclined(),
    'signoff.previewTimingFix': (uri: string) => timingView.previewFixes(uri),
    'signoff.restartServer': async () => {
      await server.restart();
      vscode.window.setStatusBarMessage('Signoff: the language server was restarted', 4000);
    },
    'signoff.showOutput': () => output.show(),
    'signoff.setApiKey': () => setApiKey(context.secrets),
    'signoff.clearApiKey': () => clearApiKey(context.secrets),
    'signoff.installLauncher': () => installLauncher(context),
    'signoff.toggleGhostText': async () => {
      const on = await toggleGhostText(vscode.window.activeTextEditor?.document.uri);
      vscode.window.setStatusBarMessage(`Signoff: ghost text is ${on ? 'on' : 'off'}`, 4000);
    },
    'signoff.suggestionAccepted': (uri: string, id: string, reason: string, taken: TakenSuggestion) =>
      void accepted.mark(uri, id, reason, taken),
    'signoff.takeOutSuggestion': (id: string) => accepted.takeOut(id),
    'signoff.openLocation': (uri: string, line: number, column: number, preserveFocus?: boolean) =>
      openLocation(uri, line, column, preserveFocus === true),
  };
  return Object.entries(table).map(([id, run]) =>
    vscode.commands.registerCommand(id, async (...args: never[]) => {
      try {
        return await run(...args);
      } catch (error) {
        if (isCancelled(error)) return undefined;
        if (error instanceof NoDesign) return void offerToOpen(error.message);
        const message = error instanceof Error ? error.message : String(error);
        if (isExpected(error) || error instanceof FirstStep)
          return void vscode.window.showInformationMessage(`Signoff: ${message}`, 'Close');
        output.error(`${id}: ${message}`);
        void offerOutput(message, output);
        return undefined;
      }
    }),
  );
}

/** Somebody stopped it, who needs no message that it was. */
function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled);
}

/** The server could not do what was asked for a reason that it knows: nothing is broken, and the log has no more. */
function isExpected(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed;
}

async function offerOutput(message: string, output: vscode.LogOutputChannel): Promise<void> {
  if ((await vscode.window.showErrorMessage(`Signoff: ${message}`, 'Show Output')) !== undefined) output.show();
}

class NoDesign extends FirstStep {}

async function offerToOpen(message: string): Promise<void> {
  if ((await vscode.window.showInformationMessage(`Signoff: ${message}`, 'Go to File…')) !== undefined)
    await vscode.commands.executeCommand('workbench.action.quickOpen', '.sv');
}

function placeOf(uri: string | vscode.Uri | undefined): vscode.Uri {
  if (typeof uri === 'string') return vscode.Uri.parse(uri, true);
  return uri instanceof vscode.Uri ? uri : activeHdl().document.uri;
}

/** A menu passes other things as its second argument. */
function nameOf(module: unknown): string | undefined {
  return typeof module === 'string' ? module : undefined;
}

/** The editor that a command without an argument is about: the active one, or the one in sight while a page of ours or the walkthrough has the focus. `or`: what it takes besides Verilog. */
function activeHdl(or: (document: vscode.TextDocument) => boolean = () => false): vscode.TextEditor {
  const taken = (document: vscode.TextDocument): boolean => isHdl(document) || or(document);
  const active = vscode.window.activeTextEditor;
  const editor = active ?? vscode.window.visibleTextEditors.find(({ document }) => taken(document));
  if (editor === undefined || !taken(editor.document)) throw new NoDesign('Open a Verilog or SystemVerilog file first.');
  return editor;
}

async function analyzeTiming(
  server: LanguageServer,
  views: readonly Pick<TimingTree, 'update' | 'updateRanks'>[],
  more: Partial<TimingParams> = {},
): Promise<void> {
  const { document, selection } = activeHdl();
  const uri = document.uri.toString();
  const repairs = more.repair === true;
  // What asks a model takes its time, and is stopped where everybody stops things.
  const location = repairs ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  const title = repairs ? 'Signoff: repairing timing' : 'Signoff: analyzing timing';
  const result = await vscode.window.withProgress({ location, title, cancellable: repairs }, (progress, token) =>
    server.requestInSteps<TimingResult>(methods.timing, { uri, line: selection.active.line + 1, ...more }, token, (message) =>
      progress.report({ message }),
    ),
  );
  if ('ranks' in result) {
    for (const view of views) view.updateRanks({ uri, ranks: result });
    vscode.window.setStatusBarMessage(`Signoff: ${result.ranks.length} paths ranked for ${result.target}`, 10_000);
    await vscode.commands.executeCommand('signoff.timing.focus', { preserveFocus: true });
    if (repairs)
      tellUnrepaired([`For ${result.target} paths have an order and no times: set "signoff.timing.target" to a device with times.`]);
    return;
  }
  const violated = pathsOf(result).filter((path) => path.slack < 0).length;
  const edited = result.documentVersion !== undefined && result.documentVersion !== document.version;
  const fixes = edited ? 'failed' : violated > 0 && more.fix !== true ? 'searching' : 'done';
  for (const view of views) view.update({ uri, timing: result, fixes, ...(edited ? { stale: true } : {}) }, true);
  const text =
    violated === 0 && isMet(result)
      ? `timing met at ${shortNumber(result.period)} ns, worst slack ${signed(result.wns)} ns`
      : `${violated} violated path${violated === 1 ? '' : 's'}, worst slack ${signed(Math.min(result.wns, result.report?.hold?.wns ?? 0))} ns at ${shortNumber(result.period)} ns`;
  vscode.window.setStatusBarMessage(`Signoff: ${text}${edited ? ', before the last edit' : ''}`, 10_000);
  await vscode.commands.executeCommand('signoff.timing.focus', { preserveFocus: true });
  if (repairs && violated > 0 && result.fixes.length === 0) tellUnrepaired(result.notes ?? []);
}

/** What was asked for and did not come about is said with its reason, which is the last thing that was noted. */
function tellUnrepaired(notes: readonly string[]): void {
  const why = notes.at(-1);
  void vscode.window.showInformationMessage(
    `Signoff: no repair was proven equal and measured faster.${why === undefined ? '' : ` ${why}`}`,
    'Close',
  );
}

/** Writes the setting of the workspace folder of the open file; the quick fix that offers it was chosen by the user. */
async function addIncludeDir(folder: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('signoff', activeHdl().document.uri);
  const known = settings.get<string[]>('project.includeDirs', []);
  if (!known.includes(folder)) await settings.update('project.includeDirs', [...known, folder], vscode.ConfigurationTarget.Workspace);
}

/** For a file in the explorer, the open one otherwise; any file may be asked about. */
async function whyFile(server: LanguageServer, uri: string | vscode.Uri | undefined): Promise<void> {
  const asked = uri === undefined ? (vscode.window.activeTextEditor?.document.uri ?? activeHdl().document.uri) : placeOf(uri);
  const standing = await server.request<WhyFileResult>(methods.whyFile, { uri: asked.toString() });
  const name = vscode.workspace.asRelativePath(asked);
  const detail = standing.why.map((one) => (one.endsWith('.') ? one : `${one}.`)).join(' ');
  const words = `${name} is ${standing.belongs ? '' : 'not '}in the project: ${detail}`;
  // A message with a button is shown whole, one without is cut to a line.
  void offerDoctor(words);
}

async function offerDoctor(words: string): Promise<void> {
  const more = vscode.workspace.isTrusted ? 'Doctor' : 'Manage Workspace Trust';
  if ((await vscode.window.showInformationMessage(words, more)) === undefined) return;
  await vscode.commands.executeCommand(more === 'Doctor' ? 'signoff.doctor' : 'workbench.trust.manage');
}

/** 1-based line and column, as in everything the server reports. */
async function openLocation(uri: string, line: number, column: number, preserveFocus: boolean): Promise<void> {
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const beside = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position), viewColumn: beside, preserveFocus });
}
