import type { Expr, Statement } from '../graph/ast';

/** A place of a module that a fault can be put in. `clocked`: the process waits for an edge. */
export type Site =
  | { readonly kind: 'expression'; readonly expr: Expr }
  | { readonly kind: 'statement'; readonly statement: Statement; readonly clocked: boolean }
  | { readonly kind: 'event'; readonly event: Expr };

export interface Change {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A kind of fault that designers make. */
export interface Operator {
  readonly name: string;
  changes(site: Site, text: string): Change[];
}

const others: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '&': ['|', '^'],
  '|': ['&', '^'],
  '^': ['|', '&'],
  '~^': ['^'],
  '^~': ['^'],
  '&&': ['||'],
  '||': ['&&'],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  '>': ['>=', '<'],
  '>=': ['>', '<='],
  '<<': ['>>'],
  '>>': ['<<'],
  '<<<': ['>>>'],
  '>>>': ['>>', '<<'],
};

/** An operator for a related one: arithmetic, bitwise, logical, relational, shift. */
const swapOperator: Operator = {
  name: 'operator',
  changes(site, text) {
    if (site.kind !== 'expression' || site.expr.kind !== 'binary') return [];
    const { left, right, op } = site.expr;
    const at = operatorAt(text, left.end, right.start, op);
    return at === undefined ? [] : (others[op] ?? []).map((newText) => ({ ...at, newText }));
  },
};

/** Where an operator stands in a stretch with nothing but blanks and brackets beside it: a comment may hold another one. */
function operatorAt(text: string, from: number, to: number, op: string): { start: number; end: number } | undefined {
  const stretch = text.slice(from, to);
  if (stretch.replace(/[\s()]/g, '') !== op) return undefined;
  const start = from + stretch.indexOf(op);
  return { start, end: start + op.length };
}

/** `!a`, `~a`, `-a` and the reductions without their operator; `&a` for `|a`. */
const unary: Operator = {
  name: 'unary',
  changes(site, text) {
    if (site.kind !== 'expression' || site.expr.kind !== 'unary') return [];
    const { op, arg, start } = site.expr;
    const at = operatorAt(text, start, arg.start, op);
    const other = { '!': '', '~': '', '-': '', '&': '|', '|': '&', '^': '|' }[op];
    return at === undefined || other === undefined ? [] : [{ ...at, newText: other }];
  },
};

/** A constant one more or one less, within its width. */
const constant: Operator = {
  name: 'constant',
  changes(site) {
    if (site.kind !== 'expression' || site.expr.kind !== 'number') return [];
    const { value, wild, width, fill, start, end, signed } = site.expr;
    if (fill === true || wild !== 0n || (width !== undefined && width > 256)) return [];
    const write = (next: bigint): string =>
      width === undefined ? `${next}` : `${width}'${signed ? 's' : ''}d${BigInt.asUintN(width, next)}`;
    const nexts = width === undefined && value === 0n ? [1n] : [value + 1n, value - 1n];
    return [...new Set(nexts.map(write))].map((newText) => ({ start, end, newText }));
  },
};

/** A condition turned round. */
const condition: Operator = {
  name: 'condition',
  changes(site, text) {
    const negated = (test: Expr): Change => ({ start: test.start, end: test.end, newText: `!(${text.slice(test.start, test.end)})` });
    if (site.kind === 'statement' && site.statement.kind === 'if') return [negated(site.statement.test)];
    if (site.kind !== 'expression' || site.expr.kind !== 'conditional') return [];
    const { yes, no } = site.expr;
    const between = text.slice(yes.end, no.start);
    return [{ start: yes.start, end: no.end, newText: text.slice(no.start, no.end) + between + text.slice(yes.start, yes.end) }];
  },
};

/** An assignment that is not made: a forgotten reset value, default or update. */
const dropAssignment: Operator = {
  name: 'missing assignment',
  changes(site) {
    if (site.kind !== 'statement' || site.statement.kind !== 'assign') return [];
    const { start, end } = site.statement;
    return [{ start, end, newText: ';' }];
  },
};

/** A forgotten else. */
const dropElse: Operator = {
  name: 'missing else',
  changes(site) {
    if (site.kind !== 'statement' || site.statement.kind !== 'if' || site.statement.otherwise === undefined) return [];
    return [{ start: site.statement.then.end, end: site.statement.otherwise.end, newText: '' }];
  },
};

/** Two neighbouring arms of a case with each other's bodies. */
const swapArms: Operator = {
  name: 'swapped arms',
  changes(site, text) {
    if (site.kind !== 'statement' || site.statement.kind !== 'case') return [];
    const { arms } = site.statement;
    return arms.slice(1).flatMap((second, i) => {
      const first = arms[i]?.body;
      if (first === undefined) return [];
      const between = text.slice(first.end, second.body.start);
      const newText = text.slice(second.body.start, second.body.end) + between + text.slice(first.start, first.end);
      return [{ start: first.start, end: second.body.end, newText }];
    });
  },
};

/** `=` for `<=` in a clocked process, `<=` for `=` in another. */
const assignmentKind: Operator = {
  name: 'assignment kind',
  changes(site, text) {
    if (site.kind !== 'statement' || site.statement.kind !== 'assign') return [];
    const { target, value, blocking, op } = site.statement;
    if (blocking === site.clocked || (blocking && op !== '=')) return [];
    const between = text.slice(target.end, value.start);
    const written = blocking ? '=' : '<=';
    const at = between.indexOf(written);
    if (at < 0) return [];
    return [{ start: target.end + at, end: target.end + at + written.length, newText: blocking ? '<=' : '=' }];
  },
};

/** The other edge of a clock or reset. */
const edge: Operator = {
  name: 'edge',
  changes(site) {
    if (site.kind !== 'event' || site.event.kind !== 'event' || site.event.edge === 'edge') return [];
    const { start, edge: word } = site.event;
    return [{ start, end: start + word.length, newText: word === 'posedge' ? 'negedge' : 'posedge' }];
  },
};

/** In the order in which their mutants of one place are listed. */
export const operators: readonly Operator[] = [
  swapOperator,
  unary,
  constant,
  condition,
  dropAssignment,
  dropElse,
  swapArms,
  assignmentKind,
  edge,
];
