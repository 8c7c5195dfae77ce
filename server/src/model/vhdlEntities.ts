import { extensionOf } from './paths';

/** Extensions of VHDL sources. */
const vhdlExtensions = ['.vhd', '.vhdl'];

export function isVhdl(path: string): boolean {
  return vhdlExtensions.includes(extensionOf(path).toLowerCase());
}

/**
 * The entities that the VHDL files of a project declare, which a Verilog module may instantiate as it does modules. Found at token level, in files
 * that are read when a name is looked for that nothing else declares; names of VHDL are the same in capitals (IEEE 1076-2008 15.4.2).
 */
export class VhdlEntities {
  private readonly unread = new Set<string>();
  private readonly files = new Map<string, string>();

  add(paths: readonly string[]): void {
    for (const path of paths) this.unread.add(path);
  }

  /** The file that declares an entity of that name; undefined when none does. */
  fileOf(name: string, readText: (path: string) => string | undefined): string | undefined {
    for (const path of this.unread) {
      for (const entity of entitiesIn(readText(path) ?? '')) if (!this.files.has(entity)) this.files.set(entity, path);
    }
    this.unread.clear();
    return this.files.get(name.toLowerCase());
  }
}

const token = /--[^\r\n]*|"[^"\r\n]*"|\bentity\s+([a-z]\w*)\s+is\b/gi;

function entitiesIn(text: string): string[] {
  return Array.from(text.matchAll(token)).flatMap(([, name]) => (name === undefined ? [] : [name.toLowerCase()]));
}
