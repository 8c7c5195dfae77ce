import type { Expr } from './ast';

const bitsPerDigit: Readonly<Record<string, number>> = { b: 1, o: 3, h: 4 };

/** The value of a Verilog number (IEEE 1800-2017, 5.7). x, z and ? digits are 0 in `value` and 1 in `wild`. A real number counts as its integer part. */
export function parseNumber(text: string, start: number, end: number): Expr & { kind: 'number' } {
  const quote = text.indexOf("'");
  const common = { kind: 'number' as const, text, start, end };
  if (quote < 0) {
    const digits = /^[\d_]+/.exec(text)?.[0] ?? '0';
    const value = digits.replaceAll('_', '');
    return { ...common, value: BigInt(value), wild: 0n, signed: true };
  }
  const rest = text
    .slice(quote + 1)
    .replaceAll('_', '')
    .toLowerCase();
  if (/^[01xz]$/.test(rest)) {
    return { ...common, value: rest === '1' ? 1n : 0n, wild: rest === '0' || rest === '1' ? 0n : 1n, signed: false, fill: true };
  }
  const signed = rest.startsWith('s');
  const base = rest[signed ? 1 : 0] ?? 'd';
  const digits = rest.slice(signed ? 2 : 1).trim();
  const size = text.slice(0, quote).replaceAll('_', '').trim();
  const width = size === '' ? undefined : Number(size);
  const { value, wild } = base === 'd' ? decimal(digits) : powerOfTwo(digits, bitsPerDigit[base] ?? 1, width);
  return { ...common, value, wild, signed, ...(width === undefined ? {} : { width }) };
}

function decimal(digits: string): { value: bigint; wild: bigint } {
  return /^\d+$/.test(digits) ? { value: BigInt(digits), wild: 0n } : { value: 0n, wild: 1n };
}

function powerOfTwo(digits: string, bits: number, width: number | undefined): { value: bigint; wild: bigint } {
  let value = 0n;
  let wild = 0n;
  const ones = (1n << BigInt(bits)) - 1n;
  for (const digit of digits) {
    const isWild = digit === 'x' || digit === 'z' || digit === '?';
    const number = isWild ? 0 : Number.parseInt(digit, 16);
    value = (value << BigInt(bits)) | BigInt(Number.isNaN(number) ? 0 : number);
    wild = (wild << BigInt(bits)) | (isWild ? ones : 0n);
  }
  const given = digits.length * bits;
  // A leading x or z fills the declared width.
  if (width !== undefined && given < width && /^[xz?]/.test(digits)) wild |= ((1n << BigInt(width - given)) - 1n) << BigInt(given);
  if (width !== undefined) {
    const mask = (1n << BigInt(width)) - 1n;
    return { value: value & mask, wild: wild & mask };
  }
  return { value, wild };
}
