import { failure, success, type Outcome } from '../base/outcome';
import type { Narrowing } from '../engine/engine';
import { graphKinds, sliceWays, type GraphKind } from '../protocol/contract';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

const formats = ['text', 'json', 'dot', 'svg'] as const;

export interface GraphOptions {
  readonly kind: string;
  readonly module?: string;
  readonly format?: string;
  readonly maxTokens?: string;
  readonly of?: string;
  readonly line?: string;
  readonly way?: string;
  readonly steps?: string;
  readonly registers?: string;
  readonly across?: boolean;
}

/** `signoff graph FILE --kind … --format …`: one graph of one module, or the part of it that is asked for. `--json` is `--format json`. */
export async function graph(file: string, options: GraphOptions, context: CommandContext): Promise<Answer> {
  const kind = graphKinds.find((name) => name === options.kind);
  if (kind === undefined) return badInput({ message: `unknown graph kind "${options.kind}"`, hint: `Use --kind ${graphKinds.join('|')}.` });
  const format = formats.find((name) => name === (options.format ?? (context.options.json === true ? 'json' : 'text')));
  if (format === undefined)
    return badInput({ message: `unknown format "${options.format ?? ''}"`, hint: `Use --format ${formats.join('|')}.` });
  const maxTokens = options.maxTokens === undefined ? undefined : Number(options.maxTokens);
  if (maxTokens !== undefined && !(maxTokens > 0))
    return badInput({ message: '--max-tokens takes a number above 0', hint: 'For example --max-tokens 2000.' });
  const part = narrowingOf(options);
  if (!part.ok) return badInput(part);
  const request = {
    ...part.value,
    files: [context.design(file)],
    kind: kind satisfies GraphKind,
    across: options.across === true,
    ...(options.module === undefined ? {} : { top: options.module }),
  };
  if (format === 'json') {
    const outcome = await context.engine.graph(request, context.signal);
    if (!outcome.ok) return badInput(outcome);
    const document = context.relative(outcome.value);
    return { document, text: JSON.stringify(document, null, 2), code: exitCode.clean };
  }
  const rendered = await context.engine.renderGraph(
    { ...request, format, ...(maxTokens === undefined ? {} : { maxTokens }) },
    context.signal,
  );
  if (!rendered.ok) return badInput(rendered);
  const { text } = rendered.value;
  return { document: { module: options.module ?? null, kind, format, text }, text, code: exitCode.clean };
}

function narrowingOf({ of, line, way, steps, registers }: GraphOptions): Outcome<Narrowing> {
  const known = sliceWays.find((one) => one === way);
  if (way !== undefined && known === undefined) return failure(`unknown way "${way}"`, `Use --way ${sliceWays.join('|')}.`);
  const numbers: Record<string, number> = {};
  for (const [name, text] of Object.entries({ line, steps, registers })) {
    if (text === undefined) continue;
    const value = text === 'all' && name !== 'line' ? Number.POSITIVE_INFINITY : Number(text);
    if (!(value >= 1)) return failure(`--${name} takes a number from 1${name === 'line' ? '' : ', or all'}, not "${text}"`);
    numbers[name] = value;
  }
  return success({ ...(of === undefined ? {} : { of }), ...(known === undefined ? {} : { way: known }), ...numbers });
}
