import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { fields, given } from '../inputs';

/** What code does, by its graph. */
export const explain = agentTool({
  name: 'signoff_explain',
  title: 'Explain a Line, a Block or a Module',
  description:
    "Explains a line, the process around it, a module, or a module in one sentence. Each sentence carries its line and follows from the module's own graph: registers with clock and reset, what drives what under which condition, state machines, memories, instances. Verilog, SystemVerilog and VHDL.",
  input: z.object({
    file: z.string().describe('The file that declares the module, or the architecture in VHDL, relative to the working folder.'),
    module: fields.top,
    line: z.number().int().positive().optional().describe('1-based; needed for the grains line and block.'),
    grain: z.enum(['line', 'block', 'module', 'sentence']).optional(),
  }),
  async run({ file, module, line, grain }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const outcome = await call.engine.explain({ file: path.value, ...given({ module, line, grain }) }, call.limits, call.signal);
    if (!outcome.ok) return outcome;
    const { claims, withheld, ...rest } = outcome.value;
    return success({
      ...rest,
      claims: claims.map((one) => `${call.relative(one.file)}:${one.line}: ${one.text}`),
      withheld: withheld.length,
    });
  },
});
