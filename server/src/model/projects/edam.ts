import { folderOf, joinPath } from '../paths';
import { Collected, isVerilog } from './collected';
import type { ProjectFormat } from './projectFormat';
import { at, entriesOf, itemsOf, readYaml, textsOf } from './yamlValue';

/**
 * EDAM, what Edalize is given and FuseSoC leaves in its build folder (`NAME.eda.yml`): files with types, parameters, the top. Paths are
 * seen from the file's folder.
 */
export const edam: ProjectFormat = {
  name: 'edam',
  title: 'EDAM description',
  fits: (path) => /\.eda\.(?:ya?ml|json)$/i.test(path),
  found: { named: (name) => /\.eda\.(?:ya?ml|json)$/i.test(name) },
  read(path, { workspace }) {
    const list = new Collected(path, workspace);
    const text = workspace.readText(path);
    const read = text === undefined ? { problem: 'it cannot be read' } : readYaml(text);
    if ('problem' in read) {
      list.problem('unreadable', path, '', `${path} could not be read as EDAM: ${read.problem}`);
      return Promise.resolve(list.list());
    }
    const folder = folderOf(path);
    for (const file of itemsOf(at(read.value, 'files'))) addFile(list, path, folder, file);
    for (const [name, parameter] of entriesOf(at(read.value, 'parameters'))) {
      if (at(parameter, 'paramtype') !== 'vlogdefine') continue;
      const value = at(parameter, 'default');
      if (value !== undefined && value !== false) list.define(name, defineValue(value));
    }
    for (const top of textsOf(at(read.value, 'toplevel'))) for (const name of top.split(/\s+/)) if (name !== '') list.top(name);
    return Promise.resolve(list.list());
  },
};

/** A parameter's value as a macro body: true is 1, as simulators define a macro without value. */
export function defineValue(value: unknown): string {
  if (value === true) return '1';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function addFile(list: Collected, path: string, folder: string, file: unknown): void {
  const name = typeof file === 'string' ? file : at(file, 'name');
  if (typeof name !== 'string') return;
  const type = at(file, 'file_type');
  if (typeof type === 'string' ? !/^(?:system)?verilogsource/i.test(type) : !isVerilog(name)) return;
  const full = joinPath(folder, name);
  if (at(file, 'is_include_file') !== true) {
    list.file(full, name, path);
    return;
  }
  const includePath = at(file, 'include_path');
  list.includeDir(typeof includePath === 'string' ? joinPath(folder, includePath) : folderOf(full));
}
