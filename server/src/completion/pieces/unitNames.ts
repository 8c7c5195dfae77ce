import type { ModuleInfo } from '../../model/moduleInfo';
import type { Place } from '../place';
import { estimateTokens } from '../tokens';
import { netLines, oneLine, parameterLine, portLines, typeLine } from './declarationText';
import type { NameWeights } from './nameWeights';
import { filesOf, makePiece, type ContextSources, type Piece } from './piece';

/**
 * What the unit at the cursor declares, in few words: the part that is the same wherever the cursor is, and behind it, when not all fitted, what else matters at
 * the cursor. For a unit too long to be shown whole.
 */
export function unitNames(
  place: Place,
  sources: ContextSources,
  weights: NameWeights,
  budget: { stable: number; atCursor: number },
): Piece[] {
  const { unit } = place;
  if (unit === undefined) return [];
  const all = declaredNames(unit, sources);
  const stable = chooseNames(all, (name) => 0.1 + weights.inUnit(name), budget.stable);
  const rest = all.filter((one) => !stable.has(one));
  const more = chooseNames(rest, (name) => weights.atCursor(name), budget.atCursor);
  const piece = (names: ReadonlySet<Declared>, title: string, isStable: boolean): Piece[] =>
    names.size === 0
      ? []
      : [
          makePiece({
            name: `${isStable ? 'names' : 'moreNames'}:${unit.name}`,
            title: `${title} ${unit.kind} ${unit.name}`,
            text: linesOf(unit, names).join('\n'),
            from: filesOf([unit.path, ...[...names].map((one) => one.from)], sources),
            ...(isStable ? { stable: true } : {}),
            priority: isStable ? 92 : 84,
          }),
        ];
  return [...piece(stable, 'what is declared in', true), ...piece(more, 'what else is declared in', false)];
}

/** One declaration of a unit, and what its own text comes to beside others of its type. */
interface Declared {
  readonly name: string;
  /** Names that come with it: enumerators. */
  readonly also: readonly string[];
  /** A line of its own; absent for ports, nets and variables, which share lines. */
  readonly line?: string;
  readonly type: string;
  readonly from: string;
}

function declaredNames(unit: ModuleInfo, sources: ContextSources): Declared[] {
  const own = (name: string, line: string, from: string, also: readonly string[] = []): Declared => ({ name, line, from, also, type: '' });
  const shared = ({ name, typeText, nameRange }: ModuleInfo['nets'][number] | ModuleInfo['ports'][number]): Declared => ({
    name,
    also: [],
    type: typeText,
    from: nameRange.path,
  });
  return [
    ...unit.ports.map(shared),
    ...unit.parameters.map((one) => own(one.name, parameterLine(one), one.nameRange.path)),
    ...unit.types.map((type) => own(type.name, typeLine(type), type.nameRange.path, type.enumValues)),
    ...unit.nets.map(shared),
    ...unit.functions.flatMap((one) => {
      const line = prototype(sources.readText?.(one.range.path), one.range.start);
      return line === '' ? [] : [own(one.name, line, one.range.path)];
    }),
  ];
}

/** The declarations that weigh most, as far as they fit. */
function chooseNames(names: readonly Declared[], weigh: (name: string) => number, maxTokens: number): ReadonlySet<Declared> {
  const weighed = names.map((one) => ({ one, weight: Math.max(weigh(one.name), ...one.also.map(weigh)) }));
  let left = maxTokens;
  const chosen = new Set<Declared>();
  for (const { one, weight } of weighed.sort((a, b) => b.weight - a.weight)) {
    // A name that shares its line costs little more than itself.
    const cost = one.line === undefined ? (one.name.length + 2 + 0.3 * one.type.length) / 3 : estimateTokens(one.line) + 1;
    if (weight < leastWeight || cost > left) continue;
    left -= cost;
    chosen.add(one);
  }
  return chosen;
}

const leastWeight = 0.1;

function linesOf(unit: ModuleInfo, chosen: ReadonlySet<Declared>): string[] {
  const names = new Set([...chosen].filter((one) => one.line === undefined).map((one) => one.name));
  const ports = portLines(unit.ports.filter((port) => names.has(port.name))).map((line) => `${line};`);
  const nets = netLines({ ...unit, nets: unit.nets.filter((net) => names.has(net.name)) }).map(({ text }) => text);
  return [...ports, ...[...chosen].flatMap((one) => one.line ?? []), ...nets];
}

/** A function or task up to the `;` of its head. */
export function prototype(text: string | undefined, start: number): string {
  const head = /^[^;]*;/.exec(text?.slice(start, start + 2000) ?? '')?.[0];
  return head === undefined ? '' : oneLine(head);
}
