import { answerChat } from '../agent/chat';
import { folderView } from '../agent/folderView';
import { failure, success } from '../base/outcome';
import { methods, type ChatParams, type ChatResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri, uriOfPath } from './positions';
import { answering, refusedByTrust, runLimits } from './serverContext';

/** Questions to `@signoff` in the editor's chat. What a model may be given is composed here, so that nothing leaves but what may. */
export const chat: Feature = {
  name: 'chat',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.chat,
      answering<ChatParams, ChatResult>(context, methods.chat, 'prompt', async ({ uri, ...question }, signal) => {
        const refused = refusedByTrust(context);
        if (refused !== undefined) return refused;
        const [root] = context.roots();
        if (root === undefined) return failure('no folder is open', 'Open the folder of the project.');
        const [engine, settings] = await Promise.all([context.engine(), context.settings(uriOfPath(root, context.documents))]);
        const limits = runLimits(settings, settings['verify.budgetSeconds']);
        const call = { engine, limits, progress: () => undefined, signal, ...folderView(context.roots()) };
        const asked = { ...question, period: settings['timing.period'], ...(uri === undefined ? {} : { file: pathOfUri(uri) }) };
        const reply = await answerChat(asked, call);
        if (!reply.ok) return reply;
        const { markdown, draft } = reply.value;
        if (draft === undefined || question.model === undefined) return success({ markdown });
        return success({ markdown, ask: engine.handOver(draft, question.model) });
      }),
    );
  },
};
