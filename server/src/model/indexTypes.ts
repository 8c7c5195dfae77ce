import type { SourceRange, SourceText } from '../base/ranges';
import type { ParsedFile } from '../syntax/parsedFile';
import type { CompileUnit } from './compileUnit';
import type { Filelist } from './filelist';
import type { SymbolTable } from './symbols/symbolTypes';
import type { FileSummary, ModuleInfo } from './moduleInfo';

/** What the index is told about a project. Paths are absolute. */
export interface IndexOptions {
  readonly filelists?: readonly Filelist[];
  readonly includeDirs?: readonly string[];
  readonly defines?: Readonly<Record<string, string>>;
  /** Folders searched for `NAME.v` when a module NAME is not found (`-y`). */
  readonly libraryDirs?: readonly string[];
  readonly libraryExtensions?: readonly string[];
  /** Files that belong to the project wherever they are. */
  readonly files?: readonly string[];
}

export interface MissingName {
  readonly name: string;
  readonly range: SourceRange;
  /** Why it is not found, in words. */
  readonly why: string;
  /** The instance that needs it; '' for an import. */
  readonly instance: string;
  /** The VHDL file that declares an entity of that name. */
  readonly vhdl?: string;
}

export interface MissingInclude {
  readonly name: string;
  readonly range: SourceRange;
}

export interface CompileUnitResult {
  readonly unit: CompileUnit;
  readonly missing: readonly MissingName[];
  readonly missingIncludes: readonly MissingInclude[];
  /** Macros that no file known so far defines. */
  readonly openMacros: readonly string[];
  /** Scopes that names are taken from (`pkg::x`, an import for the whole file), and names of types, that no file declares. */
  readonly openScopes: readonly string[];
  /** Choices made on the way that the user may want to know: of two modules with one name, which was taken. */
  readonly notes: readonly string[];
}

/** A file as last read, with all that its reading depended on. */
export interface FileRecord {
  readonly source: SourceText;
  readonly includes: readonly {
    readonly name: string;
    readonly from: string;
    readonly path: string | undefined;
    readonly text: string | undefined;
  }[];
  readonly generation: number;
  parsed: ParsedFile | undefined;
  /** Somebody outside holds the tree, so it must not be freed by hand. */
  lent: boolean;
  /** How many readings of the tree are under way: it must stay. */
  pins: number;
  summary: KeptSummary | undefined;
  symbols: SymbolTable | undefined;
  readonly unknownMacros: readonly string[];
  /** Macros that no file known so far defines. */
  readonly openMacros: readonly string[];
}

/** What a file declares, and the units of other files that this was worked out with: another answer for one of them makes it stale. */
export interface KeptSummary {
  readonly facts: FileSummary;
  readonly needed: ReadonlyMap<string, ModuleInfo | undefined>;
  readonly missing: readonly MissingInclude[];
  /** Names before `::` anywhere in the file. */
  readonly scopes: readonly string[];
}

/** Facts about a file's reading that outlive its tree. */
export interface ReadFile {
  readonly source: SourceText;
  readonly summary: FileSummary;
  readonly includes: readonly { readonly path: string; readonly text: string; readonly name: string }[];
  readonly missingIncludes: readonly MissingInclude[];
  /** Macros found only in other files of the workspace, with the file each came from. */
  readonly borrowedMacros: readonly string[];
  /** Macros that no file known so far defines. */
  readonly openMacros: readonly string[];
  /** Names before `::` anywhere in the file. */
  readonly scopes: readonly string[];
}
