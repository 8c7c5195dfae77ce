import { pauses } from '../base/pauses';
import { failure, success, type Outcome } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { TestbenchUnit } from '../verify/ladderRequest';
import type { Workspace } from '../model/workspacePort';
import { isPlainFileName } from '../verify/screen';
import type { LoadedDesign, Project } from './project';

/** A testbench that the user named: the module of the file without ports that nothing else of the file instantiates. */
export async function explicitTestbench(
  file: string,
  design: LoadedDesign,
  project: Project,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Outcome<TestbenchUnit>> {
  const files = await project.files({ files: [file] });
  if (!files.ok) return files;
  const units = files.value
    .flatMap((path) => project.index.modulesOf(path))
    .filter((unit) => unit.kind === 'module' || unit.kind === 'program');
  const used = new Set(units.flatMap((unit) => unit.instances.map((instance) => instance.moduleName)));
  const roots = units.filter((unit) => !used.has(unit.name));
  const bench = roots.find((unit) => unit.ports.length === 0) ?? roots[0];
  if (bench === undefined)
    return failure(`no testbench module is declared in ${file}`, 'Name a file with a module that instantiates the design.');
  return success({ ...(await testbenchUnit(bench, design, project, workspace, signal)), named: true });
}

/** The names that the field gives to the testbench of a module. */
export function testbenchNames(module: string): string[] {
  return [`tb_${module}`, `${module}_tb`, `test_${module}`, `${module}_test`, `${module}_testbench`, `testbench_${module}`];
}

/** Testbenches of a module: by name in the whole project, by instance (a unit without ports that instantiates it) near the module's file. */
export async function findTestbenches(
  design: LoadedDesign,
  project: Project,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<TestbenchUnit[]> {
  const module = design.top;
  await project.openProjectOf(module.path);
  const byName = testbenchNames(module.name).flatMap((name) => project.index.find(name));
  // Only what names the module is read: nothing else can instantiate it, and there may be hundreds of files.
  const close = project.index.files.filter((file) => isNear(file, module.path));
  const near: ModuleInfo[] = [];
  const pause = pauses();
  for (const file of project.index.filesWithWord(module.name, close)) {
    near.push(...project.index.modulesOf(file));
    // Each may be parsed for the first time, while somebody types.
    await pause();
    signal.throwIfAborted();
  }
  const found = new Map<string, ModuleInfo>();
  for (const unit of [...byName, ...near]) if (isTestbenchOf(unit, module.name)) found.set(`${unit.path}#${unit.name}`, unit);
  return Promise.all([...found.values()].map((unit) => testbenchUnit(unit, design, project, workspace, signal)));
}

function isTestbenchOf(unit: ModuleInfo, module: string): boolean {
  return unit.kind === 'module' && unit.ports.length === 0 && unit.instances.some((instance) => instance.moduleName === module);
}

const benchFolders = new Set(['tb', 'test', 'tests', 'sim', 'bench', 'testbench', 'verif', 'verification', 'dv']);

/** In the module's folder, or in a folder of benches below it or beside it. */
function isNear(file: string, module: string): boolean {
  const folder = module.slice(0, module.lastIndexOf('/'));
  const parent = folder.slice(0, folder.lastIndexOf('/'));
  const own = file.slice(0, file.lastIndexOf('/'));
  if (own === folder) return true;
  return [folder, parent].some(
    (base) => base !== '' && own.startsWith(`${base}/`) && benchFolders.has(own.slice(base.length + 1).split('/')[0] ?? ''),
  );
}

/** The testbench with the design as it was loaded: the design's own files come first, so that the bench tests them and no namesake. */
async function testbenchUnit(
  bench: ModuleInfo,
  design: LoadedDesign,
  project: Project,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<TestbenchUnit> {
  const closure = await project.closure([bench.path, ...design.unit.files.map((file) => file.path)], bench.name, signal);
  return { name: bench.name, path: bench.path, unit: { ...closure.unit, top: bench.name }, data: memoryFiles(closure.unit, workspace) };
}

/** Most characters of one memory file, and of all that a testbench gets. */
const mostOfOne = 4 * 1024 * 1024;
const mostOfAll = 16 * 1024 * 1024;

/**
 * The memory files that a unit names in plain relative strings and that lie beside the file that names them. Only what reads as one
 * (IEEE 1800-2017 21.4: numbers, addresses, comments) is given to a simulation: it runs code that others may have written.
 */
export function memoryFiles(unit: CompileUnit, workspace: Workspace): Map<string, string> {
  const found = new Map<string, string>();
  let room = mostOfAll;
  const sources = [...unit.files, ...unit.includes];
  if (!sources.some((file) => /\$readmem[bh]\b/.test(file.text))) return found;
  for (const source of sources) {
    const folder = source.path.slice(0, source.path.lastIndexOf('/'));
    for (const [, name = ''] of source.text.matchAll(/"([^"\\\r\n]+)"/g)) {
      if (found.has(name) || !name.includes('.') || !isPlainFileName(name) || /\.s?vh?$/.test(name)) continue;
      const text = workspace.readText(`${folder}/${name}`);
      if (text === undefined || text.length > Math.min(mostOfOne, room) || !isMemoryFile(text)) continue;
      room -= text.length;
      found.set(name, text);
    }
  }
  return found;
}

function isMemoryFile(text: string): boolean {
  return /^[\s0-9a-fA-FxXzZ_@]*$/.test(text.replace(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, ' '));
}
