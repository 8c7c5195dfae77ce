import { classScopes, innerScope, membersIn, projectUnits, type LocatedScope, type Names } from './lookup';
import { unitsOf } from './memberOf';
import { keyOf, type Located } from './symbolProject';
import type { Declaration } from './symbolTypes';
import { fullType, typeTarget } from './typeTarget';

/** A name that can be written somewhere, and how many scopes out it is declared; imported ones count as one further than where they are imported. */
export interface VisibleName {
  readonly located: Located;
  readonly distance: number;
}

/** Every name that can be written in a scope, the nearest declaration of each (IEEE 1800-2023 clauses 23.9, 26.3). Order is no order of merit. */
export function visibleNames(names: Names, from: LocatedScope): VisibleName[] {
  const found = new Map<string, VisibleName>();
  const add = (located: Located, distance: number): void => {
    if (!found.has(located.declaration.name)) found.set(located.declaration.name, { located, distance });
  };
  let at: LocatedScope | undefined = from;
  for (let distance = 0; at !== undefined && distance < 100; distance++) {
    const own = at.scope.kind === 'class' ? classScopes(names, at) : [at];
    for (const scope of own) for (const one of declaredIn(scope)) add(one, distance);
    for (const one of importedInto(names, at)) add(one, distance + 1);
    at = outward(names, at);
  }
  return [...found.values()];
}

/** What a scope declares itself, each name once. */
export function declaredIn(at: LocatedScope | undefined): Located[] {
  if (at === undefined) return [];
  return [...at.scope.names.keys()].flatMap((name) => membersIn(at, name).slice(0, 1));
}

/** Every item that can be taken from a package: its own, and those it exports (clause 26.6). */
export function packageItems(names: Names, from: Located, seen: Set<string> = new Set()): Located[] {
  const inner = innerScope(from);
  if (inner === undefined || from.declaration.kind !== 'package' || seen.has(keyOf(from))) return [];
  seen.add(keyOf(from));
  const all = inner.scope.imports.some((one) => one.exported && one.package === '*');
  const exported = inner.scope.imports
    .filter((one) => one.exported || all)
    .flatMap((one) => {
      const reference = inner.table.references[one.reference];
      const packages = reference === undefined ? [] : names.resolve(inner.table, reference).declarations;
      const items = packages.flatMap((each) => packageItems(names, each, seen));
      return one.item === '*' ? items : items.filter((item) => item.declaration.name === one.item);
    });
  return [...declaredIn(inner), ...exported];
}

/** Every name that can stand behind `located.`; [] when nothing can or its type is not known. */
export function membersBehind(names: Names, located: Located): Located[] {
  const target = located.declaration.kind === 'modport' ? undefined : typeTarget(names, located);
  if (target?.kind === 'scope' && target.scope.kind === 'interface') return interfaceMembers(names, located, target);
  return memberScopes(names, located).flatMap((scope) => declaredIn(scope).filter(({ declaration }) => !isEnumerator(declaration, scope)));
}

/** Through a modport what that lists, and the interface's parameters and routines; else everything of the interface. */
function interfaceMembers(names: Names, located: Located, target: LocatedScope): Located[] {
  const all = declaredIn(target);
  const modport = modportOf(names, located);
  if (modport === undefined) return all;
  // What a modport lists are uses of the interface's names.
  const { path, start, end } = modport.scope.range;
  const inside = modport.table.references.filter(({ range }) => range.path === path && range.start >= start && range.end <= end);
  const listed = new Set(inside.map((one) => one.name));
  const open = /^(?:parameter|localparam|typedef|function|task)$/;
  return [...declaredIn(modport), ...all.filter(({ declaration }) => listed.has(declaration.name) || open.test(declaration.kind))];
}

/** What can stand behind `located::`: items of a package, static members of a class. */
export function scopedItems(names: Names, located: Located): Located[] {
  if (located.declaration.kind === 'package') return packageItems(names, located);
  const target = typeTarget(names, located);
  return target?.kind !== 'scope' || target.scope.kind !== 'class' ? [] : classScopes(names, target).flatMap(declaredIn);
}

/** Scopes whose names are members, those that come first hide the others. */
function memberScopes(names: Names, located: Located): LocatedScope[] {
  const { declaration } = located;
  const inner = innerScope(located);
  switch (declaration.kind) {
    case 'instance':
      return unitsOf(names, located).flatMap((unit) => innerScope(unit) ?? []);
    case 'module':
    case 'program':
    case 'generateBlock':
    case 'block':
    case 'package':
    case 'task':
    case 'checker':
    case 'clocking':
    case 'modport':
      return inner === undefined ? [] : [inner];
    case 'class':
      return inner === undefined ? [] : classScopes(names, inner);
    default: {
      const target = typeTarget(names, located);
      if (target?.kind !== 'scope') return [];
      return target.scope.kind === 'class' ? classScopes(names, target) : [target];
    }
  }
}

/** Values that what `located` declares can have, when its type is an enum. */
export function enumeratorsOf(names: Names, located: Located): Located[] {
  const target = typeTarget(names, located);
  if (target?.kind !== 'enum') return [];
  return (target.type.enumerators ?? []).flatMap((index) => {
    const declaration = target.table.declarations[index];
    return declaration === undefined ? [] : [{ table: target.table, declaration }];
  });
}

/** The design unit or class of a name that counts for a file. */
export function unitNamed(names: Names, name: string, from: string): Located | undefined {
  return projectUnits(names, name, from)[0];
}

/** Parameters that can be overridden, ports, or arguments of what is instantiated or called, in order. */
export function connectables(unit: Located, what: 'ports' | 'parameters'): Located[] {
  const target = unit.declaration.kind === 'class' && what === 'ports' ? membersIn(innerScope(unit), 'new')[0] : unit;
  const inner = target === undefined ? undefined : innerScope(target);
  const wanted = what === 'ports' ? /^(?:port|argument)$/ : /^(?:parameter|typeParameter)$/;
  return declaredIn(inner).filter(({ declaration }) => wanted.test(declaration.kind));
}

function modportOf(names: Names, { table, declaration }: Located): LocatedScope | undefined {
  const modport = fullType({ table, declaration })?.modport;
  const reference = modport === undefined ? undefined : table.references[modport];
  const found = reference === undefined ? undefined : names.resolve(table, reference).declarations[0];
  return found === undefined ? undefined : innerScope(found);
}

function importedInto(names: Names, { table, scope }: LocatedScope): Located[] {
  return scope.imports.flatMap((one) => {
    const reference = table.references[one.reference];
    if (reference === undefined || one.package === '*') return [];
    const items = names.resolve(table, reference).declarations.flatMap((each) => packageItems(names, each));
    return one.item === '*' ? items : items.filter((item) => item.declaration.name === one.item);
  });
}

function outward(names: Names, { table, scope }: LocatedScope): LocatedScope | undefined {
  const outside = scope.outside === undefined ? undefined : table.references[scope.outside];
  const owner = outside === undefined ? undefined : names.resolve(table, outside).declarations[0];
  const inner = owner === undefined ? undefined : innerScope(owner);
  if (inner !== undefined && inner.scope !== scope) return inner;
  const parent = table.scopes[scope.parent];
  return parent === undefined ? undefined : { table, scope: parent };
}

/** Values of an enum written inside a struct are no members of it. */
function isEnumerator(declaration: Declaration, { scope }: LocatedScope): boolean {
  return declaration.kind === 'enumMember' && (scope.kind === 'struct' || scope.kind === 'union');
}
