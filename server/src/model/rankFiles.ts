import { distance } from './paths';
import type { FileScan } from './scan';

/** Files that declare one name, nearest to `from` first: the file itself, listed files, then by distance; test benches after designs. */
export function rankFiles(
  files: Iterable<string>,
  from: string,
  listed: readonly string[],
  scans: ReadonlyMap<string, FileScan>,
): string[] {
  const preferred = new Set(listed);
  const rank = (file: string): number => {
    if (file === from) return -2;
    if (preferred.has(file)) return -1;
    return from === '' ? 0 : distance(from, file) + (scans.get(file)?.looksLikeTestbench === true ? 0.5 : 0);
  };
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
