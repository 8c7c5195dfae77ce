import type { GraphSignal, ModuleGraph } from '../../graph/graphTypes';
import type { ModuleInfo } from '../../model/moduleInfo';

/** How many registers lie at least between an input and an output. */
export interface Latency {
  readonly output: string;
  /** Inputs by that number, the fewest first; 0: in the same cycle. */
  readonly from: readonly { readonly cycles: number; readonly inputs: readonly string[] }[];
}

/** Signals that the module itself declares, fields and those of instances apart. */
export function ownSignals(graph: ModuleGraph): GraphSignal[] {
  return graph.signals.filter((one) => one.part === undefined && !graph.instances.some(({ id }) => one.id.startsWith(`${id}.`)));
}

/** The shortest way from each input to each output, counted in registers; clocks and asynchronous resets are no way. */
export function latencies(graph: ModuleGraph): Latency[] {
  const registers = new Set(graph.signals.filter(({ clock }) => clock !== undefined).map(({ id }) => id));
  const asynchronous = new Set(graph.signals.flatMap(({ reset }) => /^async_(?:low|high):(.+)$/.exec(reset ?? '')?.slice(1) ?? []));
  const into = new Map<string, string[]>();
  for (const { from, to, kind } of graph.edges) {
    if (kind === 'clock' || (kind === 'reset' && asynchronous.has(from))) continue;
    into.set(to, [...(into.get(to) ?? []), from]);
  }
  const inputs = new Set(graph.signals.filter(({ direction }) => direction === 'input').map(({ id }) => id));
  return graph.signals
    .filter(({ direction, part }) => direction === 'output' && part === undefined)
    .map(({ id }) => ({ output: id, from: grouped(distances(id, into, registers), inputs) }));
}

/** Registers passed from each signal to `to`, `to` itself counted (0-1 breadth first search). */
function distances(to: string, into: ReadonlyMap<string, readonly string[]>, registers: ReadonlySet<string>): Map<string, number> {
  const best = new Map<string, number>();
  let wave: [string, number][] = [[to, registers.has(to) ? 1 : 0]];
  while (wave.length > 0) {
    const later: [string, number][] = [];
    for (let entry = wave.pop(); entry !== undefined; entry = wave.pop()) {
      const [id, cycles] = entry;
      if ((best.get(id) ?? Infinity) <= cycles) continue;
      best.set(id, cycles);
      for (const from of into.get(id) ?? [])
        if (registers.has(from)) later.push([from, cycles + 1]);
        else wave.push([from, cycles]);
    }
    wave = later;
  }
  return best;
}

function grouped(found: ReadonlyMap<string, number>, inputs: ReadonlySet<string>): Latency['from'] {
  const by = new Map<number, string[]>();
  for (const [id, cycles] of found) if (inputs.has(id)) by.set(cycles, [...(by.get(cycles) ?? []), id]);
  return [...by].sort(([a], [b]) => a - b).map(([cycles, names]) => ({ cycles, inputs: names.sort() }));
}

/** Ports that are called like the two sides of a handshake, `x_valid` and `x_ready`, going opposite ways. */
export function handshakes({ ports }: ModuleInfo): { readonly valid: string; readonly ready: string; readonly source: boolean }[] {
  return ports.flatMap(({ name, direction }) => {
    const partner = name.replace(/valid|vld/i, (word) =>
      word === word.toUpperCase() ? 'READY' : word.startsWith('V') ? 'Ready' : 'ready',
    );
    const bare = (text: string): string => text.replace(/_[io]$/, '').toLowerCase();
    if (partner === name) return [];
    const ready = ports.find((one) => bare(one.name) === bare(partner) && one.direction !== direction);
    return ready === undefined ? [] : [{ valid: name, ready: ready.name, source: direction === 'output' }];
  });
}
