import { LineIndex } from '../base/lines';
import { failure, success } from '../base/outcome';
import type { ContextItemsParams, ContextItemsResult } from '../protocol/assistants';
import { methods } from '../protocol/requests';
import type { Feature } from './feature';
import { uriOfPath } from './positions';
import { answering, refusedByTrust } from './serverContext';

/** Declarations of other files that matter at a place, for another assistant: only when the user lets them be told. */
export const contextItems: Feature = {
  name: 'contextItems',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.contextItems,
      answering<ContextItemsParams, ContextItemsResult>(context, methods.contextItems, 'uri', async ({ uri, offset }, signal) => {
        const document = context.documents.get(uri);
        if (document === undefined) return failure('the document is not open');
        const settings = await context.settings(uri);
        if (!settings['copilot.context'] || refusedByTrust(context) !== undefined) return success({ items: [] });
        const place = new LineIndex(document.text).positionAt(offset);
        const engine = await context.engine();
        const found = await engine.contextItems({ file: document.path, ...place }, signal);
        if (!found.ok) return found;
        const items = found.value.map(({ path, text }, at) => ({
          uri: uriOfPath(path, context.documents),
          value: text,
          importance: Math.max(10, 90 - 5 * at),
        }));
        return success({ items });
      }),
    );
  },
};
