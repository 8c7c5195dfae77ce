import { expect, it } from 'vitest';
import type { BareClient } from '../../harness/lspClient';
import { positionOf } from '../model/symbols/reading';
import { serveInProcess } from './serveInProcess';

const sub = `module sub (input logic clk, input logic [3:0] d, output logic [3:0] q);
  logic [3:0] held;
  always_ff @(posedge clk) held <= d;
  assign q = held;
endmodule
`;
const top = `module top (input logic clk, input logic en, input logic [3:0] a, output logic [3:0] y);
  logic [3:0] b, c;
  assign b = en ? a : 4'd0;
  sub u_sub (.clk, .d(b), .q(c));
  assign y = c + b;
endmodule
`;
const uris = { sub: 'file:///p/sub.sv', top: 'file:///p/top.sv' };

interface Item {
  readonly name: string;
  readonly uri: string;
  readonly detail?: string;
  readonly selectionRange: { readonly start: { readonly line: number; readonly character: number } };
}
interface Call {
  readonly from?: Item;
  readonly to?: Item;
  readonly fromRanges: readonly Item['selectionRange'][];
}

async function prepared(file: 'sub' | 'top', needle: string): Promise<{ client: BareClient; item: Item }> {
  const { client } = serveInProcess();
  await client.start();
  client.open(uris.sub, sub);
  client.open(uris.top, top);
  const text = file === 'sub' ? sub : top;
  const [item] = await client.request<Item[]>('textDocument/prepareCallHierarchy', {
    textDocument: { uri: uris[file] },
    position: positionOf(text, text.indexOf(needle.replace('|', '')) + needle.indexOf('|')),
  });
  if (item === undefined) throw new Error('no item');
  return { client, item };
}

async function calls(client: BareClient, way: 'incoming' | 'outgoing', item: Item): Promise<{ rows: string[]; items: Item[] }> {
  const found = await client.request<Call[]>(`callHierarchy/${way}Calls`, { item });
  const items = found.flatMap((one) => one.from ?? one.to ?? []);
  const rows = found.map((one, index) => {
    const places = one.fromRanges.map(({ start }) => `${start.line}:${start.character}`).join(' ');
    return `${items[index]?.name ?? ''} ${items[index]?.uri.slice(10) ?? ''} ${places}`;
  });
  return { rows, items };
}

it('fan-in goes from a signal to its drivers, through an instance into its module', async () => {
  const { client, item } = await prepared('top', 'output logic [3:0] |y');
  expect(item).toMatchObject({ name: 'y', detail: 'output 4 bits in top', uri: uris.top });
  const first = await calls(client, 'incoming', item);
  expect(first.rows.sort()).toEqual(['b top.sv 4:17', 'c top.sv 4:13']);
  const c = first.items.find((one) => one.name === 'c');
  const pin = await calls(client, 'incoming', c as Item);
  expect(pin.rows).toEqual(['u_sub.q sub.sv 0:69']);
  const within = await calls(client, 'incoming', pin.items[0] as Item);
  expect(within.rows).toEqual(['held sub.sv 3:13']);
  const d = await calls(client, 'incoming', within.items[0] as Item);
  expect(d.rows).toEqual(['d sub.sv 2:35']);
  expect((await calls(client, 'incoming', d.items[0] as Item)).rows).toEqual(['b top.sv 3:22']);
});

it('fan-out goes to loads, and from an output to what the instances drive with it', async () => {
  const { client, item } = await prepared('top', 'logic [3:0] |b, c');
  expect((await calls(client, 'outgoing', item)).rows.sort()).toEqual(['u_sub.d sub.sv 3:22', 'y top.sv 4:17']);
  const { client: other, item: q } = await prepared('sub', 'output logic [3:0] |q');
  const loads = await calls(other, 'outgoing', q);
  expect(loads.items.map((one) => one.name)).toEqual(['c']);
});

it('guards count as drivers; what is no signal has no fan-in', async () => {
  const { client, item } = await prepared('top', 'assign |b = en');
  expect((await calls(client, 'incoming', item)).rows.sort()).toEqual(['a top.sv 2:18', 'en top.sv 2:13']);
  const position = { line: 0, character: 8 };
  expect(await client.request('textDocument/prepareCallHierarchy', { textDocument: { uri: uris.top }, position })).toBeNull();
  expect(await client.request('callHierarchy/incomingCalls', { item: { ...item, data: null } })).toEqual([]);
});
