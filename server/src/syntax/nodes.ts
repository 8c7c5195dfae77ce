import type { Node } from 'web-tree-sitter';

export type { Node } from 'web-tree-sitter';

/** Text of a node as the parser saw it (macros expanded), white space as written. */
export function text(node: Node | undefined | null): string {
  return node?.text ?? '';
}

/** Text on one line: comments out, every run of white space one space. */
export function flatText(node: Node | undefined | null): string {
  return flatten(node?.text ?? '');
}

/** One line of source: comments out, every run of white space one space. */
export function flatten(source: string): string {
  return source
    .replace(/"(?:[^"\\]|\\[^])*"|\/\*[^]*?\*\/|\/\/[^\r\n]*/g, (found) => (found.startsWith('"') ? found : ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Named children, comments and other extras left out. */
export function namedChildren(node: Node): Node[] {
  return node.namedChildren.filter((child) => !child.isExtra);
}

/** All children, punctuation and keywords included, comments left out. */
export function children(node: Node): Node[] {
  return node.children.filter((child) => !child.isExtra);
}

/** Direct children of the given types. */
export function childrenOfType(node: Node, ...types: string[]): Node[] {
  return node.namedChildren.filter((child) => types.includes(child.type));
}

/** First direct child of one of the given types. */
export function childOfType(node: Node | undefined, ...types: string[]): Node | undefined {
  return node?.namedChildren.find((child) => types.includes(child.type));
}

/** The child with a field name of the grammar (`name`, `left`, `instance_type` …). */
export function field(node: Node | undefined, name: string): Node | undefined {
  return node?.childForFieldName(name) ?? undefined;
}

/** First node of one of the types in the subtree, in source order, the node itself included. */
export function firstOfType(node: Node | undefined, ...types: string[]): Node | undefined {
  if (node === undefined) return undefined;
  let found: Node | undefined;
  walk(node, (at) => {
    if (found !== undefined) return false;
    if (types.includes(at.type)) found = at;
    return found === undefined;
  });
  return found;
}

/** All nodes of the types in the subtree, nested ones included. One call into the parser: fast. */
export function allOfType(node: Node, ...types: string[]): Node[] {
  return node.descendantsOfType(types);
}

/** True when a direct child is the keyword or punctuation `word`. */
export function hasToken(node: Node, word: string): boolean {
  return node.children.some((child) => !child.isNamed && child.type === word);
}

/**
 * Visits the subtree in source order. `visit` gives false to skip what is below a node. Uses a cursor, which is
 * several times faster than asking nodes for their children.
 */
export function walk(node: Node, visit: (node: Node, depth: number) => boolean | void): void {
  const cursor = node.walk();
  try {
    let depth = 0;
    for (;;) {
      const down = visit(cursor.currentNode, depth) !== false && cursor.gotoFirstChild();
      if (down) {
        depth++;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (depth === 0 || !cursor.gotoParent()) return;
        depth--;
        if (depth === 0) return;
      }
    }
  } finally {
    cursor.delete();
  }
}

const statementWrappers = new Set(['statement_or_null', 'statement', 'statement_item', 'function_statement_or_null', 'function_statement']);

/**
 * The statement inside the grammar's wrappers (`statement_or_null > statement > statement_item > …`). A null statement (`;`)
 * gives undefined; a labelled one its body.
 */
export function unwrapStatement(node: Node | undefined): Node | undefined {
  let at = node;
  while (at !== undefined && statementWrappers.has(at.type)) {
    const inner: Node[] = namedChildren(at).filter((child) => child.type !== 'attribute_instance');
    at = inner.find((child) => statementWrappers.has(child.type)) ?? inner.at(-1);
  }
  return at;
}

const expressionWrappers = new Set([
  'expression',
  'constant_expression',
  'primary',
  'constant_primary',
  'primary_literal',
  'mintypmax_expression',
  'constant_mintypmax_expression',
  'param_expression',
  'constant_param_expression',
]);

/**
 * The expression inside wrappers that hold just one node, and inside parentheses: an operator node (`expression` with `operator`),
 * `conditional_expression`, `concatenation`, `hierarchical_identifier` …
 */
export function unwrapExpression(node: Node | undefined): Node | undefined {
  let at = node;
  while (at !== undefined && expressionWrappers.has(at.type)) {
    const inner: Node[] = namedChildren(at);
    const only = inner.length === 1 ? inner[0] : undefined;
    if (only === undefined || at.childForFieldName('operator') !== null) return at;
    at = only;
  }
  return at;
}

/** Nearest ancestor of one of the types, the node itself included. */
export function ancestorOfType(node: Node | null | undefined, ...types: string[]): Node | undefined {
  for (let at = node ?? null; at !== null; at = at.parent) if (types.includes(at.type)) return at;
  return undefined;
}
