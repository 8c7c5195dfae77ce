import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

const pieceBytes = 256 * 1024;

/** Text of a file piece by piece, unpacked where it is gzip, so that files of any size may be read; undefined when it is no file that can be opened. */
export function filePieces(file: string): AsyncIterable<string> | undefined {
  const packed = isPacked(file);
  return packed === undefined ? undefined : pieces(file, packed);
}

async function* pieces(file: string, packed: boolean): AsyncGenerator<string> {
  const source = createReadStream(file, { highWaterMark: pieceBytes });
  const unpack = packed ? createGunzip() : undefined;
  // An error of the file would otherwise stay with the file: only the end of the pipe is read.
  if (unpack !== undefined) source.on('error', (error) => unpack.destroy(error)).pipe(unpack);
  const decoder = new TextDecoder();
  try {
    for await (const bytes of unpack ?? source) yield decoder.decode(bytes as Buffer, { stream: true });
    yield decoder.decode();
  } finally {
    source.destroy();
    unpack?.destroy();
  }
}

/** Whether a file begins as gzip does; undefined when it cannot be read. A device or a pipe could block for ever or never end. */
function isPacked(file: string): boolean | undefined {
  try {
    if (!statSync(file).isFile()) return undefined;
    const handle = openSync(file, 'r');
    try {
      const head = Buffer.alloc(2);
      return readSync(handle, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}
