import type { IndexOptions } from './indexTypes';
import { joinPath } from './paths';

/** Paths below library folders (`-y`, `+libext+`) where a unit of that name would be, in the order in which they count. */
export function libraryFiles(name: string, options: IndexOptions): string[] {
  const lists = options.filelists ?? [];
  const folders = [...(options.libraryDirs ?? []), ...lists.flatMap((list) => list.libraryDirs)];
  const extensions = new Set([...(options.libraryExtensions ?? []), ...lists.flatMap((list) => list.libExts), '.v', '.sv']);
  return folders.flatMap((folder) => [...extensions].map((extension) => joinPath(folder, name + extension)));
}
