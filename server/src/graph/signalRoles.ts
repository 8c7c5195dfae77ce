import type { ModuleGraph } from './graphTypes';

/** What a module's graph says of its signals. */
export interface SignalRoles {
  readonly clocks: ReadonlySet<string>;
  readonly resets: ReadonlySet<string>;
  /** `line:name` of each declaration, 1-based. */
  readonly registers: ReadonlySet<string>;
}

/** Clocks, resets and registers of a module, by the names and lines of their declarations. */
export function signalRoles(graph: ModuleGraph): SignalRoles {
  const clocks = new Set<string>();
  const resets = new Set<string>();
  const registers = new Set<string>();
  for (const { kind, id, line, clock, reset } of graph.signals) {
    const clockName = /^\w+ (\w+)$/.exec(clock ?? '')?.[1];
    const resetName = /:(\w+)$/.exec(reset ?? '')?.[1];
    if (clockName !== undefined) clocks.add(clockName);
    if (resetName !== undefined) resets.add(resetName);
    // `lane[0].q` in a generate block, `q.valid` of a struct: the declaration is one of them.
    if (kind === 'reg') for (const part of id.split('.')) registers.add(`${line}:${part.replace(/\[.*$/, '')}`);
  }
  return { clocks, resets, registers };
}
