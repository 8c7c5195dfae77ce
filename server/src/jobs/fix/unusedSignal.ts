import type { FixRule } from './fixRule';

/** A declaration, alone on its lines, of a signal that nothing reads or drives. */
export const unusedSignal: FixRule = {
  name: 'unusedSignal',
  offers({ diagnostic, scene }) {
    const name = /(?:Signal is not (?:used|driven, nor used)|unused (?:net|variable)):? '([A-Za-z_]\w*)'/i.exec(diagnostic.message)?.[1];
    const net = name === undefined ? undefined : scene.unit?.nets.find((one) => one.name === name);
    if (name === undefined || net === undefined) return [];
    const { text } = scene;
    const start = text.lastIndexOf('\n', net.nameRange.start) + 1;
    const end = text.indexOf('\n', net.nameRange.start) + 1 || text.length;
    if (!new RegExp(`^[ \\t]*\\w[^,=;()]*\\b${name}\\s*;[ \\t]*(?://.*)?\\r?\\n?$`).test(text.slice(start, end))) return [];
    return [{ title: `Remove ${name}, which nothing uses`, edits: [{ start, end, text: '' }], changes: false }];
  },
};
