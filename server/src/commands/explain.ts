import { badInput, exitCode, type Answer, type CommandContext } from './command';
import type { Explanation } from '../protocol/jobs';
import { moduleJobRequest } from './moduleJob';
import { spendingLine } from './texts';

export interface ExplainOptions {
  readonly top?: string;
  readonly line?: number;
  readonly grain?: Explanation['grain'];
}

/** `signoff explain FILE --grain …`: sentences about a module, each with its line. */
export async function explain(file: string, options: ExplainOptions, context: CommandContext): Promise<Answer> {
  const { top, line, grain } = options;
  const request = {
    ...moduleJobRequest(file, top === undefined ? {} : { top }, context),
    ...(line === undefined ? {} : { line }),
    ...(grain === undefined ? {} : { grain }),
  };
  const outcome = await context.engine.explain(request, context.limits, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const document = context.relative(outcome.value);
  const lines = [
    ...document.claims.map((one) => `${one.file}:${one.line}: ${one.text}`),
    ...document.withheld.map((one) => `withheld: "${one.text}" (${one.reason})`),
    ...document.notes.map((note) => `note: ${note}`),
    ...(document.spending === undefined ? [] : [spendingLine(document.spending)]),
  ];
  return { document, text: lines.join('\n'), code: exitCode.clean };
}
