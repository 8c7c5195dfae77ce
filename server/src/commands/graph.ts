import { graphKinds, type GraphKind } from '../protocol/contract';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

const formats = ['text', 'json', 'dot', 'svg'] as const;

/** `signoff graph FILE --kind … --format …`: one graph of one module. `--json` is `--format json`. */
export async function graph(
  file: string,
  options: { kind: string; module?: string; format?: string; maxTokens?: string },
  context: CommandContext,
): Promise<Answer> {
  const kind = graphKinds.find((name) => name === options.kind);
  if (kind === undefined) return badInput({ message: `unknown graph kind "${options.kind}"`, hint: `Use --kind ${graphKinds.join('|')}.` });
  const format = formats.find((name) => name === (options.format ?? (context.options.json === true ? 'json' : 'text')));
  if (format === undefined)
    return badInput({ message: `unknown format "${options.format ?? ''}"`, hint: `Use --format ${formats.join('|')}.` });
  const maxTokens = options.maxTokens === undefined ? undefined : Number(options.maxTokens);
  if (maxTokens !== undefined && !(maxTokens > 0))
    return badInput({ message: '--max-tokens takes a number above 0', hint: 'For example --max-tokens 2000.' });
  const request = {
    files: [context.design(file)],
    kind: kind satisfies GraphKind,
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
  return { document: { module: options.module ?? null, kind, format, text: rendered.value }, text: rendered.value, code: exitCode.clean };
}
