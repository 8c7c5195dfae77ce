import type { Expr } from '../graph/ast';
import type { TokenCursor } from '../graph/tokenCursor';
import { isReserved } from './lexer';
import { attributeOf, predefinedCall } from './predefined';
import { binary, bitsOf, nameExpr, nothing, numberOf, opaqueCall, type Reading, type Span, systemCall } from './reading';

const logical = new Set(['and', 'or', 'xor', 'nand', 'nor', 'xnor']);
const relations: Readonly<Record<string, string>> = {
  '=': '==', '/=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=', '?=': '==?', '?/=': '!=?', '?<': '<', '?<=': '<=', '?>': '>', '?>=': '>=',
}; // prettier-ignore
const shifts: Readonly<Record<string, string>> = { sll: '<<', sla: '<<', srl: '>>', sra: '>>>' };
const timeUnits = new Set(['fs', 'ps', 'ns', 'us', 'ms', 'sec', 'min', 'hr']);

/** Reads an expression (IEEE 1076-2008 9.1) as the graphs see it. Throws `Unreadable`. */
export function readExpression(at: TokenCursor, reading: Reading): Expr {
  let left = readRelation(at, reading);
  while (logical.has(at.peek().text)) {
    const word = at.next().text;
    left = joined(word, left, readRelation(at, reading));
  }
  return left;
}

/** A range: both ends as written, the direction where it is known. */
export interface WrittenRange {
  readonly left: Expr;
  readonly right: Expr;
  readonly way: 'to' | 'downto' | undefined;
}

/** An expression, or a range: `a downto b`, `x'range`, `T range a to b`. */
export function readRangeOr(at: TokenCursor, reading: Reading): { readonly expr: Expr } | { readonly range: WrittenRange } {
  const first = readExpression(at, reading);
  if (at.accept('range')) return readRangeOr(at, reading);
  if (at.is('to') || at.is('downto')) {
    const way = at.next().text as 'to' | 'downto';
    return { range: { left: first, right: readExpression(at, reading), way } };
  }
  const range = rangeOfAttribute(first);
  return range === undefined ? { expr: first } : { range };
}

function rangeOfAttribute(expr: Expr): WrittenRange | undefined {
  const of = expr.kind === 'system' && (expr.name === '$range' || expr.name === '$reverse_range') ? expr.args[0]?.value : undefined;
  if (of === undefined) return undefined;
  const ends = [systemCall('$left', [of], expr), systemCall('$right', [of], expr)] as const;
  const [left, right] = expr.kind === 'system' && expr.name === '$range' ? ends : [ends[1], ends[0]];
  return { left, right, way: undefined };
}

function joined(word: string, left: Expr, right: Expr): Expr {
  const truth = isTruth(left) || isTruth(right);
  const negated = (expr: Expr): Expr => ({ kind: 'unary', op: truth ? '!' : '~', arg: expr, start: expr.start, end: expr.end });
  switch (word) {
    case 'and':
      return binary(truth ? '&&' : '&', left, right);
    case 'or':
      return binary(truth ? '||' : '|', left, right);
    case 'nand':
      return negated(binary(truth ? '&&' : '&', left, right));
    case 'nor':
      return negated(binary(truth ? '||' : '|', left, right));
    case 'xor':
      return binary('^', left, right);
    default:
      return { kind: 'unary', op: '~', arg: binary('^', left, right), start: left.start, end: right.end };
  }
}

/** Something that is true or false by its form. */
function isTruth(expr: Expr): boolean {
  if (expr.kind === 'event') return true;
  if (expr.kind === 'unary') return expr.op === '!';
  return expr.kind === 'binary' && ['==', '!=', '<', '<=', '>', '>=', '&&', '||', '==?', '!=?'].includes(expr.op);
}

function readRelation(at: TokenCursor, reading: Reading): Expr {
  const left = readShift(at, reading);
  const op = relations[at.peek().text];
  if (op === undefined || at.peek().kind !== 'op') return left;
  at.next();
  const right = readShift(at, reading);
  if (isConstant(right, 'true')) return op === '==' ? left : not(left);
  if (isConstant(right, 'false')) return op === '==' ? not(left) : left;
  return binary(op, left, right);
}

function isConstant(expr: Expr, text: string): boolean {
  return expr.kind === 'number' && expr.text === text;
}

function not(arg: Expr): Expr {
  return { kind: 'unary', op: '!', arg, start: arg.start, end: arg.end };
}

function readShift(at: TokenCursor, reading: Reading): Expr {
  const left = readSimple(at, reading);
  const word = at.peek().text;
  if (word === 'rol' || word === 'ror') {
    at.next();
    return opaqueCall(word, [left, readSimple(at, reading)], left);
  }
  const op = shifts[word];
  if (op === undefined) return left;
  at.next();
  return binary(op, left, readSimple(at, reading));
}

function readSimple(at: TokenCursor, reading: Reading): Expr {
  const { start } = at.peek();
  const sign = at.is('-') || at.is('+') ? at.next().text : '';
  let left = readTerm(at, reading);
  if (sign === '-') left = { kind: 'unary', op: '-', arg: left, start, end: left.end };
  while (at.is('+') || at.is('-') || at.is('&')) {
    const op = at.next().text;
    const right = readTerm(at, reading);
    if (op === '&') {
      const parts = left.kind === 'concat' ? [...left.parts, right] : [left, right];
      left = { kind: 'concat', parts, start: left.start, end: right.end };
    } else left = binary(op, left, right);
  }
  return left;
}

function readTerm(at: TokenCursor, reading: Reading): Expr {
  let left = readFactor(at, reading);
  while (at.is('*') || at.is('/') || at.is('mod') || at.is('rem')) {
    const word = at.next().text;
    left = binary(word === 'mod' || word === 'rem' ? '%' : word, left, readFactor(at, reading));
  }
  return left;
}

function readFactor(at: TokenCursor, reading: Reading): Expr {
  const { text, start } = at.peek();
  if (text === 'not') {
    at.next();
    const arg = readFactor(at, reading);
    return { kind: 'unary', op: isTruth(arg) ? '!' : '~', arg, start, end: arg.end };
  }
  if (text === 'abs') {
    at.next();
    return opaqueCall('abs', [readFactor(at, reading)], { start, end: at.lastEnd });
  }
  if (logical.has(text)) {
    at.next();
    const op = { and: '&', or: '|', xor: '^', nand: '~&', nor: '~|', xnor: '~^' }[text] ?? '|';
    const arg = readFactor(at, reading);
    return { kind: 'unary', op, arg, start, end: arg.end };
  }
  if (at.accept('??')) return readFactor(at, reading);
  const base = readPrimary(at, reading);
  return at.accept('**') ? binary('**', base, readFactor(at, reading)) : base;
}

function readPrimary(at: TokenCursor, reading: Reading): Expr {
  const token = at.peek();
  if (token.kind === 'number' || token.kind === 'string') {
    at.next();
    if (timeUnits.has(at.peek().text.toLowerCase()) && at.peek().kind === 'id') {
      at.next();
      return nothing(token);
    }
    return literalOf(token.text, token);
  }
  if (at.is('(')) return readAggregate(at, reading);
  if (token.text === 'null' || token.text === 'open') {
    at.next();
    return nothing(token);
  }
  if (token.text === 'new') at.fail('a value of hardware');
  return readName(at, reading);
}

/** `'1'`, `"0101"`, `x"AF"`, `16#FF#`, `12`. What is no number of hardware (a real) has no value. */
function literalOf(text: string, span: Span): Expr {
  if (text.startsWith("'")) return bitLiteral(text.slice(1, 2), text, span);
  const based = /^(\d*)([suSU]?)([bodxBODX])"([^"]*)"$/.exec(text);
  if (based !== null) return basedBits(based, text, span);
  if (text.startsWith('"')) {
    const inner = text.replace(/^"|"$/g, '');
    return /^[01xXzZuUwWlLhH-]+$/.test(inner)
      ? bitLiteral(inner, text, span)
      : { kind: 'string', text: inner, start: span.start, end: span.end };
  }
  const inBase = /^(\d+)#([\da-fA-F_]+)#$/.exec(text);
  if (inBase !== null) return numberOf(parseIn(inBase[2] ?? '0', Number(inBase[1])), span, text);
  const plain = /^([\d_]+)(?:[eE]\+?(\d+))?$/.exec(text);
  if (plain === null) return nothing(span);
  const value = BigInt((plain[1] ?? '0').replaceAll('_', '')) * 10n ** BigInt(plain[2] ?? 0);
  // A width that holds it, so that big numbers stay what they are.
  return value < 1n << 31n ? numberOf(value, span, text) : bitsOf(value, value.toString(2).length + 1, text, span);
}

function bitLiteral(digits: string, text: string, span: Span): Expr {
  let value = 0n;
  let wild = 0n;
  for (const digit of digits) {
    value = (value << 1n) | (digit === '1' || digit === 'H' || digit === 'h' ? 1n : 0n);
    wild = (wild << 1n) | (/[01LlHh]/.test(digit) ? 0n : 1n);
  }
  return bitsOf(value, digits.length, text, span, wild);
}

function basedBits(found: RegExpExecArray, text: string, span: Span): Expr {
  const base = { b: 1, o: 3, x: 4, d: 0 }[(found[3] ?? 'b').toLowerCase()] ?? 1;
  const digits = (found[4] ?? '').replaceAll('_', '');
  if (base === 0) return bitsOf(BigInt(digits === '' ? 0 : digits), Math.max(1, Number(found[1] ?? 1)), text, span);
  let bits = '';
  for (const digit of digits)
    bits +=
      /[\da-f]/i.test(digit) && parseInt(digit, 16) < 2 ** base ? parseInt(digit, 16).toString(2).padStart(base, '0') : digit.repeat(base);
  const width = found[1] === '' || found[1] === undefined ? bits.length : Number(found[1]);
  const fill = (found[2] ?? '').toLowerCase() === 's' ? (bits[0] ?? '0') : '0';
  return bitLiteral(bits.padStart(width, fill).slice(-width), text, span);
}

function parseIn(digits: string, base: number): bigint {
  let value = 0n;
  for (const digit of digits.replaceAll('_', '')) value = value * BigInt(base) + BigInt(parseInt(digit, base));
  return value;
}

/** `(a)` or an aggregate (9.3.3). */
function readAggregate(at: TokenCursor, reading: Reading): Expr {
  const { start } = at.expect('(');
  const items: { key?: Expr; value: Expr }[] = [];
  while (!at.accept(')')) {
    const keys = readChoices(at, reading);
    if (at.accept('=>')) {
      const value = readExpression(at, reading);
      for (const key of keys) items.push({ key, value });
    } else items.push({ value: keys[0] ?? nothing(at.peek()) });
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  const span = { start, end: at.lastEnd };
  const [only] = items;
  if (items.length === 1 && only !== undefined) {
    if (only.key === undefined) return { ...only.value, ...span };
    if (isOthers(only.key)) {
      const filled = filling(only.value, span);
      if (filled !== undefined) return filled;
    }
  }
  if (items.every(({ key }) => key === undefined)) return { kind: 'pattern', items, ...span };
  return { kind: 'pattern', items, ...span };
}

function isOthers(key: Expr): boolean {
  return key.kind === 'name' && key.name === 'default';
}

/** `(others => '0')`: a constant that fills what it is assigned to. */
function filling(value: Expr, span: Span): Expr | undefined {
  if (value.kind !== 'number' || (value.fill !== true && value.width !== 1)) return undefined;
  return { ...value, fill: true, text: `(others => ${value.text})`, start: span.start, end: span.end };
}

/** Choices before `=>`: names, numbers, ranges, `others`. */
export function readChoices(at: TokenCursor, reading: Reading): Expr[] {
  const keys: Expr[] = [];
  do {
    const token = at.peek();
    if (at.accept('others')) keys.push(nameExpr('default', token));
    else {
      // The name of a field or of a formal stands for itself.
      const plain = token.kind === 'id' && !isReserved(token.text) && (at.peek(1).text === '=>' || at.peek(1).text === '|');
      if (plain) keys.push(nameExpr(at.next().text, token));
      else {
        const read = readRangeOr(at, reading);
        if ('expr' in read) keys.push(read.expr);
        else
          keys.push({
            kind: 'span',
            low: read.range.left,
            high: read.range.right,
            start: read.range.left.start,
            end: read.range.right.end,
          });
      }
    }
  } while (at.accept('|'));
  return keys;
}

/** A name with what stands behind it: fields, indices, slices, calls, attributes, qualified expressions (8.1). */
export function readName(at: TokenCursor, reading: Reading): Expr {
  const token = at.peek();
  if (at.is('<')) at.fail('a name');
  if (token.kind !== 'id' || isReserved(token.text)) at.fail('a name');
  at.next();
  const lower = token.text.toLowerCase();
  if (lower === 'true' || lower === 'false') return bitsOf(lower === 'true' ? 1n : 0n, 1, lower, token);
  let base = startOfName(at, token, reading);
  for (;;) {
    const span = { start: token.start, end: at.peek().end };
    if (at.is('.')) {
      at.next();
      const part = at.next();
      base = part.text === 'all' ? base : { kind: 'member', base, name: part.text, start: token.start, end: part.end };
    } else if (at.is("'")) {
      at.next();
      if (at.is('(')) return readAggregate(at, reading);
      const name = at.next().text.toLowerCase();
      const arg = at.is('(') ? readAggregate(at, reading) : undefined;
      base = attributeOf(base, name, arg, isTypeName(base, reading), { start: token.start, end: at.lastEnd });
    } else if (at.is('(')) base = readBehind(at, base, reading, span);
    else return base;
  }
}

/** The first part of a name; `work.pkg.x` is x of the package. */
function startOfName(at: TokenCursor, token: Span & { readonly text: string }, reading: Reading): Expr {
  let { text } = token;
  if (reading.lookup(text)?.kind === 'library' && at.is('.')) {
    at.next();
    text = at.next().text;
  }
  const known = reading.lookup(text);
  if (known?.kind === 'package' && at.is('.')) {
    at.next();
    const part = at.next();
    return { kind: 'scoped', scope: text, name: part.text, start: token.start, end: part.end };
  }
  if (known?.kind === 'alias') return known.of;
  // A name that nothing read declares (of a package that was not found) stands for nothing that can be told.
  if (known === undefined && !at.is('(') && !at.is("'")) return opaqueCall(text, [], token);
  return nameExpr(text, token);
}

function isTypeName(base: Expr, reading: Reading): boolean {
  const kind = base.kind === 'name' ? reading.lookup(base.name)?.kind : undefined;
  return base.kind === 'name' && (kind === 'type' || kind === 'open' || kind === undefined);
}

/** `(…)` behind a name: an index, a slice, a call, a conversion. */
function readBehind(at: TokenCursor, base: Expr, reading: Reading, from: Span): Expr {
  at.expect('(');
  const args: { name?: string; value: Expr }[] = [];
  let slice: WrittenRange | undefined;
  while (!at.accept(')')) {
    const formal = at.peek().kind === 'id' && at.peek(1).text === '=>' ? at.next().text : undefined;
    if (formal !== undefined) at.expect('=>');
    const read = readRangeOr(at, reading);
    if ('range' in read) slice = read.range;
    else args.push({ ...(formal === undefined ? {} : { name: formal }), value: read.expr });
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  const span = { start: from.start, end: at.lastEnd };
  if (slice !== undefined) return { kind: 'slice', base, left: slice.left, right: slice.right, mode: ':', ...span };
  const callable = base.kind === 'name' ? reading.lookup(base.name)?.kind : base.kind === 'scoped' ? 'function' : 'object';
  const values = args.map(({ value }) => value);
  if (callable === 'function') return { kind: 'call', callee: base, args, ...span };
  if (callable === undefined || callable === 'type' || callable === 'open') {
    const name = base.kind === 'name' ? base.name : '';
    const known = predefinedCall(name.toLowerCase(), values, span);
    if (known !== undefined) return known;
    const [only] = values;
    // A conversion to a type of the project keeps the bits.
    return callable !== undefined && values.length === 1 && only !== undefined ? only : opaqueCall(name, values, span);
  }
  return values.reduce<Expr>((of, index) => ({ kind: 'index', base: of, index, ...span }), base);
}
