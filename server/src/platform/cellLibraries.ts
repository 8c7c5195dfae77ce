import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CellLibraryText } from '../tools/cellLibraries';
import { assetDir } from './assets';

const blockBytes = 512;

/** Yosys' libraries of vendors' cells, out of the archive that comes with the embedded Yosys; it is read when a file is asked for first. */
export function createCellLibraries(): CellLibraryText {
  let archive: ReadonlyMap<string, Buffer> | undefined;
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (texts.has(file)) return texts.get(file);
    archive ??= readArchive(path.join(assetDir(), 'vendor/yosys/yosys-resources.0.tar'));
    const text = archive.get(file)?.toString('utf8');
    texts.set(file, text);
    return text;
  };
}

/** The Verilog files of a tar archive (POSIX ustar) by their path; none when it cannot be read. */
function readArchive(file: string): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return found;
  }
  const word = (at: number, length: number): string => bytes.toString('utf8', at, at + length).replace(/\0[^]*$/, '');
  for (let at = 0; at + blockBytes <= bytes.length && bytes[at] !== 0;) {
    const size = parseInt(word(at + 124, 12), 8);
    if (!(size >= 0)) break;
    const folder = word(at + 257, 5) === 'ustar' ? word(at + 345, 155) : '';
    const name = `${folder === '' ? '' : `${folder}/`}${word(at, 100)}`.replace(/^\.\//, '');
    const start = at + blockBytes;
    // A copy, so that the archive need not stay.
    if (/\.vh?$/.test(name)) found.set(name, Buffer.from(bytes.subarray(start, start + size)));
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return found;
}
