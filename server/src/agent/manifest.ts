import { z } from 'zod';
import { agentTools } from './agentTools';

/** `contributes.languageModelTools` of the manifest: what VS Code offers to the models of its chat. */
export function languageModelTools(): object[] {
  const tools = agentTools.map(({ name, title, description, input }) => {
    const inputSchema = { ...z.toJSONSchema(input, { io: 'input' }), $schema: undefined };
    return {
      name,
      displayName: title,
      toolReferenceName: name,
      canBeReferencedInPrompt: true,
      icon: '$(verified)',
      // Where the server of the Model Context Protocol is offered too, each tool would be there twice.
      when: '!config.signoff.agents.mcpServer',
      modelDescription: description,
      userDescription: `${description.split(/[.:] /, 1)[0] ?? ''}.`,
      tags: ['verilog', 'systemverilog', 'verification'],
      inputSchema,
    };
  });
  // As the manifest holds it: without what is undefined.
  return JSON.parse(JSON.stringify(tools)) as object[];
}
