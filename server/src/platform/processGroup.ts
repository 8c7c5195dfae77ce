import { spawn, type ChildProcess } from 'node:child_process';

type Group = Pick<ChildProcess, 'pid' | 'exitCode'>;

const live = new Set<Group>();
/** Children of other threads of this process, by their ids: a thread that is ended cannot end its own. */
const adopted = new Map<number, Group>();
let watching = false;
let hear: ((pid: number, lives: boolean) => void) | undefined;

/** Remembers a child until the returned function is called, so that none outlives this process. */
export function track(child: ChildProcess): () => void {
  watch();
  live.add(child);
  if (child.pid !== undefined) hear?.(child.pid, true);
  return () => {
    live.delete(child);
    if (child.pid !== undefined) hear?.(child.pid, false);
  };
}

/** In a worker thread: who is told of each child that begins and ends, for `adopt` in the thread that outlives this one. */
export function reportChildren(told: (pid: number, lives: boolean) => void): void {
  hear = told;
}

/** In the main thread: another thread has a child, or has none of this id any more. */
export function adopt(pid: number, lives: boolean): void {
  watch();
  if (lives) adopted.set(pid, { pid, exitCode: null });
  else adopted.delete(pid);
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', endChildren);
}

function endChildren(): void {
  for (const one of [...live, ...adopted.values()]) killGroup(one, 'SIGKILL');
}

/** Signals a child (started detached) and everything in its process group; on Windows, its process tree. Never throws. */
export function killGroup(child: Group, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode === null) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).unref();
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}
