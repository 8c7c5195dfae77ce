import type { FileRecord } from './indexTypes';

export interface RecordLimits {
  /** Trees kept at most. */
  readonly trees: number;
  /** Characters of expanded text whose trees are kept: a tree takes about seventeen bytes for each. */
  readonly treeCharacters: number;
  /** Characters of source whose facts are kept; a name of a table of symbols counts as many as its objects take. */
  readonly factCharacters: number;
}

/** What is kept of records that others have taken the place of: the editor's text, what is tried in its place, and the text without the statement being typed. */
const formerLimits = { records: 5, characters: 1_500_000 };

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
  /** Records that others have taken the place of, the latest last: what is tried in the place of an editor's text comes and goes. */
  private readonly former: FileRecord[] = [];

  constructor(
    private readonly isOpen: (path: string) => boolean,
    private readonly limits = usual,
  ) {}

  get(path: string): FileRecord | undefined {
    return this.records.get(path);
  }

  /** One that another has taken the place of lately and that holds; it is to be put back with `set`. */
  recall(path: string, holds: (record: FileRecord) => boolean): FileRecord | undefined {
    const at = this.former.findLastIndex((one) => one.source.path === path && holds(one));
    return at < 0 ? undefined : this.former.splice(at, 1)[0];
  }

  /** Puts a record in the place of the one there was, which can be recalled for a while; then its tree is freed unless somebody holds it. */
  set(path: string, record: FileRecord): void {
    const old = this.records.get(path);
    if (old !== undefined && old !== record) this.retire(path, old);
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
    for (const record of this.former.splice(0)) freeTree(record);
    this.records.clear();
  }

  private retire(path: string, record: FileRecord): void {
    if (this.trees.get(path) === record) {
      this.treeCharacters -= sizeOfTree(record);
      this.trees.delete(path);
    }
    if (record.source.path === path) this.former.push(record);
    else freeTree(record);
    let characters = 0;
    const kept = this.former.findLastIndex(
      (one, at) => (characters += one.source.text.length) > formerLimits.characters || this.former.length - at > formerLimits.records,
    );
    for (const oldest of this.former.splice(0, kept + 1)) freeTree(oldest);
  }

  /** Frees a tree at once, or, when a caller may hold its nodes, once those are gone. */
  private dropTree(path: string, record: FileRecord): void {
    if (this.trees.get(path) === record) {
      this.treeCharacters -= sizeOfTree(record);
      this.trees.delete(path);
    }
    freeTree(record);
  }
}

/** Who holds nodes of it may go on with them: then the collector frees it. */
function freeTree(record: FileRecord): void {
  if (!record.lent) record.parsed?.dispose();
  record.parsed = undefined;
  record.lent = false;
}

/** In characters: a declaration or use takes some 150 bytes, of which a character stands for two. */
function sizeOfFacts({ source, symbols }: FileRecord): number {
  const names = symbols === undefined ? 0 : symbols.declarations.length + symbols.references.length;
  return source.text.length + 75 * names;
}

function sizeOfTree(record: FileRecord | undefined): number {
  return record?.parsed?.pre.text.length ?? 0;
}
