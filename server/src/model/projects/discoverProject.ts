import type { Filelist } from '../filelist';
import { baseName, folderOf, relativeTo } from '../paths';
import { projectFormats } from './formats';
import type { ProjectFormat, ProjectPlace } from './projectFormat';

/** What was found in a workspace folder without any setting. */
export interface DiscoveredProject {
  readonly lists: readonly Filelist[];
  /** One sentence: which files say what belongs to the project, and why these. */
  readonly why: string;
  /** Project files that were found and not taken, with why; a setting can name one. */
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
}

/** Named deep in the tree, shown to the user at most. */
const mostShown = 20;

/**
 * The project of a workspace folder. Only files directly in the folder (or in the place their format names) count: the first format of
 * `projectFormats` that has one wins, since two descriptions of one project agree at best. Deeper ones describe parts.
 */
export async function discoverProject(place: ProjectPlace): Promise<DiscoveredProject> {
  const { workspace, root } = place;
  const direct =
    workspace.listFolder === undefined ? (await workspace.listFiles(root)).filter(isIn(root)) : await workspace.listFolder(root);
  const passedOver: { file: string; why: string }[] = [];
  let lists: readonly Filelist[] = [];
  let winner: ProjectFormat | undefined;
  for (const format of projectFormats) {
    const files = filesOf(format, direct, place);
    if (files.length === 0) continue;
    if (winner !== undefined) {
      for (const file of files) passedOver.push({ file, why: `the ${winner.title} comes first` });
      continue;
    }
    lists = await readFound(format, files, place);
    if (lists.length > 0) winner = format;
    else for (const file of files) passedOver.push({ file, why: 'there are several lists side by side, so none can be preferred' });
  }
  return { lists, why: words(winner, lists, root), passedOver };
}

/** Project files below the workspace folder that describe parts of it: a setting may name one. At most twenty. */
export async function deeperProjectFiles({ workspace, root }: ProjectPlace): Promise<string[]> {
  const all = await workspace.listFiles(root);
  return all
    .filter((path) => folderOf(path) !== root && projectFormats.some((format) => named(format, baseName(path))))
    .slice(0, mostShown);
}

function isIn(folder: string): (path: string) => boolean {
  return (path) => folderOf(path) === folder;
}

function filesOf(format: ProjectFormat, direct: readonly string[], { workspace, root }: ProjectPlace): string[] {
  if ('at' in format.found) return format.found.at.map((name) => `${root}/${name}`).filter((path) => workspace.isFile(path));
  const { named: fits } = format.found;
  return direct.filter((path) => fits(baseName(path)));
}

function named(format: ProjectFormat, name: string): boolean {
  return 'named' in format.found ? format.found.named(name) : format.found.at.includes(name);
}

async function readFound(format: ProjectFormat, files: readonly string[], place: ProjectPlace): Promise<readonly Filelist[]> {
  if (format.readAll !== undefined) return format.readAll(files, place);
  return [await format.read(files[0] ?? '', place)];
}

function words(winner: ProjectFormat | undefined, lists: readonly Filelist[], root: string): string {
  if (winner === undefined) return 'no project file stands in the workspace folder, so every source file below it belongs to the project';
  const files = lists.map((list) => relativeTo(root, list.path)).join(', ');
  return `the project is built from what ${files} (${winner.title}) ${lists.length > 1 ? 'name' : 'names'}; other source files below the folder are found by name`;
}
