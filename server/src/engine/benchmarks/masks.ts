import type { ModuleInfo } from '../../model/moduleInfo';
import type { ParsedFile } from '../../syntax/parsedFile';

const maskKinds = ['instance', 'port list', 'assignment', 'case arm', 'always block'] as const;
export type MaskKind = (typeof maskKinds)[number];

/** A stretch of a file that is cut out, to be asked for again. */
export interface Mask {
  readonly kind: MaskKind;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const nodeKinds: Readonly<Record<string, MaskKind>> = {
  module_instantiation: 'instance',
  continuous_assign: 'assignment',
  case_item: 'case arm',
  always_construct: 'always block',
};
/** Lines. */
const longest = 60;

/** Every place of a file that may be masked; none in one that does not read, or that holds no module. */
export function masksIn(parsed: ParsedFile, path: string, units: readonly ModuleInfo[]): Mask[] {
  const text = parsed.source.text;
  if (parsed.problems.length > 0 || !units.some((unit) => unit.kind === 'module')) return [];
  const masks: Mask[] = [];
  for (const node of parsed.root.descendantsOfType(Object.keys(nodeKinds))) {
    if (node === null) continue;
    const range = parsed.rangeOf(node);
    const kind = nodeKinds[node.type];
    if (kind === undefined || range.macro !== undefined || range.path !== path || range.endLine - range.line > longest) continue;
    const { start, end } = range;
    masks.push({ kind, path, start, end });
    const typed = kind === 'instance' ? /^[\w$]+\s/.exec(text.slice(start, end)) : null;
    if (typed !== null) masks.push({ kind: 'port list', path, start: start + typed[0].length, end });
  }
  return masks;
}

/** `each` masks of every kind, a few of each file, so that one long file does not fill the sample; files and places in the order that `shuffle` gives. */
export function chooseMasks(
  files: readonly string[],
  each: number,
  masksOf: (file: string) => readonly Mask[],
  shuffle: <T>(list: readonly T[]) => T[],
): Mask[] {
  const chosen = new Map<MaskKind, Mask[]>(maskKinds.map((kind) => [kind, []]));
  for (const file of shuffle(files)) {
    if (maskKinds.every((kind) => (chosen.get(kind)?.length ?? 0) >= each)) break;
    const here = masksOf(file);
    for (const kind of maskKinds) {
      const of = chosen.get(kind) ?? [];
      of.push(...shuffle(here.filter((mask) => mask.kind === kind)).slice(0, Math.min(3, each - of.length)));
    }
  }
  return [...chosen.values()].flat();
}
