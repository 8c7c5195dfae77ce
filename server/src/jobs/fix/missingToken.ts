import { tokenize } from '../../graph/lexer';
import type { Scene } from '../../refactor/scene';
import type { FixOffer, FixRule } from './fixRule';

/** What the grammar waits for is put where it is missing: a `;`, a bracket, an `end…`. */
export const missingToken: FixRule = {
  name: 'missingToken',
  offers({ diagnostic, scene }) {
    const unclosed = /^`\w+ (\w+)` has no `(end\w+)`/.exec(diagnostic.message);
    if (unclosed !== null) return closing(scene, unclosed[2] ?? '');
    const wanted = /expected '([^']+)'/.exec(diagnostic.message)?.[1] ?? /missing `([^`]+)`/.exec(diagnostic.message)?.[1];
    if (wanted === undefined) return [];
    if (/^end\w*$/.test(wanted)) return wanted === 'end' ? before(scene, wanted) : [...before(scene, wanted), ...closing(scene, wanted)];
    if (!/^[;)\]}:,=]$/.test(wanted)) return [];
    const last = tokenize(scene.text, 0, scene.start)
      .filter(({ kind }) => kind !== 'end')
      .at(-1);
    const at = last?.end ?? scene.start;
    return [{ title: `Insert ${wanted}`, edits: [{ start: at, end: at, text: wanted }], changes: true }];
  },
};

/** The word on a line of its own before the line of the diagnostic. */
function before({ text, start }: Scene, word: string): FixOffer[] {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line))?.[0] ?? '';
  return [{ title: `Insert ${word}`, edits: [{ start: line, end: line, text: `${indent}${word}\n` }], changes: true }];
}

/** The word before the next design unit, or at the end of the file. */
function closing({ text, start }: Scene, word: string): FixOffer[] {
  const next = /^[ \t]*(?:module|interface|package|program)\b/gm;
  next.lastIndex = text.indexOf('\n', start) + 1 || text.length;
  const at = next.exec(text)?.index ?? text.length;
  const gap = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return [{ title: `Insert ${word}`, edits: [{ start: at, end: at, text: `${gap}${word}\n` }], changes: true }];
}
