import { describe, expect, it } from 'vitest';
import { positionOf } from '../model/symbols/reading';
import { serveInProcess } from './serveInProcess';
import type { BareClient } from '../../harness/lspClient';

const sub = `// Adds one.
module sub #(parameter int N = 4) (input logic clk, input logic [N-1:0] d, output logic [N-1:0] q);
  logic [N-1:0] held; // last value seen
  always_ff @(posedge clk) held <= d;
  assign q = held;
endmodule
`;
const top = `module top (input logic clk, output logic [3:0] y);
  localparam int W = 2 * 2;
  logic [W-1:0] d;
  sub #(.N(W)) u_sub (.clk, .d(d), .q(y));
  assign d = y;
endmodule
`;
const uris = { sub: 'file:///p/sub.sv', top: 'file:///p/top.sv' };

async function served(capabilities: object = {}): Promise<BareClient> {
  const { client } = serveInProcess();
  await client.start({ capabilities });
  client.open(uris.sub, sub);
  client.open(uris.top, top);
  return client;
}

function at(file: 'sub' | 'top', needle: string): object {
  const text = file === 'sub' ? sub : top;
  return {
    textDocument: { uri: uris[file] },
    position: positionOf(text, text.indexOf(needle.replace('|', '')) + Math.max(0, needle.indexOf('|'))),
  };
}

const short = (range: { start: { line: number; character: number } }): string => `${range.start.line}:${range.start.character}`;

describe('definition', () => {
  it('leads from the port of an instance to the port of the module', async () => {
    const client = await served();
    expect(await client.request('textDocument/definition', at('top', '.|q(y)'))).toMatchObject([
      { uri: uris.sub, range: { start: { line: 1, character: 96 } } },
    ]);
  });

  it('gives links only to a client that knows them', async () => {
    const client = await served({ textDocument: { definition: { linkSupport: true } } });
    const [link] = await client.request<object[]>('textDocument/definition', at('top', '|sub #'));
    expect(link).toMatchObject({
      targetUri: uris.sub,
      targetSelectionRange: { start: { line: 1, character: 7 } },
      originSelectionRange: { start: { line: 3, character: 2 } },
    });
  });
});

it('typeDefinition leads from an instance to its module', async () => {
  const client = await served();
  expect(await client.request('textDocument/typeDefinition', at('top', 'u_sub'))).toMatchObject([{ uri: uris.sub }]);
});

it('declaration gives the port and its second declaration', async () => {
  const client = await served();
  const text = 'module o (q);\n  output q;\n  reg q;\nendmodule\n';
  client.open('file:///p/o.v', text, 'verilog');
  const found = await client.request<{ range: { start: { line: number; character: number } } }[]>('textDocument/declaration', {
    textDocument: { uri: 'file:///p/o.v' },
    position: { line: 0, character: 10 },
  });
  expect(found.map((one) => short(one.range))).toEqual(['1:9', '2:6']);
});

it('references finds every use in all files, the declaration when asked for', async () => {
  const client = await served();
  const params = at('sub', '|d, output');
  const ask = (includeDeclaration: boolean): Promise<{ uri: string; range: { start: { line: number; character: number } } }[]> =>
    client.request('textDocument/references', { ...params, context: { includeDeclaration } });
  expect((await ask(false)).map((one) => `${one.uri.slice(10)} ${short(one.range)}`)).toEqual(['sub.sv 3:35', 'top.sv 3:29']);
  expect(await ask(true)).toHaveLength(3);
});

it('documentHighlight tells writes from reads, also through instances', async () => {
  const client = await served();
  const found = await client.request<{ range: { start: { line: number; character: number } }; kind: number }[]>(
    'textDocument/documentHighlight',
    at('top', '|y);'),
  );
  expect(found.map((one) => `${short(one.range)} ${one.kind}`)).toEqual(['0:48 1', '3:38 3', '4:13 2']);
});

it('hover shows what the use of a macro expands to', async () => {
  const client = await served();
  const text = '`define ADD(a, b) ((a) + (b))\nmodule x (output y);\n  assign y = `ADD(1, `ADD(2, 3));\nendmodule\n';
  client.open('file:///p/x.sv', text);
  const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', {
    textDocument: { uri: 'file:///p/x.sv' },
    position: { line: 2, character: 15 },
  });
  expect(hover.contents.value).toContain('((1) + (((2) + (3))))');
});

it('hover expands nested macros, defaults, pasted names and texts as the preprocessor does', async () => {
  const client = await served();
  const lines = [
    '`define WIDTH 8',
    '`define NAME(stem, n = 3) stem``_``n``_q',
    '`define TEXT(x) `"x is `\\`"x`\\`"`"',
    '`define DECLARE(stem, n) \\',
    '  logic [`WIDTH-1:0] `NAME(stem, n); \\',
    '  initial $display(`TEXT(stem));',
    'module x;',
    '  `DECLARE(count, 2)',
    '  logic `NAME(last);',
    '  initial $display(`TEXT(a + b), `WIDTH);',
    'endmodule',
  ];
  client.open('file:///p/x.sv', `${lines.join('\n')}\n`);
  const expansion = async (line: number, character: number): Promise<string> => {
    const position = { line, character };
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: 'file:///p/x.sv' },
      position,
    });
    return hover.contents.value.replace(/\s+/g, ' ');
  };
  const whole = await expansion(7, 5);
  expect(whole).toContain('logic [8-1:0] count_2_q;');
  expect(whole).toContain('$display("count is \\"count\\"")');
  expect(await expansion(8, 10)).toContain('last_3_q');
  expect(await expansion(9, 22)).toContain('"a + b is \\"a + b\\""');
  expect(await expansion(9, 35)).toContain('what it expands to here');
});

it('hover counts who drives and reads: through selects, loops, instances, modports and arguments', async () => {
  const client = await served();
  const lines = [
    'interface link_if; logic v; modport src (output v); endinterface',
    'module leaf(input a, output y, inout z); assign y = a; assign z = a; endmodule',
    'module x(link_if.src l, input [3:0] d, output [3:0] q);',
    '  wire [3:0] bits, outs; wire pad; logic done, sum, late;',
    '  assign bits[0] = d[0], bits[3:1] = d[3:1];',
    '  for (genvar i = 0; i < 4; i++) begin : g leaf u (.a(bits[i]), .y(outs[i]), .z(pad)); end',
    '  task automatic finish_it(input logic a, output logic b); b = a; endtask',
    '  always_comb begin finish_it(d[0], done); {sum, l.v} = {done, d[1]}; finish_it(.b(late), .a(d[2])); end',
    "  assign q = outs ^ {3'b0, sum ^ pad};",
    'endmodule',
  ];
  client.open('file:///p/y.sv', `${lines.join('\n')}\n`);
  const facts = async (name: string): Promise<string> => {
    const position = { line: 3, character: (lines[3] ?? '').indexOf(name) };
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: 'file:///p/y.sv' },
      position,
    });
    return hover.contents.value.replace(/\s+/g, ' ');
  };
  const counts = await Promise.all(['bits', 'outs', 'pad', 'done', 'sum', 'late'].map(facts));
  expect(counts.map((text) => /written .*(?= variable in| net in)/.exec(text)?.[0])).toEqual([
    'written 2 times (line 5), read once (line 6)',
    'written once (line 6), read once (line 9)',
    'written once (line 6), read 2 times (lines 6 and 9)',
    'written once (line 8), read once (line 8)',
    'written once (line 8), read once (line 9)',
    'written once (line 8), read never',
  ]);
});

it('hover counts what `.*` and macros connect, and says what nobody knows', async () => {
  const client = await served();
  const lines = [
    '`define SEEN(n) logic seen_``n; assign seen_``n = n; logic unused_``n; assign unused_``n = seen_``n;',
    'module leaf(input a, output y, input b); assign y = a & b; endmodule',
    'module x(input a, output y, input c, output o);',
    '  wire b = c; wire lost;',
    '  leaf u (.*, .b(c));',
    '  gone v (.p(lost), .q(c));',
    '  `SEEN(b)',
    'endmodule',
  ];
  client.open('file:///p/z.sv', `${lines.join('\n')}\n`);
  const facts = async (line: number, name: string): Promise<string | undefined> => {
    const position = { line, character: (lines[line] ?? '').indexOf(name) + 1 };
    const params = { textDocument: { uri: 'file:///p/z.sv' }, position };
    const hover = await client.request<{ contents: { value: string } } | null>('textDocument/hover', params);
    return /written .*/s
      .exec(hover?.contents.value ?? '')?.[0]
      .split('\n')
      .slice(0, 2)
      .join('; ');
  };
  expect(await Promise.all([facts(2, ' a,'), facts(2, ' y,'), facts(2, ' c,'), facts(3, ' b '), facts(3, ' lost')])).toEqual([
    'written never, read once (line 5); port in module x',
    'written once (line 5), read never; port in module x',
    'written never, read 2 times (lines 4 and 5); connected once to a module that no file declares',
    'written once (line 4), read once (line 7); net in module x',
    'written never, read never; connected once to a module that no file declares',
  ]);
});

describe('rename', () => {
  const changes = async (client: BareClient, params: object, newName: string): Promise<Record<string, string[]>> => {
    const edit = await client.request<{
      changes: Record<string, { range: { start: { line: number; character: number } }; newText: string }[]>;
    }>('textDocument/rename', { ...params, newName });
    return Object.fromEntries(
      Object.entries(edit.changes).map(([uri, edits]) => [uri.slice(10), edits.map((one) => `${short(one.range)} ${one.newText}`)]),
    );
  };

  it('of a port changes named connections, and writes out a short one', async () => {
    const client = await served();
    expect(await changes(client, at('sub', '|clk,'), 'clock')).toEqual({
      'sub.sv': ['1:47 clock', '3:22 clock'],
      'top.sv': ['3:23 clock(clk)'],
    });
  });

  it('of a net behind a short connection keeps the port', async () => {
    const client = await served();
    expect(await changes(client, at('top', '|clk, output'), 'c')).toEqual({ 'top.sv': ['0:24 c', '3:23 clk(c)'] });
  });

  it('of a parameter changes overrides', async () => {
    const client = await served();
    expect((await changes(client, at('sub', '|N = 4'), 'Width'))['top.sv']).toEqual(['3:9 Width']);
  });

  it('refuses a keyword, a name in use and a name that would be captured', async () => {
    const client = await served();
    const ask = async (newName: string): Promise<string | undefined> =>
      (await client.ask('textDocument/rename', { ...at('sub', '|held;'), newName }).reply).error?.message;
    expect(await ask('wire')).toContain('keyword');
    expect(await ask('d')).toContain('already declared in the same scope (sub.sv:2)');
    expect(await ask('9x')).toContain('is not a name');
  });

  it('says beforehand what cannot be renamed', async () => {
    const client = await served({ textDocument: { rename: { prepareSupport: true } } });
    expect(await client.request('textDocument/prepareRename', at('sub', '|held;'))).toMatchObject({ placeholder: 'held' });
    client.open('file:///p/m.sv', '`define MAKE logic made;\nmodule m; `MAKE assign made = gone::x; endmodule\n');
    const refused = async (character: number): Promise<string | undefined> =>
      (await client.ask('textDocument/prepareRename', { textDocument: { uri: 'file:///p/m.sv' }, position: { line: 1, character } }).reply)
        .error?.message;
    expect(await refused(24)).toContain('written by the macro `MAKE');
    expect(await refused(37)).toContain('package');
  });
});

describe('hover', () => {
  it('shows type, width, value, writers and readers, and the comment', async () => {
    const client = await served();
    const hover = async (params: object): Promise<string> =>
      (await client.request<{ contents: { value: string } }>('textDocument/hover', params)).contents.value;
    expect(await hover(at('sub', '|held;'))).toBe(
      'logic [N-1:0] held\n4 bits\nwritten once (line 4), read once (line 5)\nvariable in module sub\nlast value seen',
    );
    expect(await hover(at('top', '|W-1'))).toBe('localparam int W = 2 * 2\n32 bits\nvalue 4\nlocalparam in module top');
    expect(await hover(at('top', '|sub #'))).toContain('output logic [N-1:0] q');
    expect(await hover(at('top', '|sub #'))).toContain('Adds one.');
  });
});

it('workspaceSymbol finds units by part of their name and items by name', async () => {
  const client = await served();
  const found = await client.request<{ name: string; containerName?: string }[]>('workspace/symbol', { query: 'held' });
  expect(found).toMatchObject([{ name: 'held', containerName: 'sub' }]);
  expect((await client.request<{ name: string }[]>('workspace/symbol', { query: 'tp' })).map((one) => one.name)).toEqual(['top']);
});

it('documentSymbol nests what a scope declares', async () => {
  const client = await served({ textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } });
  const [module] = await client.request<{ name: string; children: { name: string }[] }[]>('textDocument/documentSymbol', {
    textDocument: { uri: uris.sub },
  });
  expect(module).toMatchObject({ name: 'sub' });
  expect(module?.children.map((one) => one.name)).toEqual(['N', 'clk', 'd', 'q', 'held']);
});
