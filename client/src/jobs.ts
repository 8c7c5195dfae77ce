import * as vscode from 'vscode';
import type {
  AssertionsResult,
  CModelResult,
  DocumentParams,
  DocumentResult,
  ExplainParams,
  ExplainResult,
  FixParams,
  FixResult,
  GenerateParams,
  GenerateResult,
  JobQuestion,
  JobSpending,
  ModuleJobParams,
  ReviewParams,
  ReviewResult,
  OptimizeResult,
  TestbenchResult,
} from '../../server/src/protocol/jobs';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';
import { explainBody } from './views/explainPage';
import type { ReportView } from './views/report';
import { reviewBody } from './views/reviewPage';

/** A job with its progress in a notification that can be cancelled. */
export function runJob<Result>(title: string, work: (token: vscode.CancellationToken) => Promise<Result>): Thenable<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Signoff: ${title}`, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => work(token));
}

/**
 * Generates the module that the open document specifies: a text, or the empty module at the cursor. What only the author can say is asked, one
 * question at a time; the answer is applied as an edit that is reviewed first.
 */
export async function generateModule(server: LanguageServer): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Error('Open a specification, or a Verilog file with an empty module under a comment.');
  const place = { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1 };
  const answers: string[] = [];
  for (;;) {
    const params: GenerateParams = { ...place, answers, apply: true };
    const result = await runJob('generating', (token) => server.request<GenerateResult>(methods.generate, params, token));
    if (result.files.length > 0) return tell(`${result.module ?? 'module'}: ${result.verdict?.reason ?? 'generated'}`, result.spending);
    const [question] = result.questions;
    if (question === undefined) throw new Error(result.detail ?? 'Nothing could be generated.');
    const answer = await ask(question);
    if (answer === undefined) return;
    answers.push(answer);
  }
}

/** The module at the cursor. */
function moduleAt(editor: vscode.TextEditor): ModuleJobParams {
  return { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1, apply: true };
}

/** Assertions of the module at the cursor, proved or bounded, as a file that is reviewed first. */
export async function proposeAssertions(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const params = moduleAt(editor);
  const { module, assertions, notes, spending } = await runJob('finding assertions', (token) =>
    server.request<AssertionsResult>(methods.assertions, params, token),
  );
  const count = (outcome: string): number => assertions.filter((one) => one.outcome === outcome).length;
  tell(
    `${module}: ${count('proved')} assertions proved, ${count('bounded')} bounded, ${count('refuted')} refuted. ${notes.join(' ')}`,
    spending,
  );
}

/** Rewrites of the module at the cursor that are proven equal and measured better, reviewed first. */
export async function optimizeModule(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const params = moduleAt(editor);
  const result = await runJob('optimizing', (token) => server.request<OptimizeResult>(methods.optimize, params, token));
  const { module, before, after, rewrites, declined, notes } = result;
  const dropped = declined.length === 0 ? '' : ` ${declined.length} others were measured and dropped.`;
  if (rewrites.length === 0)
    return tell(`${module}: no rewrite was proven equal and measured better.${dropped} ${notes.join(' ')}`, undefined);
  const gain = `${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns, proven`;
  tell(`${module}: ${gain} (${rewrites.map(({ title }) => title).join('; ')}).${dropped}`, undefined);
}

/** A testbench of the module at the cursor, reviewed first. */
export async function makeTestbench(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const params = moduleAt(editor);
  const result = await runJob('making a testbench', (token) => server.request<TestbenchResult>(methods.testbench, params, token));
  tell(`${result.module}: ${result.notes.join(' ')}`, undefined);
}

/** A model of the module at the cursor in C, reviewed first. */
export async function makeCModel(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const params = moduleAt(editor);
  const result = await runJob('making a C model', (token) => server.request<CModelResult>(methods.cModel, params, token));
  tell(`${result.module}: ${result.notes.join(' ')}`, result.spending);
}

const grains: readonly (vscode.QuickPickItem & { readonly grain: NonNullable<ExplainParams['grain']> })[] = [
  { label: 'The block around the cursor', grain: 'block' },
  { label: 'The line of the cursor', grain: 'line' },
  { label: 'The module', grain: 'module' },
  { label: 'The module in one sentence', grain: 'sentence' },
];

/** Explains the code at the cursor on a page beside it, each sentence with a link to its line. */
export async function explainCode(server: LanguageServer, editor: vscode.TextEditor, reports: ReportView): Promise<void> {
  const picked = await vscode.window.showQuickPick(grains, { title: 'Explain' });
  if (picked === undefined) return;
  const params: ExplainParams = { ...moduleAt(editor), apply: false, grain: picked.grain };
  const result = await runJob('explaining', (token) => server.request<ExplainResult>(methods.explain, params, token));
  reports.show(`Explain: ${result.module}`, explainBody(result));
}

/** Offers to explain in files of VHDL, which the server does not follow as they are edited: it explains the file as saved. */
export function explainActionsOfVhdl(): vscode.Disposable {
  const command = { command: 'signoff.explain', title: 'Explain this' };
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (_document, _range, { triggerKind }) =>
      triggerKind === vscode.CodeActionTriggerKind.Automatic || !vscode.workspace.isTrusted
        ? []
        : [{ title: command.title, kind: vscode.CodeActionKind.Refactor, command }],
  };
  return vscode.languages.registerCodeActionsProvider({ language: 'vhdl' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.Refactor],
  });
}

/** Documents the module at the cursor: as Markdown beside it, or as a comment above it, reviewed first. */
export async function documentModule(server: LanguageServer, editor: vscode.TextEditor): Promise<void> {
  const markdown = { label: 'Markdown', description: 'a file beside it, with state machines as diagrams', comment: false };
  const comment = { label: 'Comment', description: 'above the module', comment: true };
  const picked = await vscode.window.showQuickPick([markdown, comment], { title: 'Document' });
  if (picked === undefined) return;
  const params: DocumentParams = { ...moduleAt(editor), comment: picked.comment };
  const result = await runJob('documenting', (token) => server.request<DocumentResult>(methods.document, params, token));
  tell(`${result.module} is documented.`, result.spending);
}

/** Mends the problem that a code action names, or those on the line of the cursor; the edit is reviewed first. */
export async function fixProblem(
  server: LanguageServer,
  editor: vscode.TextEditor,
  place: Pick<FixParams, 'line' | 'code'> | undefined,
): Promise<void> {
  const uri = editor.document.uri.toString();
  const params: FixParams = {
    uri,
    line: place?.line ?? editor.selection.active.line + 1,
    apply: true,
    ...(place?.code === undefined ? {} : { code: place.code }),
  };
  const { fixes, withheld, notes, spending } = await runJob('mending', (token) => server.request<FixResult>(methods.fix, params, token));
  const said = [
    ...fixes.map(({ title, behaviour }) => `${title}. ${behaviour}`),
    ...withheld.map(({ title, reason }) => `Withheld: ${title}: ${reason}.`),
    ...notes,
  ];
  tell(said.length === 0 ? 'There is no mechanical repair of this problem.' : said.join(' '), spending);
}

/** Reviews what changed in a file since HEAD, or in its whole repository since a revision that is asked for. */
export async function reviewChange(server: LanguageServer, uri: vscode.Uri, whole: boolean, reports: ReportView): Promise<void> {
  const revision = whole ? await askRevision() : 'HEAD';
  if (revision === undefined) return;
  const params: ReviewParams = { uri: uri.toString(), revision, whole };
  const result = await runJob('reviewing the change', (token) => server.request<ReviewResult>(methods.review, params, token));
  reports.show(`Review: ${result.before} → ${result.after}`, reviewBody(result));
}

function askRevision(): Thenable<string | undefined> {
  const prompt = 'The git revision to compare with, or two of them: main..HEAD';
  return vscode.window.showInputBox({ title: 'Review All Changes', prompt, value: 'HEAD', ignoreFocusOut: true });
}

/** The author's answer: one of the options, or a sentence of their own. */
async function ask({ text, options }: JobQuestion): Promise<string | undefined> {
  const own = 'Something else…';
  const picked = await vscode.window.showQuickPick([...options, own], { title: text, ignoreFocusOut: true });
  return picked === own ? vscode.window.showInputBox({ title: text, ignoreFocusOut: true }) : picked;
}

function tell(text: string, spending: JobSpending | undefined): void {
  const spent = spending === undefined ? '' : ` (${spending.rounds} rounds, ${spending.inputTokens + spending.outputTokens} tokens)`;
  void vscode.window.showInformationMessage(`${text}${spent}`);
}
