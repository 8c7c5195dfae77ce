import type { ModuleInfo } from './moduleInfo';
import { baseName, distance } from './paths';
import type { IndexOptions, ReadFile } from './indexTypes';
import type { WorkspaceIndex } from './workspaceIndex';

/** The shape of the contract's `index` answer, with absolute paths. */
export interface IndexSummary {
  readonly files: { file: string; modules: string[]; why: string }[];
  readonly modules: { name: string; kind: string; file: string; line: number }[];
  readonly unresolved: { name: string; file: string; line: number; instance: string; why: string }[];
  readonly excluded: { file: string; why: string }[];
}

type Resolve = (name: string, from: string, kinds: 'unit' | 'package') => { readonly found: ModuleInfo | undefined; readonly why: string };

/** Gathers what every file of the index declares and leaves open, and why it belongs to the project or does not. */
export function summarizeIndex(
  index: WorkspaceIndex,
  options: IndexOptions,
  read: (path: string) => ReadFile | undefined,
  resolve: Resolve,
): IndexSummary {
  const summary: IndexSummary = { files: [], modules: [], unresolved: [], excluded: [] };
  const includedBy = new Map<string, string>();
  const known = new Map<string, ReadFile>();
  for (const path of new Set([...index.files, ...index.listedFiles()])) {
    const file = read(path);
    if (file === undefined) {
      summary.excluded.push({ file: path, why: 'it cannot be read as text' });
      continue;
    }
    known.set(path, file);
    for (const use of file.includes) if (use.path !== path && !includedBy.has(use.path)) includedBy.set(use.path, path);
  }
  for (const [path, file] of known) {
    const why = reason(path, file, index, options, includedBy);
    if (why.out) {
      summary.excluded.push({ file: path, why: why.text });
      continue;
    }
    const units = file.summary.modules.filter((unit) => unit.path === path);
    summary.files.push({ file: path, modules: units.map((unit) => unit.name), why: why.text });
    for (const unit of units)
      summary.modules.push({ name: unit.name, kind: unit.kind, file: unit.nameRange.path, line: unit.nameRange.line + 1 });
    summary.unresolved.push(...unresolvedIn(file, resolve));
  }
  return summary;
}

function reason(
  path: string,
  file: ReadFile,
  index: WorkspaceIndex,
  options: IndexOptions,
  includedBy: ReadonlyMap<string, string>,
): { out: boolean; text: string } {
  const list = options.filelists?.find((one) => one.files.includes(path) || one.libraryFiles.includes(path));
  if (list !== undefined) return { out: false, text: `the file list ${baseName(list.path)} names it` };
  if (options.files?.includes(path) === true) return { out: false, text: 'it was named' };
  const includer = includedBy.get(path);
  if (includer !== undefined) return { out: false, text: `${baseName(includer)} includes it` };
  if ((options.filelists ?? []).some((one) => one.open !== true))
    return { out: true, text: 'no file list names it and no file includes it' };
  const holdsMacros = (index.scanOf(path)?.macros.size ?? 0) > 0;
  if (file.summary.modules.length === 0 && !holdsMacros) {
    const seen = index.scanOf(path)?.declares.length ?? 0;
    return { out: true, text: seen > 0 ? 'the conditionals switch off all it declares' : 'it declares nothing and no file includes it' };
  }
  const root = index.roots
    .filter((folder) => path.startsWith(`${folder}/`))
    .sort((a, b) => distance(path, `${a}/x`) - distance(path, `${b}/x`))[0];
  const role = index.scanOf(path)?.looksLikeTestbench === true ? ', a testbench by the look of it' : '';
  return { out: false, text: (root === undefined ? 'it was opened' : `found below ${root}`) + role };
}

function unresolvedIn(file: ReadFile, resolve: Resolve): IndexSummary['unresolved'] {
  const open: IndexSummary['unresolved'] = [];
  for (const unit of file.summary.modules) {
    for (const instance of unit.instances) {
      const { found, why } = resolve(instance.moduleName, unit.path, 'unit');
      const { path, line } = instance.moduleNameRange;
      if (found === undefined) open.push({ name: instance.moduleName, file: path, line: line + 1, instance: instance.name, why });
    }
    for (const name of new Set(unit.imports.map((one) => one.package))) {
      const { found, why } = resolve(name, unit.path, 'package');
      if (found === undefined) open.push({ name, file: unit.path, line: unit.nameRange.line + 1, instance: '', why });
    }
  }
  return open;
}
