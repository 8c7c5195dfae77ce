import { allOfType, ancestorOfType, flatText, type Node } from '../../syntax/nodes';
import type { FixContext } from '../strategy';

/**
 * The type text with which a variable is declared, fit for another declaration in a procedural block: net keywords and directions are
 * dropped, a range without a keyword gets one. Undefined for an array, and for what is not found.
 */
export function typeOf(context: FixContext, place: Node, name: string): string | undefined {
  const net = context.module.nets.find((item) => item.name === name);
  const port = context.module.ports.find((item) => item.name === name);
  if (net?.unpacked !== undefined) return undefined;
  const declared = localType(place, name) ?? net?.typeText ?? port?.typeText;
  if (declared === undefined) return undefined;
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const type = declared.replace(/^(var|wire|tri)\b\s*/, '').trim();
  if (type === '') return bit;
  return /^(\[|signed\b|unsigned\b)/.test(type) ? `${bit} ${type}` : type;
}

/** A declaration in an enclosing block or function. */
function localType(place: Node, name: string): string | undefined {
  for (let at: Node | null = place; at !== null && at.type !== 'module_declaration'; at = at.parent) {
    if (!['seq_block', 'function_body_declaration'].includes(at.type)) continue;
    for (const declaration of allOfType(at, 'data_declaration')) {
      const owner = ancestorOfType(declaration, 'seq_block', 'function_body_declaration');
      if (owner?.id !== at.id) continue;
      const found = new RegExp(`^(?:automatic |static )?(.*?)[\\s]${name}\\s*(=[^,;]*)?[,;]`).exec(flatText(declaration));
      if (found?.[1] !== undefined && !found[1].includes(',') && !found[1].includes('=')) return found[1].trim();
    }
  }
  return undefined;
}
