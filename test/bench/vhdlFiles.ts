import { isVhdl, VhdlEntities } from '../../server/src/model/vhdlEntities';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import type { VhdlFiles } from '../../server/src/vhdl/architectureGraph';

/** The VHDL files below a folder, and how their units are found. */
export async function vhdlFilesOf(folder: string): Promise<{ readonly files: VhdlFiles; readonly paths: readonly string[] }> {
  const workspace = createNodeWorkspace();
  const paths = (await workspace.listFiles(folder)).filter(isVhdl);
  const entities = new VhdlEntities();
  entities.add(paths);
  const readText = (path: string): string | undefined => workspace.readText(path);
  return { paths, files: { readText, fileOf: (kind, name) => entities.fileOf(kind, name, readText) } };
}
