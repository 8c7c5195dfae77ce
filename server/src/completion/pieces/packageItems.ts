import type { ModuleInfo } from '../../model/moduleInfo';
import type { Place } from '../place';
import { estimateTokens } from '../tokens';
import { parameterLine, typeLine } from './declarationText';
import type { NameWeights } from './nameWeights';
import { filesOf, heaviest, makePiece, shownPath, type ContextSources, type Piece } from './piece';
import { prototype } from './unitNames';

interface Item {
  readonly pack: ModuleInfo;
  readonly text: string;
  /** What it declares: its name, enumerators and members. */
  readonly names: readonly string[];
  weight: number;
  readonly from: string;
}

/** A type longer than this is shown by what is used of it. */
const longType = 260;

/**
 * Of the packages that the unit imports or names, the items it uses and what those are made of; then what looks like the words at the cursor. Gives first the pieces that
 * are the same wherever the cursor is.
 */
export function packageItems(
  place: Place,
  sources: ContextSources,
  weights: NameWeights,
  budget: { stable: number; atCursor: number },
): Piece[] {
  const packs = packagesOf(place, sources);
  const items = packs.flatMap((pack) => itemsOf(pack, sources));
  const stable = chosen(items, (name) => weights.inUnit(name), budget.stable);
  const shown = new Set(stable.map((item) => `${item.pack.name}.${item.names[0] ?? ''}`));
  const rest = items.filter((item) => !shown.has(`${item.pack.name}.${item.names[0] ?? ''}`));
  const more = chosen(rest, (name) => weights.atCursor(name), budget.atCursor);
  return packs.flatMap((pack) => [
    ...pieceOf(
      pack,
      stable.filter((item) => item.pack === pack),
      sources,
      true,
    ),
    ...pieceOf(
      pack,
      more.filter((item) => item.pack === pack),
      sources,
      false,
    ),
  ]);
}

function packagesOf(place: Place, sources: ContextSources): ModuleInfo[] {
  const imported = (place.unit?.imports ?? []).map((entry) => entry.package);
  const scoped = place.before.flatMap(({ text }, at) => (place.before[at + 1]?.text === '::' ? [text] : []));
  const names = new Set([...imported, ...(place.unit?.references ?? []), ...scoped]);
  const found = [...names].flatMap((name) => sources.findModules(name).find((unit) => unit.kind === 'package') ?? []);
  // Packages that those import in turn: their items are made of them.
  const inner = found.flatMap((pack) => pack.imports.map((entry) => entry.package)).concat(found.flatMap((pack) => pack.references));
  const further = [...new Set(inner)].flatMap((name) => sources.findModules(name).find((unit) => unit.kind === 'package') ?? []);
  return [...new Set([...found, ...further])].filter((pack) => sources.neverSend?.(pack.path) !== true).slice(0, mostPackages);
}

const mostPackages = 24;

function itemsOf(pack: ModuleInfo, sources: ContextSources): Item[] {
  const text = sources.readText?.(pack.path);
  return [
    ...pack.parameters.map((one) => ({ text: parameterLine(one), names: [one.name], from: one.nameRange.path })),
    ...pack.types.map((type) => {
      const line = typeLine(type);
      return { text: line, names: [type.name, ...(type.enumValues ?? []), ...memberNames(line)], from: type.nameRange.path };
    }),
    ...pack.functions.map((one) => ({
      text: prototype(one.range.path === pack.path ? text : sources.readText?.(one.range.path), one.range.start),
      names: [one.name],
      from: one.range.path,
    })),
  ]
    .filter((item) => item.text !== '')
    .map((item) => ({ ...item, pack, weight: 0 }));
}

/** Members of a struct or union, as its text has them. */
function memberNames(line: string): string[] {
  const body = /\b(?:struct|union)\b[^{]*\{(.*)\}/.exec(line)?.[1];
  if (body === undefined) return [];
  return [...body.matchAll(/([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*(?=[;,])/g)].map((match) => match[1] ?? '');
}

/** The items that weigh something, and what they are made of, as far as they fit. */
function chosen(items: readonly Item[], weigh: (name: string) => number, maxTokens: number): Item[] {
  if (maxTokens <= 0) return [];
  const byName = new Map(items.map((item) => [item.names[0] ?? '', item]));
  const weighed = new Map<Item, number>();
  const give = (item: Item, weight: number, depth: number): void => {
    if (weight <= (weighed.get(item) ?? 0.15)) return;
    weighed.set(item, weight);
    if (depth === 0) return;
    for (const word of item.text.match(/[A-Za-z_]\w*/g) ?? []) {
      const inner = byName.get(word);
      if (inner !== undefined && inner !== item) give(inner, weight * 0.9, depth - 1);
    }
  };
  for (const item of items) {
    const [own = '', ...inner] = item.names;
    give(item, Math.max(weigh(own), ...inner.map((name) => 0.8 * weigh(name))), 3);
  }
  const lines = items
    .filter((item) => weighed.has(item))
    .map((item) => ({ ...item, weight: weighed.get(item) ?? 0, text: `  ${shortened(item, weigh)}` }));
  return heaviest(lines, maxTokens - 30);
}

/** A long struct or enum by the members that matter; the others are only counted. */
function shortened({ text }: Item, weigh: (name: string) => number): string {
  if (estimateTokens(text) <= longType) return text;
  const parts = /^(.*?\{)(.*)(\}[^{}]*)$/.exec(text);
  if (parts === null) return text;
  const [, head = '', body = '', tail = ''] = parts;
  const mark = /\benum\b/.test(head) ? ',' : ';';
  const members = body
    .split(mark)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const lines = members.map((member) => ({
    text: member,
    weight: weigh(/([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*(?:=.*)?$/.exec(member)?.[1] ?? ''),
  }));
  const kept = heaviest(lines, longType - estimateTokens(head + tail));
  const left = members.length - kept.length;
  return `${head}${kept.map((one) => one.text).join(`${mark} `)}${mark === ';' ? ';' : ''}${left === 0 ? '' : ` /* and ${left} more */`} ${tail}`;
}

function pieceOf(pack: ModuleInfo, items: readonly Item[], sources: ContextSources, stable: boolean): Piece[] {
  if (items.length === 0) return [];
  return [
    makePiece({
      name: `${stable ? 'package' : 'morePackage'}:${pack.name}`,
      title: `${stable ? 'used' : 'more'} of package ${pack.name} in ${shownPath(pack.path, sources)}`,
      text: [`package ${pack.name};`, ...items.map((item) => item.text), 'endpackage'].join('\n'),
      from: filesOf([pack.path, ...items.map((item) => item.from)], sources),
      ...(stable ? { stable: true } : {}),
      priority: stable ? 90 : 82,
    }),
  ];
}
