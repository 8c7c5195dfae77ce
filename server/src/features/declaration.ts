import type { Location, LocationLink } from 'vscode-languageserver';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { guarded, type ServerContext } from './serverContext';
import { answerTargets, targetOf } from './targets';

type Answer = Location[] | LocationLink[] | null;

/** All places that declare a name: for a port of a non-ANSI header the header's list as well as the body, and a second data declaration. */
export const declaration: Feature = {
  name: 'declaration',
  capabilities: () => ({ declarationProvider: true }),
  register(context) {
    context.connection.onDeclaration(guarded<PositionParams, Answer>(context, 'declaration', null, (params) => answer(context, params)));
  },
};

async function answer(context: ServerContext, params: PositionParams): Promise<Answer> {
  const found = await nameAtPosition(context, params);
  if (found?.names === undefined) return null;
  const all = found.names.meanings.flatMap((one) => {
    const second = one.table.declarations.filter((each) => each.completes === one.declaration.index);
    return [one, ...second.map((each) => ({ table: one.table, declaration: each }))];
  });
  return answerTargets(context, found.names.range, all.map(targetOf), context.client.textDocument?.declaration?.linkSupport);
}
