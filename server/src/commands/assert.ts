import type { Assertions } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { moduleJobRequest, type ModuleJobOptions } from './moduleJob';
import { filesTold, writeAll } from './proposedFiles';
import { spendingLine } from './texts';

/** `signoff assert FILE`: assertions of a module, each proved or bounded, as a file that is bound to it. */
export async function assertCommand(file: string, options: ModuleJobOptions, context: CommandContext): Promise<Answer> {
  const outcome = await context.engine.assertions(
    moduleJobRequest(file, options, context),
    context.limits,
    ({ message }) => context.progress(message),
    context.signal,
  );
  if (!outcome.ok) return badInput(outcome);
  const problem = options.write === true ? writeAll(outcome.value.files, '', context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  return { document, text: textOf(document, options.write === true), code: document.files.length > 0 ? exitCode.clean : exitCode.unknown };
}

function textOf({ module, files, assertions, notes, spending }: Assertions, written: boolean): string {
  const count = (outcome: string): number => assertions.filter((one) => one.outcome === outcome).length;
  return [
    ...filesTold(files, written),
    `${module}: of ${assertions.length} proposals ${count('proved')} proved, ${count('bounded')} bounded, ${count('refuted')} refuted, ${count('vacuous')} vacuous, ${count('unknown')} unknown`,
    ...assertions.map((one) => `  ${one.outcome.padEnd(8)} ${one.name} (${one.rule}, line ${one.line}): ${one.words} ${one.reason}`),
    ...notes,
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}
