/** Does `work` for every item, at most `jobs` of them at once, and gives the results in the order of the items. */
export async function eachOf<T, R>(items: readonly T[], jobs: number, work: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(jobs)) }, worker));
  return results;
}
