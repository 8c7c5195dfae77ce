import { tokenize } from '../graph/lexer';
import type { ModuleInfo } from '../model/moduleInfo';
import type { UnitChange } from '../protocol/jobs';
import type { FileVersions } from './gitChanges';
import type { Project } from './project';

/** A design unit in both versions, as far as it is in them. */
export interface UnitPair {
  readonly before?: ModuleInfo;
  readonly after?: ModuleInfo;
  readonly change: UnitChange;
}

/** Files beyond the changed ones that are looked at for units that these reach. */
const mostReached = 60;

/**
 * The design units that two versions of a project differ in: those of the files that changed, of files that include them, and those that name a package that did.
 * What reads the same after the preprocessor is left out, or told as `layout` where its text differs. Those that others instantiate come first.
 */
export function changedUnits(
  changes: readonly FileVersions[],
  before: Project,
  after: Project,
): { readonly pairs: readonly UnitPair[]; readonly notes: readonly string[] } {
  const changed = changes.map(({ file }) => file);
  const reached = filesThatInclude(changed, before, after);
  const pairs = paired([...changed, ...reached.files], before, after, new Set(changed));
  const packages = pairs.flatMap(({ before: old, after: now, change }) =>
    change !== 'layout' && (now ?? old)?.kind === 'package' ? [(now ?? old)?.name ?? ''] : [],
  );
  const known = new Set(pairs.map(({ before: old, after: now }) => (now ?? old)?.name));
  const named = unitsNaming(packages, before, after).filter(({ after: now }) => !known.has(now?.name));
  const all = leavesFirst([...pairs, ...named.slice(0, mostReached)]);
  const left = named.length - Math.min(named.length, mostReached) + reached.left;
  return { pairs: all, notes: left === 0 ? [] : [`${left} more units or files that changed files reach were not looked at.`] };
}

/** Files that include one of these, over any number of steps. */
function filesThatInclude(files: readonly string[], before: Project, after: Project): { files: string[]; left: number } {
  const found = new Set<string>();
  const pending = [...files];
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    for (const one of [...after.index.includersOf(file), ...before.index.includersOf(file)]) {
      if (found.has(one) || files.includes(one)) continue;
      found.add(one);
      pending.push(one);
    }
  }
  const all = [...found];
  return { files: all.slice(0, mostReached), left: Math.max(0, all.length - mostReached) };
}

function unitsIn(files: readonly string[], project: Project): ModuleInfo[] {
  return project.index.still(() => files.flatMap((file) => project.index.modulesOf(file).filter(({ path }) => path === file)));
}

/** Units of the files in both versions by name; of what is left, one of each side in the same file is the same unit under another name. */
function paired(files: readonly string[], before: Project, after: Project, changed: ReadonlySet<string>): UnitPair[] {
  const [old, now] = [unitsIn(files, before), unitsIn(files, after)];
  const pairs: UnitPair[] = [];
  const goneBy = new Map<string, ModuleInfo[]>();
  const match = (unit: ModuleInfo): ModuleInfo | undefined =>
    old.find((one) => one.name === unit.name && one.path === unit.path) ??
    old.find((one) => one.name === unit.name && one.kind === unit.kind);
  const taken = new Set<ModuleInfo>();
  const added: ModuleInfo[] = [];
  for (const unit of now) {
    const was = match(unit);
    if (was === undefined) added.push(unit);
    else {
      taken.add(was);
      const change = changeOf(was, unit, before, after);
      if (change !== undefined && (changed.has(unit.path) || change === 'modified')) pairs.push({ before: was, after: unit, change });
    }
  }
  for (const unit of old) if (!taken.has(unit)) goneBy.set(unit.path, [...(goneBy.get(unit.path) ?? []), unit]);
  for (const unit of added) {
    const gone = goneBy.get(unit.path) ?? [];
    const alone = gone.length === 1 && added.filter(({ path }) => path === unit.path).length === 1 ? gone[0] : undefined;
    if (alone !== undefined && alone.kind === unit.kind) goneBy.delete(unit.path);
    pairs.push(alone?.kind === unit.kind ? { before: alone, after: unit, change: 'modified' } : { after: unit, change: 'added' });
  }
  for (const gone of goneBy.values()) for (const unit of gone) pairs.push({ before: unit, change: 'removed' });
  return pairs;
}

/** Undefined when nothing of the unit differs. */
function changeOf(was: ModuleInfo, unit: ModuleInfo, before: Project, after: Project): UnitChange | undefined {
  if (wordsOf(was, before) !== wordsOf(unit, after)) return 'modified';
  const text = ({ path, range }: ModuleInfo, { index }: Project): string | undefined => index.text(path)?.slice(range.start, range.end);
  return text(was, before) === text(unit, after) ? undefined : 'layout';
}

/** The unit's tokens behind the preprocessor: what its macros and includes make of it counts, comments and layout do not. */
function wordsOf({ path, range }: ModuleInfo, { index }: Project): string {
  return index.still(() => {
    const { pre, source } = index.parse(path);
    const [start, last] = [pre.fromRoot(range.start), pre.fromRoot(Math.max(range.start, range.end - 1))];
    const tokens =
      start === undefined || last === undefined ? tokenize(source.text, range.start, range.end) : tokenize(pre.text, start, last + 1);
    return tokens.map(({ text, hints }) => (hints === undefined ? text : `${hints}${text}`)).join('\n');
  });
}

/** Units whose text names a package, directly or through another package that does. */
function unitsNaming(packages: readonly string[], before: Project, after: Project): UnitPair[] {
  const found = new Map<string, UnitPair>();
  const pending = [...packages];
  const seen = new Set(pending);
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const word = name;
    for (const file of after.index.filesWithWord(word)) {
      for (const unit of unitsIn([file], after)) {
        const names = unit.imports.some((one) => one.package === word) || unit.references.includes(word) || holds(unit, word, after);
        if (!names || unit.name === word) continue;
        if (unit.kind === 'package') {
          if (!seen.has(unit.name)) pending.push(unit.name);
          seen.add(unit.name);
          continue;
        }
        const was = unitsIn([file], before).find((one) => one.name === unit.name);
        if (was !== undefined && unit.kind === 'module') found.set(unit.name, { before: was, after: unit, change: 'affected' });
      }
    }
  }
  return [...found.values()];
}

function holds({ path, range }: ModuleInfo, name: string, { index }: Project): boolean {
  return new RegExp(`\\b${name}\\b`).test(index.text(path)?.slice(range.start, range.end) ?? '');
}

/** What is instantiated before what instantiates it: a difference is told first where it begins. */
function leavesFirst(pairs: readonly UnitPair[]): UnitPair[] {
  const byName = new Map(pairs.map((pair) => [(pair.after ?? pair.before)?.name ?? '', pair]));
  const ordered = new Set<UnitPair>();
  const visiting = new Set<UnitPair>();
  const visit = (pair: UnitPair): void => {
    if (ordered.has(pair) || visiting.has(pair)) return;
    visiting.add(pair);
    for (const { moduleName } of (pair.after ?? pair.before)?.instances ?? []) {
      const below = byName.get(moduleName);
      if (below !== undefined) visit(below);
    }
    ordered.add(pair);
  };
  for (const pair of pairs) visit(pair);
  return [...ordered];
}
