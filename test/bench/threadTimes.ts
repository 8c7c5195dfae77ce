/** Processor time of this process by thread, for benches that ask what an answer waits for: what a busy machine does not change (Linux; empty elsewhere). */
import { readdirSync, readFileSync } from 'node:fs';

/** ms that each thread of this process ran so far, by its number; the main thread has the process's own. */
export function threadTimes(): Map<number, number> {
  try {
    const task = `/proc/${process.pid}/task`;
    return new Map(readdirSync(task).map((thread) => [Number(thread), ranOf(`${task}/${thread}/schedstat`)] as const));
  } catch {
    return new Map();
  }
}

export interface TimeSpent {
  readonly main: number;
  /** The busiest other thread: what is waited for when threads run side by side. */
  readonly busiest: number;
  /** All other threads together. */
  readonly others: number;
}

/** What was spent since an earlier call, in ms. */
export function spentSince(before: ReadonlyMap<number, number>): TimeSpent {
  const spent = [...threadTimes()].map(([thread, ran]) => ({ thread, ms: ran - (before.get(thread) ?? 0) }));
  const others = spent.filter(({ thread }) => thread !== process.pid).map(({ ms }) => ms);
  const sum = others.reduce((total, ms) => total + ms, 0);
  return { main: spent.find(({ thread }) => thread === process.pid)?.ms ?? 0, busiest: Math.max(0, ...others), others: sum };
}

function ranOf(schedstat: string): number {
  try {
    return Number(readFileSync(schedstat, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}
