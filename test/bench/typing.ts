/**
 * What ghost text costs somebody who types: `npm run bench -- --typing DIR --file FILE [--places N] [--seed N]`. In the built server, items of a
 * file are taken out; at each place letters are typed, hover and the list of words are asked for, once without suggestions and once while a
 * suggestion is asked for after each letter and, at the end of the place, made and checked to its end. The model is the scripted server, which
 * replies with what was there. Tells times on the clock of both, and how long the main thread was busy at one go
 * in its own processor time, which says more than the clock on a busy machine.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as ModelServer from '../harness/modelServer.mjs';
import { maskedItems, type Masked } from './candidatesMade';
import { openProject } from './project';
import { randomFrom, shuffled } from './random';
import { connect, startWatchedServer, type Client } from './serverProcess';
import { quantile } from './statistics';

export interface TypingRun {
  readonly folder: string;
  readonly file: string;
  readonly places: number;
  readonly seed: number;
}

/** Letters typed at a place, a tenth of a second apart: a fast typist. */
const letters = 'assign';
const betweenLettersMs = 100;

/** Measures and prints a line for each kind of request, without and with suggestions. */
export async function measureTyping({ folder, file, places, seed }: TypingRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const { startModelServer } = (await import(harness)) as typeof ModelServer;
  const model = await startModelServer([]);
  const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
  const { server, takeTurns } = startWatchedServer(cache, { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'bench' });
  try {
    const { index } = await openProject([folder]);
    const items = shuffled(maskedItems(index.parse(path.join(folder, file))), randomFrom(seed)).slice(0, places);
    const client = connect(server);
    const user = new User(client, folder, file, takeTurns);
    await user.open();
    // The first place warms both.
    for (const [round, item] of items.entries())
      for (const suggests of [false, true]) {
        model.setScript([{ text: item.text.slice(item.start, item.end), repeat: true, chunkSize: 12, chunkDelayMs: 10 }]);
        await user.visit(item, `${round} ${String(suggests)}`, suggests, round > 0);
      }
    user.print();
    await client.request('shutdown', null);
    client.notify('exit', null);
    await new Promise((resolve) => server.once('exit', resolve));
  } finally {
    server.kill();
    await model.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

class User {
  private readonly uri: string;
  private readonly times = new Map<string, number[]>();
  private readonly turns = new Map<string, number[]>();
  private version = 1;
  private shown = 0;

  constructor(
    private readonly client: Client,
    private readonly folder: string,
    private readonly file: string,
    private readonly takeTurns: () => Promise<readonly number[]>,
  ) {
    this.uri = pathToFileURL(path.join(folder, file)).href;
  }

  async open(): Promise<void> {
    await this.client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(this.folder).href,
      capabilities: { textDocument: { inlineCompletion: {}, hover: {}, completion: {} } },
      initializationOptions: { trusted: true, settings: { model: 'anthropic:bench' } },
    });
    this.client.notify('initialized', {});
    const text = readFileSync(path.join(this.folder, this.file), 'utf8');
    this.client.notify('textDocument/didOpen', { textDocument: { uri: this.uri, languageId: 'systemverilog', version: 1, text } });
    const position = { line: 0, character: 0 };
    await this.client.request('textDocument/references', {
      textDocument: this.textDocument,
      position,
      context: { includeDeclaration: true },
    });
  }

  /** Types at the place of an item that was taken out, and looks around; `mark` makes the text one that the server has not met. */
  async visit({ text, start, end }: Masked, mark: string, suggests: boolean, counts: boolean): Promise<void> {
    const open = `${text.slice(0, start)}${text.slice(end)}\n// ${mark}\n`;
    this.client.notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ text: open }],
    });
    await pause(1000);
    const before = open.slice(0, start).split('\n');
    const line = before.length - 1;
    const column = before.at(-1)?.length ?? 0;
    const mode = suggests ? 'while suggestions are asked for' : 'without suggestions';
    const lookAt = lastNameBefore(open.slice(0, start));
    const measured = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      const from = performance.now();
      await work();
      if (!counts) return;
      const times = this.times.get(`${name}, ${mode}`) ?? [];
      this.times.set(`${name}, ${mode}`, times);
      times.push(performance.now() - from);
    };
    const turned = async (name: string): Promise<void> => {
      const turns = await this.takeTurns();
      if (counts) this.turns.set(`${name}, ${mode}`, [...(this.turns.get(`${name}, ${mode}`) ?? []), ...turns]);
    };
    await this.takeTurns();
    for (const [typed, letter] of [...letters].entries()) {
      const at = { line, character: column + typed };
      const told = this.client.next('textDocument/publishDiagnostics');
      await measured('letter to syntax diagnostics', () => {
        this.type(at, at, letter);
        if (suggests) void this.suggest(line, at.character + 1);
        return told;
      });
      await measured('hover', () => this.client.request('textDocument/hover', { textDocument: this.textDocument, position: lookAt }));
      await measured('list of words', () =>
        this.client.request('textDocument/completion', {
          textDocument: this.textDocument,
          position: { line, character: at.character + 1 },
        }),
      );
      await pause(betweenLettersMs);
    }
    await turned('typing');
    this.type({ line, character: column }, { line, character: column + letters.length }, '');
    // The last request runs to its end, and hover is asked for until then.
    let done = !suggests;
    if (suggests)
      void this.suggest(line, column, true).then((items) => {
        done = true;
        if (items > 0 && counts) this.shown++;
      });
    for (let looks = 0; looks < 20 || !done; looks++) {
      await measured('hover, nobody types', () =>
        this.client.request('textDocument/hover', { textDocument: this.textDocument, position: lookAt }),
      );
      await pause(25);
    }
    await turned('nobody types');
  }

  print(): void {
    for (const [name, times] of [...this.times].sort(([a], [b]) => a.localeCompare(b)))
      console.log(
        `${name}: median ${quantile(times, 0.5).toFixed(1)} ms, 95 in 100 within ${quantile(times, 0.95).toFixed(1)} ms, at most ${Math.max(...times).toFixed(0)} ms (${times.length})`,
      );
    for (const [name, turns] of [...this.turns].sort(([a], [b]) => a.localeCompare(b))) {
      const [first = 0, second = 0, third = 0] = turns.toSorted((a, b) => b - a);
      console.log(
        `turns of the main thread, ${name}: ${turns.filter((ms) => ms > 8).length} over 8 ms, ${turns.filter((ms) => ms > 30).length} over 30 ms, the longest ${first.toFixed(0)}, ${second.toFixed(0)}, ${third.toFixed(0)} ms`,
      );
    }
    console.log(`${this.shown} suggestions came to their end`);
  }

  private get textDocument(): { uri: string } {
    return { uri: this.uri };
  }

  private type(start: object, end: object, text: string): void {
    this.client.notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ range: { start, end }, text }],
    });
  }

  /** How many suggestions come. */
  private async suggest(line: number, character: number, isInvoked = false): Promise<number> {
    const answer = await this.client.request('textDocument/inlineCompletion', {
      textDocument: this.textDocument,
      position: { line, character },
      context: { triggerKind: isInvoked ? 1 : 2 },
    });
    return (answer as { items?: unknown[] } | null)?.items?.length ?? 0;
  }
}

/** Where the last name of a text begins. */
function lastNameBefore(text: string): { readonly line: number; readonly character: number } {
  const at = [...text.matchAll(/\b[A-Za-z_]\w*/g)].at(-1)?.index ?? 0;
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
