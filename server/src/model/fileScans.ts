import { baseName } from './paths';
import type { FileScan } from './scan';

/** The scans of a project's files, and the files by what they declare, define and include. */
export class FileScans {
  readonly byPath = new Map<string, FileScan>();
  /** Files by the names of the units they seem to declare. */
  readonly declaring = new Map<string, Set<string>>();
  /** Files by the macros they define. */
  readonly defining = new Map<string, Set<string>>();
  /** Files by what they declare outside of every design unit. */
  readonly holding = new Map<string, Set<string>>();
  /** Files by the last part of the names they include. */
  readonly including = new Map<string, Set<string>>();
  /** Files by the last part of their own path. */
  readonly named = new Map<string, Set<string>>();

  /** The same scans once more, which may then change apart. */
  copy(): FileScans {
    const copy = new FileScans();
    for (const [path, scan] of this.byPath) copy.set(path, scan);
    return copy;
  }

  /** Packages that files import outside of every design unit, with those files. */
  importsOutside(): { readonly name: string; readonly files: readonly string[] }[] {
    return [...this.holding].flatMap(([item, files]) =>
      item.endsWith('::*') && files.size > 0 ? [{ name: item.slice(0, -3), files: [...files] }] : [],
    );
  }

  /** Puts the scan of a file in the place of what was known of it; without one the file is gone. */
  set(path: string, scan: FileScan | undefined): void {
    const old = this.byPath.get(path);
    for (const name of old?.declares ?? []) this.declaring.get(name)?.delete(path);
    for (const name of old?.macros.keys() ?? []) this.defining.get(name)?.delete(path);
    for (const name of old?.items ?? []) this.holding.get(name)?.delete(path);
    for (const name of old?.includes ?? []) this.including.get(baseName(name))?.delete(path);
    if (scan === undefined) {
      this.byPath.delete(path);
      this.named.get(baseName(path))?.delete(path);
      return;
    }
    this.byPath.set(path, scan);
    for (const name of scan.declares) add(this.declaring, name, path);
    for (const name of scan.macros.keys()) add(this.defining, name, path);
    for (const name of scan.items) add(this.holding, name, path);
    for (const name of scan.includes) add(this.including, baseName(name), path);
    add(this.named, baseName(path), path);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
