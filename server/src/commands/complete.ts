import type { PlaceRequest } from '../engine/engine';
import type { Outcome } from '../base/outcome';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { rungLine } from './texts';

export interface PlaceOptions {
  readonly line: string;
  readonly column: string;
  readonly maxTokens?: string;
  /** Kinds of pieces left away, joined by commas. */
  readonly without?: string;
}

/** `signoff complete FILE --line L --column C`: what ghost text would show, with its evidence. */
export async function complete(file: string, options: PlaceOptions, context: CommandContext): Promise<Answer> {
  const place = placeOf(file, options, context);
  if (!place.ok) return badInput(place);
  const outcome = await context.engine.complete({ ...place.value, trigger: 'invoked' }, context.limits, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const document = context.relative(outcome.value);
  const lines = document.items.flatMap((item) => [item.text, ...item.verdict.rungs.map((rung) => `  ${rungLine(rung)}`)]);
  if (document.items.length === 0) lines.push(`silent: ${document.silent ?? 'nothing to offer'} (${document.withheld.length} withheld)`);
  return { document, text: lines.join('\n'), code: exitCode.clean };
}

/** `signoff context FILE --line L --column C`: exactly what would be sent to a model. */
export async function context(file: string, options: PlaceOptions, commandContext: CommandContext): Promise<Answer> {
  const place = placeOf(file, options, commandContext);
  if (!place.ok) return badInput(place);
  const outcome = await commandContext.engine.context(
    { ...place.value, without: (options.without ?? '').split(',').filter((one) => one !== '') },
    commandContext.signal,
  );
  if (!outcome.ok) return badInput(outcome);
  const document = outcome.value;
  return { document, text: `${document.system}\n\n${document.prompt}`, code: exitCode.clean };
}

function placeOf(file: string, options: PlaceOptions, context: CommandContext): Outcome<PlaceRequest & { maxTokens?: number }> {
  const line = Number(options.line);
  const column = Number(options.column);
  if (!Number.isInteger(line) || line < 1) return { ok: false, message: `--line takes a line number from 1, not "${options.line}"` };
  if (!Number.isInteger(column) || column < 1)
    return { ok: false, message: `--column takes a column number from 1, not "${options.column}"` };
  const maxTokens = options.maxTokens === undefined ? undefined : Number(options.maxTokens);
  if (maxTokens !== undefined && !(maxTokens > 0)) return { ok: false, message: '--max-tokens takes a number above 0' };
  return {
    ok: true,
    value: { file: context.resolve(file), line: line - 1, column: column - 1, ...(maxTokens === undefined ? {} : { maxTokens }) },
  };
}
