import { childOfType, field, hasToken, type Node } from '../../syntax/nodes';
import { readType } from './typeNodes';
import { ownScope } from './unitNodes';
import { breakChain, isName, visitAs, visitChildren, type Handler } from './walk';

/** `begin : name … end : name`, `fork … join`. */
const block: Handler = (walk, node) => ownScope(walk, node, node.namedChildren.find(isName), 'block', 'block');

/** `name: statement`. */
const labelled: Handler = (walk, node) => {
  const name = field(node, 'block_name') ?? (hasToken(node, ':') ? node.children.find(isName) : undefined);
  if (name !== undefined) walk.table.declare(name, node, 'label');
  for (const child of node.children) if (child.id !== name?.id) walk.visit(child);
};

const loop: Handler = (walk, node) => {
  const { table } = walk;
  const scope = table.openScope('block', node.startIndex, node.endIndex);
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.type === 'loop_variables') {
        for (const name of child.namedChildren) if (isName(name)) table.declare(name, child, 'variable', { type: loopIndex });
      } else walk.visit(child);
    }
  });
  breakChain(walk);
};

const loopIndex = { text: 'int', form: 'builtin', keyword: 'int', signed: true, dimensions: [] } as const;

const loopVariable: Handler = (walk, node) => {
  const type = readType(walk, childOfType(node, 'data_type'));
  const parts = node.children.filter((child) => !child.isExtra);
  for (const [at, name] of parts.entries()) {
    if (!isName(name)) continue;
    const value = parts[at + 1]?.type === '=' ? parts[at + 2] : undefined;
    const index = walk.table.declare(name, node, 'variable', { type, ...(value === undefined ? {} : { value: value.text }) });
    if (value !== undefined) visitAs(walk, value, 'read', { declaration: index });
  }
};

/** Left side, then what is assigned: a pattern there has the left side's type. */
const assignment: Handler = (walk, node) => {
  let target = -1;
  const operator = childOfType(node, 'assignment_operator')?.text ?? '=';
  for (const child of node.children) {
    if (child.isExtra) continue;
    if (child.type === 'variable_lvalue' || child.type === 'net_lvalue' || child.type === 'nonrange_variable_lvalue') {
      target = visitAs(walk, child, operator === '=' ? 'write' : 'readWrite');
    } else if (child.isNamed) visitAs(walk, child, 'read', target < 0 ? undefined : { reference: target });
    else breakChain(walk);
  }
};

const lvalue: Handler = (walk, node) => {
  const access = walk.access === 'readWrite' ? 'readWrite' : 'write';
  const before = walk.access;
  walk.access = access;
  visitChildren(walk, node);
  walk.access = before;
};

const increment: Handler = (walk, node) => {
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk, child, 'readWrite');
};

const noAccess: Handler = (walk, node) => {
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk, child, 'none');
};

/** `return '{…};` has the function's type. */
const jump: Handler = (walk, node) => {
  const { table } = walk;
  let scope = table.scopes[table.scope];
  while (scope !== undefined && scope.kind !== 'function') scope = scope.parent < 0 ? undefined : table.scopes[scope.parent];
  const pattern = scope === undefined || scope.owner < 0 ? undefined : { declaration: scope.owner };
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk, child, 'read', pattern);
};

/** `matches tagged V .n`: n is declared by it. */
const pattern: Handler = (walk, node) => {
  const dotted = hasToken(node, '.');
  for (const child of node.namedChildren) {
    if (isName(child)) {
      if (dotted) walk.table.declare(child, node, 'variable');
    } else walk.visit(child);
  }
  breakChain(walk);
};

export const statementHandlers: Readonly<Record<string, Handler>> = {
  seq_block: block,
  par_block: block,
  statement: labelled,
  concurrent_assertion_item: labelled,
  deferred_immediate_assertion_item: labelled,
  loop_statement: loop,
  for_variable_declaration: loopVariable,
  blocking_assignment: assignment,
  nonblocking_assignment: assignment,
  operator_assignment: assignment,
  variable_assignment: assignment,
  net_assignment: assignment,
  variable_lvalue: lvalue,
  net_lvalue: lvalue,
  nonrange_variable_lvalue: lvalue,
  clockvar_expression: lvalue,
  output_terminal: lvalue,
  inc_or_dec_expression: increment,
  disable_statement: noAccess,
  event_trigger: noAccess,
  jump_statement: jump,
  pattern,
  tagged_union_expression: (walk, node: Node) => {
    for (const child of node.namedChildren) if (!isName(child) && !child.isExtra) visitAs(walk, child, 'read');
  },
};
