import { meet } from './itemFlow';
import { anyName } from './itemNames';
import type { Path } from './processPaths';

/**
 * Of all paths those that lie on a loop with one of `own`: the strongly connected components that these are in (Tarjan). Names in common join paths; any name joins all.
 * `own` must be among `all`.
 */
export function pathsOnLoops(own: readonly Path[], all: readonly Path[]): ReadonlySet<Path> {
  // Mostly nobody reads what is new: then there is nothing to follow.
  const driven = new Set(own.flatMap(({ drives }) => [...drives]));
  if (!all.some(({ from }) => meet(from, driven))) return new Set();
  const readers = new Map<string, Path[]>();
  const names = new Set<string>();
  for (const path of all)
    for (const name of path.from) {
      names.add(name);
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [path]);
      else known.push(path);
    }
  const readersOfAny = readers.get(anyName) ?? [];
  const nextOf = (node: Node): Iterable<Node> => {
    if (typeof node === 'string') return [...(readers.get(node) ?? []), ...(node === anyName ? [] : readersOfAny)];
    return node.drives.has(anyName) ? names : node.drives;
  };
  const asked: ReadonlySet<Node> = new Set(own);
  const found = new Set<Path>();
  for (const component of componentsFrom(own, nextOf))
    // A path alone is none: what it drives would be with it.
    if (component.length > 1 && component.some((node) => asked.has(node)))
      for (const node of component) if (typeof node !== 'string') found.add(node);
  return found;
}

type Node = Path | string;

interface Visit {
  readonly node: Node;
  readonly index: number;
  low: number;
  onStack: boolean;
}

/** Strongly connected components of what can be reached. Without recursion: a module may hold thousands of assignments in a row. */
function componentsFrom(starts: readonly Node[], nextOf: (node: Node) => Iterable<Node>): Node[][] {
  const visits = new Map<Node, Visit>();
  const stack: Visit[] = [];
  const components: Node[][] = [];
  const enter = (node: Node): { visit: Visit; next: Iterator<Node> } => {
    const visit = { node, index: visits.size, low: visits.size, onStack: true };
    visits.set(node, visit);
    stack.push(visit);
    return { visit, next: nextOf(node)[Symbol.iterator]() };
  };
  for (const start of starts) {
    if (visits.has(start)) continue;
    const work = [enter(start)];
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { visit, next } = top;
      const step = next.next();
      if (step.done !== true) {
        const known = visits.get(step.value);
        if (known === undefined) work.push(enter(step.value));
        else if (known.onStack) visit.low = Math.min(visit.low, known.index);
        continue;
      }
      work.pop();
      const above = work.at(-1)?.visit;
      if (above !== undefined) above.low = Math.min(above.low, visit.low);
      if (visit.low !== visit.index) continue;
      const component = stack.splice(stack.lastIndexOf(visit));
      for (const one of component) one.onStack = false;
      components.push(component.map((one) => one.node));
    }
  }
  return components;
}
