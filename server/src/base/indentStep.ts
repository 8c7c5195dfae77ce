/** One step of indentation, as the text has it: a tab, or two or four spaces. */
export function indentStep(text: string): string {
  const first = /\n([ \t]+)\S/.exec(text)?.[1];
  if (first === undefined) return '  ';
  if (first.startsWith('\t')) return '\t';
  const widths = [...text.slice(0, 200_000).matchAll(/\n( +)\S/g)].slice(0, 400).map((match) => (match[1] ?? '').length);
  return ' '.repeat(widths.some((width) => width % 4 !== 0) ? 2 : 4);
}
