import v8 from 'node:v8';
import vm from 'node:vm';

let collector: (() => void) | undefined;

/**
 * Frees what nothing refers to, in this thread, and gives the memory back to the system. The engine would do so only when more is needed, and
 * of memory outside its heap (that of WASM instances) it knows too little to begin in time. Takes a tenth of a second for a heap of 100 MB.
 */
export function collectGarbage(): void {
  if (collector === undefined) {
    v8.setFlagsFromString('--expose-gc');
    const found: unknown = vm.runInNewContext('globalThis.gc');
    collector = typeof found === 'function' ? () => void (found as () => void)() : () => undefined;
  }
  collector();
}

/** What a heap must have grown by, in MB, for a collection to be worth its time. */
const worthwhileMb = 48;

export interface IdleCollection {
  /** Something was asked: what was to be collected waits again. */
  busy(): void;
  dispose(): void;
}

/**
 * Collects once when nothing was asked for `idleMs`, if the heap has grown since the last time. Idle after that, nothing runs.
 * @param heapMb size of the heap now, in MB
 */
export function collectWhenIdle(
  idleMs: number,
  heapMb: () => number = () => process.memoryUsage().heapTotal / 2 ** 20,
  collect: () => void = collectGarbage,
): IdleCollection {
  let timer: NodeJS.Timeout | undefined;
  let after = 0;
  const idle = (): void => {
    if (heapMb() < after + worthwhileMb) return;
    collect();
    after = heapMb();
  };
  return {
    busy() {
      clearTimeout(timer);
      timer = setTimeout(idle, idleMs).unref();
    },
    dispose: () => clearTimeout(timer),
  };
}
