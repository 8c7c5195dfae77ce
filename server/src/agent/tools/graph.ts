import { z } from 'zod';
import { success } from '../../base/outcome';
import { graphKinds, sliceWays } from '../../protocol/contract';
import { agentTool, closedBelow } from '../agentTool';
import { fields, given, resolveDesign } from '../inputs';

/** Half of the code, the command line's default, leaves nothing of a small module. */
const usualTokens = 1500;

/** Facts about a module, as text for a model. */
export const graph = agentTool({
  name: 'signoff_graph',
  title: 'Show How a Module Works',
  description:
    'Facts about a module, read from its source with line numbers: data flow (dfg), control flow (cfg), state machines (fsm), timing dependencies between registers (stdg), the instances below it (hierarchy), clock and reset domains with crossings (clocks). With `of` only the cone of one signal: why it changes (way drivers) or what it reaches (way loads). Shorter than the source; call it before reading or changing a large module.',
  input: z.object({
    file: z.string().describe('The file that declares the module, relative to the working folder.'),
    kind: z.enum(graphKinds),
    module: fields.top,
    of: z.string().optional().describe('Only this: a signal (its cone), a state register, a process, an instance.'),
    way: z.enum(sliceWays).optional(),
    steps: z.number().int().positive().optional().describe('How many assignments a cone follows.'),
    registers: z.number().int().positive().optional().describe('Behind how many registers a cone ends; 1 by default.'),
    line: z.number().int().positive().optional().describe('What is on this line (1-based) comes first.'),
    maxTokens: z.number().int().positive().optional().describe(`Budget of the answer; ${usualTokens} by default.`),
  }),
  async run({ file, kind, module, of, way, steps, registers, line, maxTokens = usualTokens }, call) {
    const path = resolveDesign(file, call);
    if (!path.ok) return path;
    const refused = await closedBelow([path.value], call);
    if (refused !== undefined) return refused;
    const request = { files: [path.value], kind, format: 'text' as const };
    const rendered = await call.engine.renderGraph(
      { ...request, ...given({ top: module, of, way, steps, registers, line, maxTokens }) },
      call.signal,
    );
    return rendered.ok ? success({ kind, text: rendered.value.text }) : rendered;
  },
});
