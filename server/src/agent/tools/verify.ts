import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { verdictBrief } from '../brief';
import { fields, given, limitsOf, resolveAll } from '../inputs';

/** The whole ladder for a module, with its testbenches. */
export const verify = agentTool({
  name: 'signoff_verify',
  title: 'Verify a Module',
  description:
    'Verifies a module by local tools: parse, elaborate, lint, its testbenches, its own assertions, and a reference module <name>_ref or <name>_golden when the project has one. verdict: proved (unbounded proof), checked (nothing found within a bound), refuted (with the problems or the first differing cycle), unknown (ran out of time or cannot tell), broken (a tool failed, which says nothing of the design). Only proved and checked are good.',
  input: z.object({
    files: fields.files,
    top: fields.top,
    testbenches: z.array(z.string()).optional().describe('Testbench files; found by name and instance when left out.'),
    seconds: fields.seconds,
  }),
  async run({ files, top, testbenches, seconds }, call) {
    const paths = resolveAll(files, call);
    if (!paths.ok) return paths;
    const benches = testbenches === undefined ? undefined : resolveAll(testbenches, call);
    if (benches?.ok === false) return benches;
    const request = { files: paths.value, findGolden: true, ...given({ top, testbenches: benches?.value }) };
    const verdict = await call.engine.verify(request, limitsOf(call, seconds), call.progress, call.signal);
    return verdict.ok ? success(verdictBrief(verdict.value, call)) : verdict;
  },
});
