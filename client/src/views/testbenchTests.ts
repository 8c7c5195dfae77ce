import * as vscode from 'vscode';
import type { FileCoverage, TestEntry, TestFailure } from '../../../server/src/protocol/tests';
import { methods, type RunTestParams, type RunTestResult, type TestOutput, type TestsResult } from '../../../server/src/protocol/requests';
import type { LanguageServer } from '../languageClient';
import { isHdl } from '../settings';
import { fileItem, runTests } from './runTests';
import { openWaveform } from './waveViewers';

/** Where tests usually are; other files show theirs once they are opened. */
const likely = '**/{*tb*.v,*tb*.sv,*test*.v,*test*.sv,*bench*.v,*bench*.sv,test_*.py,*_test.py,*_tb.py,tb_*.py,run.py}';
const excluded = '**/{node_modules,.git,build,obj_dir,out,dist,.venv,venv}/**';
const mostFiles = 2000;
/** So many files are asked for their tests at once; of more, each when somebody opens it. */
const askedAtOnce = 200;

type Mode = 'run' | 'waves' | 'coverage';

/** The user's own tests: testbenches, cocotb and VUnit, with profiles to run, to debug (a waveform) and to count coverage. */
export class TestbenchTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('signoff.tests', 'Signoff: testbenches');
  private readonly disposables: vscode.Disposable[] = [this.controller];
  private readonly outputs = new Map<string, (lines: readonly string[]) => void>();
  private readonly details = new WeakMap<vscode.FileCoverage, FileCoverage>();
  private runs = 0;

  constructor(private readonly server: LanguageServer) {
    const profile = (label: string, kind: vscode.TestRunProfileKind, mode: Mode): vscode.TestRunProfile =>
      this.controller.createRunProfile(label, kind, (request, token) => this.run(request, token, mode), true);
    profile('Run', vscode.TestRunProfileKind.Run, 'run');
    profile('Debug with Waveform', vscode.TestRunProfileKind.Debug, 'waves');
    const counting = profile('Coverage (Verilator)', vscode.TestRunProfileKind.Coverage, 'coverage');
    counting.loadDetailedCoverage = (_run, file) => Promise.resolve(detailsOf(this.details.get(file)));
    this.controller.resolveHandler = (item) => (item === undefined ? this.findFiles() : this.resolve(item));
    this.controller.refreshHandler = () => this.findFiles();
    server.onNotification<TestOutput>(methods.testOutput, ({ runId, lines }) => this.outputs.get(runId)?.(lines));
    this.disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => void this.discover(document)),
      vscode.workspace.onDidSaveTextDocument((document) => void this.discover(document)),
      server.onState((state) => {
        if (state === 'running') for (const document of vscode.workspace.textDocuments) void this.discover(document);
      }),
    );
  }

  dispose(): void {
    for (const one of this.disposables) one.dispose();
  }

  /** A file whose name alone promises tests goes again when it holds none, so that the list is not full of empty entries; one that cannot be asked stays, with why. */
  private async findFiles(): Promise<void> {
    const found = await vscode.workspace.findFiles(likely, excluded, mostFiles);
    for (const uri of found) {
      const item = fileItem(this.controller, uri);
      if (found.length <= askedAtOnce && !(await waitsToBeOpened(uri))) await this.resolve(item);
    }
  }

  private async discover(document: vscode.TextDocument): Promise<void> {
    if (document.uri.scheme !== 'file' || this.server.state !== 'running') return;
    const known = this.controller.items.get(document.uri.toString()) !== undefined;
    // A VUnit script is run to be asked for its tests: only when somebody opens it in the explorer.
    if (known || isHdl(document)) await this.resolve(fileItem(this.controller, document.uri), !known);
  }

  /** The tests of a file; what keeps one from running, or the file from being read, shows on its item. A file without tests is no item. */
  private async resolve(file: vscode.TestItem, opened = false): Promise<void> {
    if (file.uri === undefined || file.parent !== undefined) return;
    try {
      const { tests } = await this.server.request<TestsResult>(methods.tests, { uri: file.uri.toString() });
      if (tests.length === 0) return this.controller.items.delete(file.id);
      const wanted = new Set(tests.map((one) => one.id));
      for (const [id] of file.children) if (!wanted.has(id)) file.children.delete(id);
      for (const one of tests) this.testItem(file, file.uri, one);
      (file as { error: string | undefined }).error = undefined;
    } catch (error) {
      // A file that is only open may hold no test: its problems are told elsewhere.
      if (opened) this.controller.items.delete(file.id);
      else file.error = error instanceof Error ? error.message : String(error);
    }
  }

  private testItem(file: vscode.TestItem, uri: vscode.Uri, entry: TestEntry): void {
    const item = file.children.get(entry.id) ?? this.controller.createTestItem(entry.id, entry.name, uri);
    item.range = new vscode.Range(entry.line - 1, entry.column - 1, entry.endLine - 1, 0);
    item.description = entry.kind === 'testbench' ? '' : entry.kind;
    (item as { error: string | undefined }).error = entry.error;
    file.children.add(item);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken, mode: Mode): Promise<void> {
    await runTests({
      controller: this.controller,
      request,
      token,
      resolve: (item) => this.resolve(item),
      runItem: (run, item) => this.runItem(run, item, mode),
    });
  }

  private async runItem(run: vscode.TestRun, item: vscode.TestItem, mode: Mode): Promise<void> {
    const runId = `test-${++this.runs}`;
    run.started(item);
    if (mode === 'coverage')
      run.appendOutput(`${item.label}: Verilator builds it to count, which takes several seconds …\r\n`, undefined, item);
    this.outputs.set(runId, (lines) => run.appendOutput(lines.map((line) => `${line}\r\n`).join(''), undefined, item));
    const params: RunTestParams = {
      ...{ uri: item.uri?.toString() ?? '', id: item.id, runId },
      ...{ waves: mode === 'waves', coverage: mode === 'coverage' },
    };
    try {
      const result = await this.server.request<RunTestResult>(methods.runTest, params, run.token);
      this.conclude(run, item, result);
      for (const file of result.coverage ?? []) this.addCoverage(run, file);
      if (mode === 'waves') await showWaveform(item, result);
    } catch (error) {
      if (run.token.isCancellationRequested) run.skipped(item);
      else run.errored(item, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
    } finally {
      this.outputs.delete(runId);
    }
  }

  /** A run that says nothing decisive is neither a pass nor a failure: skipped, its reason beside the name. */
  private conclude(run: vscode.TestRun, item: vscode.TestItem, result: RunTestResult): void {
    item.description = result.outcome === 'unknown' ? `unknown: ${result.detail}` : (/^(?!testbench)\w+/.exec(item.id)?.[0] ?? '');
    run.appendOutput(`${result.name}: ${result.outcome}. ${result.detail}\r\n`, undefined, item);
    switch (result.outcome) {
      case 'passed':
        return run.passed(item, result.ms);
      case 'failed':
        return run.failed(item, messagesOf(item, result), result.ms);
      case 'broken':
        return run.errored(item, messagesOf(item, result), result.ms);
      case 'unknown':
        return run.skipped(item);
    }
  }

  private addCoverage(run: vscode.TestRun, file: FileCoverage): void {
    const covered = vscode.FileCoverage.fromDetails(vscode.Uri.file(file.file), detailsOf(file));
    this.details.set(covered, file);
    run.addCoverage(covered);
  }
}

/** A VUnit script is run to be asked for its tests, and no Python is asked without trust. */
async function waitsToBeOpened(uri: vscode.Uri): Promise<boolean> {
  if (!uri.path.endsWith('.py')) return false;
  return !vscode.workspace.isTrusted || /\bvunit\b/.test(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
}

/** Lines as statements with their branches, and signals as declarations: one counts as executed when all of its bits changed. */
function detailsOf(file: FileCoverage | undefined): vscode.FileCoverageDetail[] {
  if (file === undefined) return [];
  const branchesOf = (line: number): vscode.BranchCoverage[] =>
    file.branches
      .filter((one) => one.line === line)
      .map((one) => new vscode.BranchCoverage(one.count, new vscode.Position(line - 1, Math.max(0, one.column - 1)), one.label));
  const lines = file.lines.map(
    ({ line, count }) =>
      new vscode.StatementCoverage(count, new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER), branchesOf(line)),
  );
  const signals = file.toggles.map(
    ({ name, line, bits, toggled }) =>
      new vscode.DeclarationCoverage(`${name}: ${toggled} of ${bits} bits changed`, toggled === bits, new vscode.Position(line - 1, 0)),
  );
  return [...lines, ...signals];
}

function messagesOf(item: vscode.TestItem, result: RunTestResult): vscode.TestMessage[] {
  const failures: readonly TestFailure[] = result.failures.length > 0 ? result.failures : [{ message: result.detail }];
  return failures.map((failure) => {
    const text = failure.time === undefined ? failure.message : `at ${failure.time}: ${failure.message}`;
    const message = new vscode.TestMessage(text);
    if (failure.file !== undefined)
      message.location = new vscode.Location(vscode.Uri.file(failure.file), new vscode.Position((failure.line ?? 1) - 1, 0));
    else if (item.uri !== undefined && item.range !== undefined) message.location = new vscode.Location(item.uri, item.range.start);
    return message;
  });
}

async function showWaveform(item: vscode.TestItem, result: RunTestResult): Promise<void> {
  if (result.vcd === undefined) {
    void vscode.window.showWarningMessage(`Signoff: ${item.label} left no waveform. ${result.detail}`);
    return;
  }
  const time = result.failures[0]?.time;
  await openWaveform(vscode.Uri.file(result.vcd), time === undefined ? {} : { time });
}
