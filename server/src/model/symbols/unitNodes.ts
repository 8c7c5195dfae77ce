import { childOfType, childrenOfType, field, flatText, hasToken, type Node } from '../../syntax/nodes';
import type { DeclarationKind, ScopeKind } from './symbolTypes';
import { breakChain, isName, visitAll, visitAs, visitChildren, type Handler, type Walk } from './walk';

type UnitKind = DeclarationKind & ScopeKind;

/** A unit that the grammar keeps in one node, its name in the header or in itself. */
const unit =
  (kind: UnitKind): Handler =>
  (walk, node) => {
    const header = node.namedChildren.find((child) => /_(?:non)?ansi_(?:header|declaration)$/.test(child.type));
    const name = field(header ?? node, 'name') ?? (header ?? node).namedChildren.find(isName);
    const { table } = walk;
    const scope = table.openScope(kind, node.startIndex, node.endIndex);
    const declaration = name === undefined ? -1 : table.declare(name, node, kind, { inner: scope });
    table.within(scope, () => {
      for (const child of header?.children ?? []) if (child.id !== name?.id && child.type !== 'module_keyword') walk.visit(child);
      for (const child of node.children) {
        if (child.id === header?.id || child.id === name?.id) continue;
        if (isName(child)) endLabel(walk, child, declaration);
        else walk.visit(child);
      }
    });
    breakChain(walk);
  };

/** The name repeated behind `end`. */
export function endLabel(walk: Walk, node: Node, declaration: number): void {
  if (declaration >= 0) walk.table.refer(node, { kind: 'label', declaration }, 'none');
}

/** A header without its unit: the body did not parse as one, so what follows in the parent is taken for it. */
const looseHeader: Handler = (walk, node) => {
  const { table } = walk;
  const kind = node.type.startsWith('interface') ? 'interface' : node.type.startsWith('program') ? 'program' : 'module';
  const scope = table.openScope(kind, node.startIndex, node.parent?.endIndex ?? node.endIndex, 0);
  const name = field(node, 'name') ?? node.namedChildren.find(isName);
  if (name !== undefined) table.declare(name, node, kind, { inner: scope }, 0);
  table.scope = scope;
  visitAll(
    walk,
    node.children.filter((child) => child.id !== name?.id && child.type !== 'module_keyword'),
  );
};

/** Where a unit without its node ends: at its keyword, or with the file. */
const container: Handler = (walk, node) => {
  const outer = walk.table.scope;
  for (const child of node.children) {
    walk.visit(child);
    if (/^end(?:module|interface|program)$/.test(child.type)) walk.table.scope = 0;
  }
  // An error node at the top may hold just the header; the body then follows it.
  if (node.parent !== null && node.parent.type !== 'source_file') walk.table.scope = outer;
};

const classUnit: Handler = (walk, node) => {
  const { table } = walk;
  const name = field(node, 'name') ?? node.namedChildren.find(isName);
  const scope = table.openScope('class', node.startIndex, node.endIndex);
  const declaration = name === undefined ? -1 : table.declare(name, node, 'class', { inner: scope });
  let extending = false;
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (child.type === 'extends') extending = true;
      else if (extending && (child.type === 'class_type' || child.type === 'interface_class_type')) {
        extending = false;
        const base = visitAs(walk, child, 'none');
        const opened = table.scopes[scope];
        if (base >= 0 && opened !== undefined) opened.base = base;
      } else if (isName(child)) endLabel(walk, child, declaration);
      else walk.visit(child);
    }
  });
  breakChain(walk);
};

/** `import p::*;`, `export p::x;` */
const imports: Handler = (walk, node) => {
  const exported = node.type === 'package_export_declaration';
  for (const item of childrenOfType(node, 'package_import_item')) {
    const [from, name] = item.namedChildren.filter(isName);
    if (from === undefined) continue;
    const reference = walk.table.refer(from, { kind: 'package' }, 'none');
    walk.table.import({ reference, package: from.text, item: name?.text ?? '*', exported });
    if (name !== undefined) walk.table.refer(name, { kind: 'import', of: reference }, 'none');
  }
  breakChain(walk);
};

const modportItem: Handler = (walk, node) => {
  const { table } = walk;
  const name = node.namedChildren.find(isName);
  if (name === undefined) return;
  const scope = table.openScope('modport', node.startIndex, node.endIndex);
  table.declare(name, node, 'modport', { inner: scope });
  for (const ports of childrenOfType(node, 'modport_ports_declaration')) {
    for (const group of ports.namedChildren) modportGroup(walk, group, scope);
  }
  breakChain(walk);
};

function modportGroup(walk: Walk, group: Node, scope: number): void {
  const direction = childOfType(group, 'port_direction')?.text as 'input' | 'output' | 'inout' | 'ref' | undefined;
  for (const port of group.namedChildren) {
    if (port.type === 'modport_simple_port') {
      const own = port.namedChildren.find(isName);
      if (own === undefined) continue;
      const explicit = hasToken(port, '(');
      if (!explicit) {
        walk.table.refer(own, { kind: 'plain' }, 'none');
        continue;
      }
      walk.table.declare(own, port, 'modportPort', { value: flatText(port), ...(direction && { direction }) }, scope);
      for (const child of port.namedChildren) if (child.id !== own.id && !child.isExtra) visitAs(walk, child, 'none');
    } else if (isName(port)) walk.table.refer(port, { kind: 'plain' }, 'none');
    else if (port.type === 'function_prototype' || port.type === 'task_prototype') {
      const name = field(port, 'name');
      if (name !== undefined) walk.table.refer(name, { kind: 'plain' }, 'none');
    } else if (port.type !== 'port_direction' && port.type !== 'import_export') visitAs(walk, port, 'none');
  }
}

const clocking: Handler = (walk, node) => {
  const { table } = walk;
  const name = field(node, 'name');
  const scope = table.openScope('clocking', node.startIndex, node.endIndex);
  const declaration = name === undefined ? -1 : table.declare(name, node, 'clocking', { inner: scope });
  for (const child of node.children) {
    if (child.id === name?.id) continue;
    if (isName(child)) endLabel(walk, child, declaration);
    else if (child.type === 'clocking_item') {
      const list = childOfType(child, 'list_of_clocking_decl_assign');
      for (const signal of list === undefined ? [] : childrenOfType(list, 'clocking_decl_assign')) clockingSignal(walk, signal, scope);
      for (const other of child.namedChildren) if (other.id !== list?.id) walk.visit(other);
    } else walk.visit(child);
  }
  breakChain(walk);
};

function clockingSignal(walk: Walk, signal: Node, scope: number): void {
  const own = signal.namedChildren.find(isName);
  if (own === undefined) return;
  if (!hasToken(signal, '=')) {
    walk.table.refer(own, { kind: 'plain' }, 'none');
    return;
  }
  walk.table.declare(own, signal, 'clockingSignal', { value: flatText(signal) }, scope);
  for (const child of signal.namedChildren) if (child.id !== own.id && !child.isExtra) visitAs(walk, child, 'none');
}

/** A named thing with a scope for its arguments: property, sequence, let, covergroup. */
const named =
  (kind: 'property' | 'sequence' | 'let' | 'covergroup', scopeKind: ScopeKind): Handler =>
  (walk, node) => {
    ownScope(walk, node, field(node, 'name'), kind, scopeKind);
  };

/** Declares what may have a name and holds names of its own, and visits what is in it; a name inside is its end label. */
export function ownScope(walk: Walk, node: Node, name: Node | undefined, kind: DeclarationKind, scopeKind: ScopeKind): void {
  const { table } = walk;
  const scope = table.openScope(scopeKind, node.startIndex, node.endIndex);
  const declaration = name === undefined ? -1 : table.declare(name, node, kind, { inner: scope });
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (isName(child)) endLabel(walk, child, declaration);
      else walk.visit(child);
    }
  });
  breakChain(walk);
}

const formal: Handler = (walk, node) => {
  const name = field(node, 'formal_port') ?? node.namedChildren.filter(isName).at(0);
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk.table.declare(child, node, 'argument');
    else if (!child.isExtra) visitAs(walk, child, 'read');
  }
};

const coverpoint: Handler = (walk, node) => {
  const name = field(node, 'name');
  if (name !== undefined) walk.table.declare(name, node, 'coverpoint');
  for (const child of node.children) if (child.id !== name?.id) walk.visit(child);
};

const skip: Handler = () => undefined;

export const unitHandlers: Readonly<Record<string, Handler>> = {
  source_file: container,
  ERROR: container,
  module_declaration: unit('module'),
  interface_declaration: unit('interface'),
  program_declaration: unit('program'),
  package_declaration: unit('package'),
  checker_declaration: unit('checker'),
  udp_declaration: unit('primitive'),
  class_declaration: classUnit,
  interface_class_declaration: classUnit,
  module_ansi_header: looseHeader,
  module_nonansi_header: looseHeader,
  interface_ansi_header: looseHeader,
  interface_nonansi_header: looseHeader,
  program_ansi_header: looseHeader,
  program_nonansi_header: looseHeader,
  package_import_declaration: imports,
  package_export_declaration: imports,
  modport_item: modportItem,
  clocking_declaration: clocking,
  property_declaration: named('property', 'assertion'),
  sequence_declaration: named('sequence', 'assertion'),
  let_declaration: named('let', 'let'),
  covergroup_declaration: named('covergroup', 'covergroup'),
  property_port_item: formal,
  sequence_port_item: formal,
  let_port_item: formal,
  cover_point: coverpoint,
  cover_cross: coverpoint,
  bins_or_options: (walk, node) => {
    for (const child of node.children) if (child.id !== field(node, 'name')?.id) walk.visit(child);
  },
  constraint_declaration: (walk, node) => {
    const name = node.namedChildren.find(isName);
    if (name !== undefined) walk.table.declare(name, node, 'constraint');
    for (const child of node.children) if (child.id !== name?.id) walk.visit(child);
  },
  coverage_option: (walk, node) => {
    for (const value of node.namedChildren) if (value.type === 'expression') visitAs(walk, value, 'read');
  },
  config_declaration: skip,
  library_declaration: skip,
  randsequence_statement: skip,
  dpi_spec_string: skip,
  attr_spec: (walk, node) => {
    for (const child of node.namedChildren.slice(1)) visitAs(walk, child, 'read');
  },
  timeunits_declaration: skip,
  clocking_event: visitChildren,
};
