import { baseName } from '../../model/paths';
import type { CompileUnitResult, WorkspaceIndex } from '../../model/workspaceIndex';
import type { Diagnostic } from '../../protocol/contract';

/** What the files of a check are read through. */
export interface ReadThrough {
  /** Files to elaborate: the ones to check, or those that include them. */
  readonly roots: readonly string[];
  /** Files to check that are read inside another, with that one. */
  readonly includers: ReadonlyMap<string, string>;
  /** Files that look like fragments, and that no file known so far includes. */
  readonly alone: readonly string[];
}

/** Longest chain of includes from a fragment up to a file that is read on its own. */
const longestChain = 8;

/**
 * Classes, types and functions in a file that others include are what they are in the file that includes it (UVM's packages are made so): such a
 * fragment is read through that one. Files with a module, package or interface of their own stand for themselves.
 */
export function throughIncluders(files: readonly string[], index: WorkspaceIndex): ReadThrough {
  const includers = new Map<string, string>();
  const fragments = files.filter((file) => isFragment(file, index));
  for (const file of fragments) {
    const includer = includerOf(file, index);
    if (includer !== undefined) includers.set(file, includer);
  }
  const roots = [...new Set(files.map((file) => includers.get(file) ?? file))];
  return { roots, includers, alone: fragments.filter((file) => !includers.has(file)) };
}

/** The includer only says anything of a fragment that it really took in. */
export function wasRead({ includers }: Pick<ReadThrough, 'includers'>, { unit }: Pick<CompileUnitResult, 'unit'>): boolean {
  const included = new Set(unit.includes.map((one) => one.path));
  return [...includers.keys()].every((file) => included.has(file));
}

/** Whether slang has anything to say of a file: design units, or what stands outside of them. */
export function holdsAnything(file: string, index: WorkspaceIndex): boolean {
  return index.modulesOf(file).length > 0 || (index.scanOf(file)?.items.length ?? 0) > 0;
}

function isFragment(file: string, index: WorkspaceIndex): boolean {
  const scan = index.scanOf(file);
  return scan !== undefined && scan.kinds.every((kind) => kind === 'class') && scan.kinds.length + scan.items.length > 0;
}

function includerOf(file: string, index: WorkspaceIndex): string | undefined {
  let at = file;
  const seen = new Set([at]);
  for (let step = 0; step < longestChain; step++) {
    const next = index.includersOf(at).find((one) => !seen.has(one));
    if (next === undefined) return undefined;
    if (index.scanOf(next)?.kinds.some((kind) => kind !== 'class') === true) return next;
    seen.add(next);
    at = next;
  }
  return undefined;
}

/** What a fragment is not judged for: how many of its problems may follow from what the file around it lacks, at the first of them. */
export function leftOpen(
  found: readonly Diagnostic[],
  causes: readonly Diagnostic[],
  { includers }: Pick<ReadThrough, 'includers'>,
): Diagnostic[] {
  return [...includers].flatMap(([file, includer]): Diagnostic[] => {
    const cause = causes.find((one) => one.file !== file && /^elaborate\/(?:include|unresolved)$/.test(one.code));
    const errors = found.filter((one) => one.file === file && one.severity === 'error');
    const held = errors.length - causes.filter((one) => one.file === file && one.severity === 'error').length;
    const [first] = errors;
    if (cause === undefined || first === undefined || held <= 0) return [];
    const lack = cause.message.replace(/; \d+ problems? that may follow.*$/, '');
    const message = `${held} place${held === 1 ? '' : 's'} here ${held === 1 ? 'is' : 'are'} not judged, since ${baseName(includer)}, which includes this file, lacks something: ${lack}`;
    return [{ ...first, severity: 'hint', code: 'project/incomplete', source: 'signoff', message }];
  });
}
