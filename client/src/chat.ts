import path from 'node:path';
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
      await tell(reply.markdown, stream);
      if (reply.evidence !== undefined)
        stream.button({ title: 'Show Evidence', command: 'signoff.showEvidence', arguments: [reply.evidence] });
      if (reply.drawing !== undefined)
        stream.button({ title: 'Open the Drawing', command: 'signoff.showGraph', arguments: [reply.drawing] });
      if (reply.ask === undefined) return {};
      const messages = [vscode.LanguageModelChatMessage.User(reply.ask.system), vscode.LanguageModelChatMessage.User(reply.ask.prompt)];
      const response = await request.model.sendRequest(messages, {}, token);
      stream.markdown('\n\n');
      for await (const piece of response.text) stream.markdown(piece);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (!token.isCancellationRequested) stream.markdown(words.charAt(0).toUpperCase() + words.slice(1));
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

/** Markdown with its links to lines of files as places of the editor. */
async function tell(markdown: string, stream: vscode.ChatResponseStream): Promise<void> {
  let told = 0;
  for (const link of markdown.matchAll(/\[([^\]]+)\]\(([^)#\s]+)#(\d+)\)/g)) {
    const [whole, title = '', file = '', line = '1'] = link;
    const uri = await placed(decodeURI(file));
    stream.markdown(markdown.slice(told, link.index));
    if (uri === undefined) stream.markdown(title);
    else stream.anchor(new vscode.Location(uri, new vscode.Position(Number(line) - 1, 0)), title);
    told = link.index + whole.length;
  }
  stream.markdown(markdown.slice(told));
}

/** The file of that path in whichever workspace folder it lies. */
async function placed(file: string): Promise<vscode.Uri | undefined> {
  if (path.isAbsolute(file)) return vscode.Uri.file(file);
  const candidates = (vscode.workspace.workspaceFolders ?? []).map((folder) => vscode.Uri.joinPath(folder.uri, file));
  for (const uri of candidates) {
    const stands = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (stands) return uri;
  }
  return undefined;
}
