import { cellBits } from './cellValues';
import { bitsNamed, keyOfBit } from './signalNames';
import type { SpecPort, TableBit } from './specTypes';

/** A condition that is true when no other of the same state is. */
export const otherwise = 'else';

/**
 * A condition as cubes over `bits` (0, 1 or - for each), one for each alternative: `in=0`, `a && !b`, `r0=0, r1=1`, `a=1 or b=1`, bare bits in the order of
 * `bits`, or nothing for always. `else` stands for what the other conditions of a state leave. Undefined when it cannot be read.
 */
export function readCondition(
  written: string,
  bits: readonly TableBit[],
  ports: readonly SpecPort[],
): string[] | typeof otherwise | undefined {
  const text = written
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/^\((.*)\)$/, '$1')
    .trim();
  if (text === '' || /^(-|\*|true|always\b.*|any.*|unconditional.*)$/i.test(text)) return ['-'.repeat(bits.length)];
  if (/^(else|otherwise|default)$/i.test(text)) return otherwise;
  if (/^[01xX-]+$/.test(text) && text.length === bits.length) return [text.replace(/[xX]/g, '-')];
  const cubes = text.split(/\s*(?:\|\|?|\bor\b)\s*/i).map((part) => conjunction(part, bits, ports));
  return cubes.every((cube) => cube !== undefined) ? cubes : undefined;
}

function conjunction(text: string, bits: readonly TableBit[], ports: readonly SpecPort[]): string | undefined {
  const known = new Map<string, string>();
  for (const word of text.split(/\s*(?:,|;|&&?|\band\b)\s*/i)) {
    const equal = /^(.+?)\s*={1,2}\s*(\S+)$/.exec(word.trim());
    const plain = /^([!~]?)\s*([A-Za-z_][\w[\]:]*)$/.exec(word.trim());
    const named = bitsNamed(equal?.[1] ?? plain?.[2] ?? '', ports);
    if (named === undefined || (equal === null && named.length !== 1)) return undefined;
    const value = equal === null ? (plain?.[1] === '' ? '1' : '0') : valueOf(equal[2] ?? '', named.length);
    if (value === undefined) return undefined;
    for (const [i, bit] of named.entries()) {
      const before = known.get(keyOfBit(bit));
      if (before !== undefined && before !== value[i]) return undefined;
      known.set(keyOfBit(bit), value[i] ?? '-');
    }
  }
  const keys = bits.map(keyOfBit);
  if ([...known.keys()].some((key) => !keys.includes(key))) return undefined;
  return keys.map((key) => known.get(key) ?? '-').join('');
}

function valueOf(text: string, width: number): string | undefined {
  return cellBits(text, width, text.length === width ? 2 : 10);
}

/**
 * Values of outputs as in `(out=1)`, `0`, `0, 1` (in the order of the outputs): bits in the order of `bits`. Outputs that are not named
 * are 0 where others are, - where none is. Undefined when it cannot be read.
 */
export function readOutputs(written: string, bits: readonly TableBit[], ports: readonly SpecPort[]): string | undefined {
  const text = written.trim();
  if (text === '') return '0'.repeat(bits.length);
  if (text.includes('=')) {
    const cube = conjunction(text, bits, ports);
    return cube?.replaceAll('-', '0');
  }
  const values = text.split(/[\s,]+/).join('');
  return /^[01xX-]+$/.test(values) && values.length === bits.length ? values.replace(/[xX]/g, '-') : undefined;
}
