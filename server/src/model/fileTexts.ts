import type { Workspace } from './workspacePort';

/** Characters of files that are kept, together. */
const maxCharacters = 40_000_000;

/**
 * Texts of files as they are now. One whose stamp is as it was is not read again; the texts used last are kept, up to a size. Without
 * stamps every call reads.
 */
export class FileTexts {
  private readonly kept = new Map<string, { readonly stamp: string; readonly text: string }>();
  private characters = 0;

  constructor(
    private readonly workspace: Workspace,
    private readonly limit = maxCharacters,
  ) {}

  /** The current text, an open document's before the file's; undefined when it cannot be read as text. */
  get(path: string): string | undefined {
    const stamp = this.workspace.stamp?.(path);
    const kept = this.kept.get(path);
    if (kept !== undefined) {
      this.forget(path);
      if (kept.stamp === stamp) {
        this.keep(path, kept);
        return kept.text;
      }
    }
    const text = this.workspace.readText(path);
    if (text !== undefined && stamp !== undefined) this.keep(path, { stamp, text });
    return text;
  }

  /** Lets the next call read the file whatever its stamp says. */
  forget(path: string): void {
    this.characters -= this.kept.get(path)?.text.length ?? 0;
    this.kept.delete(path);
  }

  private keep(path: string, entry: { readonly stamp: string; readonly text: string }): void {
    this.kept.set(path, entry);
    this.characters += entry.text.length;
    for (const oldest of this.kept.keys()) {
      if (this.characters <= this.limit || oldest === path) return;
      this.forget(oldest);
    }
  }
}
