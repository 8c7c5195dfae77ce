import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { given, moduleInput, proposedTo, runOnModule } from '../inputs';

/** Rewrites that make a module smaller or faster. */
export const optimize = agentTool({
  name: 'signoff_optimize',
  title: 'Optimize a Module',
  description:
    'Looks for rewrites of a module that behave the same in every cycle and take fewer cells or less delay: equivalent states merged, operators and sums shared, constant multiplications as shifts, registers narrowed. Each is proven equal and measured by synthesis; the others are listed with the reason, and what another goal would do. Answers the text of the file, which is not written.',
  input: moduleInput.extend({
    goal: z
      .enum(['both', 'cells', 'delay'])
      .optional()
      .describe('What is to fall: the product of cells and delay (the default), or one of them whatever the other does.'),
  }),
  async run(input, call) {
    const outcome = await runOnModule(input, call, (engine, request, ...asked) =>
      engine.optimize({ ...request, ...given({ goal: input.goal }) }, ...asked),
    );
    if (!outcome.ok) return outcome;
    const { files, rewrites, verdict, ...rest } = outcome.value;
    return success({
      ...rest,
      files: proposedTo(call, files),
      rewrites: rewrites.map(({ strategy, title, line, before, after }) => ({ strategy, title, line, before, after })),
      ...(verdict === undefined ? {} : { verdict: `${verdict.verdict}: ${verdict.reason}` }),
    });
  },
});
