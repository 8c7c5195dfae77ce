/**
 * Chance that at least one of `k` answers drawn from `total` passes, of which `passed` do: 1 − C(total − passed, k) / C(total, k), the estimate without bias of Chen et
 * al. (Evaluating Large Language Models Trained on Code, 2021, section 2.1).
 */
export function passAt(k: number, total: number, passed: number): number {
  if (k > total) throw new Error(`pass@${k} needs ${k} answers and there are ${total}`);
  let none = 1;
  for (let i = 0; i < k; i++) none *= Math.max(0, total - passed - i) / (total - i);
  return 1 - none;
}
