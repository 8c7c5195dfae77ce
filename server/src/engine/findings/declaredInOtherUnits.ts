import { baseName } from '../../model/paths';
import type { SymbolTable } from '../../model/symbols/symbolTypes';
import type { WorkspaceIndex } from '../../model/workspaceIndex';

/** Of packages that files import outside of every design unit, at most so many are looked into for a name: each may have to be read. */
const mostPackages = 20;

/**
 * Says in which other file a name is declared outside of every design unit, or imported there with its package; undefined when in none. What the
 * index found at token level is confirmed by the symbols of the file.
 */
export function declaredInOtherUnits(index: WorkspaceIndex): (name: string, from: string) => string | undefined {
  let imports: ReturnType<WorkspaceIndex['importsOutside']> | undefined;
  return (name, from) => {
    const direct = index.filesHolding(name, from).find((path) => path !== from && index.symbols(path)?.scopes[0]?.names.has(name) === true);
    if (direct !== undefined) return baseName(direct);
    imports ??= index.importsOutside();
    for (const { name: unit, files } of imports.slice(0, mostPackages)) {
      const [path] = index.filesDeclaring(unit, from);
      const importer = files.find((file) => file !== from);
      if (path === undefined || importer === undefined || index.text(path)?.includes(name) !== true) continue;
      if (packageHolds(index.symbols(path), unit, name)) return `${baseName(importer)} (import ${unit}::*)`;
    }
    return undefined;
  };
}

function packageHolds(table: SymbolTable | undefined, unit: string, name: string): boolean {
  return (table?.scopes[0]?.names.get(unit) ?? []).some((at) => {
    const inner = table?.declarations[at]?.inner;
    return inner !== undefined && table?.scopes[inner]?.names.has(name) === true;
  });
}
