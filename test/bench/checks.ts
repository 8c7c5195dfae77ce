/**
 * How soon an edit's elaboration is known: `npm run bench -- --checks DIR --file FILE [--edits N] [--letters N]`. A bare stdio client writes an assignment from an
 * undeclared name into FILE, its last N letters one by one as somebody types, waits for the first diagnostics that name it and for those of the
 * whole check, and takes it out again. Tells the times on the clock since the last letter and the processor time of all threads of the server.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect, processorTime, startServer } from './serverProcess';

export interface ChecksRun {
  readonly folder: string;
  readonly file: string;
  readonly edits: number;
  readonly letters: number;
}

const undeclared = 'signoff_bench_undeclared';

/** As a quick typist types, in ms. */
const betweenLetters = 120;

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly { readonly message: string }[];
}

/** Long enough for nothing to follow any more. */
function silence(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, 5000, undefined));
}

/** Measures and prints each edit. */
export async function measureChecks({ folder, file, edits, letters }: ChecksRun): Promise<void> {
  const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
  const server = startServer(cache);
  try {
    const client = connect(server);
    const uri = pathToFileURL(path.join(folder, file)).href;
    const text = readFileSync(path.join(folder, file), 'utf8');
    const line = text.slice(0, text.lastIndexOf('endmodule')).split('\n').length - 1;
    await client.request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
    client.notify('initialized', {});
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'systemverilog', version: 1, text } });
    const start = { line, character: 0 };
    const wrong = `assign signoff_bench_net = ${undeclared};`;
    let version = 1;
    const change = (range: object, text: string): void =>
      client.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ range, text }] });
    // The first diagnostics that are as wanted, and the last ones for this text.
    const told = async (named: boolean): Promise<{ first: number; last: number; spent: number }> => {
      let first = 0;
      let spent = 0;
      for (;;) {
        const next = client.next('textDocument/publishDiagnostics').then((params) => params as Published);
        const published = first === 0 ? await next : await Promise.race([next, silence()]);
        if (published === undefined) return { first, last: first, spent };
        if (published.uri !== uri || published.version !== version) continue;
        if (first !== 0) return { first, last: performance.now(), spent };
        if (published.diagnostics.some((one) => one.message.includes(undeclared)) !== named) continue;
        first = performance.now();
        spent = processorTime(server.pid ?? 0);
      }
    };
    await silence();
    for (let edit = 1; edit <= edits; edit++) {
      const early = wrong.slice(0, wrong.length - letters);
      change({ start, end: start }, `${early}\n`);
      for (const [at, letter] of [...wrong.slice(early.length)].entries()) {
        await new Promise((resolve) => setTimeout(resolve, betweenLetters));
        const place = { line, character: early.length + at };
        change({ start: place, end: place }, letter);
      }
      const from = performance.now();
      const spent = processorTime(server.pid ?? 0);
      const { first, last, spent: atFirst } = await told(true);
      const all = processorTime(server.pid ?? 0) - spent;
      console.log(
        `edit ${edit}: first ${Math.round(first - from)} ms (processor time of all threads ${atFirst - spent} ms), last ${Math.round(last - from)} ms (${all} ms)`,
      );
      change({ start, end: { line: line + 1, character: 0 } }, '');
      // What is taken out takes its diagnostic along at once; then the whole check follows.
      await told(false);
      await silence();
    }
    await client.request('shutdown', null);
    client.notify('exit', null);
    await new Promise((resolve) => server.once('exit', resolve));
  } finally {
    server.kill();
    rmSync(cache, { recursive: true, force: true });
  }
}
