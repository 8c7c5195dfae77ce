import type { Scene } from '../../refactor/scene';
import { isSystemVerilog } from '../../refactor/scene';
import type { FixRule } from './fixRule';

/** A net that a process assigns is declared as a variable. */
export const variableKind: FixRule = {
  name: 'variableKind',
  offers({ diagnostic, scene }) {
    const name = /^'([A-Za-z_]\w*)' is a net, which a process cannot assign/.exec(diagnostic.message)?.[1];
    if (name === undefined) return [];
    const word = isSystemVerilog(scene) ? 'logic' : 'reg';
    const edit = portEdit(scene, name, word) ?? netEdit(scene, name, word);
    return edit === undefined ? [] : [{ title: `Declare ${name} as ${word}`, edits: [edit], changes: true }];
  },
};

function portEdit({ unit, text, path }: Scene, name: string, word: string): { start: number; end: number; text: string } | undefined {
  const port = unit?.ports.find((one) => one.name === name);
  if (port === undefined || port.range.path !== path || port.direction === 'interface') return undefined;
  const { start, end } = port.range;
  const written = text.slice(start, end);
  if (written.trim() === name) {
    const sizes = /(?:\[[^\]]*\]\s*)+$/.exec(port.typeText.trim())?.[0].trim();
    return { start, end, text: `${port.direction} ${word} ${sizes === undefined ? '' : `${sizes} `}${name}` };
  }
  const direction = /^(?:output|inout|input)\b(\s+(?:wire|tri)\b)?/.exec(written)?.[0];
  return direction === undefined ? undefined : { start, end: start + direction.length, text: `${port.direction} ${word}` };
}

/** A `wire` that is declared alone and without a value. */
function netEdit({ unit, text }: Scene, name: string, word: string): { start: number; end: number; text: string } | undefined {
  const net = unit?.nets.find((one) => one.name === name);
  if (net === undefined) return undefined;
  const begin = text.lastIndexOf('\n', net.nameRange.start) + 1;
  const line = text.slice(begin, text.indexOf('\n', net.nameRange.start));
  const kind = new RegExp(`^(\\s*)wire\\b(?=[^,=;]*\\b${name}\\s*;)`).exec(line);
  if (kind === null) return undefined;
  const start = begin + (kind[1]?.length ?? 0);
  return { start, end: start + 4, text: word };
}
