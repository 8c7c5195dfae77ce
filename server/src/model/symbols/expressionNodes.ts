import { childOfType, type Node } from '../../syntax/nodes';
import type { PatternType } from './symbolTypes';
import { breakChain, isName, readMark, visitAs, visitChildren, type Handler, type Walk } from './walk';

/** Arguments of a call, `.name(…)` and by position; the callee is the name before the parenthesis. */
const callArguments: Handler = (walk, node) => {
  const callee = walk.open.at(-1)?.last ?? -1;
  let position = 0;
  let dot = false;
  let formal: PatternType | undefined;
  let named: number | undefined;
  for (const child of node.children) {
    if (child.isExtra) continue;
    if (child.type === ',') {
      position++;
      formal = undefined;
      named = undefined;
    } else if (child.type === '.') dot = true;
    else if (dot && isName(child)) {
      dot = false;
      breakChain(walk);
      if (callee >= 0) {
        named = walk.table.refer(child, { kind: 'argument', of: callee }, 'none');
        formal = { reference: named };
      }
    } else if (child.isNamed) {
      const through = callee < 0 ? undefined : { unit: callee, ...(named === undefined ? { position } : { port: named }) };
      visitAs(walk, child, 'read', formal ?? (callee >= 0 ? { call: callee, position } : undefined), through);
    }
  }
  breakChain(walk);
};

/** `'{key: value, …}`, `'{a, b}`, with or without its type before it. */
const assignmentPattern: Handler = (walk, node) => {
  const type = walk.pattern;
  readMark(walk, '{');
  let element = 0;
  let key: PatternType | undefined;
  const parts = node.children.filter((child) => !child.isExtra);
  for (const [at, child] of parts.entries()) {
    if (child.type === ',') {
      element++;
      key = undefined;
    } else if (parts[at + 1]?.type === ':' && child.isNamed) key = patternKey(walk, child, type);
    else if (child.isNamed)
      visitAs(walk, child, 'read', key ?? (type === undefined ? undefined : { ...type, ...nextElement(type, element) }));
  }
  readMark(walk, '}');
};

/** Positions go one level deep; below that the type is not followed. */
function nextElement(type: PatternType, element: number): { element?: number } {
  return 'position' in type || type.element !== undefined ? {} : { element };
}

function patternKey(walk: Walk, child: Node, type: PatternType | undefined): PatternType | undefined {
  const name = isName(child) ? child : loneName(child);
  if (name === undefined) {
    visitAs(walk, child, 'read');
    return undefined;
  }
  breakChain(walk);
  return { reference: walk.table.refer(name, { kind: 'pattern', type }, 'none') };
}

/** The name that an expression consists of, when it is nothing but a name. */
function loneName(node: Node): Node | undefined {
  let at = node;
  for (;;) {
    if (isName(at)) return at;
    const [only, second] = at.children.filter((child) => !child.isExtra);
    if (only === undefined || second !== undefined) return undefined;
    at = only;
  }
}

const patternExpression: Handler = (walk, node) => {
  const inner = childOfType(node, 'assignment_pattern');
  breakChain(walk);
  const before = walk.pattern;
  const access = walk.access;
  for (const child of node.children) {
    if (child.id !== inner?.id) {
      walk.access = 'none';
      walk.visit(child);
      continue;
    }
    walk.access = access;
    const reference = walk.table.reference(walk.last);
    if (reference !== undefined) {
      if (reference.place.kind === 'plain') reference.place = { kind: 'type' };
      walk.pattern = { reference: walk.last };
    }
    breakChain(walk);
    walk.visit(child);
  }
  walk.pattern = before;
  walk.access = access;
  breakChain(walk);
};

/** `this`, `super`, `this.super`. */
const self: Handler = (walk, node) => {
  breakChain(walk);
  walk.last = walk.table.refer(node, { kind: 'self', base: node.text.endsWith('super') }, 'none');
};

const nothing: Handler = (walk) => breakChain(walk);

export const expressionHandlers: Readonly<Record<string, Handler>> = {
  list_of_arguments: callArguments,
  sequence_list_of_arguments: callArguments,
  property_list_of_arguments: callArguments,
  assignment_pattern: assignmentPattern,
  assignment_pattern_expression: patternExpression,
  assignment_pattern_key: (walk, node) => visitChildren(walk, node),
  implicit_class_handle: self,
  // Long and without names.
  primary_literal: nothing,
  unbased_unsized_literal: nothing,
  string_literal: nothing,
  integral_number: nothing,
};
