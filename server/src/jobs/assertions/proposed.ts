import type { ModuleGraph } from '../../graph/graphTypes';

/** A property over one clock: `when` (always, when absent) implies `then`, in the same cycle or in the next. Conditions over names of the module. */
export interface ProposedAssertion {
  /** A label that says what it claims. */
  readonly name: string;
  readonly rule: string;
  readonly when?: string;
  readonly then: string;
  readonly next: boolean;
  /** Also looked at while the reset is active. */
  readonly duringReset: boolean;
  /** The line that it follows from, 1-based. */
  readonly line: number;
  /** What it says, in a sentence. */
  readonly words: string;
}

/** The one clock and the reset that a module's properties are about. */
export interface PropertyClock {
  /** `posedge clk` */
  readonly clock: string;
  /** Condition that is true while the reset is active; absent without one. */
  readonly reset?: string;
}

/** The clock that all registers of a module share and its reset; undefined where there is none, or several. */
export function propertyClock(graph: ModuleGraph): PropertyClock | undefined {
  const registers = graph.signals.filter(({ clock }) => clock !== undefined);
  const clocks = new Set(registers.map(({ clock }) => clock));
  const [clock] = clocks;
  if (clocks.size !== 1 || clock === undefined) return undefined;
  const resets = registers.flatMap(({ reset }) => (reset === undefined ? [] : [reset]));
  const [commonest] = [...new Set(resets)].sort(
    (a, b) => resets.filter((one) => one === b).length - resets.filter((one) => one === a).length,
  );
  const reset = commonest === undefined ? undefined : resetCondition(commonest);
  return reset === undefined ? { clock } : { clock, reset };
}

/** `async_low:rst_n` → `!rst_n`. */
export function resetCondition(reset: string): string | undefined {
  const [, level, name] = /^(?:async|sync)_(low|high):(.+)$/.exec(reset) ?? [];
  if (name === undefined || !/^\w+$/.test(name)) return undefined;
  return level === 'low' ? `!${name}` : name;
}

/** The property as SystemVerilog, without `assert property`. */
export function propertyText({ when, then, next, duringReset }: ProposedAssertion, { clock, reset }: PropertyClock): string {
  const disable = reset === undefined || duringReset ? '' : ` disable iff (${reset})`;
  const condition = when === undefined ? then : `${when} ${next ? '|=>' : '|->'} ${then}`;
  return `@(${clock})${disable} ${condition}`;
}
