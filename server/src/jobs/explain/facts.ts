import { z } from 'zod';
import type { DataEdge, GraphSignal, ModuleGraph } from '../../graph/graphTypes';

const name = z.string().min(1).max(200);

/** What a sentence about a module rests on: something that the module's graph says, or does not. */
export const factSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('port'), signal: name, direction: z.enum(['input', 'output', 'inout']) }),
  z.object({ kind: z.literal('width'), signal: name, width: z.number().int().min(1) }),
  /** `signal` is held in flip-flops of that clock (`posedge clk`). */
  z.object({ kind: z.literal('register'), signal: name, clock: name }),
  /** `reset` as `async_low:rst_n`; `value` as the graph writes it. */
  z.object({ kind: z.literal('reset'), signal: name, reset: name, value: name.optional() }),
  /** A register that no reset sets. */
  z.object({ kind: z.literal('unreset'), signal: name }),
  z.object({ kind: z.literal('memory'), signal: name }),
  z.object({ kind: z.literal('latch'), signal: name }),
  z.object({ kind: z.literal('combinational'), signal: name }),
  /** `to` takes part of its value, or when it changes, directly from `from`. */
  z.object({ kind: z.literal('drives'), from: name, to: name }),
  /** `to` is computed from `from` with that operator. */
  z.object({ kind: z.literal('computed'), to: name, from: name, op: z.string().min(1).max(8) }),
  /** `signal` is assigned where that condition holds. */
  z.object({ kind: z.literal('guarded'), signal: name, guard: z.string().min(1) }),
  z.object({ kind: z.literal('machine'), signal: name, states: z.number().int() }),
  z.object({ kind: z.literal('transition'), signal: name, from: name, to: name, guard: z.string().optional() }),
  z.object({ kind: z.literal('instance'), name, module: name }),
  z.object({ kind: z.literal('connection'), instance: name, port: name, net: name }),
  z.object({
    kind: z.literal('count'),
    of: z.enum(['inputs', 'outputs', 'registers', 'instances', 'machines', 'memories']),
    count: z.number().int(),
  }),
]);
export type Fact = z.infer<typeof factSchema>;

/** A sentence with the place that it is about and the facts that it rests on. */
export interface Claim {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  readonly facts: readonly Fact[];
}

/** Whether the graph says so. What the graph does not know is not entailed. */
export function entails(graph: ModuleGraph, fact: Fact): boolean {
  const signal = 'signal' in fact ? graph.signals.find(({ id }) => id === fact.signal) : undefined;
  switch (fact.kind) {
    case 'port':
      return signal !== undefined && portsOf(graph, fact.direction).includes(signal);
    case 'width':
      return signal?.width === fact.width && !signal.memory;
    case 'register':
      return signal?.clock === fact.clock;
    case 'reset':
      return signal?.reset === fact.reset && (fact.value === undefined || signal.resetValue === fact.value);
    case 'unreset':
      return (
        signal?.clock !== undefined &&
        signal.reset === undefined &&
        !graph.edges.some(({ to, kind }) => to === signal.id && kind === 'reset')
      );
    case 'memory':
      return signal?.memory === true;
    case 'latch':
      return signal?.latch === true;
    case 'combinational':
      return (
        signal !== undefined &&
        signal.direction !== 'input' &&
        signal.clock === undefined &&
        !signal.latch &&
        graph.edges.some(({ to }) => to === signal.id)
      );
    case 'drives':
      return graph.edges.some((edge) => edge.from === fact.from && edge.to === fact.to);
    case 'computed':
      return graph.edges.some((edge) => edge.from === fact.from && edge.to === fact.to && edge.ops.some(({ op }) => op === fact.op));
    case 'guarded':
      return graph.edges.some((edge) => edge.to === fact.signal && plain(edge.guard) === plain(fact.guard));
    case 'machine':
      return graph.machines.some((machine) => machine.signal === fact.signal && machine.states.length === fact.states);
    case 'transition':
      return graph.machines.some(
        (machine) =>
          machine.signal === fact.signal &&
          machine.transitions.some(
            (one) => one.from === fact.from && one.to === fact.to && (fact.guard === undefined || plain(one.guard) === plain(fact.guard)),
          ),
      );
    case 'instance':
      return graph.instances.some(({ id, moduleName }) => id === fact.name && moduleName === fact.module);
    case 'connection':
      return graph.instances.some(
        ({ id, connections }) =>
          id === fact.instance && connections.some(({ port, text }) => port === fact.port && plain(text) === plain(fact.net)),
      );
    case 'count':
      return countOf(graph, fact.of) === fact.count;
  }
}

export function countOf(graph: ModuleGraph, of: Extract<Fact, { kind: 'count' }>['of']): number {
  switch (of) {
    case 'inputs':
    case 'outputs':
      // A structure is one port, whatever its fields; pins of instances are none.
      return new Set(portsOf(graph, of === 'inputs' ? 'input' : 'output').map(({ id, part }) => part?.of ?? id)).size;
    case 'registers':
      return registersOf(graph).length;
    case 'memories':
      return graph.signals.filter(({ memory }) => memory).length;
    case 'instances':
      return graph.instances.length;
    case 'machines':
      return graph.machines.length;
  }
}

/** Ports of the module itself, or the fields of those that are structures. */
export function portsOf(graph: ModuleGraph, way: 'input' | 'output' | 'inout'): GraphSignal[] {
  const pins = graph.instances.map(({ id }) => `${id}.`);
  return graph.signals.filter(({ id, direction }) => direction === way && !pins.some((pin) => id.startsWith(pin)));
}

export function registersOf(graph: ModuleGraph): GraphSignal[] {
  return graph.signals.filter(({ clock, memory }) => clock !== undefined && !memory);
}

/** What a signal takes from: data and selections, each source once. */
export function sourcesOf(graph: ModuleGraph, signal: string, kinds: readonly DataEdge['kind'][] = ['data', 'select']): string[] {
  return [...new Set(graph.edges.filter(({ to, kind }) => to === signal && kinds.includes(kind)).map(({ from }) => from))];
}

/** Layout aside. */
function plain(text: string): string {
  return text.replace(/\s+/g, '').replace(/^\((.*)\)$/, '$1');
}
