import os from 'node:os';

/** As `nice` counts: others come first, yet it gets a third of what they get. */
const behind = 5;

/** Lets the other threads of this process go first when processors are short. Where a system has priorities for whole processes only, nothing happens. */
export function goBehind(): void {
  if (process.platform !== 'linux') return;
  try {
    // On Linux this is the calling thread's alone, and that of the programs that it starts.
    os.setPriority(behind);
  } catch {
    return;
  }
}
