import { expect, it } from 'vitest';
import type { BareClient } from '../../harness/lspClient';
import { serveInProcess } from './serveInProcess';
import type { StandInEngine } from './standInEngine';

const uri = 'file:///p/a.sv';
const text = `package p; typedef enum logic {IDLE, RUN} state_e; endpackage
module sub (input logic clk, output logic q);
endmodule
\`define ONE 1
module top import p::*; #(parameter int N = 2) (input logic clk_i, input logic rst_ni, output logic [N-1:0] y);
  typedef struct packed {logic v;} pair_t;
  pair_t held;
  state_e state_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) state_q <= IDLE;
    else state_q <= RUN;
  end
  assign held.v = \`ONE;
  sub u_sub (.clk(clk_i), .q(y[0]));
  gone u_gone (.a(y[1]));
endmodule
`;

interface Legend {
  readonly tokenTypes: string[];
  readonly tokenModifiers: string[];
}

async function served(capabilities: object = {}): Promise<{ client: BareClient; engine: StandInEngine; legend: Legend }> {
  const { client, engine } = serveInProcess();
  const { semanticTokensProvider } = (await client.start({ capabilities })) as { semanticTokensProvider: { legend: Legend } };
  client.open(uri, text);
  return { client, engine, legend: semanticTokensProvider.legend };
}

/** `line name type modifiers` of each token. */
function read(data: readonly number[], legend: Legend, of = text): string[] {
  const lines = of.split('\n');
  let line = 0;
  let column = 0;
  const found: string[] = [];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
    column = down > 0 ? right : column + right;
    line += down;
    const modifiers = legend.tokenModifiers.filter((_, index) => (bits & (1 << index)) !== 0);
    found.push([line, lines[line]?.slice(column, column + length), legend.tokenTypes[type], ...modifiers].join(' '));
  }
  return found;
}

it('tells what each name is and whether it is read or written there', async () => {
  const { client, legend } = await served();
  const { data } = await client.request<{ data: number[] }>('textDocument/semanticTokens/full', { textDocument: { uri } });
  const tokens = read(data, legend);
  expect(tokens).toEqual(
    expect.arrayContaining([
      '0 p namespace declaration',
      '0 IDLE enumMember declaration readonly',
      '0 state_e type declaration',
      '3 ONE macro declaration',
      '4 top module declaration',
      '4 p namespace',
      '4 N parameter declaration readonly',
      '4 clk_i port declaration input',
      '4 N parameter readonly',
      '5 v property declaration',
      '7 state_e type',
      '9 rst_ni port input read',
      '9 state_q variable write',
      '9 IDLE enumMember readonly',
      '12 held variable write',
      '12 v property write',
      '12 ONE macro',
      '13 sub module',
      '13 u_sub variable declaration',
      '13 q port output',
      '13 y port output write',
      '14 gone module',
      '14 a port',
    ]),
  );
});

it('adds clocks, resets and registers when the graph of the module is there, and says so to the editor', async () => {
  const { client, legend } = await served({ workspace: { semanticTokens: { refreshSupport: true } } });
  client.answers.set('workspace/semanticTokens/refresh', () => null);
  const ask = async (): Promise<string[]> =>
    read((await client.request<{ data: number[] }>('textDocument/semanticTokens/full', { textDocument: { uri } })).data, legend);
  expect(await ask()).toContain('4 clk_i port declaration input');
  // One refresh for the index, one for the roles.
  await client.until(() =>
    client.requests.filter((one) => one.method === 'workspace/semanticTokens/refresh').length > 1 ? true : undefined,
  );
  expect(await ask()).toEqual(
    expect.arrayContaining([
      '4 clk_i port declaration input clock',
      '4 rst_ni port declaration input reset',
      '7 state_q variable declaration register',
      '9 state_q variable register write',
      '13 clk_i port input clock read',
    ]),
  );
});

it('whoever types on gives up the look for clocks, resets and registers', async () => {
  const { client, engine } = await served();
  const given = new Promise<AbortSignal>((resolve) => {
    engine.onRoles = (signal) => {
      resolve(signal);
      return new Promise(() => undefined);
    };
  });
  await client.request('textDocument/semanticTokens/full', { textDocument: { uri } });
  const signal = await given;
  expect(signal.aborted).toBe(false);
  client.change(uri, 2, [{ range: { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } }, text: '\n' }]);
  await client.request('textDocument/semanticTokens/full', { textDocument: { uri } });
  expect(signal.aborted).toBe(true);
});

it('gives a range alone, and edits against what it gave before', async () => {
  const { client, legend } = await served();
  const range = { start: { line: 12, character: 0 }, end: { line: 12, character: 99 } };
  const part = await client.request<{ data: number[] }>('textDocument/semanticTokens/range', { textDocument: { uri }, range });
  expect(read(part.data, legend)).toEqual(['12 held variable write', '12 v property write', '12 ONE macro']);
  const full = await client.request<{ resultId: string; data: number[] }>('textDocument/semanticTokens/full', { textDocument: { uri } });
  client.change(uri, 2, [{ range: { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } }, text: '\n' }]);
  const delta = await client.request<{ edits: { start: number; deleteCount: number; data?: number[] }[] }>(
    'textDocument/semanticTokens/full/delta',
    { textDocument: { uri }, previousResultId: full.resultId },
  );
  expect(delta.edits).toHaveLength(1);
  const [edit] = delta.edits;
  const after = [...full.data];
  after.splice(edit?.start ?? 0, edit?.deleteCount ?? 0, ...(edit?.data ?? []));
  expect(after.length).toBe(full.data.length);
  expect(read(after, legend, text.replace('  pair_t held', '\n  pair_t held'))).toContain('13 held variable write');
});

it('a delta against something else is the whole', async () => {
  const { client } = await served();
  const answer = await client.request<object>('textDocument/semanticTokens/full/delta', { textDocument: { uri }, previousResultId: 'x' });
  expect(answer).toHaveProperty('data');
});
