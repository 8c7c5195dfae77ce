import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectGarbage, collectWhenIdle } from '../../../server/src/platform/collectGarbage';

describe('collectGarbage', () => {
  it('frees what nothing refers to', () => {
    const gone: WeakRef<object>[] = [];
    const fill = (): void => void gone.push(new WeakRef(new Array<number>(1000).fill(1)));
    fill();
    // What a WeakRef was made of is kept until its turn ends.
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      collectGarbage();
      expect(gone[0]?.deref()).toBeUndefined();
    });
  });
});

describe('collectWhenIdle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('collects once after the last question, and again only when the heap has grown', () => {
    let heap = 200;
    const collect = vi.fn(() => void (heap = 90));
    const idle = collectWhenIdle(1000, () => heap, collect);
    idle.busy();
    vi.advanceTimersByTime(900);
    idle.busy();
    vi.advanceTimersByTime(900);
    expect(collect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(collect).toHaveBeenCalledTimes(1);
    // Idle: nothing is left that could run.
    expect(vi.getTimerCount()).toBe(0);
    idle.busy();
    heap = 100;
    vi.advanceTimersByTime(1000);
    expect(collect).toHaveBeenCalledTimes(1);
    idle.busy();
    heap = 150;
    vi.advanceTimersByTime(1000);
    expect(collect).toHaveBeenCalledTimes(2);
  });

  it('leaves a small heap alone', () => {
    const collect = vi.fn();
    const idle = collectWhenIdle(1000, () => 40, collect);
    idle.busy();
    vi.advanceTimersByTime(5000);
    expect(collect).not.toHaveBeenCalled();
    idle.busy();
    idle.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
