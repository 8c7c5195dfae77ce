interface Node<V> {
  parent: Node<V> | undefined;
  /** The part of the key that leads here from the parent. */
  label: string;
  readonly children: Map<string, Node<V>>;
  readonly entries: Set<Entry<V>>;
}

interface Entry<V> {
  readonly value: V;
  readonly node: Node<V>;
}

/**
 * Values by text, found by every text that begins with theirs. Keys share their beginnings (a radix tree), so that many places of one file cost
 * little more than the file. The values that were used least recently make room.
 */
export class PrefixTrie<V> {
  private root: Node<V> = newNode<V>(undefined, '');
  /** In the order of their last use. */
  private readonly uses = new Set<Entry<V>>();

  constructor(private readonly capacity: number) {}

  add(key: string, value: V): void {
    const node = this.nodeFor(key);
    const entry: Entry<V> = { value, node };
    node.entries.add(entry);
    this.uses.add(entry);
    for (const oldest of this.uses) {
      if (this.uses.size <= this.capacity) break;
      this.remove(oldest);
    }
  }

  /** The first value that `wanted` accepts among those whose key is a beginning of `text`, the longest keys and the newest values first. It counts as used. */
  find(text: string, wanted: (value: V) => boolean): V | undefined {
    for (const node of this.pathOf(text)) {
      for (const entry of [...node.entries].reverse()) {
        if (!wanted(entry.value)) continue;
        this.uses.delete(entry);
        this.uses.add(entry);
        return entry.value;
      }
    }
    return undefined;
  }

  clear(): void {
    this.root = newNode<V>(undefined, '');
    this.uses.clear();
  }

  /** The nodes whose keys are beginnings of `text`, the deepest first. */
  private pathOf(text: string): Node<V>[] {
    const path = [this.root];
    let at = 0;
    for (let node: Node<V> | undefined = this.root; node !== undefined;) {
      const next: Node<V> | undefined = node.children.get(text[at] ?? '');
      if (next === undefined || !text.startsWith(next.label, at)) break;
      at += next.label.length;
      path.unshift(next);
      node = next;
    }
    return path;
  }

  private nodeFor(key: string): Node<V> {
    let node = this.root;
    let at = 0;
    while (at < key.length) {
      const next = node.children.get(key[at] ?? '');
      if (next === undefined) return childOf(node, key.slice(at));
      const shared = sharedLength(next.label, key, at);
      node = shared === next.label.length ? next : split(next, shared);
      at += shared;
    }
    return node;
  }

  private remove(entry: Entry<V>): void {
    this.uses.delete(entry);
    let { node } = entry;
    node.entries.delete(entry);
    while (node.parent !== undefined && node.entries.size === 0 && node.children.size === 0) {
      node.parent.children.delete(node.label[0] ?? '');
      node = node.parent;
    }
  }
}

function newNode<V>(parent: Node<V> | undefined, label: string): Node<V> {
  return { parent, label, children: new Map(), entries: new Set() };
}

function childOf<V>(parent: Node<V>, label: string): Node<V> {
  const node = newNode(parent, label);
  parent.children.set(label[0] ?? '', node);
  return node;
}

/** Puts a node above `node` that holds the first `length` characters of its label. */
function split<V>(node: Node<V>, length: number): Node<V> {
  if (node.parent === undefined) return node;
  const upper = childOf(node.parent, node.label.slice(0, length));
  node.label = node.label.slice(length);
  node.parent = upper;
  upper.children.set(node.label[0] ?? '', node);
  return upper;
}

/** How many characters of `label` stand in `key` at `at`. */
function sharedLength(label: string, key: string, at: number): number {
  let length = 0;
  while (length < label.length && label[length] === key[at + length]) length++;
  return length;
}
