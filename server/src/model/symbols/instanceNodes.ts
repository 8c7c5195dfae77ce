import { childOfType, childrenOfType, field, flatText, hasToken, type Node } from '../../syntax/nodes';
import { readDimensions, readOverrides } from './typeNodes';
import { breakChain, isName, visitAs, type Handler, type Walk } from './walk';

/** `sub #(…) u_a (…), u_b (…);` of modules, interfaces, programs, primitives and checkers. */
const instantiation: Handler = (walk, node) => {
  breakChain(walk);
  const type = field(node, 'instance_type') ?? node.namedChildren.find(isName);
  if (type === undefined) return;
  const unit = walk.table.refer(type, { kind: 'unit' }, 'none');
  for (const child of node.namedChildren) {
    if (child.id === type.id || child.isExtra) continue;
    if (child.type === 'parameter_value_assignment') readOverrides(walk, child, unit);
    else if (child.type === 'hierarchical_instance' || /_instance$/.test(child.type)) instance(walk, child, node, unit);
    else visitAs(walk, child, 'read');
  }
  breakChain(walk);
};

function instance(walk: Walk, node: Node, whole: Node, unit: number): void {
  const named = childOfType(node, 'name_of_instance');
  const name = field(named, 'instance_name');
  const unpacked = named === undefined ? {} : readDimensions(walk, named);
  const declaration = name === undefined ? -1 : walk.table.declare(name, whole, 'instance', { of: unit, ...unpacked });
  for (const list of node.namedChildren) {
    if (list.id === named?.id || list.isExtra) continue;
    if (/^list_of_(?:checker_)?port_connections$/.test(list.type)) connections(walk, list, unit, declaration);
    else visitAs(walk, list, 'read');
  }
}

function connections(walk: Walk, list: Node, unit: number, instance: number): void {
  let position = 0;
  for (const one of list.children) {
    if (one.type === ',') position++;
    else if (/^named_(?:checker_)?port_connection$/.test(one.type)) namedConnection(walk, one, unit, instance);
    else if (one.isNamed && !one.isExtra) visitAs(walk, one, 'read', undefined, { unit, position });
  }
}

function namedConnection(walk: Walk, node: Node, unit: number, instance: number): void {
  const name = field(node, 'port_name') ?? node.namedChildren.find(isName);
  if (name === undefined) {
    const declared = walk.table.declarations[instance];
    if (declared !== undefined) declared.wildcard = true;
    return;
  }
  const implicit = !hasToken(node, '(');
  const port = walk.table.refer(name, { kind: 'port', unit, instance, implicit }, 'none');
  if (implicit) {
    walk.table.refer(name, { kind: 'plain' }, 'read', { unit, port });
    return;
  }
  for (const child of node.namedChildren) {
    if (child.id !== name.id && !child.isExtra) visitAs(walk, child, 'read', { reference: port }, { unit, port });
  }
}

/** `and g1 (w, a, b);`: a primitive of the language; its outputs are written. */
const gate: Handler = (walk, node) => {
  for (const one of node.namedChildren) {
    const named = childOfType(one, 'name_of_instance');
    const name = field(named, 'instance_name');
    if (name !== undefined) walk.table.declare(name, node, 'instance', named === undefined ? {} : readDimensions(walk, named));
    for (const child of one.namedChildren) if (child.id !== named?.id && !child.isExtra) visitAs(walk, child, 'read');
  }
};

/** `bind target checker u (…);`: the names in it are those of the target. */
const bind: Handler = (walk, node) => {
  const { table } = walk;
  const scope = table.openScope('block', node.startIndex, node.endIndex);
  const target = childOfType(node, 'bind_target_scope', 'bind_target_instance');
  const name = target === undefined ? undefined : target.namedChildren.find(isName);
  const opened = table.scopes[scope];
  if (name !== undefined && target?.type === 'bind_target_scope') {
    const unit = table.refer(name, { kind: 'unit' }, 'none');
    if (opened !== undefined) opened.outside = unit;
  } else if (target !== undefined) {
    const last = visitAs(walk, target, 'none');
    if (opened !== undefined && last >= 0) opened.outside = last;
  }
  table.within(scope, () => {
    for (const child of node.children) if (child.id !== target?.id && child.type !== 'bind') walk.visit(child);
  });
  breakChain(walk);
};

const generateBlock: Handler = (walk, node) => {
  const { table } = walk;
  const names = node.children.filter(isName);
  const scope = table.openScope('generate', node.startIndex, node.endIndex);
  const [name] = names;
  const declaration = name === undefined ? -1 : table.declare(name, node, 'generateBlock', { inner: scope }, outerOfLoop(walk));
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (isName(child)) {
        if (declaration >= 0) table.refer(child, { kind: 'label', declaration }, 'none');
      } else walk.visit(child);
    }
  });
  breakChain(walk);
};

/** The name of a loop's block is one of the scope around the loop. */
function outerOfLoop(walk: Walk): number {
  const { table } = walk;
  return loopScopes.has(table.scopes[table.scope] ?? table) ? (table.scopes[table.scope]?.parent ?? 0) : table.scope;
}

const loopScopes = new WeakSet();

const generateLoop: Handler = (walk, node) => {
  const { table } = walk;
  const scope = table.openScope('generate', node.startIndex, node.endIndex);
  const opened = table.scopes[scope];
  if (opened !== undefined) loopScopes.add(opened);
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.type === 'genvar_initialization') loopVariable(walk, child);
      else walk.visit(child);
    }
  });
  breakChain(walk);
};

function loopVariable(walk: Walk, node: Node): void {
  const name = node.namedChildren.find(isName);
  if (name === undefined) return;
  if (hasToken(node, 'genvar')) walk.table.declare(name, node, 'genvar', { value: flatText(node.namedChildren.at(-1)) });
  else walk.table.refer(name, { kind: 'plain' }, 'write');
  for (const child of node.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk, child, 'read');
}

const genvarStep: Handler = (walk, node) => {
  const name = node.namedChildren.find(isName);
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk.table.refer(child, { kind: 'plain' }, 'readWrite');
    else if (!child.isExtra) visitAs(walk, child, 'read');
  }
};

export const instanceHandlers: Readonly<Record<string, Handler>> = {
  module_instantiation: instantiation,
  interface_instantiation: instantiation,
  program_instantiation: instantiation,
  udp_instantiation: instantiation,
  checker_instantiation: instantiation,
  gate_instantiation: gate,
  bind_directive: bind,
  generate_block: generateBlock,
  loop_generate_construct: generateLoop,
  genvar_iteration: genvarStep,
  defparam_assignment: (walk, node) => {
    const [target, ...values] = childrenOfType(node, 'hierarchical_identifier', 'constant_mintypmax_expression');
    if (target !== undefined) visitAs(walk, target, 'write');
    for (const value of values) visitAs(walk, value, 'read');
  },
};
