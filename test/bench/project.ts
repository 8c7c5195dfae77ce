import { silentLog } from '../../server/src/base/log';
import { projectUnits, type Units } from '../../server/src/graph/units';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import type { Workspace } from '../../server/src/model/workspacePort';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

export interface BenchProject {
  readonly index: WorkspaceIndex;
  readonly units: Units;
  /** Lets a file have another text, as an open document would. */
  readonly edit: (file: string, text: string) => void;
}

/** Folders as one project. Where `include "name/file.svh"` is found projects say in their own formats; here it is every folder called `include`. */
export async function openProject(folders: readonly string[]): Promise<BenchProject> {
  const files = createNodeWorkspace();
  const edited = new Map<string, string>();
  const workspace: Workspace = { ...files, readText: (file) => edited.get(file) ?? files.readText(file) };
  const index = new WorkspaceIndex(workspace, await loadBundledParser(), silentLog);
  for (const folder of folders) await index.addFolder(folder);
  const includeDirs = [...new Set(index.files.flatMap((file) => /^.*?\/include(?=\/)/.exec(file)?.[0] ?? []))];
  index.setOptions({ includeDirs });
  const units = projectUnits(
    (name) => index.find(name),
    (path) => index.parse(path),
  );
  const edit = (file: string, text: string): void => {
    edited.set(file, text);
    index.update(file);
  };
  return { index, units, edit };
}
