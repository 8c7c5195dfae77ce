/**
 * What requests cost while somebody works in a file: `npm run bench -- --requests DIR --file FILE [--places N] [--seed N]`. A bare stdio client
 * moves the cursor to random names (code actions at each, as editors ask), types letters into random names of a text that is in order and of
 * one that is broken, and asks for colours, folds, selections and hints after each. Tells processor time of the server's main thread
 * (Linux), which a busy machine does not change much, and the time on the clock.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { randomFrom } from './random';
import { connect, mainThread, startServer, type Client } from './serverProcess';
import { quantile } from './statistics';

export interface RequestsRun {
  readonly folder: string;
  readonly file: string;
  readonly places: number;
  readonly seed: number;
}

interface Times {
  readonly cpu: number[];
  readonly wall: number[];
}

/** Measures and prints a line for each kind of request. */
export async function measureRequests(run: RequestsRun): Promise<void> {
  const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
  const server = startServer(cache);
  try {
    const client = connect(server);
    const bench = new Bench(client, server.pid ?? 0, run);
    await bench.open();
    await bench.cursorMoves();
    bench.print();
    await bench.edits('in order');
    bench.print();
    bench.type({ line: Math.floor(bench.lines.length / 3), character: 0 }, 'assign = ( ;\n');
    await bench.edits('broken');
    bench.print();
    await client.request('shutdown', null);
    client.notify('exit', null);
    await new Promise((resolve) => server.once('exit', resolve));
  } finally {
    server.kill();
    rmSync(cache, { recursive: true, force: true });
  }
}

interface Position {
  readonly line: number;
  readonly character: number;
}

class Bench {
  readonly lines: readonly string[];
  private readonly uri: string;
  private readonly times = new Map<string, Times>();
  private readonly random: () => number;
  private version = 1;

  constructor(
    private readonly client: Client,
    private readonly pid: number,
    private readonly run: RequestsRun,
  ) {
    const file = path.join(run.folder, run.file);
    this.uri = pathToFileURL(file).href;
    this.lines = readFileSync(file, 'utf8').split('\n');
    this.random = randomFrom(run.seed);
  }

  async open(): Promise<void> {
    const textDocument = {
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor'] } },
        dataSupport: true,
        disabledSupport: true,
        resolveSupport: { properties: ['edit'] },
      },
    };
    await this.client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(this.run.folder).href,
      capabilities: { textDocument },
      // No tools: what they take is another measurement.
      initializationOptions: { trusted: false },
    });
    this.client.notify('initialized', {});
    const opened = { uri: this.uri, languageId: 'systemverilog', version: 1, text: this.lines.join('\n') };
    this.client.notify('textDocument/didOpen', { textDocument: opened });
    // References wait for the whole project.
    await this.client.request('textDocument/references', {
      textDocument: { uri: this.uri },
      position: this.name(),
      context: { includeDeclaration: true },
    });
    for (let warm = 0; warm < 10; warm++) await this.client.request('textDocument/codeAction', this.action(this.name()));
  }

  async cursorMoves(): Promise<void> {
    for (let place = 0; place < this.run.places; place++)
      await this.timed('code actions', 'textDocument/codeAction', this.action(this.name()));
  }

  async edits(state: string): Promise<void> {
    let at = this.name();
    for (let edit = 0; edit < this.run.places / 4; edit++) {
      // A letter more in a name, and away again.
      if (edit % 2 === 0) at = this.name();
      const { line } = at;
      const told = this.client.next('textDocument/publishDiagnostics');
      await this.measured(`edit to syntax diagnostics, ${state}`, () => {
        this.type(at, edit % 2 === 0 ? 'x' : '');
        return told;
      });
      const sight = { start: { line: Math.max(0, line - 30), character: 0 }, end: { line: line + 30, character: 0 } };
      const textDocument = { uri: this.uri };
      await this.timed(`colours in sight after an edit, ${state}`, 'textDocument/semanticTokens/range', { textDocument, range: sight });
      await this.timed(`colours of the file after an edit, ${state}`, 'textDocument/semanticTokens/full', { textDocument });
      await this.timed(`folds, ${state}`, 'textDocument/foldingRange', { textDocument });
      await this.timed(`selections, ${state}`, 'textDocument/selectionRange', { textDocument, positions: [this.name()] });
      await this.timed(`hints in sight, ${state}`, 'textDocument/inlayHint', { textDocument, range: sight });
      await this.timed(`code actions after an edit, ${state}`, 'textDocument/codeAction', this.action(this.name()));
    }
  }

  /** Writes at a place, or takes away the letter there. */
  type(at: Position, text: string): void {
    const range = { start: at, end: { ...at, character: at.character + (text === '' ? 1 : 0) } };
    this.client.notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ range, text }],
    });
  }

  /** What was measured since the last time. */
  print(): void {
    for (const [name, { cpu, wall }] of this.times)
      console.log(
        `${name}: processor time p50 ${quantile(cpu, 0.5).toFixed(1)} ms, p95 ${quantile(cpu, 0.95).toFixed(1)} ms; clock ${quantile(wall, 0.5).toFixed(1)}, ${quantile(wall, 0.95).toFixed(1)} ms (${cpu.length})`,
      );
    this.times.clear();
  }

  private timed(name: string, method: string, params: unknown): Promise<void> {
    return this.measured(name, () => this.client.request(method, params));
  }

  private async measured(name: string, work: () => Promise<unknown>): Promise<void> {
    const times = this.times.get(name) ?? { cpu: [], wall: [] };
    this.times.set(name, times);
    const from = performance.now();
    const { ran } = mainThread(this.pid);
    await work();
    times.wall.push(performance.now() - from);
    times.cpu.push(mainThread(this.pid).ran - ran);
  }

  private action(position: Position): object {
    const range = { start: position, end: position };
    return { textDocument: { uri: this.uri }, range, context: { diagnostics: [], triggerKind: 2 } };
  }

  /** A random name of the text. */
  private name(): Position {
    for (;;) {
      const line = Math.floor(this.random() * this.lines.length);
      const names = [...(this.lines[line] ?? '').matchAll(/[A-Za-z_]\w*/g)];
      const found = names[Math.floor(this.random() * names.length)];
      if (found !== undefined) return { line, character: found.index };
    }
  }
}
