import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { given } from '../inputs';

/** What is worth knowing at a place in the code. */
export const context = agentTool({
  name: 'signoff_context',
  title: 'What Matters at a Place in the Code',
  description:
    'What Signoff would send to a model to complete the code at a place: the module around it, its graph, headers of the modules it instantiates, packages and macros in use. Nothing is sent anywhere. Call it before writing RTL there.',
  input: z.object({
    file: z.string().describe('Relative to the working folder.'),
    line: z.number().int().positive().describe('1-based.'),
    column: z.number().int().positive().describe('1-based, in UTF-16 units.'),
    maxTokens: z.number().int().positive().optional(),
  }),
  async run({ file, line, column, maxTokens }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const place = { file: path.value, line: line - 1, column: column - 1 };
    const found = await call.engine.context({ ...place, ...given({ maxTokens }) }, call.signal);
    return found.ok ? success({ tokens: found.value.tokens, context: found.value.prompt }) : found;
  },
});
