import { spawn, type ChildProcess } from 'node:child_process';

const live = new Set<ChildProcess>();
let watching = false;

/** Remembers a child until the returned function is called, so that none outlives this process. */
export function track(child: ChildProcess): () => void {
  if (!watching) {
    watching = true;
    process.once('exit', () => {
      for (const one of live) killGroup(one, 'SIGKILL');
    });
  }
  live.add(child);
  return () => live.delete(child);
}

/** Signals a child (started detached) and everything in its process group; on Windows, its process tree. Never throws. */
export function killGroup(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
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
