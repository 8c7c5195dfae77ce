import { childOfType, childrenOfType, field, firstOfType, type Node } from '../syntax/nodes';
import { fragmentName } from '../syntax/repairs';
import type { ParsedFile } from '../syntax/parsedFile';
import { ansiPorts, docComment, headerParameters, listedPorts } from './header';
import { readImports, readItems, unitTypes, type Body } from './items';
import type { FileSummary, ModuleInfo, NetInfo, PortInfo, UnitKind } from './moduleInfo';
import { Scope, type UnitLookup } from './scope';

/**
 * What each unit of a file declares. `lookup` gives packages and interfaces of other files, so that widths which depend on them
 * can be evaluated; without it those stay undefined. Units inside units come after the one that holds them.
 */
export function summarize(file: ParsedFile, lookup: UnitLookup = () => undefined): FileSummary {
  const modules: ModuleInfo[] = [];
  const own = (name: string): ModuleInfo | undefined => modules.find((unit) => unit.name === name) ?? lookup(name);
  const fileScope = new Scope(own);
  const outside = emptyBody();
  const visit = (unit: Unit, scope: Scope): void => {
    const { info, nested, scope: inner } = summarizeUnit(unit, file, new Scope(own, scope));
    if (info !== undefined && info.name !== fragmentName) modules.push(info);
    for (const child of nested) visit({ node: child, header: headerOf(child), items: child.namedChildren }, inner);
  };
  const binds: NonNullable<FileSummary['binds']>[number][] = [];
  for (const part of partsOf(file.root)) {
    if ('node' in part) visit(part, fileScope);
    else if (part.item.type === 'bind_directive') binds.push(...boundInstances(part.item, file, fileScope));
    else readItems([part.item], outside, file, fileScope);
  }
  for (const child of outside.nested) visit({ node: child, header: headerOf(child), items: child.namedChildren }, fileScope);
  const includes = [...new Set(file.pre.includes.map((use) => use.path ?? use.name))];
  return { path: file.source.path, modules, includes, ...(binds.length === 0 ? {} : { binds }) };
}

function boundInstances(directive: Node, file: ParsedFile, scope: Scope): NonNullable<FileSummary['binds']>[number][] {
  const target = childOfType(directive, 'bind_target_scope', 'bind_target_instance', 'bind_target_instance_list');
  const body = emptyBody();
  readItems([directive], body, file, scope);
  return target === undefined
    ? []
    : body.instances.map((instance) => ({ target: target.text, targetRange: file.rangeOf(target), instance }));
}

/** The declaration of the unit `name`; undefined when the file has none. For a damaged unit the error node that holds it. */
export function moduleNode(file: ParsedFile, name: string): Node | undefined {
  const pending: Node[] = [file.root];
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    for (const child of node.namedChildren) {
      const header = unitTypes.includes(child.type) ? headerOf(child) : headerTypes.includes(child.type) ? child : undefined;
      if (header !== undefined && nameOf(header)?.text === name) return header === child && node.type === 'ERROR' ? node : child;
      if (unitTypes.includes(child.type) || child.type === 'ERROR' || /_item$/.test(child.type)) pending.push(child);
    }
  }
  return undefined;
}

const headerTypes = [
  'module_ansi_header',
  'module_nonansi_header',
  'interface_ansi_header',
  'interface_nonansi_header',
  'program_ansi_header',
  'program_nonansi_header',
];

interface Unit {
  /** The declaration, or for a damaged one its header. */
  readonly node: Node;
  readonly header: Node;
  readonly items: readonly Node[];
  /** Last node of a damaged unit. */
  readonly last?: Node;
}

function headerOf(node: Node): Node {
  return childOfType(node, ...headerTypes, 'udp_ansi_declaration', 'udp_nonansi_declaration') ?? node;
}

function nameOf(header: Node): Node | undefined {
  return field(header, 'name') ?? childOfType(header, 'simple_identifier', 'escaped_identifier');
}

/** Top-level units and other items. A module too broken for the grammar is put together from its header and what follows it. */
function partsOf(root: Node): (Unit | { item: Node })[] {
  const parts: (Unit | { item: Node })[] = [];
  let damaged: { header: Node; items: Node[] } | undefined;
  const close = (): void => {
    if (damaged !== undefined) {
      const last = damaged.items.at(-1);
      parts.push({ node: damaged.header, header: damaged.header, items: damaged.items, ...(last === undefined ? {} : { last }) });
    }
    damaged = undefined;
  };
  const read = (nodes: readonly Node[]): void => {
    for (const child of nodes) {
      if (headerTypes.includes(child.type)) {
        close();
        damaged = { header: child, items: [] };
      } else if (unitTypes.includes(child.type)) {
        close();
        parts.push({ node: child, header: headerOf(child), items: child.namedChildren });
      } else if (child.type === 'ERROR' && firstOfType(child, ...unitTypes, ...headerTypes) !== undefined) read(child.namedChildren);
      else if (damaged !== undefined) damaged.items.push(child);
      else parts.push({ item: child });
    }
  };
  read(root.type === 'ERROR' ? [root] : root.namedChildren);
  close();
  return parts;
}

function emptyBody(): Body {
  return { parameters: [], ports: [], nets: [], instances: [], functions: [], types: [], imports: [], nested: [] };
}

const kinds: Readonly<Record<string, UnitKind>> = {
  module: 'module',
  interface: 'interface',
  program: 'program',
  package: 'package',
  class: 'class',
  udp: 'primitive',
  checker: 'checker',
};

function summarizeUnit(unit: Unit, file: ParsedFile, scope: Scope): { info: ModuleInfo | undefined; nested: Node[]; scope: Scope } {
  const { node, header } = unit;
  const body = emptyBody();
  const name = nameOf(header);
  if (name === undefined) return { info: undefined, nested: [], scope };
  for (const item of childrenOfType(header, 'package_import_declaration')) readImports(item, body, scope);
  const parameterList = childOfType(header, 'parameter_port_list');
  const parameters = parameterList === undefined ? [] : headerParameters(parameterList, file, scope);
  const portList = childOfType(header, 'list_of_port_declarations');
  const ports = portList === undefined ? [] : ansiPorts(portList, file, scope);
  readItems(unit.items, body, file, scope);
  const listed = childOfType(header, 'list_of_ports');
  const allPorts = listed === undefined ? [...ports, ...body.ports] : completePorts(listedPorts(listed), body, file);
  const portNames = new Set(allPorts.map((port) => port.name));
  const doc = docComment(node, file.pre.text);
  const end = Math.max(node.endIndex, unit.last?.endIndex ?? 0);
  const info: ModuleInfo = {
    name: name.text,
    kind: kinds[node.type.split('_')[0] ?? ''] ?? 'module',
    path: file.source.path,
    range: file.pre.toSource(node.startIndex, end),
    nameRange: file.rangeOf(name),
    headerRange: headerRange(node, header, file),
    parameters: [...parameters, ...body.parameters],
    ports: allPorts,
    nets: body.nets.filter((net) => net.scope !== undefined || !portNames.has(net.name)),
    instances: body.instances,
    functions: body.functions,
    types: body.types,
    imports: body.imports,
    references: references(file.pre.text.slice(node.startIndex, end), allPorts),
    ...(doc === undefined ? {} : { doc }),
    damaged: node.hasError || unit.last !== undefined || headerTypes.includes(node.type),
  };
  return { info, nested: body.nested, scope };
}

function headerRange(node: Node, header: Node, file: ParsedFile): ModuleInfo['headerRange'] {
  if (header !== node) return file.rangeOf(header);
  const semicolon = node.children.find((child) => child.type === ';');
  return file.pre.toSource(node.startIndex, semicolon?.endIndex ?? node.endIndex);
}

/** Ports of a non-ANSI module in the order of its list, with type and width from the body (`output q; reg [3:0] q;`). */
function completePorts(listed: readonly Node[], body: Body, file: ParsedFile): PortInfo[] {
  const declared = new Map(body.ports.map((port) => [port.name, port]));
  const nets = new Map(body.nets.filter((net) => net.scope === undefined).map((net) => [net.name, net]));
  return listed.map((name) => {
    const port = declared.get(name.text);
    const net = nets.get(name.text);
    const place = { range: file.rangeOf(name), nameRange: file.rangeOf(name) };
    if (port === undefined) {
      return { name: name.text, direction: 'inout', ...typeOfPort(undefined, net), ...place };
    }
    return { ...port, ...typeOfPort(port, net) };
  });
}

function typeOfPort(port: PortInfo | undefined, net: NetInfo | undefined): Pick<PortInfo, 'typeText' | 'width' | 'signed'> {
  const width = (port?.typeText ?? '') === '' ? (net?.width ?? port?.width) : port?.width;
  const dimensions = /\[[^]*$/.exec(net?.typeText ?? '') === null ? port?.typeText : undefined;
  const typeText = net === undefined ? (port?.typeText ?? '') : [net.typeText, dimensions ?? ''].join(' ').trim();
  return { typeText, signed: (port?.signed ?? false) || (net?.signed ?? false), ...(width === undefined ? {} : { width }) };
}

/** Names before `::`, and interface types of ports. */
function references(text: string, ports: readonly PortInfo[]): string[] {
  const found = new Set<string>();
  const pattern = /\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|([A-Za-z_$][\w$]*)\s*::/g;
  for (const match of text.matchAll(pattern)) if (match[1] !== undefined) found.add(match[1]);
  found.delete('$unit');
  found.delete('std');
  for (const port of ports) {
    const name = port.direction === 'interface' ? /^[A-Za-z_]\w*/.exec(port.typeText)?.[0] : undefined;
    if (name !== undefined && name !== 'interface') found.add(name);
  }
  return [...found];
}
