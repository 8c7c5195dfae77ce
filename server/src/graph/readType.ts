import type { Declarator, Expr, TypeSpec } from './ast';
import { readDimensions, readExpression } from './readExpression';
import type { TokenCursor } from './tokenCursor';

const builtins = new Set([
  'logic', 'reg', 'bit', 'byte', 'shortint', 'int', 'longint', 'integer', 'time', 'real', 'shortreal', 'realtime', 'string', 'chandle', 'event', 'void',
  'wire', 'tri', 'tri0', 'tri1', 'wand', 'wor', 'triand', 'trior', 'trireg', 'uwire', 'supply0', 'supply1', 'signed', 'unsigned', 'interconnect',
  'struct', 'union', 'enum', 'var', 'virtual',
]); // prettier-ignore
const netTypes = new Set([
  'wire',
  'tri',
  'tri0',
  'tri1',
  'wand',
  'wor',
  'triand',
  'trior',
  'trireg',
  'uwire',
  'supply0',
  'supply1',
  'interconnect',
  'var',
]);

export function isBuiltinType(word: string): boolean {
  return builtins.has(word);
}

export function isNetType(word: string): boolean {
  return netTypes.has(word);
}

/** A data type, possibly implicit (`[3:0]`, `signed`, nothing): then `logic`. A named type is taken only when a name can follow it. */
export function readType(at: TokenCursor, isName: (at: TokenCursor) => boolean = isNamedType): TypeSpec {
  const start = at.peek().start;
  while (isNetType(at.peek().text) || at.is('virtual')) {
    at.next();
    if (at.is('(') || at.is('#')) skipStrengthOrDelay(at);
  }
  const token = at.peek();
  let base: TypeSpec['base'] = { kind: 'builtin', name: 'logic' };
  if (token.text === 'struct' || token.text === 'union') base = readStruct(at);
  else if (token.text === 'enum') base = readEnum(at);
  else if (builtins.has(token.text) && token.text !== 'signed' && token.text !== 'unsigned') {
    base = { kind: 'builtin', name: at.next().text };
  } else if (token.kind === 'id' && isName(at)) base = readNamed(at);
  const signed = at.accept('signed') || (at.accept('unsigned') ? false : defaultSigned(base));
  if (at.is('unsigned')) at.next();
  const packed = readDimensions(at);
  return { base, signed, packed, start, end: Math.max(start, at.lastEnd) };
}

/** A data type where only one may stand, as behind `parameter type T =`: a name alone is one. */
export function readTypeAlone(at: TokenCursor): TypeSpec {
  return readType(at, () => true);
}

function skipStrengthOrDelay(at: TokenCursor): void {
  if (at.is('(')) at.skipGroup();
  if (at.accept('#')) {
    if (at.is('(')) at.skipGroup();
    else at.next();
  }
}

function defaultSigned(base: TypeSpec['base']): boolean {
  return base.kind === 'builtin' && ['byte', 'shortint', 'int', 'longint', 'integer'].includes(base.name);
}

/** A name is a type here when another name follows it, across `::`, `#(…)`, `.modport` and packed dimensions. */
export function isNamedType(at: TokenCursor): boolean {
  let ahead = 1;
  while (at.peek(ahead).text === '::' && at.peek(ahead + 1).kind === 'id') ahead += 2;
  if (at.peek(ahead).text === '#' && at.peek(ahead + 1).text === '(') ahead = at.afterGroup(ahead + 1);
  while (at.peek(ahead).text === '::' && at.peek(ahead + 1).kind === 'id') ahead += 2;
  if (at.peek(ahead).text === '.' && at.peek(ahead + 1).kind === 'id') ahead += 2;
  while (at.peek(ahead).text === '[' && at.peek(ahead).kind === 'op') ahead = at.afterGroup(ahead);
  const token = at.peek(ahead);
  return token.kind === 'id' && token.text !== 'inside';
}

function readNamed(at: TokenCursor): TypeSpec['base'] {
  let name = at.next().text;
  let scope: string | undefined;
  for (;;) {
    if (at.is('#')) at.skipGroup(1);
    if (!at.accept('::')) break;
    scope = name;
    name = at.next().text;
  }
  const modport = at.is('.') ? (at.next(), at.next().text) : undefined;
  return { kind: 'named', name, ...(scope === undefined ? {} : { scope }), ...(modport === undefined ? {} : { modport }) };
}

function readStruct(at: TokenCursor): TypeSpec['base'] {
  const kind = at.next().text as 'struct' | 'union';
  at.accept('tagged');
  const packed = at.accept('packed');
  at.accept('signed');
  at.accept('unsigned');
  at.expect('{');
  const fields: Declarator[] = [];
  while (!at.accept('}')) {
    at.accept('rand');
    const type = readType(at);
    fields.push(...readDeclarators(at, type));
    at.expect(';');
  }
  return { kind, packed, fields };
}

function readEnum(at: TokenCursor): TypeSpec['base'] {
  at.next();
  const of = at.is('{') ? undefined : readType(at);
  at.expect('{');
  const members: { name: string; value?: Expr; count?: Expr }[] = [];
  while (!at.accept('}')) {
    const name = at.next().text;
    let count: Expr | undefined;
    if (at.accept('[')) {
      count = readExpression(at);
      if (at.accept(':')) readExpression(at);
      at.expect(']');
    }
    const value = at.accept('=') ? readExpression(at) : undefined;
    members.push({ name, ...(value === undefined ? {} : { value }), ...(count === undefined ? {} : { count }) });
    if (!at.accept(',') && !at.is('}')) at.fail('an enum member');
  }
  return { kind: 'enum', members, ...(of === undefined ? {} : { of }) };
}

/** `a, b [0:3] = 1, c`, with the type that stands before them. */
export function readDeclarators(at: TokenCursor, type: TypeSpec): Declarator[] {
  const list: Declarator[] = [];
  do list.push(readDeclarator(at, type));
  while (at.accept(','));
  return list;
}

export function readDeclarator(at: TokenCursor, type: TypeSpec): Declarator {
  const token = at.next();
  if (token.kind !== 'id') {
    at.at--;
    at.fail('a name');
  }
  const unpacked = readDimensions(at);
  const init = at.accept('=') ? readExpression(at) : undefined;
  const name = token.text.startsWith('\\') ? token.text.slice(1) : token.text;
  return { name, type, unpacked, start: token.start, end: at.lastEnd, ...(init === undefined ? {} : { init }) };
}
