import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from '../harness/modelServer.mjs';
import { openWindow, whyNoEditor, type EditorWindow } from './window';

const root = path.resolve(__dirname, '../..');
const missing = await whyNoEditor();
if (missing !== undefined) {
  if (process.env['SIGNOFF_REQUIRE_TOOLS'] !== undefined) throw new Error(missing);
  console.warn(`Editor tests skipped: ${missing}`);
}

const lineOf = (file: string, text: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

/** What the browser's side of a test uses of its page. */
interface PageGlobals {
  readonly document: { readonly body: unknown };
  getComputedStyle(element: unknown): { readonly color: string; readonly backgroundColor: string };
}

/** Text in front of the page's background reaches the contrast of WCAG 1.4.3. */
async function readable(text: Locator): Promise<void> {
  const colours = await text.evaluate((one) => {
    const page = globalThis as unknown as PageGlobals;
    return [page.getComputedStyle(one).color, page.getComputedStyle(page.document.body).backgroundColor];
  });
  const [front = 0, back = 0] = colours.map(luminance);
  const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  expect(contrast, colours.join(' on ')).toBeGreaterThanOrEqual(4.5);
}

/** Relative luminance of `rgb(0, 0, 0)` or `color(srgb 0 0 0)`. */
function luminance(colour: string): number {
  const parts = [...colour.matchAll(/[\d.]+/g)].slice(0, 3).map(([digits]) => Number(digits) / (colour.startsWith('rgb') ? 255 : 1));
  const [r = 0, g = 0, b = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe.skipIf(missing !== undefined)('three journeys in VS Code', () => {
  let window: EditorWindow;
  let model: ModelServer;
  let source: string;

  beforeAll(async () => {
    source = await mkdtemp(path.join(tmpdir(), 'signoff-work-'));
    await cp(path.join(root, 'examples'), source, { recursive: true });
    await cp(path.join(root, 'test/e2e/designs'), path.join(source, 'work'), { recursive: true });
    model = await startModelServer();
    window = await openWindow({
      source,
      settings: { 'signoff.completion.budgetSeconds': 120, 'signoff.verify.budgetSeconds': 150 },
      machineSettings: { 'signoff.model': 'anthropic:scripted', 'signoff.anthropic.baseUrl': model.url },
    });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.tellFailure(task.name);
    await window.page.closeAll();
  });

  afterAll(async () => {
    await window.close();
    await model.close();
    await rm(source, { recursive: true, force: true });
  });

  test('ghost text: what the tools refuse goes back to the model once; what appears was checked', async () => {
    const { page } = window;
    model.setScript([
      { when: 'was not accepted', text: 'a + b;', repeat: true },
      { text: 'a + carry_in;', repeat: true },
    ]);
    const file = path.join(window.folder, 'work/adder.sv');
    await page.open('adder.sv');
    await page.caret(lineOf(file, 'always_ff') + 1, 1);
    await page.type('    sum <= ');
    expect(await page.ghostText()).toBe('a + b;');
    await page.screenshot('ghost-text');
    expect(model.requests.some((request) => request.prompt.includes('carry_in'))).toBe(true);
    await page.page.keyboard.press('Tab');
    await page.lineWith('sum <= a + b;');
    await page.screenshot('ghost-text-accepted');
    await page.save();
    expect(await readFile(file, 'utf8')).toContain('    sum <= a + b;\n');
  });

  test('ghost text: an instance over several lines, from a model that is slower than the editor waits at the end of a word', async () => {
    const { page } = window;
    const ports = ['clk', 'rst_n', 'push', 'push_data', 'pop', 'pop_data', 'empty', 'full'].map((name) => `    .${name}(${name})`);
    model.setScript([{ text: ` u_fifo (\n${ports.join(',\n')}\n  );`, repeat: true, delayMs: 1500 }]);
    const file = path.join(window.folder, 'ghost_text/uart_bridge.sv');
    await page.open('uart_bridge.sv');
    await page.caret(lineOf(file, '  // type here:') + 1, 1);
    await page.type('  sync_fifo');
    expect(await page.ghostText()).toContain('.push_data(push_data)');
    await page.screenshot('ghost-text-instance');
  });

  test('ghost text: the list of words that opened while the model was thinking gives way to what was checked', async () => {
    const { page } = window;
    model.setScript([{ text: ' - b;', repeat: true, delayMs: 2500 }]);
    const file = path.join(window.folder, 'work/subtractor.sv');
    await page.open('subtractor.sv');
    await page.caret(lineOf(file, 'always_ff') + 1, 1);
    await page.type('    difference <= a');
    await page.page.locator('.suggest-widget.visible').waitFor();
    expect(await page.ghostText()).toBe(' - b;');
    await page.page.locator('.suggest-widget.visible').waitFor({ state: 'detached' });
    await page.screenshot('ghost-text-after-words');
  });

  test('ghost text: a model that still thinks about a place is given up when somebody types on', async () => {
    const { page } = window;
    model.setScript([{ hang: true, repeat: true }]);
    const file = path.join(window.folder, 'work/subtractor.sv');
    await page.open('subtractor.sv');
    await page.caret(lineOf(file, 'always_ff') + 1, 1);
    await page.type('    difference <= b');
    // The list opens when the editor has stopped waiting.
    await page.page.locator('.suggest-widget.visible').waitFor();
    const asked = () => model.requests.find((request) => request.prompt.includes('difference <= b') && !request.abandoned);
    await expect.poll(asked, { timeout: 30_000 }).toBeDefined();
    const request = asked();
    await page.type(' - ');
    await expect.poll(() => request?.abandoned, { timeout: 30_000 }).toBe(true);
  });

  test(
    'timing: a violated endpoint is a warning on its line; its proven fix is applied and saved, and timing is met',
    { timeout: 400_000 },
    async () => {
      const { page } = window;
      const file = path.join(window.folder, 'timing/peak_detector.sv');
      const row = (text: RegExp) => page.page.locator('.monaco-list-row').filter({ hasText: text }).first();
      await page.open('peak_detector.sv');
      await page.command('Signoff: Analyze Timing');
      await page.page.locator('.editor-instance .squiggly-warning').first().waitFor({ timeout: 180_000 });
      await row(/Violated: worst slack −\d+\.\d+ ns/).waitFor();
      await row(/Fix proved: −\d+\.\d+ ns → \+\d+\.\d+ ns/).waitFor({ timeout: 180_000 });
      // The search may prove one first that leaves a violation elsewhere.
      await row(/Turn the running maximum/).waitFor({ timeout: 180_000 });
      await page.caret(lineOf(file, 'if (held['), 10);
      await page.hoverAtCaret(/Setup violated at channel/);
      await page.screenshot('timing-warning');
      await page.page.keyboard.press('Escape');
      const before = await readFile(file, 'utf8');
      expect(await page.quickFix(/balanced tree.*→.*proven/, 'timing-fix')).toMatch(/−\d+\.\d+ → \+\d+\.\d+ ns, proven/);
      await row(/Edited since: save to time it again/).waitFor();
      await page.screenshot('timing-stale');
      await page.save();
      await row(/Met: worst slack \+\d+\.\d+ ns/).waitFor({ timeout: 120_000 });
      await page.page.locator('.editor-instance .squiggly-warning').first().waitFor({ state: 'detached' });
      const after = await readFile(file, 'utf8');
      expect(after).not.toBe(before);
      expect(after).toContain('// The first of equal samples wins.');
      await page.screenshot('timing-fixed');
    },
  );

  test('verify: a refuted module shows the waveform of the first difference, in the Test Explorer too, and goes stale with an edit', async () => {
    const { page } = window;
    await page.open('credit_counter.sv');
    await page.page.locator('.codelens-decoration a').filter({ hasText: 'Verify module' }).first().click();
    const evidence = page.webview();
    await evidence.getByRole('heading', { name: /refuted/ }).waitFor({ timeout: 160_000 });
    await evidence.locator('svg.WaveDrom').first().waitFor();
    await evidence.getByText(/First difference: cycle \d+/).waitFor();
    await evidence.getByText(/everything that decides credits is the same on both sides/).waitFor();
    await evidence.getByRole('button', { name: /Show the values of cycle/ }).click();
    await evidence.getByText(/Values of cycle \d+ stand in the source/).waitFor();
    await page.page.locator('.view-lines').getByText('= 4', { exact: true }).first().waitFor();
    await page.screenshot('verify-values');
    // Whoever works with the keyboard stays where they were, though the page is written anew.
    await evidence.getByRole('button', { name: 'Take away' }).press('Enter');
    await evidence.locator('button:focus', { hasText: 'Show the values of cycle' }).waitFor();
    await page.page.locator('.view-lines').getByText('= 4', { exact: true }).first().waitFor({ state: 'detached' });
    await page.page
      .locator('.codelens-decoration a')
      .filter({ hasText: /refuted \(/ })
      .first()
      .waitFor();
    await page.screenshot('verify-refuted', 'verify-refuted');
    for (const word of ['passed', 'failed']) await readable(evidence.locator('.outcome').filter({ hasText: word }).first());
    await page.command('Preferences: Toggle between Light/Dark Themes');
    await page.page.locator('.monaco-workbench.vs-dark').waitFor();
    await evidence.locator('body.vscode-dark').waitFor();
    await page.screenshot('verify-refuted-dark');
    await readable(evidence.locator('.outcome').filter({ hasText: 'passed' }).first());
    await page.command('Preferences: Toggle between Light/Dark Themes');
    await page.page.locator('.monaco-workbench.vs').waitFor();
    await page.command('Testing: Focus on Test Explorer View');
    await page.page.locator('.test-explorer-tree .monaco-list-row[aria-label*="credit_counter.sv"]').first().waitFor();
    await page.page.locator('.test-explorer-tree .monaco-list-row[aria-label*="Failed"]').first().waitFor();
    await page.screenshot('verify-test-explorer');
    await page.page.locator('.tab[data-resource-name="credit_counter.sv"]').click();
    await page.caret(13, 1);
    await page.type('// ');
    await evidence.getByText(/edited since/).waitFor();
    await page.screenshot('verify-stale');
  });
});
