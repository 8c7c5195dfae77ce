import type { Workspace } from '../../../../server/src/model/workspacePort';
import type { ProjectPlace } from '../../../../server/src/model/projects/projectFormat';

/** A workspace of texts by path. */
export function memoryWorkspace(files: Readonly<Record<string, string | undefined>>): Workspace {
  return {
    readText: (path) => files[path],
    isFile: (path) => files[path] !== undefined,
    listFiles: (folder) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`) && files[path] !== undefined)),
  };
}

export function placeOf(files: Readonly<Record<string, string | undefined>>, targets: readonly string[] = []): ProjectPlace {
  return { workspace: memoryWorkspace(files), env: {}, targets, root: '/p' };
}

export const messages = (list: { readonly problems: readonly { readonly message: string }[] }): string[] =>
  list.problems.map((problem) => problem.message);
