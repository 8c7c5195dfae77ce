import type { WorkspaceIndex } from '../workspaceIndex';
import type { Declaration, Reference, SymbolTable } from './symbolTypes';

/** A declaration with the table it is in: its indexes are of that table. */
export interface Located {
  readonly table: SymbolTable;
  readonly declaration: Declaration;
}

/** The project as resolution sees it. */
export interface SymbolProject {
  /** Table of a file as it is now; undefined when it cannot be read. */
  table(path: string): SymbolTable | undefined;
  /** Tables that hold the names written in a file: its own, or for a file that others include, theirs, the nearest first. */
  views(path: string): readonly SymbolTable[];
  /** Files that declare a design unit of that name, the one that counts for `from` first. */
  filesDeclaring(name: string, from: string): readonly string[];
  /** Files that seem to declare that name outside of every design unit, the nearest first. */
  filesHolding(name: string, from: string): readonly string[];
  /** The table of a file when having it costs nothing: it was read before and did not change. */
  tableAtHand(path: string): SymbolTable | undefined;
  /** Whether other files seem to include this one. */
  isIncluded(path: string): boolean;
  /** The table that a file would have with another text. */
  tableOfText(path: string, text: string): SymbolTable;
  /** Names of design units that files seem to declare, with the file and the keyword that declares them. */
  units(): readonly { readonly name: string; readonly path: string; readonly kind: string }[];
  /** All files of the project, sorted. */
  files(): readonly string[];
  /** Folders that include files are looked for in. */
  includeDirs(): readonly string[];
  /** Names of macros that files of the project define. */
  macroNames(): readonly string[];
  /** Files whose text holds the word. */
  filesWithWord(word: string): readonly string[];
  /** Current text of a file. */
  text(path: string): string | undefined;
  /** Why a file must not be changed, as in `that file is …`; undefined when it may be. */
  whyFixed(path: string): string | undefined;
  /** Runs `work` while files are taken to stay as they are: each is looked at once. */
  still<T>(work: () => T): T;
  /** What was found out while things stay as they are; emptied when that ends. */
  readonly memo: Memo;
}

export interface Memo {
  readonly resolutions: Map<Reference, Resolution>;
  /** Design units by name and the folder they are asked for from. */
  readonly units: Map<string, readonly Located[]>;
  /** Types that instances give a type parameter. */
  readonly bindings: Map<string, readonly Located[]>;
  readonly constants: Map<Declaration, bigint | undefined>;
}

/** Empty when unresolved. Several when a name is declared in branches of which one is chosen at elaboration. */
export interface Resolution {
  readonly declarations: readonly Located[];
  readonly why?: Unresolved;
}

/** Why a name leads nowhere. */
export type Unresolved =
  /** No declaration of that name is in sight. */
  | 'undeclared'
  /** A module, interface or class that no file of the project declares. */
  | 'notInProject'
  | 'packageUnknown'
  /** What stands before the dot, `::` or parenthesis does not resolve. */
  | 'baseUnresolved'
  /** The type before the dot is not known here: a type parameter without default, an expression. */
  | 'typeUnknown'
  | 'noSuchMember'
  /** A method or name of the language itself: `size`, `next`, `item`, `std`. */
  | 'builtin'
  /** The file uses macros that nothing defines: one may declare it. */
  | 'behindUnknownMacro';

/** The project of an index. Paths of files that other files include lead to those. `whyFixed` says which files must stay as they are. */
export function symbolProject(index: WorkspaceIndex, whyFixed: SymbolProject['whyFixed'] = () => undefined): SymbolProject {
  const memo: Memo = { resolutions: new Map(), units: new Map(), constants: new Map(), bindings: new Map() };
  let depth = 0;
  return {
    memo,
    table: (path) => index.symbols(path),
    views: (path) =>
      index.still(() => {
        const found = index
          .includersOf(path)
          .map((includer) => index.symbols(includer))
          .filter((table) => table?.includes.some((use) => use.path === path) === true)
          .filter((table) => table !== undefined);
        const own = index.symbols(path);
        if (found.length === 0) return own === undefined ? [] : [own];
        return found;
      }),
    filesDeclaring: (name, from) => index.filesDeclaring(name, from),
    filesHolding: (name, from) => index.filesHolding(name, from),
    tableAtHand: (path) => index.symbolsAtHand(path),
    isIncluded: (path) => index.includersOf(path).length > 0,
    tableOfText: (path, text) => index.symbolsOfText(path, text),
    units: () =>
      index.files.flatMap((path) => {
        const scan = index.scanOf(path);
        return (scan?.declares ?? []).map((name, at) => ({ name, path, kind: scan?.kinds[at] ?? 'module' }));
      }),
    files: () => index.files,
    includeDirs: () => index.includeDirs(),
    macroNames: () => index.macroNames(),
    filesWithWord: (word) => index.filesWithWord(word),
    text: (path) => index.text(path),
    whyFixed,
    still(work) {
      depth++;
      try {
        return index.still(work);
      } finally {
        if (--depth === 0) {
          memo.resolutions.clear();
          memo.units.clear();
          memo.bindings.clear();
          memo.constants.clear();
        }
      }
    },
  };
}

/** What makes a declaration itself, over the whole project. */
export function keyOf({ declaration }: Located): string {
  return `${declaration.nameRange.path}:${declaration.nameRange.start}:${declaration.name}`;
}

/** The first declaration of a thing that is declared in two steps (`output q; reg q;`). */
export function canonical(located: Located): Located {
  const first = located.declaration.completes;
  const declaration = first === undefined ? undefined : located.table.declarations[first];
  return declaration === undefined ? located : { table: located.table, declaration };
}
