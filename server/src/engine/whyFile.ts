import { baseName, extensionOf } from '../model/paths';
import { sourceExtensions, type WorkspaceIndex } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import type { FileStanding } from '../protocol/contract';
import type { ProjectFiles } from './projectFiles';

/** Why a file belongs to the project or does not, in plain sentences: the one that decides first. */
export function standingOf(path: string, index: WorkspaceIndex, projectFiles: ProjectFiles, workspace: Workspace): FileStanding {
  const stands = (belongs: boolean, ...why: string[]): FileStanding => ({ file: path, belongs, why });
  if (workspace.readText(path) === undefined) {
    return stands(false, workspace.isFile(path) ? `${baseName(path)} cannot be read as text` : `there is no file ${path}`);
  }
  const listed = projectFiles.whyFile(path);
  if (listed?.belongs === true) return stands(true, listed.why, ...useOf(path, index));
  if (listed !== undefined) return stands(false, listed.why);
  if (!sourceExtensions.includes(extensionOf(path))) {
    return stands(false, `its name does not end like a Verilog source (${sourceExtensions.join(', ')})`);
  }
  const root = index.roots.find((folder) => path.startsWith(`${folder}/`));
  const { descriptions, complete } = projectFiles.status();
  const gap = complete ? [] : ['The project files name sources that are not there, so more may be missing; Signoff: Doctor lists them.'];
  if (root === undefined) {
    const opened = index.files.includes(path);
    return stands(
      opened,
      opened ? 'it is open, and lies outside every workspace folder' : 'it lies outside every workspace folder',
      ...useOf(path, index),
      ...gap,
    );
  }
  const hidden = path
    .slice(root.length + 1)
    .split('/')
    .find((part) => part.startsWith('.') || part === 'node_modules');
  if (hidden !== undefined && !index.files.includes(path)) return stands(false, `it is below ${hidden}, and such folders are passed over`);
  if (projectFiles.closed) {
    return stands(
      false,
      'the project files of the settings do not name it; a name that no listed file declares is still found in it',
      ...useOf(path, index),
      ...gap,
    );
  }
  const found =
    descriptions.length === 0
      ? `it is a source below the workspace folder ${root}, and no project file says otherwise`
      : `no project file names it (${descriptions.map((one) => baseName(one.file)).join(', ')}), but it is below the workspace folder and is found by name`;
  return stands(true, found, ...useOf(path, index), ...gap);
}

/** Who takes the file in or uses what it declares. */
function useOf(path: string, index: WorkspaceIndex): string[] {
  const units = index.modulesOf(path);
  const twins = units.flatMap((unit) =>
    index
      .find(unit.name)
      .filter((other) => other.path !== path)
      .map((other) => `${unit.name} is declared in ${other.path} too`),
  );
  const declares =
    units.length === 0 ? 'It declares no design unit of its own.' : `It declares ${units.map((unit) => unit.name).join(', ')}.`;
  return [declares, ...new Set(twins.map((twin) => `${twin}; for a file that uses it the listed one counts, then the nearest.`))];
}
