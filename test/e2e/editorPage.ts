import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

const screenshots = path.resolve(__dirname, '../../test-output/screenshots');
const images = path.resolve(__dirname, '../../docs/images');

/** One VS Code window as a user meets it. Every wait is for something visible, never for time. */
export class EditorPage {
  constructor(readonly page: Page) {}

  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Opens a Verilog file of the workspace through the quick open box, and waits until the language server has read it. */
  async open(name: string): Promise<void> {
    await this.openAtOnce(name);
    // The lenses come from the language server: it is there, and knows this file.
    await this.page.locator('.codelens-decoration a').filter({ hasText: 'Verify module' }).first().waitFor({ timeout: 60_000 });
  }

  /** Opens a file and waits for its text only. */
  async openAtOnce(name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    const chosen = this.page.locator(`.quick-input-widget:visible .monaco-list-row.focused[aria-label^="${name}"]`);
    // A list that is still being filtered moves its rows: what is taken may be another file by then.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Control+P');
      await input.waitFor();
      await input.fill(name);
      try {
        // Enter takes the row that has the focus: it must have come to this file first.
        await chosen.waitFor({ timeout: 8000 });
        await this.page.keyboard.press('Enter');
        await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 8000 });
        break;
      } catch (error) {
        if (attempt === 4) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    await this.editor.waitFor();
  }

  /** Puts the caret on a 1-based line and column. */
  async caret(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    // The caret goes there while the box is still open, which would take the next key.
    await input.waitFor({ state: 'hidden' });
    await this.page
      .locator('.statusbar-item')
      .filter({ hasText: `Ln ${line}, Col ${column}` })
      .waitFor();
  }

  /** Runs a command of the palette by its exact title. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    const row = this.page.locator(`.quick-input-widget .monaco-list-row:is([aria-label="${title}"],[aria-label^="${title}, "])`).first();
    // A palette that opens while the window is busy, or an editor is about to take the focus, closes again: it is asked for once more.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await input.fill(`>${title}`, { timeout: 5000 });
        await row.click({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** The ghost text on screen, once it is there without a further keystroke: the spans of its first line joined, then its further lines. */
  async ghostText(): Promise<string> {
    await this.page.locator('.ghost-text-decoration').first().waitFor({ timeout: 60_000 });
    const first = await this.page.locator('.ghost-text-decoration').allTextContents();
    const further = await this.page.locator('.suggest-preview-text > *').allTextContents();
    return [first.join(''), ...further].join('\n').replaceAll('\u00a0', ' ');
  }

  /** Opens the quick fixes at the caret and takes the one whose title holds `text`. */
  async quickFix(text: RegExp, image?: string): Promise<string> {
    await this.page.keyboard.press('Control+.');
    const row = this.page.locator('.action-widget .monaco-list-row.action').filter({ hasText: text }).first();
    await row.waitFor({ timeout: 60_000 });
    const title = (await row.textContent()) ?? '';
    await this.screenshot('quick-fix-menu', image);
    await row.click();
    await this.page.locator('.tab.active.dirty').waitFor({ timeout: 30_000 });
    return title;
  }

  /** Waits until a line on screen holds this text. */
  async lineWith(text: string): Promise<void> {
    await this.editor.locator('.view-line').filter({ hasText: text }).first().waitFor();
  }

  /** Shows the hover at the caret and waits for its words. */
  async hoverAtCaret(words: RegExp): Promise<void> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    await this.page.locator('.monaco-hover:visible').filter({ hasText: words }).first().waitFor();
  }

  /** Leaves a clean window for the next test: every editor closed, nothing saved. */
  async closeAll(): Promise<void> {
    await this.page.keyboard.press('Escape');
    while ((await this.page.locator('.tabs-container .tab').count()) > 0) {
      await this.command('View: Revert and Close Editor');
      await this.page.locator('.quick-input-widget:visible').waitFor({ state: 'hidden' });
    }
  }

  /** Types into the box that asks for something, and confirms. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await input.fill(text);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The rows of the language status menu as text, once one of them fits. */
  async status(words: RegExp): Promise<string> {
    const rows = this.page.locator('.hover-language-status:visible');
    for (let attempt = 1; ; attempt++) {
      await this.page.mouse.move(700, 300);
      await this.page.locator('#status\\.languageStatus').hover();
      const shown = await rows
        .filter({ hasText: words })
        .first()
        .waitFor({ timeout: 4000 })
        .then(
          () => true,
          () => false,
        );
      const text = (await rows.allInnerTexts()).join('\n');
      await this.page.mouse.move(700, 300);
      if (shown) return text;
      if (attempt === 8) throw new Error(`the language status never said ${String(words)}: ${text}`);
    }
  }

  /** Presses a button in the title of the active editor. */
  async titleButton(name: string): Promise<void> {
    await this.page.locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${name}"]`).first().click();
  }

  async closeNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** The inside of the webview that is ready. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** A picture for whoever looks into a failure; `image` is its name in docs/images/, which `UPDATE_IMAGES=1` writes anew. */
  async screenshot(name: string, image?: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    const file = path.join(screenshots, `${name}.png`);
    await this.page.screenshot({ path: file });
    if (image !== undefined && process.env['UPDATE_IMAGES'] !== undefined) copyFileSync(file, path.join(images, `${image}.png`));
  }
}

/** The line that holds `text` (1-based) and the column behind its last character. */
export function endOf(file: string, text: string): [number, number] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(text));
  return [at + 1, (lines[at] ?? '').length + 1];
}
