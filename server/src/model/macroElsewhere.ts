import { readDefine } from '../syntax/macros';
import type { MacroDefinition } from '../syntax/parsedFile';
import type { FileScans } from './fileScans';
import { distance } from './paths';

/** A macro that another file of the project defines, the nearest to `from`, with that file; undefined when none does. */
export function macroElsewhere(
  name: string,
  from: string,
  scans: FileScans,
  textOf: (path: string) => string | undefined,
): { readonly file: string; readonly definition: MacroDefinition } | undefined {
  const [file] = [...(scans.defining.get(name) ?? [])]
    .filter((one) => one !== from)
    .sort((a, b) => distance(from, a) - distance(from, b) || (a < b ? -1 : 1));
  if (file === undefined) return undefined;
  const at = scans.byPath.get(file)?.macros.get(name);
  const text = textOf(file);
  const read = at === undefined || text === undefined ? undefined : readDefine(text, at);
  if (at === undefined || read?.name !== name) return undefined;
  const range = { path: file, start: at, end: read.end, line: 0, column: 0, endLine: 0, endColumn: 0 };
  return { file, definition: { ...read.definition, range } };
}
