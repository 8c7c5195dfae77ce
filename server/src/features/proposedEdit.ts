import type { WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import { failure, type Outcome } from '../base/outcome';
import type { ProposedFile } from '../protocol/jobs';
import { uriOfPath } from './positions';
import { applyEdit } from './refactorActions';
import type { ServerContext } from './serverContext';

/**
 * Has the client apply what a job proposes: one edit over all its files, to be reviewed first where the client can show that. `read` holds the open
 * documents, by path, as they were when the job began: what was typed meanwhile is not overwritten.
 */
export async function applyProposed(
  context: ServerContext,
  label: string,
  files: readonly ProposedFile[],
  read: ReadonlyMap<string, string>,
): Promise<Outcome<null>> {
  const client = context.client.workspace?.workspaceEdit;
  const creates = files.some(({ created }) => created);
  if (creates && !(client?.documentChanges === true && client.resourceOperations?.includes('create') === true))
    return failure('This client cannot create files', 'Take the text from the answer.');
  const edited = files.find(({ file }) => read.has(file) && context.documents.byPath(file)?.text !== read.get(file));
  if (edited !== undefined) return failure(`${edited.file} was edited while the job ran; nothing was changed`, 'Run it again.');
  const before = await textsOf(context, files);
  return applyEdit(context, label, proposedEdit(context, label, files, before));
}

async function textsOf(context: ServerContext, files: readonly ProposedFile[]): Promise<ReadonlyMap<string, string>> {
  const engine = await context.engine();
  return new Map(
    files.flatMap(({ file }) => {
      const text = context.documents.byPath(file)?.text ?? engine.documentText(file);
      return text === undefined ? [] : [[file, text] as const];
    }),
  );
}

function proposedEdit(
  context: ServerContext,
  label: string,
  files: readonly ProposedFile[],
  before: ReadonlyMap<string, string>,
): WorkspaceEdit {
  const client = context.client.workspace?.workspaceEdit;
  const annotated = client?.changeAnnotationSupport !== undefined;
  const annotation = annotated ? { annotationId: 'signoff' } : {};
  const changes = files.flatMap(({ file, text, created }) => {
    const uri = uriOfPath(file, context.documents);
    const end = new LineIndex(before.get(file) ?? '').positionAt(Number.MAX_SAFE_INTEGER);
    const range = { start: { line: 0, character: 0 }, end: { line: end.line, character: end.column } };
    const edit = {
      textDocument: { uri, version: context.documents.get(uri)?.version ?? null },
      edits: [{ range, newText: text, ...annotation }],
    };
    return created ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: false }, ...annotation }, edit] : [edit];
  });
  if (client?.documentChanges !== true) {
    return {
      changes: Object.fromEntries(
        changes.flatMap((one) =>
          'edits' in one ? [[one.textDocument.uri, one.edits.map(({ range, newText }) => ({ range, newText }))]] : [],
        ),
      ),
    };
  }
  return { documentChanges: changes, ...(annotated ? { changeAnnotations: { signoff: { label, needsConfirmation: true } } } : {}) };
}
