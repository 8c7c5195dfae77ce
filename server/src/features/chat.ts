import { answerChat, type ChatReply } from '../agent/chat';
import { success } from '../base/outcome';
import type { ChatParams, ChatResult } from '../protocol/assistants';
import { methods } from '../protocol/requests';
import { agentCall } from './agentCall';
import type { Feature } from './feature';
import { pathOfUri, uriOfPath } from './positions';
import { answering, type ServerContext } from './serverContext';

/** Questions to `@signoff` in the editor's chat. What a model may be given is composed here, so that nothing leaves but what may. */
export const chat: Feature = {
  name: 'chat',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.chat,
      answering<ChatParams, ChatResult>(context, methods.chat, 'prompt', async ({ uri, ...question }, signal) => {
        const ready = await agentCall(context, signal);
        if (!ready.ok) return ready;
        const { call, settings } = ready.value;
        const asked = { ...question, period: settings['timing.period'], ...(uri === undefined ? {} : { file: pathOfUri(uri) }) };
        const reply = await answerChat(asked, call);
        if (!reply.ok) return reply;
        const { draft, drawing, ...words } = reply.value;
        const told = { ...words, ...(drawing === undefined ? {} : { drawing: drawingOf(drawing, context) }) };
        if (draft === undefined || question.model === undefined) return success(told);
        return success({ ...told, ask: call.engine.handOver(draft, question.model) });
      }),
    );
  },
};

function drawingOf({ path, ...what }: NonNullable<ChatReply['drawing']>, context: ServerContext): NonNullable<ChatResult['drawing']> {
  return { uri: uriOfPath(path, context.documents), ...what };
}
