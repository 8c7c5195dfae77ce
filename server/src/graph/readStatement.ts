import type { CaseArm, Declarator, Expr, Routine, Statement } from './ast';
import { readDimensions, readEvents, readExpression, readRangeList } from './readExpression';
import { isBuiltinType, isNamedType, readDeclarators, readType } from './readType';
import { type TokenCursor, Unreadable } from './tokenCursor';

const assignOps = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '<<<=', '>>>=']);
const priorities = new Set(['unique', 'unique0', 'priority']);
const skipped = new Set([
  'assert',
  'assume',
  'cover',
  'restrict',
  'wait',
  'force',
  'release',
  'deassign',
  '->',
  '->>',
  'expect',
  'wait_order',
  'randcase',
  'randsequence',
  'import',
]);

/** Reads one statement. What cannot be read becomes `skip` up to its `;`, so that its neighbours survive. */
export function readStatement(at: TokenCursor): Statement {
  const start = at.peek().start;
  const mark = at.at;
  try {
    return readAny(at);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    at.at = mark;
    at.skipPastSemicolon();
    return { kind: 'skip', what: error.message, start, end: at.lastEnd };
  }
}

function readAny(at: TokenCursor): Statement {
  const token = at.peek();
  const { start } = token;
  if (token.kind === 'id' && token.text !== 'begin' && token.text !== 'fork' && at.peek(1).text === ':' && at.peek(2).kind === 'id') {
    at.next();
    at.next();
    return readAny(at);
  }
  if (priorities.has(token.text)) {
    at.next();
    return readBranch(at, start, token.text);
  }
  switch (token.text) {
    case ';':
      at.next();
      return { kind: 'skip', what: '', start, end: at.lastEnd };
    case 'begin':
      return readBlock(at, 'end');
    case 'fork':
      return readBlock(at, 'join');
    case 'if':
    case 'case':
    case 'casez':
    case 'casex':
      return readBranch(at, start, hintedPriority(token.hints));
    case 'for':
    case 'while':
    case 'do':
    case 'repeat':
    case 'forever':
    case 'foreach':
      return readLoop(at);
    case '@':
    case '#':
    case '##':
      return readTiming(at);
    case 'return': {
      at.next();
      const value = at.is(';') ? undefined : readExpression(at);
      at.expect(';');
      return { kind: 'return', start, end: at.lastEnd, ...(value === undefined ? {} : { value }) };
    }
    case 'break':
    case 'continue':
    case 'disable':
      at.next();
      at.skipPastSemicolon();
      return { kind: 'jump', word: token.text, start, end: at.lastEnd };
    case 'assign':
      at.next();
      return readSimple(at, start);
    default:
      return readDefault(at);
  }
}

function readDefault(at: TokenCursor): Statement {
  const token = at.peek();
  const { start } = token;
  if (skipped.has(token.text)) return readSkipped(at);
  if (token.text === 'localparam' || token.text === 'parameter') return readLocalDeclaration(at, true);
  if (token.text === 'static' || token.text === 'automatic' || token.text === 'const') {
    at.next();
    return readAny(at);
  }
  if (token.text === 'typedef') {
    at.skipPastSemicolon();
    return { kind: 'skip', what: 'typedef', start, end: at.lastEnd };
  }
  const isCast = at.peek(1).text === "'";
  if (token.kind === 'id' && !isCast && (isBuiltinType(token.text) || isNamedType(at))) return readLocalDeclaration(at, false);
  return readSimple(at, start);
}

function readSkipped(at: TokenCursor): Statement {
  const { text, start } = at.next();
  if (text === 'wait' && at.is('(')) {
    at.skipGroup();
    return { kind: 'timing', body: readStatement(at), start, end: at.lastEnd };
  }
  if (['assert', 'assume', 'cover', 'restrict'].includes(text)) {
    // An immediate assertion may carry action statements.
    while (!at.is('(') && !at.is(';') && at.peek().kind !== 'end') at.next();
    if (at.is('(')) at.skipGroup();
    if (!at.is('else') && !at.is(';')) readStatement(at);
    else at.accept(';');
    if (at.accept('else')) readStatement(at);
  } else at.skipPastSemicolon();
  return { kind: 'skip', what: '', start, end: at.lastEnd };
}

function readLocalDeclaration(at: TokenCursor, parameter: boolean): Statement {
  const start = at.peek().start;
  if (parameter) at.next();
  const type = readType(at);
  const declarators: Declarator[] = readDeclarators(at, type);
  at.expect(';');
  return { kind: 'declare', declarators, parameter, start, end: at.lastEnd };
}

/** `target = value`, `target <= #1 value`, `x++`, `task(…)`, through the `;`. */
function readSimple(at: TokenCursor, start: number): Statement {
  const statement = readAssignment(at, start);
  at.expect(';');
  return { ...statement, end: at.lastEnd };
}

function readAssignment(at: TokenCursor, start: number): Statement {
  const target = readTarget(at);
  if (target.kind === 'step') {
    const one: Expr = { kind: 'number', text: '1', value: 1n, wild: 0n, signed: true, start: target.start, end: target.end };
    return { kind: 'assign', target: target.arg, value: one, op: target.op === '++' ? '+=' : '-=', blocking: true, start, end: at.lastEnd };
  }
  if (at.is('<=') || assignOps.has(at.peek().text)) {
    const op = at.next().text;
    skipDelay(at);
    const value = readExpression(at);
    return { kind: 'assign', target, value, op: op === '<=' ? '=' : op, blocking: op !== '<=', start, end: at.lastEnd };
  }
  // A task without arguments needs no brackets.
  const call: Expr =
    target.kind === 'name' || target.kind === 'scoped' ? { kind: 'call', callee: target, args: [], start, end: at.lastEnd } : target;
  return { kind: 'call', call, start, end: at.lastEnd };
}

/** The left side of an assignment: an expression that stops before `<=`. */
function readTarget(at: TokenCursor): Expr {
  const mark = at.at;
  const { start } = at.peek();
  if (at.is('{')) {
    at.skipGroup();
    const end = at.at;
    at.at = mark;
    const value = readOperand(at);
    if (at.at !== end) at.fail('the end of a concatenation');
    return value;
  }
  if (at.accept('++') || at.accept('--')) {
    const op = at.tokens[at.at - 1]?.text === '++' ? '++' : '--';
    return { kind: 'step', op, arg: readOperand(at), start, end: at.lastEnd };
  }
  return readOperand(at);
}

/** A primary with its selects. A unary operator binds tighter than `<=`, so reading `+x` and dropping the `+` is not needed: a target has none. */
function readOperand(at: TokenCursor): Expr {
  const close = findAssignment(at);
  if (close === undefined) return readExpression(at);
  const inner = at.tokens.slice(at.at, close);
  const lastToken = at.tokens[close];
  if (lastToken === undefined) return at.fail('an assignment');
  const part = new (at.constructor as typeof TokenCursor)([
    ...inner,
    { kind: 'end', text: '', start: lastToken.start, end: lastToken.start },
  ]);
  const target = readExpression(part);
  if (part.peek().kind !== 'end') part.fail('an assignment');
  at.at = close;
  return target;
}

/** Index of the assignment operator of the statement that starts here, or undefined when it has none. */
function findAssignment(at: TokenCursor): number | undefined {
  const mark = at.at;
  try {
    for (;;) {
      const token = at.peek();
      if (token.kind === 'end' || token.text === ';' || token.text === ')' || token.text === '}') return undefined;
      if (token.kind === 'op' && (token.text === '<=' || assignOps.has(token.text))) return at.at;
      if (token.kind === 'op' && ['(', '[', '{', "'{"].includes(token.text)) at.skipGroup();
      else at.at++;
    }
  } finally {
    at.at = mark;
  }
}

function skipDelay(at: TokenCursor): void {
  if (at.accept('#') || at.accept('##')) {
    if (at.is('(')) at.skipGroup();
    else at.next();
  } else if (at.accept('@')) readEvents(at);
}

function readBlock(at: TokenCursor, close: 'end' | 'join'): Statement {
  const start = at.next().start;
  const label = at.accept(':') ? at.next().text : undefined;
  const body: Statement[] = [];
  const closed = (): boolean => at.is(close) || (close === 'join' && (at.is('join_any') || at.is('join_none')));
  while (!closed() && at.peek().kind !== 'end' && !at.is('endmodule')) body.push(readStatement(at));
  if (closed()) at.next();
  if (at.is(':') && at.peek(1).kind === 'id') at.at += 2;
  return { kind: 'block', body, start, end: at.lastEnd, ...(label === undefined ? {} : { label }) };
}

/** `(* parallel_case, full_case *)` says what `unique` says, `full_case` alone what `priority` says. */
function hintedPriority(hints: string | undefined): string | undefined {
  if (hints === undefined) return undefined;
  const attributes = hints.slice(Math.max(0, hints.lastIndexOf('(*')));
  const full = /\(\*.*\bfull_case\b/s.test(attributes);
  if (/\(\*.*\bparallel_case\b/s.test(attributes)) return full ? 'unique' : 'unique0';
  return full ? 'priority' : undefined;
}

function readBranch(at: TokenCursor, start: number, priority?: string): Statement {
  const word = at.next().text;
  const common = priority === undefined ? {} : { priority };
  if (word === 'if') {
    at.expect('(');
    const test = readExpression(at);
    at.expect(')');
    const then = readStatement(at);
    if (!at.accept('else')) return { kind: 'if', test, then, start, end: at.lastEnd, ...common };
    const otherwise = readStatement(at);
    return { kind: 'if', test, then, otherwise, start, end: at.lastEnd, ...common };
  }
  if (word !== 'case' && word !== 'casez' && word !== 'casex') return at.fail("'if' or 'case'");
  at.expect('(');
  const subject = readExpression(at);
  at.expect(')');
  const style = at.accept('inside') ? 'inside' : word;
  at.accept('matches');
  const arms: CaseArm[] = [];
  while (!at.accept('endcase')) {
    if (at.peek().kind === 'end' || at.is('endmodule')) break;
    arms.push(readArm(at));
  }
  return { kind: 'case', style, subject, arms, start, end: at.lastEnd, ...common };
}

function readArm(at: TokenCursor): CaseArm {
  const start = at.peek().start;
  let labels: Expr[] = [];
  if (at.accept('default')) at.accept(':');
  else labels = readRangeList(at, ':');
  const body = readStatement(at);
  return { labels, body, start, end: at.lastEnd };
}

function readLoop(at: TokenCursor): Statement {
  const { text, start } = at.next();
  if (text === 'forever') return { kind: 'loop', style: 'forever', init: [], step: [], body: readStatement(at), start, end: at.lastEnd };
  if (text === 'do') {
    const body = readStatement(at);
    at.expect('while');
    at.expect('(');
    const test = readExpression(at);
    at.expect(')');
    at.expect(';');
    return { kind: 'loop', style: 'do', init: [], test, step: [], body, start, end: at.lastEnd };
  }
  at.expect('(');
  if (text === 'for') return readFor(at, start);
  const test = text === 'foreach' ? readForeachHead(at) : readExpression(at);
  at.expect(')');
  const style = text === 'while' ? 'while' : text === 'repeat' ? 'repeat' : 'foreach';
  return { kind: 'loop', style, init: [], test, step: [], body: readStatement(at), start, end: at.lastEnd };
}

/** `array[i, j]` as `array[i][j]`. */
function readForeachHead(at: TokenCursor): Expr {
  const token = at.next();
  let base: Expr = { kind: 'name', name: token.text, start: token.start, end: token.end };
  at.expect('[');
  do {
    if (at.is(',') || at.is(']')) continue;
    const index = at.next();
    base = {
      kind: 'index',
      base,
      index: { kind: 'name', name: index.text, start: index.start, end: index.end },
      start: token.start,
      end: index.end,
    };
  } while (at.accept(','));
  at.expect(']');
  return base;
}

function readFor(at: TokenCursor, start: number): Statement {
  const init: Statement[] = [];
  while (!at.accept(';')) {
    const from = at.peek().start;
    at.accept('automatic');
    if (isBuiltinType(at.peek().text) || isNamedType(at)) {
      const type = readType(at);
      const token = at.next();
      at.expect('=');
      const value = readExpression(at);
      const declarators = [{ name: token.text, type, unpacked: [], init: value, start: token.start, end: at.lastEnd }];
      init.push({ kind: 'declare', declarators, parameter: false, start: from, end: at.lastEnd });
    } else init.push(readAssignment(at, from));
    if (!at.accept(',') && !at.is(';')) at.fail("';'");
  }
  const test = at.is(';') ? undefined : readExpression(at);
  at.expect(';');
  const step: Statement[] = [];
  while (!at.accept(')')) {
    step.push(readAssignment(at, at.peek().start));
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  const body = readStatement(at);
  return { kind: 'loop', style: 'for', init, step, body, start, end: at.lastEnd, ...(test === undefined ? {} : { test }) };
}

function readTiming(at: TokenCursor): Statement {
  const { text, start } = at.next();
  let events: Expr[] | undefined;
  if (text === '@') events = readEvents(at);
  else if (at.is('(')) at.skipGroup();
  else at.next();
  const body = readStatement(at);
  return { kind: 'timing', body, start, end: at.lastEnd, ...(events === undefined ? {} : { events }) };
}

/** `function …  endfunction` or `task … endtask`, the first word already taken. */
export function readRoutine(at: TokenCursor, kind: 'function' | 'task', start: number): Routine {
  const close = kind === 'function' ? 'endfunction' : 'endtask';
  while (at.is('automatic') || at.is('static')) at.next();
  const named = at.peek(1).text === '(' || at.peek(1).text === ';';
  const type = kind === 'function' && !named ? readType(at) : undefined;
  let name = at.next().text;
  while (at.accept('::') || at.accept('.')) name = at.next().text;
  const ports: Routine['ports'][number][] = [];
  if (at.is('(')) readRoutinePorts(at, ports);
  at.expect(';');
  const body: Statement[] = [];
  while (!at.is(close) && !at.is('endmodule') && at.peek().kind !== 'end') {
    if (at.is('input') || at.is('output') || at.is('inout') || at.is('ref')) {
      const direction = at.next().text as 'input' | 'output' | 'inout' | 'ref';
      for (const declarator of readDeclarators(at, readType(at))) ports.push({ ...declarator, direction });
      at.expect(';');
    } else body.push(readStatement(at));
  }
  at.accept(close);
  if (at.is(':') && at.peek(1).kind === 'id') at.at += 2;
  return {
    kind,
    name,
    ports,
    body: { kind: 'block', body, start, end: at.lastEnd },
    start,
    end: at.lastEnd,
    ...(type === undefined ? {} : { type }),
  };
}

function readRoutinePorts(at: TokenCursor, ports: Routine['ports'][number][]): void {
  at.expect('(');
  let direction: 'input' | 'output' | 'inout' | 'ref' = 'input';
  let type = readTypeOfNothing(at);
  while (!at.accept(')')) {
    at.accept('const');
    const given = ['input', 'output', 'inout', 'ref'].includes(at.peek().text);
    if (given) direction = at.next().text as typeof direction;
    const bare = at.peek().kind === 'id' && !isBuiltinType(at.peek().text) && !isNamedType(at);
    if (!bare || given) type = readType(at);
    const token = at.next();
    const unpacked = readDimensions(at);
    const init = at.accept('=') ? readExpression(at) : undefined;
    ports.push({
      name: token.text,
      type,
      unpacked,
      direction,
      start: token.start,
      end: at.lastEnd,
      ...(init === undefined ? {} : { init }),
    });
    if (!at.accept(',') && !at.is(')')) at.fail('a port list');
  }
}

function readTypeOfNothing(at: TokenCursor): Declarator['type'] {
  const { start } = at.peek();
  return { base: { kind: 'builtin', name: 'logic' }, signed: false, packed: [], start, end: start };
}
