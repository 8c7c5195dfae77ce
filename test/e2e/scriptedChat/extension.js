// What Copilot would be in the editor tests: a language model of the editor, and an agent that calls the tools named with #, or with the word `tool` before it whoever offers them. In the folder $SCRIPTED_CHAT,
// replies.json says what the model answers ([{ when, text }], the first whose `when` is in the prompt; no file: there is no model), and requests.jsonl is what it
// was asked.
const { appendFileSync, existsSync, mkdirSync, readFileSync, watch } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = (context) => {
  const folder = process.env.SCRIPTED_CHAT;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const replies = path.join(folder, 'replies.json');
  const changed = new vscode.EventEmitter();
  const watched = watch(folder, (_event, name) => name === 'replies.json' && changed.fire());
  const textOf = (message) => message.content.map((part) => part.value ?? '').join('');
  const provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () =>
      !existsSync(replies)
        ? []
        : [
            {
              id: 'scripted-1',
              name: 'Scripted 1',
              family: 'scripted',
              version: '1',
              maxInputTokens: 100000,
              maxOutputTokens: 4000,
              capabilities: {},
            },
          ],
    provideLanguageModelChatResponse: async (_model, messages, _options, progress) => {
      const prompt = messages.map(textOf).join('\n');
      appendFileSync(path.join(folder, 'requests.jsonl'), `${JSON.stringify({ prompt })}\n`);
      const reply = JSON.parse(readFileSync(replies, 'utf8')).find(({ when = '' }) => prompt.includes(when));
      if (reply === undefined) throw vscode.LanguageModelError.Blocked('nothing is scripted for this');
      for (const piece of reply.text.match(/[^]{1,8}/g) ?? []) progress.report(new vscode.LanguageModelTextPart(piece));
    },
    provideTokenCount: async (_model, text) => Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 4),
  };
  const agent = vscode.chat.createChatParticipant('scripted.agent', async (request, _context, stream, token) => {
    const input = JSON.parse(/\{.*\}/s.exec(request.prompt)?.[0] ?? '{}');
    const wanted = /\btool (\w+)/.exec(request.prompt)?.[1];
    const offered = () => vscode.lm.tools.filter(({ name }) => wanted !== undefined && name.endsWith(wanted));
    for (let i = 0; i < 100 && wanted !== undefined && offered().length === 0; i++) await new Promise((again) => setTimeout(again, 100));
    for (const { name } of [...request.toolReferences, ...offered()]) {
      const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: request.toolInvocationToken }, token);
      stream.markdown(`\n${name} answered: \`${result.content.map(({ value }) => value).join('')}\`\n`);
    }
  });
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('scripted', provider), agent, changed, {
    dispose: () => watched.close(),
  });
};
