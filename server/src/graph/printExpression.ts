import type { Expr } from './ast';

const levels: Readonly<Record<string, number>> = {
  '||': 3, '&&': 4, '|': 5, '^': 6, '^~': 6, '~^': 6, '&': 7, '==': 8, '!=': 8, '===': 8, '!==': 8, '==?': 8, '!=?': 8,
  '<': 9, '<=': 9, '>': 9, '>=': 9, '<<': 10, '>>': 10, '<<<': 10, '>>>': 10, '+': 11, '-': 11, '*': 12, '/': 12, '%': 12, '**': 13,
}; // prettier-ignore
const opposite: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  '===': '!==',
  '!==': '===',
};

/** An expression in one normal form: single spaces around binary operators, only the parentheses that precedence needs. */
export function printExpression(expr: Expr): string {
  return print(expr, 0);
}

/** The negation in normal form: `!a`, `a` for `!a`, `a != b` for `a == b`. */
export function negate(expr: Expr): string {
  if (expr.kind === 'unary' && (expr.op === '!' || expr.op === '~')) return print(expr.arg, 4);
  if (expr.kind === 'binary') {
    if (expr.op === '||') return `${negatePart(expr.left)} && ${negatePart(expr.right)}`;
    const other = opposite[expr.op];
    if (other !== undefined) return `${print(expr.left, 9)} ${other} ${print(expr.right, 9)}`;
  }
  return `!${print(expr, 20)}`;
}

/** A conjunct: in parentheses when it is itself a disjunction. */
function negatePart(expr: Expr): string {
  const text = negate(expr);
  return /\|\||\?/.test(topLevel(text)) ? `(${text})` : text;
}

/** Joins conditions that must all hold. */
export function conjunction(guards: readonly string[]): string {
  return guards.map((guard) => (guards.length > 1 && /\|\||\?/.test(topLevel(guard)) ? `(${guard})` : guard)).join(' && ');
}

/** The text without what stands inside brackets. */
function topLevel(text: string): string {
  let depth = 0;
  let out = '';
  for (const c of text) {
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (depth === 0) out += c;
  }
  return out;
}

function print(expr: Expr, outer: number): string {
  switch (expr.kind) {
    case 'number':
      return expr.text.replace(/\s+/g, '');
    case 'string':
      return `"${expr.text}"`;
    case 'name':
      return expr.name;
    case 'scoped':
      return `${expr.scope}::${expr.name}`;
    case 'member':
      return `${print(expr.base, 20)}.${expr.name}`;
    case 'index':
      return `${print(expr.base, 20)}[${print(expr.index, 0)}]`;
    case 'slice':
      return `${print(expr.base, 20)}[${print(expr.left, 0)}${expr.mode}${print(expr.right, 0)}]`;
    case 'call':
      return `${print(expr.callee, 20)}(${expr.args.map((arg) => print(arg.value, 0)).join(', ')})`;
    case 'system':
      return expr.args.length === 0 ? expr.name : `${expr.name}(${expr.args.map((arg) => print(arg.value, 0)).join(', ')})`;
    case 'unary':
      return wrapped(`${expr.op}${print(expr.arg, 14)}`, 14, outer);
    case 'step':
      return `${print(expr.arg, 20)}${expr.op}`;
    case 'binary':
      return printBinary(expr, outer);
    case 'conditional':
      return wrapped(`${print(expr.test, 3)} ? ${print(expr.yes, 2)} : ${print(expr.no, 2)}`, 2, outer);
    default:
      return printBraces(expr, outer);
  }
}

function printBinary(expr: Expr & { kind: 'binary' }, outer: number): string {
  const level = levels[expr.op] ?? 1;
  return wrapped(`${print(expr.left, level)} ${expr.op} ${print(expr.right, level + 1)}`, level, outer);
}

function wrapped(text: string, level: number, outer: number): string {
  return level < outer ? `(${text})` : text;
}

function printBraces(expr: Expr, outer: number): string {
  const list = (parts: readonly Expr[]): string => parts.map((part) => print(part, 0)).join(', ');
  switch (expr.kind) {
    case 'concat':
      return `{${list(expr.parts)}}`;
    case 'repeat':
      return `{${print(expr.count, 14)}{${list(expr.parts)}}}`;
    case 'stream':
      return `{${expr.op}{${list(expr.parts)}}}`;
    case 'cast':
      return `${'kind' in expr.type ? print(expr.type, 20) : 'type'}'(${print(expr.arg, 0)})`;
    case 'inside':
      return wrapped(`${print(expr.arg, 9)} inside {${list(expr.set)}}`, 9, outer);
    case 'span':
      return `[${print(expr.low, 0)}:${print(expr.high, 0)}]`;
    case 'pattern':
      return `'{${expr.items.map((item) => `${item.key === undefined ? '' : `${print(item.key, 0)}: `}${print(item.value, 0)}`).join(', ')}}`;
    case 'assign':
      return `(${print(expr.target, 0)} ${expr.op} ${print(expr.value, 0)})`;
    case 'event':
      return `${expr.edge} ${print(expr.arg, 0)}`;
    default:
      return '';
  }
}
