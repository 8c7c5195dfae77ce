import type { ReviewRequest } from '../engine/engine';
import type { Review, ReviewedModule } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { diagnosticLine, spendingLine } from './texts';

/** `signoff review [REV] [FILE]`, `signoff review FILE FILE`: what two versions of a design differ in. Without anything: what changed since HEAD. */
export async function review(words: readonly string[], context: CommandContext): Promise<Answer> {
  if (words.length > 2)
    return badInput({ message: 'review takes a revision and a file, or two files', hint: 'See signoff review --help.' });
  const progress = ({ message }: { readonly message: string }): void => context.progress(message);
  const outcome = await context.engine.review(requestOf(words, context), context.limits, progress, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const document = context.relative(outcome.value);
  return { document, text: textOf(document), code: codeOf(document) };
}

/** A word that is a file or folder is one; anything else is a revision. */
function requestOf(words: readonly string[], context: CommandContext): ReviewRequest {
  const [first, second] = words;
  const here = context.resolve('.');
  if (first === undefined) return { place: here };
  if (!context.isPath(first))
    return second === undefined ? { place: here, revision: first } : { place: context.resolve(second), revision: first, only: true };
  if (second === undefined) return { place: context.resolve(first), only: true };
  return { place: context.resolve(second), earlier: context.resolve(first) };
}

/** 1: behaviour or interface differs or there is a new finding; 3: something could not be told. */
function codeOf({ modules, newFindings }: Review): number {
  const verdicts = modules.flatMap(({ verdict, others }) =>
    [...(verdict === undefined ? [] : [verdict]), ...others.map((one) => one.verdict)].map((one) => one.verdict),
  );
  if (verdicts.includes('refuted') || newFindings.length > 0) return exitCode.findings;
  if (verdicts.includes('broken')) return exitCode.broken;
  return verdicts.includes('unknown') ? exitCode.unknown : exitCode.clean;
}

function textOf({ before, after, files, modules, newFindings, goneFindings, summary, withheld, notes, spending }: Review): string {
  return [
    `${before} → ${after}: ${files.length} source file${files.length === 1 ? '' : 's'}, ${modules.length} design unit${modules.length === 1 ? '' : 's'}`,
    ...summary.map(({ text, modules: about }) => `${text} (${about.join(', ')})`),
    ...modules.flatMap((one) => moduleLines(one)),
    ...newFindings.map((one) => `new: ${diagnosticLine(one)}`),
    ...goneFindings.map((one) => `gone: ${diagnosticLine(one)}`),
    ...withheld.map((one) => `withheld: "${one.text}" (${one.reason})`),
    ...notes.map((note) => `note: ${note}`),
    ...(spending === undefined ? [] : [spendingLine(spending)]),
  ].join('\n');
}

function moduleLines({
  module,
  was,
  file,
  line,
  change,
  behaviour,
  verdict,
  structure,
  suspects,
  testbenches,
  assertions,
  usedBy,
}: ReviewedModule): string[] {
  const difference = verdict?.counterexample;
  const start = difference?.startsAt;
  return [
    `${file}:${line}: ${was === undefined ? '' : `${was} → `}${module} (${change}): ${behaviour}`,
    ...(start === undefined
      ? []
      : [
          `  it starts at ${start.signal} in cycle ${start.cycle} (${start.golden} → ${start.candidate})${start.file === undefined ? '' : `, ${start.file}:${start.line ?? 1}`}`,
        ]),
    ...(difference?.explanation ?? []).map((one) => `  ${one}`),
    ...suspects.map((one) => `  ${one.gone === true ? 'was' : 'now'} ${one.file}:${one.line}: ${one.text}`),
    ...structure.map((one) => `  ${one.text} (line ${one.line}${one.gone === true ? ' before' : ''})`),
    ...(difference?.vcd === undefined ? [] : [`  waveform: ${difference.vcd}`]),
    ...list('used by', usedBy),
    ...list(
      'testbenches',
      testbenches.map((one) => `${one.module} (${one.file})`),
    ),
    ...list('assertions on lines', assertions.map(String)),
  ];
}

function list(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  return [`  ${title}: ${names.slice(0, 8).join(', ')}${more}`];
}
