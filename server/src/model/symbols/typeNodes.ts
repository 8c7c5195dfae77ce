import { childOfType, childrenOfType, field, flatText, hasToken, type Node } from '../../syntax/nodes';
import type { TypeUse } from './symbolTypes';
import { breakChain, isName, visitAs, type Handler, type Walk } from './walk';

const wrappers = new Set(['data_type_or_implicit', 'data_type_or_void', 'variable_port_type', 'net_port_type', 'param_expression']);

const dimensionTypes = ['packed_dimension', 'unpacked_dimension', 'unsized_dimension', 'associative_dimension', 'queue_dimension'];

const implicitType: TypeUse = { text: '', form: 'implicit', signed: false, dimensions: [] };

/** Reads a type: notes the names in it and says what it is. No node: the implicit type. */
export function readType(walk: Walk, node: Node | undefined): TypeUse {
  if (node === undefined) return implicitType;
  if (wrappers.has(node.type)) {
    const inner = node.namedChildren.find((child) => child.type !== 'net_type' && !child.isExtra);
    const net = childOfType(node, 'net_type');
    if (inner === undefined) return net === undefined && node.text !== 'void' ? implicitType : builtin(node, node.text);
    const type = isName(inner) ? namedType(walk, [inner], inner) : readType(walk, inner);
    return net === undefined ? type : { ...type, text: flatText(node), ...(type.form === 'implicit' ? { keyword: net.text } : {}) };
  }
  const dimensions = childrenOfType(node, 'packed_dimension');
  const type = baseType(walk, node);
  for (const dimension of dimensions) visitAs(walk, dimension, 'read');
  return { ...type, dimensions: dimensions.map((dimension) => flatText(dimension)) };
}

function baseType(walk: Walk, node: Node): TypeUse {
  if (node.type === 'implicit_data_type')
    return { text: flatText(node), form: 'implicit', signed: hasToken(node, 'signed'), dimensions: [] };
  if (node.type !== 'data_type') return namedType(walk, [node], node);
  if (hasToken(node, 'enum') || childOfType(node, 'enum_name_declaration') !== undefined) return enumType(walk, node);
  const first = node.namedChildren.find((child) => !child.isExtra && child.type !== 'attribute_instance');
  switch (first?.type) {
    case 'struct_union':
      return structType(walk, node, first.text.startsWith('union') ? 'union' : 'struct');
    case 'integer_vector_type':
      return { ...builtin(node, first.text), signed: hasToken(node, 'signed') };
    case 'integer_atom_type':
      return { ...builtin(node, first.text), signed: first.text !== 'time' && !hasToken(node, 'unsigned') };
    case 'type_reference':
      visitAs(walk, first, 'none');
      return { ...builtin(node, 'type'), form: 'type' };
    case undefined:
    case 'non_integer_type':
      return builtin(node, flatText(first ?? node));
    case 'packed_dimension':
      return { ...implicitType, text: flatText(node) };
    default:
      return namedType(
        walk,
        node.children.filter((child) => !dimensionTypes.includes(child.type) && !child.isExtra),
        node,
      );
  }
}

function builtin(node: Node, keyword: string): TypeUse {
  return { text: flatText(node), form: 'builtin', keyword, signed: false, dimensions: [] };
}

/** A type given by name: `t`, `pkg::t`, `cls#(…)::t`, `iface.modport`. */
function namedType(walk: Walk, parts: readonly Node[], whole: Node): TypeUse {
  breakChain(walk);
  const access = walk.access;
  walk.access = 'none';
  let modport: number | undefined;
  for (const part of parts) {
    const isModport = isName(part) && walk.joint === '.' && walk.last >= 0;
    if (isModport) modport = walk.table.refer(part, { kind: 'modport', of: walk.last }, 'none');
    else walk.visit(part);
  }
  const last = walk.last;
  walk.access = access;
  breakChain(walk);
  const reference = walk.table.reference(last);
  if (reference?.place.kind === 'plain') reference.place = { kind: 'type' };
  return {
    text: flatText(whole),
    form: 'named',
    signed: false,
    dimensions: [],
    ...(last < 0 ? {} : { reference: last }),
    ...(modport === undefined ? {} : { modport }),
  };
}

function structType(walk: Walk, node: Node, form: 'struct' | 'union'): TypeUse {
  const { table } = walk;
  const members = table.openScope(form, node.startIndex, node.endIndex);
  for (const member of childrenOfType(node, 'struct_union_member')) {
    const type = readType(walk, childOfType(member, 'data_type_or_void'));
    const list = childOfType(member, 'list_of_variable_decl_assignments');
    for (const one of list === undefined ? [] : childrenOfType(list, 'variable_decl_assignment')) {
      const name = field(one, 'name');
      if (name === undefined) continue;
      const unpacked = readDimensions(walk, one);
      const index = table.declare(name, member, 'structMember', { type, ...unpacked }, members);
      for (const value of valuesOf(one)) visitAs(walk, value, 'read', { declaration: index });
    }
  }
  const packed = hasToken(node, 'packed') || /\bpacked\b/.test(node.text.slice(0, node.text.indexOf('{') + 1));
  return { text: flatText(node), form, members, signed: hasToken(node, 'signed'), packed, dimensions: [] };
}

function enumType(walk: Walk, node: Node): TypeUse {
  const { table } = walk;
  const given = childOfType(node, 'enum_base_type');
  const base = given === undefined ? undefined : enumBase(walk, given);
  const enumerators: number[] = [];
  for (const one of childrenOfType(node, 'enum_name_declaration')) {
    const name = one.namedChildren.find(isName);
    if (name === undefined) continue;
    const value = childOfType(one, 'constant_expression');
    const range = childrenOfType(one, 'integral_number').map((number) => Number(number.text));
    const facts = value === undefined ? {} : { value: flatText(value) };
    if (range.length === 0) enumerators.push(table.declare(name, one, 'enumMember', facts));
    const [from = 0, to = 0] = range.length === 1 ? [0, (range[0] ?? 1) - 1] : range;
    const step = from <= to ? 1 : -1;
    for (let at = from, count = 0; range.length > 0 && count <= Math.min(Math.abs(to - from), 4095); at += step, count++) {
      enumerators.push(table.declareAs(`${name.text}${at}`, name, one, 'enumMember', count === 0 ? facts : {}));
    }
    if (value !== undefined) visitAs(walk, value, 'read');
  }
  return { text: flatText(node), form: 'enum', enumerators, signed: base?.signed ?? true, dimensions: [], ...(base && { base }) };
}

function enumBase(walk: Walk, node: Node): TypeUse {
  const dimensions = childrenOfType(node, 'packed_dimension');
  const first = node.namedChildren.find((child) => !child.isExtra);
  const named = first !== undefined && isName(first);
  const type = named ? namedType(walk, [first], first) : builtin(node, first?.type === 'packed_dimension' ? 'logic' : (first?.text ?? ''));
  for (const dimension of dimensions) visitAs(walk, dimension, 'read');
  const atom = first?.type === 'integer_atom_type' && first.text !== 'time';
  const signed = hasToken(node, 'signed') || (atom && !hasToken(node, 'unsigned'));
  return { ...type, signed, dimensions: dimensions.map((dimension) => flatText(dimension)) };
}

/** Unpacked dimensions of a declarator: as text, their names noted. */
export function readDimensions(walk: Walk, node: Node): { unpacked?: string[] } {
  const found = childrenOfType(node, ...dimensionTypes);
  for (const dimension of found) visitAs(walk, dimension, 'read');
  return found.length === 0 ? {} : { unpacked: found.map((dimension) => flatText(dimension)) };
}

/** What follows the `=` of a declarator. */
export function valuesOf(node: Node): Node[] {
  const equals = node.children.findIndex((child) => child.type === '=');
  return equals < 0 ? [] : node.children.slice(equals + 1).filter((child) => !child.isExtra);
}

/** A type met on its own: in a cast, as an argument, in an override. */
const looseType: Handler = (walk, node) => {
  const { reference } = readType(walk, node);
  if (reference !== undefined) walk.last = reference;
};

export const typeHandlers: Readonly<Record<string, Handler>> = {
  data_type: looseType,
  // Extends and method calls have one outside of a data type; the names are read in order either way.
  class_type: (walk, node) => {
    for (const child of node.children) walk.visit(child);
  },
  parameter_value_assignment: (walk, node) => {
    const unit = walk.last;
    readOverrides(walk, node, unit);
    walk.last = unit;
  },
};

/** `#(…)` behind a module or class name; `unit` is the reference to that. */
export function readOverrides(walk: Walk, node: Node, unit: number): void {
  const list = childOfType(node, 'list_of_parameter_value_assignments');
  const ordered: number[] = [];
  for (const one of list?.namedChildren ?? node.namedChildren) {
    if (one.isExtra) continue;
    if (one.type !== 'named_parameter_assignment') {
      breakChain(walk);
      ordered.push(visitAs(walk, one, 'read'));
      continue;
    }
    const name = one.namedChildren.find(isName);
    if (name === undefined) continue;
    breakChain(walk);
    const parameter = unit < 0 ? undefined : walk.table.refer(name, { kind: 'parameter', unit }, 'write');
    const pattern = parameter === undefined ? undefined : { reference: parameter };
    for (const value of one.namedChildren) {
      if (value.isExtra || value.id === name.id) continue;
      const last = visitAs(walk, value, 'read', pattern);
      const reference = parameter === undefined || last < 0 ? undefined : walk.table.reference(parameter);
      if (reference !== undefined) reference.place = { kind: 'parameter', unit, value: last };
    }
  }
  const whole = unit < 0 || ordered.length === 0 ? undefined : walk.table.reference(unit);
  if (whole !== undefined) whole.ordered = ordered;
  breakChain(walk);
}
