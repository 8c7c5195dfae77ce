import type { CodeAction, CodeActionParams, Command, Diagnostic, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { CodeActionKind, CodeActionTriggerKind } from 'vscode-languageserver';
import type { SourceEdit, TimingFix } from '../protocol/contract';
import type { OpenDocument } from './documents';
import { serverCommands } from './executeCommand';
import type { Feature } from './feature';
import { absolutePath, overlaps, rangeOfContract, uriOfPath } from './positions';
import { guarded, type ServerContext } from './serverContext';
import { signed } from './timingProblems';
import { includeActions } from './includeActions';
import { isRefactorData, refactorActions, resolveRefactor } from './refactorActions';
import { jobActions, mendingActions } from './jobActions';
import { waiveActions } from './waiveActions';
import type { TimingState } from './timingResults';

/** How long a code action that was asked for by hand waits for a search that still runs, in ms. */
const patience = 20_000;

const actionKinds = [
  CodeActionKind.QuickFix,
  CodeActionKind.Refactor,
  CodeActionKind.RefactorRewrite,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
];

interface FixData {
  uri: string;
  version: number;
  index: number;
  /** While the search goes on, better fixes come before it. */
  title: string;
}

/**
 * Rewrites of the source (refactorActions.ts), what diagnostics ask for, and proven timing fixes as quick fixes on the violated lines. The edit comes with resolve where the client can, at once where it cannot, and as
 * a command for a client without code action literals. Where there is no fix the client that knows disabled actions is told why.
 */
export const codeAction: Feature = {
  name: 'codeAction',
  capabilities: (client) => {
    const literals = client.textDocument?.codeAction?.codeActionLiteralSupport !== undefined;
    if (!literals) return { codeActionProvider: true };
    return { codeActionProvider: { codeActionKinds: [...actionKinds], resolveProvider: resolvesEdit(client) } };
  },
  register(context) {
    context.connection.onCodeAction(
      guarded<CodeActionParams, (CodeAction | Command)[]>(context, 'codeAction', [], async (params, signal) => [
        ...(await answer(context, params, signal)),
        ...(await includeActions(context, params)),
        ...mendingActions(context, params),
        ...waiveActions(context, params),
        ...(await refactorActions(context, params, resolvesEdit(context.client))),
        ...(await jobActions(context, params)),
      ]),
    );
    context.connection.onCodeActionResolve((action, token) =>
      guarded<CodeAction, CodeAction>(context, 'codeAction/resolve', action, (one) => resolve(context, one))(action, token),
    );
  },
};

async function answer(context: ServerContext, params: CodeActionParams, signal: AbortSignal): Promise<(CodeAction | Command)[]> {
  const { uri } = params.textDocument;
  const document = context.documents.get(uri);
  if (document === undefined || !wanted(params.context.only)) return [];
  const marks = context.diagnostics.of(uri, `timing:${uri}`).filter((one) => overlaps(one.range, params.range));
  let state = context.timings.get(uri);
  if (state === undefined) return [];
  if (state.fixes === 'searching' && marks.length > 0 && params.context.triggerKind !== CodeActionTriggerKind.Automatic) {
    await Promise.race([state.settled, expiry(signal)]);
    state = context.timings.get(uri) ?? state;
  }
  const fixes = state.timing.fixes
    .map((fix, index) => ({ fix, index }))
    .filter(({ fix }) => shown(fix) && concerns(context, fix, document, params, marks.length > 0));
  if (outdated(state, document)) return disabled(context, state, document, marks);
  const conditional = [
    ...onlyUnder(context, state, document, params, marks),
    ...(await whyNot(context, state, document, fixes.length, marks)),
  ];
  if (fixes.length === 0) return [...disabled(context, state, document, marks), ...conditional];
  const applying = fixes.map(({ fix, index }, place) => actionFor(context, document, fix, index, marks, place === 0));
  return [...applying, ...previews(context, document, fixes.length), ...conditional];
}

/** The way to see what the fixes change, and what they rest on, before one is applied: for a client that can show it. */
function previews(context: ServerContext, { uri }: OpenDocument, count: number): CodeAction[] {
  const command = context.options.commands?.previewFixes;
  if (command === undefined || context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined) return [];
  const title = count === 1 ? 'Preview this timing fix with its evidence' : 'Preview one of these timing fixes with its evidence…';
  return [{ title, kind: CodeActionKind.QuickFix, command: { title, command, arguments: [uri] } }];
}

/**
 * The way to what is not offered, and to a model where no rule helps: the editor shows disabled actions only to who asks for one kind of them, so that
 * without a way of their own nobody would read their reasons.
 */
async function whyNot(
  context: ServerContext,
  { timing, fixes: search }: TimingState,
  { uri }: OpenDocument,
  offered: number,
  marks: readonly Diagnostic[],
): Promise<CodeAction[]> {
  const { showDeclined, repairTiming } = context.options.commands ?? {};
  if (marks.length === 0 || search === 'searching' || context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined)
    return [];
  const { model } = await context.engine();
  const declined = timing.declined?.length ?? 0;
  const action = (title: string, command: string | undefined): CodeAction[] =>
    command === undefined ? [] : [{ title, kind: CodeActionKind.QuickFix, command: { title, command, arguments: [uri] } }];
  const more = `${declined} rewrite${declined === 1 ? '' : 's'} ${declined === 1 ? 'was' : 'were'} tried and not offered: show why`;
  return [
    ...(offered > 0 || model.provider === 'builtin' ? [] : action('Have the model repair this path', repairTiming)),
    ...(offered > 0 && declined === 0 ? [] : action(offered > 0 ? more : 'No timing fix is proven: show why', showDeclined)),
  ];
}

/** Whether a text behind a timing was edited since: this document, or another that its paths go through. */
function outdated(state: TimingState, document: OpenDocument): boolean {
  return state.stale === true || state.version !== document.version;
}

function wanted(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix);
}

/** Nothing below `checked` is ever offered, whoever computed it. */
function shown(fix: TimingFix): boolean {
  return fix.verdict.verdict === 'proved' || fix.verdict.verdict === 'checked';
}

function concerns(context: ServerContext, fix: TimingFix, document: OpenDocument, params: CodeActionParams, onMark: boolean): boolean {
  const here = fix.edits.filter((edit) => absolutePath(edit.file, context.roots()) === document.path);
  return onMark || here.some((edit) => overlaps(textEdit(edit).range, params.range));
}

function actionFor(
  context: ServerContext,
  document: OpenDocument,
  fix: TimingFix,
  index: number,
  marks: readonly Diagnostic[],
  preferred: boolean,
): CodeAction | Command {
  const data: FixData = { uri: document.uri, version: document.version, index, title: fix.title };
  const title = titleOf(fix);
  if (context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined) {
    return { title, command: serverCommands.applyFix, arguments: [data] };
  }
  const action: CodeAction = { title, kind: CodeActionKind.QuickFix, diagnostics: [...marks], isPreferred: preferred };
  if (resolvesEdit(context.client)) action.data = data;
  else action.edit = workspaceEdit(context, fix);
  return action;
}

/** `Rewrite the running maximum as a tree (−0.82 → +0.12 ns, proven)` */
export function titleOf(fix: TimingFix): string {
  const strength = fix.verdict.verdict === 'proved' ? 'proven' : fix.verdict.verdict;
  const later = fix.contract.kind === 'latency' && fix.contract.cycles > 0 ? ` for ${fix.contract.cycles} cycle(s) later` : '';
  // A strategy that measured one endpoint says so itself, which is more than the worst slack of all.
  if (fix.title.includes('→')) return fix.title;
  return `${fix.title} (${signed(fix.before.wns)} → ${signed(fix.after.wns)} ns, ${strength}${later})`;
}

function disabled(context: ServerContext, state: TimingState, document: OpenDocument, marks: readonly Diagnostic[]): CodeAction[] {
  if (context.client.textDocument?.codeAction?.disabledSupport !== true || marks.length === 0) return [];
  const reason = outdated(state, document)
    ? 'the text changed since timing was analyzed: save, or run "Signoff: Analyze Timing" again'
    : state.fixes === 'searching'
      ? 'still proving and measuring rewrites of this path'
      : (state.reason ?? 'no fix was found');
  return [{ title: 'Fix timing', kind: CodeActionKind.QuickFix, diagnostics: [...marks], disabled: { reason } }];
}

/** What would be a gain only under an assumption that nobody made: told, and not offered. */
function onlyUnder(
  context: ServerContext,
  { timing: { declined = [] } }: TimingState,
  document: OpenDocument,
  { range }: CodeActionParams,
  marks: readonly Diagnostic[],
): CodeAction[] {
  if (context.client.textDocument?.codeAction?.disabledSupport !== true) return [];
  const lines = [range, ...marks.map((one) => one.range)];
  return declined.flatMap(({ title, onlyUnder: assumption, reason, file, line }) => {
    const near = lines.some(({ start, end }) => start.line < line && line <= end.line + 1);
    if (title === undefined || assumption === undefined || !near || absolutePath(file, context.roots()) !== document.path) return [];
    const action = { title: `${title} (only if ${assumption})`, kind: CodeActionKind.QuickFix, diagnostics: [...marks] };
    return [{ ...action, disabled: { reason } }];
  });
}

async function resolve(context: ServerContext, action: CodeAction): Promise<CodeAction> {
  if (isRefactorData(action.data)) {
    const edit = await resolveRefactor(context, action.data);
    return edit === undefined ? action : { ...action, edit };
  }
  const data = action.data as FixData | undefined;
  const fix = data === undefined ? undefined : await current(context, data);
  return fix === undefined ? action : { ...action, edit: workspaceEdit(context, fix) };
}

/** For clients without code action literals: sends the edit with `workspace/applyEdit`. Gives the problem, or undefined when applied. */
export async function applyFix(context: ServerContext, asked: Pick<FixData, 'uri'> & Partial<FixData>): Promise<string | undefined> {
  const fix = await current(context, asked);
  if (fix === undefined) return 'The text changed since timing was analyzed; analyze it again';
  if (context.client.workspace?.applyEdit !== true) return 'This client cannot apply edits';
  const reply = await context.connection.workspace.applyEdit({ label: titleOf(fix), edit: workspaceEdit(context, fix) });
  return reply.applied ? undefined : (reply.failureReason ?? 'The client refused the edit');
}

async function current(
  context: ServerContext,
  { uri, index = 0, version, title }: Pick<FixData, 'uri'> & Partial<FixData>,
): Promise<TimingFix | undefined> {
  await context.engine();
  const state = context.timings.get(uri);
  const document = context.documents.get(uri);
  if (state === undefined || document === undefined || outdated(state, document)) return undefined;
  if (version !== undefined && version !== state.version) return undefined;
  const { fixes } = state.timing;
  const fix = title === undefined ? fixes[index] : fixes.find((one) => one.title === title);
  return fix !== undefined && shown(fix) ? fix : undefined;
}

function workspaceEdit(context: ServerContext, fix: TimingFix): WorkspaceEdit {
  const byUri = new Map<string, TextEdit[]>();
  for (const edit of fix.edits) {
    const uri = uriOfPath(absolutePath(edit.file, context.roots()), context.documents);
    byUri.set(uri, [...(byUri.get(uri) ?? []), textEdit(edit)]);
  }
  if (context.client.workspace?.workspaceEdit?.documentChanges !== true) return { changes: Object.fromEntries(byUri) };
  const documentChanges = [...byUri].map(([uri, edits]) => ({
    textDocument: { uri, version: context.documents.get(uri)?.version ?? null },
    edits,
  }));
  return { documentChanges };
}

function textEdit(edit: SourceEdit): TextEdit {
  const place = { line: edit.startLine, column: edit.startColumn, endLine: edit.endLine, endColumn: edit.endColumn };
  return { range: rangeOfContract(place), newText: edit.newText };
}

function resolvesEdit(client: ServerContext['client']): boolean {
  return client.textDocument?.codeAction?.resolveSupport?.properties?.includes('edit') === true;
}

function expiry(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, patience);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
