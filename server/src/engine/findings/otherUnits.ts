import type { Diagnostic } from '../../protocol/contract';
import { listed } from './gathered';
import { undeclaredName } from './rootCauses';

/**
 * Names that another file of the project declares outside of every design unit, which nobody includes: tools that are given all files in one list
 * as one compilation unit (IEEE 1800-2017 3.12.1) know them. They are no error then; one hint per file says where they come from. `placeOf` says
 * where a name is declared so, for a file that uses it.
 */
export function otherUnits(found: readonly Diagnostic[], placeOf: (name: string, from: string) => string | undefined): Diagnostic[] {
  const held = new Map<string, { first: Diagnostic; names: Set<string>; files: Set<string> }>();
  const left = found.filter((one) => {
    const name = undeclaredName.exec(one.message)?.[1];
    const file = name === undefined ? undefined : placeOf(name, one.file);
    if (name === undefined || file === undefined) return true;
    const known = held.get(one.file) ?? { first: one, names: new Set(), files: new Set() };
    held.set(one.file, { ...known, names: known.names.add(name), files: known.files.add(file) });
    return false;
  });
  const hints = [...held.values()].map(({ first, names, files }): Diagnostic => ({
    ...first,
    severity: 'hint',
    code: 'project/compilation-unit',
    source: 'signoff',
    message: `${listed([...names])} ${names.size === 1 ? 'is' : 'are'} declared outside of every module, in ${[...files].join(', ')}, and not included here: ${names.size === 1 ? 'it is' : 'they are'} known only to tools that read all files as one compilation unit, and what depends on ${names.size === 1 ? 'it' : 'them'} is not judged`,
  }));
  return [...left, ...hints];
}
