import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { moduleInput, proposedTo, runOnModule } from '../inputs';

/** Assertions that hold. */
export const assertTool = agentTool({
  name: 'signoff_assert',
  title: 'Find Assertions That Hold',
  description:
    'Proposes assertions for a module from its structure (legal states, values at reset, bounds of counters, one-hot registers, FIFO flags, handshakes) and proves or bounds each; refuted and vacuous ones are withheld. Answers the text of a file that is bound to the module, which is not written, and what became of each proposal.',
  input: moduleInput,
  async run(input, call) {
    const outcome = await runOnModule(input, call, (engine, ...asked) => engine.assertions(...asked));
    if (!outcome.ok) return outcome;
    const { files, assertions, ...rest } = outcome.value;
    return success({
      ...rest,
      files: proposedTo(call, files),
      assertions: assertions.map(({ name, line, outcome: found, words, reason }) => `${found}: ${name} (line ${line}): ${words} ${reason}`),
    });
  },
});
