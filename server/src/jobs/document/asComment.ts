import { clocks, roleOf, type Documented } from './asMarkdown';

/** Our headers begin so; one that is there is replaced. */
const mark = '// Interface, as the code has it:';

/**
 * The text of a file with a comment above the module: its sentence, parameters, ports and clocks. A header that was written so before is replaced, the author's own comments stay. `start` and
 * `text` are of the file.
 */
export function withCommentHeader(text: string, module: Documented): string {
  const { info, graph, headline, remarks } = module;
  const names = info.ports.map(({ name }) => name.length);
  const width = Math.max(0, ...names);
  const ports = info.ports.map(({ name, direction }) => {
    const words = [roleOf(graph, name), remarks.get(name) ?? ''].filter((one) => one !== '').join('; ');
    return `//   ${direction.padEnd(6)} ${words === '' ? name : `${name.padEnd(width)}  ${words}`}`.trimEnd();
  });
  const parameters = info.parameters
    .filter(({ local }) => !local)
    .map(({ name, defaultText }) => `//   parameter ${name} = ${defaultText.trim().replace(/\s+/g, ' ')}`);
  const domains = clocks(graph)
    .replaceAll('`', '')
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => `//   ${one.replace(/^- /, 'clock ')}`);
  const header = [mark, `// ${headline}`, ...parameters, ...ports, ...domains].join('\n');
  const begin = text.lastIndexOf('\n', info.range.start - 1) + 1;
  const above = text.slice(0, begin);
  const old = above.lastIndexOf(mark);
  const replaced = old >= 0 && /^(?:\/\/[^\n]*\r?\n)+$/.test(above.slice(old)) ? old : begin;
  return `${text.slice(0, replaced)}${header}\n${text.slice(begin)}`;
}
