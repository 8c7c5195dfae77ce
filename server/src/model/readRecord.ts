import type { SourceText } from '../base/ranges';
import type { MacroDefinition, ParsedFile } from '../syntax/parsedFile';
import type { VerilogParser } from '../syntax/parser';
import type { FileRecord } from './indexTypes';

/** What reading a file asks of the project around it. */
export interface RecordSources {
  readonly defines: Readonly<Record<string, string>>;
  /** State of the project that the record will be good for. */
  readonly generation: number;
  findInclude(name: string, from: string): string | undefined;
  textOf(path: string): string | undefined;
  /** A macro that another file of the project defines, with that file. */
  macroElsewhere(name: string, from: string): { readonly file: string; readonly definition: MacroDefinition } | undefined;
}

/** Parses a text and notes all that its reading depended on: includes, macros of other files, macros that nothing defines. */
export function readRecord(
  source: SourceText,
  previous: ParsedFile | undefined,
  parser: VerilogParser,
  sources: RecordSources,
): FileRecord & { parsed: ParsedFile } {
  const includes: { name: string; from: string; path: string | undefined; text: string | undefined }[] = [];
  const borrowed = new Set<string>();
  const macros = new Map<string, MacroDefinition | undefined>();
  const parsed = parser.parse(
    source,
    {
      defines: sources.defines,
      mode: 'full',
      include: (name, from) => {
        const path = sources.findInclude(name, from);
        const text = path === undefined ? undefined : sources.textOf(path);
        includes.push({ name, from, path, text });
        return path === undefined || text === undefined ? undefined : { path, text };
      },
      lookupMacro: (name) => {
        if (!macros.has(name)) {
          const found = sources.macroElsewhere(name, source.path);
          if (found !== undefined) borrowed.add(found.file);
          macros.set(name, found?.definition);
        }
        return macros.get(name);
      },
    },
    previous,
  );
  return {
    source,
    includes,
    generation: sources.generation,
    parsed,
    lent: false,
    pins: 0,
    summary: undefined,
    symbols: undefined,
    unknownMacros: [...borrowed],
    openMacros: [...macros].flatMap(([name, found]) => (found === undefined ? [name] : [])),
  };
}
