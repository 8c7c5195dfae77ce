import type { Feature } from './feature';
import { locationOf } from './positions';
import { guarded } from './serverContext';
import { symbolAt } from './symbolAt';

/** Plain locations, never LocationLink: every client understands them, also one without linkSupport. */
export const definition: Feature = {
  name: 'definition',
  capabilities: () => ({ definitionProvider: true }),
  register(context) {
    context.connection.onDefinition(
      guarded(context, 'definition', null, async ({ textDocument, position }) => {
        const document = context.documents.get(textDocument.uri);
        if (document === undefined) return null;
        const found = symbolAt(await context.engine(), document.path, position);
        return found === undefined ? null : found.symbols.map((symbol) => locationOf(symbol.range, context.documents));
      }),
    );
  },
};
