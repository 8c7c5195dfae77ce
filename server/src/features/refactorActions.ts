import {
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionParams,
  type Command,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import { failure, success, type Outcome } from '../base/outcome';
import type { Engine } from '../engine/engine';
import type { Edit, Offer } from '../refactor/refactoring';
import { refactorings } from '../refactor/refactorings';
import { openScene } from '../refactor/scene';
import type { OpenDocument } from './documents';
import { serverCommands } from './executeCommand';
import { describe, type ServerContext } from './serverContext';

/** What brings an offered rewrite back: the place, and which it was. */
interface RefactorData {
  readonly refactor: string;
  readonly title: string;
  readonly uri: string;
  readonly version: number;
  readonly range: CodeActionParams['range'];
}

interface Named {
  readonly name: string;
  readonly offer: Offer;
}

/**
 * Rewrites of the source at the selection. The edit comes with resolve where the client can, at once where it cannot, and as a command for a
 * client without code action literals. One that applies but could not be shown to be right is told with its reason when the user asks by hand.
 */
export async function refactorActions(
  context: ServerContext,
  params: CodeActionParams,
  resolves: boolean,
): Promise<(CodeAction | Command)[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (document === undefined) return [];
  const engine = await context.engine();
  const byHand = params.context.triggerKind !== CodeActionTriggerKind.Automatic;
  const told = byHand && context.client.textDocument?.codeAction?.disabledSupport === true;
  const literals = context.client.textDocument?.codeAction?.codeActionLiteralSupport !== undefined;
  return offersFor(context, engine, document, params.range)
    .filter(({ offer }) => wanted(params.context.only, offer.kind))
    .flatMap(({ name, offer }): (CodeAction | Command)[] => {
      const { title, kind, edits } = offer;
      const data: RefactorData = { refactor: name, title, uri: document.uri, version: document.version, range: params.range };
      if (!edits.ok) return told && literals ? [{ title, kind, disabled: { reason: sentence(edits) } }] : [];
      if (!literals) return [{ title, command: serverCommands.refactor, arguments: [data] }];
      return [resolves ? { title, kind, data } : { title, kind, edit: workspaceEdit(context, document, edits.value) }];
    });
}

function wanted(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
}

function sentence({ message, hint }: { message: string; hint?: string }): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}

/** All that can be done at a range; a refactoring that fails in itself costs its own offers. */
function offersFor(context: ServerContext, engine: Engine, document: OpenDocument, range: CodeActionParams['range']): Named[] {
  const start = context.documents.offsetAt(document.uri, range.start) ?? 0;
  const end = context.documents.offsetAt(document.uri, range.end) ?? start;
  const scene = openScene(engine, document.path, start, end);
  return refactorings.flatMap(({ name, offers }) => {
    try {
      return offers(scene).map((offer) => ({ name, offer }));
    } catch (error) {
      context.log.error(`refactor ${name}: ${describe(error)}`);
      return [];
    }
  });
}

export function isRefactorData(data: unknown): data is RefactorData {
  return typeof data === 'object' && data !== null && typeof (data as { refactor?: unknown }).refactor === 'string';
}

/** The edit of an offered rewrite; undefined when the document changed since. */
export async function resolveRefactor(context: ServerContext, data: RefactorData): Promise<WorkspaceEdit | undefined> {
  const document = context.documents.get(data.uri);
  if (document?.version !== data.version) return undefined;
  const engine = await context.engine();
  const found = offersFor(context, engine, document, data.range).find(
    ({ name, offer }) => name === data.refactor && offer.title === data.title,
  );
  return found?.offer.edits.ok === true ? workspaceEdit(context, document, found.offer.edits.value) : undefined;
}

/** For clients without code action literals. */
export async function runRefactor(context: ServerContext, data: RefactorData): Promise<Outcome<null>> {
  const edit = await resolveRefactor(context, data);
  if (edit === undefined) return failure('The text changed since this was offered', 'Ask for it again.');
  return applyEdit(context, data.title, edit);
}

/** Has the client apply an edit. */
export async function applyEdit(context: ServerContext, label: string, edit: WorkspaceEdit): Promise<Outcome<null>> {
  if (context.client.workspace?.applyEdit !== true) return failure('This client cannot apply edits');
  const reply = await context.connection.workspace.applyEdit({ label, edit });
  return reply.applied ? success(null) : failure(reply.failureReason ?? 'The client refused the edit');
}

/** Edits of one open document as LSP has them. */
export function workspaceEdit(context: ServerContext, document: OpenDocument, edits: readonly Edit[]): WorkspaceEdit {
  const lines = new LineIndex(document.text);
  const position = (offset: number): { line: number; character: number } => {
    const { line, column } = lines.positionAt(offset);
    return { line, character: column };
  };
  const texts = edits.map((edit): TextEdit => ({ range: { start: position(edit.start), end: position(edit.end) }, newText: edit.text }));
  if (context.client.workspace?.workspaceEdit?.documentChanges !== true) return { changes: { [document.uri]: texts } };
  return { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits: texts }] };
}
