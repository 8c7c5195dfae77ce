import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import { plainValue } from '../base/binaryText';
import { failure, success } from '../base/outcome';
import type { DifferenceTrace } from '../protocol/contract';
import { methods, type ShowValuesParams, type ShowValuesResult } from '../protocol/requests';
import type { OpenDocument } from './documents';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering, describe, type ServerContext } from './serverContext';

/** Values at a chosen cycle of a difference, by the file and module that they belong to. */
interface Shown {
  readonly cycle: number;
  readonly places: readonly {
    readonly path: string;
    readonly module: string;
    /** Of the document when the values were asked for: after an edit they belong to other code. Absent when it was not open. */
    readonly version: number | undefined;
    readonly values: ReadonlyMap<string, string>;
  }[];
}

const shown = new WeakMap<ServerContext, Shown>();

/** `signoff/showValues`: the values that both sides of a difference have in one cycle, as inlay hints on their sources. */
export const cycleValues: Feature = {
  name: 'cycleValues',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.showValues,
      answering<ShowValuesParams, ShowValuesResult>(context, methods.showValues, 'uri', async ({ uri, id, cycle }) => {
        if (cycle === undefined) {
          shown.delete(context);
          refresh(context);
          return success({});
        }
        const verdict = (await context.engine()).evidence(id)?.verdict;
        const trace = verdict?.counterexample?.trace;
        if (verdict === undefined || trace === undefined)
          return failure('there are no values of this difference', 'Verify the module again.');
        const at = Math.min(Math.max(cycle, trace.firstCycle), verdict.counterexample?.cycle ?? cycle);
        const golden = verdict.golden;
        const sides = [
          { path: pathOfUri(uri), module: verdict.module ?? '', of: trace.candidate },
          ...(golden === undefined ? [] : [{ path: golden.file, module: golden.module, of: trace.golden }]),
        ];
        const places = sides.map(({ path, module, of }) => {
          const version = context.documents.all().find((one) => one.path === path)?.version;
          return { path, module, version, values: valuesAt(trace, of, at) };
        });
        shown.set(context, { cycle: at, places });
        refresh(context);
        return success({ cycle: at });
      }),
    );
  },
};

function valuesAt(trace: DifferenceTrace, side: Record<string, string[]>, cycle: number): Map<string, string> {
  const at = cycle - trace.firstCycle;
  const entries = [...Object.entries(trace.inputs), ...Object.entries(side)];
  return new Map(entries.flatMap(([name, values]) => (values[at] === undefined ? [] : [[name, values[at]] as const])));
}

/** The chosen cycle's values in the lines in sight: behind the first use of each name in a line. */
export async function valueHints(context: ServerContext, document: OpenDocument, range: Range): Promise<InlayHint[]> {
  const chosen = shown.get(context);
  const places = chosen?.places.filter((one) => one.path === document.path && (one.version ?? 1) === document.version) ?? [];
  if (chosen === undefined || places.length === 0) return [];
  const engine = await context.engine();
  const lines = codeOnly(document.text).split('\n');
  return places.flatMap(({ module, values }) => {
    const unit = engine.modulesOf(document.path).find((one) => one.name === module);
    if (unit === undefined) return [];
    const from = Math.max(unit.range.line, range.start.line);
    const to = Math.min(unit.range.endLine, range.end.line);
    const hints: InlayHint[] = [];
    for (let line = from; line <= to; line++) hints.push(...hintsOfLine(lines[line] ?? '', line, values, chosen.cycle));
    return hints;
  });
}

/** The text with comments and strings blanked, at equal length. */
function codeOnly(text: string): string {
  return text.replace(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\r\n]|\\.)*"/g, (whole) => whole.replace(/[^\r\n]/g, ' '));
}

function hintsOfLine(text: string, line: number, values: ReadonlyMap<string, string>, cycle: number): InlayHint[] {
  const seen = new Set<string>();
  const hints: InlayHint[] = [];
  // A name behind a dot is another module's.
  for (const match of text.matchAll(/(?<![\w$.'`])[A-Za-z_]\w*/g)) {
    const [name] = match;
    const value = values.get(name);
    if (value === undefined || seen.has(name)) continue;
    seen.add(name);
    hints.push({
      position: { line, character: match.index + name.length },
      label: `= ${plainValue(value)}`,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
      tooltip: `${name} in cycle ${cycle}: ${value}`,
    });
  }
  return hints;
}

function refresh(context: ServerContext): void {
  if (context.client.workspace?.inlayHint?.refreshSupport !== true || context.state() !== 'running') return;
  context.connection.languages.inlayHint.refresh().catch((error: unknown) => context.log.debug(`showValues: ${describe(error)}`));
}
