/** A function of up to 12 inputs: which of the 2^n values give 1, and which may give either. The first input is the most significant bit. */
export interface TruthFunction {
  readonly inputs: number;
  readonly on: ReadonlySet<number>;
  readonly either: ReadonlySet<number>;
}

/** A product of inputs: where `mask` has a 1 the input counts, with the value of that bit. */
export interface Cube {
  readonly mask: number;
  readonly value: number;
}

export const mostInputs = 12;

/** All values that a cube of 0, 1 and - stands for. */
export function valuesOfCube(cube: string): number[] {
  let values = [0];
  for (const bit of cube) values = values.flatMap((value) => (bit === '-' ? [value * 2, value * 2 + 1] : [value * 2 + Number(bit)]));
  return values;
}

/**
 * A sum of few products that has the function's value wherever that matters (Quine, McCluskey): all prime implicants, the essential ones, then the one
 * that covers most of what is left. Empty: constant 0; one product without inputs: constant 1.
 */
export function minimize({ inputs, on, either }: TruthFunction): Cube[] {
  if (on.size === 0) return [];
  const primes = primesOf(inputs, [...on, ...either]);
  const covers = (prime: Cube, value: number): boolean => (value & prime.mask) === prime.value;
  const chosen: Cube[] = [];
  let open = [...on];
  for (const value of on) {
    const only = primes.filter((prime) => covers(prime, value));
    if (only.length === 1 && only[0] !== undefined && !chosen.includes(only[0])) chosen.push(only[0]);
  }
  open = open.filter((value) => !chosen.some((prime) => covers(prime, value)));
  while (open.length > 0) {
    const best = [...primes].sort((a, b) => count(b, open) - count(a, open) || bits(a.mask) - bits(b.mask))[0] as Cube;
    chosen.push(best);
    open = open.filter((value) => !covers(best, value));
  }
  return chosen.sort((a, b) => b.mask - a.mask || b.value - a.value);

  function count(prime: Cube, values: readonly number[]): number {
    return values.filter((value) => covers(prime, value)).length;
  }
}

function primesOf(inputs: number, values: readonly number[]): Cube[] {
  let level = new Map<string, Cube>(values.map((value) => [`${2 ** inputs - 1} ${value}`, { mask: 2 ** inputs - 1, value }]));
  const primes: Cube[] = [];
  while (level.size > 0) {
    const next = new Map<string, Cube>();
    const merged = new Set<string>();
    for (const [key, { mask, value }] of level) {
      for (let bit = 1; bit < 2 ** inputs; bit *= 2) {
        if ((mask & bit) === 0) continue;
        const other = `${mask} ${value ^ bit}`;
        if (!level.has(other)) continue;
        merged.add(key).add(other);
        next.set(`${mask & ~bit} ${value & ~bit}`, { mask: mask & ~bit, value: value & ~bit });
      }
    }
    for (const [key, cube] of level) if (!merged.has(key)) primes.push(cube);
    level = next;
  }
  return primes;
}

/** The inputs whose exclusive or the function is, and whether it is inverted; undefined when it is none of at least two of them. */
function parityOf({ inputs, on, either }: TruthFunction): { mask: number; inverted: boolean } | undefined {
  if (on.size === 0) return undefined;
  for (let mask = 3; mask < 2 ** inputs; mask++) {
    if (bits(mask) < 2) continue;
    for (const inverted of [false, true]) {
      let fits = true;
      for (let value = 0; value < 2 ** inputs && fits; value++) {
        if (!either.has(value)) fits = on.has(value) === ((bits(value & mask) % 2 === 1) !== inverted);
      }
      if (fits) return { mask, inverted };
    }
  }
  return undefined;
}

function bits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The function as an expression over the inputs' names: an exclusive or, else a sum of products. */
export function expressionOf(of: TruthFunction, names: readonly string[]): string {
  const parity = of.inputs <= 6 ? parityOf(of) : undefined;
  const cubes = minimize(of);
  const chosen = (mask: number): string[] => names.filter((_, i) => ((mask >> (of.inputs - 1 - i)) & 1) === 1);
  // Two products of two literals are an exclusive or that nobody would want to read.
  if (parity !== undefined && cubes.length >= 2)
    return `${parity.inverted ? '~(' : ''}${chosen(parity.mask).join(' ^ ')}${parity.inverted ? ')' : ''}`;
  if (cubes.length === 0) return "1'b0";
  const products = cubes.map(({ mask, value }) =>
    names.flatMap((name, i) => {
      const bit = 1 << (of.inputs - 1 - i);
      return (mask & bit) === 0 ? [] : [(value & bit) === 0 ? `~${name}` : name];
    }),
  );
  if (products.some((product) => product.length === 0)) return "1'b1";
  return products
    .map((product) => (product.length > 1 && products.length > 1 ? `(${product.join(' & ')})` : product.join(' & ')))
    .join(' | ');
}
