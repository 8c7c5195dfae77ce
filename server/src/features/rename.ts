import type { PrepareRenameParams, Range, RenameParams, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Failure } from '../base/outcome';
import { rename as renameEdits, renameTarget, type RenameEdit } from '../model/symbols/rename';
import type { Feature } from './feature';
import { nameAtPosition } from './nameAtPosition';
import { rangeOf, uriOfPath } from './positions';
import { guarded, type ServerContext } from './serverContext';

/** Renames a declaration with every use, or says why not. */
export const rename: Feature = {
  name: 'rename',
  capabilities: (client) => ({
    renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register(context) {
    context.connection.onPrepareRename(guarded(context, 'prepareRename', null, (params) => prepare(context, params)));
    context.connection.onRenameRequest(guarded(context, 'rename', null, (params) => answer(context, params)));
  },
};

async function prepare(
  context: ServerContext,
  params: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | null | ResponseError> {
  const found = await nameAtPosition(context, params);
  if (found === undefined) return null;
  const target = renameTarget(found.engine.symbols, found.document.path, found.offset);
  if (!target.ok) return refusal(target);
  return { range: rangeOf(target.value.range), placeholder: target.value.target.declaration.name };
}

async function answer(context: ServerContext, params: RenameParams): Promise<WorkspaceEdit | null | ResponseError> {
  await (await context.engine()).whenIndexed();
  const found = await nameAtPosition(context, params);
  if (found === undefined) return null;
  const target = renameTarget(found.engine.symbols, found.document.path, found.offset);
  if (!target.ok) return refusal(target);
  const edits = renameEdits(found.engine.symbols, target.value.target, params.newName);
  if (!edits.ok) return refusal(edits);
  const unchecked = edits.value.find((edit) => edit.unchecked);
  if (unchecked === undefined || asksForConsent(context)) return workspaceEdit(context, edits.value);
  return refusal({
    ok: false,
    message: `line ${unchecked.range.line + 1} may also mean ${target.value.target.declaration.name}, in code that is switched off, and your editor cannot ask about it`,
    hint: 'Make the change by hand',
  });
}

/** Whether the client shows edits that need consent before it makes them. */
function asksForConsent(context: ServerContext): boolean {
  const support = context.client.workspace?.workspaceEdit;
  return support?.documentChanges === true && support.changeAnnotationSupport !== undefined;
}

function refusal({ message, hint }: Failure): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, hint === undefined ? message : `${message}. ${hint}`);
}

/** What was found by name alone, in code that is switched off, waits for the user's consent where the client can ask for it. */
function workspaceEdit(context: ServerContext, edits: readonly RenameEdit[]): WorkspaceEdit {
  const support = context.client.workspace?.workspaceEdit;
  const annotated = asksForConsent(context);
  const byUri = new Map<string, RenameEdit[]>();
  for (const edit of edits) {
    const uri = uriOfPath(edit.range.path, context.documents);
    byUri.set(uri, [...(byUri.get(uri) ?? []), edit]);
  }
  if (support?.documentChanges !== true) {
    return { changes: Object.fromEntries([...byUri].map(([uri, list]) => [uri, list.map(textEdit)])) };
  }
  const documentChanges = [...byUri].map(([uri, list]) => ({
    textDocument: { uri, version: context.documents.get(uri)?.version ?? null },
    edits: list.map((edit) => (annotated && edit.unchecked ? { ...textEdit(edit), annotationId: 'inactive' } : textEdit(edit))),
  }));
  if (!annotated || !edits.some((edit) => edit.unchecked)) return { documentChanges };
  const changeAnnotations = {
    inactive: { label: 'Code that is switched off', description: 'Found by name only', needsConfirmation: true },
  };
  return { documentChanges, changeAnnotations };
}

function textEdit({ range, text }: RenameEdit): TextEdit {
  return { range: rangeOf(range), newText: text };
}
