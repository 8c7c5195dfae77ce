import type { Signal } from './signal';
import { heldValue, type Value } from './value';

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
  assignedSince(which: 'blocking' | 'next', base: Environment): Set<Signal> {
    if (base === this) return new Set();
    const all = this.parent === undefined ? new Set<Signal>() : this.parent.assignedSince(which, base);
    for (const signal of this[which].keys()) all.add(signal);
    return all;
  }
}
