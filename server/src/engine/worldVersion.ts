/** Counts changes of everything besides the file at hand: what was found out about a file holds as long as this stays. */
export class WorldVersion {
  private changes = 0;
  private last: string | undefined;

  /** Tells that a file changed. */
  changed(path: string): void {
    if (path !== this.last) this.changes++;
    this.last = path;
  }

  now(): string {
    return String(this.changes);
  }
}
