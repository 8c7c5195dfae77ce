import { tokenize } from '../../graph/lexer';
import { isSystemVerilog, type Scene } from '../../refactor/scene';
import type { FixRule } from './fixRule';

/** A value that is cut off says so: a size cast in SystemVerilog, a select of the lower bits of a name in Verilog. What is assigned stays the same. */
export const truncation: FixRule = {
  name: 'truncation',
  offers({ diagnostic, scene }) {
    const to = /truncates from \d+ to (\d+) bits/.exec(diagnostic.message)?.[1];
    const span = to === undefined ? undefined : expressionFrom(scene, scene.start);
    if (to === undefined || span === undefined) return [];
    const text = scene.text.slice(span.start, span.end);
    const bits = `the lower ${to} bit${to === '1' ? '' : 's'}`;
    if (isSystemVerilog(scene)) return [{ title: `Take ${bits} by a cast`, edits: [{ ...span, text: `${to}'(${text})` }], changes: false }];
    if (!/^[A-Za-z_]\w*$/.test(text)) return [];
    const select = to === '1' ? '[0]' : `[${Number(to) - 1}:0]`;
    return [{ title: `Take ${bits} by a select`, edits: [{ ...span, text: `${text}${select}` }], changes: false }];
  },
};

/** From an offset to the end of the expression that begins there. */
function expressionFrom({ text }: Scene, start: number): { start: number; end: number } | undefined {
  let depth = 0;
  let end = start;
  for (const token of tokenize(text, start, Math.min(text.length, start + 2000))) {
    if (/^[([{]$/.test(token.text) || token.text === "'{") depth++;
    if (depth === 0 && /^(?:[;,:?)\]}]|end|else)$/.test(token.text)) return end > start ? { start, end } : undefined;
    if (/^[)\]}]$/.test(token.text)) depth--;
    end = token.end;
  }
  return undefined;
}
