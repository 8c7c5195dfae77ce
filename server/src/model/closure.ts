import type { SourceText } from '../base/ranges';
import { blackBoxes } from './blackBoxes';
import { folderForInclude } from './includeSearch';
import type { ModuleInfo } from './moduleInfo';
import type { CompileUnitResult, MissingInclude, MissingName, ReadFile } from './indexTypes';

/** What the closure asks of the index. */
export interface ClosureSources {
  read(path: string): ReadFile | undefined;
  /** Parses a file, as `read` will want it. */
  parse(path: string): void;
  /** Files whose facts reading a file asks for. */
  filesNeededBy(path: string): readonly string[];
  /** Files that seem to declare a unit, the one that counts for `from` first. */
  filesDeclaring(name: string, from: string): readonly string[];
  resolve(
    name: string,
    from: string,
    kinds: 'unit' | 'package',
  ): { found: ModuleInfo | undefined; note?: string; why: string; vhdl?: string };
  /** The file that an include means, with its text. */
  included(name: string, from: string): SourceText | undefined;
  readonly includeDirs: readonly string[];
  readonly defines: Readonly<Record<string, string>>;
}

interface Walk {
  readonly sources: ClosureSources;
  /** Files that were read, or are about to be. */
  readonly prepared: Set<string>;
  /** Files reached, each with the files it needs. */
  readonly needs: Map<string, Set<string>>;
  readonly files: Map<string, ReadFile>;
  readonly units: Set<string>;
  /** The unit each name stands for: one of a name per compile unit. */
  readonly chosen: Map<string, ModuleInfo>;
  readonly missing: Map<string, MissingName>;
  readonly missingIncludes: Map<string, MissingInclude>;
  readonly notes: Set<string>;
  /** Names of packages and interfaces that no file declares, where another meaning is possible. */
  readonly open: Set<string>;
}

/**
 * Follows packages, instances, interfaces and borrowed macros from the root files, and orders what it reached. Pauses after each file
 * that it reached, so that a caller with other work can take its time.
 */
export function* buildCompileUnit(
  roots: readonly string[],
  top: string | undefined,
  sources: ClosureSources,
): Generator<void, CompileUnitResult> {
  const walk: Walk = {
    sources,
    prepared: new Set(),
    needs: new Map(),
    files: new Map(),
    units: new Set(),
    chosen: new Map(),
    missing: new Map(),
    missingIncludes: new Map(),
    notes: new Set(),
    open: new Set(),
  };
  for (const root of roots) yield* prepare(walk, root);
  const included = includedByOthers(roots, sources);
  const pending: ModuleInfo[] = [];
  for (const root of roots) {
    if (included.has(root)) continue;
    const file = yield* reachFile(walk, root);
    const units = file?.summary.modules ?? [];
    pending.push(...(top === undefined || !units.some((unit) => unit.name === top) ? units : units.filter((unit) => unit.name === top)));
  }
  if (top !== undefined && !pending.some((unit) => unit.name === top)) {
    const { found } = sources.resolve(top, roots[0] ?? '', 'unit');
    if (found !== undefined) pending.unshift(found);
  }
  for (let unit = pending.shift(); unit !== undefined; unit = pending.shift()) pending.push(...(yield* followUnit(walk, unit)));
  const order = dependencyOrder(walk);
  return result(walk, order, top, sources);
}

/** Roots that another root includes are no sources of their own. */
function includedByOthers(roots: readonly string[], sources: ClosureSources): Set<string> {
  const included = new Set<string>();
  if (roots.length < 2) return included;
  for (const root of roots) for (const use of sources.read(root)?.includes ?? []) if (use.path !== root) included.add(use.path);
  return included;
}

/** Has a file read, and what it needs before it, with a pause between two files. */
export function readAhead(path: string, sources: ClosureSources): Generator<void> {
  return prepare({ sources, prepared: new Set() }, path);
}

/** Reads what a file needs before the file itself, one at a time: a chain of packages, read at one go, would leave no turn for others. */
function* prepare(walk: Pick<Walk, 'sources' | 'prepared'>, path: string): Generator<void> {
  if (walk.prepared.has(path)) return;
  walk.prepared.add(path);
  for (const needed of walk.sources.filesNeededBy(path)) yield* prepare(walk, needed);
  yield;
  walk.sources.parse(path);
  yield;
  walk.sources.read(path);
}

function* reachFile(walk: Walk, path: string): Generator<void, ReadFile | undefined> {
  const known = walk.files.get(path);
  if (known !== undefined) return known;
  yield* prepare(walk, path);
  const file = walk.sources.read(path);
  if (file === undefined) return undefined;
  walk.files.set(path, file);
  walk.needs.set(path, new Set());
  for (const unit of file.summary.modules) if (!walk.chosen.has(unit.name)) walk.chosen.set(unit.name, unit);
  for (const include of file.missingIncludes) walk.missingIncludes.set(`${include.range.path}:${include.range.start}`, include);
  const inIncludes = new Set(file.includes.map((use) => use.path));
  for (const macroFile of file.borrowedMacros) if (!inIncludes.has(macroFile)) yield* need(walk, path, macroFile);
  for (const scope of file.scopes) {
    const { found } = choose(walk, scope, path, 'package');
    if (found !== undefined) yield* need(walk, path, found.path);
    else walk.open.add(scope);
  }
  return file;
}

/** Notes that one file needs another, and reads that. */
function* need(walk: Walk, from: string, to: string): Generator<void> {
  if (from === to) return;
  walk.needs.get(from)?.add(to);
  if (!walk.files.has(to)) yield;
  yield* reachFile(walk, to);
}

/** The unit of a name; the same one for every file of this compile unit, since two of one name cannot be elaborated together. */
function choose(walk: Walk, name: string, from: string, kinds: 'unit' | 'package'): ReturnType<ClosureSources['resolve']> {
  const chosen = walk.chosen.get(name);
  return chosen === undefined ? walk.sources.resolve(name, from, kinds) : { found: chosen, why: '' };
}

/** Reaches what a unit needs; gives the units to follow next. */
function* followUnit(walk: Walk, unit: ModuleInfo): Generator<void, ModuleInfo[]> {
  const key = `${unit.path}\n${unit.name}`;
  if (walk.units.has(key)) return [];
  walk.units.add(key);
  yield* reachFile(walk, unit.path);
  const next: ModuleInfo[] = [];
  const local = new Set(walk.files.get(unit.path)?.summary.modules.map((one) => one.name) ?? []);
  const follow = function* (
    name: string,
    kinds: 'unit' | 'package',
    instance: string,
    range: MissingName['range'],
    required: boolean,
  ): Generator<void> {
    const { found, note, why, vhdl } = choose(walk, name, unit.path, kinds);
    if (note !== undefined) walk.notes.add(note);
    if (found !== undefined) {
      yield* need(walk, unit.path, found.path);
      next.push(found);
    } else if (local.has(name)) {
      const own = walk.files.get(unit.path)?.summary.modules.find((one) => one.name === name);
      if (own !== undefined) next.push(own);
    } else if (!required) walk.open.add(name);
    else if (!walk.missing.has(`${unit.path}:${range.start}:${name}`)) {
      walk.missing.set(`${unit.path}:${range.start}:${name}`, { name, range, why, instance, ...(vhdl === undefined ? {} : { vhdl }) });
    }
  };
  for (const one of unit.imports) yield* follow(one.package, 'package', '', unit.nameRange, true);
  for (const name of unit.references) yield* follow(name, 'package', '', unit.nameRange, false);
  for (const instance of unit.instances) {
    // Finding out which file is meant means reading it, and the next that declares the same.
    if (!walk.chosen.has(instance.moduleName))
      for (const file of walk.sources.filesDeclaring(instance.moduleName, unit.path).slice(0, 2)) yield* prepare(walk, file);
    yield* follow(instance.moduleName, 'unit', instance.name, instance.moduleNameRange, true);
  }
  return next;
}

/** Files after those they need; files with packages or macros before all others. */
function dependencyOrder(walk: Walk): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (path: string): void => {
    // Depth-first by hand: a chain of files can be longer than the stack.
    const stack: { path: string; rest: string[] }[] = [{ path, rest: [...(walk.needs.get(path) ?? [])] }];
    done.add(path);
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      const next = at.rest.shift();
      if (next === undefined) {
        order.push(at.path);
        stack.pop();
      } else if (!done.has(next)) {
        done.add(next);
        stack.push({ path: next, rest: [...(walk.needs.get(next) ?? [])] });
      }
    }
  };
  for (const path of walk.files.keys()) if (!done.has(path)) visit(path);
  const early = (path: string): boolean => {
    const modules = walk.files.get(path)?.summary.modules ?? [];
    return modules.length === 0 || modules.some((unit) => unit.kind === 'package');
  };
  return [...order.filter(early), ...order.filter((path) => !early(path))];
}

function result(walk: Walk, order: readonly string[], top: string | undefined, sources: ClosureSources): CompileUnitResult {
  const includes = new Map<string, SourceText>();
  const includeDirs = new Set(sources.includeDirs);
  for (const path of order) {
    for (const use of walk.files.get(path)?.includes ?? []) {
      includes.set(use.path, { path: use.path, text: use.text });
      includeDirs.add(folderForInclude(use.name, use.path));
    }
  }
  const files = order.map((path) => walk.files.get(path)?.source).filter((source) => source !== undefined);
  addOtherBranches(files, includes, includeDirs, sources);
  const missing = [...walk.missing.values()];
  const boxes = blackBoxes(
    [...walk.files.values()].flatMap((file) => file.summary.modules),
    instantiated(missing),
    files.map((file) => file.text),
  );
  const placeholders = [...walk.files.values()].flatMap((file) => file.summary.modules.filter(hasPlaceholders).map((unit) => unit.name));
  return {
    unit: {
      files,
      includes: [...includes.values()],
      includeDirs: [...includeDirs],
      defines: sources.defines,
      ...(top === undefined ? {} : { top }),
      unresolved: [...new Set(missing.map((one) => one.name))],
      ...(boxes.length === 0 ? {} : { blackBoxes: boxes }),
      ...(placeholders.length === 0 ? {} : { placeholders }),
    },
    missing,
    missingIncludes: [...walk.missingIncludes.values()],
    openMacros: [...new Set([...walk.files.values()].flatMap((file) => file.openMacros))],
    openScopes: [...walk.open],
    notes: [...walk.notes],
  };
}

const includeLine = /^[ \t]*`include[ \t]+"([^"\n]+)"/gm;

const namesIncluded = new WeakMap<SourceText, readonly string[]>();

/** The names of all includes of a text that has branches. Read once: a compile unit is made anew with each edit, of texts that mostly stay. */
function includedNames(source: SourceText): readonly string[] {
  const known = namesIncluded.get(source);
  if (known !== undefined) return known;
  const names = /`ifn?def/.test(source.text) ? [...source.text.matchAll(includeLine)].map(([, name = '']) => name) : [];
  namesIncluded.set(source, names);
  return names;
}

/** Include files of branches that are not taken here: synthesis tools define `SYNTHESIS`, and look for what is included then. */
function addOtherBranches(
  files: readonly SourceText[],
  includes: Map<string, SourceText>,
  includeDirs: Set<string>,
  sources: ClosureSources,
): void {
  const taken = new Set(includes.keys());
  const pending = [...files, ...includes.values()];
  for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
    for (const name of includedNames(from)) {
      const found = sources.included(name, from.path);
      if (found === undefined || taken.has(found.path) || files.some(({ path }) => path === found.path)) continue;
      taken.add(found.path);
      includes.set(found.path, found);
      includeDirs.add(folderForInclude(name, found.path));
      pending.push(found);
    }
  }
}

function instantiated(missing: readonly MissingName[]): ReadonlySet<string> {
  return new Set(missing.filter((one) => one.instance !== '').map((one) => one.name));
}

const builtinTypes =
  /^(?:(?:var\s+)?(?:bit|logic|reg|byte|shortint|int|longint|integer|time|string|real|shortreal|realtime|signed|unsigned)\b|\[|$)/;

/** A text that says that instances have to give the value. */
const invalidText = /^"(?:inv\w*|undef\w*|unset|none)"$/i;

/** A count of none (`parameter int unsigned Width = 0`), where a flag would be of one bit. */
const zero = /^(?:\d*\s*'\s*[sS]?[bodhBODH]?\s*)?0+$/;
const wholeNumber = /^(?:int|integer|shortint|longint)\b/;

/** A type parameter, one of a type the author named, or one whose default says that it is none: it stands for what instances give. */
function hasPlaceholders(unit: ModuleInfo): boolean {
  if (unit.kind === 'package') return false;
  return unit.parameters.some((one) => {
    const type = one.typeText.trim();
    const given = one.defaultText.trim();
    return !one.local && (!builtinTypes.test(type) || invalidText.test(given) || (wholeNumber.test(type) && zero.test(given)));
  });
}
