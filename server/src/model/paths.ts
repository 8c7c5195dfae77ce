/** Text operations on absolute paths with `/`. No file is touched. */

/** The folder of a file, without a slash at its end (`/` for the root). */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Lower-case extension with its dot, or ''. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

/** `path` seen from `folder`, with `.` and `..` worked out. */
export function joinPath(folder: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const full = isAbsolute(slashed) ? slashed : `${folder}/${slashed}`;
  const drive = /^[A-Za-z]:/.exec(full)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of full.slice(drive.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${drive}/${parts.join('/')}`;
}

/** Steps up and down from the folder of one file to that of another: 0 for the same folder. */
export function distance(from: string, to: string): number {
  const a = folderOf(from).split('/');
  const b = folderOf(to).split('/');
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return a.length + b.length - 2 * common;
}

/** `path` relative to `folder` when inside it, else as it is. */
export function relativeTo(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
