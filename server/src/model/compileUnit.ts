import type { SourceText } from '../base/ranges';
import type { BlackBox } from './blackBoxes';

/**
 * Everything a tool has to read to elaborate one module: sources in order, include files by the name they are reached under,
 * defines and top. It holds texts, not paths to read, so that an unsaved edit or a candidate is checked exactly as it stands.
 */
export interface CompileUnit {
  /** Sources in compile order: packages first, then what they serve. */
  readonly files: readonly SourceText[];
  /** Include files (found through the include directories), by absolute path. */
  readonly includes: readonly SourceText[];
  /** Absolute include directories, in search order. */
  readonly includeDirs: readonly string[];
  readonly defines: Readonly<Record<string, string>>;
  readonly top?: string;
  /** Parameter overrides of the top. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names that no source of the unit declares: black boxes, with why. */
  readonly unresolved?: readonly string[];
  /** Those of them that are instantiated, with the ports and parameters that their instances name. */
  readonly blackBoxes?: readonly BlackBox[];
  /** Headers of modules that nothing declares, with the direction of every port: black boxes around which the rest can be read. */
  readonly headers?: readonly SourceText[];
  /** Macros that no source defines, as they are written behind `define: only for looking at a design, which is never run with them. */
  readonly standIns?: readonly string[];
  /** Units whose parameters hold the place of what their instances give (a type, a value of a named type): alone they may not elaborate. */
  readonly placeholders?: readonly string[];
}

/** A unit in which one file has another text. */
export function withFileText(unit: CompileUnit, path: string, text: string): CompileUnit {
  return { ...unit, files: unit.files.map((file) => (file.path === path && file.text !== text ? { path, text } : file)) };
}
