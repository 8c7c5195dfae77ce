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
  ProposedFile,
  ReviewParams,
  ReviewResult,
  OptimizeGoal,
  OptimizeResult,
  TestbenchResult,
  TradeOff,
} from '../../server/src/protocol/jobs';
import { methods } from '../../server/src/protocol/requests';
import { FirstStep } from './firstStep';
import type { LanguageServer } from './languageClient';
import { isVhdl } from './settings';
import type { EvidenceView } from './views/evidence';
import { explainBody } from './views/explainPage';
import {
  assertionsBody,
  cModelBody,
  documentBody,
  fixesBody,
  generatedBody,
  optimizationBody,
  spentWords,
  strengthWords,
  testbenchBody,
} from './views/jobReports';
import { openVersions, type OpenVersions, type Proposals } from './views/proposals';
import type { ReportView } from './views/report';
import { reviewBody } from './views/reviewPage';

/** What the jobs are done and shown with. */
export interface JobParts {
  readonly server: LanguageServer;
  readonly proposals: Proposals;
  readonly reports: ReportView;
  readonly evidence: EvidenceView;
}

/** Has the server do a job, with what it is at in a notification that can be cancelled. */
export function runJob<Result>(server: LanguageServer, title: string, method: string, params: object): Thenable<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Signoff: ${title}`, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    server.requestInSteps<Result>(method, params, token, (message) => progress.report({ message })),
  );
}

/** What a job came to: files to be reviewed, or none and the reason; and the page that tells what it rests on. */
interface Outcome {
  readonly title: string;
  readonly words: string;
  readonly files: readonly ProposedFile[];
  readonly asked: OpenVersions;
  readonly evidence: () => unknown;
  readonly spending?: JobSpending | undefined;
}

/** Shows what a job came to: nothing of it is written before somebody agrees. */
async function propose({ proposals }: JobParts, { words, spending, ...outcome }: Outcome): Promise<void> {
  const said = spending === undefined ? words : `${words} (${spentWords(spending)})`;
  if (outcome.files.length > 0) return proposals.offer({ ...outcome, words: said });
  const choice = await vscode.window.showInformationMessage(`${outcome.title}: ${said}`, 'Show Details');
  if (choice !== undefined) outcome.evidence();
}

/**
 * Generates the module that the open document specifies: a text, or the empty module at the cursor. What only the author can say is asked, one
 * question at a time.
 */
export async function generateModule(parts: JobParts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new FirstStep('Open a specification, or a Verilog file with an empty module under a comment.');
  const uri = editor.document.uri.toString();
  const place = { uri, line: editor.selection.active.line + 1 };
  const answers: string[] = [];
  for (;;) {
    const params: GenerateParams = { ...place, answers };
    const asked = openVersions();
    const result = await runJob<GenerateResult>(parts.server, 'generating', methods.generate, params);
    const { files, module = 'module', verdict, questions, detail, spending, assumptions } = result;
    const [question] = questions;
    if (files.length > 0 || question === undefined) {
      const taken = assumptions.length === 0 ? '' : ` Taken for granted: ${assumptions.join(' ')}`;
      const words = files.length === 0 ? (detail ?? 'Nothing could be generated.') : `${verdict?.reason ?? 'generated'}.${taken}`;
      const evidence = (): unknown =>
        verdict === undefined
          ? parts.reports.show(`Generate: ${module}`, generatedBody(result))
          : parts.evidence.offer(uri, verdict, true, generatedBody(result));
      return propose(parts, { title: `Generated ${module}`, words, files, asked, evidence, spending });
    }
    const answer = await ask(question);
    if (answer === undefined) return;
    answers.push(answer);
  }
}

/** The module at the cursor. */
function moduleAt(editor: vscode.TextEditor): ModuleJobParams {
  return { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1 };
}

/** Assertions of the module at the cursor, proved or bounded, as a file. */
export async function proposeAssertions(parts: JobParts, editor: vscode.TextEditor): Promise<void> {
  const [params, asked] = [moduleAt(editor), openVersions()];
  const result = await runJob<AssertionsResult>(parts.server, 'finding assertions', methods.assertions, params);
  const { module, assertions, notes, files, spending } = result;
  const count = (outcome: string): number => assertions.filter((one) => one.outcome === outcome).length;
  const counts = [['proved'], ['bounded'], ['refuted'], ['vacuous'], ['unknown', 'not decided']] as const;
  const told = counts.flatMap(([outcome, said = outcome]) => (count(outcome) === 0 ? [] : [`${count(outcome)} ${said}`]));
  const words = `${told.length === 0 ? 'none was found' : told.join(', ')}. ${notes.join(' ')}`.trim();
  const evidence = (): void => parts.reports.show(`Assertions: ${module}`, assertionsBody(result));
  await propose(parts, { title: `Assertions of ${module}`, words, files, asked, evidence, spending });
}

/** Rewrites of the module at the cursor that are proven equal and measured better. */
export async function optimizeModule(parts: JobParts, editor: vscode.TextEditor, goal: OptimizeGoal = 'both'): Promise<void> {
  const [params, asked] = [{ ...moduleAt(editor), goal }, openVersions()];
  const result = await runJob<OptimizeResult>(parts.server, 'optimizing', methods.optimize, params);
  const { module, before, after, rewrites, declined, tradeOffs, notes, files, verdict } = result;
  const dropped =
    declined.length === 0
      ? ''
      : ` ${declined.length} ${rewrites.length === 0 ? '' : 'more '}${declined.length === 1 ? 'was' : 'were'} tried and dropped.`;
  const gain = `${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns, proven`;
  const words =
    rewrites.length === 0
      ? `no rewrite was proven equal and measured better.${dropped} ${notes.join(' ')}`
      : `${gain} (${rewrites.map(({ title }) => title).join('; ')}).${dropped}`;
  const evidence = (): unknown =>
    verdict === undefined
      ? parts.reports.show(`Optimize: ${module}`, `<h1>Optimize ${module}</h1>${optimizationBody(result)}`)
      : parts.evidence.offer(params.uri, verdict, true, optimizationBody(result));
  const goals = [...new Set(tradeOffs.map((one) => one.goal))];
  if (goals.length > 0) void offerGoals(parts, editor, module, goals);
  await propose(parts, { title: `${files.length === 0 ? 'Optimize' : 'Optimized'} ${module}`, words, files, asked, evidence });
}

const goalButtons = { cells: 'Fewer Cells, Slower', delay: 'Less Delay, Larger' } as const;

/** Asks for a trade-off that only somebody who knows the design can make, and optimizes for that. */
async function offerGoals(parts: JobParts, editor: vscode.TextEditor, module: string, goals: readonly TradeOff['goal'][]): Promise<void> {
  const words = `${module} can also have ${goals.map((goal) => (goal === 'cells' ? 'fewer cells and be slower' : 'less delay and be larger')).join(', or ')}.`;
  const choice = await vscode.window.showInformationMessage(words, ...goals.map((goal) => goalButtons[goal]));
  const goal = goals.find((one) => goalButtons[one] === choice);
  if (goal !== undefined) await optimizeModule(parts, editor, goal);
}

/** A testbench of the module at the cursor. */
export async function makeTestbench(parts: JobParts, editor: vscode.TextEditor): Promise<void> {
  const [params, asked] = [moduleAt(editor), openVersions()];
  const result = await runJob<TestbenchResult>(parts.server, 'making a testbench', methods.testbench, params);
  const { module, notes, files, spending, ran, strength } = result;
  const evidence = (): void => parts.reports.show(`Testbench: ${module}`, testbenchBody(result));
  const words = [ran ? 'The module passes it.' : '', strengthWords(strength?.fates), ...notes].filter((one) => one !== '').join(' ');
  await propose(parts, { title: `Testbench of ${module}`, words, files, asked, evidence, spending });
}

/** A model of the module at the cursor in C. */
export async function makeCModel(parts: JobParts, editor: vscode.TextEditor): Promise<void> {
  const [params, asked] = [moduleAt(editor), openVersions()];
  const result = await runJob<CModelResult>(parts.server, 'making a C model', methods.cModel, params);
  const { module, notes, files, spending } = result;
  const evidence = (): void => parts.reports.show(`C model: ${module}`, cModelBody(result));
  await propose(parts, { title: `C model of ${module}`, words: notes.join(' '), files, asked, evidence, spending });
}

const grains: readonly (vscode.QuickPickItem & { readonly grain: NonNullable<ExplainParams['grain']> })[] = [
  { label: 'The block around the cursor', grain: 'block' },
  { label: 'The line of the cursor', grain: 'line' },
  { label: 'The module', grain: 'module' },
  { label: 'The module in one sentence', grain: 'sentence' },
];

/** Explains the code at the cursor on a page beside it, each sentence with a link to its line. */
export async function explainCode({ server, reports }: JobParts, editor: vscode.TextEditor): Promise<void> {
  const picked = await vscode.window.showQuickPick(grains, { title: 'Explain' });
  if (picked === undefined) return;
  const { document } = editor;
  const params: ExplainParams = { ...moduleAt(editor), grain: picked.grain, ...(isVhdl(document) ? { text: document.getText() } : {}) };
  const result = await runJob<ExplainResult>(server, 'explaining', methods.explain, params);
  reports.show(`Explain: ${result.module}`, explainBody(result));
}

/** Offers to explain in files of VHDL, which the server does not follow as they are edited: it is given the text along with the question. */
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

/** Documents the module at the cursor: as Markdown beside it, or as a comment above it. */
export async function documentModule(parts: JobParts, editor: vscode.TextEditor): Promise<void> {
  const markdown = { label: 'Markdown', description: 'a file beside it, with state machines as diagrams', comment: false };
  const comment = { label: 'Comment', description: 'above the module', comment: true };
  const picked = await vscode.window.showQuickPick([markdown, comment], { title: 'Document' });
  if (picked === undefined) return;
  const params: DocumentParams = { ...moduleAt(editor), comment: picked.comment };
  const asked = openVersions();
  const result = await runJob<DocumentResult>(parts.server, 'documenting', methods.document, params);
  const { module, files, claims, spending } = result;
  const words =
    claims.length === 0 ? 'from its header and graph.' : `from its header and graph, with ${claims.length} sentences of the model.`;
  const evidence = (): void => parts.reports.show(`Document: ${module}`, documentBody(result));
  await propose(parts, { title: `Document of ${module}`, words, files, asked, evidence, spending });
}

/** Mends the problem that a code action names, or those on the line of the cursor. */
export async function fixProblem(
  parts: JobParts,
  editor: vscode.TextEditor,
  place: Pick<FixParams, 'line' | 'code'> | undefined,
): Promise<void> {
  const uri = editor.document.uri.toString();
  const params: FixParams = {
    uri,
    line: place?.line ?? editor.selection.active.line + 1,
    ...(place?.code === undefined ? {} : { code: place.code }),
  };
  const asked = openVersions();
  const result = await runJob<FixResult>(parts.server, 'mending', methods.fix, params);
  const { fixes, withheld, notes, files, spending } = result;
  const said = [
    ...fixes.map(({ title, behaviour }) => `${title}. ${behaviour}`),
    ...withheld.map(({ title, reason }) => `Withheld: ${title}: ${reason}.`),
    ...notes,
  ];
  const words = said.length === 0 ? 'there is no mechanical repair of this problem.' : said.join(' ');
  const name = vscode.workspace.asRelativePath(editor.document.uri);
  const evidence = (): void => parts.reports.show(`Repairs: ${name}`, fixesBody(result));
  await propose(parts, { title: `Repair of line ${params.line}`, words, files, asked, evidence, spending });
}

/** Reviews what changed in a file since HEAD, or in its whole repository since a revision that is asked for. */
export async function reviewChange({ server, reports }: JobParts, uri: vscode.Uri, whole: boolean): Promise<void> {
  const revision = whole ? await askRevision() : 'HEAD';
  if (revision === undefined) return;
  const params: ReviewParams = { uri: uri.toString(), revision, whole };
  const result = await runJob<ReviewResult>(server, 'reviewing the change', methods.review, params);
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
