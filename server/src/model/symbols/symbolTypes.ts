import type { SourceRange } from '../../base/ranges';
import type { IncludeUse, MacroDefinition } from '../../syntax/parsedFile';

export type ScopeKind =
  | 'file'
  | 'module'
  | 'interface'
  | 'program'
  | 'package'
  | 'class'
  | 'primitive'
  | 'checker'
  | 'function'
  | 'task'
  | 'generate'
  | 'block'
  | 'struct'
  | 'union'
  | 'modport'
  | 'clocking'
  | 'assertion'
  | 'covergroup'
  | 'let';

export type DeclarationKind =
  | 'module'
  | 'interface'
  | 'program'
  | 'package'
  | 'class'
  | 'primitive'
  | 'checker'
  | 'function'
  | 'task'
  | 'port'
  | 'argument'
  | 'net'
  | 'variable'
  | 'parameter'
  | 'localparam'
  | 'typeParameter'
  | 'typedef'
  | 'enumMember'
  | 'structMember'
  | 'genvar'
  | 'generateBlock'
  | 'block'
  | 'label'
  | 'instance'
  | 'modport'
  | 'modportPort'
  | 'clocking'
  | 'clockingSignal'
  | 'property'
  | 'sequence'
  | 'let'
  | 'covergroup'
  | 'coverpoint'
  | 'constraint'
  | 'specparam'
  | 'macro';

/** What the type of a declaration is made of. */
export interface TypeUse {
  /** As written, on one line; '' for an implicit one. */
  readonly text: string;
  readonly form: 'implicit' | 'builtin' | 'named' | 'struct' | 'union' | 'enum' | 'type';
  /** Index of the reference that names the type, the last of `pkg::name`. */
  readonly reference?: number;
  /** Index of the modport reference of an interface type. */
  readonly modport?: number;
  /** Scope with the members of a struct or union written in place. */
  readonly members?: number;
  /** Declarations of the members of an enum written in place. */
  readonly enumerators?: readonly number[];
  /** The type that an enum gives its members; absent: `int`. */
  readonly base?: TypeUse;
  /** Type and width keyword of a built-in type: `logic`, `int` … */
  readonly keyword?: string;
  readonly signed: boolean;
  readonly packed?: boolean;
  /** Packed dimensions as written, `[7:0]` each. */
  readonly dimensions: readonly string[];
}

export interface Declaration {
  /** Its place in `SymbolTable.declarations`. */
  readonly index: number;
  readonly name: string;
  readonly kind: DeclarationKind;
  /** The name itself; the use of the macro that made it when the name is not written at all. */
  readonly nameRange: SourceRange;
  /** The whole declaration. */
  readonly range: SourceRange;
  /** Scope it is declared in. */
  readonly scope: number;
  /** Scope it opens. */
  inner?: number;
  readonly direction?: 'input' | 'output' | 'inout' | 'ref';
  readonly type?: TypeUse;
  /** Unpacked dimensions as written, `[0:3]` each; those of an array of instances too. */
  readonly unpacked?: readonly string[];
  /** Initial, default or enum value, or what an assignment of the declaration drives, as written. */
  readonly value?: string;
  /** Name of the macro that wrote the name: it stands nowhere in the file. */
  readonly macro?: string;
  /** Its name stands in the arguments of this macro's use. */
  readonly argumentOf?: string;
  /** For an enum member its typedef, for an instance the reference to its module. */
  of?: number;
  /** An instance with `.*`. */
  wildcard?: boolean;
  /** Earlier declaration of the same thing: the port of a non-ANSI header, an `extern` prototype. */
  readonly completes?: number;
}

/** How a name is used, which decides where it is looked for. `of` and others are indexes of references of the same table. */
export type Place =
  | { readonly kind: 'plain' }
  /** `of.name`: a member, or the next step of a hierarchical name. */
  | { readonly kind: 'member'; readonly of: number }
  /** `of::name`, where `of` is a package or class. */
  | { readonly kind: 'scoped'; readonly of: number }
  /** The name before `::`. */
  | { readonly kind: 'scope' }
  /** The package of an import or export. */
  | { readonly kind: 'package' }
  /** `this` or `super` before the dot, as `of.name` of a class. */
  | { readonly kind: 'self'; readonly base: boolean }
  | { readonly kind: 'unit' }
  | { readonly kind: 'type' }
  /** A port in a named connection; `unit` is the reference to the module, `instance` the declaration. */
  | { readonly kind: 'port'; readonly unit: number; readonly instance: number; readonly implicit: boolean }
  /** A parameter in a named override of an instance or class; `value` is the last name in what it is given. */
  | { readonly kind: 'parameter'; readonly unit: number; readonly value?: number }
  /** `.name(` in a call of `of`. */
  | { readonly kind: 'argument'; readonly of: number }
  /** A key of an assignment pattern, whose type `type` says how to find. */
  | { readonly kind: 'pattern'; readonly type: PatternType | undefined }
  | { readonly kind: 'import'; readonly of: number }
  | { readonly kind: 'modport'; readonly of: number }
  /** The name again behind `end`: it is that declaration's. */
  | { readonly kind: 'label'; readonly declaration: number }
  | { readonly kind: 'macro'; readonly definition?: SourceRange };

/** Where the type of an assignment pattern comes from. */
export type PatternType =
  /** The type of what a reference means; with `element` counted from 0, that of one of its members. */
  | { readonly reference: number; readonly element?: number }
  | { readonly declaration: number; readonly element?: number }
  /** An argument of a call, by position. */
  | { readonly call: number; readonly position: number };

export type Access = 'none' | 'read' | 'write' | 'readWrite';

export interface Connection {
  /** Index of the reference to the module, or to the function or task that is called. */
  readonly unit: number;
  /** Index of the reference to the port or argument. */
  readonly port?: number;
  /** From 0, for an ordered connection. */
  readonly position?: number;
}

export interface Reference {
  readonly index: number;
  readonly name: string;
  readonly range: SourceRange;
  readonly scope: number;
  place: Place;
  access: Access;
  /** The port it is connected to: by reference when named, else by position in the ports of `unit`. */
  readonly through?: Connection;
  /** Of a unit or class: the last name in each of the values that it is given in order; -1 for a value without a name. */
  ordered?: readonly number[];
  /** It stands in the port list of a non-ANSI header. */
  listed?: boolean;
  /** Name of the macro whose body wrote the name; absent when it stands in the file. */
  readonly macro?: string;
  /** It stands in the arguments of this macro's use. */
  readonly argumentOf?: string;
}

export interface ImportItem {
  /** Index of the reference to the package. */
  readonly reference: number;
  readonly package: string;
  /** `*` for all. */
  readonly item: string;
  readonly exported: boolean;
}

export interface Scope {
  readonly index: number;
  readonly kind: ScopeKind;
  /** -1 for the file. */
  readonly parent: number;
  readonly range: SourceRange;
  /** Declaration that opens it; -1 for the file and unnamed blocks. */
  readonly owner: number;
  /** Declarations by name, in order. */
  readonly names: Map<string, number[]>;
  readonly imports: ImportItem[];
  /** Reference to the class this one extends. */
  base?: number;
  /** The class of a method that is declared outside of it, as a reference. */
  outside?: number;
}

/** All names of one file, as plain data: what it declares, and every use of a name. Ranges are in the author's files. */
export interface SymbolTable {
  readonly path: string;
  /** The first is the file's own. */
  readonly scopes: readonly Scope[];
  readonly declarations: readonly Declaration[];
  readonly references: readonly Reference[];
  readonly includes: readonly IncludeUse[];
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  /** Branches of the file that conditionals switch off. */
  readonly inactive: readonly SourceRange[];
  /** Macros used that nothing defines. */
  readonly unknownMacros: ReadonlySet<string>;
  /** False when parts of the file could not be parsed. */
  readonly whole: boolean;
}
