import type { Location, LocationLink } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import type { SymbolProject } from '../model/symbols/symbolProject';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { guarded, type ServerContext } from './serverContext';
import { answerTargets, targetOf, type Target } from './targets';

type Answer = Location[] | LocationLink[] | null;

/** From a name to where it is defined, from an `include to its file, from the port of an instance to that of its module. */
export const definition: Feature = {
  name: 'definition',
  capabilities: () => ({ definitionProvider: true }),
  register(context) {
    context.connection.onDefinition(guarded<PositionParams, Answer>(context, 'definition', null, (params) => answer(context, params)));
  },
};

async function answer(context: ServerContext, params: PositionParams): Promise<Answer> {
  const found = await nameAtPosition(context, params);
  if (found === undefined) return null;
  const links = context.client.textDocument?.definition?.linkSupport;
  const { names } = found;
  const project = found.engine.symbols;
  if (names !== undefined) return answerTargets(context, names.range, names.meanings.map(targetOf), links);
  const include = includeAt(project, found.document.path, found.offset);
  return include === undefined ? null : answerTargets(context, include.origin, [include.target], links);
}

/** The file of an `include directive. */
function includeAt(project: SymbolProject, path: string, offset: number): { origin: SourceRange; target: Target } | undefined {
  for (const table of project.views(path)) {
    const use = table.includes.find((one) => one.range.path === path && one.range.start <= offset && offset <= one.range.end);
    if (use?.path === undefined) continue;
    const start = { path: use.path, start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
    return { origin: use.range, target: { name: start, whole: start } };
  }
  return undefined;
}
