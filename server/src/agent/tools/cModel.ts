import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { moduleInput, proposedTo, runOnModule } from '../inputs';

/** A module in C, run beside it. */
export const cModel = agentTool({
  name: 'signoff_cmodel',
  title: 'Make a C Model of a Module',
  description:
    'Writes a cycle-accurate model of a module in C99, compiles it and runs it beside the module over named scenarios. Answers its text, which is not written, only when both agree in every cycle; else the first cycle and output that differ.',
  input: moduleInput,
  async run(input, call) {
    const outcome = await runOnModule(input, call, (engine, ...asked) => engine.cModel(...asked));
    if (!outcome.ok) return outcome;
    const { files, ...rest } = outcome.value;
    return success({ ...rest, files: proposedTo(call, files) });
  },
});
