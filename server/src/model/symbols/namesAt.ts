import type { SourceRange } from '../../base/ranges';
import { resolveReference } from './resolve';
import { canonical, keyOf, type Located, type SymbolProject, type Unresolved } from './symbolProject';
import type { Declaration, Reference, SymbolTable } from './symbolTypes';

/** What stands at a place: uses of a name, or the name of a declaration, and what they mean. */
export interface NamesAt {
  readonly table: SymbolTable;
  /** The name as it stands there. */
  readonly range: SourceRange;
  readonly name: string;
  /** Several where one word is used twice: `.clk` is a port and a net. Empty on the name of a declaration. */
  readonly references: readonly Reference[];
  /** The declaration whose name stands there. */
  readonly declaration: Declaration | undefined;
  /** What it means; a use's own declarations, the ports of `.clk` before the net. */
  readonly meanings: readonly Located[];
  readonly why?: Unresolved;
}

interface Entry {
  readonly range: SourceRange;
  readonly reference?: Reference;
  readonly declaration?: Declaration;
}

const byPath = new WeakMap<SymbolTable, Map<string, Entry[]>>();

/** The name that covers or ends at an offset of a file; undefined where there is none. */
export function namesAt(project: SymbolProject, path: string, offset: number): NamesAt | undefined {
  return project.still(() => {
    for (const table of project.views(path)) {
      const found = entriesAt(table, path, offset);
      if (found.length > 0) return describe(project, table, found);
    }
    return undefined;
  });
}

function describe(project: SymbolProject, table: SymbolTable, entries: readonly Entry[]): NamesAt {
  const references = entries.flatMap((one) => one.reference ?? []);
  const declaration = entries.find((one) => one.declaration !== undefined)?.declaration;
  const resolutions = references.map((one) => resolveReference(project, table, one));
  const why = resolutions.find((one) => one.why !== undefined)?.why;
  const own = declaration === undefined ? [] : [canonical({ table, declaration })];
  const meanings = new Map<string, Located>();
  for (const one of [...own, ...resolutions.flatMap((each) => each.declarations)])
    if (!meanings.has(keyOf(one))) meanings.set(keyOf(one), one);
  const [first] = entries;
  const range = first?.range ?? table.scopes[0]?.range;
  if (range === undefined) throw new Error('a name has no place');
  const name = references[0]?.name ?? declaration?.name ?? '';
  return { table, range, name, references, declaration, meanings: [...meanings.values()], ...(why === undefined ? {} : { why }) };
}

/** All that stands exactly where the name at an offset stands; an offset at its end still counts. */
function entriesAt(table: SymbolTable, path: string, offset: number): Entry[] {
  const all = entriesOf(table, path);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const last = all[low - 1];
  if (last === undefined || last.range.end < offset) return [];
  return all.filter(
    (one, index) => index < low && index >= low - 8 && one.range.start === last.range.start && one.range.end === last.range.end,
  );
}

function entriesOf(table: SymbolTable, path: string): Entry[] {
  let paths = byPath.get(table);
  if (paths === undefined) {
    paths = new Map();
    byPath.set(table, paths);
  }
  let entries = paths.get(path);
  if (entries === undefined) {
    // What a macro's body wrote stands nowhere.
    entries = [
      ...table.declarations.filter((one) => one.macro === undefined).map((declaration) => ({ range: declaration.nameRange, declaration })),
      ...table.references.filter((one) => one.macro === undefined).map((reference) => ({ range: reference.range, reference })),
    ]
      .filter((one) => one.range.path === path)
      .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    paths.set(path, entries);
  }
  return entries;
}
