import type { Location, ReferenceParams } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import { usesOf } from '../model/symbols/references';
import type { Feature } from './feature';
import { nameAtPosition } from './nameAtPosition';
import { locationOf } from './positions';
import { guarded, type ServerContext } from './serverContext';

/** Every use of what a name means, over the project. */
export const references: Feature = {
  name: 'references',
  capabilities: () => ({ referencesProvider: true }),
  register(context) {
    context.connection.onReferences(guarded(context, 'references', null, (params) => answer(context, params)));
  },
};

async function answer(context: ServerContext, params: ReferenceParams): Promise<Location[] | null> {
  await (await context.engine()).whenIndexed();
  const found = await nameAtPosition(context, params);
  if (found?.names === undefined) return null;
  const places = new Map<string, SourceRange>();
  const add = (range: SourceRange): void => void places.set(`${range.path}:${range.start}`, range);
  for (const meaning of found.names.meanings) {
    const uses = usesOf(found.engine.symbols, meaning);
    if (params.context.includeDeclaration) for (const one of uses.declarations) add(one.declaration.nameRange);
    for (const one of [...uses.references, ...uses.hidden]) add(one.reference.range);
  }
  return [...places.values()]
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start))
    .map((range) => locationOf(range, context.documents));
}
