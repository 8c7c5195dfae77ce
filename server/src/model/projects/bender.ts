import { baseName, extensionOf, folderOf, joinPath } from '../paths';
import { targetHolds } from './benderTarget';
import { Collected, isVerilog } from './collected';
import { defineValue } from './edam';
import { matchesGlob } from './glob';
import type { ProjectFormat, ProjectPlace } from './projectFormat';
import { at, entriesOf, itemsOf, readYaml, textsOf } from './yamlValue';

/** Active when the user chose none: what a simulation of the package itself is built from. */
const defaultTargets = ['rtl', 'simulation', 'test'];

/**
 * A Bender package: the sources of `Bender.yml` whose target expressions hold, and those of its dependencies, each before what needs it.
 * A dependency is where `Bender.local`, the manifest or `Bender.lock` say by path, in a folder of vendored packages, or where `bender`
 * checks it out (`.bender/git/checkouts`, `workspace.checkout_dir`); one that is nowhere is a gap.
 */
export const bender: ProjectFormat = {
  name: 'bender',
  title: 'Bender manifest',
  fits: (path) => /^bender\.(?:yml|yaml)$/i.test(baseName(path)),
  found: { at: ['Bender.yml', 'bender.yml'] },
  async read(path, place) {
    const list = new Collected(path, place.workspace);
    const root = folderOf(path);
    const files = await place.workspace.listFiles(root);
    const hidden = await place.workspace.listFiles(`${root}/.bender`);
    const run: Run = {
      place,
      list,
      root,
      files: [...files, ...hidden],
      lock: readMap(`${root}/Bender.lock`, place, list),
      local: readMap(`${root}/Bender.local`, place, list),
      targets: new Set((place.targets.length > 0 ? place.targets : defaultTargets).map((one) => one.toLowerCase())),
      done: new Set(),
    };
    readPackage(run, path);
    return list.list();
  },
};

interface Run {
  readonly place: ProjectPlace;
  readonly list: Collected;
  readonly root: string;
  /** Files below the project, checkouts included. */
  readonly files: readonly string[];
  readonly lock: unknown;
  readonly local: unknown;
  readonly targets: ReadonlySet<string>;
  readonly done: Set<string>;
}

function readMap(path: string, { workspace }: ProjectPlace, list: Collected): unknown {
  const text = workspace.readText(path);
  if (text === undefined) return undefined;
  list.read(path);
  const read = readYaml(text);
  if ('value' in read) return read.value;
  list.problem('unreadable', path, '', `${baseName(path)} could not be read: ${read.problem}`);
  return undefined;
}

function readPackage(run: Run, path: string): void {
  if (run.done.has(path)) return;
  run.done.add(path);
  const { list } = run;
  list.read(path);
  const manifest = readMap(path, run.place, list);
  for (const [name, how] of entriesOf(at(manifest, 'dependencies'))) {
    const target = at(how, 'target');
    if (typeof target === 'string' && !targetHolds(target, run.targets)) continue;
    const found = manifestOf(run, name, how, folderOf(path));
    if (found !== undefined) readPackage(run, found);
    else list.problem('entry', path, name, `the Bender dependency ${name} is not checked out; run "bender checkout"`);
  }
  const folder = folderOf(path);
  for (const dir of textsOf(at(manifest, 'export_include_dirs'))) list.includeDir(joinPath(folder, dir));
  const sources = at(manifest, 'sources');
  if (Array.isArray(sources)) for (const source of sources) readSource(run, path, source);
  else if (sources !== undefined) readSource(run, path, sources);
}

/** One entry of `sources`: a file, or a group of them. */
function readSource(run: Run, path: string, source: unknown): void {
  const folder = folderOf(path);
  if (typeof source === 'string') return addFile(run, path, source);
  const target = at(source, 'target');
  if (typeof target === 'string' && !targetHolds(target, run.targets)) return;
  for (const dir of itemsOf(at(source, 'include_dirs'))) {
    const condition = at(dir, 'target');
    const name = typeof dir === 'string' ? dir : (at(dir, 'dir') ?? at(dir, 'path'));
    if (typeof name === 'string' && (typeof condition !== 'string' || targetHolds(condition, run.targets))) {
      run.list.includeDir(joinPath(folder, name));
    }
  }
  for (const [name, value] of entriesOf(at(source, 'defines'))) run.list.define(name, defineValue(at(value, 'value') ?? value));
  for (const kind of ['sv', 'v'] as const) {
    const file = at(source, kind);
    if (typeof file === 'string') addFile(run, path, file);
  }
  for (const file of itemsOf(at(source, 'files'))) readSource(run, path, file);
}

function addFile(run: Run, path: string, name: string): void {
  const folder = folderOf(path);
  if (/[*?[]/.test(name)) {
    for (const file of run.files) if (isVerilog(file) && matchesGlob(joinPath(folder, name), file)) run.list.file(file, name, path);
  } else if (isVerilog(name) || extensionOf(name) === '') run.list.file(joinPath(folder, name), name, path);
}

/** The manifest of a dependency; undefined when it is not on this machine. */
function manifestOf(run: Run, name: string, how: unknown, folder: string): string | undefined {
  const overridden = at(at(at(run.local, 'overrides'), name), 'path');
  const locked = at(at(at(at(run.lock, 'packages'), name), 'source'), 'Path');
  const own = at(how, 'path');
  const places = [
    ...(typeof overridden === 'string' ? [joinPath(run.root, overridden)] : []),
    ...(typeof own === 'string' ? [joinPath(folder, own)] : []),
    ...(typeof locked === 'string' ? [joinPath(run.root, locked)] : []),
  ];
  for (const place of places) if (run.place.workspace.isFile(`${place}/Bender.yml`)) return `${place}/Bender.yml`;
  // `name` by itself when vendored or in a checkout folder of the user's, `name-<hash>` where bender keeps its own.
  const inFolder = new RegExp(`/${name.replace(/[^\\w-]/g, '.')}(?:-[0-9a-f]{8,})?/Bender\\.yml$`, 'i');
  const candidates = run.files.filter((file) => inFolder.test(file) && !run.done.has(file));
  return candidates[0] ?? run.files.find((file) => inFolder.test(file));
}
