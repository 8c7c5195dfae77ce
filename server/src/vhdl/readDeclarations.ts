import type { Declarator, Item, Port, Routine, Statement } from '../graph/ast';
import { type TokenCursor, Unreadable } from '../graph/tokenCursor';
import { withInner } from '../graph/withInner';
import { readExpression } from './readExpression';
import { readStatements } from './readStatements';
import { readInitial, readNames, readShape, readSubtype, readTypeDeclaration } from './readType';
import { type Reading, type Span } from './reading';

const modes = new Set(['in', 'out', 'inout', 'buffer', 'linkage']);

/** Reads declarations up to `begin` or `end` (IEEE 1076-2008 3.3, 4.7, 11.3). What cannot be read is passed over and noted. */
export function readDeclarations(at: TokenCursor, reading: Reading): Item[] {
  const items: Item[] = [];
  while (!at.is('begin') && !at.is('end') && at.peek().kind !== 'end') {
    const mark = at.at;
    try {
      items.push(...readDeclaration(at, reading));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      items.push({ kind: 'broken', message: error.message, start: at.peek().start, end: at.peek().end });
      at.at = Math.max(mark + 1, at.at);
      at.skipPastSemicolon();
    }
  }
  return items;
}

function readDeclaration(at: TokenCursor, reading: Reading): Item[] {
  const token = at.peek();
  switch (token.text) {
    case 'type':
      at.next();
      return readTypeDeclaration(at, reading);
    case 'subtype':
      at.next();
      return readSubtype(at, reading);
    case 'signal':
    case 'shared':
    case 'variable':
      at.accept('shared');
      at.next();
      return readObjects(at, reading, false);
    case 'constant':
      at.next();
      return readObjects(at, reading, true);
    case 'alias':
      readAlias(at, reading);
      return [];
    case 'pure':
    case 'impure':
      at.next();
      return readDeclaration(at, reading);
    case 'function':
    case 'procedure':
      return readRoutine(at, reading);
    case 'component':
      return readComponent(at, reading);
    case 'package':
      return skipNested(at);
    case 'for':
      skipConfiguration(at);
      return [];
    case 'use':
    case 'attribute':
    case 'file':
    case 'disconnect':
    case 'group':
      at.skipPastSemicolon();
      return [];
    default:
      return at.fail('a declaration');
  }
}

function readObjects(at: TokenCursor, reading: Reading, constant: boolean): Item[] {
  const { start } = at.peek();
  const names = readNames(at);
  at.expect(':');
  const { type, unpacked } = readShape(at, reading);
  if (at.is('register') || at.is('bus')) at.next();
  const initial = readInitial(at, reading);
  at.expect(';');
  for (const one of names) reading.declare(one.text, { kind: 'object' });
  const declarators = names.map((one): Declarator => ({ name: one.text, type, unpacked, start: one.start, end: one.end, ...initial }));
  const span = { start, end: at.lastEnd };
  return constant ? [{ kind: 'parameter', declarators, local: true, ...span }] : [{ kind: 'declare', net: false, declarators, ...span }];
}

function readAlias(at: TokenCursor, reading: Reading): void {
  at.expect('alias');
  const { text: name } = at.next();
  if (at.accept(':')) readShape(at, reading);
  at.expect('is');
  const of = readExpression(at, reading);
  // The signature of an alias of a subprogram.
  at.skipPastSemicolon();
  const base = of.kind === 'name' ? reading.lookup(of.name) : undefined;
  if (base !== undefined && base.kind !== 'object' && base.kind !== 'alias') reading.declare(name, base);
  else reading.declare(name, { kind: 'alias', of });
}

/**
 * A subprogram with its body. One whose result has no bounds is known by name only: a call of it depends on its arguments. The same holds for several of one name, since which of them
 * is meant takes the types of the arguments (4.5).
 */
function readRoutine(at: TokenCursor, reading: Reading): Item[] {
  const { text: word, start } = at.next();
  const kind = word === 'function' ? 'function' : 'task';
  const token = at.next();
  const name = token.text;
  if (at.accept('generic')) at.skipGroup();
  if (at.is('parameter')) at.next();
  if (token.kind === 'id') reading.declare(name, { kind: 'function' });
  return reading.inside(() => {
    const ports = at.is('(') ? readFormals(at, reading) : [];
    const result = at.accept('return') ? readShape(at, reading) : undefined;
    if (at.accept(';')) return [];
    if (at.is('is') && at.peek(1).text === 'new') {
      at.skipPastSemicolon();
      return [];
    }
    at.expect('is');
    const inner = readDeclarations(at, reading);
    at.expect('begin');
    const body = readStatements(at, reading);
    at.expect('end');
    at.skipPastSemicolon();
    const span = { start, end: at.lastEnd };
    reading.bodies.set(name, (reading.bodies.get(name) ?? 0) + 1);
    if (token.kind !== 'id' || inner.some((one) => one.kind === 'broken' || one.kind === 'typedef')) return [];
    if (result !== undefined && (result.unpacked.length > 0 || isUnknown(result.type.base))) return [];
    const locals = inner.flatMap((one): Statement[] =>
      one.kind === 'declare' || one.kind === 'parameter'
        ? [{ kind: 'declare', declarators: one.declarators, parameter: one.kind === 'parameter', start: one.start, end: one.end }]
        : [],
    );
    const routines = inner.filter((one) => one.kind === 'routine');
    const block: Statement = { kind: 'block', body: [...locals, ...body.map((one) => inTask(one, ports))], ...span };
    const routine: Routine = { kind, name, ports, body: block, ...span, ...(result === undefined ? {} : { type: result.type }) };
    return [...routines, { kind: 'routine', routine, ...span }];
  });
}

function isUnknown(base: Routine['body'] | { readonly kind: string; readonly name?: string }): boolean {
  return base.kind === 'builtin' && 'name' in base && base.name === 'string';
}

/** What a procedure assigns to its own formals is passed on when it ends, signals included. */
function inTask(statement: Statement, formals: Routine['ports']): Statement {
  if (statement.kind !== 'assign') return withInner(statement, (inner) => inTask(inner, formals));
  return formals.length === 0 ? statement : { ...statement, blocking: true };
}

function readFormals(at: TokenCursor, reading: Reading): Routine['ports'] {
  return readInterface(at, reading).map(({ direction, ...one }) => ({
    ...one,
    direction: direction === 'output' || direction === 'inout' ? direction : 'input',
  }));
}

/** Reads a list of ports, generics or formals in brackets (6.5.6). */
export function readInterface(at: TokenCursor, reading: Reading): (Port & { readonly deferred?: true })[] {
  at.expect('(');
  const ports: (Port & { readonly deferred?: true })[] = [];
  while (!at.accept(')')) {
    if (at.is('type') || at.is('package') || at.is('function') || at.is('procedure') || at.is('pure') || at.is('impure')) {
      skipGeneric(at, reading);
      if (!at.accept(';') && !at.is(')')) at.fail("')'");
      continue;
    }
    const deferred = at.is('signal') ? { deferred: true as const } : {};
    if (['signal', 'constant', 'variable', 'file'].includes(at.peek().text)) at.next();
    const names = readNames(at);
    at.expect(':');
    const mode = modes.has(at.peek().text) ? at.next().text : 'in';
    const { type, unpacked } = readShape(at, reading);
    if (at.is('bus')) at.next();
    const initial = readInitial(at, reading);
    const direction = mode === 'in' ? 'input' : mode === 'inout' || mode === 'linkage' ? 'inout' : 'output';
    for (const one of names) {
      reading.declare(one.text, { kind: 'object' });
      ports.push({ name: one.text, type, unpacked, direction, start: one.start, end: one.end, ...initial, ...deferred });
    }
    if (!at.accept(';') && !at.is(')')) at.fail("')'");
  }
  return ports;
}

/** A type, package or subprogram that is a generic: nothing is known of it. */
function skipGeneric(at: TokenCursor, reading: Reading): void {
  const { text: word } = at.next();
  const { text: name } = at.next();
  reading.declare(name, { kind: word === 'type' ? 'type' : word === 'package' ? 'package' : 'function' });
  while (!at.is(';') && !at.is(')') && at.peek().kind !== 'end') {
    if (at.is('(')) at.skipGroup();
    else at.next();
  }
}

/** A component says which ports an instance of it has (6.8). */
function readComponent(at: TokenCursor, reading: Reading): Item[] {
  at.expect('component');
  const name = at.next().text;
  reading.declare(name, { kind: 'component' });
  at.accept('is');
  reading.inside(() => {
    if (at.accept('generic')) {
      readInterface(at, reading);
      at.expect(';');
    }
    reading.components.set(name, at.accept('port') ? readInterface(at, reading) : []);
  });
  while (at.peek().kind !== 'end' && !(at.is('end') && at.peek(1).text === 'component')) at.next();
  at.skipPastSemicolon();
  return [];
}

/** A package inside of another unit, or an instance of one that is generic. */
function skipNested(at: TokenCursor): Item[] {
  const span: Span = at.next();
  at.accept('body');
  const name = at.next().text;
  at.expect('is');
  if (!at.is('new'))
    while (at.peek().kind !== 'end' && !(at.is('end') && (at.peek(1).text === 'package' || at.peek(1).text === name))) at.next();
  at.skipPastSemicolon();
  return [{ kind: 'broken', message: `the package ${name} inside of it`, start: span.start, end: at.lastEnd }];
}

function skipConfiguration(at: TokenCursor): void {
  at.skipPastSemicolon();
  if (at.is('end') && at.peek(1).text === 'for') at.skipPastSemicolon();
}
