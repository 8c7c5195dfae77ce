import { success } from '../base/outcome';
import { methods, type ModulesParams, type ModulesResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering } from './serverContext';

/** The design units of a file, for the Test Explorer. */
export const modules: Feature = {
  name: 'modules',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.modules,
      answering<ModulesParams, ModulesResult>(context, methods.modules, 'uri', async ({ uri }) => {
        const units = (await context.engine()).modulesOf(pathOfUri(uri));
        const version = context.documents.get(uri)?.version;
        const entries = units.map((unit) => ({
          name: unit.name,
          kind: unit.kind,
          line: unit.nameRange.line + 1,
          column: unit.nameRange.column + 1,
          endLine: unit.range.endLine + 1,
          damaged: unit.damaged,
        }));
        return success({ ...(version === undefined ? {} : { version }), modules: entries });
      }),
    );
  },
};
