import { childOfType, childrenOfType, firstOfType, flatText, hasToken, type Node } from '../syntax/nodes';
import type { Scope } from './scope';

/** What a data type node says, in a scope. */
export interface TypeFacts {
  /** As written, on one line. */
  readonly text: string;
  /** Packed width in bits, all packed dimensions multiplied. */
  readonly width?: number;
  readonly signed: boolean;
  readonly enumerators?: { name: string; value?: bigint }[];
}

const atomWidths: Readonly<Record<string, number>> = { byte: 8, shortint: 16, int: 32, integer: 32, longint: 64, time: 64 };

const typeWrappers = ['data_type_or_implicit', 'data_type_or_void', 'variable_port_type', 'net_port_type'];

/** Facts of a type: `data_type`, `implicit_data_type`, a class type or name, or a wrapper of one. No node: one unsigned bit. */
export function typeFacts(node: Node | undefined, scope: Scope): TypeFacts {
  if (node === undefined) return { text: '', width: 1, signed: false };
  if (typeWrappers.includes(node.type)) {
    const inner = node.namedChildren.find((child) => child.type !== 'net_type' && !child.isExtra);
    return { ...typeFacts(inner, scope), text: flatText(node) };
  }
  const base = baseFacts(node, scope);
  const count = dimensions(node, scope);
  const width = base.width === undefined || count === undefined ? undefined : base.width * count;
  return {
    text: flatText(node),
    signed: base.signed,
    ...(width === undefined ? {} : { width }),
    ...(base.enumerators === undefined ? {} : { enumerators: base.enumerators }),
  };
}

interface BaseFacts {
  width: number | undefined;
  signed: boolean;
  enumerators?: { name: string; value?: bigint }[];
}

function baseFacts(node: Node, scope: Scope): BaseFacts {
  if (node.type === 'class_type' || node.type === 'simple_identifier' || node.type === 'escaped_identifier') {
    return { width: scope.widthOfType(node.text.replace(/\s+/g, '')), signed: false };
  }
  const signed = hasToken(node, 'signed');
  if (node.type === 'implicit_data_type') return { width: 1, signed };
  if (hasToken(node, 'enum')) return enumFacts(node, scope);
  for (const child of node.namedChildren) {
    switch (child.type) {
      case 'integer_vector_type':
        return { width: 1, signed };
      case 'integer_atom_type':
        return { width: atomWidths[child.text], signed: child.text !== 'time' && !hasToken(node, 'unsigned') };
      case 'struct_union':
        return { width: structWidth(node, child.text.startsWith('union'), scope), signed };
      case 'class_type':
        return baseFacts(child, scope);
      case 'package_scope':
      case 'class_scope':
      case 'simple_identifier':
      case 'escaped_identifier':
        return { width: scope.widthOfType(node.text.replace(/\[[^]*$/, '').replace(/\s+/g, '')), signed: false };
      default:
    }
  }
  return { width: undefined, signed };
}

/** How many bits' worth the packed dimensions of a type multiply to; undefined when one cannot be evaluated. */
export function dimensions(node: Node, scope: Scope): number | undefined {
  let count = 1;
  for (const dimension of childrenOfType(node, 'packed_dimension')) {
    const size = rangeSize(childOfType(dimension, 'constant_range'), scope);
    if (size === undefined) return undefined;
    count *= size;
  }
  return count;
}

function rangeSize(range: Node | undefined, scope: Scope): number | undefined {
  const [left, right] = range?.namedChildren.filter((child) => !child.isExtra) ?? [];
  if (left === undefined || right === undefined) return undefined;
  const from = scope.evaluate(left.text);
  const to = scope.evaluate(right.text);
  if (from === undefined || to === undefined) return undefined;
  const size = (from > to ? from - to : to - from) + 1n;
  return size > 1n << 30n ? undefined : Number(size);
}

function structWidth(node: Node, union: boolean, scope: Scope): number | undefined {
  let total = 0;
  for (const member of childrenOfType(node, 'struct_union_member')) {
    const width = typeFacts(childOfType(member, 'data_type_or_void'), scope).width;
    const names = firstOfType(member, 'list_of_variable_decl_assignments')?.namedChildren ?? [];
    for (const name of names) {
      if (name.type !== 'variable_decl_assignment') continue;
      if (width === undefined || childOfType(name, 'unpacked_dimension') !== undefined) return undefined;
      total = union ? Math.max(total, width) : total + width;
    }
  }
  return total === 0 ? undefined : total;
}

function enumFacts(node: Node, scope: Scope): BaseFacts {
  const base = childOfType(node, 'enum_base_type');
  const facts = base === undefined ? { width: 32, signed: true } : enumBase(base, scope);
  const enumerators: { name: string; value?: bigint }[] = [];
  let next: bigint | undefined = 0n;
  for (const declaration of childrenOfType(node, 'enum_name_declaration')) {
    const name = declaration.namedChildren[0]?.text ?? '';
    const value = childOfType(declaration, 'constant_expression');
    const count = Number(childOfType(declaration, 'integral_number')?.text ?? '0');
    if (value !== undefined) next = scope.evaluateFor(value.text, facts.width, facts.signed);
    for (let index = 0; index < Math.min(Math.max(count, 1), 4096); index++) {
      const full: string = count > 0 ? `${name}${index}` : name;
      enumerators.push({ name: full, ...(next === undefined ? {} : { value: next }) });
      if (next !== undefined) {
        scope.constants.set(full, next);
        next += 1n;
      }
    }
  }
  return { ...facts, enumerators };
}

function enumBase(base: Node, scope: Scope): { width: number | undefined; signed: boolean } {
  const facts = baseFacts(base, scope);
  const count = dimensions(base, scope);
  return { signed: facts.signed, width: facts.width === undefined || count === undefined ? undefined : facts.width * count };
}
