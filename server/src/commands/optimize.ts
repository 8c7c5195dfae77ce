import type { Cost, Optimization, OptimizeGoal, RecipeCost, SynthesisRecipe } from '../protocol/jobs';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { moduleJobRequest, type ModuleJobOptions } from './moduleJob';
import { editsTold, writeAll } from './proposedFiles';

export interface OptimizeOptions extends ModuleJobOptions {
  readonly goal?: OptimizeGoal;
}

/** `signoff optimize FILE`: rewrites of a module that are proven equal and measured better. Exit 0 also where there are none. */
export async function optimize(file: string, options: OptimizeOptions, context: CommandContext): Promise<Answer> {
  const progress = ({ message }: { readonly message: string }): void => context.progress(message);
  const request = { ...moduleJobRequest(file, options, context), ...(options.goal === undefined ? {} : { goal: options.goal }) };
  const outcome = await context.engine.optimize(request, context.limits, progress, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const files = outcome.value.files.map((one) =>
    options.out === undefined ? one : { ...one, file: context.resolve(options.out), created: true },
  );
  // The file that was worked on is the one that may be overwritten.
  const [own] = outcome.value.files;
  const problem = options.write === true ? writeAll(files, own?.file ?? '', context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative({ ...outcome.value, files });
  return { document, text: textOf(document, options.write === true, context), code: exitCode.clean };
}

function textOf(
  { module, before, after, rewrites, files, verdict, declined, tradeOffs, recipe, notes }: Optimization,
  written: boolean,
  context: CommandContext,
): string {
  return [
    ...editsTold(files, written, context),
    rewrites.length === 0
      ? `${module}: ${costText(before)}; no rewrite was proven equal and measured better`
      : `${module}: ${costText(before)} → ${costText(after)}, ${verdict?.verdict ?? 'proved'}`,
    ...rewrites.map((one) => `  line ${one.line}: ${one.title} [${one.strategy}]: ${gainText(one.before, one.after)}`),
    ...tradeOffs.map(
      (one) => `  --goal ${one.goal}: line ${one.line}: ${one.title} [${one.strategy}]: ${gainText(one.before, one.after)}, proved`,
    ),
    ...declined.map((one) => `  dropped: line ${one.line}: ${one.title} [${one.strategy}]: ${one.reason}`),
    ...(recipe === undefined ? [] : recipeTold(recipe)),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

function recipeTold({ tried, before, best, front }: SynthesisRecipe): string[] {
  const cost = ({ cells, levels }: RecipeCost): string => `${cells} cells, ${levels} levels`;
  if (best.cells * best.levels >= before.cells * before.levels) return [`recipe: none of ${tried} was better than synth (${cost(before)})`];
  return [
    `recipe: ${cost(before)} → ${cost(best)}, the best of ${tried} (${best.words})`,
    ...best.commands.map((command) => `  ${command}`),
    ...front.filter((one) => one.commands.join() !== best.commands.join()).map((one) => `  or ${cost(one)}: ${one.commands.at(-1) ?? ''}`),
  ];
}

function costText({ cells, delay }: Cost): string {
  return `${cells} cells, ${delay.toFixed(2)} ns`;
}

function gainText(before: Cost, after: Cost): string {
  return `${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns`;
}
