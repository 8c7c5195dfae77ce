/**
 * Somebody at work for a while in the real editor: `npm run bench -- --session DIR --files a.v,b.v [--minutes N] [--seed N]`. Types the statements of modules of a repository, taken out of
 * them, key by key with a person's pauses, while a scripted model answers rightly, wrongly, late or with rubbish; takes suggestions whole or by words, types others on, sends others away,
 * undoes and redoes, edits at several cursors, opens the list of words. After each statement the file has to hold what was typed and nothing else but brackets that the editor closed, and
 * no message may have come up.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { randomFrom } from '../bench/random';
import { startModelServer, type ModelServer, type ModelStep } from '../harness/modelServer.mjs';
import type { EditorPage } from './editorPage';
import { openWindow } from './window';

const folder = process.env['SIGNOFF_SESSION_FOLDER'] ?? '';
const files = (process.env['SIGNOFF_SESSION_FILES'] ?? '').split(',').filter((name) => name !== '');
const minutes = Number(process.env['SIGNOFF_SESSION_MINUTES'] ?? 10);
const random = randomFrom(Number(process.env['SIGNOFF_SESSION_SEED'] ?? 1));

const count = {
  ...{ keys: 0, statements: 0, requests: 0, awaited: 0, shown: 0, accepted: 0, takenInPart: 0, typedOn: 0, dismissed: 0 },
  ...{ undone: 0, cursors: 0, lists: 0, listsInTheWay: 0, bracketsTakenOut: 0 },
};
const faults: string[] = [];

test('a session', async () => {
  const source = await mkdtemp(path.join(tmpdir(), 'signoff-session-'));
  await cp(folder, source, { recursive: true, filter: (from) => !from.includes('/.git') });
  const wanted = new Map<string, Gap>();
  for (const name of files) {
    // Block comments are closed by the editor as they are begun, over lines: no two people go on from there alike.
    const text = (await readFile(path.join(source, name), 'utf8')).replace(/\/\*[^]*?\*\/\s*/g, '').replace(/\t/g, '  ');
    const gap = gapIn(text.replace(/[ ]+$/gm, ''));
    wanted.set(name, gap);
    await writeFile(path.join(source, name), gap.head + gap.tail);
  }
  const model = await startModelServer();
  const window = await openWindow({
    source,
    settings: { 'editor.autoIndent': 'none' },
    machineSettings: { 'signoff.model': 'anthropic:scripted', 'signoff.anthropic.baseUrl': model.url },
    environment: { ANTHROPIC_API_KEY: 'session-key' },
  });
  let done = 0;
  const until = performance.now() + minutes * 60_000;
  try {
    await window.page.closeNotifications();
    const messages = await watchMessages(window.page.page);
    for (const [name, gap] of wanted) {
      if (performance.now() > until) break;
      await window.page.openAtOnce(path.basename(name));
      const typist = new Typist(
        window.page,
        model,
        path.join(window.folder, name),
        gap,
        performance.now() + (until - performance.now()) / (wanted.size - done++),
      );
      await typist.run();
    }
    faults.push(...(await messages()).map((words) => `a message came up: ${words}`));
  } finally {
    await window.page.screenshot('session');
    await window.close();
    await model.close();
    await rm(source, { recursive: true, force: true });
  }
  count.requests = model.requests.length;
  console.log(
    Object.entries(count)
      .map(([what, n]) => `${what} ${n}`)
      .join(', '),
  );
  console.log(faults.length === 0 ? 'no stray character, no lost key, no message' : faults.join('\n'));
  expect(faults).toEqual([]);
});

/** What of the page's side is used here. */
interface PageGlobals {
  readonly document: { readonly body: object; querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }> };
  readonly MutationObserver: new (told: () => void) => { observe(target: object, options: object): void };
  sessionMessages?: Set<string>;
}

/** Notes each notification and dialog that comes up from now on. */
async function watchMessages(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const world = globalThis as unknown as PageGlobals;
    const seen = (world.sessionMessages = new Set<string>());
    const look = (): void => {
      for (const one of world.document.querySelectorAll('.notification-list-item-message, .monaco-dialog-box'))
        seen.add(one.textContent ?? '');
    };
    new world.MutationObserver(look).observe(world.document.body, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => [...((globalThis as unknown as PageGlobals).sessionMessages ?? [])]);
}

/** A file of which the statements of a module are still to be written: its declarations stand, and its end. */
interface Gap {
  readonly head: string;
  readonly body: string;
  readonly tail: string;
}

/** From the first assignment or process of the last module to its end. */
function gapIn(text: string): Gap {
  const end = text.lastIndexOf('\nendmodule');
  const module = text.slice(0, end).search(/\n(?:macro)?module\b(?![^]*\n(?:macro)?module\b)/);
  const first = text.slice(module, end).search(/^[ ]*(?:assign|always)/m);
  const start = first < 0 ? end : module + first;
  return { head: text.slice(0, start), body: text.slice(start, end), tail: text.slice(end) };
}

type Manner = 'right' | 'wrong' | 'late' | 'rubbish';
const manners: readonly Manner[] = ['right', 'right', 'right', 'right', 'right', 'wrong', 'late', 'rubbish'];

/** Types what is missing in one file, from the beginning, until some time. */
class Typist {
  private at = 0;
  private readonly text: string;

  constructor(
    private readonly editor: EditorPage,
    private readonly model: ModelServer,
    private readonly file: string,
    private readonly gap: Gap,
    private readonly until: number,
  ) {
    this.text = gap.body;
  }

  private get page(): Page {
    return this.editor.page;
  }

  async run(): Promise<void> {
    await this.goThere();
    while (this.at < this.text.length && performance.now() < this.until) {
      await this.statement();
      count.statements++;
      if (!(await this.check())) return;
      if (this.isLevel() && chance(0.12)) await this.undoAndRedo();
      if (this.isLevel() && chance(0.08)) await this.atSeveralCursors();
    }
    if (this.at >= this.text.length) await this.check();
  }

  /** Puts the cursor where typing goes on. */
  private async goThere(): Promise<void> {
    const lines = (this.gap.head + this.text.slice(0, this.at)).split('\n');
    await this.editor.caret(lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }

  /** The next statement, or line, with the model in some mood: it writes on from there, and is cut where its unit ends. */
  private async statement(): Promise<void> {
    const end = this.statementEnd();
    const whole = this.text.slice(this.at, end);
    const manner = manners[Math.floor(random() * manners.length)] ?? 'right';
    this.model.setScript([replyOf(manner, this.text.slice(this.at, this.at + longestReply))]);
    const stop = whole.trim().length > 12 ? this.at + Math.max(4, Math.floor(whole.length * (0.25 + random() * 0.5))) : end;
    await this.typeTo(stop);
    if (stop <= end && (manner === 'right' || manner === 'late' || chance(0.3))) await this.considerSuggestion(manner);
    await this.typeTo(end);
  }

  private statementEnd(): number {
    const rest = this.text.slice(this.at);
    const lead = /^\s*/.exec(rest)?.[0].length ?? 0;
    const line = rest.indexOf('\n', lead);
    const semicolon = /;[^\n]*\n|\n/.exec(rest.slice(lead));
    const end = semicolon === null ? rest.length : lead + semicolon.index + semicolon[0].length;
    return this.at + Math.min(end, line < 0 ? rest.length : Math.max(line + 1, end));
  }

  private async typeTo(end: number): Promise<void> {
    while (this.at < end) {
      const key = this.text[this.at] ?? '';
      await this.key(key);
      this.at++;
      const pause = key === '\n' || key === ';' ? 120 + random() * 500 : chance(0.06) ? 300 + random() * 900 : 40 + random() * 130;
      await this.page.waitForTimeout(pause);
      if (/\w/.test(key) && chance(0.01)) await this.callList();
    }
  }

  private async key(key: string): Promise<void> {
    count.keys++;
    if (key !== '\n') return this.page.keyboard.type(key);
    // With a list open Enter takes its entry, as everybody knows who types: it is closed first.
    if (await this.page.locator('.suggest-widget.visible').isVisible()) {
      count.listsInTheWay++;
      await this.page.keyboard.press('Escape');
    }
    await this.page.keyboard.press('Enter');
  }

  private async callList(): Promise<void> {
    count.lists++;
    await this.page.keyboard.press('Control+Space');
    await this.page.waitForTimeout(300 + random() * 500);
    if (chance(0.5)) await this.page.keyboard.press('Escape');
  }

  /** Waits as somebody does, and takes what comes, types it on or sends it away. */
  private async considerSuggestion(manner: Manner): Promise<void> {
    const ghost = this.page.locator('.ghost-text-decoration').first();
    const patience = manner === 'late' && chance(0.5) ? 600 : 8000;
    count.awaited++;
    const shown = await ghost.waitFor({ timeout: patience }).then(
      () => true,
      () => false,
    );
    if (!shown) return;
    count.shown++;
    const choice = random();
    if (choice < 0.4) await this.accept('Tab');
    else if (choice < 0.6) await this.accept('Control+ArrowRight');
    else if (choice < 0.8) {
      count.typedOn++;
      await this.typeTo(Math.min(this.text.length, this.at + 6));
    } else {
      count.dismissed++;
      await this.page.keyboard.press('Escape');
    }
  }

  /** Takes it whole, or some words of it, and finds out from the file how much it was. */
  private async accept(key: 'Tab' | 'Control+ArrowRight'): Promise<void> {
    for (let words = key === 'Tab' ? 1 : 1 + Math.floor(random() * 4); words > 0; words--) {
      await this.page.keyboard.press(key);
      await this.page.waitForTimeout(250);
    }
    const typed = this.agreeing(await this.saved());
    if (typed > this.at) {
      if (key === 'Tab') count.accepted++;
      else count.takenInPart++;
      this.at = typed;
      // The cursor may stand behind brackets that the suggestion brought.
      return this.goThere();
    }
    // Something else than the text wants: taken out again, as anybody would.
    for (let tries = 0; tries < 4 && this.agreeing(await this.saved()) !== this.at; tries++) {
      await this.page.keyboard.press('Control+Z');
      await this.page.waitForTimeout(200);
    }
    await this.goThere();
  }

  /** How much of the wanted text a state of the file is, brackets that the editor closed aside. */
  private agreeing(whole: string): number {
    const state = this.between(whole);
    if (state === undefined) return -1;
    let n = 0;
    while (n < state.length && state[n] === this.text[n]) n++;
    return closers.test(state.slice(n)) ? n : -1;
  }

  /** What stands in the gap; undefined when anything around it has changed. */
  private between(state: string): string | undefined {
    const { head, tail } = this.gap;
    return state.startsWith(head) && state.endsWith(tail) && state.length >= head.length + tail.length
      ? state.slice(head.length, state.length - tail.length)
      : undefined;
  }

  private async saved(): Promise<string> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor({ timeout: 30_000 });
    // What has no edits is written again too, and is empty while it is: such a text is not read.
    for (let tries = 0; ; tries++) {
      const text = await readFile(this.file, 'utf8');
      if (text !== '' || tries === 20) return text;
      await this.page.waitForTimeout(100);
    }
  }

  /** Whether the file holds what was typed. Brackets left over where none is open are taken out and counted; what they hide shows at the end. */
  private async check(): Promise<boolean> {
    const whole = await this.saved();
    const state = this.between(whole) ?? whole;
    const typed = this.text.slice(0, this.at);
    const rest = state.slice(typed.length);
    if (!state.startsWith(typed) || !closers.test(rest)) {
      const n = [...typed].findIndex((one, i) => one !== state[i]);
      const from = Math.max(0, (n < 0 ? typed.length : n) - 60);
      faults.push(
        `${path.basename(this.file)}: wanted ${JSON.stringify(typed.slice(from, from + 120))}, got ${JSON.stringify(state.slice(from, from + 120))}`,
      );
      await this.editor.screenshot('session-fault');
      return false;
    }
    if (!this.isLevel()) return true;
    for (let left = rest.length; left > 0; left--) {
      count.bracketsTakenOut++;
      await this.page.keyboard.press('Delete');
    }
    return true;
  }

  /** No bracket is open at the cursor. */
  private isLevel(): boolean {
    const typed = this.text.slice(0, this.at).replace(/\/\/[^\n]*|\/\*[^]*?\*\/|"[^"\n]*"/g, '');
    return (typed.match(/[([{]/g)?.length ?? 0) === (typed.match(/[)\]}]/g)?.length ?? 0);
  }

  private async undoAndRedo(): Promise<void> {
    count.undone++;
    const times = 1 + Math.floor(random() * 4);
    for (const key of ['Control+Z', 'Control+Shift+Z'])
      for (let i = 0; i < times; i++) {
        await this.page.keyboard.press(key);
        await this.page.waitForTimeout(120 + random() * 200);
      }
    await this.check();
  }

  /** A word typed at the starts of three lines at once, and taken out again. */
  private async atSeveralCursors(): Promise<void> {
    count.cursors++;
    await this.editor.caret(2, 1);
    for (let i = 0; i < 2; i++) await this.page.keyboard.press('Control+Alt+ArrowDown');
    for (const key of 'xyz') await this.page.keyboard.type(key, { delay: 80 });
    for (let i = 0; i < 3; i++) await this.page.keyboard.press('Backspace', { delay: 60 });
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Escape');
    await this.goThere();
    await this.check();
  }
}

/** As much as a model may write of what follows. */
const longestReply = 1500;

const closers = /^[\s)\]}"']*$/;

function chance(of: number): boolean {
  return random() < of;
}

const rubbish: readonly ModelStep[] = [
  { text: 'Sure! Here is what I would write next, step by step:' },
  { text: "assign undeclared_thing = 3'd0 +" },
  { text: '```verilog\n)))))\n```' },
  { text: 'initial $system("true");' },
  { text: '' },
  { error: 500 },
  { error: 429, headers: { 'retry-after': '1' } },
  { text: 'assign x = ', cutAfter: 5 },
  { html: '<html>proxy</html>' },
];

function replyOf(manner: Manner, whole: string): ModelStep {
  switch (manner) {
    case 'right':
      return { text: whole, repeat: true, delayMs: 300 };
    case 'late':
      return { text: whole, repeat: true, delayMs: 3500 };
    case 'wrong':
      return { text: whole.replace(/\b[a-z]\w{3,}\b(?=[^\w]*;)/, 'nobody_declared_this'), repeat: true, delayMs: 300 };
    default:
      return { ...rubbish[Math.floor(random() * rubbish.length)], repeat: true };
  }
}
