import type { DataType } from './dataType';

/** A net or variable of one module, known by its hierarchical name (`gen[0].q`, `u.port`). */
export interface Signal {
  /** Unique per analysis, in order of first appearance. */
  readonly serial: number;
  readonly id: string;
  readonly type: DataType;
  readonly origin: 'port' | 'net' | 'instance' | 'local' | 'implicit';
  readonly direction?: 'input' | 'output' | 'inout';
  /** Offsets of the declaration in the preprocessed text. */
  readonly start: number;
  readonly end: number;
  /** For `u.port`: the instance and the module it is made from. */
  readonly instance?: { readonly name: string; readonly moduleName: string };
}

/** The place that drives something: an assignment, a branch that chooses, an instance connection. */
export interface Site {
  readonly serial: number;
  readonly start: number;
  readonly end: number;
  readonly kind: 'assign' | 'branch' | 'instance';
  /** Normalised conditions from the outermost on; the last one of a branch is its own. */
  readonly guards: readonly string[];
}
