import { constantValue, type Value, wrap } from './value';

const compare: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '===': (a, b) => a === b, '!==': (a, b) => a !== b, '==?': (a, b) => a === b, '!=?': (a, b) => a !== b,
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
  '&&': (a, b) => a !== 0n && b !== 0n, '||': (a, b) => a !== 0n || b !== 0n, '->': (a, b) => a === 0n || b !== 0n, '<->': (a, b) => (a === 0n) === (b === 0n),
}; // prettier-ignore

/** Two constants combined; undefined when the result is not a known number (division by zero, x). */
export function constantBinary(op: string, left: Value, right: Value, context: number): Value | undefined {
  if (left.constant === undefined || right.constant === undefined || left.wild !== undefined || right.wild !== undefined) return undefined;
  const comparison = compare[op];
  const signed = left.signed && right.signed;
  if (comparison !== undefined) {
    const width = Math.max(left.width, right.width);
    const read = (value: Value): bigint => (signed ? (value.constant ?? 0n) : BigInt.asUintN(width, value.constant ?? 0n));
    return constantValue(comparison(read(left), read(right)) ? 1n : 0n, 1);
  }
  if (op === '<<' || op === '<<<' || op === '>>' || op === '>>>' || op === '**') return shift(op, left, right, context);
  const width = Math.max(left.width, right.width, context);
  const result = arithmetic(op, wrap(left.constant, width, signed), wrap(right.constant, width, signed));
  return result === undefined ? undefined : constantValue(result, width, signed);
}

function shift(op: string, left: Value, right: Value, context: number): Value | undefined {
  const width = Math.max(left.width, context);
  const amount = right.constant ?? 0n;
  const value = left.constant ?? 0n;
  if (amount < 0n) return op === '**' && value === 1n ? constantValue(1n, width, left.signed) : undefined;
  if (amount > 65536n) return op === '**' ? undefined : constantValue(0n, width, left.signed);
  if (op === '**') return constantValue(value ** amount, width, left.signed && right.signed);
  if (op === '<<' || op === '<<<') return constantValue(value << amount, width, left.signed);
  const source = op === '>>>' && left.signed ? value : BigInt.asUintN(width, value);
  return constantValue(source >> amount, width, left.signed);
}

function arithmetic(op: string, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '^~':
    case '~^':
      return ~(a ^ b);
    default:
      return undefined;
  }
}

/** One constant under a unary operator. */
export function constantUnary(op: string, arg: Value): Value | undefined {
  if (arg.constant === undefined || arg.wild !== undefined) return undefined;
  const { width, signed } = arg;
  const bits = BigInt.asUintN(width, arg.constant);
  const ones = (1n << BigInt(width)) - 1n;
  const flag = (yes: boolean): Value => constantValue(yes ? 1n : 0n, 1);
  switch (op) {
    case '+':
      return arg;
    case '-':
      return constantValue(-arg.constant, width, signed);
    case '~':
      return constantValue(~arg.constant, width, signed);
    case '!':
      return flag(bits === 0n);
    case '&':
      return flag(bits === ones);
    case '~&':
      return flag(bits !== ones);
    case '|':
      return flag(bits !== 0n);
    case '~|':
      return flag(bits === 0n);
    case '^':
      return flag(parity(bits));
    default:
      return flag(!parity(bits));
  }
}

function parity(bits: bigint): boolean {
  let odd = false;
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) odd = !odd;
  return odd;
}
