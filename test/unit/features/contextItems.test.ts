import { expect, test } from 'vitest';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///w/top.sv';

test.each([
  [true, [{ uri: 'file:///w/pk.sv', value: 'package pk; endpackage', importance: 90 }]],
  [false, []],
])('with the setting %s another assistant is told %j', async (told, items) => {
  const { client } = serveInProcess();
  await client.start({ initializationOptions: { settings: { copilot: { context: told } } } });
  client.open(uri, 'module top; endmodule\n');
  expect(await client.request('signoff/contextItems', { uri, offset: 5 })).toEqual({ items });
});
