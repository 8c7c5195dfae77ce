import * as vscode from 'vscode';

/** The item of a file in a controller, made when there is none yet: its tests are found when they are asked for. */
export function fileItem(controller: vscode.TestController, uri: vscode.Uri): vscode.TestItem {
  const known = controller.items.get(uri.toString());
  if (known !== undefined) return known;
  const item = controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
  item.canResolveChildren = true;
  controller.items.add(item);
  return item;
}

/** What a test controller of files and the tests in them hands in to have tests run. */
export interface TestsToRun {
  readonly controller: vscode.TestController;
  readonly request: vscode.TestRunRequest;
  readonly token: vscode.CancellationToken;
  /** Finds the tests of a file. */
  readonly resolve: (file: vscode.TestItem) => Promise<void>;
  readonly runItem: (run: vscode.TestRun, item: vscode.TestItem) => Promise<void>;
}

/** Runs the tests that a request means, one after another; what is left after a cancellation is skipped. None without trust: it is asked for. */
export async function runTests({ controller, request, token, resolve, runItem }: TestsToRun): Promise<void> {
  if (!vscode.workspace.isTrusted) return askForTrust();
  const run = controller.createTestRun(request);
  try {
    const items = await leaves(controller, request, resolve);
    for (const item of items) run.enqueued(item);
    for (const item of items) {
      if (token.isCancellationRequested || run.token.isCancellationRequested) run.skipped(item);
      else await runItem(run, item);
    }
  } finally {
    run.end();
  }
}

/** Nothing ran, so there is no result to show: the way out is offered instead. */
export async function askForTrust(): Promise<void> {
  const words = 'Signoff: this workspace is not trusted, so no tool runs on it. Modules are verified and tests run once it is.';
  const choice = await vscode.window.showWarningMessage(words, 'Manage Workspace Trust');
  if (choice !== undefined) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function leaves(
  controller: vscode.TestController,
  request: vscode.TestRunRequest,
  resolve: TestsToRun['resolve'],
): Promise<vscode.TestItem[]> {
  const found: vscode.TestItem[] = [];
  for (const item of request.include ?? [...controller.items].map(([, one]) => one)) {
    if (item.parent !== undefined) found.push(item);
    else {
      await resolve(item);
      found.push(...[...item.children].map(([, child]) => child));
    }
  }
  return found.filter((item) => request.exclude?.includes(item) !== true);
}
