import { z } from 'zod';
import { questionTools } from './agentTools';

/** `contributes.languageModelTools` of the manifest: what VS Code offers to the models of its chat. The jobs reach it as an MCP server's tools. */
export function languageModelTools(): object[] {
  const tools = questionTools.map(({ name, title, description, input }) => {
    const inputSchema = { ...z.toJSONSchema(input, { io: 'input' }), $schema: undefined };
    return {
      name,
      displayName: title,
      toolReferenceName: name,
      canBeReferencedInPrompt: true,
      icon: '$(verified)',
      modelDescription: description,
      userDescription: `${description.split(/[.:] /, 1)[0] ?? ''}.`,
      tags: ['verilog', 'systemverilog', 'verification'],
      inputSchema,
    };
  });
  // As the manifest holds it: without what is undefined.
  return JSON.parse(JSON.stringify(tools)) as object[];
}
