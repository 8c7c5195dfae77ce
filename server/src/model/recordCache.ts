import type { FileRecord } from './indexTypes';

export interface RecordLimits {
  /** Trees kept at most. */
  readonly trees: number;
  /** Characters of expanded text whose trees are kept: a tree takes about seventeen bytes for each. */
  readonly treeCharacters: number;
  /** Characters of source whose facts are kept; a name of a table of symbols counts as many as its objects take. */
  readonly factCharacters: number;
}

const usual: RecordLimits = { trees: 48, treeCharacters: 5_000_000, factCharacters: 24_000_000 };

/**
 * What is known of files by reading them, the one used last at the end. Trees and facts of files that are not in use are dropped beyond
 * a size; those of open documents stay.
 */
export class RecordCache {
  private readonly records = new Map<string, FileRecord>();
  /** Records whose tree is there. */
  private readonly trees = new Map<string, FileRecord>();
  private treeCharacters = 0;

  constructor(
    private readonly isOpen: (path: string) => boolean,
    private readonly limits = usual,
  ) {}

  get(path: string): FileRecord | undefined {
    return this.records.get(path);
  }

  /** Puts a record in the place of the one there was, whose tree is freed unless somebody holds it. */
  set(path: string, record: FileRecord): void {
    const old = this.records.get(path);
    if (old !== undefined && old !== record) this.dropTree(path, old);
    this.records.delete(path);
    this.records.set(path, record);
    this.touch(path, record);
  }

  /** Notes that a record's tree is in use, and frees the oldest trees beyond the limits. */
  touch(path: string, record: FileRecord): void {
    this.treeCharacters -= this.trees.has(path) ? sizeOfTree(this.trees.get(path)) : 0;
    this.trees.delete(path);
    this.trees.set(path, record);
    this.treeCharacters += sizeOfTree(record);
    for (const [oldest, other] of this.trees) {
      if (this.trees.size <= this.limits.trees && this.treeCharacters <= this.limits.treeCharacters) return;
      if (other === record || other.pins > 0 || this.isOpen(oldest)) continue;
      this.dropTree(oldest, other);
    }
  }

  /** Drops the facts of the files used longest ago, beyond the limit. To be called when nobody works with records. */
  trim(): void {
    let characters = 0;
    for (const record of this.records.values()) characters += sizeOfFacts(record);
    for (const [path, record] of this.records) {
      if (characters <= this.limits.factCharacters) return;
      if (this.isOpen(path)) continue;
      characters -= sizeOfFacts(record);
      this.dropTree(path, record);
      this.records.delete(path);
    }
  }

  /** Lets go of everything. */
  clear(): void {
    for (const [path, record] of this.records) this.dropTree(path, record);
    this.records.clear();
  }

  /** Frees a tree at once, or, when a caller may hold its nodes, once those are gone. */
  private dropTree(path: string, record: FileRecord): void {
    if (this.trees.get(path) === record) {
      this.treeCharacters -= sizeOfTree(record);
      this.trees.delete(path);
    }
    if (!record.lent) record.parsed?.dispose();
    record.parsed = undefined;
    record.lent = false;
  }
}

/** In characters: a declaration or use takes some 150 bytes, of which a character stands for two. */
function sizeOfFacts({ source, symbols }: FileRecord): number {
  const names = symbols === undefined ? 0 : symbols.declarations.length + symbols.references.length;
  return source.text.length + 75 * names;
}

function sizeOfTree(record: FileRecord | undefined): number {
  return record?.parsed?.pre.text.length ?? 0;
}
