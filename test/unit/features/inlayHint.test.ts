import { expect, it } from 'vitest';
import { serveInProcess } from './serveInProcess';
import { checked } from './standInEngine';

const uri = 'file:///p/a.sv';
const text = `module sub #(parameter int N = 4, parameter int M = N * 2) (
  input logic clk, input logic [N-1:0] d, output logic [M-1:0] q, inout wire io
);
endmodule
module top #(parameter int W = 3) (input logic clk, output logic [11:0] y);
  localparam int K = W * 2, L = 7; // K is no literal
  logic [5:0] d;
  sub #(.N(K)) u_a (.clk, .d(d), .q(y), .io());
  sub #(W + 1, 9) u_b (.clk(clk), .d(), .q());
  gone #(.N(K)) u_c (.a(d));
endmodule
`;

interface Hint {
  readonly position: { readonly line: number; readonly character: number };
  readonly label: string;
}

async function hints(of: string, settings: object = {}, lines: readonly [number, number] = [0, 999]): Promise<string[]> {
  const { client } = serveInProcess();
  await client.start({ initializationOptions: { settings } });
  client.open(uri, of);
  const range = { start: { line: lines[0], character: 0 }, end: { line: lines[1], character: 0 } };
  const found = await client.request<Hint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
  const rows = of.split('\n');
  const before = ({ line, character }: Hint['position']): string => rows[line]?.slice(Math.max(0, character - 3), character) ?? '';
  return found
    .sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character)
    .map(({ position, label }) => `${position.line} ${before(position)}|${label}`);
}

it('shows direction and width of ports with the parameters of the instance', async () => {
  expect(await hints(text, { inlayHints: { parameters: false } })).toEqual([
    '7 clk|in',
    '7  .d|in 6',
    '7  .q|out 12',
    '7 .io|inout',
    '8 clk|in',
    '8  .d|in 4',
    '8  .q|out 9',
  ]);
});

it('shows the type where the width is not known', async () => {
  const unknown = 'module s (input pkg::t_e a, output logic [pkg::W-1:0] b); endmodule\nmodule m; s u (.a(), .b()); endmodule\n';
  expect(await hints(unknown)).toEqual(['1 (.a|in pkg::t_e', '1  .b|out logic [pkg::W-1:0]']);
});

it('shows values of parameter expressions, not of literals', async () => {
  expect(await hints(text, { inlayHints: { ports: false } })).toEqual(['0 * 2|= 8', '5 * 2|= 6', '7 N(K|= 6', '8 + 1|= 4']);
});

it('looks only at the lines in sight', async () => {
  expect(await hints(text, {}, [8, 8])).toEqual(['8 + 1|= 4', '8 clk|in', '8  .d|in 4', '8  .q|out 9']);
});

it('names long blocks at their end, unless the author did', async () => {
  const body = '    x = 1;\n'.repeat(30);
  const long = `module top (\n  input a\n);\n  always_comb begin\n${body}  end\n  initial begin : once\n${body}  end : once\nendmodule\n`;
  expect(await hints(long)).toEqual(['34 end|// always_comb', '67 ule|// module top']);
  expect(await hints(long, { inlayHints: { endLabels: false } })).toEqual([]);
});

it('shows the values of a cycle that was chosen, until an edit or until they are taken away', async () => {
  const source = 'module m(input a, output [3:0] q); // a is an input\n  wire x = a ? q[0] : u.a;\n  initial $display("a");\nendmodule\n';
  const { client, engine } = serveInProcess();
  engine.onEvidence = () => ({
    verdict: {
      ...checked,
      verdict: 'refuted',
      module: 'm',
      counterexample: {
        cycle: 6,
        signals: {},
        wavejson: { signal: [] },
        trace: { firstCycle: 5, inputs: { a: ['0', '1'] }, golden: { q: ['0000', '0001'] }, candidate: { q: ['0000', '1010'] } },
      },
    },
  });
  const off = { ports: false, parameters: false, endLabels: false };
  await client.start({ initializationOptions: { settings: { inlayHints: off } } });
  client.open(uri, source);
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const labels = async (): Promise<string[]> =>
    (await client.request<Hint[]>('textDocument/inlayHint', { textDocument: { uri }, range })).map(
      ({ position, label }) => `${position.line}:${position.character} ${label}`,
    );
  expect(await client.request('signoff/showValues', { uri, id: 'v1', cycle: 99 })).toEqual({ cycle: 6 });
  expect(await labels()).toEqual(['0:16 = 1', '0:32 = 10', '1:12 = 1', '1:16 = 10']);
  expect(await client.request('signoff/showValues', { uri, id: 'v1', cycle: 5 })).toEqual({ cycle: 5 });
  expect((await labels())[1]).toBe('0:32 = 0');
  await client.request('signoff/showValues', { uri, id: 'v1' });
  expect(await labels()).toEqual([]);
});
