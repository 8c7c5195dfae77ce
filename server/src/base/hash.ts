import { createHash } from 'node:crypto';

/** SHA-256 in hex over the parts, each with its length before it, so that no two different lists of parts share a key. */
export function contentHash(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}
