import { contentHash } from '../base/hash';
import { scanVersion, type FileScan } from './scan';
import type { TextCache } from './textCache';

/** A scan with the state of the file that it was made from. */
export interface StoredScan {
  readonly stamp: string;
  readonly scan: FileScan;
}

/** Below this many files reading them is as fast as reading what was kept. */
const fewFiles = 100;

/** The scans kept of a folder; none when there are none, or none that can be trusted to be whole. */
export function loadScans(cache: TextCache, folder: string): Map<string, StoredScan> {
  const scans = new Map<string, StoredScan>();
  try {
    const stored: unknown = JSON.parse(cache.read(nameFor(folder)) ?? 'null');
    if (!isRecord(stored) || stored['version'] !== scanVersion || stored['folder'] !== folder || !Array.isArray(stored['files']))
      return scans;
    for (const entry of stored['files'] as unknown[]) {
      const read = readEntry(entry);
      if (read === undefined) return new Map();
      scans.set(`${folder}/${read.path}`, read.stored);
    }
  } catch {
    return new Map();
  }
  return scans;
}

/** Keeps the scans of a folder's files, by absolute path. */
export function saveScans(cache: TextCache, folder: string, scans: ReadonlyMap<string, StoredScan>): void {
  if (scans.size < fewFiles) return;
  const files = [...scans].flatMap(([path, { stamp, scan }]) =>
    path.startsWith(`${folder}/`)
      ? [
          [
            path.slice(folder.length + 1),
            stamp,
            scan.declares,
            scan.kinds,
            [...scan.macros].flat(),
            scan.includes,
            scan.items,
            scan.looksLikeTestbench ? 1 : 0,
          ],
        ]
      : [],
  );
  cache.write(nameFor(folder), JSON.stringify({ version: scanVersion, folder, files }));
}

function nameFor(folder: string): string {
  return `scan-${contentHash(folder).slice(0, 24)}.json`;
}

function readEntry(entry: unknown): { path: string; stored: StoredScan } | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [path, stamp, declares, kinds, macros, includes, items, testbench] = entry as unknown[];
  if (typeof path !== 'string' || typeof stamp !== 'string' || !Array.isArray(macros)) return undefined;
  if (!isStrings(declares) || !isStrings(kinds) || kinds.length !== declares.length || !isStrings(includes) || !isStrings(items))
    return undefined;
  const offsets = new Map<string, number>();
  for (let at = 0; at < macros.length; at += 2) {
    const [name, offset] = [macros[at] as unknown, macros[at + 1] as unknown];
    if (typeof name !== 'string' || typeof offset !== 'number') return undefined;
    offsets.set(name, offset);
  }
  return { path, stored: { stamp, scan: { declares, kinds, macros: offsets, includes, items, looksLikeTestbench: testbench === 1 } } };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
