import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endOf } from './editorPage';
import { openWindow, whyNoEditor, type EditorWindow } from './window';

const root = path.resolve(__dirname, '../..');
const missing = await whyNoEditor();

/** Nothing listens on port 9: whatever would be downloaded fails at once. */
const dead = 'http://127.0.0.1:9';
const local = '127.0.0.1,localhost';
const offline = { HTTP_PROXY: dead, HTTPS_PROXY: dead, http_proxy: dead, https_proxy: dead, NO_PROXY: local, no_proxy: local };

describe.skipIf(missing !== undefined)('the package, installed without a network', () => {
  let folder: string;
  let window: EditorWindow;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signoff-package-'));
    const vsix = path.join(folder, 'signoff.vsix');
    execFileSync(process.execPath, ['scripts/package.mjs', vsix], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    window = await openWindow({ source: path.join(root, 'examples'), vsix, environment: offline });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.tellFailure(task.name);
    await window.page.closeAll();
  });

  afterAll(async () => {
    await window.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('suggests and verifies', async () => {
    const { page } = window;
    await page.open('uart_bridge.sv');
    await page.caret(...endOf(path.join(window.folder, 'ghost_text/uart_bridge.sv'), '// type here:'));
    await page.page.keyboard.press('Enter');
    await page.type('sync_fifo');
    expect(await page.ghostText()).toContain('.push_data(push_data)');
    await page.open('credit_counter.sv');
    await page.page.locator('.codelens-decoration a').filter({ hasText: 'Verify module' }).first().click();
    await page
      .webview()
      .getByRole('heading', { name: /refuted/ })
      .waitFor({ timeout: 60_000 });
  });

  test('shows its README, without pictures that are not there', async () => {
    const { page } = window;
    await page.command('Extensions: Show Installed Extensions');
    await page.page.locator('.extension-list-item').filter({ hasText: 'Signoff' }).first().click();
    const readme = page.webview();
    await readme.getByRole('heading', { name: 'Words that mean something' }).waitFor();
    expect(await readme.locator('img').count()).toBe(0);
    await page.screenshot('package-readme');
  });
});
