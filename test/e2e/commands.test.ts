import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from '../harness/modelServer.mjs';
import { endOf } from './editorPage';
import { openWindow, whyNoEditor, type EditorWindow } from './window';

const root = path.resolve(__dirname, '../..');
const missing = await whyNoEditor();
const goodKey = 'key-that-is-right';
const badKey = 'key-that-is-wrong';

describe.skipIf(missing !== undefined)('the commands, in one window', () => {
  let window: EditorWindow;
  let model: ModelServer;
  let folder: string;
  let chat: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'signoff commands '));
    chat = path.join(folder, 'chat');
    const source = path.join(folder, 'source');
    await cp(path.join(root, 'examples/verify'), source, { recursive: true });
    await cp(path.join(root, 'test/e2e/designs/adder.sv'), path.join(source, 'adder.sv'));
    await cp(path.join(root, 'test/e2e/designs/adder.sv'), path.join(source, 'total.sv'));
    await writeFile(path.join(source, 'leaf.sv'), leaf);
    await writeFile(path.join(source, 'pair.sv'), pair);
    await cp(path.join(root, 'test/e2e/designs/receiver.sv'), path.join(source, 'receiver.sv'));
    const chain = Array.from({ length: 260 }, (_, i) => `  wire w${i} = ~${i === 0 ? 'd' : `w${i - 1}`};`);
    await writeFile(
      path.join(source, 'wide.sv'),
      `module wide (\n  input d, output q);\n${chain.join('\n')}\n  assign q = w259;\nendmodule\n`,
    );
    model = await startModelServer([{ text: 'a + b;', repeat: true }], { keys: [goodKey] });
    window = await openWindow({
      source,
      trust: false,
      settings: {
        'security.workspace.trust.startupPrompt': 'never',
        'signoff.completion.budgetSeconds': 120,
        // Agents and their servers are known to an editor with its chat only.
        'chat.disableAIFeatures': false,
      },
      machineSettings: { 'signoff.anthropic.baseUrl': model.url },
      others: [path.join(root, 'test/e2e/scriptedChat')],
      environment: { SCRIPTED_CHAT: chat },
    });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.tellFailure(task.name);
    await window.page.closeNotifications();
    await window.page.closeAll();
  });

  afterAll(async () => {
    await window.close();
    await model.close();
    await rm(folder, { recursive: true, force: true });
  });

  const machineSettings = (settings: object): Promise<void> => {
    const file = path.join(path.dirname(window.folder), 'user/Machine/settings.json');
    return writeFile(file, `${JSON.stringify({ 'signoff.anthropic.baseUrl': model.url, ...settings })}\n`);
  };
  const toast = (text: RegExp): Locator => window.page.page.locator('.notification-list-item').filter({ hasText: text }).first();
  const lens = (): Locator => window.page.page.locator('.codelens-decoration a').filter({ hasText: 'Verify module' }).first();

  test('without trust the design is read and drawn, and no tool runs; with it tools run at once', async () => {
    const { page } = window;
    await page.open('credit_counter.sv');
    expect(await page.status(/not trusted/)).toMatch(/no tool/);
    await lens().click();
    await toast(/this workspace is not trusted, so no tool runs/).waitFor();
    await page.caret(15, 1);
    await page.command('Signoff: Show Graph');
    const graph = page.webview();
    const selected = (name: string): Locator => graph.locator('g.node.selected').filter({ hasText: name });
    // As it is at first, also where the test is tried again.
    await graph.getByRole('button', { name: 'Data flow' }).click();
    // The name stands in the declaration, on line 13.
    await graph.locator('g.node').filter({ hasText: 'spend' }).first().click();
    await page.page.locator('.statusbar-item').filter({ hasText: 'Ln 13, Col 9' }).waitFor();
    await selected('spend').waitFor();
    await page.caret(17, 12);
    await selected('earn').waitFor();
    await graph.getByLabel('Search in the graph').fill('may_s');
    await graph.getByLabel('Search in the graph').press('Enter');
    await selected('may_send').waitFor();
    await graph.getByLabel('Search in the graph').fill('');
    // From the search into the picture, from there to the text that it is of.
    await graph.getByLabel('Search in the graph').press('Escape');
    await graph.locator('#picture:focus').press('Escape');
    await page.page.locator('.editor-group-container.active .tab.active[data-resource-name="credit_counter.sv"]').waitFor();
    // The text gets the focus after its group did, and would take it from the button.
    await page.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await graph.getByRole('button', { name: 'State machines' }).press('Enter');
    await graph.getByText(/No register is both compared with constants/).waitFor();
    await graph.locator('#kinds button:focus', { hasText: 'State machines' }).waitFor();
    // A file opens in the group that has the focus.
    await page.page.locator('.tab[data-resource-name="credit_counter.sv"]').click();
    await page.openAtOnce('receiver.sv');
    await page.caret(23, 9);
    await selected('Start').waitFor();
    await graph.getByRole('button', { name: 'Fit' }).click();
    await page.screenshot('graph-states', 'graph-states');
    // A module that is too large for one picture: what is shown is said, and the caret narrows it.
    await page.page.locator('.tab[data-resource-name="receiver.sv"]').click();
    await page.openAtOnce('wide.sv');
    await page.caret(1, 10);
    await graph.getByRole('button', { name: 'Data flow' }).click();
    await graph.locator('#left-out', { hasText: /showing \d+ of 262: narrow it/ }).waitFor();
    await page.page.locator('.tab[data-resource-name="wide.sv"]').click();
    await page.caret(100, 9);
    await page.command('Signoff: Why Does This Signal Change');
    await graph.getByText('99 of the 262 signals of wide.').waitFor();
    await selected('w97').waitFor();
    await page.page.locator('.tab[data-resource-name="credit_counter.sv"]').click();
    await page.closeNotifications();
    await page.command('Workspaces: Manage Workspace Trust');
    await page.page
      .locator('.workspace-trust-editor .monaco-button')
      .filter({ hasText: /^Trust$/ })
      .first()
      .click();
    await page.page.getByText('You trust this folder').waitFor();
    await page.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
    await page.page.locator('.tab[data-resource-name="credit_counter.sv"]').click();
    expect(await page.status(/Signoff is ready/)).toContain('Model: builtin');
  });

  test('a module is compared with the file that is picked', async () => {
    const { page } = window;
    await page.open('credit_counter.sv');
    await page.command('Signoff: Verify Module Against…');
    await page.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: 'credit_counter_ref.sv' }).click();
    await page
      .webview()
      .getByRole('heading', { name: /refuted/ })
      .waitFor({ timeout: 60_000 });
  });

  test('what a conditional switches off is dimmed', async () => {
    const { page } = window;
    await page.open('leaf.sv');
    const off = page.editor
      .locator('.view-line span span')
      .filter({ hasText: /never_there/ })
      .first();
    await expect.poll(() => opacityOf(off), { timeout: 15_000 }).toBeCloseTo(0.55);
    expect(
      await opacityOf(
        page.editor
          .locator('.view-line span span')
          .filter({ hasText: /always_ff/ })
          .first(),
      ),
    ).toBe(1);
  });

  test('what a job proposes is shown beside what there is; taken, it leaves unsaved text as it was, unsaved', async () => {
    const { page } = window;
    const file = path.join(window.folder, 'receiver.sv');
    const before = await readFile(file, 'utf8');
    await page.open('receiver.sv');
    await page.caret(...endOf(file, 'logic [2:0] count;'));
    await page.type(' // typed');
    await page.command('Signoff: Document Module');
    await page.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: 'Comment' }).first().click();
    await page.page
      .locator('.multiDiffEntry .view-line')
      .filter({ hasText: 'Interface, as the code has it' })
      .first()
      .waitFor({ timeout: 30_000 });
    await page.screenshot('proposed');
    await page.titleButton('Accept Proposed Changes');
    await page.page.locator('.tab.active.dirty[data-resource-name="receiver.sv"]').waitFor();
    await page.lineWith('// typed');
    await page.page.keyboard.press('Control+Home');
    await page.lineWith('Interface, as the code has it');
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('the hierarchy shows the values of parameters and leads to the instance and to its module', async () => {
    const { page } = window;
    await page.open('leaf.sv');
    await page.command('Signoff: Focus on Hierarchy View');
    const row = (name: RegExp): Locator => page.page.locator('.pane-body .monaco-list-row').filter({ hasText: name }).first();
    await row(/^pair/).locator('.monaco-tl-twistie').click();
    await row(/^u_leaf.*WIDTH=16/).click();
    await page.page.locator('.tab.active[data-resource-name="pair.sv"]').waitFor();
    await page.page.locator('.statusbar-item').filter({ hasText: 'Ln 2, Col 1' }).waitFor();
    await page.screenshot('hierarchy');
    await row(/^u_leaf/).hover();
    await row(/^u_leaf/)
      .locator('.action-label[aria-label*="Go to Module"]')
      .click();
    await page.page.locator('.tab.active[data-resource-name="leaf.sv"]').waitFor();
    await page.command('View: Show Explorer');
  });

  test('a picked module is instantiated at the cursor, its ports connected to nets of the same name', async () => {
    const { page } = window;
    await page.open('pair.sv');
    await page.caret(3, 1);
    await page.command('Signoff: Instantiate Module');
    await page.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: 'leaf.sv' }).first().click();
    await page.lineWith('u_leaf_1');
    await page.lineWith('.clk');
  });

  test('a finding is waived in its line by a quick fix, and is gone', async () => {
    const { page } = window;
    await page.open('pair.sv');
    const mark = page.page.locator('.editor-instance .squiggly-warning');
    await mark.first().waitFor({ timeout: 60_000 });
    await page.caret(4, 17);
    await page.quickFix(/Ignore .* here/);
    await page.lineWith('// signoff: waive');
    await mark.first().waitFor({ state: 'detached', timeout: 30_000 });
  });

  test('a port is renamed with its connections in other files', async () => {
    const { page } = window;
    await page.open('leaf.sv');
    await page.caret(3, 28);
    await page.page.keyboard.press('F2');
    const input = page.page.locator('.rename-box input');
    await input.waitFor();
    await input.fill('data');
    await input.press('Enter');
    await expect.poll(() => readFile(path.join(window.folder, 'pair.sv'), 'utf8'), { timeout: 15_000 }).toContain('.data(d)');
    expect(await readFile(path.join(window.folder, 'leaf.sv'), 'utf8')).toContain('q <= data;');
  });

  test('the doctor’s page lists the tools and leaves nothing to save', async () => {
    const { page } = window;
    await page.command('Signoff: Doctor');
    await page.webview().getByRole('cell', { name: 'yosys (embedded)' }).waitFor({ timeout: 60_000 });
    expect(await page.page.locator('.tab.dirty').count()).toBe(0);
  });

  test('agents are offered the jobs by a server of the Model Context Protocol, and the other tools by the extension', async () => {
    const { page } = window;
    await page.command('MCP: List Servers');
    const rows = page.page.locator('.quick-input-widget:visible .monaco-list-row');
    await rows.filter({ hasText: 'Signoff' }).click();
    await rows.filter({ hasText: 'Start Server' }).click();
    await page.page
      .locator('.output-view .view-line')
      .filter({ hasText: /Discovered\s9\stools/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await page.page.keyboard.press('Control+j');
  });

  test('the walkthrough opens, its buttons are commands that exist and its pictures are there', async () => {
    const { page } = window;
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
    const own = manifest.contributes.commands.map(({ command }) => command);
    const steps = manifest.contributes.walkthroughs[0]?.steps ?? [];
    for (const { description, media } of steps) {
      for (const [, name] of description.matchAll(/\(command:([\w.]+)/g)) expect([...own, 'workbench.action.openSettings']).toContain(name);
      const text = readFileSync(path.join(root, media.markdown), 'utf8');
      for (const [, picture] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
        expect(existsSync(path.join(root, path.dirname(media.markdown), picture ?? '')), picture).toBe(true);
    }
    await page.command('Welcome: Open Walkthrough...');
    await page.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Start with Signoff' }).first().click();
    await page.page.locator('.getting-started-step').first().waitFor();
    expect(await page.page.locator('.getting-started-step').count()).toBe(steps.length);
    const description = page.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await description.getByRole('heading', { name: 'Verify a module' }).waitFor();
    await page.page.locator('.getting-started-step .monaco-button').filter({ hasText: 'Verify Module' }).click();
    await toast(/Open a Verilog or SystemVerilog file first/).waitFor();
  });

  test('the launcher is written where it says and runs from a shell', async () => {
    const { page } = window;
    const bin = path.join(folder, 'my bin');
    await page.command('Signoff: Install Command Line Launcher');
    await page.answer(bin);
    await toast(/Installed .*my bin.signoff/).waitFor();
    const launcher = path.join(bin, process.platform === 'win32' ? 'signoff.cmd' : 'signoff');
    // Nothing of the checkout is on the PATH of this shell.
    const told = execFileSync(launcher, ['doctor', '--json'], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
      shell: process.platform === 'win32',
    });
    expect(JSON.parse(told)).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'yosys (embedded)', found: true })]) as unknown,
    });
  });

  test('a key is kept out of settings and logs; the model is asked with it, and a refused one is told', async () => {
    const { page } = window;
    await page.open('adder.sv');
    await page.command('Signoff: Set Anthropic API Key');
    await page.answer(badKey);
    await toast(/The key is stored/)
      .getByRole('button', { name: 'Use Anthropic' })
      .click();
    await page.status(/Model: anthropic/);
    await page.caret(8, 1);
    await page.type('    sum <= ');
    await model.waitForRequests(1);
    expect(await page.status(/refused the key/)).toContain('. Set the key again');
    expect(model.requests[0]?.key).toBe(badKey);
    await page.command('Signoff: Set Anthropic API Key');
    await page.answer(goodKey);
    await page.closeAll();
    await page.open('total.sv');
    await page.caret(8, 1);
    await page.type('    sum <= ');
    expect(await page.ghostText()).toBe('a + b;');
    expect(model.requests.at(-1)?.key).toBe(goodKey);
    await page.command('Signoff: Delete Anthropic API Key');
    const written = [path.dirname(window.folder), path.join(root, 'test-output/language-server.log')];
    for (const file of await filesBelow(written)) expect(await readFile(file, 'latin1'), file).not.toMatch(/key-that-is-(right|wrong)/);
  });

  test('an editor that offers no model: silence, with its reason', async () => {
    const { page } = window;
    await machineSettings({ 'signoff.model': 'editor' });
    await page.open('adder.sv');
    await page.status(/Model: editor/);
    await page.caret(8, 1);
    await page.type('    sum <= ');
    expect(await page.status(/No suggestion: The model service does not know/)).toContain('offers no language model');
    expect(await page.page.locator('.ghost-text-decoration').count()).toBe(0);
  });

  test('an editor that offers a model: it is asked for ghost text, and by the chat for words beside what tools find; agents call the tools', async () => {
    const { page } = window;
    await writeFile(path.join(chat, 'replies.json'), JSON.stringify([{ when: 'facts about', text: 'It adds.' }, { text: 'a + b;' }]));
    await page.open('total.sv');
    await page.caret(8, 1);
    await page.type('    sum <= ');
    expect(await page.ghostText()).toBe('a + b;');
    await page.page.keyboard.press('Tab');
    await page.save();
    await page.command('Chat: Open Chat (Ask)');
    const input = page.page.locator('.interactive-session .interactive-input-part .monaco-editor').first();
    const answer = page.page.locator('.interactive-item-container.interactive-response').last();
    const ask = async (question: string): Promise<void> => {
      await input.click();
      await page.type(question);
      await page.page.keyboard.press('Escape');
      await page.page.keyboard.press('Enter');
    };
    await ask('@signoff what does it do? ');
    await answer.getByText('It adds.').waitFor({ timeout: 60_000 });
    await page.screenshot('chat');
    await answer.getByText('total.sv:').first().click();
    await page.page.locator('.tab.active[data-resource-name="total.sv"]').waitFor();
    await ask('@signoff /graph fsm ');
    await answer.getByRole('button', { name: 'Open the Drawing' }).waitFor({ timeout: 60_000 });
    await ask('@agent #signoff_check {"files":["total.sv"]} ');
    await answer.getByText('signoff_check answered: {"clean":true').waitFor({ timeout: 60_000 });
    await ask('@agent tool signoff_document {"file":"total.sv"} ');
    await answer.getByText(/signoff_document answered: .*"module":/).waitFor({ timeout: 60_000 });
    expect(await readFile(path.join(chat, 'requests.jsonl'), 'utf8')).toContain('what does it do?');
  });
});

const leaf = `module leaf #(parameter int WIDTH = 8) (
  input  logic             clk,
  input  logic [WIDTH-1:0] d,
  output logic [WIDTH-1:0] q
);
\`ifdef NEVER_SET
  assign never_there = clk;
\`endif
  always_ff @(posedge clk) q <= d;
endmodule
`;
const pair = `module pair (input logic clk, input logic [15:0] d, output logic [15:0] q, output logic [3:0] low);
  leaf #(.WIDTH(16)) u_leaf (.clk(clk), .d(d), .q(q));

  assign low = q;
endmodule
`;

/** How much of a text's own colour is seen, of what holds it too. */
function opacityOf(text: Locator): Promise<number> {
  return text.evaluate((one) => {
    const page = globalThis as unknown as { getComputedStyle(element: unknown): { readonly opacity: string } };
    return Number(page.getComputedStyle(one).opacity);
  });
}

interface Manifest {
  contributes: {
    commands: { command: string }[];
    walkthroughs: { steps: { description: string; media: { markdown: string } }[] }[];
  };
}

async function filesBelow(places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    if (!existsSync(place)) continue;
    const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) found.push(place);
    else found.push(...entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)));
  }
  return found;
}
