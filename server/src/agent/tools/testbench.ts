import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { fields, given, limitsOf } from '../inputs';

/** A testbench that was run, and how strong it is. */
export const testbench = agentTool({
  name: 'signoff_testbench',
  title: 'Make a Testbench of a Module',
  description:
    'Makes a testbench of a module with named scenarios, its expected values captured from the module as it is, runs it and puts faults into the module to see how many it notices. Answers its text, which is not written, and says when it is weak. Use it before changing a module that has no tests.',
  input: z.object({
    file: z.string().describe('The file that declares the module, relative to the working folder.'),
    module: fields.top,
    seconds: fields.seconds,
  }),
  async run({ file, module, seconds }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const outcome = await call.engine.testbench(
      { file: path.value, ...given({ module }) },
      limitsOf(call, seconds),
      call.progress,
      call.signal,
    );
    if (!outcome.ok) return outcome;
    const { files, ...rest } = outcome.value;
    return success({ ...rest, files: files.map((one) => ({ ...one, file: call.relative(one.file) })) });
  },
});
