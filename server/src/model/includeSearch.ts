import { baseName, distance, folderOf, isAbsolute, joinPath } from './paths';

/** What a search for an include file may ask. */
export interface IncludePlaces {
  isFile(path: string): boolean;
  readonly includeDirs: readonly string[];
  /** Files of the workspace with this last part of their path. */
  withBaseName(name: string): readonly string[];
}

/**
 * The file that `include "name"` in `from` means: beside that file, in the include directories in order, else the file of the
 * workspace whose path ends in it, the nearest when there are several. Undefined when none, or when two are equally near.
 */
export function findInclude(name: string, from: string, places: IncludePlaces): string | undefined {
  if (isAbsolute(name)) return places.isFile(name) ? name : undefined;
  for (const folder of [folderOf(from), ...places.includeDirs]) {
    const path = joinPath(folder, name);
    if (places.isFile(path)) return path;
  }
  const slashed = name.replaceAll('\\', '/').replace(/^(?:\.\.?\/)+/, '');
  const found = places
    .withBaseName(baseName(slashed))
    .filter((path) => path.endsWith(`/${slashed}`))
    .map((path) => ({ path, steps: distance(from, path) }))
    .sort((a, b) => a.steps - b.steps);
  const [first, second] = found;
  if (first === undefined) return undefined;
  return second !== undefined && second.steps === first.steps ? undefined : first.path;
}

/** The folder a tool must search so that `name` leads to `path`. */
export function folderForInclude(name: string, path: string): string {
  return path.endsWith(`/${name}`) ? path.slice(0, path.length - name.length - 1) || '/' : folderOf(path);
}
