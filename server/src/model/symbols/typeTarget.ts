import { classScopes, innerScope, membersIn, scopeNames, type LocatedScope, type Names } from './lookup';
import { keyOf, type Located } from './symbolProject';
import type { Declaration, Reference, SymbolTable, TypeUse } from './symbolTypes';
import { referencesNamed, tablesWith } from './tablesWith';

/** A type use with the table its indexes are of. */
export interface LocatedType {
  readonly table: SymbolTable;
  readonly type: TypeUse;
}

/** What a type comes down to when its names are followed. */
export type TypeTarget =
  /** Members by name: struct, union, class, interface. `declaration` names it, when it has a name. */
  | (LocatedScope & { readonly kind: 'scope'; readonly declaration: Located | undefined })
  | (LocatedType & { readonly kind: 'enum' | 'builtin' });

/** The type of what a declaration means: of a function what it returns, of a typedef the type itself; undefined when unknown. */
export function typeTarget(names: Names, from: Located): TypeTarget | undefined {
  const visited = new Set<unknown>();
  let at: Located | undefined = from;
  while (at !== undefined && !visited.has(at.declaration)) {
    const table: SymbolTable = at.table;
    const declaration: Declaration = at.declaration;
    visited.add(declaration);
    if (declaration.kind === 'class' || declaration.kind === 'interface' || declaration.kind === 'covergroup') {
      const inner = innerScope(at);
      return inner === undefined ? undefined : { kind: 'scope', ...inner, declaration: at };
    }
    const type = fullType(at);
    if (type === undefined) return undefined;
    if (type.members !== undefined) {
      const scope = table.scopes[type.members];
      return scope === undefined
        ? undefined
        : { kind: 'scope', table, scope, declaration: declaration.kind === 'typedef' ? at : undefined };
    }
    if (type.form === 'enum') return { kind: 'enum', table, type };
    if (type.form !== 'named') return type.form === 'type' ? undefined : { kind: 'builtin', table, type };
    const reference: Reference | undefined = type.reference === undefined ? undefined : table.references[type.reference];
    at = reference === undefined ? undefined : names.resolve(table, reference).declarations[0];
  }
  return undefined;
}

/** The type as declared; of a port that is declared in two steps, the fuller of both. */
export function fullType({ table, declaration }: Located): TypeUse | undefined {
  const own = declaration.type;
  if (own !== undefined && own.form !== 'implicit') return own;
  const names = table.scopes[declaration.scope]?.names.get(declaration.name) ?? [];
  const second = names.map((index) => table.declarations[index]).find((one) => one?.completes === declaration.index);
  const more = second?.type;
  if (more === undefined) return own;
  return more.form !== 'implicit' || own === undefined || own.dimensions.length === 0 ? more : own;
}

/**
 * Members of that name in the type of a declaration: struct, union, class with its bases, interface. A type parameter whose default has no such
 * member has those of the types that the project's instances give it.
 */
export function typeMembers(names: Names, from: Located, name: string, depth = 0): Located[] {
  const found = ownMembers(names, from, name);
  if (found.length > 0 || depth > 8) return found;
  const parameter = typeParameterOf(names, from);
  for (const given of parameter === undefined ? [] : bindings(names, parameter)) {
    const members = typeMembers(names, given, name, depth + 1);
    if (members.length > 0) return members;
  }
  return [];
}

function ownMembers(names: Names, from: Located, name: string): Located[] {
  const target = typeTarget(names, from);
  if (target?.kind !== 'scope') return [];
  if (target.scope.kind === 'interface') return interfaceMembers(names, from, target, name);
  for (const scope of target.scope.kind === 'class' ? classScopes(names, target) : [target]) {
    const found = membersIn(scope, name);
    if (found.length > 0) return found;
  }
  return [];
}

/** The type parameter that a declaration's type is. */
function typeParameterOf(names: Names, from: Located): Located | undefined {
  let at: Located | undefined = from;
  for (let guard = 0; at !== undefined && guard < 32; guard++) {
    if (at.declaration.kind === 'typeParameter') return at;
    const named: number | undefined = fullType(at)?.reference;
    const reference: Reference | undefined = named === undefined ? undefined : at.table.references[named];
    at = reference === undefined ? undefined : names.resolve(at.table, reference).declarations[0];
  }
  return undefined;
}

/** What overrides over the project, by name or in order, give a type parameter. */
function bindings(names: Names, parameter: Located): readonly Located[] {
  const { memo } = names.project;
  const known = memo.bindings.get(keyOf(parameter));
  if (known !== undefined) return known;
  memo.bindings.set(keyOf(parameter), []);
  const { table, declaration } = parameter;
  const unit = table.declarations[table.scopes[declaration.scope]?.owner ?? -1]?.name ?? '';
  const found = new Map<string, Located>();
  const take = (other: SymbolTable, index: number): void => {
    const value = other.references[index];
    for (const one of value === undefined ? [] : names.resolve(other, value).declarations) found.set(keyOf(one), one);
  };
  for (const other of tablesWith(names.project, declaration.name)) {
    for (const { place } of referencesNamed(other, declaration.name)) {
      if (place.kind !== 'parameter' || place.value === undefined || other.references[place.unit]?.name !== unit) continue;
      take(other, place.value);
    }
  }
  const position = table.declarations
    .filter((one) => one.scope === declaration.scope && (one.kind === 'parameter' || one.kind === 'typeParameter'))
    .findIndex((one) => one.index === declaration.index);
  for (const other of unit === '' ? [] : tablesWith(names.project, unit)) {
    for (const { ordered } of referencesNamed(other, unit)) take(other, ordered?.[position] ?? -1);
  }
  const given = [...found.values()];
  memo.bindings.set(keyOf(parameter), given);
  return given;
}

/** Through a modport its own ports come first; a clocking block or a parameter of the interface is reached all the same. */
function interfaceMembers(names: Names, from: Located, target: LocatedScope, name: string): Located[] {
  const modport = from.declaration.type?.modport;
  const reference = modport === undefined ? undefined : from.table.references[modport];
  for (const one of reference === undefined ? [] : names.resolve(from.table, reference).declarations) {
    const own = membersIn(innerScope(one), name);
    if (own.length > 0) return own;
  }
  return scopeNames(names, target, name);
}
