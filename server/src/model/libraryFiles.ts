import type { IndexOptions } from './indexTypes';
import type { ModuleInfo } from './moduleInfo';
import { joinPath } from './paths';

/** The unit of that name in the library folders; undefined when there is none. `unitsOf` gives what a file declares: nothing when it is not there. */
export function unitInLibraries(
  name: string,
  options: IndexOptions,
  unitsOf: (file: string) => readonly ModuleInfo[],
): ModuleInfo | undefined {
  for (const file of libraryFiles(name, options)) {
    const unit = unitsOf(file).find((one) => one.name === name);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

/** Paths below library folders (`-y`, `+libext+`) where a unit of that name would be, in the order in which they count. */
function libraryFiles(name: string, options: IndexOptions): string[] {
  const lists = options.filelists ?? [];
  const folders = [...(options.libraryDirs ?? []), ...lists.flatMap((list) => list.libraryDirs)];
  const extensions = new Set([...(options.libraryExtensions ?? []), ...lists.flatMap((list) => list.libExts), '.v', '.sv']);
  return folders.flatMap((folder) => [...extensions].map((extension) => joinPath(folder, name + extension)));
}
