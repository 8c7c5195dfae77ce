import { expect, it } from 'vitest';
import { serveInProcess } from './serveInProcess';

it('links each include that is found to its file, under the name alone', async () => {
  const { client } = serveInProcess();
  await client.start();
  client.open('file:///p/defs.svh', '`define W 8\n');
  client.open('file:///p/a.sv', '`include "defs.svh"\n`include "gone.svh"\nmodule a; wire [`W-1:0] x; endmodule\n');
  expect(await client.request('textDocument/documentLink', { textDocument: { uri: 'file:///p/a.sv' } })).toEqual([
    { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 18 } }, target: 'file:///p/defs.svh' },
  ]);
});
