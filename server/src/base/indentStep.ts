/**
 * One step of indentation as the text has it: the commonest difference between a line with `begin` and the next, else a tab, or two or
 * four spaces as the lines are indented by.
 */
export function indentStep(text: string): string {
  const sample = text.slice(0, 200_000);
  const counts = new Map<string, number>();
  for (const [, outer = '', inner = ''] of sample.matchAll(/^([ \t]*)\S[^\n]*\bbegin\b[^\n]*\r?\n([ \t]+)\S/gm)) {
    if (!inner.startsWith(outer) || inner.length === outer.length) continue;
    const step = inner.slice(outer.length);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1]);
  if (commonest !== undefined) return commonest[0];
  const first = /\n([ \t]+)\S/.exec(text)?.[1];
  if (first === undefined) return '  ';
  if (first.startsWith('\t')) return '\t';
  const widths = [...sample.matchAll(/\n( +)\S/g)].slice(0, 400).map((match) => (match[1] ?? '').length);
  return ' '.repeat(widths.some((width) => width % 4 !== 0) ? 2 : 4);
}
