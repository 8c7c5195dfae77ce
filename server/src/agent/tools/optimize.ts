import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { moduleInput, proposedTo, runOnModule } from '../inputs';

/** Rewrites that make a module smaller or faster. */
export const optimize = agentTool({
  name: 'signoff_optimize',
  title: 'Optimize a Module',
  description:
    'Looks for rewrites of a module that behave the same in every cycle and take fewer cells or less delay: equivalent states merged, operators and sums shared, constant multiplications as shifts, registers narrowed. Each is proven equal and measured by synthesis; the others are listed with the reason. Answers the text of the file, which is not written.',
  input: moduleInput,
  async run(input, call) {
    const outcome = await runOnModule(input, call, (engine, ...asked) => engine.optimize(...asked));
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
