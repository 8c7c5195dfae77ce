import type { Declarator, Dimension, Expr, Item, TypeSpec } from '../graph/ast';
import type { TokenCursor } from '../graph/tokenCursor';
import { readExpression, readRangeOr, type WrittenRange } from './readExpression';
import { binary, literalBits, nothing, numberOf, type Reading, type Shape, type Span, systemCall } from './reading';

const bits = new Set(['std_logic', 'std_ulogic', 'bit', 'boolean', 'x01', 'x01z', 'ux01', 'ux01z']);
const vectors: Readonly<Record<string, boolean>> = {
  std_logic_vector: false, std_ulogic_vector: false, bit_vector: false, unsigned: false, u_unsigned: false, unresolved_unsigned: false, ufixed: false, u_ufixed: false,
  signed: true, u_signed: true, unresolved_signed: true, sfixed: true, u_sfixed: true,
}; // prettier-ignore

/** Reads a subtype indication (IEEE 1076-2008 6.3): its name with what bounds it. A type that is not known here, or has no bounds, is one that the graphs do not know either. */
export function readShape(at: TokenCursor, reading: Reading): Shape {
  const { start } = at.peek();
  // A resolution function stands before the type.
  if (at.is('(')) at.skipGroup();
  if (at.peek(1).kind === 'id' && reading.lookup(at.peek().text)?.kind === 'function') at.next();
  let scope: string | undefined;
  let name = at.next().text;
  while (at.accept('.')) {
    scope = reading.lookup(name)?.kind === 'package' ? name : undefined;
    name = at.next().text;
  }
  if (at.accept("'")) {
    // `x'subtype`
    at.next();
    return { type: unknown({ start, end: at.lastEnd }), unpacked: [] };
  }
  const range = at.accept('range') ? readRangeOr(at, reading) : undefined;
  const span = { start, end: at.lastEnd };
  if (range !== undefined) return { type: 'range' in range ? integerIn(range.range, span) : unknown(span), unpacked: [] };
  const dimensions = at.is('(') ? readBounds(at, reading) : undefined;
  return shapeOf(name, scope, dimensions, reading, { start, end: at.lastEnd });
}

function shapeOf(
  name: string,
  scope: string | undefined,
  bounds: readonly (readonly Dimension[])[] | undefined,
  reading: Reading,
  span: Span,
): Shape {
  const lower = name.toLowerCase();
  const known = reading.lookup(name);
  const [first, ...more] = bounds ?? [];
  if (known === undefined && bits.has(lower)) return { type: builtin('logic', span), unpacked: [] };
  const signed = known === undefined ? vectors[lower] : undefined;
  if (signed !== undefined)
    return { type: first === undefined ? unknown(span) : { ...builtin('logic', span), signed, packed: first }, unpacked: [] };
  if (known === undefined && lower === 'integer') return { type: { ...builtin('int', span), signed: true }, unpacked: [] };
  if (known === undefined && (lower === 'natural' || lower === 'positive')) return { type: vector(31, span), unpacked: [] };
  if (known?.kind === 'open') return openShape(known.element, first, more, span);
  // A record with bounds for its fields.
  if (bounds !== undefined) return { type: unknown(span), unpacked: [] };
  return {
    type: { base: { kind: 'named', name, ...(scope === undefined ? {} : { scope }) }, signed: false, packed: [], ...span },
    unpacked: [],
  };
}

function openShape(element: Shape, first: readonly Dimension[] | undefined, more: readonly (readonly Dimension[])[], span: Span): Shape {
  if (first === undefined) return { type: unknown(span), unpacked: [] };
  const [inner] = more;
  const { base } = element.type;
  const open = base.kind === 'builtin' && base.name === 'string' && inner !== undefined;
  const type = open ? { ...builtin('logic', span), packed: inner } : element.type;
  return { type, unpacked: [...first, ...element.unpacked] };
}

/** `(7 downto 0)`, `(0 to 3)(7 downto 0)`; each group with its dimensions. `open` and `<>` bound nothing. */
function readBounds(at: TokenCursor, reading: Reading): Dimension[][] | undefined {
  const groups: Dimension[][] = [];
  let isOpen = false;
  while (at.accept('(')) {
    const group: Dimension[] = [];
    while (!at.accept(')')) {
      if (at.accept('open')) isOpen = true;
      else {
        const read = readRangeOr(at, reading);
        if ('range' in read) group.push({ left: read.range.left, right: read.range.right });
        else isOpen = true;
      }
      if (!at.accept(',') && !at.is(')')) at.fail("')'");
    }
    groups.push(group);
  }
  return isOpen ? undefined : groups;
}

export function builtin(name: string, span: Span): TypeSpec {
  return { base: { kind: 'builtin', name }, signed: false, packed: [], start: span.start, end: span.end };
}

/** What the graphs know no layout of. */
export function unknown(span: Span): TypeSpec {
  return builtin('string', span);
}

function vector(width: number, span: Span): TypeSpec {
  return { ...builtin('logic', span), packed: [{ left: numberOf(width - 1, span), right: numberOf(0, span) }] };
}

/** Integers from 0 to a bound take the bits of the bound; others, which may be negative, are not laid out. */
function integerIn({ left, right, way }: WrittenRange, span: Span): TypeSpec {
  const [low, high] = way === 'downto' ? [right, left] : [left, right];
  if (way === undefined || !isNatural(low)) return unknown(span);
  const top = binary('-', systemCall('$clog2', [binary('+', high, numberOf(1, high))], high), numberOf(1, high));
  return { ...builtin('logic', span), packed: [{ left: top, right: numberOf(0, span) }] };
}

function isNatural(expr: Expr): boolean {
  return expr.kind === 'number';
}

/** Reads a type declaration, `type` already taken (6.2). Undefined for what is no data of hardware (access, file, physical and protected types). */
export function readTypeDeclaration(at: TokenCursor, reading: Reading): Item[] {
  const { start } = at.peek();
  const { text: name } = at.next();
  if (at.accept(';')) {
    reading.declare(name, { kind: 'type' });
    return [];
  }
  at.expect('is');
  if (at.is('protected')) return skipProtected(at);
  if (at.is('array')) return readArray(at, reading, name, start);
  reading.declare(name, { kind: 'type' });
  const made = (type: TypeSpec): Item[] => [{ kind: 'typedef', name, type, unpacked: [], start, end: at.lastEnd }];
  if (at.is('(')) return made(readEnumeration(at, reading));
  if (at.is('record')) return made(readRecord(at, reading));
  if (at.accept('range')) {
    const read = readRangeOr(at, reading);
    const span = { start, end: at.lastEnd };
    const type = 'range' in read ? integerIn(read.range, span) : unknown(span);
    if (at.accept('units')) while (!at.accept('end')) at.next();
    at.skipPastSemicolon();
    return made(type);
  }
  at.skipPastSemicolon();
  return made(unknown({ start, end: at.lastEnd }));
}

function skipProtected(at: TokenCursor): Item[] {
  at.next();
  while (at.peek().kind !== 'end' && !(at.is('end') && at.peek(1).text === 'protected')) at.next();
  at.skipPastSemicolon();
  return [];
}

function readEnumeration(at: TokenCursor, reading: Reading): TypeSpec {
  const { start } = at.expect('(');
  const members: { name: string; value: Expr }[] = [];
  while (!at.accept(')')) {
    const token = at.next();
    if (token.kind === 'id') {
      reading.declare(token.text, { kind: 'enumerator' });
      members.push({ name: token.text, value: numberOf(reading.literal(token.text), token) });
    }
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  at.expect(';');
  const span = { start, end: at.lastEnd };
  return { base: { kind: 'enum', of: vector(literalBits, span), members }, signed: false, packed: [], ...span };
}

function readRecord(at: TokenCursor, reading: Reading): TypeSpec {
  const { start } = at.expect('record');
  const fields: Declarator[] = [];
  while (!at.accept('end')) {
    const names = readNames(at);
    at.expect(':');
    const shape = readShape(at, reading);
    at.expect(';');
    for (const one of names) fields.push({ name: one.text, type: shape.type, unpacked: shape.unpacked, start: one.start, end: one.end });
  }
  at.skipPastSemicolon();
  return { base: { kind: 'struct', packed: true, fields }, signed: false, packed: [], start, end: at.lastEnd };
}

function readArray(at: TokenCursor, reading: Reading, name: string, start: number): Item[] {
  at.expect('array');
  at.expect('(');
  const dimensions: Dimension[] = [];
  let isOpen = false;
  while (!at.accept(')')) {
    const token = at.peek();
    if (token.kind === 'id' && at.peek(1).text === 'range' && at.peek(2).text === '<>') {
      isOpen = true;
      at.at += 3;
    } else {
      const read = readRangeOr(at, reading);
      // An index by a type alone has bounds that are not known here.
      if ('range' in read) dimensions.push({ left: read.range.left, right: read.range.right });
      else dimensions.push({ left: nothing(token), right: nothing(token) });
    }
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  at.expect('of');
  const element = readShape(at, reading);
  at.expect(';');
  if (isOpen) {
    reading.declare(name, { kind: 'open', element });
    return [];
  }
  reading.declare(name, { kind: 'type' });
  return [{ kind: 'typedef', name, type: element.type, unpacked: [...dimensions, ...element.unpacked], start, end: at.lastEnd }];
}

/** `a, b, c` with their places. */
export function readNames(at: TokenCursor): (Span & { readonly text: string })[] {
  const names: (Span & { text: string })[] = [];
  do {
    const token = at.next();
    if (token.kind !== 'id') at.fail('a name');
    names.push({ text: token.text, start: token.start, end: token.end });
  } while (at.accept(','));
  return names;
}

/** Reads `subtype NAME is …;`, the first word already taken. */
export function readSubtype(at: TokenCursor, reading: Reading): Item[] {
  const { text: name, start } = at.next();
  at.expect('is');
  const parent = at.peek().text;
  const { type, unpacked } = readShape(at, reading);
  at.expect(';');
  // A subtype that bounds nothing is as open as what it is of.
  const open = reading.lookup(parent);
  const bare = type.base.kind === 'builtin' && type.base.name === 'string';
  if (bare && open?.kind === 'open') {
    reading.declare(name, open);
    return [];
  }
  reading.declare(name, { kind: 'type' });
  return [{ kind: 'typedef', name, type, unpacked, start, end: at.lastEnd }];
}

/** `:= value`, when there is one. */
export function readInitial(at: TokenCursor, reading: Reading): { init?: Expr } {
  return at.accept(':=') ? { init: readExpression(at, reading) } : {};
}
