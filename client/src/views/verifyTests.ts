import path from 'node:path';
import * as vscode from 'vscode';
import type { Rung, Verdict } from '../../../server/src/protocol/contract';
import {
  methods,
  type ModuleEntry,
  type ModulesResult,
  type VerifyParams,
  type VerifyProgress,
  type VerifyResult,
} from '../../../server/src/protocol/requests';
import { FirstStep } from '../firstStep';
import type { LanguageServer } from '../languageClient';
import { isHdl } from '../settings';
import { askForTrust, fileItem, runTests } from './runTests';
import type { EvidenceView } from './evidence';

const mostFiles = 5000;
const excluded = '**/{node_modules,.git,build,obj_dir,out,dist}/**';

/** Modules as tests: every way to verify one (command, lens, Test Explorer) is a test run, so that its result is found in one place. */
export class VerifyTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('signoff', 'Signoff: modules');
  private readonly disposables: vscode.Disposable[] = [this.controller];
  private readonly outputs = new Map<string, (line: string) => void>();
  /** Where modules stand. A testbench has no range in the explorer: the arrow beside it runs it, and must not verify it as well. */
  private readonly places = new WeakMap<vscode.TestItem, vscode.Range>();
  private readonly verdicts = new WeakMap<vscode.TestItem, Verdict>();
  private runs = 0;

  constructor(
    private readonly server: LanguageServer,
    private readonly evidence: EvidenceView,
    private readonly memory: vscode.Memento,
  ) {
    const handler = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => this.run(request, token);
    this.controller.createRunProfile('Verify', vscode.TestRunProfileKind.Run, (request, token) => handler(request, token), true);
    this.controller.resolveHandler = (item) => (item === undefined ? this.findFiles() : this.resolve(item));
    this.controller.refreshHandler = () => this.findFiles();
    server.onNotification<VerifyProgress>(methods.verifyProgress, (progress) => this.progress(progress));
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{v,sv}', false, true, false);
    this.disposables.push(
      watcher,
      watcher.onDidCreate((uri) => fileItem(this.controller, uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => void this.discover(document)),
      vscode.workspace.onDidSaveTextDocument((document) => void this.discover(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.becomeStale(document);
      }),
      server.onState((state) => {
        if (state === 'running') for (const document of vscode.workspace.textDocuments) void this.discover(document);
      }),
    );
  }

  /** Verifies a module by name, or the one at the cursor, and opens the evidence when it is refuted. */
  async verify(uri: vscode.Uri, name: string | undefined): Promise<void> {
    const item = await this.pick(uri, name);
    if (item !== undefined) await this.run(new vscode.TestRunRequest([item]), new vscode.CancellationTokenSource().token, { shown: true });
  }

  /** Verifies a module against another description, which must behave the same in every cycle. */
  async verifyAgainst(uri: vscode.Uri, name: string | undefined): Promise<void> {
    if (!vscode.workspace.isTrusted) return askForTrust();
    const item = await this.pick(uri, name);
    const golden = item === undefined ? undefined : await this.pickGolden(item);
    if (item === undefined || golden === undefined) return;
    await this.run(new vscode.TestRunRequest([item]), new vscode.CancellationTokenSource().token, { shown: true, golden });
  }

  dispose(): void {
    for (const one of this.disposables) one.dispose();
  }

  private async pick(uri: vscode.Uri, name: string | undefined): Promise<vscode.TestItem | undefined> {
    const file = fileItem(this.controller, uri);
    await this.resolve(file);
    const items = [...file.children].map(([, item]) => item);
    if (name !== undefined) return items.find((item) => item.label === name) ?? fail(`${name} is not a module of this file.`);
    const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
    const here = items.find((item) => {
      const place = this.places.get(item);
      return place !== undefined && place.start.line <= line && line <= place.end.line;
    });
    if (here !== undefined || items.length < 2) return here ?? items[0] ?? fail('There is no module in this file.');
    const label = await vscode.window.showQuickPick(
      items.map((item) => item.label),
      { title: 'Verify which module?' },
    );
    return items.find((item) => item.label === label);
  }

  private async pickGolden(item: vscode.TestItem): Promise<string | undefined> {
    const file = item.uri?.fsPath ?? '';
    const key = `signoff.golden:${item.id}`;
    const last = this.memory.get<string>(key);
    const folder = item.uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(item.uri);
    const relative = folder === undefined ? path.basename(file) : path.relative(folder.uri.fsPath, file).split(path.sep).join('/');
    const beside = (await siblings(file)).filter((one) => one !== last);
    const choices = [
      ...(last === undefined ? [] : [{ label: 'Same as last time', description: last, golden: last }]),
      { label: 'The last commit', description: `git:HEAD:${relative}`, golden: `git:HEAD:${file}` },
      ...beside.map((one) => ({ label: path.basename(one), description: 'beside this file', golden: one })),
      { label: 'A file…', description: 'another description of this module', golden: '' },
    ];
    const choice = await vscode.window.showQuickPick(choices, { title: `What must ${item.label} be equal to?` });
    if (choice === undefined) return undefined;
    const dialog = { title: 'Compare with', filters: { Verilog: ['v', 'sv'] }, defaultUri: vscode.Uri.file(path.dirname(file)) };
    const picked = choice.golden === '' ? (await vscode.window.showOpenDialog(dialog))?.[0]?.fsPath : choice.golden;
    if (picked !== undefined) await this.memory.update(key, picked);
    return picked;
  }

  private async findFiles(): Promise<void> {
    const files = await vscode.workspace.findFiles('**/*.{v,sv}', excluded, mostFiles);
    for (const uri of files) fileItem(this.controller, uri);
  }

  private async discover(document: vscode.TextDocument): Promise<void> {
    if (isHdl(document) && document.uri.scheme === 'file' && this.server.state === 'running')
      await this.resolve(fileItem(this.controller, document.uri));
  }

  /** Finds the modules of a file; what goes wrong shows on the item. */
  private async resolve(file: vscode.TestItem): Promise<void> {
    if (file.uri === undefined || file.parent !== undefined) return;
    try {
      const found = await this.server.request<ModulesResult>(methods.modules, { uri: file.uri.toString() });
      const modules = found.modules.filter((one) => one.kind === 'module' && one.name !== '');
      const wanted = new Set(modules.map((one) => one.name));
      for (const [id, item] of file.children) if (!wanted.has(item.label)) file.children.delete(id);
      for (const one of modules) this.moduleItem(file, file.uri, one);
      (file as { error: string | undefined }).error = undefined;
    } catch (error) {
      file.error = error instanceof Error ? error.message : String(error);
    }
  }

  private moduleItem(file: vscode.TestItem, uri: vscode.Uri, entry: ModuleEntry): void {
    const id = `${uri.toString()}#${entry.name}`;
    const item = file.children.get(id) ?? this.controller.createTestItem(id, entry.name, uri);
    const place = new vscode.Range(entry.line - 1, entry.column - 1, entry.endLine - 1, 0);
    this.places.set(item, place);
    item.range = entry.testbench ? undefined : place;
    file.children.add(item);
  }

  private becomeStale(document: vscode.TextDocument): void {
    const file = this.controller.items.get(document.uri.toString());
    if (file === undefined) return;
    const judged = [...file.children].map(([, item]) => item).filter((item) => this.verdicts.has(item));
    for (const item of judged) item.description = `${this.verdicts.get(item)?.verdict ?? ''}, before the last edit`;
    if (judged.length > 0) this.controller.invalidateTestResults(judged);
  }

  private async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    how: { shown?: boolean; golden?: string } = {},
  ): Promise<void> {
    await runTests({
      controller: this.controller,
      request,
      token,
      resolve: (item) => this.resolve(item),
      runItem: (run, item) => this.verifyItem(run, item, how),
    });
  }

  private async verifyItem(run: vscode.TestRun, item: vscode.TestItem, how: { shown?: boolean; golden?: string }): Promise<void> {
    const runId = `run-${++this.runs}`;
    const uri = item.uri?.toString() ?? '';
    run.started(item);
    this.outputs.set(runId, (line) => run.appendOutput(`${line.replaceAll('\n', '\r\n')}\r\n`, undefined, item));
    const started = Date.now();
    const params: VerifyParams = { uri, module: item.label, runId, ...(how.golden === undefined ? {} : { golden: how.golden }) };
    const options = { location: vscode.ProgressLocation.Window, title: `Signoff: verifying ${item.label}` };
    try {
      const verdict = await vscode.window.withProgress(options, () => this.server.request<VerifyResult>(methods.verify, params, run.token));
      this.conclude(run, item, verdict, Date.now() - started);
      this.evidence.offer(uri, verdict, how.shown === true && verdict.verdict !== 'proved' && verdict.verdict !== 'checked');
      if (how.shown === true) this.announce(item, verdict);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (run.token.isCancellationRequested) run.skipped(item);
      else run.errored(item, new vscode.TestMessage(words));
      if (how.shown === true && !run.token.isCancellationRequested) void vscode.window.showWarningMessage(`Signoff: ${words}`);
    } finally {
      this.outputs.delete(runId);
    }
  }

  /** `unknown` is neither a pass nor a failure: it is shown as skipped, with the word beside the name and the reason in the output. */
  private conclude(run: vscode.TestRun, item: vscode.TestItem, verdict: VerifyResult, ms: number): void {
    this.verdicts.set(item, verdict);
    item.description = verdict.verdict;
    run.appendOutput(`${verdict.verdict}: ${verdict.reason}\r\n`, undefined, item);
    switch (verdict.verdict) {
      case 'proved':
      case 'checked':
        return run.passed(item, ms);
      case 'refuted':
        return run.failed(item, message(item, verdict), ms);
      case 'broken':
        return run.errored(item, message(item, verdict), ms);
      case 'unknown':
        return run.skipped(item);
    }
  }

  private announce(item: vscode.TestItem, verdict: VerifyResult): void {
    const text = `${item.label}: ${verdict.verdict}. ${verdict.reason}`;
    vscode.window.setStatusBarMessage(`Signoff: ${text}`, 15_000);
  }

  private progress({ runId, message: words, rung }: VerifyProgress): void {
    const say = runId === undefined ? undefined : this.outputs.get(runId);
    if (say !== undefined) say(rung === undefined ? words : rungLine(rung));
  }
}

/** Other sources in the folder of a file, by name. */
async function siblings(file: string): Promise<string[]> {
  const folder = vscode.Uri.file(path.dirname(file));
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (list) => list,
    () => [],
  );
  const names = entries.map(([name]) => name).filter((name) => /\.s?v$/.test(name) && name !== path.basename(file));
  return names.sort().map((name) => vscode.Uri.joinPath(folder, name).fsPath);
}

function rungLine(rung: Rung): string {
  const colour = { passed: 32, failed: 31, unknown: 33, skipped: 90, broken: 35 }[rung.outcome];
  const tool = rung.tool === undefined ? '' : ` [${rung.tool}${rung.version === undefined ? '' : ` ${rung.version}`}]`;
  const findings = rung.diagnostics.map(
    (one) => `\n    ${path.basename(one.file)}:${one.line}:${one.column} ${one.severity}: ${one.message}`,
  );
  return `\u001b[${colour}m${rung.name.padEnd(10)} ${rung.outcome}\u001b[0m ${Math.round(rung.ms)} ms ${rung.detail}${tool}${findings.join('')}`;
}

function message(item: vscode.TestItem, verdict: Verdict): vscode.TestMessage {
  const text = new vscode.MarkdownString(`**${verdict.verdict}** at ${verdict.reached}. `);
  text.appendText(verdict.reason);
  if (verdict.id !== undefined) {
    text.appendMarkdown(`\n\n[Show evidence](command:signoff.showEvidence?${encodeURIComponent(JSON.stringify([verdict.id]))})`);
    text.isTrusted = { enabledCommands: ['signoff.showEvidence'] };
  }
  const shown = new vscode.TestMessage(text);
  const signals = Object.entries(verdict.counterexample?.signals ?? {});
  if (signals.length > 0) {
    shown.expectedOutput = signals.map(([name, { golden }]) => `${name} = ${golden}`).join('\n');
    shown.actualOutput = signals.map(([name, { candidate }]) => `${name} = ${candidate}`).join('\n');
  }
  const place = verdict.rungs.flatMap((rung) => (rung.outcome === 'failed' ? rung.diagnostics : []))[0];
  if (place !== undefined)
    shown.location = new vscode.Location(vscode.Uri.file(place.file), new vscode.Position(place.line - 1, place.column - 1));
  else if (item.uri !== undefined && item.range !== undefined) shown.location = new vscode.Location(item.uri, item.range.start);
  return shown;
}

function fail(words: string): never {
  throw new FirstStep(words);
}
