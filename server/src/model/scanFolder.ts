import { pauses } from '../base/pauses';
import type { FileScans } from './fileScans';
import { extensionOf, folderOf } from './paths';
import { scanDeclarations } from './scan';
import { loadScans, saveScans, type StoredScan } from './scanStore';
import type { TextCache } from './textCache';
import { isVhdl } from './vhdlEntities';
import type { Workspace } from './workspacePort';

/** Extensions of files that are indexed. */
export const sourceExtensions: readonly string[] = ['.v', '.vh', '.sv', '.svh', '.vp', '.svp'];

const batch = 64;

/**
 * Scans the source files below a folder that are not known yet. What was kept of an earlier run is there at once and counts
 * until the files themselves were looked at; only those that changed since are read, those of the folders `near` (which may grow meanwhile) first:
 * what is open leads there. Gives the VHDL files there too. Yields to other work every 15 ms.
 */
export async function scanFolder(
  folder: string,
  extensions: readonly string[],
  known: FileScans,
  workspace: Workspace,
  cache: TextCache | undefined,
  near: ReadonlySet<string> = new Set(),
): Promise<{ readonly files: number; readonly vhdl: readonly string[]; readonly read: number; readonly changed: boolean }> {
  const stored = cache === undefined ? new Map<string, StoredScan>() : loadScans(cache, folder);
  const trusted = new Set<string>();
  for (const [path, one] of stored) {
    if (known.byPath.has(path)) continue;
    known.set(path, one.scan);
    trusted.add(path);
  }
  const all = await workspace.listFiles(folder);
  const files = all.filter((file) => extensions.includes(extensionOf(file)));
  const kept = new Map<string, StoredScan>();
  const pause = pauses();
  const stale: { path: string; stamp: string | undefined }[] = [];
  for (const path of files) {
    const stamp = workspace.stamp?.(path);
    const before = stored.get(path);
    if (before !== undefined && stamp === before.stamp) kept.set(path, before);
    else if (!known.byPath.has(path) || trusted.has(path)) stale.push({ path, stamp });
    trusted.delete(path);
    await pause();
  }
  // What is left was kept of files that are gone.
  for (const path of trusted) known.set(path, undefined);
  let waiting = stale;
  for (let nearer = 0; waiting.length > 0;) {
    if (near.size > nearer) waiting = nearFirst(waiting, near);
    nearer = near.size;
    const some = waiting.slice(0, batch);
    waiting = waiting.slice(batch);
    const texts = await readAll(
      workspace,
      some.map((one) => one.path),
    );
    for (const [at, { path, stamp }] of some.entries()) {
      const text = texts[at];
      if (text === undefined) {
        known.set(path, undefined);
        continue;
      }
      const scan = scanDeclarations(text);
      known.set(path, scan);
      if (stamp !== undefined) kept.set(path, { stamp, scan });
      await pause();
    }
  }
  const changed = stale.length > 0 || trusted.size > 0;
  if (changed && cache !== undefined) saveScans(cache, folder, kept);
  return { files: files.length, vhdl: all.filter(isVhdl), read: stale.length, changed };
}

function nearFirst<T extends { readonly path: string }>(files: readonly T[], near: ReadonlySet<string>): T[] {
  const isNear = ({ path }: T): boolean => near.has(folderOf(path));
  return [...files.filter(isNear), ...files.filter((one) => !isNear(one))];
}

async function readAll(workspace: Workspace, paths: readonly string[]): Promise<readonly (string | undefined)[]> {
  return workspace.readMany === undefined ? paths.map((path) => workspace.readText(path)) : workspace.readMany(paths);
}
