import { readFilelist, readFilelistText } from '../filelist';
import { baseName, folderOf, joinPath } from '../paths';
import { Collected } from './collected';
import type { ProjectFormat, ProjectPlace } from './projectFormat';
import { at, itemsOf, readYaml, textsOf } from './yamlValue';

/**
 * slang-server's configuration: `.slang/server.json` and, over it, `.slang/local/server.json`. `flags` are read as a file list seen from
 * the workspace folder, `build` names a list, `excludeDirs` (at the top, or in `index` as older versions wrote it) leaves folders out.
 * What is to be indexed needs no telling: every source below the workspace folder is.
 */
export const slangServer: ProjectFormat = {
  name: 'slang',
  title: 'slang-server configuration',
  fits: (path) => /\/\.slang\/(?:local\/)?server\.json$/.test(path),
  found: { at: ['.slang/server.json', '.slang/local/server.json'] },
  read: (path, place) => slangServer.readAll?.([path], place).then((lists) => lists[0]) as ReturnType<ProjectFormat['read']>,
  readAll(paths, place) {
    const first = paths[0] ?? '';
    const list = new Collected(first, place.workspace);
    const config: Config = { flags: '', excludeDirs: [] };
    for (const path of paths) readConfig(path, list, place, config);
    const root = place.root === '' ? folderOf(folderOf(first)) : place.root;
    if (config.flags !== '') list.add(readFilelistText(first, config.flags, root, place));
    if (config.build !== undefined) list.add(readFilelist(joinPath(root, config.build), place.workspace, place.env));
    for (const dir of config.excludeDirs) list.exclude(joinPath(root, dir.replace(/\/?(?:\.\.\.|\*\*).*$/, '')));
    return Promise.resolve([list.list()]);
  },
};

interface Config {
  flags: string;
  build?: string;
  excludeDirs: string[];
}

/** Lays one file over what was read so far: lists grow, the rest is replaced. */
function readConfig(path: string, list: Collected, { workspace }: ProjectPlace, config: Config): void {
  list.read(path);
  const text = workspace.readText(path);
  if (text === undefined) return;
  const read = readYaml(withoutComments(text));
  if ('problem' in read) return list.problem('unreadable', path, '', `${baseName(path)} could not be read as JSON: ${read.problem}`);
  const flags = at(read.value, 'flags');
  if (typeof flags === 'string') config.flags = flags;
  const build = at(read.value, 'build');
  if (typeof build === 'string') config.build = build;
  config.excludeDirs.push(...textsOf(at(read.value, 'excludeDirs')));
  for (const index of itemsOf(at(read.value, 'index'))) config.excludeDirs.push(...textsOf(at(index, 'excludeDirs')));
}

/** JSON as editors allow it: `//` and block comments, and a comma before the closing bracket. */
function withoutComments(text: string): string {
  return text
    .replace(/"(?:[^"\\\r\n]|\\.)*"|\/\/[^\r\n]*|\/\*[^]*?\*\//g, (found) => (found.startsWith('"') ? found : ' '.repeat(found.length)))
    .replace(/"(?:[^"\\\r\n]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? ' ' : found));
}
