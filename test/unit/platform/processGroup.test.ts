import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { adopt, reportChildren, track } from '../../../server/src/platform/processGroup';

describe('children of other threads', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    reportChildren(() => undefined);
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const sleeper = (): ChildProcess & { pid: number } => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    children.push(child);
    return child as ChildProcess & { pid: number };
  };

  test('a thread tells of each that begins and ends', () => {
    const told: [number, boolean][] = [];
    reportChildren((pid, lives) => told.push([pid, lives]));
    const child = sleeper();
    track(child)();
    expect(told).toEqual([
      [child.pid, true],
      [child.pid, false],
    ]);
  });

  test('when the process ends, those that live are ended too, and no other', async () => {
    const [kept, left] = [sleeper(), sleeper()];
    adopt(kept.pid, true);
    adopt(left.pid, true);
    adopt(left.pid, false);
    const listener = process.listeners('exit').find(({ name }) => name === 'endChildren');
    listener?.(0);
    await once(kept, 'exit');
    expect(left.exitCode ?? left.signalCode).toBeNull();
    adopt(kept.pid, false);
  });
});
