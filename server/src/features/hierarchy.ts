import { methods, type HierarchyParams, type HierarchyResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering } from './serverContext';

/** Tops of the project and the elaborated instances below one. Syntax alone: served in an untrusted workspace too. */
export const hierarchy: Feature = {
  name: 'hierarchy',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.hierarchy,
      answering<HierarchyParams, HierarchyResult>(context, methods.hierarchy, '', async ({ uri, top, path, levels }, signal) => {
        const engine = await context.engine();
        const file = typeof uri === 'string' ? { file: pathOfUri(uri) } : {};
        const part = {
          ...(typeof top === 'string' ? { top } : {}),
          ...(Array.isArray(path) ? { path: path.map(String) } : {}),
          ...(typeof levels === 'number' && levels >= 1 ? { levels: Math.floor(levels) } : {}),
        };
        return engine.hierarchy({ ...file, ...part }, signal);
      }),
    );
  },
};
