import type { Position } from 'vscode-languageserver';
import type { Engine } from '../engine/engine';
import { namesAt, type NamesAt } from '../model/symbols/namesAt';
import type { OpenDocument } from './documents';
import type { ServerContext } from './serverContext';

export interface PositionParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

export interface NameAtPosition {
  readonly engine: Engine;
  readonly document: OpenDocument;
  readonly offset: number;
  /** Undefined when no name stands there. */
  readonly names: NamesAt | undefined;
}

/** The name at a position of an open document; undefined when the document is not open. */
export async function nameAtPosition(
  context: ServerContext,
  { textDocument, position }: PositionParams,
): Promise<NameAtPosition | undefined> {
  const document = context.documents.get(textDocument.uri);
  if (document === undefined) return undefined;
  const engine = await context.engine();
  const offset = context.documents.offsetAt(textDocument.uri, position);
  if (offset === undefined) return undefined;
  return { engine, document, offset, names: namesAt(engine.symbols, document.path, offset) };
}
