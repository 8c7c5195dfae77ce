import { silentLog } from '../../server/src/base/log';
import { projectUnits, type Units } from '../../server/src/graph/units';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

/** Folders as one project. Where `include "name/file.svh"` is found projects say in their own formats; here it is every folder called `include`. */
export async function openProject(folders: readonly string[]): Promise<{ readonly index: WorkspaceIndex; readonly units: Units }> {
  const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
  for (const folder of folders) await index.addFolder(folder);
  const includeDirs = [...new Set(index.files.flatMap((file) => /^.*?\/include(?=\/)/.exec(file)?.[0] ?? []))];
  index.setOptions({ includeDirs });
  const units = projectUnits(
    (name) => index.find(name),
    (path) => index.parse(path),
  );
  return { index, units };
}
