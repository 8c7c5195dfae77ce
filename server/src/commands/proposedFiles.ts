import { unifiedDiff } from '../base/unifiedDiff';
import type { ProposedFile } from '../protocol/jobs';
import { badInput, type Answer, type CommandContext } from './command';

/** Writes proposed files; what exists is overwritten only where it is the file that was worked on. */
export function writeAll(files: readonly ProposedFile[], source: string, context: CommandContext): Answer | undefined {
  for (const { file, text, created } of files) {
    if (!created && file !== source)
      return badInput({
        message: `${context.relative({ file }).file} exists and is not overwritten`,
        hint: 'Give another name with --out, or move it away.',
      });
    const problem = context.writeText(file, text);
    if (problem !== undefined) return badInput(problem);
  }
  return undefined;
}

/** What is told of proposed files: their texts, or their names where they were written. */
export function filesTold(files: readonly ProposedFile[], written: boolean): string[] {
  return files.flatMap((one) => (written ? [`wrote ${one.file}`] : [`// ${one.file}`, one.text]));
}

/** The same where files that exist are edited: of those what changes, as `patch -p0` reads it. */
export function editsTold(files: readonly ProposedFile[], written: boolean, context: CommandContext): string[] {
  return files.flatMap((one) => {
    const before = written || one.created ? undefined : context.readText(context.resolve(one.file));
    return before === undefined ? filesTold([one], written) : [unifiedDiff(one.file, before, one.text)];
  });
}
