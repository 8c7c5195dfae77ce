import { readFilelist } from '../filelist';
import { baseName } from '../paths';
import type { ProjectFormat, ProjectPlace } from './projectFormat';

const read = (path: string, { workspace, env }: ProjectPlace) => Promise.resolve(readFilelist(path, workspace, env));

/** Verible's own list, at the root of a project: sources and `+incdir+`, paths seen from the list. */
export const veribleFilelist: ProjectFormat = {
  name: 'verible',
  title: 'Verible file list',
  fits: (path) => baseName(path) === 'verible.filelist',
  found: { at: ['verible.filelist'] },
  read,
};

/** File lists of simulators, of Verilator's `-f` and of `bender script`; any file that is named in the settings and fits nothing else. */
export const filelist: ProjectFormat = {
  name: 'filelist',
  title: 'file list',
  fits: () => true,
  found: { named: (name) => /\.(?:f|flist|filelist)$/i.test(name) && name !== 'verible.filelist' },
  read,
  /** Lists that another one opens are part of that one. When several stand side by side, none can be preferred. */
  async readAll(paths, place) {
    const lists = await Promise.all(paths.map((path) => read(path, place)));
    const outermost = lists.filter((list) => !lists.some((other) => other !== list && other.reads.includes(list.path)));
    return outermost.length === 1 ? outermost : [];
  },
};
