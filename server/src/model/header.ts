import { childOfType, childrenOfType, field, firstOfType, flatText, flatten, hasToken, type Node } from '../syntax/nodes';
import type { ParsedFile } from '../syntax/parsedFile';
import type { ParameterInfo, PortInfo } from './moduleInfo';
import type { Scope } from './scope';
import { typeFacts, type TypeFacts } from './types';

const noType: TypeFacts = { text: '', signed: false };

/** Parameters of a `#( … )` list, in order; `local` and the type carry on from one to the next as in clause 6.20.1. */
export function headerParameters(list: Node, file: ParsedFile, scope: Scope): ParameterInfo[] {
  const found: ParameterInfo[] = [];
  let type: TypeFacts = noType;
  for (const item of list.namedChildren) {
    if (item.type === 'list_of_param_assignments') found.push(...assignments(item, false, noType, file, scope));
    if (item.type !== 'parameter_port_declaration') continue;
    const declaration = childOfType(item, 'parameter_declaration', 'local_parameter_declaration');
    if (declaration !== undefined) {
      found.push(...declaredParameters(declaration, file, scope));
      type = parameterType(declaration, scope);
      continue;
    }
    const typed = childOfType(item, 'data_type');
    const types = childOfType(item, 'type_parameter_declaration');
    if (types !== undefined) found.push(...typeParameters(types, false, file, scope));
    if (typed !== undefined) type = typeFacts(typed, scope);
    const list = childOfType(item, 'list_of_param_assignments');
    if (list !== undefined) found.push(...assignments(list, found.at(-1)?.local ?? false, type, file, scope));
  }
  return found;
}

/** Parameters of one `parameter` or `localparam` declaration, header or body. */
export function declaredParameters(declaration: Node, file: ParsedFile, scope: Scope): ParameterInfo[] {
  const local = declaration.type === 'local_parameter_declaration';
  const types = childOfType(declaration, 'type_parameter_declaration');
  if (types !== undefined) return typeParameters(types, local, file, scope);
  const list = childOfType(declaration, 'list_of_param_assignments');
  return list === undefined ? [] : assignments(list, local, parameterType(declaration, scope), file, scope);
}

function parameterType(declaration: Node, scope: Scope): TypeFacts {
  const node = childOfType(declaration, 'data_type_or_implicit', 'data_type', 'implicit_data_type');
  return node === undefined ? noType : typeFacts(node, scope);
}

function typeParameters(node: Node, local: boolean, file: ParsedFile, scope: Scope): ParameterInfo[] {
  return (childOfType(node, 'list_of_type_assignments')?.namedChildren ?? [])
    .filter((child) => child.type === 'type_assignment')
    .map((assignment) => {
      const name = field(assignment, 'name');
      const value = field(assignment, 'value');
      const facts = value === undefined ? undefined : typeFacts(value, scope);
      if (name !== undefined && facts?.width !== undefined) scope.types.set(name.text, facts.width);
      return {
        name: name?.text ?? '',
        local,
        typeText: 'type',
        defaultText: facts?.text ?? '',
        range: file.rangeOf(assignment),
        nameRange: file.rangeOf(name ?? assignment),
      };
    });
}

function assignments(list: Node, local: boolean, type: TypeFacts, file: ParsedFile, scope: Scope): ParameterInfo[] {
  const found: ParameterInfo[] = [];
  for (const assignment of childrenOfType(list, 'param_assignment')) {
    const name = childOfType(assignment, 'simple_identifier', 'escaped_identifier');
    if (name === undefined) continue;
    const defaultText = flatText(childOfType(assignment, 'constant_param_expression'));
    const array = childOfType(assignment, 'unpacked_dimension', 'unsized_dimension') !== undefined;
    // A string, a real or an array is not a number, though its text might read as one.
    const numeric = !array && !/^"/.test(defaultText) && !/^(?:string|real|realtime|shortreal)\b/.test(type.text);
    const value = array ? undefined : scope.evaluateFor(defaultText, type.text === '' ? undefined : type.width, type.signed);
    if (value !== undefined) scope.constants.set(name.text, value);
    found.push({
      name: name.text,
      local,
      typeText: type.text,
      defaultText,
      ...(value === undefined || !numeric ? {} : { value }),
      range: file.rangeOf(assignment),
      nameRange: file.rangeOf(name),
    });
  }
  return found;
}

/** Ports of an ANSI header. A port without direction or type takes those of the port before it (clause 23.2.2.3). */
export function ansiPorts(list: Node, file: ParsedFile, scope: Scope): PortInfo[] {
  const ports: PortInfo[] = [];
  let direction: PortInfo['direction'] = 'inout';
  let type: TypeFacts = { text: '', width: 1, signed: false };
  for (const port of childrenOfType(list, 'ansi_port_declaration')) {
    const name = field(port, 'port_name');
    const header = childOfType(port, 'net_port_header', 'variable_port_header', 'interface_port_header');
    if (header?.type === 'interface_port_header') {
      direction = 'interface';
      type = { text: flatText(header), signed: false };
    } else if (header !== undefined || childOfType(port, 'port_direction') !== undefined) {
      const written = childOfType(header ?? port, 'port_direction') ?? childOfType(port, 'port_direction');
      const typed = childOfType(header, 'net_port_type', 'variable_port_type');
      const facts = typeFacts(typed, scope);
      if (written !== undefined) direction = directionOf(written.text);
      else if (looksLikeInterface(facts, scope)) direction = 'interface';
      else if (direction === 'interface') direction = 'inout';
      type = facts;
    }
    if (name === undefined) continue;
    const unpacked = unpackedText(port);
    if (type.width !== undefined) scope.signals.set(name.text, type.width);
    ports.push({
      name: name.text,
      direction,
      typeText: type.text,
      ...(type.width === undefined ? {} : { width: type.width }),
      signed: type.signed,
      ...(unpacked === '' ? {} : { unpacked }),
      range: file.rangeOf(port),
      nameRange: file.rangeOf(name),
    });
  }
  return ports;
}

/** `bus_if b`: without a direction, a lone name that no typedef explains is an interface. */
function looksLikeInterface(facts: TypeFacts, scope: Scope): boolean {
  const name = facts.text;
  if (!/^[A-Za-z_]\w*(?:\.\w+)?$/.test(name) || facts.width !== undefined) return false;
  if (/^(?:wire|tri|wand|wor|logic|reg|bit|signed|unsigned|var|string|real|event)$/.test(name)) return false;
  return scope.isInterface(name) ?? !/_(?:t|e|s|st)$/.test(name);
}

function directionOf(text: string): PortInfo['direction'] {
  return text === 'input' || text === 'output' || text === 'ref' ? text : 'inout';
}

/** Unpacked dimensions of a declarator, as written. */
export function unpackedText(node: Node): string {
  return childrenOfType(node, 'unpacked_dimension', 'unsized_dimension', 'associative_dimension', 'queue_dimension')
    .map((dimension) => flatText(dimension))
    .join('');
}

const listTypes = [
  'list_of_port_identifiers',
  'list_of_variable_identifiers',
  'list_of_variable_port_identifiers',
  'list_of_interface_identifiers',
];

/** Ports declared by one `input …;` in the body of a non-ANSI module. */
export function bodyPorts(declaration: Node, file: ParsedFile, scope: Scope): PortInfo[] {
  const inner = childOfType(
    declaration,
    'input_declaration',
    'output_declaration',
    'inout_declaration',
    'ref_declaration',
    'interface_port_declaration',
  );
  const list = childOfType(inner, ...listTypes);
  if (inner === undefined || list === undefined) return [];
  const isInterface = inner.type === 'interface_port_declaration';
  const typed = childOfType(inner, 'net_port_type', 'variable_port_type');
  const facts: TypeFacts = isInterface ? { text: flatText(inner).replace(/\s+\S*$/, ''), signed: false } : typeFacts(typed, scope);
  const direction = isInterface ? 'interface' : directionOf(inner.type.replace('_declaration', ''));
  return childrenOfType(list, 'simple_identifier', 'escaped_identifier').map((name) => {
    if (facts.width !== undefined) scope.signals.set(name.text, facts.width);
    return {
      name: name.text,
      direction,
      typeText: facts.text,
      ...(facts.width === undefined ? {} : { width: facts.width }),
      signed: facts.signed,
      range: file.rangeOf(declaration),
      nameRange: file.rangeOf(name),
    };
  });
}

/** Names in the port list of a non-ANSI header, in order. */
export function listedPorts(list: Node): Node[] {
  return childrenOfType(list, 'port')
    .map((port) => firstOfType(port, 'simple_identifier', 'escaped_identifier'))
    .filter((name) => name !== undefined);
}

/** The comment directly above a node, without its markers; a licence is no documentation. */
export function docComment(unit: Node, text: string): string | undefined {
  const lines: string[] = [];
  let below = unit.startIndex;
  for (let node = unit.previousSibling; node?.isExtra === true; node = node.previousSibling) {
    if (!/comment/.test(node.type)) break;
    const gap = text.slice(node.endIndex, below);
    if ((gap.match(/\n/g) ?? []).length > 1) break;
    lines.unshift(stripMarkers(node.text));
    below = node.startIndex;
  }
  const doc = lines.join('\n').trim();
  return doc === '' || /copyright|licen[cs]e|SPDX/i.test(doc) ? undefined : doc;
}

function stripMarkers(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/\/+[!<]?[ \t]?/, '').trimEnd();
  return comment
    .replace(/^\/\*+|\*+\/$/g, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*\*?[ \t]?/, '').trimEnd())
    .join('\n')
    .trim();
}

/** True when a header says `.name(…)` or `.*`: connections as written. */
export function wildcardIn(list: Node): boolean {
  return childrenOfType(list, 'named_port_connection').some(
    (connection) => hasToken(connection, '.*') || flatten(connection.text) === '.*',
  );
}
