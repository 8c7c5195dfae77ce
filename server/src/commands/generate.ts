import type { Generated, JobSpending, ProposedFile } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { verdictText } from './texts';

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

function codeOf({ files, verdict }: Generated): number {
  if (files.length > 0) return exitCode.clean;
  if (verdict?.verdict === 'broken') return exitCode.broken;
  return verdict?.verdict === 'refuted' ? exitCode.findings : exitCode.unknown;
}

function textOf(result: Generated, written: boolean, rungsSeen: boolean): string {
  const { files, verdict, questions, assumptions, tables, detail, attempts, spending } = result;
  return [
    ...files.flatMap((one) => (written ? [`wrote ${one.file}`] : [`// ${one.file}`, one.text])),
    ...(verdict === undefined ? [] : [verdictText(verdict, rungsSeen)]),
    ...(files.length === 0 ? [`nothing generated: ${detail ?? 'no tool could pass it'}`] : []),
    ...attempts.map(({ what, outcome, detail: words }) => `${what}: ${outcome}: ${words}`),
    ...questions.flatMap((one) => [`question (${one.id}): ${one.text}`, ...one.options.map((option) => `  --answer "${option}"`)]),
    ...assumptions.map((one) => `assumed: ${one}`),
    ...tables
      .filter(({ used }) => !used)
      .map((one) => `the ${one.kind} of line ${one.line} was not used${one.reason === undefined ? '' : `: ${one.reason}`}`),
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}

/** `3 of 8 rounds, 5120 of 60000 tokens, $0.02 (anthropic:…)`. */
export function spendingLine({ model, rounds, inputTokens, outputTokens, cost, limits, stopped }: JobSpending): string {
  const money = cost === undefined ? '' : `, $${cost.toFixed(4)}${limits.cost === undefined ? '' : ` of $${limits.cost}`}`;
  const why = stopped === undefined ? '' : `; stopped by its limit of ${stopped}`;
  return `spent: ${rounds} of ${limits.rounds} rounds, ${inputTokens + outputTokens} of ${limits.tokens} tokens${money} (${model})${why}`;
}
