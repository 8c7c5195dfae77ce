import { binary, castTo, fromDigits, resized, unary, type Sized } from './sized';

/**
 * Evaluates a constant expression (IEEE 1800-2023 clause 11) with the widths and signs of the standard; undefined when it uses
 * what is not known here: an unknown name, x or z digits, a real, a call other than `$clog2`, `$bits`, `$signed`, `$unsigned`.
 * `names` is also asked for `$bits(T)` with the text between the parentheses stripped of spaces, for types of known width.
 */
export function evaluateConstant(text: string, names: (name: string) => bigint | undefined): bigint | undefined {
  return evaluateSized(text, names)?.value;
}

/** As `evaluateConstant`, with the width of the result. `context` is the width of what it is assigned to, when that counts. */
export function evaluateSized(text: string, names: (name: string) => bigint | undefined, context = 0): Sized | undefined {
  if (text.length > 20_000) return undefined;
  const tokens = tokenize(text);
  if (tokens === undefined || tokens.length === 0 || tokens.length > maxTokens) return undefined;
  const parser: Parser = { tokens, at: 0, depth: 0 };
  const tree = parseTernary(parser);
  if (tree === undefined || parser.at !== tokens.length) return undefined;
  const natural = widthOf(tree, names);
  return natural === undefined ? undefined : evaluate(tree, Math.max(natural.width, context), natural.signed, names);
}

/** A chain of operators is as deep as it is long. */
const maxTokens = 2000;

type Tree =
  | { kind: 'value'; value: Sized; fill?: 0 | 1 }
  | { kind: 'name'; name: string; select?: { high: Tree; low: Tree; style: ':' | '+:' | '-:' | '[]' } }
  | { kind: 'unary'; op: string; of: Tree }
  | { kind: 'binary'; op: string; left: Tree; right: Tree }
  | { kind: 'ternary'; condition: Tree; yes: Tree; no: Tree }
  | { kind: 'concat'; parts: Tree[] }
  | { kind: 'replicate'; count: Tree; of: Tree }
  | { kind: 'cast'; type: string | Tree; of: Tree }
  | { kind: 'call'; name: string; argument: Tree | undefined; text: string };

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

const tokenPattern =
  /\s+|\/\/[^\r\n]*|\/\*[^]*?\*\/|(\d[\d_]*\s*'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+|'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+|'[01xXzZ](?![\w])|\d[\d_]*(?:\.\d+|[eE][-+]?\d)?[\w.]*|\$?[A-Za-z_][\w$]*(?:\s*(?:::|\.)\s*[A-Za-z_][\w$]*)*|\\\S+|"(?:[^"\\]|\\[^])*"|<<<|>>>|===|!==|==\?|!=\?|<->|->|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||~&|~\||~\^|\^~|\+:|-:|'(?=\()|[-+*/%&|^~!<>?:(){}[\],])/y;

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const found = tokenPattern.exec(text);
    if (found === null) return undefined;
    if (found[1] !== undefined) tokens.push(found[1]);
  }
  return tokens;
}

const precedence: Readonly<Record<string, number>> = {
  '->': 1,
  '<->': 1,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '~^': 5,
  '^~': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '===': 7,
  '!==': 7,
  '==?': 7,
  '!=?': 7,
  '<': 8,
  '<=': 8,
  '>': 8,
  '>=': 8,
  '<<': 9,
  '>>': 9,
  '<<<': 9,
  '>>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
  '**': 12,
};

const unaryOperators = new Set(['+', '-', '!', '~', '&', '|', '^', '~&', '~|', '~^', '^~']);

function eat(parser: Parser, token: string): boolean {
  if (parser.tokens[parser.at] !== token) return false;
  parser.at++;
  return true;
}

function parseTernary(parser: Parser): Tree | undefined {
  if (++parser.depth > 200) return undefined;
  const condition = parseBinary(parser, 0);
  let result = condition;
  if (condition !== undefined && eat(parser, '?')) {
    const yes = parseTernary(parser);
    const no = eat(parser, ':') ? parseTernary(parser) : undefined;
    result = yes === undefined || no === undefined ? undefined : { kind: 'ternary', condition, yes, no };
  }
  parser.depth--;
  return result;
}

function parseBinary(parser: Parser, least: number): Tree | undefined {
  let left = parseUnary(parser);
  for (;;) {
    const op = parser.tokens[parser.at];
    const strength = op === undefined ? undefined : precedence[op];
    if (left === undefined || op === undefined || strength === undefined || strength <= least) return left;
    parser.at++;
    // All but implication group to the left.
    const right: Tree | undefined = parseBinary(parser, strength === 1 ? 0 : strength);
    left = right === undefined ? undefined : { kind: 'binary', op, left, right };
  }
}

function parseUnary(parser: Parser): Tree | undefined {
  const op = parser.tokens[parser.at];
  if (op !== undefined && unaryOperators.has(op)) {
    if (++parser.depth > 200) return undefined;
    parser.at++;
    const of = parseUnary(parser);
    parser.depth--;
    return of === undefined ? undefined : { kind: 'unary', op, of };
  }
  let tree = parsePrimary(parser);
  while (tree !== undefined && parser.tokens[parser.at] === "'" && parser.tokens[parser.at + 1] === '(') {
    parser.at += 2;
    const of = parseTernary(parser);
    if (of === undefined || !eat(parser, ')')) return undefined;
    tree = { kind: 'cast', type: tree.kind === 'name' ? tree.name : tree, of };
  }
  return tree;
}

function parsePrimary(parser: Parser): Tree | undefined {
  const token = parser.tokens[parser.at++];
  if (token === undefined) return undefined;
  if (token === '(') {
    const inner = parseTernary(parser);
    return inner !== undefined && eat(parser, ')') ? inner : undefined;
  }
  if (token === '{') return parseBraces(parser);
  const first = token[0] ?? '';
  if (first === "'" && /^'[01]$/.test(token)) {
    return { kind: 'value', value: { value: token === "'1" ? 1n : 0n, width: 1, signed: false }, fill: token === "'1" ? 1 : 0 };
  }
  if (/[\d']/.test(first)) {
    const value = fromDigits(token);
    return value === undefined ? undefined : { kind: 'value', value };
  }
  if (first === '"') return { kind: 'value', value: stringValue(token) };
  if (first === '$') return parseCall(parser, token);
  if (/[A-Za-z_\\]/.test(first)) {
    const name = token.replace(/\s+/g, '');
    return parser.tokens[parser.at] === '[' ? parseSelect(parser, name) : { kind: 'name', name };
  }
  return undefined;
}

function parseBraces(parser: Parser): Tree | undefined {
  const first = parseTernary(parser);
  if (first === undefined) return undefined;
  if (parser.tokens[parser.at] === '{') {
    parser.at++;
    const of = parseBraces(parser);
    return of !== undefined && eat(parser, '}') ? { kind: 'replicate', count: first, of } : undefined;
  }
  const parts = [first];
  while (eat(parser, ',')) {
    const part = parseTernary(parser);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return eat(parser, '}') ? { kind: 'concat', parts } : undefined;
}

function parseSelect(parser: Parser, name: string): Tree | undefined {
  parser.at++;
  const high = parseTernary(parser);
  if (high === undefined) return undefined;
  const style = parser.tokens[parser.at];
  if (style === ':' || style === '+:' || style === '-:') {
    parser.at++;
    const low = parseTernary(parser);
    return low !== undefined && eat(parser, ']') ? { kind: 'name', name, select: { high, low, style } } : undefined;
  }
  return eat(parser, ']') ? { kind: 'name', name, select: { high, low: high, style: '[]' } } : undefined;
}

function parseCall(parser: Parser, name: string): Tree | undefined {
  if (!eat(parser, '(')) return undefined;
  const start = parser.at;
  let depth = 1;
  let end = start;
  for (; end < parser.tokens.length; end++) {
    const token = parser.tokens[end];
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) break;
  }
  const text = parser.tokens.slice(start, end).join('');
  const argument = parseTernary(parser);
  const whole = parser.at === end;
  parser.at = end + 1;
  return { kind: 'call', name, argument: whole ? argument : undefined, text };
}

function stringValue(token: string): Sized {
  const inner = token.slice(1, -1).replace(/\\(.)/g, '$1');
  let value = 0n;
  for (const c of inner) value = (value << 8n) | BigInt(c.charCodeAt(0) & 255);
  return { value, width: Math.max(8, inner.length * 8), signed: false };
}

type Names = (name: string) => bigint | undefined;

const castWidths: Readonly<Record<string, { width: number; signed: boolean } | undefined>> = {
  int: { width: 32, signed: true },
  integer: { width: 32, signed: true },
  longint: { width: 64, signed: true },
  shortint: { width: 16, signed: true },
  byte: { width: 8, signed: true },
  bit: { width: 1, signed: false },
  logic: { width: 1, signed: false },
  reg: { width: 1, signed: false },
};

function nameValue(name: string, names: Names): Sized | undefined {
  const value = names(name);
  if (value === undefined) return undefined;
  // Names carry no width here: an int unless the value needs more.
  const bits = (value < 0n ? -value : value).toString(2).length + 1;
  return { value, width: Math.max(32, bits), signed: true };
}

/** Self-determined width and sign of a tree (clause 11.6.1, table 11-21). */
function widthOf(tree: Tree, names: Names): { width: number; signed: boolean } | undefined {
  switch (tree.kind) {
    case 'value':
      return tree.value;
    case 'binary': {
      if (precedence[tree.op] === undefined || /^(?:&&|\|\||->|<->|[=!]=.*|[<>]=?)$/.test(tree.op)) return { width: 1, signed: false };
      const left = widthOf(tree.left, names);
      if (left === undefined || /^(?:<<<?|>>>?|\*\*)$/.test(tree.op)) return left;
      const right = widthOf(tree.right, names);
      return right && { width: Math.max(left.width, right.width), signed: left.signed && right.signed };
    }
    case 'unary':
      return /^[-+~]$/.test(tree.op) ? widthOf(tree.of, names) : { width: 1, signed: false };
    case 'ternary': {
      const yes = widthOf(tree.yes, names);
      const no = widthOf(tree.no, names);
      return yes && no && { width: Math.max(yes.width, no.width), signed: yes.signed && no.signed };
    }
    default:
      return selfDetermined(tree, names);
  }
}

/** Evaluates a tree whose operands take no width from around it. */
function selfDetermined(tree: Tree, names: Names): Sized | undefined {
  const own = (part: Tree): Sized | undefined => {
    const natural = widthOf(part, names);
    return natural && evaluate(part, natural.width, natural.signed, names);
  };
  switch (tree.kind) {
    case 'name':
      return tree.select === undefined ? nameValue(tree.name, names) : selected(tree.name, tree.select, names, own);
    case 'concat': {
      let sum: Sized = { value: 0n, width: 0, signed: false };
      for (const part of tree.parts) {
        const one = own(part);
        if (one === undefined) return undefined;
        const width = sum.width + one.width;
        if (width > 1 << 20) return undefined;
        sum = { value: (sum.value << BigInt(one.width)) | BigInt.asUintN(one.width, one.value), width, signed: false };
      }
      return sum;
    }
    case 'replicate': {
      const count = own(tree.count);
      const one = own(tree.of);
      if (count === undefined || one === undefined || count.value < 0n || count.value * BigInt(one.width) > 1n << 20n) return undefined;
      let value = 0n;
      for (let i = 0n; i < count.value; i++) value = (value << BigInt(one.width)) | BigInt.asUintN(one.width, one.value);
      return { value, width: Number(count.value) * one.width, signed: false };
    }
    case 'cast':
      return evaluateCast(tree.type, tree.of, names, own);
    case 'call':
      return evaluateCall(tree, names, own);
    default:
      return own(tree);
  }
}

function evaluateCast(type: string | Tree, of: Tree, names: Names, own: (part: Tree) => Sized | undefined): Sized | undefined {
  const inner = own(of);
  if (inner === undefined) return undefined;
  if (type === 'signed' || type === 'unsigned') return castTo(inner, inner.width, type === 'signed');
  if (type === 'const') return inner;
  if (typeof type !== 'string') {
    const width = own(type);
    return width === undefined || width.value <= 0n || width.value > 1n << 20n
      ? undefined
      : castTo(inner, Number(width.value), inner.signed);
  }
  const known = castWidths[type];
  if (known !== undefined) return castTo(inner, known.width, known.signed);
  const value = names(type);
  if (value !== undefined) return value <= 0n || value > 1n << 20n ? undefined : castTo(inner, Number(value), inner.signed);
  const bits = names(`$bits(${type})`);
  return bits === undefined ? undefined : castTo(inner, Number(bits), false);
}

function evaluateCall(tree: Tree & { kind: 'call' }, names: Names, own: (part: Tree) => Sized | undefined): Sized | undefined {
  const int = (value: bigint): Sized => ({ value: BigInt.asIntN(32, value), width: 32, signed: true });
  if (tree.name === '$bits') {
    const known = names(`$bits(${tree.text})`) ?? (castWidths[tree.text] && BigInt(castWidths[tree.text]?.width ?? 0));
    if (known !== undefined) return int(known);
    if (tree.argument === undefined || tree.argument.kind === 'name') return undefined;
    const width = widthOf(tree.argument, names);
    return width && int(BigInt(width.width));
  }
  const argument = tree.argument === undefined ? undefined : own(tree.argument);
  if (argument === undefined) return undefined;
  const unsigned = argument.value < 0n ? BigInt.asUintN(argument.width, argument.value) : argument.value;
  switch (tree.name) {
    case '$clog2':
      return int(unsigned <= 1n ? 0n : BigInt((unsigned - 1n).toString(2).length));
    case '$signed':
    case '$unsigned':
      return castTo(argument, argument.width, tree.name === '$signed');
    case '$countones':
      return int(BigInt(unsigned.toString(2).replace(/0/g, '').length));
    case '$onehot':
      return { value: /^10*$/.test(unsigned.toString(2)) ? 1n : 0n, width: 1, signed: false };
    default:
      return undefined;
  }
}

function selected(
  name: string,
  select: { high: Tree; low: Tree; style: string },
  names: Names,
  own: (part: Tree) => Sized | undefined,
): Sized | undefined {
  const base = nameValue(name, names);
  const high = own(select.high)?.value;
  const low = own(select.low)?.value;
  if (base === undefined || high === undefined || low === undefined) return undefined;
  let from = low;
  let width = high - low + 1n;
  if (select.style === '+:') [from, width] = [high, low];
  if (select.style === '-:') [from, width] = [high - low + 1n, low];
  if (from < 0n || width <= 0n || width > 1n << 20n || from > 1n << 20n) return undefined;
  return { value: BigInt.asUintN(Number(width), base.value >> from), width: Number(width), signed: false };
}

/** Evaluates with the width and sign the context gives (clause 11.6.2). */
function evaluate(tree: Tree, width: number, signed: boolean, names: Names): Sized | undefined {
  const own = (part: Tree): Sized | undefined => {
    const natural = widthOf(part, names);
    return natural && evaluate(part, natural.width, natural.signed, names);
  };
  switch (tree.kind) {
    case 'value':
      if (tree.fill !== undefined) return { value: tree.fill === 1 ? (1n << BigInt(width)) - 1n : 0n, width, signed: false };
      return resized(tree.value, width, signed);
    case 'unary': {
      const inContext = /^[-+~]$/.test(tree.op);
      const of = inContext ? evaluate(tree.of, width, signed, names) : own(tree.of);
      const value = of && unary(tree.op, of);
      return value && resized(value, width, signed);
    }
    case 'ternary': {
      const condition = own(tree.condition);
      return condition && evaluate(condition.value !== 0n ? tree.yes : tree.no, width, signed, names);
    }
    case 'binary': {
      const value = evaluateBinary(tree, width, signed, names, own);
      return value && resized(value, width, signed);
    }
    default: {
      const value = selfDetermined(tree, names);
      return value && resized(value, width, signed);
    }
  }
}

function evaluateBinary(
  tree: Tree & { kind: 'binary' },
  width: number,
  signed: boolean,
  names: Names,
  own: (part: Tree) => Sized | undefined,
): Sized | undefined {
  const { op } = tree;
  if (op === '&&' || op === '||' || op === '->' || op === '<->') {
    const left = own(tree.left);
    if (left === undefined) return undefined;
    if (op === '&&' && left.value === 0n) return { value: 0n, width: 1, signed: false };
    if (op === '||' && left.value !== 0n) return { value: 1n, width: 1, signed: false };
    const right = own(tree.right);
    return right && binary(op, left, right);
  }
  if (/^(?:<<<?|>>>?|\*\*)$/.test(op)) {
    const left = evaluate(tree.left, width, signed, names);
    const right = own(tree.right);
    return left && right && binary(op, left, right);
  }
  if (/^(?:[=!]=.*|[<>]=?)$/.test(op)) {
    const natural = widthOf({ ...tree, op: '+' }, names);
    const left = natural && evaluate(tree.left, natural.width, natural.signed, names);
    const right = natural && evaluate(tree.right, natural.width, natural.signed, names);
    return left && right && binary(op, left, right);
  }
  const left = evaluate(tree.left, width, signed, names);
  const right = evaluate(tree.right, width, signed, names);
  return left && right && binary(op, left, right);
}
