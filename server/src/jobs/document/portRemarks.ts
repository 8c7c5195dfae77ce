import type { ModuleInfo } from '../../model/moduleInfo';

/** The author's own words on ports: the comment at the end of the line on which a port is declared, when it is the last one there. */
export function portRemarks({ ports }: ModuleInfo, text: string): ReadonlyMap<string, string> {
  const remarks = new Map<string, string>();
  for (const [at, { name, nameRange }] of ports.entries()) {
    const next = ports[at + 1];
    if (next?.nameRange.line === nameRange.line) continue;
    const end = text.indexOf('\n', nameRange.end);
    const rest = text.slice(nameRange.end, end < 0 ? text.length : end);
    const words = /\/\/[/!<]*\s*(\S[^\r]*)$/.exec(rest)?.[1] ?? /\/\*+<?\s*(.*?)\s*\*\/\s*$/.exec(rest)?.[1];
    if (words !== undefined && words !== '') remarks.set(name, words.trim());
  }
  return remarks;
}
