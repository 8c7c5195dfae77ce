import type { ModuleInfo } from '../model/moduleInfo';
import { folderOf } from '../model/paths';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import type { TestEntry, TestKind } from '../protocol/tests';
import { testbenchNames } from './testbenches';

/** The handle of a test: its kind, file and name. */
export function testId(kind: TestKind, file: string, name: string): string {
  return `${kind}:${file}#${name}`;
}

/** What a handle names; undefined when it is none. */
export function testOfId(id: string): { kind: TestKind; file: string; name: string } | undefined {
  const match = /^(testbench|cocotb|vunit):(.+?)#(.*)$/s.exec(id);
  return match === null ? undefined : { kind: match[1] as TestKind, file: match[2] ?? '', name: match[3] ?? '' };
}

/** The testbenches that a file of Verilog declares: modules without ports that instantiate something and have a process that starts by itself. */
export function testbenchesOf(file: string, index: WorkspaceIndex): TestEntry[] {
  const units = index.modulesOf(file);
  const used = new Set(units.flatMap((unit) => unit.instances.map((instance) => instance.moduleName)));
  return units.filter((unit) => isTestbench(unit) && !used.has(unit.name) && drives(unit, index)).map((unit) => entryOf(unit, index));
}

function isTestbench(unit: ModuleInfo): boolean {
  return (unit.kind === 'module' || unit.kind === 'program') && unit.ports.length === 0 && unit.instances.length > 0;
}

function drives(unit: ModuleInfo, index: WorkspaceIndex): boolean {
  const { startLine, endLine } = { startLine: unit.nameRange.line, endLine: unit.range.endLine };
  const lines = (index.text(unit.path) ?? '').split('\n').slice(startLine, endLine + 1);
  return lines.some((line) => /\binitial\b/.test(line)) || unit.kind === 'program';
}

function entryOf(unit: ModuleInfo, index: WorkspaceIndex): TestEntry {
  const missing = [...new Set(unit.instances.map((instance) => instance.moduleName))].filter((name) => index.find(name).length === 0);
  return {
    id: testId('testbench', unit.path, unit.name),
    name: unit.name,
    kind: 'testbench',
    file: unit.path,
    line: unit.nameRange.line + 1,
    column: unit.nameRange.column + 1,
    endLine: unit.range.endLine + 1,
    ...(missing.length === 0 ? {} : { error: `${missing.join(', ')} is not in the project: nothing that it can be run on` }),
  };
}

/** The cocotb tests of a Python file: functions below `@cocotb.test` or `@test`, and those that a `TestFactory` makes variants of, all of which are one test here. */
export function cocotbTestsOf(file: string, text: string, problem: string | undefined): TestEntry[] {
  if (!/^\s*(?:import cocotb\b|from cocotb\b)/m.test(text)) return [];
  const lines = text.split(/\r?\n/);
  const made = factoryTests(text);
  return lines.flatMap((line, at) => {
    const name = /^(?:async\s+)?def\s+(\w+)/.exec(line)?.[1];
    if (name === undefined || !(made.has(name) || isDecorated(lines, at))) return [];
    const length = lines.slice(at + 1).findIndex((one) => /^\S/.test(one));
    return [
      {
        id: testId('cocotb', file, name),
        name,
        kind: 'cocotb' as const,
        file,
        line: at + 1,
        column: 1,
        endLine: length === -1 ? lines.length : at + length + 1,
        ...(problem === undefined ? {} : { error: problem }),
      },
    ];
  });
}

/** Whether a decorator of cocotb's stands above the function of a line: above it are decorators, the lines of their arguments, and blanks. */
function isDecorated(lines: readonly string[], at: number): boolean {
  for (let above = at - 1; above >= Math.max(0, at - 40); above--) {
    const line = lines[above] ?? '';
    if (/^@(?:cocotb\.)?(?:test|parametrize|parameterize)\b/.test(line)) return true;
    if (!/^(?:@|#|\s|[)\]}]|$)/.test(line) || /^\s+(?:async\s+)?def\s/.test(line)) return false;
  }
  return false;
}

/** Functions that `TestFactory(…)` is given: by name, or as each of a list that a loop goes through. */
function factoryTests(text: string): ReadonlySet<string> {
  const given = Array.from(text.matchAll(/\bTestFactory\(\s*(?:test_function\s*=\s*)?(\w+)/g));
  return new Set(
    given.flatMap((match) => {
      const name = match[1] ?? '';
      const loops = Array.from(text.slice(0, match.index).matchAll(/\bfor\s+(\w+)\s+in\s*[[(]([\w\s,]*)[\])]\s*:/g));
      const list = loops.findLast((loop) => loop[1] === name)?.[2];
      return list === undefined ? [name] : list.split(',').map((one) => one.trim());
    }),
  );
}

/** Whether a Python file makes a VUnit. */
export function isVunitScript(text: string): boolean {
  return /^\s*(?:from vunit\b|import vunit\b)/m.test(text) && /\bVUnit\.from_arg(?:v|s)\b/.test(text);
}

/** The module that cocotb tests drive, and its parameters: as a Makefile or a runner beside them says, else by the file's name. */
export function cocotbTop(
  file: string,
  workspace: Workspace,
  index: WorkspaceIndex,
): { readonly top: string; readonly parameters: Readonly<Record<string, string>> } | undefined {
  const folder = folderOf(file);
  const stem = file.slice(folder.length + 1).replace(/\.py$/, '');
  const makefile = workspace.readText(`${folder}/Makefile`) ?? '';
  const named = /^\s*(?:COCOTB_TEST_MODULES|MODULE)\s*[:?]?=\s*(.+)$/m.exec(makefile)?.[1];
  const made = /^\s*(?:export\s+)?(?:COCOTB_TOPLEVEL|TOPLEVEL)\s*[:?]?=\s*(\w+)/m.exec(makefile)?.[1];
  if (made !== undefined && (named === undefined || named.split(/[\s,]+/).includes(stem)))
    return { top: made, parameters: parametersOf(makefile) };
  const runner = /\bhdl_toplevel\s*=\s*["'](\w+)["']/.exec(workspace.readText(file) ?? '')?.[1];
  if (runner !== undefined) return { top: runner, parameters: {} };
  const bare = stem.replace(/^(?:test|tb|cocotb)_|_(?:test|tests|tb|cocotb)$/g, '');
  const found = [bare, stem].find((name) => index.find(name).some((unit) => unit.kind === 'module'));
  if (found !== undefined) return { top: found, parameters: {} };
  const module = index.files
    .flatMap((path) => (path.startsWith(`${folder}/`) ? index.modulesOf(path) : []))
    .find((unit) => testbenchNames(unit.name).includes(stem));
  return module === undefined ? undefined : { top: module.name, parameters: {} };
}

/** `-Ptop.WIDTH=8` among the arguments for the compiler. */
function parametersOf(makefile: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(makefile.matchAll(/-P\s*(?:\w+\.)?(\w+)=([\w']+)/g)).map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}
