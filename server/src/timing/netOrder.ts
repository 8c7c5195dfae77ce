/**
 * Nets in an order in which every driver comes before its loads. `arcs` are the edges into each net. The search runs forward from the launching nets, so that a loop is cut where it closes, not
 * where paths enter it; what is cut is taken out of `arcs` and counted.
 */
export function netOrder<Arc extends { readonly from: number }>(
  arcs: Map<number, Arc[]>,
  launches: readonly number[],
): { order: number[]; loops: number } {
  const loads = new Map<number, number[]>();
  for (const [to, into] of arcs) {
    for (const arc of into) {
      const list = loads.get(arc.from);
      if (list === undefined) loads.set(arc.from, [to]);
      else list.push(to);
    }
  }
  const order: number[] = [];
  const state = new Map<number, 'open' | 'done'>();
  let loops = 0;
  for (const root of [...launches, ...arcs.keys()]) {
    if (state.has(root)) continue;
    state.set(root, 'open');
    const stack: { bit: number; next: number }[] = [{ bit: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = loads.get(top.bit)?.[top.next++];
      if (to === undefined) {
        state.set(top.bit, 'done');
        order.push(top.bit);
        stack.pop();
        continue;
      }
      const seen = state.get(to);
      if (seen === 'open') {
        const from = top.bit;
        const into = arcs.get(to) ?? [];
        const kept = into.filter((arc) => arc.from !== from);
        if (kept.length < into.length) loops++;
        arcs.set(to, kept);
      } else if (seen === undefined) {
        state.set(to, 'open');
        stack.push({ bit: to, next: 0 });
      }
    }
  }
  return { order: order.reverse(), loops };
}
