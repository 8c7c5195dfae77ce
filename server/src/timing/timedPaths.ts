import { isExcluded, requiredTime, type PeriodOptions } from './constraints';
import type { GateNames } from './gateNames';
import type { GatePath, GateTiming } from './gateSta';
import type { SignalBit } from './rtlNames';

/** A path of the mapped netlist with the names of its ends and what constraints leave it. */
export interface TimedPath {
  readonly gate: GatePath;
  readonly slack: number;
  readonly start: SignalBit;
  readonly end: SignalBit;
  /** The period at which it would just be met. */
  readonly needs: number;
}

/** The paths that constraints time, and how many they neither time nor take out on purpose. */
export function timedPaths(
  gates: GateTiming,
  names: GateNames,
  options: PeriodOptions,
): { readonly timed: TimedPath[]; readonly untimed: number } {
  const timed: TimedPath[] = [];
  let untimed = 0;
  for (const gate of gates.paths) {
    const start = names.startOf(gate);
    const end = names.endOf(gate);
    const named = { launch: gate.launch, capture: gate.capture, start: start.signal, end: end.signal };
    if (isExcluded(named, options)) continue;
    const limit = requiredTime(named, options);
    if (limit === undefined) {
      untimed++;
      continue;
    }
    timed.push({ gate, slack: limit.required - gate.arrival, start, end, needs: gate.arrival * limit.perPeriod });
  }
  return { timed, untimed };
}

/** Of the paths with the same key the one for which `cost` is lowest. */
export function worstPer<T>(paths: readonly T[], key: (path: T) => string, cost: (path: T) => number): T[] {
  const worst = new Map<string, T>();
  for (const path of paths) {
    const name = key(path);
    const old = worst.get(name);
    if (old === undefined || cost(path) < cost(old)) worst.set(name, path);
  }
  return [...worst.values()];
}
