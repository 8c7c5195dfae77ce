/** Expressions, statements and items as the graph builder sees them. Offsets are into the preprocessed text. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expr = Span &
  (
    | {
        readonly kind: 'number';
        readonly text: string;
        /** x and z digits count as 0 here and as 1 in `wild`. */
        readonly value: bigint;
        readonly wild: bigint;
        /** Undefined for an unsized literal. */
        readonly width?: number;
        readonly signed: boolean;
        /** '0 '1 'x: fills its context. */
        readonly fill?: boolean;
      }
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'scoped'; readonly scope: string; readonly name: string }
    | { readonly kind: 'member'; readonly base: Expr; readonly name: string }
    | { readonly kind: 'index'; readonly base: Expr; readonly index: Expr }
    | { readonly kind: 'slice'; readonly base: Expr; readonly left: Expr; readonly right: Expr; readonly mode: ':' | '+:' | '-:' }
    | { readonly kind: 'call'; readonly callee: Expr; readonly args: readonly Argument[] }
    | { readonly kind: 'system'; readonly name: string; readonly args: readonly Argument[] }
    | { readonly kind: 'unary'; readonly op: string; readonly arg: Expr }
    | { readonly kind: 'step'; readonly op: '++' | '--'; readonly arg: Expr }
    | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
    | { readonly kind: 'conditional'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
    | { readonly kind: 'concat'; readonly parts: readonly Expr[] }
    | { readonly kind: 'repeat'; readonly count: Expr; readonly parts: readonly Expr[] }
    | { readonly kind: 'stream'; readonly op: string; readonly parts: readonly Expr[] }
    | { readonly kind: 'cast'; readonly type: Expr | TypeSpec; readonly arg: Expr }
    | { readonly kind: 'inside'; readonly arg: Expr; readonly set: readonly Expr[] }
    | { readonly kind: 'span'; readonly low: Expr; readonly high: Expr }
    | { readonly kind: 'pattern'; readonly items: readonly { readonly key?: Expr; readonly value: Expr }[] }
    | { readonly kind: 'assign'; readonly target: Expr; readonly op: string; readonly value: Expr }
    | { readonly kind: 'type'; readonly type: TypeSpec }
    | { readonly kind: 'event'; readonly edge: 'posedge' | 'negedge' | 'edge'; readonly arg: Expr }
    | { readonly kind: 'none' }
  );

export interface Argument {
  /** Formal name of a named argument. */
  readonly name?: string;
  /** `none` for an open connection or argument. */
  readonly value: Expr;
}

export interface Dimension {
  readonly left: Expr;
  /** Absent for `[N]`. */
  readonly right?: Expr;
}

/** A data type as written: built-in, named, struct, union or enum, with packed dimensions. */
export interface TypeSpec extends Span {
  readonly base:
    | { readonly kind: 'builtin'; readonly name: string }
    | { readonly kind: 'named'; readonly scope?: string; readonly name: string; readonly modport?: string }
    | { readonly kind: 'struct' | 'union'; readonly packed: boolean; readonly fields: readonly Declarator[] }
    | {
        readonly kind: 'enum';
        readonly of?: TypeSpec;
        readonly members: readonly { readonly name: string; readonly value?: Expr; readonly count?: Expr }[];
      };
  readonly signed: boolean;
  readonly packed: readonly Dimension[];
}

export interface Declarator extends Span {
  readonly name: string;
  readonly type: TypeSpec;
  readonly unpacked: readonly Dimension[];
  readonly init?: Expr;
}

export type Statement = Span &
  (
    | { readonly kind: 'block'; readonly label?: string; readonly body: readonly Statement[] }
    | { readonly kind: 'declare'; readonly declarators: readonly Declarator[]; readonly parameter: boolean }
    | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr; readonly op: string; readonly blocking: boolean }
    | { readonly kind: 'if'; readonly test: Expr; readonly then: Statement; readonly otherwise?: Statement; readonly priority?: string }
    | {
        readonly kind: 'case';
        readonly style: 'case' | 'casez' | 'casex' | 'inside';
        readonly priority?: string;
        readonly subject: Expr;
        readonly arms: readonly CaseArm[];
      }
    | {
        readonly kind: 'loop';
        readonly style: 'for' | 'while' | 'do' | 'repeat' | 'forever' | 'foreach';
        readonly init: readonly Statement[];
        /** Condition, count of `repeat`, or array of `foreach` (an index expression per variable). */
        readonly test?: Expr;
        readonly step: readonly Statement[];
        readonly body: Statement;
      }
    | { readonly kind: 'call'; readonly call: Expr }
    | { readonly kind: 'timing'; readonly events?: readonly Expr[]; readonly body: Statement }
    | { readonly kind: 'return'; readonly value?: Expr }
    | { readonly kind: 'jump'; readonly word: 'break' | 'continue' | 'disable' }
    | { readonly kind: 'skip'; readonly what: string }
  );

export interface CaseArm extends Span {
  /** Empty for `default`. */
  readonly labels: readonly Expr[];
  readonly body: Statement;
}

export interface Routine extends Span {
  readonly kind: 'function' | 'task';
  readonly name: string;
  readonly type?: TypeSpec;
  /** `deferred`: a signal of VHDL, whose new value is seen when the process ends. */
  readonly ports: readonly (Declarator & { readonly direction: 'input' | 'output' | 'inout' | 'ref'; readonly deferred?: true })[];
  readonly body: Statement;
}

export interface Process extends Span {
  readonly style: 'always' | 'always_comb' | 'always_ff' | 'always_latch' | 'initial' | 'final';
  /** Undefined: no event control. Empty: `@*`. */
  readonly events?: readonly Expr[];
  readonly body: Statement;
}

export interface InstanceItem extends Span {
  readonly moduleName: string;
  readonly name: string;
  readonly parameters: readonly Argument[];
  readonly connections: readonly Argument[];
  readonly wildcard: boolean;
  readonly range?: Dimension;
}

export type PortDirection = 'input' | 'output' | 'inout' | 'ref' | 'interface';

export interface Port extends Declarator {
  readonly direction: PortDirection;
}

export type Item = Span &
  (
    | { readonly kind: 'declare'; readonly net: boolean; readonly declarators: readonly Declarator[] }
    | { readonly kind: 'parameter'; readonly declarators: readonly Declarator[]; readonly local: boolean }
    | { readonly kind: 'port'; readonly ports: readonly Port[] }
    | { readonly kind: 'typedef'; readonly name: string; readonly type: TypeSpec; readonly unpacked: readonly Dimension[] }
    | { readonly kind: 'import'; readonly scope: string; readonly name: string }
    | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
    | { readonly kind: 'process'; readonly process: Process }
    | { readonly kind: 'routine'; readonly routine: Routine }
    | { readonly kind: 'instance'; readonly instance: InstanceItem }
    | { readonly kind: 'gate'; readonly gate: string; readonly name: string; readonly pins: readonly Expr[] }
    | {
        readonly kind: 'for';
        readonly variable: string;
        readonly init: Expr;
        readonly test: Expr;
        readonly step: Expr;
        readonly label?: string;
        readonly body: readonly Item[];
      }
    | {
        readonly kind: 'if';
        readonly test: Expr;
        readonly then: readonly Item[];
        readonly thenLabel?: string;
        readonly otherwise: readonly Item[];
        readonly otherwiseLabel?: string;
        /** Where the arms are written, with their `begin` and `end`; none of VHDL, and of an arm that is not there. */
        readonly thenAt?: Span;
        readonly otherwiseAt?: Span;
      }
    | {
        readonly kind: 'case';
        readonly subject: Expr;
        readonly arms: readonly GenerateArm[];
      }
    | { readonly kind: 'block'; readonly label?: string; readonly body: readonly Item[] }
    /** Something that could not be read, with what the reader stumbled on. */
    | { readonly kind: 'broken'; readonly message: string }
  );

/** An arm of a generate `case`; `at` is where it is written, with its `begin` and `end`, none of VHDL. */
export interface GenerateArm {
  readonly labels: readonly Expr[];
  readonly label?: string;
  readonly body: readonly Item[];
  readonly at?: Span;
}

export interface ModuleBody extends Span {
  readonly name: string;
  readonly keyword: string;
  readonly parameters: readonly (Declarator & { readonly local: boolean })[];
  readonly ports: readonly Port[];
  readonly items: readonly Item[];
}
