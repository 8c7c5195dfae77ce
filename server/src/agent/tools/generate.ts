import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { verdictBrief } from '../brief';
import { fields, given, limitsOf, proposedTo } from '../inputs';

/** A module from its specification. */
export const generate = agentTool({
  name: 'signoff_generate',
  title: 'Generate a Module from Its Specification',
  description:
    'Generates a module from a specification file (text, Markdown) or from the comment above an empty module. Truth tables, Karnaugh maps, state tables and waveforms in it are solved exactly and checked row by row. Answers the text of the files, which are not written; or the questions that only the author can answer (pass the answers as sentences); or why nothing could be given.',
  input: z.object({
    file: z.string().describe('The specification, or the Verilog file with the empty module, relative to the working folder.'),
    module: z.string().optional().describe('The empty module that is meant, or the name of the new one.'),
    answers: z.array(z.string()).optional().describe('Sentences that settle open questions.'),
    assume: z.boolean().optional().describe('Take the usual answer to every question; each is told.'),
    seconds: fields.seconds,
  }),
  async run({ file, module, answers, assume, seconds }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const request = { file: path.value, ...given({ module, answers, assume }) };
    const outcome = await call.engine.generate(request, limitsOf(call, seconds), call.progress, call.signal);
    if (!outcome.ok) return outcome;
    const { verdict, files, withheld, ...rest } = outcome.value;
    return success({
      ...rest,
      files: proposedTo(call, files),
      ...(withheld === undefined ? {} : { withheld: proposedTo(call, withheld) }),
      ...(verdict === undefined ? {} : { verdict: verdictBrief(verdict, call) }),
    });
  },
});
