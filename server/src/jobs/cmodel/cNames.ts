const reserved = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef ' +
    'union unsigned void volatile while main in out state memset memcpy uint64_t asm bool true false'
  ).split(' '),
);

/** Gives every thing a name of its own in C, near the one that it has in the source. */
export class CNames {
  private readonly taken = new Set<string>();

  /** `wanted` may be any text: hierarchy, escaped names. */
  name(wanted: string): string {
    const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_') || '_';
    const base = reserved.has(plain) || /^_[A-Z_]/.test(plain) ? `${plain.replace(/^_+/, '')}_v` : plain;
    let name = base;
    for (let i = 2; this.taken.has(name); i++) name = `${base}_${i}`;
    this.taken.add(name);
    return name;
  }
}
