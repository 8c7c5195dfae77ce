/** What a specification says that needs no model to be read. Lines are 1-based lines of the specification. */

export interface SpecPort {
  readonly name: string;
  readonly direction: 'input' | 'output' | 'inout';
  readonly width: number;
  /** Index of the least significant bit, where the bits are not numbered from 0. */
  readonly low?: number;
  /** The range as written in Verilog, when it is one that is no plain number. */
  readonly typeText?: string;
  readonly signed?: boolean;
}

export interface SpecInterface {
  readonly module?: string;
  readonly ports: readonly SpecPort[];
  /** A header as the author wrote it, from `module` to its semicolon: it is kept. */
  readonly header?: string;
  /** Why the interface cannot be trusted: it is declared twice, a width cannot be read. */
  readonly problem?: string;
}

/** One bit of a port; `bit` is its place from the least significant one on. */
export interface TableBit {
  readonly port: string;
  readonly bit: number;
}

export interface FunctionRow {
  /** One of 0, 1 and - (either) for each input bit of the table. */
  readonly inputs: string;
  /** One of 0, 1 and - (does not matter) for each output bit. */
  readonly outputs: string;
  readonly line: number;
}

/** Outputs as a function of inputs, both bit by bit. */
export interface FunctionTable {
  readonly kind: 'truthTable' | 'karnaughMap' | 'waveform';
  readonly line: number;
  readonly endLine: number;
  readonly inputs: readonly TableBit[];
  readonly outputs: readonly TableBit[];
  readonly rows: readonly FunctionRow[];
  /** The outputs take the value at the next active edge of the clock. */
  readonly registered?: boolean;
  /** How something was read that may be meant otherwise. */
  readonly notes: readonly string[];
}

export interface Transition {
  readonly from: string;
  /** One of 0, 1 and - for each input bit of the table. */
  readonly inputs: string;
  readonly to: string;
  /** Of a Mealy machine. */
  readonly outputs?: string;
  readonly line: number;
}

/** A state machine as a table or a list of arrows. */
export interface MachineTable {
  readonly kind: 'stateTable';
  readonly line: number;
  readonly endLine: number;
  readonly states: readonly string[];
  readonly inputs: readonly TableBit[];
  readonly outputs: readonly TableBit[];
  readonly transitions: readonly Transition[];
  /** Of a Moore machine: what the outputs are in each state. */
  readonly moore?: ReadonlyMap<string, string>;
  /** The state that the table marks as the first. */
  readonly initial?: string;
  readonly notes: readonly string[];
}

export type SpecTable = FunctionTable | MachineTable;

/** A table-like stretch that was not used, with why. */
export interface UnusedTable {
  readonly kind: SpecTable['kind'];
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
}

/** What a specification leaves open and nobody but its author can say. */
export interface SpecQuestion {
  /** Handle for the answer. */
  readonly id: 'reset' | 'resetState' | 'latency' | 'enable' | 'interface' | 'clock' | 'table';
  readonly text: string;
  readonly options: readonly string[];
  readonly line?: number;
}

export interface ResetStatement {
  readonly port: string;
  readonly active: 0 | 1;
  readonly asynchronous: boolean;
  /** Name of the state, or value, that it resets to. */
  readonly value?: string;
}

/** How the module keeps time, as far as the text says. */
export interface SpecTiming {
  readonly clock?: { readonly port: string; readonly edge: 'posedge' | 'negedge' };
  readonly reset?: ResetStatement;
}

export interface Spec {
  readonly text: string;
  readonly interface: SpecInterface;
  readonly tables: readonly SpecTable[];
  readonly unused: readonly UnusedTable[];
  readonly timing: SpecTiming;
  readonly questions: readonly SpecQuestion[];
}
