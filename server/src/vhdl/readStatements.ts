import type { CaseArm, Expr, Statement } from '../graph/ast';
import { type TokenCursor, Unreadable } from '../graph/tokenCursor';
import { readChoices, readExpression, readName, readRangeOr } from './readExpression';
import { builtin } from './readType';
import { binary, nameExpr, numberOf, opaqueCall, type Reading, type Span, systemCall } from './reading';

/** Reads sequential statements up to `end`, `elsif`, `else` or `when` (IEEE 1076-2008 10). One that cannot be read is left out and noted. */
export function readStatements(at: TokenCursor, reading: Reading): Statement[] {
  const statements: Statement[] = [];
  while (!['end', 'elsif', 'else', 'when'].includes(at.peek().text) && at.peek().kind !== 'end') {
    const mark = at.at;
    const { start } = at.peek();
    try {
      statements.push(readStatement(at, reading));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      at.at = Math.max(mark + 1, at.at);
      at.skipPastSemicolon();
      statements.push({ kind: 'skip', what: error.message, start, end: at.lastEnd });
    }
  }
  return statements;
}

function readStatement(at: TokenCursor, reading: Reading): Statement {
  const token = at.peek();
  const { start } = token;
  if (token.kind === 'id' && at.peek(1).text === ':' && at.peek(2).text !== '=') at.at += 2;
  const { text } = at.peek();
  switch (text) {
    case 'if':
      at.next();
      return readIf(at, reading, start);
    case 'case':
      return readCase(at, reading, start);
    case 'for':
    case 'while':
    case 'loop':
      return readLoop(at, reading, start);
    case 'null':
    case 'report':
    case 'assert':
      at.skipPastSemicolon();
      return { kind: 'skip', what: '', start, end: at.lastEnd };
    case 'wait':
      return readWait(at, reading, start);
    case 'return': {
      at.next();
      const value = at.is(';') ? undefined : readExpression(at, reading);
      at.expect(';');
      return { kind: 'return', start, end: at.lastEnd, ...(value === undefined ? {} : { value }) };
    }
    case 'exit':
    case 'next':
      return readJump(at, reading, start);
    case 'block':
      return at.fail('a statement');
    case 'with':
      return readSelected(at, reading, start);
    default:
      return readAssignment(at, reading, start);
  }
}

/** `wait until c;` as a timing control with its condition; any other wait as one without. */
function readWait(at: TokenCursor, reading: Reading, start: number): Statement {
  at.expect('wait');
  const events = at.accept('until') ? [readExpression(at, reading)] : undefined;
  at.skipPastSemicolon();
  const span = { start, end: at.lastEnd };
  return { kind: 'timing', body: { kind: 'skip', what: '', ...span }, ...span, ...(events === undefined ? {} : { events }) };
}

function readJump(at: TokenCursor, reading: Reading, start: number): Statement {
  const word = at.next().text === 'exit' ? 'break' : 'continue';
  if (at.peek().kind === 'id' && !at.is('when')) at.next();
  const test = at.accept('when') ? readExpression(at, reading) : undefined;
  at.expect(';');
  const jump: Statement = { kind: 'jump', word, start, end: at.lastEnd };
  return test === undefined ? jump : { kind: 'if', test, then: jump, start, end: at.lastEnd };
}

function block(body: readonly Statement[], span: Span): Statement {
  const [only] = body;
  return body.length === 1 && only !== undefined ? only : { kind: 'block', body, start: span.start, end: span.end };
}

function readIf(at: TokenCursor, reading: Reading, start: number): Statement {
  const test = readExpression(at, reading);
  const from = at.expect('then').end;
  const then = block(readStatements(at, reading), { start: from, end: at.lastEnd });
  const other = at.peek().start;
  let otherwise: Statement | undefined;
  if (at.accept('elsif')) otherwise = readIf(at, reading, other);
  else if (at.accept('else')) {
    otherwise = block(readStatements(at, reading), { start: other, end: at.lastEnd });
    closeIf(at);
  } else closeIf(at);
  return { kind: 'if', test, then, start, end: at.lastEnd, ...(otherwise === undefined ? {} : { otherwise }) };
}

function closeIf(at: TokenCursor): void {
  at.expect('end');
  at.expect('if');
  at.skipPastSemicolon();
}

/** A case covers all values of its subject, each once (10.9): so it is `unique`. */
function readCase(at: TokenCursor, reading: Reading, start: number): Statement {
  at.expect('case');
  const style = at.accept('?') ? 'casez' : 'case';
  const subject = readExpression(at, reading);
  at.expect('is');
  const arms: CaseArm[] = [];
  while (at.is('when')) {
    const from = at.next().start;
    const choices = readChoices(at, reading);
    at.expect('=>');
    const body = block(readStatements(at, reading), { start: from, end: at.lastEnd });
    const labels = choices.some((one) => one.kind === 'name' && one.name === 'default') ? [] : choices;
    arms.push({ labels, body, start: from, end: at.lastEnd });
  }
  at.expect('end');
  at.expect('case');
  at.skipPastSemicolon();
  return { kind: 'case', style, priority: 'unique', subject, arms, start, end: at.lastEnd };
}

function readLoop(at: TokenCursor, reading: Reading, start: number): Statement {
  return reading.inside((): Statement => {
    const head = at.is('for') ? readForHead(at, reading) : undefined;
    const test = at.accept('while') ? readExpression(at, reading) : undefined;
    at.expect('loop');
    const body = block(readStatements(at, reading), { start, end: at.lastEnd });
    at.expect('end');
    at.skipPastSemicolon();
    const span = { start, end: at.lastEnd };
    if (head !== undefined) return { kind: 'loop', style: 'for', ...head, body, ...span };
    return { kind: 'loop', style: 'while', init: [], step: [], body, ...span, ...(test === undefined ? {} : { test }) };
  });
}

function readForHead(at: TokenCursor, reading: Reading): { init: Statement[]; test: Expr; step: Statement[] } {
  at.expect('for');
  const token = at.next();
  at.expect('in');
  const read = readRangeOr(at, reading);
  reading.declare(token.text, { kind: 'object' });
  const { from, test, step } = loopOver(token.text, read, token);
  const type = { ...builtin('int', token), signed: true };
  const declarators = [{ name: token.text, type, unpacked: [], init: from, start: token.start, end: token.end }];
  const target = nameExpr(token.text, token);
  return {
    init: [{ kind: 'declare', declarators, parameter: false, start: token.start, end: token.end }],
    test,
    step: [{ kind: 'assign', target, value: step, op: '=', blocking: true, start: token.start, end: token.end }],
  };
}

/** First value, condition and next value of a loop's parameter. Bounds that are no range (a type) are not known. */
export function loopOver(
  name: string,
  read: ReturnType<typeof readRangeOr>,
  span: Span,
): { readonly from: Expr; readonly test: Expr; readonly step: Expr } {
  const variable = nameExpr(name, span);
  if ('expr' in read) {
    const from = opaqueCall('range', [], span);
    return { from, test: binary('<=', variable, from), step: binary('+', variable, numberOf(1, span)) };
  }
  const { left, right, way } = read.range;
  if (way !== undefined) {
    const down = way === 'downto';
    return { from: left, test: binary(down ? '>=' : '<=', variable, right), step: binary(down ? '-' : '+', variable, numberOf(1, span)) };
  }
  const of = left.kind === 'system' ? (left.args[0]?.value ?? left) : left;
  return {
    from: systemCall('$low', [of], span),
    test: binary('<=', variable, systemCall('$high', [of], span)),
    step: binary('+', variable, numberOf(1, span)),
  };
}

/** `target <= value;`, `target := value;` with conditions (10.5, 10.6), or the call of a procedure. */
function readAssignment(at: TokenCursor, reading: Reading, start: number): Statement {
  const target = readTarget(at, reading);
  if (!at.is('<=') && !at.is(':=')) {
    at.expect(';');
    const call: Expr = target.kind === 'call' ? target : { kind: 'call', callee: target, args: [], start, end: at.lastEnd };
    return { kind: 'call', call, start, end: at.lastEnd };
  }
  const blocking = at.next().text === ':=';
  if (at.accept('force') || at.accept('release')) at.fail('an assignment of hardware');
  skipDelayMechanism(at);
  const value = readWaveform(at, reading);
  return chooseValue(at, reading, { target, blocking, start }, value);
}

/** A name, or names in brackets that are assigned together. */
export function readTarget(at: TokenCursor, reading: Reading): Expr {
  if (!at.is('(')) return readName(at, reading);
  const { start } = at.expect('(');
  const parts: Expr[] = [];
  while (!at.accept(')')) {
    parts.push(readName(at, reading));
    if (at.is('=>')) at.fail("')'");
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  return { kind: 'concat', parts, start, end: at.lastEnd };
}

export function skipDelayMechanism(at: TokenCursor): void {
  at.accept('guarded');
  if (at.accept('reject')) while (!at.is('inertial') && at.peek().kind !== 'end') at.next();
  if (at.is('transport') || at.is('inertial')) at.next();
}

/** A value without what is said of its delay; `unaffected` is undefined. */
export function readWaveform(at: TokenCursor, reading: Reading): Expr | undefined {
  if (at.accept('unaffected')) return undefined;
  const value = readExpression(at, reading);
  if (at.accept('after')) readExpression(at, reading);
  while (at.accept(',')) {
    readExpression(at, reading);
    if (at.accept('after')) readExpression(at, reading);
  }
  return value;
}

interface Assigning {
  readonly target: Expr;
  readonly blocking: boolean;
  readonly start: number;
}

/** `value when test else …;` as an `if`: without a last `else` the target keeps what it has. */
export function chooseValue(at: TokenCursor, reading: Reading, to: Assigning, value: Expr | undefined): Statement {
  const assign = (): Statement => {
    const span = { start: to.start, end: at.lastEnd };
    if (value === undefined) return { kind: 'skip', what: '', ...span };
    return { kind: 'assign', target: to.target, value, op: '=', blocking: to.blocking, ...span };
  };
  if (!at.accept('when')) {
    at.expect(';');
    return assign();
  }
  const test = readExpression(at, reading);
  const then = assign();
  let otherwise: Statement | undefined;
  if (at.accept('else')) otherwise = chooseValue(at, reading, to, readWaveform(at, reading));
  else at.expect(';');
  return { kind: 'if', test, then, start: to.start, end: at.lastEnd, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** `with subject select target <= value when choice | choice, …;` as a case. */
export function readSelected(at: TokenCursor, reading: Reading, start: number): Statement {
  at.expect('with');
  const subject = readExpression(at, reading);
  at.expect('select');
  const style = at.accept('?') ? 'casez' : 'case';
  const target = readTarget(at, reading);
  const blocking = at.is(':=');
  if (!at.accept(':=')) at.expect('<=');
  skipDelayMechanism(at);
  const arms: CaseArm[] = [];
  do {
    const from = at.peek().start;
    const value = readWaveform(at, reading);
    at.expect('when');
    const choices = readChoices(at, reading);
    const labels = choices.some((one) => one.kind === 'name' && one.name === 'default') ? [] : choices;
    const span = { start: from, end: at.lastEnd };
    const body: Statement =
      value === undefined ? { kind: 'skip', what: '', ...span } : { kind: 'assign', target, value, op: '=', blocking, ...span };
    arms.push({ labels, body, ...span });
  } while (at.accept(','));
  at.expect(';');
  return { kind: 'case', style, priority: 'unique', subject, arms, start, end: at.lastEnd };
}
