import type { Site } from './signal';

/** The conditions under which a statement runs, from the outermost on; all statements under the same ones share one path, and with it the list of their texts. */
export class GuardPath {
  /** What stands under exactly these conditions, by kind and place. */
  readonly sites = new Map<number, Site>();
  private below: Map<string, GuardPath> | undefined;

  constructor(readonly texts: readonly string[] = []) {}

  /** The path with one more condition inside. */
  and(text: string): GuardPath {
    this.below ??= new Map();
    let path = this.below.get(text);
    if (path === undefined) this.below.set(text, (path = new GuardPath([...this.texts, text])));
    return path;
  }

  /** The path from here with more conditions inside, the outermost first. */
  through(texts: readonly string[]): GuardPath {
    return texts.reduce<GuardPath>((path, text) => path.and(text), this);
  }
}
