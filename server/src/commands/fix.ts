import type { Fixed } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { editsTold, writeAll } from './proposedFiles';
import { diagnosticLine, spendingLine } from './texts';

export interface FixOptions {
  readonly line?: number;
  readonly code?: string;
  readonly write?: boolean;
}

/** `signoff fix FILE --line N`: edits that mend diagnostics, each held against the tools; `--write` applies them. */
export async function fix(file: string, options: FixOptions, context: CommandContext): Promise<Answer> {
  const { line, code, write } = options;
  const request = { file: context.resolve(file), ...(line === undefined ? {} : { line }), ...(code === undefined ? {} : { code }) };
  const outcome = await context.engine.fix(request, context.limits, ({ message }) => context.progress(message), context.signal);
  if (!outcome.ok) return badInput(outcome);
  const problem = write === true ? writeAll(outcome.value.files, request.file, context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  return {
    document,
    text: textOf(document, write === true, context),
    code: document.left.length === 0 ? exitCode.clean : exitCode.findings,
  };
}

function textOf({ files, fixes, withheld, left, notes, spending }: Fixed, written: boolean, context: CommandContext): string {
  return [
    ...editsTold(files, written, context),
    ...fixes.flatMap((one) => [
      `mended: ${diagnosticLine(one.diagnostic)}`,
      `  ${one.title}${one.origin === 'model' ? ' (model)' : ''}. ${one.behaviour}`,
    ]),
    ...withheld.map((one) => `withheld for line ${one.diagnostic.line}: ${one.title}: ${one.reason}`),
    ...left.map((one) => `left: ${diagnosticLine(one)}`),
    ...notes.map((note) => `note: ${note}`),
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}
