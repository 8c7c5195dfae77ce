/**
 * The words that a FuseSoC expression stands for under some flags: `a b`, `flag ? (words)`, `!flag ? (words)`, nested. The name of a flag
 * is followed by `?`; everything else is a word.
 */
export function expandExpression(text: string, flags: ReadonlySet<string>): string[] {
  const tokens = text.match(/[()?]|!?[^\s()?]+/g) ?? [];
  let next = 0;
  const sequence = (depth: number): string[] => {
    const words: string[] = [];
    while (next < tokens.length && tokens[next] !== ')') {
      const token = tokens[next++] ?? '';
      if (tokens[next] !== '?') {
        if (token !== '(' && token !== '?') words.push(token);
        continue;
      }
      const holds = token.startsWith('!') ? !flags.has(token.slice(1)) : flags.has(token);
      next++;
      if (tokens[next] !== '(' || depth > 50) continue;
      next++;
      const inner = sequence(depth + 1);
      next++;
      if (holds) words.push(...inner);
    }
    return words;
  };
  return sequence(0);
}

/** A core's name without its version: `vendor:library:name`. A dependency may have a comparison (`>=`, `~`) before it. */
export function coreName(text: string): string {
  const plain = text.replace(/^\s*(?:[<>=~^]+)\s*/, '').trim();
  if (!plain.includes(':')) return `::${plain}`;
  const [vendor = '', library = '', name = ''] = plain.split(':');
  return `${vendor}:${library}:${name}`;
}
