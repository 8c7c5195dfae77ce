import { childOfType, childrenOfType, field, flatText, hasToken, type Node } from '../../syntax/nodes';
import type { Declaration, DeclarationKind, TypeUse } from './symbolTypes';
import { readDimensions, readType, valuesOf } from './typeNodes';
import { breakChain, isName, visitAs, visitChildren, type Handler, type Walk } from './walk';
import { endLabel } from './unitNodes';

const typeNodes = [
  'data_type_or_implicit',
  'data_type',
  'implicit_data_type',
  'class_type',
  'net_port_type',
  'variable_port_type',
  'data_type_or_void',
];

/** Declares one name of a list with its dimensions and value. */
function declarator(
  walk: Walk,
  node: Node,
  whole: Node,
  kind: DeclarationKind,
  facts: { type?: TypeUse; direction?: Declaration['direction'] },
): number | undefined {
  const name = field(node, 'name') ?? field(node, 'port_name') ?? node.namedChildren.find(isName);
  if (name === undefined) return undefined;
  const unpacked = readDimensions(walk, node);
  const values = valuesOf(node);
  const value = values.length === 0 ? {} : { value: values.map((one) => flatText(one)).join(' ') };
  const earlier = completed(walk, name.text, kind);
  const { direction, type } = facts;
  const index = walk.table.declare(name, whole, kind, {
    ...(direction === undefined ? {} : { direction }),
    ...(type === undefined ? {} : { type }),
    ...unpacked,
    ...value,
    ...(earlier === undefined ? {} : { completes: earlier }),
  });
  for (const one of values) visitAs(walk, one, 'read', { declaration: index });
  breakChain(walk);
  return index;
}

/** `output q; reg q;`: the second declares nothing new. */
function completed(walk: Walk, name: string, kind: DeclarationKind): number | undefined {
  const { table } = walk;
  const known = table.scopes[table.scope]?.names.get(name)?.at(0);
  if (known === undefined) return undefined;
  const first = table.declarations[known];
  if (first === undefined) return undefined;
  const isPort = first.kind === 'port' || first.kind === 'argument';
  const isData = kind === 'net' || kind === 'variable' || kind === 'port';
  return isPort && isData ? known : undefined;
}

const parameters: Handler = (walk, node) => {
  const local = node.type === 'local_parameter_declaration';
  const types = childOfType(node, 'type_parameter_declaration');
  if (types !== undefined) return typeParameters(walk, types, local);
  const type = readType(walk, childOfType(node, ...typeNodes));
  const list = childOfType(node, 'list_of_param_assignments');
  if (list !== undefined) parameterList(walk, list, type, local);
};

function parameterList(walk: Walk, list: Node, type: TypeUse, local: boolean): void {
  for (const one of childrenOfType(list, 'param_assignment')) declarator(walk, one, one, local ? 'localparam' : 'parameter', { type });
}

function typeParameters(walk: Walk, node: Node, local: boolean): void {
  const list = childOfType(node, 'list_of_type_assignments');
  for (const one of list === undefined ? [] : childrenOfType(list, 'type_assignment')) {
    const name = field(one, 'name');
    const value = field(one, 'value');
    const type = value === undefined ? undefined : readType(walk, value);
    if (name === undefined) continue;
    walk.table.declare(name, one, local ? 'localparam' : 'typeParameter', {
      ...(type === undefined ? {} : { type }),
      ...(value === undefined ? {} : { value: flatText(value) }),
    });
  }
}

/** `#( … )` of a header: `localparam` and the type carry on from one to the next (IEEE 1800-2023 clause 6.20.1). */
const parameterPorts: Handler = (walk, node) => {
  let local = false;
  let type: TypeUse = readType(walk, undefined);
  for (const item of node.namedChildren) {
    if (item.type === 'list_of_param_assignments') parameterList(walk, item, type, false);
    else if (item.type === 'parameter_port_declaration') {
      const declaration = childOfType(item, 'parameter_declaration', 'local_parameter_declaration');
      if (declaration !== undefined) {
        local = declaration.type === 'local_parameter_declaration';
        const before = walk.table.declarations.length;
        walk.visit(declaration);
        type = walk.table.declarations[before]?.type ?? type;
        continue;
      }
      const types = childOfType(item, 'type_parameter_declaration');
      if (types !== undefined) typeParameters(walk, types, local);
      const given = childOfType(item, 'data_type');
      if (given !== undefined) type = readType(walk, given);
      const list = childOfType(item, 'list_of_param_assignments');
      if (list !== undefined) parameterList(walk, list, type, local);
    }
  }
};

/** Ports of an ANSI header; direction and type carry on (clause 23.2.2.3). */
const ansiPorts: Handler = (walk, node) => {
  let direction: Declaration['direction'] = 'inout';
  let type: TypeUse = readType(walk, undefined);
  for (const port of node.children) {
    if (port.type !== 'ansi_port_declaration') {
      if (port.isNamed) walk.visit(port);
      continue;
    }
    const header = childOfType(port, 'net_port_header', 'variable_port_header', 'interface_port_header');
    const written = childOfType(header ?? port, 'port_direction') ?? childOfType(port, 'port_direction');
    if (header?.type === 'interface_port_header') {
      type = interfaceType(walk, header);
      direction = undefined;
    } else if (header !== undefined || written !== undefined) {
      type = readType(walk, childOfType(header, ...typeNodes));
      direction = written === undefined ? (type.form === 'named' ? undefined : (direction ?? 'inout')) : directionOf(written.text);
    }
    if (hasToken(port, '.')) explicitPort(walk, port, direction);
    else declarator(walk, port, port, 'port', { type, ...(direction === undefined ? {} : { direction }) });
  }
};

/** `.name(expression)` in a header. */
function explicitPort(walk: Walk, port: Node, direction: Declaration['direction']): void {
  const name = field(port, 'port_name') ?? port.namedChildren.find(isName);
  if (name === undefined) return;
  walk.table.declare(name, port, 'port', { value: flatText(port), ...(direction === undefined ? {} : { direction }) });
  for (const child of port.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk, child, 'none');
}

function interfaceType(walk: Walk, header: Node): TypeUse {
  const name = field(header, 'interface_name') ?? header.namedChildren.find(isName);
  const modport = field(header, 'modport_name');
  const base = { text: flatText(header), form: 'named' as const, signed: false, dimensions: [] };
  if (name === undefined) return base;
  const reference = walk.table.refer(name, { kind: 'type' }, 'none');
  if (modport === undefined) return { ...base, reference };
  return { ...base, reference, modport: walk.table.refer(modport, { kind: 'modport', of: reference }, 'none') };
}

function directionOf(text: string): NonNullable<Declaration['direction']> {
  if (text === 'input' || text === 'output') return text;
  return text.endsWith('ref') ? 'ref' : 'inout';
}

/** Names of a non-ANSI header stand for ports that the body declares. */
const listedPort: Handler = (walk, node) => {
  if (hasToken(node, '.')) {
    const name = node.namedChildren.find(isName);
    if (name !== undefined) {
      walk.table.declare(name, node, 'port', { value: flatText(node) });
      for (const child of node.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk, child, 'none');
    }
    return;
  }
  const access = walk.access;
  walk.access = 'none';
  breakChain(walk);
  const before = walk.table.references.length;
  visitChildren(walk, node);
  const first = walk.table.reference(before);
  if (first !== undefined) first.listed = true;
  breakChain(walk);
  walk.access = access;
};

/** `input [3:0] a, b;` in a body. */
const bodyPorts: Handler = (walk, node) => {
  const inner = node.namedChildren.find((child) => /_declaration$/.test(child.type)) ?? node;
  const direction = inner.type === 'interface_port_declaration' ? undefined : directionOf(inner.type.replace('_declaration', ''));
  const type = inner.type === 'interface_port_declaration' ? interfaceBody(walk, inner) : readType(walk, childOfType(inner, ...typeNodes));
  const list = inner.namedChildren.find((child) => child.type.startsWith('list_of_'));
  nameList(walk, list, node, 'port', { type, ...(direction === undefined ? {} : { direction }) });
};

function interfaceBody(walk: Walk, node: Node): TypeUse {
  const [name, modport] = node.namedChildren.filter(isName);
  const base = { text: flatText(node).replace(/\s+\S*$/, ''), form: 'named' as const, signed: false, dimensions: [] };
  if (name === undefined) return base;
  const reference = walk.table.refer(name, { kind: 'type' }, 'none');
  if (modport === undefined) return { ...base, reference };
  return { ...base, reference, modport: walk.table.refer(modport, { kind: 'modport', of: reference }, 'none') };
}

/** A list of bare names, each followed by its own dimensions and default. */
function nameList(
  walk: Walk,
  list: Node | undefined,
  whole: Node,
  kind: DeclarationKind,
  facts: { type?: TypeUse; direction?: Declaration['direction'] },
): void {
  if (list === undefined) return;
  const parts = list.children.filter((child) => !child.isExtra);
  for (const [at, name] of parts.entries()) {
    if (!isName(name) || (at > 0 && parts[at - 1]?.type !== ',')) continue;
    const next = parts.findIndex((child, index) => index > at && child.type === ',');
    const own = parts.slice(at + 1, next < 0 ? parts.length : next).filter((child) => child.isNamed);
    const unpacked = own.filter((child) => /dimension$/.test(child.type)).map((child) => flatText(child));
    const { direction, type } = facts;
    const earlier = completed(walk, name.text, kind);
    walk.table.declare(name, whole, kind, {
      ...(direction === undefined ? {} : { direction }),
      ...(type === undefined ? {} : { type }),
      ...(unpacked.length === 0 ? {} : { unpacked }),
      ...(earlier === undefined ? {} : { completes: earlier }),
    });
    for (const child of own) visitAs(walk, child, 'read');
  }
}

const nets: Handler = (walk, node) => {
  const list = childOfType(node, 'list_of_net_decl_assignments');
  const userType = node.namedChildren.find(isName);
  const keyword = childOfType(node, 'net_type');
  const given = userType !== undefined ? readType(walk, userType) : readType(walk, childOfType(node, ...typeNodes));
  const type = keyword === undefined || given.form !== 'implicit' ? given : { ...given, keyword: keyword.text };
  for (const other of node.namedChildren) if (/^(?:delay|drive_strength)/.test(other.type)) visitAs(walk, other, 'read');
  for (const one of list === undefined ? [] : childrenOfType(list, 'net_decl_assignment')) declarator(walk, one, node, 'net', { type });
};

const data: Handler = (walk, node) => {
  const nested = childOfType(node, 'package_import_declaration', 'type_declaration', 'nettype_declaration');
  if (nested !== undefined) return walk.visit(nested);
  const before = walk.table.declarations.length;
  const type = readType(walk, childOfType(node, ...typeNodes));
  const list = childOfType(node, 'list_of_variable_decl_assignments');
  const whole = node.parent?.type === 'class_property' ? node.parent : node;
  let first: number | undefined;
  for (const one of list === undefined ? [] : childrenOfType(list, 'variable_decl_assignment')) {
    const index = declarator(walk, one, whole, 'variable', { type });
    first ??= index;
  }
  if (type.form === 'enum' && first !== undefined) belongTo(walk, type, before, first);
};

/** Enum members belong to what their type names. */
function belongTo(walk: Walk, type: TypeUse, from: number, owner: number): void {
  const own = new Set(type.enumerators);
  for (let index = from; index < walk.table.declarations.length; index++) {
    const entry = walk.table.declarations[index];
    if (entry !== undefined && own.has(index)) entry.of = owner;
  }
}

const typedef: Handler = (walk, node) => {
  const name = field(node, 'type_name') ?? node.namedChildren.filter(isName).at(-1);
  const written = childOfType(node, 'data_type', 'class_type', 'type_reference');
  if (name === undefined) return;
  if (written === undefined) {
    // `typedef class c;` only promises it.
    walk.table.refer(name, { kind: 'type' }, 'none');
    return;
  }
  const before = walk.table.declarations.length;
  const type = readType(walk, written);
  const index = walk.table.declare(name, node, 'typedef', { type, ...readDimensions(walk, node) });
  if (type.members !== undefined) walk.table.own(type.members, index);
  if (type.form === 'enum') belongTo(walk, type, before, index);
};

const netType: Handler = (walk, node) => {
  const names = node.namedChildren.filter(isName);
  const type = readType(walk, childOfType(node, ...typeNodes));
  const [name, resolver] = names;
  if (name !== undefined) walk.table.declare(name, node, 'typedef', { type });
  if (resolver !== undefined) walk.table.refer(resolver, { kind: 'plain' }, 'read');
};

const routine: Handler = (walk, node) => {
  const body = childOfType(node, 'function_body_declaration', 'task_body_declaration') ?? node;
  const kind = /task/.test(node.type) ? 'task' : 'function';
  const name =
    field(body, 'name') ?? (node.type.startsWith('class_constructor') ? body.children.find((child) => child.type === 'new') : undefined);
  const { table } = walk;
  const outer = childOfType(body, 'class_scope');
  const typeNode = childOfType(body, ...typeNodes);
  const type = typeNode === undefined ? undefined : readType(walk, typeNode);
  const scope = table.openScope(kind, node.startIndex, node.endIndex);
  const owner = outer === undefined ? undefined : visitAs(walk, outer, 'none');
  let declaration = -1;
  if (name !== undefined) {
    declaration = table.declare(
      name,
      node,
      kind,
      { inner: scope, ...(type === undefined ? {} : { type }) },
      owner === undefined ? undefined : scope,
    );
  }
  const opened = table.scopes[scope];
  if (owner !== undefined && owner >= 0 && opened !== undefined) opened.outside = owner;
  table.within(scope, () => {
    for (const child of body.children) {
      if (child.id === name?.id || child.id === outer?.id || child.id === typeNode?.id) continue;
      if (isName(child)) endLabel(walk, child, declaration);
      else walk.visit(child);
    }
  });
  breakChain(walk);
};

/** `import "DPI-C" function …;` declares it here; an export names one. */
const dpi: Handler = (walk, node) => {
  const name = field(node, 'name');
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk.table.refer(child, { kind: 'plain' }, 'none');
    else if (/proto$/.test(child.type)) visitChildren(walk, child);
  }
};

/** Arguments in parentheses; direction and type carry on (clause 13.3). */
const arguments_: Handler = (walk, node) => {
  let direction: Declaration['direction'] = 'input';
  let type: TypeUse = readType(walk, undefined);
  for (const port of node.namedChildren) {
    const item = port.type === 'class_constructor_arg' ? childOfType(port, 'tf_port_item') : port;
    if (item?.type !== 'tf_port_item') continue;
    const written = childOfType(item, 'tf_port_direction');
    const typed = childOfType(item, ...typeNodes);
    if (written !== undefined) direction = directionOf(written.text.replace(/^const\s+/, ''));
    if (written !== undefined || typed !== undefined) type = readType(walk, typed);
    declarator(walk, item, item, 'argument', { type, direction });
  }
};

const bodyArguments: Handler = (walk, node) => {
  const direction = directionOf((childOfType(node, 'tf_port_direction')?.text ?? 'input').replace(/^const\s+/, ''));
  const type = readType(walk, childOfType(node, ...typeNodes));
  nameList(walk, childOfType(node, 'list_of_tf_variable_identifiers'), node, 'argument', { type, direction });
};

const genvars: Handler = (walk, node) => nameList(walk, childOfType(node, 'list_of_genvar_identifiers'), node, 'genvar', {});

const oneName =
  (kind: DeclarationKind): Handler =>
  (walk, node) => {
    declarator(walk, node, node, kind, {});
  };

export const declarationHandlers: Readonly<Record<string, Handler>> = {
  parameter_declaration: parameters,
  local_parameter_declaration: parameters,
  parameter_port_list: parameterPorts,
  list_of_port_declarations: ansiPorts,
  port: listedPort,
  port_declaration: bodyPorts,
  net_declaration: nets,
  data_declaration: data,
  type_declaration: typedef,
  nettype_declaration: netType,
  function_declaration: routine,
  task_declaration: routine,
  function_prototype: routine,
  task_prototype: routine,
  class_constructor_declaration: routine,
  class_constructor_prototype: routine,
  dpi_import_export: dpi,
  tf_port_list: arguments_,
  class_constructor_arg_list: arguments_,
  tf_port_declaration: bodyArguments,
  genvar_declaration: genvars,
  specparam_assignment: oneName('specparam'),
  assertion_variable_declaration: (walk, node) => {
    const type = readType(walk, childOfType(node, ...typeNodes));
    const list = childOfType(node, 'list_of_variable_decl_assignments');
    for (const one of list === undefined ? [] : childrenOfType(list, 'variable_decl_assignment'))
      declarator(walk, one, node, 'variable', { type });
  },
  udp_output_declaration: (walk, node) => {
    const name = node.namedChildren.find(isName);
    if (name !== undefined) walk.table.declare(name, node, 'port', { direction: 'output' });
  },
  udp_input_declaration: (walk, node) => {
    nameList(walk, childOfType(node, 'list_of_udp_port_identifiers'), node, 'port', { direction: 'input' });
  },
};
