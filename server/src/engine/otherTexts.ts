import type { Workspace } from '../model/workspacePort';
import type { Project } from './project';

/** A project as it would be with other texts, apart from the one that it was made from: both may be asked side by side. */
export interface OtherProject {
  readonly project: Project;
  readonly workspace: Workspace;
  /** Frees what it read. */
  dispose(): void;
}

/** The project with these texts in the place of its files; `undefined` stands for a file that is not there. Nothing else of the project changes. */
export function withOtherTexts(project: Project, base: Workspace, texts: ReadonlyMap<string, string | undefined>): OtherProject {
  const workspace = otherWorkspace(base, texts);
  const index = project.index.fork(workspace, texts.keys());
  return { project: project.fork(index, workspace), workspace, dispose: () => index.dispose() };
}

function otherWorkspace(base: Workspace, texts: ReadonlyMap<string, string | undefined>): Workspace {
  const readText = (path: string): string | undefined => (texts.has(path) ? texts.get(path) : base.readText(path));
  const listed = (found: readonly string[], inside: (path: string) => boolean): string[] => {
    const added = [...texts.keys()].filter((path) => inside(path) && !found.includes(path));
    return [...found, ...added].filter((path) => !texts.has(path) || texts.get(path) !== undefined);
  };
  return {
    ...base,
    readText,
    isFile: (path) => (texts.has(path) ? texts.get(path) !== undefined : base.isFile(path)),
    readMany: (paths) => Promise.resolve(paths.map(readText)),
    isOpen: (path) => texts.has(path) || base.isOpen?.(path) === true,
    listFiles: async (folder) => listed(await base.listFiles(folder), (path) => path.startsWith(`${folder}/`)),
    stamp: (path) => (texts.has(path) ? undefined : base.stamp?.(path)),
    ...(base.listFolder === undefined
      ? {}
      : {
          listFolder: async (folder: string) =>
            listed(
              (await base.listFolder?.(folder)) ?? [],
              (path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'),
            ),
        }),
  };
}
