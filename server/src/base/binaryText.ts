/** Hexadecimal where every digit is known, binary for a few bits, `x` for a digit with an unknown bit. */
export function shortValue(binary: string): string {
  if (binary.length <= 3) return binary;
  const padded = binary.padStart(Math.ceil(binary.length / 4) * 4, '0');
  let text = '';
  for (let i = 0; i < padded.length; i += 4) {
    const digit = padded.slice(i, i + 4);
    text += digit.includes('x') ? 'x' : Number.parseInt(digit, 2).toString(16);
  }
  return text;
}

/** For a sentence: decimal where the value is short and known, else as in a waveform. */
export function plainValue(binary: string): string {
  return /^[01]{2,16}$/.test(binary) ? String(Number.parseInt(binary, 2)) : shortValue(binary);
}
