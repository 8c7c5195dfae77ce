import { classScopes, innerScope, membersIn, scopeNames, type LocatedScope, type Names } from './lookup';
import type { Located } from './symbolProject';
import { typeMembers, typeTarget } from './typeTarget';

/** What a name behind `base.` means (IEEE 1800-2023 clauses 7.2, 8.4, 23.6, 25.5). */
export function memberOf(names: Names, base: Located, name: string): Located[] {
  const { table, declaration } = base;
  switch (declaration.kind) {
    case 'instance':
      return unitsOf(names, base).flatMap((one) => scopeNames(names, innerScope(one), name));
    case 'module':
    case 'interface':
    case 'program':
    case 'generateBlock':
    case 'block':
    case 'package':
    case 'task':
    case 'checker':
      return scopeNames(names, innerScope(base), name);
    case 'clocking':
    case 'modport': {
      const own = membersIn(innerScope(base), name);
      const outer = table.scopes[declaration.scope];
      return own.length > 0 || outer === undefined ? own : membersIn({ table, scope: outer }, name);
    }
    case 'class':
      return inClassOrType(names, base, name);
    case 'function': {
      const typed = typeMembers(names, base, name);
      return typed.length > 0 ? typed : membersIn(innerScope(base), name);
    }
    default:
      return typeMembers(names, base, name);
  }
}

/** What a name behind `base::` means, `base` a class or a type. */
export function inClassOrType(names: Names, base: Located, name: string): Located[] {
  const target = base.declaration.kind === 'class' ? innerScope(base) : scopeOfType(names, base);
  if (target === undefined) return [];
  for (const scope of classScopes(names, target)) {
    const found = membersIn(scope, name);
    if (found.length > 0) return found;
  }
  return [];
}

function scopeOfType(names: Names, base: Located): LocatedScope | undefined {
  const target = typeTarget(names, base);
  return target?.kind === 'scope' ? target : undefined;
}

/** The modules or interfaces that an instance may be of. */
export function unitsOf(names: Names, { table, declaration }: Located): readonly Located[] {
  const reference = declaration.of === undefined ? undefined : table.references[declaration.of];
  return reference === undefined ? [] : names.resolve(table, reference).declarations;
}
