import type { SpecPort, TableBit } from './specTypes';

/** The bits of a port, the most significant first: as they stand in a column of a table. */
export function bitsOfPort({ name, width }: SpecPort): TableBit[] {
  return Array.from({ length: width }, (_, i) => ({ port: name, bit: width - 1 - i }));
}

/**
 * What a name in a table means: a port (all its bits, most significant first), a bit `x[2]`, a range `x[2:0]`, or `x2` for bit 2 of a
 * vector x. Undefined when no port is meant. Upper and lower case are told apart only where two ports need it.
 */
export function bitsNamed(written: string, ports: readonly SpecPort[]): TableBit[] | undefined {
  const name = written.trim().replace(/^[`*_]+|[`*_]+$/g, '');
  const port = findPort(name, ports);
  if (port !== undefined) return bitsOfPort(port);
  const indexed = /^(\w+)\s*\[\s*(\d+)\s*(?::\s*(\d+)\s*)?\]$/.exec(name) ?? /^([A-Za-z_]\w*?)_?(\d+)$/.exec(name);
  const base = indexed === null ? undefined : findPort(indexed[1] ?? '', ports);
  if (indexed === null || base === undefined || base.width < 2) return undefined;
  const high = Number(indexed[2]) - (base.low ?? 0);
  const low = indexed[3] === undefined ? high : Number(indexed[3]) - (base.low ?? 0);
  if (low < 0 || high >= base.width || low > high) return undefined;
  return Array.from({ length: high - low + 1 }, (_, i) => ({ port: base.name, bit: high - i }));
}

/** Several names in a row without anything between them, or with spaces, commas or braces: `ab`, `x[1]x[2]`, `{c, d}`. */
export function bitsOfRun(written: string, ports: readonly SpecPort[]): TableBit[] | undefined {
  const text = written.replace(/[{}(),\s]+/g, ' ').trim();
  const found: TableBit[] = [];
  for (const word of text.split(' ')) {
    const bits = bitsNamed(word, ports) ?? splitWord(word, ports);
    if (bits === undefined) return undefined;
    found.push(...bits);
  }
  return found.length === 0 || new Set(found.map(keyOfBit)).size !== found.length ? undefined : found;
}

/** The longest name first, so that `ab` is the port of that name before it is a and b. */
function splitWord(word: string, ports: readonly SpecPort[]): TableBit[] | undefined {
  if (word === '') return [];
  for (let end = word.length; end > 0; end--) {
    const first = bitsNamed(word.slice(0, end), ports);
    if (first === undefined) continue;
    const rest = splitWord(word.slice(end), ports);
    if (rest !== undefined) return [...first, ...rest];
  }
  return undefined;
}

export function findPort(name: string, ports: readonly SpecPort[]): SpecPort | undefined {
  const exact = ports.find((port) => port.name === name);
  if (exact !== undefined) return exact;
  const alike = ports.filter((port) => port.name.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

export function keyOfBit({ port, bit }: TableBit): string {
  return `${port}[${bit}]`;
}

/** All the bits belong to ports of that direction. */
export function allOf(bits: readonly TableBit[], direction: SpecPort['direction'], ports: readonly SpecPort[]): boolean {
  return bits.every(({ port }) => ports.find((one) => one.name === port)?.direction === direction);
}
