import { DocumentHighlightKind, type DocumentHighlight } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import { accessOf, usesOf } from '../model/symbols/references';
import type { Access } from '../model/symbols/symbolTypes';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { rangeOf } from './positions';
import { guarded, type ServerContext } from './serverContext';

/** Uses of a name in the document, writes apart from reads; what an instance drives counts as written there. */
export const documentHighlight: Feature = {
  name: 'documentHighlight',
  capabilities: () => ({ documentHighlightProvider: true }),
  register(context) {
    context.connection.onDocumentHighlight(guarded(context, 'documentHighlight', null, (params) => answer(context, params)));
  },
};

const kinds: Record<Access, DocumentHighlightKind> = {
  none: DocumentHighlightKind.Text,
  read: DocumentHighlightKind.Read,
  write: DocumentHighlightKind.Write,
  readWrite: DocumentHighlightKind.Write,
};

async function answer(context: ServerContext, params: PositionParams): Promise<DocumentHighlight[] | null> {
  const found = await nameAtPosition(context, params);
  if (found?.names === undefined) return null;
  const { engine, document, names } = found;
  const marks = new Map<number, { range: SourceRange; kind: DocumentHighlightKind }>();
  const add = (range: SourceRange, kind: DocumentHighlightKind): void => {
    if (range.path === document.path) marks.set(range.start, { range, kind });
  };
  for (const meaning of names.meanings) {
    const uses = usesOf(engine.symbols, meaning, [document.path]);
    for (const { declaration } of uses.declarations)
      add(declaration.nameRange, declaration.value === undefined ? DocumentHighlightKind.Text : DocumentHighlightKind.Write);
    for (const { table, reference } of uses.references) add(reference.range, kinds[accessOf(engine.symbols, table, reference)]);
  }
  return [...marks.values()].sort((a, b) => a.range.start - b.range.start).map(({ range, kind }) => ({ range: rangeOf(range), kind }));
}
