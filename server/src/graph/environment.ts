import type { Signal } from './signal';
import { heldValue, type Value } from './value';

const nothing: ReadonlySet<Signal> = new Set();

/** The values variables hold along one path of a process; a branch sees its parent's until it assigns. */
export class Environment {
  /** Assigned with `=`: seen by later statements. */
  readonly blocking = new Map<Signal, Value>();
  /** Assigned with `<=`: seen after the process. */
  readonly next = new Map<Signal, Value>();

  constructor(readonly parent?: Environment) {}

  lookup(which: 'blocking' | 'next', signal: Signal): Value | undefined {
    return this[which].get(signal) ?? this.parent?.lookup(which, signal);
  }

  /** The value, or "still what it was" for all bits. */
  current(which: 'blocking' | 'next', signal: Signal): Value {
    return this.lookup(which, signal) ?? heldValue(signal.type.width);
  }

  /** Signals assigned here or in an ancestor below `base`. */
  assignedSince(which: 'blocking' | 'next', base: Environment): ReadonlySet<Signal> | ReadonlyMap<Signal, Value> {
    if (base === this) return nothing;
    if (this.parent === base || this.parent === undefined) return this[which];
    const all = new Set(this.parent.assignedSince(which, base).keys());
    for (const signal of this[which].keys()) all.add(signal);
    return all;
  }
}
