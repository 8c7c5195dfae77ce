import type { Workspace } from '../model/workspacePort';

export interface FixedParts {
  /** Workspace folders; without any, every file is the user's. */
  readonly roots: readonly string[];
  readonly workspace: Pick<Workspace, 'isWritable'>;
  readonly isLibrary: (path: string) => boolean;
}

/** Why an edit must leave a file as it is, to follow `the file is`; undefined when it may be changed. */
export function whyFixed(path: string, { roots, workspace, isLibrary }: FixedParts): string | undefined {
  if (isLibrary(path)) return 'part of a library that the project file names';
  if (roots.length > 0 && !roots.some((root) => path.startsWith(`${root}/`))) return 'outside of the workspace';
  return workspace.isWritable?.(path) === false ? 'not writable' : undefined;
}
