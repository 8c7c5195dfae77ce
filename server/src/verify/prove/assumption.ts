import type { CompileUnit } from '../../model/compileUnit';
import type { PortFact } from './facts';

/**
 * A module of our own that computes an assumption over input ports, `ok`. The text may hold port names, numbers and operators, nothing
 * else, so it can reach nothing. Gives the reason in words when it is refused.
 */
export function assumptionUnit(text: string, inputs: readonly PortFact[]): CompileUnit | { readonly refused: string } {
  const names = new Set(inputs.map((port) => port.name));
  const pattern = /\s+|[A-Za-z_][A-Za-z0-9_$]*|\d*'[sS]?[bodhBODH][0-9a-fA-F_]+|\d+|[-+*&|^~!<>=?:()[\]{},]/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null)
      return { refused: `"${text.slice(at, at + 12)}" is not allowed in an assumption: input ports, numbers and operators are` };
    const word = match[0];
    if (/^[A-Za-z_]/.test(word) && !names.has(word)) return { refused: `${word} is not an input port` };
    at = pattern.lastIndex;
  }
  if (text.trim() === '') return { refused: 'the assumption is empty' };
  const ports = inputs.map((port) => `input [${port.width - 1}:0] ${port.name}`);
  const source = `module signoff_assumption(${[...ports, 'output signoff_ok'].join(', ')});\n  assign signoff_ok = |(${text});\nendmodule\n`;
  return { files: [{ path: '/assumption.v', text: source }], includes: [], includeDirs: [], defines: {}, top: 'signoff_assumption' };
}
