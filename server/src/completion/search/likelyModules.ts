import type { ModuleInfo } from '../../model/moduleInfo';
import { commentAbove, nameParts } from '../pieces/nameWeights';
import type { ContextSources } from '../pieces/piece';
import type { Place } from '../place';
import type { Hit } from './moduleSearch';

const candidates = 40;
const given = 3;

/**
 * Names of modules that are likely to be instantiated at the cursor, the likeliest first: those whose ports are called like what the unit declares and does not connect yet. Only where an
 * instance may stand.
 */
export function likelyModules(place: Place, sources: ContextSources): string[] {
  const search = sources.search?.();
  const { unit } = place;
  if (search === undefined || unit === undefined || !mayHoldInstance(place)) return [];
  const loose = looseNames(place, unit);
  const query = queryOf(place, loose);
  const present = new Set(unit.instances.map((instance) => instance.moduleName));
  const names = new Set([...unit.nets, ...unit.ports].map((one) => one.name));
  const ranked = search
    .byPorts(query, candidates)
    .filter(({ outline }) => outline.name !== unit.name && !outline.instantiates.includes(unit.name) && outline.ports.length > 0)
    .filter(({ outline }) => sources.neverSend?.(outline.path) !== true)
    .map((hit) => ({ ...hit, score: hit.score * fit(hit, names, loose) * prior(hit, place, present, search.usesOf(hit.outline.name)) }))
    .sort((a, b) => b.score - a.score || (a.outline.name < b.outline.name ? -1 : 1));
  return [...new Set(ranked.map(({ outline }) => outline.name))].slice(0, given);
}

/** Between the items of a module. */
function mayHoldInstance(place: Place): boolean {
  if (place.unitKind !== 'module' || place.statement === 0 || place.before.length - place.statement > 1) return false;
  return place.open.stack.every(({ opener, index }) => {
    if (opener === 'begin') return !inProcess(place, index);
    return opener === 'module' || opener === 'macromodule' || opener === 'generate';
  });
}

/** Whether a `begin` opens a block of a process rather than of a generate construct. */
function inProcess({ before }: Place, index: number): boolean {
  for (let at = index - 1; at >= 0; at--) {
    const text = before[at]?.text ?? '';
    if (/^(?:always\w*|initial|final|function|task)$/.test(text)) return true;
    if (/^(?:;|begin|end\w*|generate)$/.test(text)) return false;
  }
  return false;
}

/** What is declared and met nowhere else in the unit: it waits for something to drive or read it. */
function looseNames(place: Place, unit: ModuleInfo): ReadonlySet<string> {
  const uses = new Map<string, number>();
  for (const list of [place.before, place.after]) {
    for (const { kind, text } of list) if (kind === 'id') uses.set(text, (uses.get(text) ?? 0) + 1);
  }
  const declared = [...unit.nets, ...unit.ports].map((one) => one.name);
  return new Set(declared.filter((name) => (uses.get(name) ?? 0) <= 1));
}

function queryOf(place: Place, loose: ReadonlySet<string>): Map<string, number> {
  const query = new Map<string, number>();
  const add = (name: string, weight: number): void => {
    for (const part of nameParts(name)) query.set(part, Math.max(query.get(part) ?? 0, weight));
  };
  for (const { kind, text } of place.before.slice(-60)) if (kind === 'id') add(text, 0.3);
  for (const name of loose) add(name, 1);
  for (const word of commentAbove(place.prefix)) add(word, 1);
  return query;
}

/** How well the ports of a module can be connected: by the same name, or by a name that holds theirs. */
function fit({ outline }: Hit, names: ReadonlySet<string>, loose: ReadonlySet<string>): number {
  const looseParts = [...loose].map((name) => new Set(nameParts(name)));
  const connected = outline.ports.map((port): number => {
    if (loose.has(port)) return 1.5;
    const parts = nameParts(port);
    if (looseParts.some((name) => parts.every((part) => name.has(part)))) return 1;
    return names.has(port) ? 0.4 : 0;
  });
  const sum = connected.reduce((all, one) => all + one, 0);
  return 0.1 + sum / (connected.length + 3);
}

/** Near files are likelier, and so is what nothing instantiates yet; a test bench is not. */
function prior({ outline }: Hit, place: Place, present: ReadonlySet<string>, uses: number): number {
  const folder = place.path.slice(0, place.path.lastIndexOf('/'));
  const near = outline.path.startsWith(`${folder}/`) ? 1.4 : 1;
  const bench = /(?:^|\/|_)(?:tb|test|bench|dv|sim)(?:\/|_|\.|$)/.test(outline.path) ? 0.5 : 1;
  return near * bench * (uses === 0 ? 1.3 : 1) * (present.has(outline.name) ? 0.7 : 1);
}
