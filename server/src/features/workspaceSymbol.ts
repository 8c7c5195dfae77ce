import type { SymbolInformation } from 'vscode-languageserver';
import type { SymbolProject } from '../model/symbols/symbolProject';
import type { Declaration, SymbolTable } from '../model/symbols/symbolTypes';
import type { Feature } from './feature';
import { locationOf } from './positions';
import { guarded, type ServerContext } from './serverContext';
import { symbolKinds } from './symbolKinds';

const most = 200;

/** Design units of the project by part of their name; then what the files whose text has the word declare. */
export const workspaceSymbol: Feature = {
  name: 'workspaceSymbol',
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register(context) {
    context.connection.onWorkspaceSymbol(guarded(context, 'workspaceSymbol', null, ({ query }, signal) => answer(context, query, signal)));
  },
};

async function answer(context: ServerContext, query: string, signal: AbortSignal): Promise<SymbolInformation[]> {
  const engine = await context.engine();
  await engine.whenIndexed();
  const project = engine.symbols;
  return project.still(() => {
    const found = new Map<string, SymbolInformation>();
    const take = (table: SymbolTable, declaration: Declaration): void => {
      const { nameRange, name } = declaration;
      const owner = table.declarations[table.scopes[declaration.scope]?.owner ?? -1];
      found.set(`${nameRange.path}:${nameRange.start}:${name}`, {
        name,
        kind: symbolKinds[declaration.kind],
        location: locationOf(nameRange, context.documents),
        ...(owner === undefined ? {} : { containerName: owner.name }),
      });
    };
    const units = project.units().filter((unit) => matches(unit.name, query));
    for (const unit of units.sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))) {
      if (found.size >= most || signal.aborted) break;
      const table = project.table(unit.path);
      for (const one of table?.declarations ?? [])
        if (table !== undefined && one.name === unit.name && one.inner !== undefined) take(table, one);
    }
    for (const [table, declaration] of itemsNamed(project, query)) if (found.size < most && !signal.aborted) take(table, declaration);
    return [...found.values()];
  });
}

/** Declarations of exactly that name, wherever they are. */
function* itemsNamed(project: SymbolProject, query: string): Generator<[SymbolTable, Declaration]> {
  if (!/^[A-Za-z_][\w$]+$/.test(query)) return;
  for (const path of project.filesWithWord(query)) {
    const table = project.table(path);
    if (table === undefined) continue;
    for (const one of table.declarations) if (one.name === query) yield [table, one];
  }
}

/** The letters of the query in order, in any case: what clients filter by as well. */
function matches(name: string, query: string): boolean {
  const letters = query.toLowerCase();
  let at = 0;
  for (const letter of name.toLowerCase()) if (letter === letters[at]) at++;
  return at >= letters.length;
}
