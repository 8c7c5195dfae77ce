import { childOfType, childrenOfType, field, flatText, type Node } from '../syntax/nodes';
import type { ParsedFile } from '../syntax/parsedFile';
import { bodyPorts, declaredParameters, unpackedText, wildcardIn } from './header';
import type { ConnectionInfo, InstanceInfo, ModuleInfo, NetInfo, ParameterInfo, PortInfo } from './moduleInfo';
import type { Scope } from './scope';
import { typeFacts, type TypeFacts } from './types';

/** What the body of a unit declares, gathered in source order. */
export interface Body {
  readonly parameters: ParameterInfo[];
  readonly ports: PortInfo[];
  readonly nets: NetInfo[];
  readonly instances: InstanceInfo[];
  readonly functions: ModuleInfo['functions'][number][];
  readonly types: ModuleInfo['types'][number][];
  readonly imports: { package: string; item: string }[];
  /** Units declared inside this one. */
  readonly nested: Node[];
}

export const unitTypes = [
  'module_declaration',
  'interface_declaration',
  'program_declaration',
  'package_declaration',
  'class_declaration',
  'interface_class_declaration',
  'udp_declaration',
  'checker_declaration',
];

const wrappers = new Set([
  'module_item',
  'package_item',
  'class_item',
  'interface_item',
  'program_item',
  'checker_item',
  'generate_region',
  'conditional_generate_construct',
  'if_generate_construct',
  'case_generate_construct',
  'case_generate_item',
  'loop_generate_construct',
  'ERROR',
  'bind_directive',
  'class_property',
  'class_method',
  'anonymous_program',
]);

/** Reads the items of a unit's body into `body`, generate blocks and damaged parts included. */
export function readItems(items: readonly Node[], body: Body, file: ParsedFile, scope: Scope, path = ''): void {
  for (const item of items) {
    if (item.type === 'generate_block') {
      const name = field(item, 'name')?.text;
      const inner = name === undefined ? path : path === '' ? name : `${path}.${name}`;
      readItems(item.namedChildren, body, file, scope, inner);
    } else if (wrappers.has(item.type)) readItems(item.namedChildren, body, file, scope, path);
    else if (unitTypes.includes(item.type)) body.nested.push(item);
    else readItem(item, body, file, scope, path);
  }
}

function readItem(item: Node, body: Body, file: ParsedFile, scope: Scope, path: string): void {
  switch (item.type) {
    case 'parameter_declaration':
    case 'local_parameter_declaration':
      body.parameters.push(...declaredParameters(item, file, scope));
      return;
    case 'port_declaration':
      body.ports.push(...bodyPorts(item, file, scope));
      return;
    case 'net_declaration':
      body.nets.push(...nets(item, file, scope, path));
      return;
    case 'data_declaration':
      readData(item, body, file, scope, path);
      return;
    case 'package_import_declaration':
    case 'package_export_declaration':
      readImports(item, body, scope);
      return;
    case 'type_declaration':
      readTypedef(item, body, file, scope);
      return;
    case 'module_instantiation':
    case 'interface_instantiation':
    case 'program_instantiation':
    case 'udp_instantiation':
    case 'checker_instantiation':
      body.instances.push(...instances(item, file, path));
      return;
    case 'function_declaration':
    case 'task_declaration':
      readFunction(item, body, file);
      return;
    default:
  }
}

/** `import pkg::*;` and `import pkg::item;`, in a header or body. */
export function readImports(item: Node, body: Pick<Body, 'imports'>, scope: Scope): void {
  for (const one of childrenOfType(item, 'package_import_item')) {
    const [name, member] = childrenOfType(one, 'simple_identifier', 'escaped_identifier');
    if (name === undefined) continue;
    const entry = { package: name.text, item: member?.text ?? '*' };
    body.imports.push(entry);
    scope.imports.push(entry);
  }
}

function readData(item: Node, body: Body, file: ParsedFile, scope: Scope, path: string): void {
  const imports = childOfType(item, 'package_import_declaration');
  const typedef = childOfType(item, 'type_declaration');
  if (imports !== undefined) readImports(imports, body, scope);
  else if (typedef !== undefined) readTypedef(typedef, body, file, scope);
  else {
    const type = childOfType(item, 'data_type_or_implicit', 'data_type');
    const facts = typeFacts(type, scope);
    if (facts.enumerators !== undefined && type !== undefined) {
      // `enum {A, B} state;`: an enum without a name of its own.
      body.types.push({ name: '', text: facts.text, ...enumPart(facts), ...widthPart(facts), nameRange: file.rangeOf(type) });
    }
    const list = childOfType(item, 'list_of_variable_decl_assignments');
    if (list !== undefined) body.nets.push(...declarators(item, list, kindOf(facts.text), facts, file, scope, path));
  }
}

function readTypedef(node: Node, body: Body, file: ParsedFile, scope: Scope): void {
  const name = field(node, 'type_name');
  const type = childOfType(node, 'data_type', 'class_type');
  if (name === undefined || type === undefined) return;
  const facts = typeFacts(type, scope);
  if (facts.width !== undefined && childOfType(node, 'unpacked_dimension') === undefined) scope.types.set(name.text, facts.width);
  body.types.push({ name: name.text, text: facts.text, ...enumPart(facts), ...widthPart(facts), nameRange: file.rangeOf(name) });
}

function enumPart(facts: TypeFacts): { enumValues?: string[]; enumerators?: { name: string; value?: bigint }[] } {
  if (facts.enumerators === undefined) return {};
  return { enumValues: facts.enumerators.map((one) => one.name), enumerators: facts.enumerators };
}

function widthPart(facts: TypeFacts): { width?: number } {
  return facts.width === undefined ? {} : { width: facts.width };
}

/** `logic`, `integer`, `struct`, `pk::state_e`: the leading word of a type as written. */
function kindOf(typeText: string): string {
  return /^[\w$]+(?:\s*::\s*[\w$]+)*/.exec(typeText)?.[0].replace(/\s+/g, '') ?? 'logic';
}

function nets(item: Node, file: ParsedFile, scope: Scope, path: string): NetInfo[] {
  const list = childOfType(item, 'list_of_net_decl_assignments');
  if (list === undefined) return [];
  const netType = childOfType(item, 'net_type')?.text;
  // Without a net type the grammar takes `state_e s;` for a net of a user's net type.
  const type =
    childOfType(item, 'data_type_or_implicit', 'implicit_data_type') ?? childOfType(item, 'simple_identifier', 'escaped_identifier');
  const facts = typeFacts(type, scope);
  const text = netType === undefined ? facts.text : `${netType} ${facts.text}`.trim();
  return declarators(item, list, netType ?? kindOf(facts.text), { ...facts, text }, file, scope, path);
}

function declarators(item: Node, list: Node, kind: string, facts: TypeFacts, file: ParsedFile, scope: Scope, path: string): NetInfo[] {
  const found: NetInfo[] = [];
  for (const declarator of childrenOfType(list, 'net_decl_assignment', 'variable_decl_assignment')) {
    const name = field(declarator, 'name') ?? childOfType(declarator, 'simple_identifier', 'escaped_identifier');
    if (name === undefined) continue;
    const unpacked = unpackedText(declarator);
    if (facts.width !== undefined && unpacked === '') scope.signals.set(name.text, facts.width);
    found.push({
      name: name.text,
      ...(path === '' ? {} : { scope: path }),
      kind,
      typeText: facts.text,
      ...widthPart(facts),
      signed: facts.signed,
      ...(unpacked === '' ? {} : { unpacked }),
      range: file.rangeOf(list.namedChildCount === 1 ? item : declarator),
      nameRange: file.rangeOf(name),
    });
  }
  return found;
}

function instances(item: Node, file: ParsedFile, path: string): InstanceInfo[] {
  const type = field(item, 'instance_type');
  if (type === undefined) {
    // In interfaces the grammar wraps an instantiation once more.
    const inner = childOfType(item, item.type);
    return inner === undefined ? [] : instances(inner, file, path);
  }
  const parameters = parameterConnections(childOfType(item, 'parameter_value_assignment'), file);
  const list = childrenOfType(item, 'hierarchical_instance', 'udp_instance');
  const bodies = list.length > 0 ? list : item.type === 'checker_instantiation' ? [item] : [];
  return bodies.map((instance) => {
    const nameNode = childOfType(instance, 'name_of_instance');
    const name = field(nameNode, 'instance_name') ?? nameNode;
    const ports = childOfType(instance, 'list_of_port_connections', 'list_of_checker_port_connections');
    const array = nameNode === undefined ? '' : unpackedText(nameNode);
    return {
      moduleName: type.text.replace(/\s+/g, ''),
      name: name?.text ?? '',
      ...(path === '' ? {} : { scope: path }),
      ...(array === '' ? {} : { array }),
      parameters,
      connections: ports === undefined ? [] : portConnections(ports, file),
      wildcard: ports !== undefined && wildcardIn(ports),
      range: file.rangeOf(bodies.length === 1 ? item : instance),
      nameRange: file.rangeOf(name ?? instance),
      moduleNameRange: file.rangeOf(type),
    };
  });
}

function portConnections(list: Node, file: ParsedFile): ConnectionInfo[] {
  const found: ConnectionInfo[] = [];
  let open = true;
  for (const connection of list.children) {
    const range = file.rangeOf(connection);
    if (connection.type === ',') {
      // Nothing between two commas: an ordered port left open.
      if (open) found.push({ text: '', range });
      open = true;
    } else if (connection.type === 'ordered_port_connection') {
      found.push({ text: flatText(childOfType(connection, 'expression')), range });
      open = false;
    } else if (connection.type === 'named_port_connection') {
      open = false;
      const name = field(connection, 'port_name')?.text;
      if (name === undefined) continue;
      // `.clk` alone connects the signal of that name.
      const implicit = !connection.text.includes('(');
      found.push({ name, text: implicit ? name : flatText(field(connection, 'connection')), range });
    }
  }
  return found;
}

function parameterConnections(node: Node | undefined, file: ParsedFile): ConnectionInfo[] {
  const list = childOfType(node, 'list_of_parameter_value_assignments');
  const found: ConnectionInfo[] = [];
  for (const one of list?.namedChildren ?? []) {
    const text = flatText(childOfType(one, 'param_expression', 'data_type'));
    if (one.type === 'ordered_parameter_assignment') found.push({ text: text === '' ? flatText(one) : text, range: file.rangeOf(one) });
    else if (one.type === 'named_parameter_assignment') {
      const name = childOfType(one, 'simple_identifier', 'escaped_identifier')?.text ?? '';
      found.push({ name, text, range: file.rangeOf(one) });
    }
  }
  return found;
}

function readFunction(item: Node, body: Body, file: ParsedFile): void {
  const inner = childOfType(item, 'function_body_declaration', 'task_body_declaration');
  const name = field(inner, 'name');
  if (name === undefined) return;
  const kind = item.type === 'function_declaration' ? 'function' : 'task';
  body.functions.push({ name: name.text, kind, range: file.rangeOf(item), nameRange: file.rangeOf(name) });
}
