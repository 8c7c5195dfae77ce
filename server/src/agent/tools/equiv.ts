import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { verdictBrief } from '../brief';
import { fields, given, limitsOf, resolveDesign } from '../inputs';

/** Whether two descriptions behave the same. */
export const equiv = agentTool({
  name: 'signoff_equiv',
  title: 'Prove Two Designs Equivalent',
  description:
    'Proves or refutes that two descriptions of a module behave the same at every clock cycle, or with a stated latency. Call it after a refactoring with golden "git:HEAD:path/of/file.sv" and candidate "path/of/file.sv". proved needs an unbounded proof; checked found no difference within a bound; refuted gives the first differing cycle and a waveform.',
  input: z.object({
    golden: z.string().describe('What it must equal: a file, @list.f, or git:REV:PATH for a file as it was in a commit.'),
    candidate: z.string().describe('The other description, named the same way.'),
    top: fields.top,
    goldenTop: z.string().optional().describe("The golden's module, when its name differs."),
    latency: z
      .union([z.number().int().min(0).max(64), z.literal('auto')])
      .optional()
      .describe('The candidate answers this many cycles later; "auto" finds it from 0 to 8.'),
    assume: z.string().optional().describe('A condition over the inputs under which the two must agree.'),
    map: z
      .record(z.string(), z.string())
      .optional()
      .describe("Ports under other names, split or merged: the golden's to the candidate's, each a name, a slice bus[7:0] or {hi,lo}."),
    seconds: fields.seconds,
  }),
  async run({ golden, candidate, top, goldenTop, latency, assume, map, seconds }, call) {
    const [one, other] = [resolveDesign(golden, call), resolveDesign(candidate, call)];
    if (!one.ok) return one;
    if (!other.ok) return other;
    const contract =
      latency !== undefined
        ? ({ kind: 'latency', cycles: latency } as const)
        : assume !== undefined
          ? ({ kind: 'onlyUnder', assumption: assume } as const)
          : ({ kind: 'sameCycle' } as const);
    const request = {
      files: [other.value],
      golden: { files: [one.value], ...given({ top: goldenTop }) },
      contract,
      ...given({ top, assume, portMap: map }),
    };
    const verdict = await call.engine.verify(request, limitsOf(call, seconds), call.progress, call.signal);
    return verdict.ok ? success(verdictBrief(verdict.value, call)) : verdict;
  },
});
