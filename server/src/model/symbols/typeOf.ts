import { evaluateSized } from '../constant';
import { lexical, packageMember, projectUnits, type LocatedScope, type Names } from './lookup';
import { resolver } from './resolve';
import { canonical, type Located, type SymbolProject } from './symbolProject';
import type { TypeUse } from './symbolTypes';
import { fullType, typeTarget } from './typeTarget';

export interface TypeFacts {
  /** As declared, on one line: `logic [7:0]`, `pkg::state_e`, '' for an implicit one. */
  readonly text: string;
  /** In bits, packed dimensions multiplied, unpacked ones not; undefined when it cannot be evaluated with the defaults of parameters. */
  readonly width?: number;
  readonly signed: boolean;
  /** Elements of an unpacked array, dimensions multiplied. */
  readonly elements?: number;
  /** What a type name stands for, on one line, when it is a struct, union or enum. */
  readonly resolved?: string;
}

const widths: Readonly<Record<string, number>> = {
  byte: 8,
  shortint: 16,
  int: 32,
  integer: 32,
  longint: 64,
  time: 64,
  logic: 1,
  bit: 1,
  reg: 1,
  wire: 1,
  uwire: 1,
  tri: 1,
  tri0: 1,
  tri1: 1,
  triand: 1,
  trior: 1,
  wand: 1,
  wor: 1,
};

const maxBits = 1 << 30;

/** Type of a declaration with the module's default parameters (IEEE 1800-2023 clauses 6, 7). */
export function typeOf(project: SymbolProject, located: Located): TypeFacts {
  return project.still(() => {
    const names = resolver(project);
    const at = canonical(located);
    const type = fullType(at);
    const width = declaredWidth(names, at, 0);
    const elements = count(names, scopeOf(at), at.declaration.unpacked ?? []);
    const target = type?.form === 'named' ? typeTarget(names, at) : undefined;
    const resolved =
      target?.kind === 'scope' ? target.declaration?.declaration.type?.text : target?.kind === 'enum' ? target.type.text : undefined;
    return {
      text: type?.text ?? '',
      signed: type?.signed ?? false,
      ...(width === undefined ? {} : { width }),
      ...(elements === undefined || at.declaration.unpacked === undefined ? {} : { elements }),
      ...(resolved === undefined ? {} : { resolved }),
    };
  });
}

/** Value of a parameter, localparam, enum member or genvar-free constant with default parameters; undefined when it has none. */
export function constantOf(project: SymbolProject, located: Located): bigint | undefined {
  return project.still(() => constant(resolver(project), located, 0));
}

/** Value of an expression as written in a scope. */
export function evaluateIn(project: SymbolProject, at: LocatedScope, text: string): bigint | undefined {
  return project.still(() => evaluate(resolver(project), at, text, 0)?.value);
}

const underWay = new WeakSet();

function constant(names: Names, { table, declaration }: Located, depth: number): bigint | undefined {
  const known = names.project.memo.constants;
  if (known.has(declaration)) return known.get(declaration);
  if (depth > 100 || underWay.has(declaration)) return undefined;
  underWay.add(declaration);
  try {
    const value =
      declaration.kind === 'enumMember'
        ? enumValue(names, { table, declaration }, depth)
        : parameterValue(names, { table, declaration }, depth);
    known.set(declaration, value);
    return value;
  } finally {
    underWay.delete(declaration);
  }
}

function parameterValue(names: Names, located: Located, depth: number): bigint | undefined {
  const { declaration } = located;
  if (!/^(?:parameter|localparam|specparam)$/.test(declaration.kind) || declaration.value === undefined) return undefined;
  if (declaration.unpacked !== undefined || /^"/.test(declaration.value)) return undefined;
  const type = fullType(located);
  if (/^(?:string|real|realtime|shortreal)$/.test(type?.keyword ?? '')) return undefined;
  const typed = type !== undefined && (type.form !== 'implicit' || type.dimensions.length > 0);
  const width = typed ? declaredWidth(names, located, depth + 1) : undefined;
  const value = evaluate(names, scopeOf(located), declaration.value, depth + 1, width)?.value;
  if (value === undefined || width === undefined || width <= 0) return value;
  return type?.signed === true ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

/** Its own value, or one more than the member before it (clause 6.19). */
function enumValue(names: Names, { table, declaration }: Located, depth: number): bigint | undefined {
  if (declaration.value !== undefined) return evaluate(names, scopeOf({ table, declaration }), declaration.value, depth + 1)?.value;
  const before = table.declarations[declaration.index - 1];
  const owner = declaration.of === undefined ? undefined : table.declarations[declaration.of];
  if (before?.kind !== 'enumMember' || owner?.type?.enumerators?.[0] === declaration.index) return 0n;
  if (before.of !== declaration.of) return 0n;
  const value = constant(names, { table, declaration: before }, depth);
  return value === undefined ? undefined : value + 1n;
}

function evaluate(names: Names, at: LocatedScope | undefined, text: string, depth: number, width = 0): { value: bigint } | undefined {
  if (at === undefined || depth > 100) return undefined;
  return evaluateSized(text, (name) => nameValue(names, at, name, depth), width);
}

function nameValue(names: Names, at: LocatedScope, name: string, depth: number): bigint | undefined {
  const bits = /^\$bits\((.*)\)$/.exec(name)?.[1];
  if (bits !== undefined) {
    const width = bitsOf(names, at, bits, depth);
    return width === undefined ? undefined : BigInt(width);
  }
  const found = named(names, at, name);
  return found === undefined ? undefined : constant(names, found, depth + 1);
}

function named(names: Names, at: LocatedScope, name: string): Located | undefined {
  const qualified = /^(\w+)::(\w+)$/.exec(name);
  if (qualified === null) return lexical(names, at, name)[0];
  const [from] = projectUnits(names, qualified[1] ?? '', at.table.path);
  return from === undefined ? undefined : packageMember(names, from, qualified[2] ?? '')[0];
}

function bitsOf(names: Names, at: LocatedScope, text: string, depth: number): number | undefined {
  const keyword = /^(\w+)(?:signed|unsigned)?((?:\[[^\]]*\])*)$/.exec(text);
  const builtin = widths[keyword?.[1] ?? ''];
  if (builtin !== undefined) {
    const size = count(names, at, (keyword?.[2] ?? '').match(/\[[^\]]*\]/g) ?? []);
    return size === undefined ? undefined : builtin * size;
  }
  const found = named(names, at, text);
  const width = found === undefined ? undefined : declaredWidth(names, found, depth + 1);
  const size = found === undefined ? undefined : count(names, scopeOf(found), found.declaration.unpacked ?? []);
  return width === undefined || size === undefined ? undefined : width * size;
}

/** Packed width of what a declaration declares. */
function declaredWidth(names: Names, located: Located, depth: number): number | undefined {
  if (depth > 100) return undefined;
  const { declaration } = located;
  if (declaration.kind === 'enumMember') {
    const owner = declaration.of === undefined ? undefined : located.table.declarations[declaration.of];
    return owner === undefined ? undefined : declaredWidth(names, { table: located.table, declaration: owner }, depth + 1);
  }
  const type = fullType(located);
  if (type === undefined) return /^(?:port|argument|net)$/.test(declaration.kind) ? 1 : undefined;
  return typeWidth(names, located, type, depth);
}

function typeWidth(names: Names, located: Located, type: TypeUse, depth: number): number | undefined {
  const size = count(names, scopeOf(located), type.dimensions);
  const base = baseWidth(names, located, type, depth);
  const width = base === undefined || size === undefined ? undefined : base * size;
  return width !== undefined && width <= maxBits ? width : undefined;
}

function baseWidth(names: Names, located: Located, type: TypeUse, depth: number): number | undefined {
  const { table, declaration } = located;
  switch (type.form) {
    case 'implicit':
      // A parameter without type takes that of its value.
      return /^(?:parameter|localparam|typeParameter)$/.test(declaration.kind) && type.dimensions.length === 0 ? undefined : 1;
    case 'builtin':
      return widths[type.keyword ?? ''];
    case 'enum':
      return type.base === undefined ? 32 : typeWidth(names, located, type.base, depth + 1);
    case 'struct':
    case 'union':
      return structWidth(names, located, type, depth);
    case 'named': {
      const reference = type.reference === undefined ? undefined : table.references[type.reference];
      const target = reference === undefined ? undefined : names.resolve(table, reference).declarations[0];
      if (target === undefined || !/^(?:typedef|typeParameter|localparam)$/.test(target.declaration.kind)) return undefined;
      const elements = count(names, scopeOf(target), target.declaration.unpacked ?? []);
      const width = declaredWidth(names, target, depth + 1);
      return width === undefined || elements === undefined ? undefined : width * elements;
    }
    case 'type':
      return undefined;
  }
}

function structWidth(names: Names, { table }: Located, type: TypeUse, depth: number): number | undefined {
  let total = 0;
  for (const member of table.declarations) {
    if (member.scope !== type.members) continue;
    const width = declaredWidth(names, { table, declaration: member }, depth + 1);
    const elements = count(names, scopeOf({ table, declaration: member }), member.unpacked ?? []);
    if (width === undefined || elements === undefined) return undefined;
    total = type.form === 'union' ? Math.max(total, width * elements) : total + width * elements;
  }
  return total === 0 ? undefined : total;
}

/** How many elements dimensions multiply to: `[7:0]` 8, `[4]` 4; undefined for `[]`, `[$]` and what cannot be evaluated. */
function count(names: Names, at: LocatedScope | undefined, dimensions: readonly string[]): number | undefined {
  let total = 1;
  for (const dimension of dimensions) {
    const inside = dimension.slice(1, -1);
    const colon = topLevelColon(inside);
    const left = evaluate(names, at, colon < 0 ? inside : inside.slice(0, colon), 0)?.value;
    const right = colon < 0 ? 1n : evaluate(names, at, inside.slice(colon + 1), 0)?.value;
    if (left === undefined || right === undefined) return undefined;
    const size = colon < 0 ? left : (left > right ? left - right : right - left) + 1n;
    if (size < 1n || size > BigInt(maxBits)) return undefined;
    total *= Number(size);
  }
  return total;
}

/** The colon of a range, not of a conditional or package scope inside it. */
function topLevelColon(text: string): number {
  let depth = 0;
  let questions = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === '?' && depth === 0) questions++;
    else if (c === ':' && depth === 0) {
      if (text[at + 1] === ':') at++;
      else if (questions-- <= 0) return at;
    }
  }
  return -1;
}

/** The scope that a declaration's own expressions are read in. */
function scopeOf({ table, declaration }: Located): LocatedScope | undefined {
  const scope = table.scopes[declaration.scope];
  if (scope === undefined) return undefined;
  // Members see what is around their struct.
  const parent = scope.kind === 'struct' || scope.kind === 'union' ? table.scopes[scope.parent] : scope;
  return parent === undefined ? undefined : { table, scope: parent };
}

/** The declaration that a type leads to: a signal's typedef, class or interface, an instance's module, an enum member's enum. */
export function typeDeclarationOf(project: SymbolProject, located: Located): Located | undefined {
  return project.still(() => {
    const { table, declaration } = canonical(located);
    if (declaration.kind === 'enumMember') {
      const owner = declaration.of === undefined ? undefined : table.declarations[declaration.of];
      return owner === undefined ? undefined : { table, declaration: owner };
    }
    const named = declaration.kind === 'instance' ? declaration.of : fullType({ table, declaration })?.reference;
    const reference = named === undefined ? undefined : table.references[named];
    return reference === undefined ? undefined : resolver(project).resolve(table, reference).declarations[0];
  });
}
