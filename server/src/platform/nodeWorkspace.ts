import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from '../model/workspacePort';
import { filePieces } from './filePieces';

export interface NodeWorkspaceOptions {
  /** Text of an open document, which stands for the file's. */
  readonly overlay?: (path: string) => string | undefined;
  /** Larger files are not read. Default 32 MB. */
  readonly maxFileBytes?: number;
  /** A listing ends after this many files. Default 200 000. */
  readonly maxFiles?: number;
}

/**
 * The file system as the model sees it. Binary and oversized files read as undefined; a byte order mark is dropped, UTF-16 with one
 * is understood, and bytes that are not UTF-8 are taken as Latin-1 (comments of old sources), so that offsets stay meaningful.
 */
export function createNodeWorkspace(options: NodeWorkspaceOptions = {}): Workspace {
  const maxFileBytes = options.maxFileBytes ?? 32 * 1024 * 1024;
  return {
    readText: (file) => options.overlay?.(file) ?? readText(file, maxFileBytes),
    readPieces: (file) => {
      const open = options.overlay?.(file);
      return open === undefined ? filePieces(file) : [open];
    },
    isOpen: (file) => options.overlay?.(file) !== undefined,
    isFile: (file) => options.overlay?.(file) !== undefined || isFile(file),
    readMany: (files) => readMany(files, (file) => options.overlay?.(file), maxFileBytes),
    stamp: (file) => (options.overlay?.(file) === undefined ? stampOf(file) : undefined),
    realPath: (file) => realPath(file),
    isWritable: (file) => isWritable(file),
    listFiles: (folder) => listFiles(folder, options.maxFiles ?? 200_000),
    listFolder: async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
      return files.map((entry) => `${folder}/${entry.name}`).sort();
    },
  };
}

/** An absolute path with `/`, as the model wants it; relative ones start at `base`. */
export function normalizePath(file: string, base = process.cwd()): string {
  return path.resolve(base, file).replaceAll('\\', '/');
}

/** Text of a file's bytes, or undefined when they are not text. */
export function decodeText(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  // Like git and grep: a NUL near the beginning means binary.
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync.native(file).replaceAll('\\', '/');
  } catch {
    return undefined;
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch (error) {
    // What is not there yet is somebody's new document.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function readText(file: string, maxFileBytes: number): string | undefined {
  try {
    const status = statSync(file);
    // A device or a pipe could block for ever or never end.
    if (!status.isFile() || status.size > maxFileBytes) return undefined;
    return decodeText(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** From a warm page cache one after the other is cheapest; from a slow disk or network what is not there after a moment is read side by side. */
async function readMany(
  files: readonly string[],
  overlay: (file: string) => string | undefined,
  maxFileBytes: number,
): Promise<(string | undefined)[]> {
  const deadline = performance.now() + 10;
  return Promise.all(
    files.map(async (file) => {
      if (overlay(file) !== undefined) return overlay(file);
      return performance.now() < deadline ? readText(file, maxFileBytes) : readTextLater(file, maxFileBytes);
    }),
  );
}

async function readTextLater(file: string, maxFileBytes: number): Promise<string | undefined> {
  let handle;
  try {
    const status = await stat(file);
    if (!status.isFile() || status.size > maxFileBytes) return undefined;
    handle = await open(file);
    return decodeText(await handle.readFile());
  } catch {
    return undefined;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

function stampOf(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true ? `${status.mtimeMs}:${status.size}` : undefined;
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const skipped = new Set(['node_modules']);

async function listFiles(folder: string, maxFiles: number): Promise<string[]> {
  const found: string[] = [];
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return found;
  // Only a link can lead to a folder a second time: where links were met, folders are told apart by their real path.
  const seen = new Set<string>();
  const top = folder.replaceAll('\\', '/').replace(/\/$/, '');
  const queue = [{ folder: top, linked: false }];
  for (let next = queue.pop(); next !== undefined && found.length < maxFiles; next = queue.pop()) {
    const { folder: at, linked } = next;
    const real = linked ? await realpath(at).catch(() => undefined) : root + at.slice(top.length);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? 1 : -1))) {
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue;
      const full = `${at}/${entry.name}`;
      const link = entry.isSymbolicLink();
      const kind = link ? await linkKind(full, root) : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;
      if (kind === 'folder') queue.push({ folder: full, linked: linked || link });
      else if (kind === 'file' && found.length < maxFiles) found.push(full);
    }
  }
  return found.sort();
}

/** What a link leads to, when that lies inside the root. */
async function linkKind(link: string, root: string): Promise<'file' | 'folder' | undefined> {
  try {
    const target = await realpath(link);
    if (target !== root && !target.startsWith(root + path.sep)) return undefined;
    const status = await stat(target);
    return status.isDirectory() ? 'folder' : status.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}
