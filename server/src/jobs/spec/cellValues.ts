/** The value of a cell for `width` bits, as 0, 1 and - for what is unknown or does not matter; undefined when it is no value or does not fit. */
export function cellBits(cell: string, width: number, radix: 2 | 10 | 16): string | undefined {
  const text = cell.replaceAll('_', '').trim();
  if (/^[-xXdD*?]+$/.test(text) && (text.length === width || text.length === 1)) return '-'.repeat(width);
  const based = /^(?:\d+)?'([bdh])([0-9a-fA-FxX]+)$/i.exec(text) ?? /^0([xb])([0-9a-fA-F]+)$/i.exec(text);
  if (based !== null) {
    const kind = (based[1] ?? '').toLowerCase();
    return cellBits(based[2] ?? '', width, kind === 'b' ? 2 : kind === 'd' ? 10 : 16);
  }
  if (radix === 2) {
    if (!/^[01xXdD?*-]+$/.test(text) || text.length > width) return undefined;
    return text.replace(/[^01]/g, '-').padStart(width, '0');
  }
  const digits = radix === 16 ? /^[0-9a-fA-F]+$/ : /^\d+$/;
  if (!digits.test(text)) return undefined;
  const value = BigInt(radix === 16 ? `0x${text}` : text);
  const bits = value.toString(2);
  return bits.length > width ? undefined : bits.padStart(width, '0');
}

/**
 * The radix that a column of values is written in. A column of as many digits as the port has bits, all 0 and 1, is binary; one with
 * letters is hexadecimal. Digits that are the same in both are decimal; where they differ `undefined` says that it cannot be told.
 */
export function radixOf(cells: readonly string[], width: number): 2 | 10 | 16 | undefined {
  const plain = cells.map((cell) => cell.replaceAll('_', '').trim()).filter((cell) => !/^[-xXdD*?]$/.test(cell) && !/'|^0[xb]/i.test(cell));
  if (plain.every((cell) => /^[01xXdD?*-]+$/.test(cell) && cell.length === width)) return 2;
  if (plain.some((cell) => /[a-fA-F]/.test(cell))) return 16;
  if (plain.every((cell) => /^\d$/.test(cell))) return 10;
  // A value that is too big as one of them decides.
  const fits = (radix: 10 | 16): boolean => plain.every((cell) => cellBits(cell, width, radix) !== undefined);
  if (fits(10) && !fits(16)) return 10;
  if (fits(16) && !fits(10)) return 16;
  return undefined;
}
