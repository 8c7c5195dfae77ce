import { baseName } from '../../model/paths';
import type { Diagnostic, ProjectStatus } from '../../protocol/contract';
import { missingName, unknownMacro } from './rootCauses';

function isCrossFile(one: Diagnostic): boolean {
  if (one.code === 'preprocess/include') return one.message.includes('was not found');
  return ['elaborate/unresolved', 'elaborate/include', 'verilator/MODMISSING'].includes(one.code) || unknownMacro.test(one.message);
}

function nameOf(one: Diagnostic): string {
  const header = /include file "?([^\s"]+)"? /.exec(one.message)?.[1];
  return missingName(one) ?? header ?? unknownMacro.exec(one.message)?.[1] ?? /^\S+/.exec(one.message)?.[0] ?? '';
}

/**
 * While the project is known to be incomplete (a project file names what is not there), a name, a header or a macro may only not have
 * been found. Such complaints are held back, and one piece of information per file says so.
 */
export function heldBack(found: readonly Diagnostic[], status: Pick<ProjectStatus, 'complete' | 'descriptions'>): Diagnostic[] {
  if (status.complete) return [...found];
  const held = new Map<string, Diagnostic[]>();
  const left = found.filter((one) => {
    if (!isCrossFile(one)) return true;
    held.set(one.file, [...(held.get(one.file) ?? []), one]);
    return false;
  });
  const lists = status.descriptions.filter((one) => one.gaps > 0).map((one) => baseName(one.file));
  for (const all of held.values()) {
    const [first] = all;
    if (first === undefined) continue;
    const names = [...new Set(all.map(nameOf))].filter((name) => name !== '');
    const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
    left.push({
      ...first,
      severity: 'info',
      code: 'project/incomplete',
      source: 'signoff',
      message: `${shown}: not found, but ${lists.join(', ')} names sources that are not there, so what depends on ${names.length === 1 ? 'it' : 'them'} is not judged`,
    });
  }
  return left;
}
