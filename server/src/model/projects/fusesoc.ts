import { distance, folderOf, joinPath } from '../paths';
import type { Filelist } from '../filelist';
import { Collected, isVerilog } from './collected';
import { defineValue } from './edam';
import { coreName, expandExpression } from './fusesocExpression';
import type { ProjectFormat, ProjectPlace } from './projectFormat';
import { at, entriesOf, itemsOf, readYaml, textsOf } from './yamlValue';

/**
 * A FuseSoC core (CAPI2): the file sets of its target and of the cores it depends on, each before what needs it. Cores are found by name
 * in every `.core` file below the workspace folder. The target is the first of the user's that the core has, else `default`; all of the
 * user's targets count as flags (`tool_verilator`) too. A virtual core is provided by one that is reached anyhow, else by a generic one.
 */
export const fusesoc: ProjectFormat = {
  name: 'fusesoc',
  title: 'FuseSoC core',
  fits: (path) => path.endsWith('.core'),
  found: { named: (name) => name.endsWith('.core') },
  async read(path, place) {
    return readRoot(path, place, await coresBelow(place), new Map());
  },
  /** Of several cores side by side, those that no other of them needs. */
  async readAll(paths, place) {
    const library = await coresBelow(place);
    const needed = new Set<string>();
    for (const path of paths) {
      const text = place.workspace.readText(path) ?? '';
      for (const name of paths.map((one) => library.nameOf.get(one) ?? '')) {
        if (name !== '' && library.nameOf.get(path) !== name && mentions(text, name)) needed.add(name);
      }
    }
    const outermost = paths.filter((path) => !needed.has(library.nameOf.get(path) ?? ''));
    const values = new Map<string, unknown>();
    const lists = (outermost.length > 0 ? outermost : paths).map((path) => readRoot(path, place, library, values));
    // The largest first: it gives the project its name.
    return lists.sort((a, b) => b.files.length - a.files.length);
  },
};

interface Library {
  /** Core files by name, versions left out. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly nameOf: ReadonlyMap<string, string>;
  /** Cores that say they provide a virtual one. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
}

interface Run {
  readonly place: ProjectPlace;
  readonly library: Library;
  readonly list: Collected;
  readonly flags: ReadonlySet<string>;
  readonly done: Set<string>;
  readonly values: Map<string, unknown>;
  /** Virtual cores that were asked for, and by which file. */
  readonly virtual: Map<string, string>;
  readonly mapping: Map<string, string>;
}

/** Names of all cores, read without parsing: a repository may have a thousand. */
async function coresBelow({ workspace, root }: ProjectPlace): Promise<Library> {
  const byName = new Map<string, string[]>();
  const nameOf = new Map<string, string>();
  const providers = new Map<string, string[]>();
  for (const path of await workspace.listFiles(root)) {
    if (!path.endsWith('.core')) continue;
    const text = workspace.readText(path) ?? '';
    const name = /^name\s*:\s*["']?([^"'\r\n#]+?)["']?\s*(?:#.*)?$/m.exec(text)?.[1];
    if (name === undefined) continue;
    nameOf.set(path, coreName(name));
    append(byName, coreName(name), path);
    const virtual = /^virtual\s*:\s*(?:#.*)?\r?\n((?:[ \t]*(?:#.*)?\r?\n|[ \t]*-.*\r?\n?)+)/m.exec(text)?.[1] ?? '';
    for (const item of virtual.matchAll(/^\s*-\s*["']?([^"'\s#]+)/gm)) append(providers, coreName(item[1] ?? ''), path);
  }
  return { byName, nameOf, providers };
}

function readRoot(path: string, place: ProjectPlace, library: Library, values: Map<string, unknown>): Filelist {
  const list = new Collected(path, place.workspace);
  const run: Run = {
    place,
    library,
    list,
    flags: new Set([...place.targets, ...place.targets.map((one) => `target_${one}`)]),
    done: new Set(),
    values,
    virtual: new Map(),
    mapping: new Map(),
  };
  for (const [from, to] of entriesOf(at(valueOf(run, path), 'mapping'))) {
    if (typeof to === 'string') run.mapping.set(coreName(from), coreName(to));
  }
  readCore(run, path, true);
  provideVirtual(run);
  return list.list();
}

function valueOf(run: Run, path: string): unknown {
  if (run.values.has(path)) return run.values.get(path);
  const text = run.place.workspace.readText(path);
  const read = text === undefined ? { problem: 'it cannot be read' } : readYaml(text);
  if ('problem' in read) run.list.problem('unreadable', path, '', `the core file could not be read: ${read.problem}`);
  const value = 'value' in read ? read.value : undefined;
  run.values.set(path, value);
  return value;
}

function readCore(run: Run, path: string, isRoot: boolean): void {
  if (run.done.has(path)) return;
  run.done.add(path);
  run.list.read(path);
  const core = valueOf(run, path);
  const targets = at(core, 'targets');
  const target =
    (isRoot ? run.place.targets.map((one) => at(targets, one)).find((one) => one !== undefined) : undefined) ?? at(targets, 'default');
  const flags = isRoot ? new Set([...run.flags, 'is_toplevel']) : run.flags;
  const expand = (value: unknown): string[] => textsOf(value).flatMap((text) => expandExpression(text, flags));
  // A core without targets means all it has.
  const sets =
    target === undefined
      ? entriesOf(at(core, 'filesets')).map(([name]) => name)
      : [...expand(at(target, 'filesets')), ...expand(at(target, 'filesets_append'))];
  for (const name of sets) for (const needed of expand(at(at(at(core, 'filesets'), name), 'depend'))) need(run, needed, path);
  for (const name of sets) addFileset(run, path, at(at(core, 'filesets'), name), flags);
  if (textsOf(at(target, 'generate')).length > 0) {
    run.list.problem('entry', path, 'generate', 'this core generates sources when FuseSoC builds it; they are not known here');
  }
  if (!isRoot) return;
  for (const top of expand(at(target, 'toplevel'))) run.list.top(top);
  for (const parameter of expand(at(target, 'parameters'))) addParameter(run, at(core, 'parameters'), parameter);
}

function need(run: Run, text: string, by: string): void {
  const asked = coreName(text);
  const name = run.mapping.get(asked) ?? asked;
  const found = nearest(run.library.byName.get(name), by);
  if (found !== undefined) readCore(run, found, false);
  else if (run.library.providers.has(name)) {
    if (!run.virtual.has(name)) run.virtual.set(name, by);
  } else run.list.problem('entry', by, text, `no .core file of the workspace is named ${name}`);
}

/** Reads a provider for each virtual core that nothing reached provides; those may need virtual cores in turn. */
function provideVirtual(run: Run): void {
  for (const [name, by] of run.virtual) {
    const providers = run.library.providers.get(name) ?? [];
    if (providers.some((path) => run.done.has(path))) continue;
    const generic = providers.filter((path) => /generic|default/.test(run.library.nameOf.get(path) ?? ''));
    const chosen = nearest(generic.length > 0 ? generic : providers, by);
    if (chosen !== undefined) readCore(run, chosen, false);
  }
}

function addFileset(run: Run, path: string, fileset: unknown, flags: ReadonlySet<string>): void {
  const type = at(fileset, 'file_type');
  for (const entry of itemsOf(at(fileset, 'files'))) {
    const [given, options] = typeof entry === 'string' ? [entry, undefined] : (entriesOf(entry)[0] ?? ['', undefined]);
    for (const name of expandExpression(given, flags)) {
      const kind = at(options, 'file_type') ?? type;
      if (typeof kind === 'string' ? !/^(?:system)?verilogsource/i.test(kind) : !isVerilog(name)) continue;
      const full = joinPath(folderOf(path), name);
      if (at(options, 'is_include_file') !== true) {
        run.list.file(full, name, path);
        continue;
      }
      const includePath = at(options, 'include_path');
      run.list.includeDir(typeof includePath === 'string' ? joinPath(folderOf(path), includePath) : folderOf(full));
    }
  }
}

/** `NAME` or `NAME=VALUE` of a target, where NAME is declared as a macro. */
function addParameter(run: Run, declared: unknown, text: string): void {
  const [name = '', given] = text.split('=', 2);
  const parameter = at(declared, name);
  if (at(parameter, 'paramtype') !== 'vlogdefine') return;
  const value = given ?? at(parameter, 'default');
  if (value === undefined || value === false || value === 'false') return;
  run.list.define(name, value === 'true' ? '1' : defineValue(value));
}

function nearest(paths: readonly string[] | undefined, from: string): string | undefined {
  return [...(paths ?? [])].sort((a, b) => distance(from, a) - distance(from, b) || (a < b ? -1 : 1))[0];
}

function mentions(text: string, name: string): boolean {
  return text.split(/[\s"',[\]()]+/).some((word) => /^[<>=~^]*[\w.-]*:/.test(word) && coreName(word) === name && !/^name/.test(word));
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
