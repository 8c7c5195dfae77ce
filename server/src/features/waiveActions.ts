import { CodeActionKind, DiagnosticSeverity, type CodeAction, type CodeActionParams, type WorkspaceEdit } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { StoredDiagnostic } from './diagnosticsStore';
import type { OpenDocument } from './documents';
import { overlaps } from './positions';
import type { ServerContext } from './serverContext';

/** "Ignore here" and "ignore in project" for findings that may be waived: all that are no errors and come from checking the design. */
export function waiveActions(context: ServerContext, params: CodeActionParams): CodeAction[] {
  const { only } = params.context;
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  if (context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined) return [];
  const document = context.documents.get(params.textDocument.uri);
  if (document === undefined) return [];
  const found = context.diagnostics
    .of(document.uri, `check:${document.uri}`)
    .filter((one) => overlaps(one.range, params.range) && waivable(one));
  const byCode = new Map(found.map((one) => [one.code, one]));
  return [...byCode.values()].flatMap((one) => [...here(document, one), ...inProject(context, document, one)]);
}

function waivable(one: StoredDiagnostic): boolean {
  return one.severity !== DiagnosticSeverity.Error && !/^(?:project|waiver|timing)\//.test(one.code);
}

/** A comment of its own above the line. Inside a macro that goes on over lines a comment would end it. */
function here(document: OpenDocument, one: StoredDiagnostic): CodeAction[] {
  const lines = document.text.split(/\r\n|\r|\n/);
  const { line } = one.range.start;
  if (/\\\s*$/.test(lines[line - 1] ?? '')) return [];
  const indent = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
  const start = { line, character: 0 };
  const newText = `${indent}// signoff: waive ${one.code} -- say why\n`;
  return [action(`Ignore ${one.code} here`, one, { changes: { [document.uri]: [{ range: { start, end: start }, newText }] } })];
}

/** An entry of the waiver file, which is made when it is not there. */
function inProject(context: ServerContext, document: OpenDocument, one: StoredDiagnostic): CodeAction[] {
  const { documentChanges, resourceOperations } = context.client.workspace?.workspaceEdit ?? {};
  const root = context.roots().find((folder) => document.path.startsWith(`${folder}/`));
  if (root === undefined || documentChanges !== true || resourceOperations?.includes('create') !== true) return [];
  const uri = URI.file(`${root}/.signoff/waivers.toml`).toString();
  const entry = ['rule', one.code, 'file', document.path.slice(root.length + 1), 'message', one.message, 'reason', 'say why', 'author', ''];
  const lines = ['[[waiver]]'];
  // JSON's strings are TOML's.
  for (let at = 0; at < entry.length; at += 2) lines.push(`${entry[at] ?? ''} = ${JSON.stringify(entry[at + 1])}`);
  const start = { line: 0, character: 0 };
  const title = `Ignore ${one.code} in the project`;
  const made = action(title, one, {
    documentChanges: [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: `${lines.join('\n')}\n\n` }] },
    ],
  });
  // The edit alone leaves a changed file that nobody sees, and that counts for nothing until it is saved.
  const review = context.options.commands?.reviewWaiver;
  return [review === undefined ? made : { ...made, command: { title, command: review, arguments: [uri] } }];
}

function action(title: string, one: StoredDiagnostic, edit: WorkspaceEdit): CodeAction {
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [one], edit };
}
