import { keyOf, type Located, type Resolution, type SymbolProject } from './symbolProject';
import type { Reference, Scope, SymbolTable } from './symbolTypes';

/** Resolution under way: looking up one name may need others. */
export interface Names {
  readonly project: SymbolProject;
  resolve(table: SymbolTable, reference: Reference): Resolution;
}

/** A scope with the table it is in. */
export interface LocatedScope {
  readonly table: SymbolTable;
  readonly scope: Scope;
}

export function innerScope({ table, declaration }: Located): LocatedScope | undefined {
  const scope = declaration.inner === undefined ? undefined : table.scopes[declaration.inner];
  return scope === undefined ? undefined : { table, scope };
}

/** Declarations of a name in one scope, its imports left out. */
export function membersIn(at: LocatedScope | undefined, name: string): Located[] {
  const found = at?.scope.names.get(name);
  if (at === undefined || found === undefined) return [];
  const { table } = at;
  return found.flatMap((index) => {
    const declaration = table.declarations[index];
    return declaration === undefined || declaration.completes !== undefined ? [] : [{ table, declaration }];
  });
}

/** A name from inside a scope, as seen from there: own names, base classes, imports, then the scopes around. */
export function lexical(names: Names, from: LocatedScope, name: string): Located[] {
  return outwards(names, from, (at) => scopeNames(names, at, name));
}

/** As `lexical`, of what is declared in the scopes themselves: reads no other file. */
export function lexicalOwn(names: Names, from: LocatedScope, name: string): Located[] {
  return outwards(names, from, (at) => membersIn(at, name));
}

function outwards(names: Names, from: LocatedScope, look: (at: LocatedScope) => Located[]): Located[] {
  let at: LocatedScope | undefined = from;
  for (let guard = 0; at !== undefined && guard < 200; guard++) {
    const found = look(at);
    if (found.length > 0) return found;
    at = around(names, at);
  }
  return [];
}

/** The scope that names are looked for in next: for a bound instance or a method written outside its class, the one it belongs to. */
function around(names: Names, at: LocatedScope): LocatedScope | undefined {
  const { table, scope } = at;
  const outside = scope.outside === undefined ? undefined : table.references[scope.outside];
  if (outside !== undefined) {
    const owner = names.resolve(table, outside).declarations[0];
    const inner = owner === undefined ? undefined : innerScope(owner);
    if (inner !== undefined && inner.scope !== scope) return inner;
  }
  const parent = table.scopes[scope.parent];
  return parent === undefined ? undefined : { table, scope: parent };
}

/** A name of one scope: declared there, inherited, or imported there (IEEE 1800-2023 clause 26.3). */
export function scopeNames(names: Names, at: LocatedScope | undefined, name: string): Located[] {
  if (at === undefined) return [];
  const own = membersIn(at, name);
  if (own.length > 0) return own;
  if (at.scope.kind === 'class') {
    for (const base of classScopes(names, at).slice(1)) {
      const inherited = membersIn(base, name);
      if (inherited.length > 0) return inherited;
    }
  }
  return imported(names, at, name);
}

function imported(names: Names, at: LocatedScope, name: string): Located[] {
  const exact = at.scope.imports.filter((one) => one.item === name);
  const wild = at.scope.imports.filter((one) => one.item === '*');
  for (const one of [...exact, ...wild]) {
    const reference = at.table.references[one.reference];
    if (reference === undefined || one.package === '*') continue;
    for (const from of names.resolve(at.table, reference).declarations) {
      const found = packageMember(names, from, name);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** An item of a package, exported ones included (clause 26.6). */
export function packageMember(names: Names, from: Located, name: string, seen: ReadonlySet<string> = new Set()): Located[] {
  const inner = innerScope(from);
  if (inner === undefined || seen.has(keyOf(from)) || from.declaration.kind !== 'package') return [];
  const own = membersIn(inner, name);
  if (own.length > 0) return own;
  const visited = new Set([...seen, keyOf(from)]);
  const all = inner.scope.imports.some((one) => one.exported && one.package === '*');
  for (const one of inner.scope.imports) {
    if ((!one.exported && !all) || (one.item !== '*' && one.item !== name)) continue;
    const reference = inner.table.references[one.reference];
    for (const next of reference === undefined ? [] : names.resolve(inner.table, reference).declarations) {
      const found = packageMember(names, next, name, visited);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** A class's scope and those of the classes it extends, nearest first. */
export function classScopes(names: Names, from: LocatedScope): LocatedScope[] {
  const found: LocatedScope[] = [from];
  for (let at = from; found.length < 100;) {
    const reference = at.scope.base === undefined ? undefined : at.table.references[at.scope.base];
    const base = reference === undefined ? undefined : names.resolve(at.table, reference).declarations[0];
    const next = base === undefined ? undefined : classOf(names, base);
    if (next === undefined || found.some((one) => one.scope === next.scope)) return found;
    found.push(next);
    at = next;
  }
  return found;
}

/** The class that a declaration is or, as a typedef, stands for. */
function classOf(names: Names, from: Located): LocatedScope | undefined {
  let at: Located | undefined = from;
  for (let guard = 0; at !== undefined && guard < 32; guard++) {
    if (at.declaration.kind === 'class') return innerScope(at);
    const named: number | undefined = at.declaration.type?.reference;
    const reference: Reference | undefined = named === undefined ? undefined : at.table.references[named];
    at = reference === undefined ? undefined : names.resolve(at.table, reference).declarations[0];
  }
  return undefined;
}

/** Design units of a name over the project: that of the nearest file. */
export function projectUnits(names: Names, name: string, from: string): readonly Located[] {
  const { memo } = names.project;
  const key = `${name} ${from}`;
  let found = memo.units.get(key);
  if (found === undefined) {
    found = findUnits(names, name, from);
    memo.units.set(key, found);
  }
  return found;
}

function findUnits(names: Names, name: string, from: string): readonly Located[] {
  return declaredOutside(names, name, names.project.filesDeclaring(name, from));
}

/** What another file declares outside of every design unit: in reach where tools read all files as one compilation unit (clause 3.12.1). */
export function heldByOthers(names: Names, name: string, from: string): readonly Located[] {
  return declaredOutside(
    names,
    name,
    names.project.filesHolding(name, from).filter((path) => path !== from),
  );
}

function declaredOutside(names: Names, name: string, files: readonly string[]): readonly Located[] {
  for (const path of files) {
    const table = names.project.table(path);
    if (table === undefined) continue;
    const found = table.scopes[0]?.names.get(name)?.flatMap((index) => table.declarations[index] ?? []) ?? [];
    if (found.length > 0) return found.map((declaration) => ({ table, declaration }));
  }
  return [];
}
