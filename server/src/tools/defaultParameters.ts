import type { CompileUnit } from '../model/compileUnit';
import type { SlangEntry } from './slangReport';

/** What slang says of names that no file declares: that does not hang on any parameter. */
export const unresolvedWords = /^(?:unknown (?:module|package|class or package|interface|primitive)|'[^']*': No such file)/;

/** True also where a parameter stands for a type that only instances give: what is declared and how the text is written hang on none. */
const writtenWords = /^(?:use of undeclared identifier|expected |unexpected |reference to non-constant variable )/;

/** True of whatever the parameters are: no second look is needed. */
const certainWords =
  /^(?:use of undeclared identifier|unknown |expected |unexpected |missing |identifier '[^']*' used before|(?:port|parameter) '[^']*' does not exist|redefinition of)/;

/** Warnings of sizes and values, which parameters decide. */
const sizedByParameters = new Set([
  'width-trunc',
  'port-width-trunc',
  'implicit-conv',
  'packed-array-conv',
  'constant-conversion',
  'divide-by-zero',
  'index-oob',
  'range-oob',
]);

/**
 * Which errors stand in a unit whose parameters are placeholders, or that others instantiate with parameters of their own (`overridden`), so
 * that they may say nothing of the unit in use. Of warnings only those of sizes do, and only where a parameter holds the place of another.
 */
export function mayHangOnDefaults(unit: CompileUnit, overridden?: (module: string) => boolean): (entry: SlangEntry) => boolean {
  const answers = new Map<string, boolean>();
  const ask = (root: string): boolean => {
    const known = answers.get(root) ?? (unit.placeholders?.includes(root) === true || overridden?.(root) === true);
    answers.set(root, known);
    return known;
  };
  return ({ severity, root, message, option }) => {
    if (root === undefined) return false;
    const placeholder = unit.placeholders?.includes(root) === true;
    if (severity !== 'error') return placeholder && sizedByParameters.has(option ?? '');
    if (unresolvedWords.test(message) || writtenWords.test(message)) return false;
    return placeholder || (!certainWords.test(message) && ask(root));
  };
}

/**
 * Tells errors of the code from errors of its default parameters. A module with a type parameter, or one of a named type, is made to be
 * instantiated with others (`parameter type data_t = logic`): elaborated alone, every member of `data_t` is an error of nobody's.
 * Takes the report of an elaboration and that of slang's lint mode, in which whatever depends on a parameter's value is left open, and
 * gives the first without such errors: one hint per unit says how many places were not judged, and the first of them.
 */
export function withoutDefaultErrors(
  entries: readonly SlangEntry[],
  lintMode: readonly SlangEntry[],
  mayHang: (entry: SlangEntry) => boolean,
): SlangEntry[] {
  const certain = new Set(lintMode.filter((entry) => entry.severity === 'error' || sizedByParameters.has(entry.option ?? '')).map(placeOf));
  const hangs = (entry: SlangEntry): boolean => mayHang(entry) && !certain.has(placeOf(entry));
  const counts = new Map<string, number>();
  for (const entry of entries.filter(hangs)) counts.set(entry.root ?? '', (counts.get(entry.root ?? '') ?? 0) + 1);
  return entries.flatMap((entry) => {
    if (!hangs(entry)) return [entry];
    const { root = '' } = entry;
    const count = counts.get(root);
    if (count === undefined) return [];
    counts.delete(root);
    const more = count === 1 ? '' : `, and ${count - 1} more place${count === 2 ? '' : 's'}`;
    const message = `not judged, since it hangs on the parameters that instances of ${root} give: ${entry.message}${more}`;
    return [{ ...entry, severity: 'hint' as const, option: 'default-parameters', message }];
  });
}

function placeOf(entry: SlangEntry): string {
  return `${entry.file ?? ''}:${entry.line ?? 0}:${entry.column ?? 0}:${entry.severity === 'error' ? '' : (entry.option ?? '')}`;
}
