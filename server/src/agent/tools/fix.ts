import { z } from 'zod';
import { success } from '../../base/outcome';
import { agentTool } from '../agentTool';
import { fields, given, limitsOf, proposedTo } from '../inputs';

/** Edits that mend diagnostics and are known to do so. */
export const fix = agentTool({
  name: 'signoff_fix',
  title: 'Fix Diagnostics of a File',
  description:
    'Mends problems that signoff_check found by mechanical repairs (widths, latches, missing tokens, undeclared names, unconnected ports). Each edit was tried: the problem is gone, no other came, and behaviour is proved the same, or it says what differs. Answers the text of the file with the edits, which is not written.',
  input: z.object({
    file: z.string().describe('Relative to the working folder.'),
    line: z.number().int().positive().optional().describe('Only problems on this line, 1-based; all of the file without it.'),
    code: z.string().optional().describe('Only problems with this code, for example lint/latch.'),
    seconds: fields.seconds,
  }),
  async run({ file, line, code, seconds }, call) {
    const path = call.resolve(file);
    if (!path.ok) return path;
    const outcome = await call.engine.fix(
      { file: path.value, ...given({ line, code }) },
      limitsOf(call, seconds),
      call.progress,
      call.signal,
    );
    if (!outcome.ok) return outcome;
    const { fixes, withheld, left, files, notes } = outcome.value;
    const words = (one: { line: number; message: string }): string => `line ${one.line}: ${one.message}`;
    return success({
      mended: fixes.map((one) => ({ problem: words(one.diagnostic), edit: one.title, behaviour: one.behaviour })),
      withheld: withheld.map((one) => `${words(one.diagnostic)}: ${one.title}: ${one.reason}`),
      left: left.map(words),
      files: proposedTo(call, files),
      notes,
    });
  },
});
