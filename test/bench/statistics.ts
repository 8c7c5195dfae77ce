/** What benches say of pairs of numbers: the first is a guess, the second what was told. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What the given share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The share of the second number's variance that the first explains as it stands. */
export function rSquared(pairs: readonly (readonly [number, number])[]): number {
  const middle = mean(pairs.map(([, told]) => told));
  const [off, all] = pairs.reduce(([a, b], [guess, told]) => [a + (told - guess) ** 2, b + (told - middle) ** 2], [0, 0]);
  return all === 0 ? NaN : 1 - off / all;
}

/** The square of Pearson's correlation. */
function correlationSquared(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(pairs.map(([one]) => one)), mean(pairs.map(([, two]) => two))];
  const [xy, xx, yy] = pairs.reduce(([a, b, c], [p, q]) => [a + (p - x) * (q - y), b + (p - x) ** 2, c + (q - y) ** 2], [0, 0, 0]);
  return xx === 0 || yy === 0 ? NaN : xy ** 2 / (xx * yy);
}

export function spearman(pairs: readonly (readonly [number, number])[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
    const rank: number[] = [];
    order.forEach(({ at }, place) => (rank[at] = place));
    return rank;
  };
  const x = ranks(pairs.map(([one]) => one));
  const y = ranks(pairs.map(([, two]) => two));
  return Math.sqrt(correlationSquared(x.map((one, at) => [one, y[at] as number])));
}
