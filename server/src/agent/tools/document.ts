import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { moduleInput, proposedTo, runOnModule } from '../inputs';

/** A module's documentation from its header and graph. */
export const document = agentTool({
  name: 'signoff_document',
  title: 'Document a Module',
  description:
    'Writes documentation of a module from what its code says: ports and parameters, clocks and resets, least latencies, handshakes by name, state machines as Mermaid, registers, instances. As Markdown, or with `comment` as a comment above the module. Answers the text, which is not written.',
  input: moduleInput.extend({ comment: z.boolean().optional().describe('A comment above the module in place of Markdown.') }),
  async run({ comment, ...input }, call) {
    const outcome = await runOnModule(input, call, (engine, request, limits, _progress, signal) =>
      engine.document({ ...request, ...(comment === true ? { comment: true } : {}) }, limits, signal),
    );
    if (!outcome.ok) return outcome;
    const { files, module, notes } = outcome.value;
    return success({ module, files: proposedTo(call, files), notes });
  },
});
