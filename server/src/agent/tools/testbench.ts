import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { moduleInput, proposedTo, runOnModule } from '../inputs';

/** A testbench that was run, and how strong it is. */
export const testbench = agentTool({
  name: 'signoff_testbench',
  title: 'Make a Testbench of a Module',
  description:
    'Makes a testbench of a module with named scenarios, its expected values captured from the module as it is, runs it and puts faults into the module to see how many it notices. Answers its text, which is not written, and says when it is weak. Use it before changing a module that has no tests.',
  input: moduleInput,
  async run(input, call) {
    const outcome = await runOnModule(input, call, (engine, ...asked) => engine.testbench(...asked));
    if (!outcome.ok) return outcome;
    const { files, ...rest } = outcome.value;
    return success({ ...rest, files: proposedTo(call, files) });
  },
});
