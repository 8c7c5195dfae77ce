import { innerScope, membersIn, type Names } from './lookup';
import type { Located } from './symbolProject';
import type { SymbolTable } from './symbolTypes';

/** Instances of a file that connect by `.*` (IEEE 1800-2023 23.3.2.4). */
export function wildcardInstances(table: SymbolTable): Located[] {
  return table.declarations.filter((one) => one.wildcard === true).map((declaration) => ({ table, declaration }));
}

/** The unit that an instance is of. */
export function unitOfInstance(names: Names, { table, declaration }: Located): Located | undefined {
  const unit = declaration.of === undefined ? undefined : table.references[declaration.of];
  return unit === undefined ? undefined : names.resolve(table, unit).declarations[0];
}

/** Whether a scope is `outer` or lies in it. */
export function within(table: SymbolTable, scope: number, outer: number): boolean {
  for (let at = scope; at >= 0; at = table.scopes[at]?.parent ?? -1) if (at === outer) return true;
  return false;
}

export interface WildcardConnection {
  readonly instance: Located;
  /** The port that it is connected to; undefined where the unit is not known, and so nobody knows whether it is. */
  readonly port: Located | undefined;
}

/** Where a port, net or variable of a module is connected by `.*`. */
export function wildcardConnections(names: Names, { table, declaration }: Located): WildcardConnection[] {
  return wildcardInstances(table).flatMap((instance): WildcardConnection[] => {
    if (!within(table, instance.declaration.scope, declaration.scope)) return [];
    const { index } = instance.declaration;
    const named = table.references.some(
      ({ place, name }) => place.kind === 'port' && place.instance === index && name === declaration.name,
    );
    if (named) return [];
    const unit = unitOfInstance(names, instance);
    if (unit === undefined) return [{ instance, port: undefined }];
    const port = membersIn(innerScope(unit), declaration.name).find((one) => one.declaration.kind === 'port');
    return port === undefined ? [] : [{ instance, port }];
  });
}
