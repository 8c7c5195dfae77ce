import type { Argument, Dimension, Expr } from './ast';
import { parseNumber } from './number';
import { isBuiltinType, readType } from './readType';
import type { TokenCursor } from './tokenCursor';

const binaryLevel: Readonly<Record<string, number>> = {
  '->': 1, '<->': 1, '||': 3, '&&': 4, '&&&': 4, '|': 5, '^': 6, '^~': 6, '~^': 6, '&': 7,
  '==': 8, '!=': 8, '===': 8, '!==': 8, '==?': 8, '!=?': 8, '<': 9, '<=': 9, '>': 9, '>=': 9, inside: 9,
  '<<': 10, '>>': 10, '<<<': 10, '>>>': 10, '+': 11, '-': 11, '*': 12, '/': 12, '%': 12, '**': 13,
}; // prettier-ignore
const unaryOps = new Set(['+', '-', '!', '~', '&', '|', '^', '~&', '~|', '~^', '^~']);

/** Reads one expression (IEEE 1800-2017 clause 11 precedence). Throws `Unreadable` on text that is none. */
export function readExpression(at: TokenCursor): Expr {
  return readConditional(at);
}

function readConditional(at: TokenCursor): Expr {
  const test = readBinary(at, 1);
  if (!at.accept('?')) return test;
  const yes = readConditional(at);
  at.expect(':');
  const no = readConditional(at);
  return { kind: 'conditional', test, yes, no, start: test.start, end: no.end };
}

function readBinary(at: TokenCursor, least: number): Expr {
  let left = readUnary(at);
  for (;;) {
    const token = at.peek();
    const level = token.kind === 'op' || token.text === 'inside' ? binaryLevel[token.text] : undefined;
    if (level === undefined || level < least) return left;
    if (token.text === '->' && least > 1) return left;
    at.next();
    if (token.text === 'inside') {
      at.expect('{');
      const set = readRangeList(at, '}');
      left = { kind: 'inside', arg: left, set, start: left.start, end: at.lastEnd };
      continue;
    }
    const right = readBinary(at, level + 1);
    left = { kind: 'binary', op: token.text, left, right, start: left.start, end: right.end };
  }
}

/** Values and `[low:high]` ranges up to the closing token, which is taken. */
export function readRangeList(at: TokenCursor, close: string): Expr[] {
  const set: Expr[] = [];
  while (!at.accept(close)) {
    const start = at.peek().start;
    if (at.accept('[')) {
      const low = readExpression(at);
      at.expect(':');
      const high = readExpression(at);
      at.expect(']');
      set.push({ kind: 'span', low, high, start, end: at.lastEnd });
    } else set.push(readExpression(at));
    if (!at.accept(',') && !at.is(close)) at.fail('a list of values');
  }
  return set;
}

function readUnary(at: TokenCursor): Expr {
  const token = at.peek();
  if (token.kind === 'op') {
    if (unaryOps.has(token.text)) {
      at.next();
      const arg = readUnary(at);
      return { kind: 'unary', op: token.text, arg, start: token.start, end: arg.end };
    }
    if (token.text === '++' || token.text === '--') {
      at.next();
      const arg = readUnary(at);
      return { kind: 'step', op: token.text, arg, start: token.start, end: arg.end };
    }
  }
  if (token.text === 'tagged') at.next();
  return readPostfix(at, readPrimary(at));
}

function readPrimary(at: TokenCursor): Expr {
  const token = at.peek();
  switch (token.kind) {
    case 'number':
      at.next();
      return parseNumber(token.text, token.start, token.end);
    case 'string':
      at.next();
      return { kind: 'string', text: token.text.slice(1, -1), start: token.start, end: token.end };
    case 'system': {
      at.next();
      const args = at.is('(') ? readArguments(at) : [];
      return { kind: 'system', name: token.text, args, start: token.start, end: at.lastEnd };
    }
    case 'id':
      return readNamePrimary(at);
    default:
      return readBracketPrimary(at);
  }
}

function readNamePrimary(at: TokenCursor): Expr {
  const token = at.peek();
  if (isBuiltinType(token.text) || (token.text === 'type' && at.peek(1).text === '(')) {
    if (token.text === 'type') {
      at.skipGroup(1);
      return { kind: 'none', start: token.start, end: at.lastEnd };
    }
    const type = readType(at);
    return { kind: 'type', type, start: token.start, end: at.lastEnd };
  }
  at.next();
  if (at.is('::') && at.peek(1).kind === 'id') {
    let scope = token.text;
    let name = scope;
    while (at.is('::') && at.peek(1).kind === 'id') {
      at.next();
      scope = name;
      name = at.next().text;
    }
    return { kind: 'scoped', scope, name, start: token.start, end: at.lastEnd };
  }
  // A class or interface specialised in place (`C#(8)::f`): only what follows matters here.
  if (at.is('#') && at.peek(1).text === '(') {
    at.skipGroup(1);
    if (at.accept('::')) return { kind: 'scoped', scope: token.text, name: at.next().text, start: token.start, end: at.lastEnd };
  }
  return { kind: 'name', name: token.text.startsWith('\\') ? token.text.slice(1) : token.text, start: token.start, end: token.end };
}

function readBracketPrimary(at: TokenCursor): Expr {
  const token = at.next();
  if (token.text === '(') return readParenthesised(at, token.start);
  if (token.text === '{') return readConcat(at, token.start);
  if (token.text === "'{") return readPattern(at, token.start);
  if (token.text === '$') return { kind: 'none', start: token.start, end: token.end };
  return at.fail('an expression');
}

function readParenthesised(at: TokenCursor, start: number): Expr {
  let inner = readExpression(at);
  if (at.is('=') || /^[-+*/%&|^]=$|^<<=$|^>>=$/.test(at.peek().text)) {
    const op = at.next().text;
    const value = readExpression(at);
    inner = { kind: 'assign', target: inner, op, value, start: inner.start, end: value.end };
  } else if (at.accept(':')) {
    // min:typ:max delays: the typical one.
    inner = readExpression(at);
    at.expect(':');
    readExpression(at);
  }
  at.expect(')');
  return { ...inner, start, end: at.lastEnd };
}

function readConcat(at: TokenCursor, start: number): Expr {
  if (at.is('<<') || at.is('>>')) {
    const op = at.next().text;
    if (!at.is('{')) {
      if (isBuiltinType(at.peek().text)) readType(at);
      else readExpression(at);
    }
    at.expect('{');
    const parts = readList(at, '}');
    at.expect('}');
    at.expect('}');
    return { kind: 'stream', op, parts, start, end: at.lastEnd };
  }
  if (at.accept('}')) return { kind: 'concat', parts: [], start, end: at.lastEnd };
  const first = readExpression(at);
  if (at.accept('{')) {
    const parts = readList(at, '}');
    at.expect('}');
    at.expect('}');
    return { kind: 'repeat', count: first, parts, start, end: at.lastEnd };
  }
  const parts = [first];
  while (at.accept(',')) parts.push(readExpression(at));
  at.expect('}');
  return { kind: 'concat', parts, start, end: at.lastEnd };
}

function readPattern(at: TokenCursor, start: number): Expr {
  const items: { key?: Expr; value: Expr }[] = [];
  while (!at.accept('}')) {
    if (at.is('default') && at.peek(1).text === ':') {
      const token = at.next();
      at.next();
      items.push({ key: { kind: 'name', name: 'default', start: token.start, end: token.end }, value: readExpression(at) });
    } else {
      const first = readExpression(at);
      if (at.accept(':')) items.push({ key: first, value: readExpression(at) });
      else if (at.is('{')) {
        at.next();
        const parts = readList(at, '}');
        at.expect('}');
        items.push({ value: { kind: 'repeat', count: first, parts, start: first.start, end: at.lastEnd } });
      } else items.push({ value: first });
    }
    if (!at.accept(',') && !at.is('}')) at.fail('an assignment pattern');
  }
  return { kind: 'pattern', items, start, end: at.lastEnd };
}

function readPostfix(at: TokenCursor, first: Expr): Expr {
  let base = first;
  for (;;) {
    const token = at.peek();
    if (token.kind !== 'op') return base;
    const { start } = base;
    if (token.text === '[') base = readSelect(at, base);
    else if (token.text === '.' && at.peek(1).kind === 'id') {
      at.next();
      base = { kind: 'member', base, name: at.next().text, start, end: at.lastEnd };
    } else if (token.text === '(' && isCallee(base)) {
      base = { kind: 'call', callee: base, args: readArguments(at), start, end: at.lastEnd };
    } else if (token.text === "'" && at.peek(1).text === '(') {
      at.next();
      at.next();
      const arg = readExpression(at);
      at.expect(')');
      base = { kind: 'cast', type: base.kind === 'type' ? base.type : base, arg, start, end: at.lastEnd };
    } else if (token.text === "'{") {
      at.next();
      base = readPattern(at, start);
    } else if (token.text === '++' || token.text === '--') {
      at.next();
      base = { kind: 'step', op: token.text, arg: base, start, end: at.lastEnd };
    } else return base;
  }
}

function isCallee(base: Expr): boolean {
  return base.kind === 'name' || base.kind === 'scoped' || base.kind === 'member';
}

function readSelect(at: TokenCursor, base: Expr): Expr {
  at.expect('[');
  if (at.accept(']')) return base;
  const first = readExpression(at);
  const mode = at.is(':') || at.is('+:') || at.is('-:') ? (at.next().text as ':' | '+:' | '-:') : undefined;
  if (mode === undefined) {
    at.expect(']');
    return { kind: 'index', base, index: first, start: base.start, end: at.lastEnd };
  }
  const right = readExpression(at);
  at.expect(']');
  return { kind: 'slice', base, left: first, right, mode, start: base.start, end: at.lastEnd };
}

function readList(at: TokenCursor, close: string): Expr[] {
  const list: Expr[] = [];
  if (at.is(close)) return list;
  do list.push(readExpression(at));
  while (at.accept(','));
  return list;
}

/** `( … )` of a call, a parameter list or an instance: ordered, named, empty and `.*` (as an argument named `*`). */
export function readArguments(at: TokenCursor): Argument[] {
  at.expect('(');
  const args: Argument[] = [];
  while (!at.accept(')')) {
    args.push(readArgument(at));
    if (!at.accept(',') && !at.is(')')) at.fail('an argument list');
  }
  return args;
}

function readArgument(at: TokenCursor): Argument {
  const token = at.peek();
  const none: Expr = { kind: 'none', start: token.start, end: token.start };
  if (at.accept('.*')) return { name: '*', value: none };
  if (at.accept('.')) {
    const nameToken = at.next();
    const name = nameToken.text.startsWith('\\') ? nameToken.text.slice(1) : nameToken.text;
    if (!at.accept('(')) return { name, value: { kind: 'name', name, start: nameToken.start, end: nameToken.end } };
    const value = at.is(')') ? none : readEventOr(at);
    at.expect(')');
    return { name, value };
  }
  if (at.is(',') || at.is(')')) return { value: none };
  return { value: readEventOr(at) };
}

function readEventOr(at: TokenCursor): Expr {
  const token = at.peek();
  if (token.text === 'posedge' || token.text === 'negedge' || token.text === 'edge') {
    at.next();
    const arg = readExpression(at);
    return { kind: 'event', edge: token.text, arg, start: token.start, end: arg.end };
  }
  return readExpression(at);
}

/** `@*`, `@(*)`, `@name` or `@(posedge a or negedge b, c)`, after the `@`. Empty: every signal read. */
export function readEvents(at: TokenCursor): Expr[] {
  if (at.accept('*')) return [];
  if (!at.is('(')) return [readPostfix(at, readPrimary(at))];
  at.next();
  if (at.accept('*')) {
    at.expect(')');
    return [];
  }
  const events: Expr[] = [];
  do {
    events.push(readEventOr(at));
    if (at.accept('iff')) readExpression(at);
  } while (at.accept(',') || at.accept('or'));
  at.expect(')');
  return events;
}

/** `[7:0]`, `[N]`, `[N-1:0][3:0]`; an associative, dynamic or queue dimension is left out. */
export function readDimensions(at: TokenCursor): Dimension[] {
  const dimensions: Dimension[] = [];
  while (at.is('[')) {
    if (['*', '$', ']'].includes(at.peek(1).text) || isBuiltinType(at.peek(1).text)) {
      at.skipGroup();
      continue;
    }
    at.next();
    const left = readExpression(at);
    if (at.accept(':')) dimensions.push({ left, right: readExpression(at) });
    else if (at.is('+:') || at.is('-:')) at.fail('a dimension');
    else dimensions.push({ left });
    at.expect(']');
  }
  return dimensions;
}
