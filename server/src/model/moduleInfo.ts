import type { SourceRange } from '../base/ranges';

export type UnitKind = 'module' | 'interface' | 'program' | 'package' | 'class' | 'primitive' | 'checker';

export interface ParameterInfo {
  readonly name: string;
  readonly local: boolean;
  readonly typeText: string;
  readonly defaultText: string;
  /** Evaluated with the module's own defaults; undefined when it needs something not known here. */
  readonly value?: bigint;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

export interface PortInfo {
  readonly name: string;
  readonly direction: 'input' | 'output' | 'inout' | 'ref' | 'interface';
  /** `logic signed [7:0]`, `axi_if.master`, `my_pkg::state_e`. */
  readonly typeText: string;
  /** In bits, packed dimensions multiplied; undefined when it cannot be evaluated here. */
  readonly width?: number;
  readonly signed: boolean;
  /** Unpacked dimensions, as written. */
  readonly unpacked?: string;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

export interface NetInfo {
  readonly name: string;
  /** Generate blocks around it, outermost first, joined by dots (`lane.upper`); absent at the top of the unit. */
  readonly scope?: string;
  /** `wire`, `reg`, `logic`, `integer`, a type name … as declared. */
  readonly kind: string;
  readonly typeText: string;
  readonly width?: number;
  readonly signed: boolean;
  /** Unpacked dimensions, as written: a memory. */
  readonly unpacked?: string;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

export interface ConnectionInfo {
  /** Formal name; undefined for an ordered connection. */
  readonly name?: string;
  /** Actual expression as written; '' for an open one. */
  readonly text: string;
  readonly range: SourceRange;
}

export interface InstanceInfo {
  readonly moduleName: string;
  readonly name: string;
  /** Generate blocks around it, as in `NetInfo`. */
  readonly scope?: string;
  /** Dimensions of an array of instances, as written. */
  readonly array?: string;
  readonly parameters: readonly ConnectionInfo[];
  readonly connections: readonly ConnectionInfo[];
  /** `.*` present. */
  readonly wildcard: boolean;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
  readonly moduleNameRange: SourceRange;
}

/** What one design unit declares: all that other files, prompts and features need to know of it without its tree. */
export interface ModuleInfo {
  readonly name: string;
  readonly kind: UnitKind;
  readonly path: string;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
  /** From `module` to the `;` that ends its header. */
  readonly headerRange: SourceRange;
  readonly parameters: readonly ParameterInfo[];
  readonly ports: readonly PortInfo[];
  readonly nets: readonly NetInfo[];
  readonly instances: readonly InstanceInfo[];
  readonly functions: readonly {
    readonly name: string;
    readonly kind: 'function' | 'task';
    readonly range: SourceRange;
    readonly nameRange: SourceRange;
  }[];
  /** Named types with their enum values, when the type is an enum. */
  readonly types: readonly {
    readonly name: string;
    readonly text: string;
    readonly enumValues?: readonly string[];
    /** The same names with their values, where those can be evaluated here. */
    readonly enumerators?: readonly { readonly name: string; readonly value?: bigint }[];
    readonly width?: number;
    readonly nameRange: SourceRange;
  }[];
  /** Packages imported (`pkg::*` or `pkg::item`). */
  readonly imports: readonly { readonly package: string; readonly item: string }[];
  /** Other names it refers to (`pkg::x`, interface port types, class names), for the closure of files. */
  readonly references: readonly string[];
  /** The comment directly above the unit, markers stripped. */
  readonly doc?: string;
  /** True when the subtree holds syntax errors: facts may be incomplete. */
  readonly damaged: boolean;
}

export interface FileSummary {
  readonly path: string;
  readonly modules: readonly ModuleInfo[];
  readonly includes: readonly string[];
  /** Instances bound to modules from outside every unit of the file (`bind target checker u_check (…);`). */
  readonly binds?: readonly { readonly target: string; readonly targetRange: SourceRange; readonly instance: InstanceInfo }[];
}
