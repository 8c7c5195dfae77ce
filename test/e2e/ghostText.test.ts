import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endOf } from './editorPage';
import { openWindow, whyNoEditor, type EditorWindow } from './window';

const missing = await whyNoEditor();
if (missing !== undefined && process.env['SIGNOFF_REQUIRE_TOOLS'] !== undefined) throw new Error(missing);

describe.skipIf(missing !== undefined)('ghost text without a model, in the examples as a new user meets them', () => {
  let window: EditorWindow;
  let file: string;

  beforeAll(async () => {
    window = await openWindow({
      source: path.resolve(__dirname, '../../examples'),
      settings: { 'signoff.completion.budgetSeconds': 120 },
    });
    file = path.join(window.folder, 'ghost_text/uart_bridge.sv');
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.tellFailure(task.name);
    await window.page.closeAll();
  });

  afterAll(async () => {
    await window.close();
  });

  test('typed into a window that has just opened: the instance with its ports appears once the server is there, and is accepted', async () => {
    const { page } = window;
    await page.openAtOnce('uart_bridge.sv');
    await page.caret(...endOf(file, '// type here:'));
    await page.page.keyboard.press('Enter');
    await page.type('sync_fifo');
    const text = await page.ghostText();
    expect(text).toMatch(/^ \w+ \($/m);
    for (const port of ['clk', 'rst_n', 'push', 'push_data', 'pop', 'pop_data', 'empty', 'full'])
      expect(text).toContain(`.${port}(${port})`);
    await page.screenshot('ghost-text-builtin-instance');
    await page.page.keyboard.press('Tab');
    await page.lineWith('.push_data(push_data)');
    await page.save();
    expect(await readFile(file, 'utf8')).toMatch(/\n {2}sync_fifo \w+ \(\n( {4}\.\w+\(\w+\),?\n){8} {2}\);\n/);
  });

  test('a new line after the last arm of a case over an enum: the missing arms appear, and are accepted', async () => {
    const { page } = window;
    await page.open('uart_bridge.sv');
    await page.caret(...endOf(file, 'LOAD: state_next = SEND'));
    await page.page.keyboard.press('Enter');
    const text = await page.ghostText();
    expect(text).toMatch(/SEND:[^]*DONE:/);
    await page.screenshot('ghost-text-builtin-arms');
    await page.page.keyboard.press('Tab');
    await page.lineWith('DONE:');
    await page.screenshot('ghost-text-builtin-arms-accepted');
    await page.save();
    expect(await readFile(file, 'utf8')).toMatch(/LOAD: state_next = SEND;\n {6}SEND:[^\n]*\n {6}DONE:/);
  });
});
