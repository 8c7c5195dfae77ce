import type { Place } from '../place';
import { shapeKeys, type Outline } from '../search/outline';
import type { Query } from '../search/moduleSearch';
import { estimateTokens } from '../tokens';
import { nameParts } from './nameWeights';
import { makePiece, shownPath, type ContextSources, type Piece } from './piece';

const looked = 6;
const windowLines = 24;

/**
 * The place elsewhere in the project whose code is most like what stands at the cursor: modules by BM25 over the words of names, those built like the unit at hand first,
 * and of the best the lines that share most with the cursor's. In at most `maxTokens`.
 */
export function similarCode(place: Place, sources: ContextSources, maxTokens: number): Piece[] {
  const search = sources.search?.();
  if (search === undefined || maxTokens < 60) return [];
  const query = queryOf(place);
  const own = search.outlineOf(place.path, place.unitName ?? '');
  const hits = search
    .byCode(query, looked)
    .filter(
      ({ outline }) => !(outline.path === place.path && outline.name === place.unitName) && sources.neverSend?.(outline.path) !== true,
    )
    .map(({ outline, score }) => ({ outline, score: score * (1 + (own === undefined ? 0 : alike(own, outline))) }))
    .sort((a, b) => b.score - a.score);
  for (const { outline } of hits.slice(0, 3)) {
    const text = sources.readText?.(outline.path)?.slice(outline.start, outline.end);
    const part = text === undefined ? undefined : bestWindow(text, query, maxTokens - 30);
    if (part === undefined) continue;
    const title = `similar code, from module ${outline.name} in ${shownPath(outline.path, sources)}`;
    return [makePiece({ name: `similar:${outline.name}`, title, text: part, from: [outline.path], priority: 50 })];
  }
  return [];
}

/** Words close to the cursor; what is met everywhere BM25 itself makes light of. */
function queryOf(place: Place): Query {
  const query = new Map<string, number>();
  const look = (text: string, weight: number): void => {
    for (const part of nameParts(text)) if (part.length > 1) query.set(part, Math.max(query.get(part) ?? 0, weight));
  };
  place.before
    .slice(-80)
    .toReversed()
    .forEach(({ kind, text }, distance) => kind === 'id' && look(text, 1 - distance / 120));
  place.after.slice(0, 30).forEach(({ kind, text }, distance) => kind === 'id' && look(text, 0.5 - distance / 120));
  return query;
}

/** From 0 to 1: how far two modules are made of the same: sorts of items, what they instantiate, what their ports are called. */
export function alike(one: Outline, other: Outline): number {
  let [dot, a, b] = [0, 0, 0];
  for (const key of shapeKeys) {
    const [x, y] = [Math.log1p(one.shape[key]), Math.log1p(other.shape[key])];
    dot += x * y;
    a += x * x;
    b += y * y;
  }
  const cosine = a === 0 || b === 0 ? 0 : dot / Math.sqrt(a * b);
  return 0.4 * cosine + 0.3 * shared(one.instantiates, other.instantiates) + 0.3 * shared(one.ports, other.ports);
}

function shared(one: readonly string[], other: readonly string[]): number {
  const all = new Set([...one, ...other]);
  const names = new Set(one);
  return all.size === 0 ? 0 : other.filter((name) => names.has(name)).length / all.size;
}

/** The lines in a row that hold most of the words; undefined when hardly any do. */
function bestWindow(text: string, query: Query, maxTokens: number): string | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const worth = lines.map((line) => {
    const words = new Set((line.match(/[A-Za-z_]\w*/g) ?? []).flatMap((name) => nameParts(name)));
    return [...words].reduce((sum, word) => sum + (query.get(word) ?? 0), 0);
  });
  let best = { at: 0, sum: 0 };
  let sum = 0;
  worth.forEach((value, at) => {
    sum += value - (worth[at - windowLines] ?? 0);
    if (sum > best.sum) best = { at, sum };
  });
  if (best.sum < 2) return undefined;
  const window = lines.slice(Math.max(0, best.at - windowLines + 1), best.at + 1);
  while (window.length > 0 && estimateTokens(window.join('\n')) > maxTokens) window.pop();
  return window.length < 3 ? undefined : window.join('\n');
}
