import type { Overlay } from './parts';

/** Runs something as if the file at `path` had this text; nothing else sees it, since `work` does not wait for anything. */
export function underText<T>(overlay: Map<string, Overlay>, path: string, text: string, work: () => T): T {
  const before = overlay.get(path);
  overlay.set(path, { version: -1, text });
  try {
    return work();
  } finally {
    if (before === undefined) overlay.delete(path);
    else overlay.set(path, before);
  }
}
