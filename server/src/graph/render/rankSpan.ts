import type { Graph } from '../../protocol/contract';

/**
 * How many ranks the arrows of a layered drawing cross in sum, arrows that close a loop left out: what routing them as curves costs. Takes time that
 * is proportional to the graph.
 */
export function rankSpan({ nodes, edges }: Graph): number {
  const next = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) if (next.has(to)) next.get(from)?.push(to);
  const order = finishOrder(next).reverse();
  const place = new Map(order.map((id, i) => [id, i]));
  const forward = (from: string, to: string): boolean => (place.get(from) ?? 0) < (place.get(to) ?? 0);
  const rank = new Map<string, number>();
  let span = 0;
  for (const id of order) {
    const here = rank.get(id) ?? 0;
    for (const to of next.get(id) ?? []) if (forward(id, to)) rank.set(to, Math.max(rank.get(to) ?? 0, here + 1));
  }
  for (const [from, all] of next) for (const to of all) if (forward(from, to)) span += (rank.get(to) ?? 0) - (rank.get(from) ?? 0);
  return span;
}

/** Depth first: each node after all that it leads to, but for loops. */
function finishOrder(next: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const done: string[] = [];
  for (const root of next.keys()) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path = [{ id: root, at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = next.get(top.id)?.[top.at++];
      if (to === undefined) {
        done.push(top.id);
        path.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        path.push({ id: to, at: 0 });
      }
    }
  }
  return done;
}
