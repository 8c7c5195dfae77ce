import * as vscode from 'vscode';
import { methods, type LanguageModelParams, type LanguageModelResult } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';

type Failure = NonNullable<LanguageModelResult['error']>;

/** Answers the server's questions with the language model that the editor offers. Failure is a value: the server tells it in words. */
export function answerLanguageModel(server: LanguageServer): void {
  server.onRequest<LanguageModelParams, LanguageModelResult>(methods.languageModel, async (params, token) => {
    try {
      const [model] = await vscode.lm.selectChatModels({});
      if (model === undefined) {
        return {
          error: { kind: 'unknownModel', message: 'the editor offers no language model; sign in to one or choose another provider' },
        };
      }
      const messages = [vscode.LanguageModelChatMessage.User(params.system), vscode.LanguageModelChatMessage.User(params.prompt)];
      const options = { justification: 'Signoff proposes hardware code with it and checks every reply before it is shown.' };
      const response = await model.sendRequest(messages, options, token);
      let text = '';
      for await (const piece of response.text) text += piece;
      return { text, model: model.id };
    } catch (error) {
      return { error: asFailure(error) };
    }
  });
}

function asFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof vscode.LanguageModelError)) return { kind: 'unreachable', message };
  if (error.code === vscode.LanguageModelError.NoPermissions.name) return { kind: 'unauthorized', message };
  if (error.code === vscode.LanguageModelError.Blocked.name) return { kind: 'rateLimited', message };
  if (error.code === vscode.LanguageModelError.NotFound.name) return { kind: 'unknownModel', message };
  return { kind: 'badReply', message };
}
