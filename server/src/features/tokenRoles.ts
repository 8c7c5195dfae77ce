import type { SourceRange } from '../base/ranges';
import type { SignalRoles } from '../graph/signalRoles';
import { accessOf } from '../model/symbols/references';
import { resolveReference } from '../model/symbols/resolve';
import { canonical, type Located, type SymbolProject } from '../model/symbols/symbolProject';
import type { Access, Declaration, DeclarationKind, Place, Reference, SymbolTable } from '../model/symbols/symbolTypes';

/** Kinds of names, in the order of the legend. Those LSP does not know (`module`, `port`) are declared in the manifest. */
export const tokenTypes = [
  'namespace',
  'module',
  'interface',
  'class',
  'type',
  'typeParameter',
  'parameter',
  'port',
  'variable',
  'property',
  'enumMember',
  'event',
  'function',
  'macro',
  'label',
] as const;
export type TokenType = (typeof tokenTypes)[number];

export const tokenModifiers = [
  'declaration',
  'readonly',
  'input',
  'output',
  'inout',
  'clock',
  'reset',
  'register',
  'read',
  'write',
] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

export interface NameToken {
  readonly range: SourceRange;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** A name as it stands in a file, to be classified. */
export interface NameEntry {
  readonly range: SourceRange;
  readonly declaration?: Declaration;
  readonly reference?: Reference;
}

const types: Record<DeclarationKind, TokenType> = {
  module: 'module',
  program: 'module',
  primitive: 'module',
  checker: 'module',
  interface: 'interface',
  package: 'namespace',
  class: 'class',
  covergroup: 'class',
  function: 'function',
  task: 'function',
  property: 'function',
  sequence: 'function',
  let: 'function',
  constraint: 'function',
  port: 'port',
  modportPort: 'port',
  argument: 'parameter',
  parameter: 'parameter',
  localparam: 'parameter',
  specparam: 'parameter',
  genvar: 'variable',
  net: 'variable',
  variable: 'variable',
  instance: 'variable',
  typeParameter: 'typeParameter',
  typedef: 'type',
  modport: 'type',
  enumMember: 'enumMember',
  structMember: 'property',
  clockingSignal: 'property',
  coverpoint: 'property',
  clocking: 'event',
  generateBlock: 'label',
  block: 'label',
  label: 'label',
  macro: 'macro',
};

const constants = new Set<DeclarationKind>(['parameter', 'localparam', 'specparam', 'genvar', 'enumMember']);

/** A use that leads nowhere still shows what it can only be. */
const unresolved: Partial<Record<Place['kind'], TokenType>> = {
  unit: 'module',
  type: 'type',
  scope: 'namespace',
  package: 'namespace',
  port: 'port',
  parameter: 'parameter',
  modport: 'type',
  macro: 'macro',
  member: 'property',
};

/** Names that stand in a file, in order, one for each place: of `.clk` the net. */
export function nameEntries(table: SymbolTable, path: string): NameEntry[] {
  const entries: NameEntry[] = [
    ...table.declarations.filter((one) => one.macro === undefined).map((declaration) => ({ range: declaration.nameRange, declaration })),
    ...table.references
      .filter((one) => one.macro === undefined && one.place.kind !== 'self')
      .map((reference) => ({ range: reference.range, reference })),
  ].filter(({ range }) => range.path === path && range.line === range.endLine && range.end > range.start);
  entries.sort((a, b) => a.range.start - b.range.start || rank(a) - rank(b));
  let end = -1;
  return entries.filter(({ range }) => {
    if (range.start < end) return false;
    end = range.end;
    return true;
  });
}

function rank({ declaration, reference }: NameEntry): number {
  return declaration !== undefined ? 0 : reference?.place.kind === 'port' ? 2 : 1;
}

/** Kind and modifiers of a name; undefined for one that nothing is known of. */
export function tokenOf(
  project: SymbolProject,
  table: SymbolTable,
  { range, declaration, reference }: NameEntry,
  rolesOf: (located: Located) => readonly TokenModifier[],
): NameToken | undefined {
  if (declaration !== undefined) {
    const located = canonical({ table, declaration });
    return { range, type: types[located.declaration.kind], modifiers: ['declaration', ...ofDeclaration(located, rolesOf)] };
  }
  if (reference === undefined) return undefined;
  const { place } = reference;
  if (place.kind === 'macro') return { range, type: 'macro', modifiers: [] };
  const target = place.kind === 'label' ? ownLabel(table, place.declaration) : resolveReference(project, table, reference).declarations[0];
  if (target === undefined) {
    const type = unresolved[place.kind];
    return type === undefined ? undefined : { range, type, modifiers: [] };
  }
  const type = types[target.declaration.kind];
  const held = type === 'port' || type === 'variable' || type === 'property' || target.declaration.kind === 'argument';
  const access = held && place.kind !== 'port' ? accesses[accessOf(project, table, reference)] : [];
  return { range, type, modifiers: [...ofDeclaration(target, rolesOf), ...access] };
}

const accesses: Record<Access, readonly TokenModifier[]> = {
  none: [],
  read: ['read'],
  write: ['write'],
  readWrite: ['read', 'write'],
};

function ownLabel(table: SymbolTable, index: number): Located | undefined {
  const declaration = table.declarations[index];
  return declaration === undefined ? undefined : { table, declaration };
}

function ofDeclaration(located: Located, rolesOf: (located: Located) => readonly TokenModifier[]): TokenModifier[] {
  const { kind, direction } = located.declaration;
  const modifiers: TokenModifier[] = constants.has(kind) ? ['readonly'] : [];
  if (direction === 'input' || direction === 'output' || direction === 'inout') modifiers.push(direction);
  if (direction === 'ref') modifiers.push('inout');
  if (kind === 'port' || kind === 'net' || kind === 'variable') modifiers.push(...rolesOf(located));
  return modifiers;
}

/** What the roles of a module say of one of its declarations. */
export function roleModifiers(roles: SignalRoles | undefined, { name, nameRange }: Declaration): TokenModifier[] {
  if (roles === undefined) return [];
  const found: TokenModifier[] = [];
  if (roles.clocks.has(name)) found.push('clock');
  if (roles.resets.has(name)) found.push('reset');
  if (roles.registers.has(`${nameRange.line + 1}:${name}`)) found.push('register');
  return found;
}
