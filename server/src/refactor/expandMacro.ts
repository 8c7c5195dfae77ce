import { failure, success } from '../base/outcome';
import { closeOf, nextCode } from './brackets';
import { lineIndent } from '../base/layout';
import type { Refactoring } from './refactoring';
import type { Scene } from './scene';

export interface MacroExpansion {
  readonly name: string;
  /** The use with its arguments, in the file as written. */
  readonly start: number;
  readonly end: number;
  /** What it stands for; macros inside it are expanded too. */
  readonly text: string;
}

/** A macro's use → the text it stands for. */
export const expandMacro: Refactoring = {
  name: 'expandMacro',
  offers(scene) {
    const found = expansionAt(scene);
    if (found === undefined) return [];
    const { start, end, name } = found;
    const text = found.text.replace(/\s*\n\s*/g, `\n${lineIndent(scene.text, start)}`);
    const edits = /`/.test(found.text) ? failure('a macro inside it is not known') : success([{ start, end, text }]);
    return [{ title: `Replace \`${name} by its expansion`, kind: 'refactor.inline', preserving: true, edits }];
  },
};

/** The macro used at the selection and what it makes there; undefined when none is, or it is not known. */
export function expansionAt({ file, path, start, text }: Pick<Scene, 'file' | 'path' | 'start' | 'text'>): MacroExpansion | undefined {
  const use = file.pre.macroUses.find(
    (one) => one.kind === 'use' && one.range.path === path && one.range.start - 1 <= start && start <= one.range.end,
  );
  if (use?.definition === undefined) return undefined;
  const from = use.range.start - 1;
  const open = use.definition.parameters === undefined ? undefined : nextCode(text, use.range.end);
  const close = open === undefined ? undefined : closeOf(text, open);
  if (open !== undefined && close === undefined) return undefined;
  const end = close === undefined ? use.range.end : close + 1;
  const made = madeBy(file.pre, path, from);
  return made === undefined ? undefined : { name: use.name, start: from, end, text: made.trim() };
}

/** The stretch of preprocessed text that the use at `from` made. */
function madeBy(pre: Scene['file']['pre'], path: string, from: number): string | undefined {
  // What is copied just before the use says where it begins.
  let at: number | undefined;
  for (let back = from; back >= 0 && at === undefined; back--) {
    const found = pre.fromRoot(back);
    if (found !== undefined) at = found;
  }
  for (let first = at ?? 0, guard = 0; first < pre.text.length && guard < 5000; first++, guard++) {
    const range = pre.toSource(first, first + 1);
    if (range.path === path && range.start > from) return undefined;
    if (range.macro === undefined || range.start !== from || range.path !== path) continue;
    let last = first;
    while (last < pre.text.length) {
      const next = pre.toSource(last, last + 1);
      if (next.macro === undefined || next.start !== from || next.path !== path) break;
      last++;
    }
    return pre.text.slice(first, last);
  }
  return undefined;
}
