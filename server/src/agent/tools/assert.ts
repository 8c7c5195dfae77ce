import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { fields, given, limitsOf } from '../inputs';

/** Assertions that hold. */
export const assertTool = agentTool({
  name: 'signoff_assert',
  title: 'Find Assertions That Hold',
  description:
    'Proposes assertions for a module from its structure (legal states, values at reset, bounds of counters, one-hot registers, FIFO flags, handshakes) and proves or bounds each; refuted and vacuous ones are withheld. Answers the text of a file that is bound to the module, which is not written, and what became of each proposal.',
  input: z.object({
    file: z.string().describe('The file that declares the module, relative to the working folder.'),
    module: fields.top,
    seconds: fields.seconds,
  }),
  async run({ file, module, seconds }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const outcome = await call.engine.assertions(
      { file: path.value, ...given({ module }) },
      limitsOf(call, seconds),
      call.progress,
      call.signal,
    );
    if (!outcome.ok) return outcome;
    const { files, assertions, ...rest } = outcome.value;
    return success({
      ...rest,
      files: files.map((one) => ({ ...one, file: call.relative(one.file) })),
      assertions: assertions.map(({ name, line, outcome: found, words, reason }) => `${found}: ${name} (line ${line}): ${words} ${reason}`),
    });
  },
});
