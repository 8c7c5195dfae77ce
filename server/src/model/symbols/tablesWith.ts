import type { SymbolProject } from './symbolProject';
import type { Reference, SymbolTable } from './symbolTypes';

/** Tables that may use a name: of the files whose text has the word, and of those that include them. */
export function tablesWith(project: SymbolProject, name: string, files: readonly string[] = project.filesWithWord(name)): Set<SymbolTable> {
  const tables = new Set<SymbolTable>();
  for (const file of files) for (const table of project.views(file)) tables.add(table);
  return tables;
}

const byName = new WeakMap<SymbolTable, Map<string, Reference[]>>();

/** Uses of a name in one file. */
export function referencesNamed(table: SymbolTable, name: string): readonly Reference[] {
  let names = byName.get(table);
  if (names === undefined) {
    names = new Map();
    for (const reference of table.references) {
      const list = names.get(reference.name);
      if (list === undefined) names.set(reference.name, [reference]);
      else list.push(reference);
    }
    byName.set(table, names);
  }
  return names.get(name) ?? [];
}
