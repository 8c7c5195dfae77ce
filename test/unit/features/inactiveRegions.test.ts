import { expect, it } from 'vitest';
import type { InactiveRegionsParams } from '../../../server/src/protocol/requests';
import type { BareClient } from '../../harness/lspClient';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///p/a.sv';
const text = 'module a;\n`ifdef SIM\n  wire s;\n  wire t;\n`else\n  wire u;\n`endif\nendmodule\n';

const told = (client: BareClient): InactiveRegionsParams[] =>
  client.notifications.filter((one) => one.method === 'signoff/inactiveRegions').map((one) => one.params as InactiveRegionsParams);

it('tells which text a conditional switches off, anew when that changes, and nothing when it does not', async () => {
  const { client } = serveInProcess();
  await client.start({ initializationOptions: { inactiveRegions: true } });
  client.open(uri, text);
  const first = await client.until(() => told(client)[0]);
  expect(first).toEqual({ uri, version: 1, regions: [{ line: 3, column: 3, endLine: 4, endColumn: 10 }] });
  client.change(uri, 2, [{ text: `${text}// end\n` }]);
  client.change(uri, 3, [{ text: `\`define SIM\n${text}` }]);
  const second = await client.until(() => told(client)[1]);
  expect(second).toEqual({ uri, version: 3, regions: [{ line: 7, column: 3, endLine: 7, endColumn: 10 }] });
  client.change(uri, 4, [{ text: 'module a; endmodule\n' }]);
  expect(await client.until(() => told(client)[2])).toEqual({ uri, version: 4, regions: [] });
  expect(told(client)).toHaveLength(3);
});

it('says nothing to a client that did not ask', async () => {
  const { client } = serveInProcess();
  await client.start();
  client.open(uri, `${text}@`);
  await client.diagnostics(uri);
  expect(told(client)).toEqual([]);
});
