/**
 * How soon an edit's elaboration is known: `npm run bench -- --checks DIR --file FILE [--edits N]`. A bare stdio client writes an assignment from an
 * undeclared name into FILE, waits until a diagnostic names it, and takes it out again. Tells the time on the clock and the
 * processor time of all threads of the server, the pause that it waits for typing to end (300 ms) included in the first.
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
}

const undeclared = 'signoff_bench_undeclared';

/** Measures and prints each edit. */
export async function measureChecks({ folder, file, edits }: ChecksRun): Promise<void> {
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
    for (let edit = 0; edit < 2 * edits; edit++) {
      const wrong = edit % 2 === 0;
      const range = { start, end: wrong ? start : { line: line + 1, character: 0 } };
      const from = performance.now();
      const spent = processorTime(server.pid ?? 0);
      const contentChanges = [{ range, text: wrong ? `assign signoff_bench_net = ${undeclared};\n` : '' }];
      client.notify('textDocument/didChange', { textDocument: { uri, version: edit + 2 }, contentChanges });
      for (;;) {
        const told = (await client.next('textDocument/publishDiagnostics')) as { uri: string; diagnostics: { message: string }[] };
        if (told.uri === uri && told.diagnostics.some((one) => one.message.includes(undeclared)) === wrong) break;
      }
      // What is taken out takes its diagnostic along at once: nothing was elaborated for that.
      if (!wrong) continue;
      const wall = Math.round(performance.now() - from);
      console.log(`edit ${edit / 2 + 1}: ${wall} ms, processor time of all threads ${processorTime(server.pid ?? 0) - spent} ms`);
    }
  } finally {
    server.kill();
    rmSync(cache, { recursive: true, force: true });
  }
}
