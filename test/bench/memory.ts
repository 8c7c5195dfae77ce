/**
 * What the server holds: `npm run bench -- --memory DIR --file FILE --word NAME [--seconds N]`. Opens FILE, asks for the definition of NAME, lets
 * the checks run and types once; tells the memory of all processes at the first answer, at the most and at the end, and what an
 * idle server still does.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect, placeOf, processorTime, residentMemory, startServer } from './serverProcess';

export interface MemoryRun {
  readonly folder: string;
  readonly file: string;
  readonly word: string;
  /** How long the server is watched. */
  readonly seconds: number;
}

/** Of the time that is watched, what the idle server is measured over. */
const idleSeconds = 10;

/** Measures one start and prints it. */
export async function measureMemory({ folder, file, word, seconds }: MemoryRun): Promise<void> {
  const cache = mkdtempSync(path.join(tmpdir(), 'signoff-bench-cache-'));
  try {
    const server = startServer(cache);
    const pid = server.pid ?? 0;
    const client = connect(server);
    await client.request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
    client.notify('initialized', {});
    const uri = pathToFileURL(path.join(folder, file)).href;
    const text = readFileSync(path.join(folder, file), 'utf8');
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'systemverilog', version: 1, text } });
    await client.request('textDocument/definition', { textDocument: { uri }, position: placeOf(text, word) });
    const first = residentMemory(pid);
    let most = first;
    let spent = 0;
    for (let second = 0; second < seconds; second++) {
      if (second === Math.floor(seconds / 2)) {
        const contentChanges = [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '// typed\n' }];
        client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges });
      }
      if (second === seconds - idleSeconds) spent = processorTime(pid);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      most = Math.max(most, residentMemory(pid));
    }
    console.log(
      `memory of all processes: ${first} MB at the first answer, ${most} MB at the most (sampled each second), ${residentMemory(pid)} MB after ${seconds} s; ` +
        `processor time in the last ${idleSeconds} s: ${processorTime(pid) - spent} ms`,
    );
    await client.request('shutdown', null);
    client.notify('exit', null);
    await new Promise((resolve) => server.once('exit', resolve));
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
