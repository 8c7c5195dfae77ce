import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { testbenchesOf } from '../../../server/src/engine/testDiscovery';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/tb.sv';

test('modules of a file say whether they are testbenches, which the Test Explorer runs by another list', async () => {
  const { client, engine } = serveInProcess();
  await client.start();
  client.open(uri, 'module d(input a); endmodule\nmodule tb; reg a; d u(.a(a)); initial a = 0; endmodule\n');
  await client.request('signoff/modules', { uri });
  await engine.readNames();
  const { names } = engine;
  if (names === undefined) throw new Error('no index');
  engine.modulesOf = (file) => names.modulesOf(file);
  engine.tests = () => Promise.resolve(success(testbenchesOf('/w/tb.sv', names)));
  expect(await client.request('signoff/modules', { uri })).toMatchObject({
    modules: [
      { name: 'd', testbench: false },
      { name: 'tb', line: 2, testbench: true },
    ],
  });
});

test('the Test Explorer is there in a window whose folder holds Verilog, before any of it is opened', () => {
  const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8')) as { activationEvents: string[] };
  expect(manifest.activationEvents).toEqual(expect.arrayContaining(['workspaceContains:**/*.sv', 'workspaceContains:**/*.v']));
});
