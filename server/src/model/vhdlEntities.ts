import { extensionOf } from './paths';

/** Extensions of VHDL sources. */
const vhdlExtensions = ['.vhd', '.vhdl'];

export function isVhdl(path: string): boolean {
  return vhdlExtensions.includes(extensionOf(path).toLowerCase());
}

/** What one VHDL file declares for others. */
export type VhdlUnitKind = 'entity' | 'package';

/**
 * The entities and packages that the VHDL files of a project declare; entities may be instantiated in Verilog as modules are. Found at token level, in files
 * that are read when a name is looked for that nothing else declares; names of VHDL are the same in capitals (IEEE 1076-2008 15.4.2).
 */
export class VhdlEntities {
  private readonly unread = new Set<string>();
  private readonly files = new Map<string, string>();

  add(paths: readonly string[]): void {
    for (const path of paths) this.unread.add(path);
  }

  /** The file that declares a unit of that name; undefined when none does. */
  fileOf(kind: VhdlUnitKind, name: string, readText: (path: string) => string | undefined): string | undefined {
    for (const path of this.unread) {
      for (const unit of unitsIn(readText(path) ?? '')) if (!this.files.has(unit)) this.files.set(unit, path);
    }
    this.unread.clear();
    return this.files.get(`${kind} ${name.toLowerCase()}`);
  }
}

const token = /--[^\r\n]*|"[^"\r\n]*"|\b(entity|package)\s+([a-z]\w*)\s+is\b/gi;

function unitsIn(text: string): string[] {
  return Array.from(text.matchAll(token)).flatMap(([, kind, name]) =>
    kind === undefined || name === undefined ? [] : [`${kind.toLowerCase()} ${name.toLowerCase()}`],
  );
}
