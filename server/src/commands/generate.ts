import type { Generated } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { filesTold, writeAll } from './proposedFiles';
import { spendingLine, verdictText } from './texts';

export interface GenerateOptions {
  readonly module?: string;
  readonly out?: string;
  readonly answer?: readonly string[];
  readonly assume?: boolean;
  readonly testbench?: readonly string[];
  readonly write?: boolean;
}

/** `signoff generate SPEC`: a module from its specification, with its verdict; `--write` puts it into its file. */
export async function generate(spec: string, options: GenerateOptions, context: CommandContext): Promise<Answer> {
  const request = {
    file: context.resolve(spec),
    ...(options.module === undefined ? {} : { module: options.module }),
    ...(options.out === undefined ? {} : { out: context.resolve(options.out) }),
    answers: options.answer ?? [],
    assume: options.assume === true,
    testbenches: (options.testbench ?? []).map((file) => context.resolve(file)),
  };
  const outcome = await context.engine.generate(request, context.limits, ({ message }) => context.progress(message), context.signal);
  if (!outcome.ok) return badInput(outcome);
  const problem = options.write === true ? writeAll(outcome.value.files, request.file, context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  return { document, text: textOf(document, options.write === true, context.interactive), code: codeOf(document) };
}

function codeOf({ files, verdict }: Generated): number {
  if (files.length > 0) return exitCode.clean;
  if (verdict?.verdict === 'broken') return exitCode.broken;
  return verdict?.verdict === 'refuted' ? exitCode.findings : exitCode.unknown;
}

function textOf(result: Generated, written: boolean, rungsSeen: boolean): string {
  const { files, verdict, questions, assumptions, tables, detail, attempts, spending, withheld = [] } = result;
  return [
    ...filesTold(files, written),
    ...(verdict === undefined ? [] : [verdictText(verdict, rungsSeen)]),
    ...(files.length === 0 ? [`nothing generated: ${detail ?? 'no tool could pass it'}`] : []),
    ...attempts.map(({ what, outcome, detail: words }) => `${what}: ${outcome}: ${words}`),
    ...questions.flatMap((one) => [`question (${one.id}): ${one.text}`, ...one.options.map((option) => `  --answer "${option}"`)]),
    ...assumptions.map((one) => `assumed: ${one}`),
    ...tables
      .filter(({ used }) => !used)
      .map((one) => `the ${one.kind} of line ${one.line} was not used${one.reason === undefined ? '' : `: ${one.reason}`}`),
    ...(withheld.length === 0 ? [] : ['what came nearest is in the answer of --json under "withheld"']),
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}
