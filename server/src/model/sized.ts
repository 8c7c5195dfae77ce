/** An integer with the width and sign of its Verilog type; `value` is negative only when `signed`. */
export interface Sized {
  readonly value: bigint;
  readonly width: number;
  readonly signed: boolean;
}

/** The value of an integer literal, sized or not; undefined for x, z and reals. */
export function fromDigits(token: string): Sized | undefined {
  const based = /^(\d[\d_]*)?\s*'([sS]?)([bodhBODH])\s*([0-9a-fA-F_]+)$/.exec(token);
  if (based !== null) {
    const digits = (based[4] ?? '').replace(/_/g, '');
    const radix = { b: '0b', o: '0o', d: '', h: '0x' }[(based[3] ?? 'd').toLowerCase()] ?? '';
    const width = based[1] === undefined ? 32 : Number(based[1].replace(/_/g, ''));
    if (width < 1 || width > 1 << 20 || !/^(?:0b[01]+|0o[0-7]+|\d+|0x[0-9a-fA-F]+)$/.test(radix + digits)) return undefined;
    const value = BigInt(radix + digits);
    const wide = based[1] === undefined ? Math.max(32, value.toString(2).length) : width;
    return castTo({ value, width: wide, signed: false }, wide, based[2] !== '');
  }
  if (!/^\d[\d_]*$/.test(token)) return undefined;
  const value = BigInt(token.replace(/_/g, ''));
  return { value, width: Math.max(32, value.toString(2).length + 1), signed: true };
}

/** The same bits read with another width and sign; widening follows the sign of `from`. */
export function castTo(from: Sized, width: number, signed: boolean): Sized {
  return { value: signed ? BigInt.asIntN(width, from.value) : BigInt.asUintN(width, from.value), width, signed };
}

/** Brings an operand to the width and sign of its context: sign-extended only when the whole context is signed (clause 11.8.2). */
export function resized(from: Sized, width: number, signed: boolean): Sized {
  const bits = signed ? from.value : BigInt.asUintN(from.width, from.value);
  return castTo({ value: bits, width: from.width, signed: from.signed }, Math.max(width, 1), signed);
}

/** A unary operator; reductions give one bit. Undefined for an unknown operator. */
export function unary(op: string, of: Sized): Sized | undefined {
  const bits = BigInt.asUintN(of.width, of.value);
  const all = (1n << BigInt(of.width)) - 1n;
  const bit = (on: boolean): Sized => ({ value: on ? 1n : 0n, width: 1, signed: false });
  const odd = (): boolean => bits.toString(2).replace(/0/g, '').length % 2 === 1;
  switch (op) {
    case '+':
      return of;
    case '-':
      return castTo({ ...of, value: -of.value }, of.width, of.signed);
    case '~':
      return castTo({ ...of, value: ~of.value }, of.width, of.signed);
    case '!':
      return bit(bits === 0n);
    case '&':
      return bit(bits === all);
    case '|':
      return bit(bits !== 0n);
    case '^':
      return bit(odd());
    case '~&':
      return bit(bits !== all);
    case '~|':
      return bit(bits === 0n);
    case '~^':
    case '^~':
      return bit(!odd());
    default:
      return undefined;
  }
}

const limit = 1n << 16n;

/** A binary operator on operands already brought to one width; division by zero is unknown. */
export function binary(op: string, left: Sized, right: Sized): Sized | undefined {
  const a = left.value;
  const b = right.value;
  const bit = (on: boolean): Sized => ({ value: on ? 1n : 0n, width: 1, signed: false });
  const fit = (value: bigint): Sized => castTo({ value, width: left.width, signed: left.signed }, left.width, left.signed);
  switch (op) {
    case '+':
      return fit(a + b);
    case '-':
      return fit(a - b);
    case '*':
      return fit(a * b);
    case '/':
      return b === 0n ? undefined : fit(a / b);
    case '%':
      return b === 0n ? undefined : fit(a % b);
    case '**':
      return power(left, b);
    case '&':
      return fit(a & b);
    case '|':
      return fit(a | b);
    case '^':
      return fit(a ^ b);
    case '~^':
    case '^~':
      return fit(~(a ^ b));
    case '<<':
    case '<<<':
      return b < 0n || b > limit ? undefined : fit(a << b);
    case '>>':
      return b < 0n || b > limit ? undefined : fit(BigInt.asUintN(left.width, a) >> b);
    case '>>>':
      return b < 0n || b > limit ? undefined : fit(a >> b);
    case '==':
    case '===':
    case '==?':
      return bit(a === b);
    case '!=':
    case '!==':
    case '!=?':
      return bit(a !== b);
    case '<':
      return bit(a < b);
    case '<=':
      return bit(a <= b);
    case '>':
      return bit(a > b);
    case '>=':
      return bit(a >= b);
    case '&&':
      return bit(a !== 0n && b !== 0n);
    case '||':
      return bit(a !== 0n || b !== 0n);
    case '->':
      return bit(a === 0n || b !== 0n);
    case '<->':
      return bit((a === 0n) === (b === 0n));
    default:
      return undefined;
  }
}

function power(left: Sized, exponent: bigint): Sized | undefined {
  const fit = (value: bigint): Sized => castTo({ value, width: left.width, signed: left.signed }, left.width, left.signed);
  if (exponent < 0n) {
    if (left.value === 1n) return fit(1n);
    if (left.value === -1n) return fit(exponent % 2n === 0n ? 1n : -1n);
    return left.value === 0n ? undefined : fit(0n);
  }
  if (exponent > limit && left.value !== 0n && left.value !== 1n && left.value !== -1n && left.value !== 2n) return undefined;
  if (left.value === 2n) return fit(exponent >= BigInt(left.width) ? 0n : 1n << exponent);
  return fit(left.value ** exponent);
}
