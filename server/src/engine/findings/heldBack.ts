import { baseName } from '../../model/paths';
import type { Diagnostic, ProjectStatus } from '../../protocol/contract';
import { missingName } from './rootCauses';

/**
 * While the project is known to be incomplete (a project file names what is not there), a name that nothing declares may only not have been
 * found. Such complaints are held back, and one piece of information per file says so.
 */
export function heldBack(found: readonly Diagnostic[], status: Pick<ProjectStatus, 'complete' | 'descriptions'>): Diagnostic[] {
  if (status.complete) return [...found];
  const held = new Map<string, Diagnostic[]>();
  const left = found.filter((one) => {
    if (one.code !== 'elaborate/unresolved' && one.code !== 'verilator/MODMISSING') return true;
    held.set(one.file, [...(held.get(one.file) ?? []), one]);
    return false;
  });
  const lists = status.descriptions.filter((one) => one.gaps > 0).map((one) => baseName(one.file));
  for (const all of held.values()) {
    const [first] = all;
    if (first === undefined) continue;
    const names = [...new Set(all.map((one) => missingName(one) ?? /^\S+/.exec(one.message)?.[0] ?? ''))].filter((name) => name !== '');
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
