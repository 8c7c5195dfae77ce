import type { FileScans } from './fileScans';
import type { ModuleInfo } from './moduleInfo';
import { baseName } from './paths';

/** Whether a module, interface or program is meant, or a package. */
export type UnitSort = 'unit' | 'package';

/**
 * The unit that a name means in the file `from`, of the candidates with that name, nearest first; with `note` when a second file declares it too.
 * Takes no more candidates than that needs, since each may be a file to read.
 */
export function chooseUnit(
  name: string,
  from: string,
  sort: UnitSort,
  candidates: Iterable<ModuleInfo>,
): { readonly found: ModuleInfo; readonly note?: string } | undefined {
  let found: ModuleInfo | undefined;
  for (const unit of candidates) {
    if (!fits(unit, sort)) continue;
    if (unit.path === from) return { found: found ?? unit };
    if (found !== undefined && found.path !== unit.path) {
      const note = `${name} is declared in ${found.path} and ${unit.path}; ${found.path} was taken, the nearest to ${from}`;
      return { found, note };
    }
    found ??= unit;
  }
  return found === undefined ? undefined : { found };
}

/** The first module, interface or program of the candidates, nearest first; takes no more than it. */
export function nearestUnit(candidates: Iterable<ModuleInfo>): ModuleInfo | undefined {
  for (const unit of candidates) if (fits(unit, 'unit')) return unit;
  return undefined;
}

/** Why a name leads to no unit, in words; `vhdl` is the VHDL file that declares an entity of that name. */
export function whyNotFound(name: string, { declaring, byPath }: FileScans, vhdl: string | undefined): string {
  if (vhdl !== undefined) return `it is an entity of ${baseName(vhdl)}, and VHDL is not read`;
  const [file] = declaring.get(name) ?? [];
  return file === undefined
    ? `no file of the project declares it (${byPath.size} files searched)`
    : `${file} declares ${name} only in a part that the conditionals switch off or that cannot be read`;
}

function fits(unit: ModuleInfo, sort: UnitSort): boolean {
  const isUnit = unit.kind === 'module' || unit.kind === 'primitive' || unit.kind === 'program';
  return sort === 'unit' ? isUnit || unit.kind === 'interface' : !isUnit;
}
