import { describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver';
import { positionOf } from '../model/symbols/reading';
import { serveInProcess } from './serveInProcess';

const pkg = `package bus_pkg;
  typedef enum logic [1:0] {IDLE, RUN, STOP} state_e;
  parameter int Width = 8;
  typedef struct packed { logic valid; logic [Width-1:0] data; } beat_t;
endpackage
`;
const sub = `// Adds one.
module sub #(parameter int N = 4) (input logic clk_i, input logic [N-1:0] d_i, output logic [N-1:0] q_o, input bus_pkg::state_e mode_i);
endmodule
interface link_if; logic req, gnt; modport host (output req, input gnt); endinterface
`;
const macroFile = '`define TWICE(x) ((x) * 2)\n`define PLAIN 1\n';
const able = {
  textDocument: { completion: { insertTextMode: 2, completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } } },
};

interface Asked {
  readonly list: CompletionList;
  readonly labels: string[];
  item(label: string): CompletionItem;
}

/** The list at the `|` of a text, in a project with a package, a module, an interface and macros. */
async function ask(text: string, capabilities: object = able, context?: object): Promise<Asked & ReturnType<typeof serveInProcess>> {
  const served = serveInProcess();
  const { client } = served;
  await client.start({ capabilities });
  client.open('file:///p/bus_pkg.sv', pkg);
  client.open('file:///p/sub.sv', sub);
  client.open('file:///p/inc/macros.svh', macroFile);
  const uri = 'file:///p/top.sv';
  const offset = text.indexOf('|');
  const bare = text.replace('|', '');
  client.open(uri, bare);
  await client.request('textDocument/hover', { textDocument: { uri: 'file:///p/sub.sv' }, position: { line: 1, character: 8 } });
  const list = await client.request<CompletionList>('textDocument/completion', {
    textDocument: { uri },
    position: positionOf(bare, offset),
    ...(context === undefined ? {} : { context }),
  });
  return {
    ...served,
    list,
    labels: list.items.map((one) => one.label),
    item: (label) => list.items.find((one) => one.label === label) ?? { label: `no ${label} in ${list.items.length}` },
  };
}

const inModule = (body: string, head = ''): string =>
  `module top import bus_pkg::*; (input logic clk_i, input logic rst_ni, output logic [3:0] y_o);\n  state_e state_q, state_d;\n  beat_t beat;\n  logic [3:0] count_q;\n${head}${body}\nendmodule\n`;
const words = ({ list }: Asked): string[] => list.items.filter((one) => one.kind !== 14 && one.kind !== 15).map((one) => one.label);

describe('connections', () => {
  it('behind the dot in an instance are the ports not yet connected, the same name put in', async () => {
    const asked = await ask(inModule('  sub #(.N(4)) u_sub (.d_i(count_q), .|'));
    expect(asked.labels).toEqual(['clk_i', 'q_o', 'mode_i']);
    expect(asked.item('clk_i')).toMatchObject({ detail: 'input logic', insertTextFormat: 2, textEdit: { newText: 'clk_i(${1:clk_i})' } });
    expect(asked.item('q_o')).toMatchObject({ detail: 'output logic [N-1:0], 4 bits', textEdit: { newText: 'q_o(${1:})' } });
  });

  it('behind # are parameters', async () => {
    expect((await ask(inModule('  sub #(.|'))).labels).toEqual(['N']);
  });

  it('leave parentheses alone that are there', async () => {
    const asked = await ask(inModule('  sub u_sub (.q|(count_q));'));
    expect(asked.item('q_o').textEdit?.newText).toBe('q_o');
  });

  it('come with their dot where it was not typed', async () => {
    const asked = await ask(inModule('  sub u_sub (.clk_i(clk_i),\n    |\n  );'));
    expect(asked.labels.slice(0, 3)).toEqual(['.d_i', '.q_o', '.mode_i']);
    expect(asked.item('.d_i').filterText).toBe('d_i');
  });

  it('of a function are its arguments', async () => {
    const function_ = '  function automatic logic pick(input logic left, input logic right); return left; endfunction\n';
    expect((await ask(inModule('  assign y_o = pick(.left(1), .|', function_))).labels).toEqual(['right']);
  });
});

describe('members', () => {
  it.each([
    ['of a struct', '  assign y_o = beat.|', ['valid', 'data']],
    ['of a struct, begun', '  assign y_o = beat.va|;', ['valid', 'data']],
    ['of an interface through its modport', '  assign y_o = bus.|', ['req', 'gnt']],
    ['inside an instance', '  assign y_o = u_sub.|', ['N', 'clk_i', 'd_i', 'q_o', 'mode_i']],
    ['inside a generate block', '  assign y_o = g_one.|', ['inner']],
    ['of an enum are methods', '  assign y_o = state_q.|', ['first', 'last', 'next', 'prev', 'num', 'name']],
  ])('%s', async (_what, body, labels) => {
    const head = '  sub u_sub (.clk_i);\n  if (1) begin : g_one\n    logic inner;\n  end\n';
    const text = inModule(body, head).replace('output logic [3:0] y_o', 'output logic [3:0] y_o, link_if.host bus');
    expect((await ask(text)).labels.sort()).toEqual([...labels].sort());
  });

  it('behind :: are the items of a package, and in an import the star first', async () => {
    const asked = await ask(inModule('  assign y_o = bus_pkg::|'));
    expect(asked.labels.sort()).toEqual(['IDLE', 'RUN', 'STOP', 'Width', 'beat_t', 'state_e']);
    const imported = await ask('module m;\n  import bus_pkg::|');
    expect(imported.labels[0]).toBe('*');
  });

  it('in the pattern of a declaration that is being written are those of its type', async () => {
    expect((await ask(inModule("  localparam beat_t First [2] = '{'{va|"))).labels.slice(0, 2)).toEqual(['valid', 'data']);
  });

  it('in an assignment pattern are the keys that are missing', async () => {
    const asked = await ask(inModule("  assign beat = '{valid: 1'b1, |"));
    expect(asked.labels[0]).toBe('data');
    expect(asked.labels).not.toContain('valid');
    expect(asked.item('data').textEdit?.newText).toBe('data: ');
  });
});

it('import offers packages', async () => {
  const asked = await ask('module m;\n  import |');
  expect(asked.labels).toEqual(['bus_pkg']);
  expect(asked.item('bus_pkg').textEdit?.newText).toBe('bus_pkg::*');
});

describe('enum values come first', () => {
  it.each([
    ['in an assignment', '  always_comb state_d = |;'],
    ['in a nonblocking one', '  always_ff @(posedge clk_i) begin\n    state_q <= |\n  end'],
    ['in a comparison', '  assign y_o = (state_q == |'],
    ['in a conditional', '  assign state_d = clk_i ? RUN : |;'],
    ['in a set', '  assign y_o = state_q inside {|'],
    ['in a declaration', '  state_e other = |'],
    ['at a port', '  sub u_sub (.mode_i(|'],
  ])('%s', async (_what, body) => {
    expect((await ask(inModule(body))).labels.slice(0, 3)).toEqual(['IDLE', 'RUN', 'STOP']);
  });

  it('as arms of a case, those that are missing before those that are there', async () => {
    const asked = await ask(inModule('  always_comb begin\n    case (state_q)\n      IDLE: state_d = RUN;\n      |\n    endcase\n  end'));
    expect(asked.labels.slice(0, 3)).toEqual(['RUN', 'STOP', 'IDLE']);
    expect(asked.labels).toContain('default');
  });
});

describe('names in scope', () => {
  it('have kind, type and width, and the nearest comes first', async () => {
    const asked = await ask(inModule('  logic [7:0] count_d;\n  assign y_o = co|'));
    expect(words(asked).filter((label) => label.startsWith('co'))).toEqual(['count_d', 'count_q']);
    expect(asked.item('count_q')).toMatchObject({ kind: 6, detail: 'logic [3:0], 4 bits' });
    expect(asked.item('beat')).toMatchObject({ detail: 'beat_t, 9 bits' });
    expect(asked.item('Width')).toMatchObject({ detail: 'parameter int' });
  });

  it('of blocks around are there, of others not', async () => {
    const asked = await ask(
      inModule('  always_comb begin : one\n    logic mine;\n    y_o = |\n  end\n  always_comb begin : two\n    logic other;\n  end'),
    );
    expect(asked.labels).toContain('mine');
    expect(asked.labels).not.toContain('other');
  });

  it('are there while the text does not parse, also those just declared', async () => {
    const asked = await ask(inModule('  logic fresh;\n  always_ff @(posedge clk_i) begin\n    if (fresh && (cou|\n'));
    expect(asked.labels).toEqual(expect.arrayContaining(['count_q', 'fresh', 'clk_i', 'IDLE']));
  });

  it('that are new are there after the statement that declares them', async () => {
    const asked = await ask(inModule('  assign y_o = 1;|'));
    const text = inModule('  assign y_o = 1;\n  logic newcomer;\n  assign y_o = ');
    asked.client.change('file:///p/top.sv', 2, [{ text }]);
    const list = await asked.client.request<CompletionList>('textDocument/completion', {
      textDocument: { uri: 'file:///p/top.sv' },
      position: positionOf(text, text.indexOf('assign y_o = \n') + 13),
    });
    expect(list.items.map((one) => one.label)).toContain('newcomer');
  });

  it('are there in the widths of a header', async () => {
    const asked = await ask('module m #(parameter int Ports = 4) (input logic [$clog2(|)-1:0] a);\nendmodule\n');
    expect(asked.labels).toContain('Ports');
  });

  it('are not offered where a new name is written', async () => {
    const asked = await ask(inModule('  logic [3:0] ne|'));
    expect(asked.labels).not.toContain('count_q');
  });
});

describe('by context', () => {
  it.each([
    ['a line comment', '  // cou|'],
    ['a block comment', '  /* cou| */'],
    ['a string', '  initial $display("cou|");'],
    ['a number', "  assign y_o = 4'b1|;"],
  ])('nothing inside %s', async (_what, body) => {
    expect((await ask(inModule(body))).list.items).toEqual([]);
  });

  it('keywords that can stand there, none behind a dot', async () => {
    expect((await ask(inModule('  alw|'))).labels).toContain('always_ff');
    expect((await ask(inModule('  alw|'))).labels).not.toContain('while');
    expect((await ask(inModule('  always_comb begin\n    wh|\n  end'))).labels).toContain('while');
    expect((await ask(inModule('  assign y_o = beat.a|'))).labels).not.toContain('assign');
    expect((await ask('mod|'))?.labels).toContain('module');
    expect((await ask('module m (in|'))?.labels).toContain('input');
  });

  it('macros behind a backtick, with their arguments to fill in', async () => {
    const asked = await ask('`define ADD(a, b) ((a) + (b))\nmodule m;\n  localparam int P = `|;\nendmodule\n');
    expect(asked.labels).toEqual(expect.arrayContaining(['ADD', 'TWICE', 'ifdef']));
    expect(asked.item('ADD')).toMatchObject({ textEdit: { newText: 'ADD(${1:a}, ${2:b})' } });
    expect((await ask('`ifdef TW|\n`endif\n')).labels).toEqual(expect.arrayContaining(['TWICE', 'PLAIN']));
  });

  it('file names in an include', async () => {
    const asked = await ask('`include "|');
    expect(asked.labels).toEqual(expect.arrayContaining(['macros.svh', 'inc/macros.svh']));
  });

  it('system tasks and functions behind $', async () => {
    const asked = await ask(inModule('  localparam int L = $cl|'));
    expect(asked.item('$clog2').textEdit).toMatchObject({ newText: '$clog2', range: { start: { character: 21 }, end: { character: 24 } } });
    expect((await ask(inModule('  initial begin\n    $|\n  end'))).labels[0]).toBe('$display');
  });

  it('modules, as an instance with its ports to fill in', async () => {
    const asked = await ask(inModule('  su|'));
    expect(asked.item('sub').textEdit?.newText).toBe(
      'sub #(\n  .N(${1:4})\n) ${2:u_sub} (\n  .clk_i(${3:clk_i}),\n  .d_i(${4:}),\n  .q_o(${5:}),\n  .mode_i(${6:})\n);$0',
    );
    expect((await ask(inModule('  assign y_o = su|'))).labels).not.toContain('sub');
  });

  it('shapes of code with the clock and reset of the module', async () => {
    const asked = await ask(inModule('  always|'));
    const snippet = asked.list.items.find((one) => one.label === 'always_ff with reset')?.textEdit?.newText ?? '';
    expect(snippet).toContain('posedge ${1:clk_i} or negedge ${2:rst_ni}');
    expect(snippet).toContain('if (!rst_ni)');
  });

  it('a colon alone asks for nothing', async () => {
    const text = inModule('  always_comb case (state_q) IDLE:|');
    expect((await ask(text, able, { triggerKind: 2, triggerCharacter: ':' })).list.items).toEqual([]);
  });
});

describe('clients', () => {
  it('without snippets get plain text, and none of the shapes', async () => {
    const asked = await ask(inModule('  su|'), {});
    expect(asked.list.items.filter((one) => one.insertTextFormat === 2 || one.kind === 15)).toEqual([]);
    expect(asked.item('sub')).toMatchObject({ textEdit: { newText: 'sub' } });
    expect((await ask(inModule('  sub u_sub (.|'), {})).item('clk_i').textEdit?.newText).toBe('clk_i(clk_i)');
  });

  it('that do not name kinds get the first eighteen only', async () => {
    const asked = await ask(inModule('  assign state_d = |'), {});
    expect(Math.max(...asked.list.items.map((one) => one.kind ?? 1))).toBeLessThanOrEqual(18);
    const more = { textDocument: { completion: { completionItemKind: { valueSet: [1, 6, 20] } } } };
    expect((await ask(inModule('  assign state_d = |'), more)).item('IDLE').kind).toBe(20);
  });

  it('with defaults for a list get the range once, with insert and replace both', async () => {
    const capabilities = {
      textDocument: { completion: { completionItem: { insertReplaceSupport: true }, completionList: { itemDefaults: ['editRange'] } } },
    };
    const asked = await ask(inModule('  assign y_o = co|unt;'), capabilities);
    expect(asked.list.itemDefaults?.editRange).toEqual({
      insert: { start: { line: 4, character: 15 }, end: { line: 4, character: 17 } },
      replace: { start: { line: 4, character: 15 }, end: { line: 4, character: 20 } },
    });
    expect(asked.list.items.every((one) => one.textEdit === undefined)).toBe(true);
  });

  it('that indent nothing get lines with their indentation', async () => {
    const plain = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    expect((await ask(inModule('  su|'), plain)).item('sub').textEdit?.newText).toContain('\n    .N(');
    const asks = {
      textDocument: { completion: { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] } } } },
    };
    expect((await ask(inModule('  su|'), asks)).item('sub')).toMatchObject({ insertTextMode: 2 });
  });

  it('get documentation when they ask for it, of the last list only', async () => {
    const asked = await ask(inModule('  su|'));
    const resolve = (item: CompletionItem): Promise<CompletionItem> => asked.client.request('completionItem/resolve', item);
    const resolved = await resolve(asked.item('sub'));
    expect(resolved.documentation).toMatchObject({ kind: 'markdown', value: expect.stringContaining('Adds one.') as unknown });
    expect((await resolve({ ...asked.item('sub'), data: { list: 0, at: 0 } })).documentation).toBeUndefined();
    expect(await resolve({ label: 'not ours' })).toEqual({ label: 'not ours' });
    // The list of names comes from the file without what is being typed, where the uses are not known.
    const half = await ask(inModule('  assign y_o = count_q;\n  assign x = co|'));
    const named = await half.client.request<CompletionItem>('completionItem/resolve', half.item('count_q'));
    expect(named.documentation).toMatchObject({ value: expect.stringContaining('4 bits') as unknown });
    expect(named.documentation).toMatchObject({ value: expect.not.stringContaining('never') as unknown });
  });
});
