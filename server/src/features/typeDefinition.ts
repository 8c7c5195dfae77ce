import type { Location, LocationLink } from 'vscode-languageserver';
import { typeDeclarationOf } from '../model/symbols/typeOf';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { guarded, type ServerContext } from './serverContext';
import { answerTargets, targetOf } from './targets';

type Answer = Location[] | LocationLink[] | null;

/** From a signal to its typedef, class or interface, from an instance to its module, from an enum member to its enum. */
export const typeDefinition: Feature = {
  name: 'typeDefinition',
  capabilities: () => ({ typeDefinitionProvider: true }),
  register(context) {
    context.connection.onTypeDefinition(
      guarded<PositionParams, Answer>(context, 'typeDefinition', null, (params) => answer(context, params)),
    );
  },
};

async function answer(context: ServerContext, params: PositionParams): Promise<Answer> {
  const found = await nameAtPosition(context, params);
  if (found?.names === undefined) return null;
  const types = found.names.meanings.flatMap((one) => typeDeclarationOf(found.engine.symbols, one) ?? []);
  return answerTargets(context, found.names.range, types.map(targetOf), context.client.textDocument?.typeDefinition?.linkSupport);
}
