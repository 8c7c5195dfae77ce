import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { moduleJobRequest, type ModuleJobOptions } from './moduleJob';
import { filesTold, writeAll } from './proposedFiles';
import { spendingLine } from './texts';

export interface DocumentOptions extends ModuleJobOptions {
  readonly comment?: boolean;
}

/** `signoff document FILE`: a module as Markdown, or with `--comment` as a comment above it. */
export async function documentCommand(file: string, options: DocumentOptions, context: CommandContext): Promise<Answer> {
  const request = { ...moduleJobRequest(file, options, context), ...(options.comment === true ? { comment: true } : {}) };
  const outcome = await context.engine.document(request, context.limits, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const problem = options.write === true ? writeAll(outcome.value.files, options.comment === true ? request.file : '', context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  const lines = [
    ...(options.write === true ? filesTold(document.files, true) : document.files.map(({ text }) => text.trimEnd())),
    ...document.withheld.map((one) => `withheld: "${one.text}" (${one.reason})`),
    ...(document.spending === undefined ? [] : [spendingLine(document.spending)]),
  ];
  return { document, text: lines.join('\n'), code: exitCode.clean };
}
