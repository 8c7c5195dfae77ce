import * as vscode from 'vscode';
import type { ChatParams, ChatResult } from '../../server/src/protocol/assistants';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';
import { isHdl } from './settings';

/** `@signoff` in the editor's chat: answers from local tools, in words of the chat's model where that adds something. Nothing where the editor has no chat. */
export function chatParticipant(server: LanguageServer): vscode.Disposable[] {
  if (!('createChatParticipant' in (vscode.chat ?? {}))) return [];
  const participant = vscode.chat.createChatParticipant('signoff.chat', async (request, _context, stream, token) => {
    stream.progress('Signoff is looking');
    try {
      const reply = await server.request<ChatResult>(methods.chat, paramsOf(request), token);
      stream.markdown(reply.markdown);
      if (reply.ask === undefined) return {};
      const messages = [vscode.LanguageModelChatMessage.User(reply.ask.system), vscode.LanguageModelChatMessage.User(reply.ask.prompt)];
      const response = await request.model.sendRequest(messages, {}, token);
      stream.markdown('\n\n');
      for await (const piece of response.text) stream.markdown(piece);
    } catch (error) {
      if (!token.isCancellationRequested) stream.markdown(error instanceof Error ? error.message : String(error));
    }
    return {};
  });
  participant.iconPath = new vscode.ThemeIcon('verified');
  return [participant];
}

function paramsOf(request: vscode.ChatRequest): ChatParams {
  const editor = vscode.window.activeTextEditor;
  const at =
    editor !== undefined && isHdl(editor.document) ? { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1 } : {};
  const model = (request.model as vscode.LanguageModelChat | undefined)?.id;
  return {
    prompt: request.prompt,
    ...(request.command === undefined ? {} : { command: request.command }),
    ...(model === undefined ? {} : { model }),
    ...at,
  };
}
