import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endOf } from './editorPage';
import { openWindow, whyNoEditor, type EditorWindow } from './window';

const missing = await whyNoEditor();

describe.skipIf(missing !== undefined || process.platform === 'win32')('a language server that dies', () => {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await openWindow({ source: path.resolve(__dirname, '../../examples/ghost_text') });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.tellFailure(task.name);
    await window.page.closeNotifications();
    await window.page.closeAll();
  });

  afterAll(async () => {
    await window.close();
  });

  test('comes back by itself, and what was typed meanwhile gets its ghost text', async () => {
    const { page } = window;
    await page.open('uart_bridge.sv');
    await page.caret(...endOf(path.join(window.folder, 'uart_bridge.sv'), '// type here:'));
    await page.page.keyboard.press('Enter');
    await page.status(/Signoff is ready/);
    process.kill(await serverOtherThan(new Set()), 'SIGKILL');
    await page.type('sync_fifo');
    expect(await page.ghostText()).toContain('.push_data(push_data)');
    expect(await page.page.locator('.notification-list-item').count()).toBe(0);
  });

  test('five times, also while it starts, stays down and says so once; the editor lives on, and it is started on request', async () => {
    const { page } = window;
    await page.command('Signoff: Restart Language Server');
    await page.open('uart_bridge.sv');
    const killed = new Set<number>();
    for (let times = 1; times <= 5; times++) {
      const pid = await serverOtherThan(killed);
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    const notice = page.page.locator('.notification-list-item');
    await notice.filter({ hasText: /ended five times in three minutes, so it stays down/ }).waitFor();
    expect(await notice.count()).toBe(1);
    await page.status(/Signoff is stopped/);
    await page.caret(...endOf(path.join(window.folder, 'uart_bridge.sv'), '// type here:'));
    await page.type(' typed');
    await page.lineWith('// type here: typed');
    await notice.getByRole('button', { name: 'Restart' }).click();
    await page.status(/Signoff is ready/);
    await page.page.locator('.codelens-decoration a').filter({ hasText: 'Verify module' }).first().waitFor();
  });

  /** The process of a language server below this window's editor (none of another window is ever touched), once there is one that is not in `known`. */
  async function serverOtherThan(known: ReadonlySet<number>): Promise<number> {
    let pid: number | undefined;
    const look = (): number | undefined => (pid = languageServers().find((one) => !known.has(one)));
    await expect.poll(look, { timeout: 30_000, interval: 100 }).toBeDefined();
    return pid ?? expect.fail('no language server');
  }

  function languageServers(): number[] {
    const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command: command ?? '' }));
    const below = new Set([window.server.child.pid]);
    for (let size = 0; size !== below.size;) {
      size = below.size;
      for (const row of rows) if (below.has(row.parent)) below.add(row.pid);
    }
    return rows.filter(({ pid, command }) => below.has(pid) && /dist[/\\]server\.js/.test(command)).map(({ pid }) => pid);
  }
});
