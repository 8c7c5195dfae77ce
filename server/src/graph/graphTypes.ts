import type { Lanes } from './lanes';
import type { GraphEdgeKind, GraphNodeKind } from '../protocol/contract';

/** Everything known of one module's structure. Plain data: it holds no tree and may be cached. Lines are 1-based. */
export interface ModuleGraph {
  readonly name: string;
  readonly keyword: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** Length of the module's code in characters, comments and layout not counted. */
  readonly textLength: number;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly signals: readonly GraphSignal[];
  readonly edges: readonly DataEdge[];
  readonly processes: readonly ProcessFlow[];
  readonly machines: readonly StateMachine[];
  /** Why registers that look like a state are none, or why the module has no machine. */
  readonly machineNotes: readonly string[];
  readonly instances: readonly GraphInstance[];
  /** What was left out or guessed, in words. */
  readonly notes: readonly string[];
}

/** Where something is written, 1-based, the end exclusive; what a macro makes is where the macro is used. */
export interface FactRange {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface GraphSignal {
  readonly id: string;
  readonly kind: GraphNodeKind;
  /** A field of a structure: the variable that is declared, and where in it the field begins, in bits. */
  readonly part?: { readonly of: string; readonly low: number };
  /** In bits; undefined when the type is not known here. */
  readonly width?: number;
  readonly direction?: 'input' | 'output' | 'inout';
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly range: FactRange;
  /** `posedge clk` */
  readonly clock?: string;
  /** `async_low:rst_n`, `sync_high:rst` */
  readonly reset?: string;
  /** Value at reset, as written in Verilog. */
  readonly resetValue?: string;
  /** Number of different signals it drives. */
  readonly fanout: number;
  /** An array of words. */
  readonly memory: boolean;
  /** Lines of the process that drives a register. */
  readonly drivenAt?: { readonly line: number; readonly endLine: number };
  /** A combinational process that does not assign it on every path. */
  readonly latch: boolean;
}

/** One source of one signal. Bit ranges are offsets from the least significant bit. */
export interface DataEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdgeKind;
  readonly fromLow: number;
  readonly fromWidth: number;
  readonly toLow: number;
  readonly toWidth: number;
  /** Bit i of the target's range comes from bit i of the source's range only. */
  readonly aligned: boolean;
  /** Where not aligned: which bits of the target's range (p) and of the source's (q) meet; all with all when absent. */
  readonly lanes?: Lanes;
  /** The ranges as indices of the declarations, when they are not the whole. */
  readonly fromBits?: string;
  readonly toBits?: string;
  readonly line: number;
  /** The assignment, condition or connection; for a clock the process. */
  readonly range: FactRange;
  /** Edges of one assignment or branch share it. */
  readonly site: number;
  readonly siteKind: 'assign' | 'branch' | 'instance' | 'clock';
  readonly guard: string;
  readonly ops: readonly { readonly op: string; readonly width: number; readonly gray?: true }[];
  /** Estimated delay of the operators, ns. */
  readonly delay: number;
}

export interface FlowBlock {
  readonly id: string;
  readonly label: string;
  readonly line: number;
  readonly endLine: number;
  readonly range: FactRange;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly guard?: string;
  readonly line: number;
  readonly range: FactRange;
}

/** Control flow of a process, function or task. */
export interface ProcessFlow {
  readonly id: string;
  readonly header: string;
  readonly line: number;
  readonly endLine: number;
  readonly range: FactRange;
  readonly blocks: readonly FlowBlock[];
  readonly edges: readonly FlowEdge[];
  /** The whole flow on one line. */
  readonly text: string;
}

export interface StateTransition {
  readonly from: string;
  readonly to: string;
  readonly guard: string;
  readonly line: number;
  readonly range: FactRange;
}

export interface MachineState {
  readonly name: string;
  readonly value: string;
  /** Where it is first compared with, else the declaration of the register. */
  readonly line: number;
  readonly range: FactRange;
  readonly initial: boolean;
}

export interface StateMachine {
  readonly signal: string;
  readonly width: number;
  readonly states: readonly MachineState[];
  readonly transitions: readonly StateTransition[];
}

export interface GraphInstance {
  readonly id: string;
  readonly moduleName: string;
  readonly line: number;
  readonly endLine: number;
  readonly range: FactRange;
  readonly definition?: { readonly path: string; readonly line: number };
  readonly connections: readonly { readonly port: string; readonly direction?: string; readonly text: string }[];
}
