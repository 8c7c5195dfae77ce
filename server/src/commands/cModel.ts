import type { CModelProposal } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { moduleJobRequest, type ModuleJobOptions } from './moduleJob';
import { filesTold, writeAll } from './proposedFiles';
import { spendingLine } from './texts';

/** `signoff cmodel FILE`: a module in C99, run beside it. Exits 0 when both agreed, 1 with the first cycle that differs, 3 when they were not compared. */
export async function cModel(file: string, options: ModuleJobOptions, context: CommandContext): Promise<Answer> {
  const progress = ({ message }: { readonly message: string }): void => context.progress(message);
  const outcome = await context.engine.cModel(moduleJobRequest(file, options, context), context.limits, progress, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const problem = options.write === true ? writeAll(outcome.value.files, '', context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  const { agrees, counterexample } = document;
  return {
    document,
    text: textOf(document, options.write === true),
    code: agrees ? exitCode.clean : counterexample === undefined ? exitCode.unknown : exitCode.findings,
  };
}

function textOf({ files, notes, attempts, spending }: CModelProposal, written: boolean): string {
  return [
    ...filesTold(files, written),
    ...attempts.map(({ what, outcome, detail }) => `${what}: ${outcome}: ${detail}`),
    ...notes,
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}
