import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { problemsBrief } from '../brief';
import { fields, given, limitsOf, resolveAll } from '../inputs';

/** Syntax, elaboration and lint. */
export const check = agentTool({
  name: 'signoff_check',
  title: 'Check Verilog',
  description:
    'Checks Verilog or SystemVerilog files by local tools: syntax, elaboration of the design below the top, lint. Call it after each edit of RTL. `clean` is true when there is no error and no warning.',
  input: z.object({ files: fields.files, top: fields.top, seconds: fields.seconds }),
  async run({ files, top, seconds }, call) {
    const paths = resolveAll(files, call);
    if (!paths.ok) return paths;
    const found = await call.engine.check({ files: paths.value, ...given({ top }) }, limitsOf(call, seconds), call.signal);
    if (!found.ok) return found;
    const clean = found.value.every((one) => one.severity === 'info' || one.severity === 'hint');
    return success({ clean, ...problemsBrief(found.value, call) });
  },
});
