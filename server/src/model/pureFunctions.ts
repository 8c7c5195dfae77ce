import type { ModuleInfo } from './moduleInfo';

/**
 * Names under which packages declare functions that hand nothing back but their value: nothing of their text says `output`, `inout` or `ref`, and no macro might. A name that
 * a package has for something else too is none.
 * @param textOf the text of a file as it is written
 */
export function pureFunctions(units: Iterable<ModuleInfo>, textOf: (path: string) => string | undefined): ReadonlySet<string> {
  const pure = new Set<string>();
  const others = new Set<string>();
  for (const unit of units) {
    if (unit.kind !== 'package') continue;
    for (const { name, kind, range } of unit.functions) {
      const text = textOf(range.path)?.slice(range.start, range.end);
      (kind === 'function' && text !== undefined && !handsBack.test(text) ? pure : others).add(name);
    }
  }
  for (const name of others) pure.delete(name);
  return pure;
}

const handsBack = /\b(?:output|inout|ref)\b|`/;
