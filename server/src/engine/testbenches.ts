import { failure, success, type Outcome } from '../base/outcome';
import type { ModuleInfo } from '../model/moduleInfo';
import type { TestbenchUnit } from '../verify/ladderRequest';
import type { LoadedDesign, Project } from './project';

/** A testbench that the user named: the module of the file without ports that nothing else of the file instantiates. */
export async function explicitTestbench(file: string, design: LoadedDesign, project: Project): Promise<Outcome<TestbenchUnit>> {
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
  return success(await testbenchUnit(bench, design, project));
}

/** The names that the field gives to the testbench of a module. */
export function testbenchNames(module: string): string[] {
  return [`tb_${module}`, `${module}_tb`, `test_${module}`, `${module}_test`, `${module}_testbench`, `testbench_${module}`];
}

/** Testbenches of a module: by name in the whole project, by instance (a unit without ports that instantiates it) near the module's file. */
export async function findTestbenches(design: LoadedDesign, project: Project): Promise<TestbenchUnit[]> {
  const module = design.top;
  await project.openProjectOf(module.path);
  const byName = testbenchNames(module.name).flatMap((name) => project.index.find(name));
  const near = project.index.files.filter((file) => isNear(file, module.path)).flatMap((file) => project.index.modulesOf(file));
  const found = new Map<string, ModuleInfo>();
  for (const unit of [...byName, ...near]) if (isTestbenchOf(unit, module.name)) found.set(`${unit.path}#${unit.name}`, unit);
  return Promise.all([...found.values()].map((unit) => testbenchUnit(unit, design, project)));
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
async function testbenchUnit(bench: ModuleInfo, design: LoadedDesign, project: Project): Promise<TestbenchUnit> {
  const closure = await project.closure([bench.path, ...design.unit.files.map((file) => file.path)], bench.name);
  return { name: bench.name, path: bench.path, unit: { ...closure.unit, top: bench.name } };
}
