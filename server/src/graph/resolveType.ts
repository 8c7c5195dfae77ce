import type { Dimension, TypeSpec } from './ast';
import { arrayOf, bitType, type DataType, type Field, unknownType, vectorType } from './dataType';
import { constantOf, type Host } from './evaluate';
import { constantValue } from './value';

export interface ResolvedType {
  readonly type: DataType;
  /** Enum members, in order. */
  readonly members?: ReadonlyMap<string, bigint>;
}

const atoms: Readonly<Record<string, number>> = { byte: 8, shortint: 16, int: 32, longint: 64, integer: 32, time: 64 };

/** Lays out a type as written in bits. Names are looked up in the host's scope; what cannot be known becomes the unknown type. */
export function resolveType(spec: TypeSpec, host: Host, unpacked: readonly Dimension[] = []): ResolvedType {
  const base = resolveBase(spec, host);
  let { type } = base;
  for (let i = spec.packed.length - 1; i >= 0; i--) {
    const dimension = spec.packed[i];
    if (dimension !== undefined) type = withDimension(type, dimension, true, host, spec.signed);
  }
  if (spec.packed.length === 0 && type.kind === 'bit' && spec.signed) type = { ...type, signed: true };
  for (let i = unpacked.length - 1; i >= 0; i--) {
    const dimension = unpacked[i];
    if (dimension !== undefined) type = withDimension(type, dimension, false, host, false);
  }
  return base.members === undefined ? { type } : { type, members: base.members };
}

function withDimension(element: DataType, dimension: Dimension, packed: boolean, host: Host, signed: boolean): DataType {
  const left = constantOf(dimension.left, host);
  const right = dimension.right === undefined ? undefined : constantOf(dimension.right, host);
  if (left === undefined || (dimension.right !== undefined && right === undefined)) return unknownType;
  const [from, to] = right === undefined ? [0, Number(left) - 1] : [Number(left), Number(right)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || Math.abs(from - to) > 1 << 26) return unknownType;
  return arrayOf(element, from, to, packed, signed);
}

function resolveBase(spec: TypeSpec, host: Host): ResolvedType {
  const { base } = spec;
  switch (base.kind) {
    case 'builtin': {
      const width = atoms[base.name];
      if (width !== undefined) return { type: vectorType(width, spec.signed) };
      return { type: ['string', 'real', 'shortreal', 'realtime', 'chandle', 'event', 'void'].includes(base.name) ? unknownType : bitType };
    }
    case 'named': {
      const scope = base.scope === undefined ? host.scope : host.packageScope(base.scope);
      const entity = scope?.lookup(base.name);
      if (entity?.kind !== 'type') return { type: unknownType };
      return entity.members === undefined ? { type: entity.type } : { type: entity.type, members: entity.members };
    }
    case 'enum':
      return resolveEnum(base, host);
    default:
      return { type: resolveStruct(base, host) };
  }
}

function resolveEnum(base: TypeSpec['base'] & { kind: 'enum' }, host: Host): ResolvedType {
  const type = base.of === undefined ? vectorType(32, true) : resolveType(base.of, host).type;
  const members = new Map<string, bigint>();
  let next: bigint | undefined = 0n;
  for (const member of base.members) {
    if (member.value !== undefined) next = constantOf(member.value, host);
    if (next === undefined) continue;
    const count = member.count === undefined ? undefined : Number(constantOf(member.count, host) ?? 0n);
    const names = count === undefined ? [member.name] : Array.from({ length: Math.min(count, 256) }, (_, i) => `${member.name}${i}`);
    for (const name of names) {
      const value: bigint = next;
      members.set(name, value);
      host.scope.declare(name, { kind: 'constant', value: constantValue(value, type.width, type.signed), type });
      next = value + 1n;
    }
  }
  return { type, members };
}

function resolveStruct(base: TypeSpec['base'] & { kind: 'struct' | 'union' }, host: Host): DataType {
  const types = base.fields.map((field) => ({ name: field.name, type: resolveType(field.type, host, field.unpacked).type }));
  if (base.kind === 'union') {
    const width = Math.max(1, ...types.map((field) => field.type.width));
    return { kind: 'struct', width, signed: false, fields: types.map((field) => ({ ...field, offset: 0 })) };
  }
  const fields: Field[] = [];
  let offset = 0;
  for (const field of [...types].reverse()) {
    fields.unshift({ ...field, offset });
    offset += field.type.width;
  }
  return { kind: 'struct', width: Math.max(1, offset), signed: false, fields };
}
