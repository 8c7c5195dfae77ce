import { z } from 'zod';
import { failure, success } from '../../base/outcome';
import { folderOf } from '../../model/paths';
import type { Review } from '../../protocol/jobs';
import { agentTool, closedBelow, type AgentCall } from '../agentTool';
import { problemsBrief } from '../brief';
import { fields, given, limitsOf } from '../inputs';

/** What two versions of a design differ in. */
export const review = agentTool({
  name: 'signoff_review',
  title: 'Review a Change of a Design',
  description:
    'Compares two versions of a design and says for each module that changed: proved to behave the same (perhaps some cycles later), or the first cycle and output that differ with the changed lines behind it; changes of ports, parameters, registers, clocks, resets, latches and state machines; new problems. Call it after an edit, with no revision, to see what the edit did.',
  input: z.object({
    path: z
      .string()
      .optional()
      .describe('A file, relative to the working folder: only it is reviewed. Without it all that changed in the repository.'),
    revision: z.string().optional().describe('The git revision to compare with, HEAD by default; A..B for two revisions.'),
    earlier: z.string().optional().describe('In place of a revision: the file or folder that is the earlier version of `path`.'),
    seconds: fields.seconds,
  }),
  async run({ path, revision, earlier, seconds }, call) {
    if (earlier !== undefined && path === undefined) return failure('`earlier` needs `path`', 'Name the later version too.');
    // The working folder itself is named by what lies in it.
    const named = call.resolve(path ?? 'design');
    if (!named.ok) return named;
    const place = path === undefined ? folderOf(named.value) : named.value;
    const before = earlier === undefined ? undefined : call.resolve(earlier);
    if (before?.ok === false) return before;
    const only = path !== undefined && earlier === undefined ? { only: true } : {};
    const request = { place, ...given({ revision, earlier: before?.value }), ...only };
    const outcome = await call.engine.review(request, limitsOf(call, seconds), call.progress, call.signal);
    if (!outcome.ok) return outcome;
    const files = outcome.value.files.filter(({ change }) => change !== 'removed').map(({ file }) => file);
    const closed = await closedBelow(files, call);
    return closed ?? success(brief(outcome.value, call));
  },
});

function brief({ modules, newFindings, goneFindings, before, after, notes }: Review, call: AgentCall): object {
  return {
    before: call.relative(before),
    after: call.relative(after),
    modules: modules.map(({ module, file, line, change, behaviour, verdict, structure, suspects, testbenches }) => ({
      module: `${module} in ${call.relative(file)}:${line}`,
      change,
      behaviour,
      ...(verdict?.counterexample === undefined
        ? {}
        : {
            difference: {
              cycle: verdict.counterexample.cycle,
              signals: verdict.counterexample.signals,
              ...given({ startsAt: verdict.counterexample.startsAt?.signal, vcd: verdict.counterexample.vcd }),
            },
          }),
      ...(structure.length === 0 ? {} : { structure: structure.map(({ text, line: at }) => `line ${at}: ${text}`) }),
      ...(suspects.length === 0
        ? {}
        : { changedLines: suspects.map((one) => `${one.gone === true ? '-' : '+'} ${call.relative(one.file)}:${one.line}: ${one.text}`) }),
      ...(testbenches.length === 0 ? {} : { testbenches: testbenches.map((one) => one.module) }),
    })),
    new: problemsBrief(newFindings, call),
    gone: goneFindings.length,
    notes,
  };
}
