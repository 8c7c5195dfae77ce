import { LineIndex } from '../base/lines';
import type { Engine } from '../engine/engine';
import { methods, type InactiveRegion, type InactiveRegionsParams } from '../protocol/requests';
import { inactiveRegions } from '../syntax/inactiveRegions';
import type { OpenDocument } from './documents';
import { describe, type ServerContext } from './serverContext';

/** What each client was told last, by document. */
const told = new WeakMap<ServerContext, Map<string, string>>();

/** Tells a client that dims them which parts of a document conditionals switch off, when that changed. */
export function tellInactiveRegions(context: ServerContext, engine: Engine, document: OpenDocument): void {
  if (context.options.inactiveRegions !== true || context.state() !== 'running') return;
  const params: InactiveRegionsParams = { uri: document.uri, version: document.version, regions: regionsOf(engine, document) };
  const last = lastOf(context);
  const now = JSON.stringify(params.regions);
  if ((last.get(document.uri) ?? '[]') === now) return;
  last.set(document.uri, now);
  context.connection
    .sendNotification(methods.inactiveRegions, params)
    .catch((error: unknown) => context.log.debug(`inactive regions: ${describe(error)}`));
}

/** A closed document is told anew when it is opened again. */
export function forgetInactiveRegions(context: ServerContext, uri: string): void {
  lastOf(context).delete(uri);
}

function lastOf(context: ServerContext): Map<string, string> {
  const known = told.get(context) ?? new Map<string, string>();
  told.set(context, known);
  return known;
}

/** White space at both ends stays as it is: the lines of the directives belong to nobody. */
function regionsOf(engine: Engine, { path, text }: OpenDocument): InactiveRegion[] {
  const lines = new LineIndex(text);
  return inactiveRegions(engine.parsed(path)).flatMap(({ start, end }) => {
    const inside = text.slice(start, end);
    if (inside.trim() === '') return [];
    const from = lines.positionAt(start + inside.length - inside.trimStart().length);
    const to = lines.positionAt(start + inside.trimEnd().length);
    return [{ line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 }];
  });
}
