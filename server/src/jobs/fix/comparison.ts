import type { FixRule } from './fixRule';

/** `=` in a condition is meant as `==`. */
export const comparison: FixRule = {
  name: 'comparison',
  offers({ diagnostic, scene: { text, start } }) {
    if (!/assignment expressions must be parenthesized/.test(diagnostic.message)) return [];
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    const at = /(?<![=<>!+\-*/%&|^])=(?!=)/.exec(line)?.index;
    if (at === undefined) return [];
    return [{ title: 'Compare with ==', edits: [{ start: start + at, end: start + at + 1, text: '==' }], changes: true }];
  },
};
