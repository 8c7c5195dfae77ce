import { readFileSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { TextCache } from '../model/textCache';

const maxBytes = 128 * 1024 * 1024;
const maxKept = 40;

/** A cache in a folder of its own. A folder that cannot be made or written reads as empty. */
export function createTextCache(folder: string): TextCache {
  const fileOf = (name: string): string => path.join(folder, name.replaceAll(/[^A-Za-z0-9.-]/g, '_'));
  return {
    read(name) {
      try {
        return statSync(fileOf(name)).size > maxBytes ? undefined : readFileSync(fileOf(name), 'utf8');
      } catch {
        return undefined;
      }
    },
    write(name, text) {
      void keep(folder, fileOf(name), text);
    },
  };
}

/**
 * Where caches go: what SIGNOFF_CACHE_DIR names (an editor's own storage), else the folder the operating system has for them.
 * Undefined when there is neither that nor a home.
 */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>, platform = process.platform): string | undefined {
  const named = environment['SIGNOFF_CACHE_DIR'];
  if (named !== undefined && named !== '') return path.isAbsolute(named) ? named : undefined;
  if (platform === 'win32') return below(environment['LOCALAPPDATA'], 'signoff', 'Cache');
  if (platform === 'darwin') return below(homedir(), 'Library', 'Caches', 'signoff');
  return below(environment['XDG_CACHE_HOME'], 'signoff') ?? below(homedir(), '.cache', 'signoff');
}

function below(folder: string | undefined, ...names: string[]): string | undefined {
  return folder === undefined || !path.isAbsolute(folder) ? undefined : path.join(folder, ...names);
}

/** Written aside and renamed: no reader, and no crash, meets half a file. */
async function keep(folder: string, file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, text);
    await rename(partial, file);
    forgetOldest(folder);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

function forgetOldest(folder: string): void {
  // What is no text of ours, the folder of compiled code, is left alone.
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ file: path.join(folder, name), used: statSync(path.join(folder, name)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { file } of kept.slice(maxKept)) unlinkSync(file);
}
