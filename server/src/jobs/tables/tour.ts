import type { CompleteMachine } from './plan';

/** One step of a walk through a machine: the value of its inputs, the state before, and the line of the table that says where it leads. */
export interface TourStep {
  readonly value: number;
  readonly state: string;
  readonly line: number;
}

/**
 * A walk from `start` that takes every transition that can be reached, each combination of inputs in each state once at least: to the
 * nearest transition not taken yet, again and again. `unreached` are the states that no walk from there comes to.
 */
export function tourOf({ table, next }: CompleteMachine, start: string): { steps: TourStep[]; unreached: string[] } {
  const left = new Map<string, Set<number>>(table.states.map((state) => [state, new Set((next.get(state) ?? []).keys())]));
  const steps: TourStep[] = [];
  let at = start;
  const take = (value: number): void => {
    const step = next.get(at)?.[value];
    if (step === undefined) return;
    steps.push({ value, state: at, line: step.line });
    left.get(at)?.delete(value);
    at = step.to;
  };
  for (;;) {
    const way = nearestOpen(at, next, left);
    if (way === undefined) break;
    for (const value of way) take(value);
  }
  return {
    steps,
    unreached: table.states.filter((state) => state !== start && !steps.some((step) => next.get(step.state)?.[step.value]?.to === state)),
  };
}

/** Inputs that lead to the nearest state with a transition left, that transition's last. */
function nearestOpen(start: string, next: CompleteMachine['next'], left: ReadonlyMap<string, ReadonlySet<number>>): number[] | undefined {
  const queue: { state: string; way: number[] }[] = [{ state: start, way: [] }];
  const seen = new Set([start]);
  for (const { state, way } of queue) {
    const [open] = left.get(state) ?? [];
    if (open !== undefined) return [...way, open];
    for (const [value, { to }] of (next.get(state) ?? []).entries()) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push({ state: to, way: [...way, value] });
    }
  }
  return undefined;
}
