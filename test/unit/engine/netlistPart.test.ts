import { describe, expect, test } from 'vitest';
import { itemsBefore, netlistPart } from '../../../server/src/engine/netlistPart';
import { summarize } from '../../../server/src/model/summarize';
import { parseText } from '../syntax/reading';

const before = `module leaf (input a, output q); endmodule module two (output p, q);
endmodule
\`define INV(x) ~x
module top (input clk, a, b, inout pad, output y, output logic q);
  wire m, n, o;
  logic held;
  assign m = a & b;
  assign n = m;
  leaf u_leaf (.a(n), .q(o));
  always_ff @(posedge clk) q <= n;
  for (genvar i = 0; i < 2; i++) begin : blk
    wire inner = a;
  end
  assign y = \`INV(b);

endmodule
`;

/** What is left of the netlist for an insertion on the empty line: the statements, or why there are none. */
async function left(insertion: string, text = before, pure: readonly string[] = []): Promise<string[] | 'nothing' | 'untold'> {
  const file = await parseText(text);
  const modules = summarize(file).modules;
  const named = (name: string) => modules.find((one) => one.name === name);
  const top = named('top');
  const items = top === undefined ? undefined : itemsBefore(file, top, { moduleNamed: named, pureFunctions: new Set(pure) });
  const edited = await parseText(text.replace('\n\nendmodule', `\n${insertion}\nendmodule`));
  const part = items === undefined ? undefined : netlistPart(items, edited, named);
  expect(part?.kind === 'part' ? part.after.length : edited.source.text.length).toBe(edited.source.text.length);
  file.dispose();
  edited.dispose();
  if (part?.kind !== 'part') return part?.kind ?? 'untold';
  return part.after.split('\n').slice(6, -2).map((line) => line.trim()).filter((line) => /^(?!wire inner|end)\w/.test(line)); // prettier-ignore
}

const always = ['assign y = `INV(b);'];

describe('of a netlist an edit has to do with', () => {
  test.each([
    '  assign held = n;',
    '  always_ff @(posedge clk) held <= n & held;',
    '  always_ff @(posedge clk or negedge a) if (!a) held <= 0; else held <= n & held;',
    '  always_comb begin held = b; if (n <= m) held = a; end',
    '  always_comb begin\n    held = a;\n    for (int i = 0; i < 4; i++) if (b) held = n;\n  end',
    '  leaf u_other (.a(m), .q(held));',
    '  wire more = q;',
    '  two u_two (.p(held));',
    '  if (1) assign held = a;\n  else assign held = b;',
    '  assign held = blk[0].inner;',
    '  // no need to force it\n  assign held = n;',
  ])('nothing: %s', async (insertion) => expect(await left(insertion)).toBe('nothing'));

  test.each([
    ['another driver', '  assign n = a;', ['assign n = m;']],
    ['another driver, in a process', '  always_ff @(posedge clk) q <= a;', ['always_ff @(posedge clk) q <= n;']],
    ['what an instance drives', '  assign o = a;', ['leaf u_leaf (.a(n), .q(o));']],
    ['a loop', '  assign b = n;', ['assign m = a & b;', 'assign n = m;']],
    ['a port that others drive', '  assign pad = a;', []],
    ['a process that may keep its value', '  always_comb if (b) held = a;', []],
    [
      'a loop through one of the assignments of a process',
      '  always_comb begin\n held = a;\n b = n;\n end',
      ['assign m = a & b;', 'assign n = m;'],
    ],
    ['two drivers of its own', '  assign held = a;\n  assign held = b;', []],
    ['two drivers of its own, in a block', '  if (1) begin : mine\n  assign held = a;\n  assign held = b;\n  end', []],
    ['a driver in each turn of a loop', '  for (genvar j = 0; j < 2; j++) assign held = a;', []],
    ['two outputs of an instance', '  two u_two (.p(held), .q(held));', []],
    ['an array of instances', '  leaf u_many [1:0] (.a(n), .q(held));', []],
    ['a net from itself', '  assign held = held & a;', []],
    ['a net of a block', '  assign blk[0].inner = a;', ['for (genvar i = 0; i < 2; i++) begin : blk']],
  ])('%s: %s', async (_, insertion, kept) => {
    const found = await left(insertion);
    expect(found).not.toBe('nothing');
    expect((found as string[]).filter((line) => !always.includes(line) && !insertion.includes(line))).toEqual(kept);
  });

  test.each([
    ['a constant', '  localparam int W = 3;'],
    ['a type', '  typedef logic [1:0] two_t;'],
    ['a routine', '  function f(input x); return x; endfunction'],
    ['another module', '  endmodule\n  module more;'],
    ['what is half written', '  assign held ='],
    ['an alias', '  alias m = n;'],
  ])('%s may change anything', async (_, insertion) => expect(await left(insertion)).toBe('untold'));

  test('a function of a package that hands nothing back drives none of its arguments', async () => {
    const called = before.replace('assign n = m;', 'assign n = widened(m, held);');
    const [call = ''] = called.match(/assign n.*/) ?? [];
    expect(await left('  assign held = a;', called)).toContain(call);
    expect(await left('  assign held = a;', called, ['widened'])).toBe('nothing');
    expect(await left('  assign a = n;', called, ['widened'])).toContain(call);
  });

  test('what only the netlist sees is not told by names', async () => {
    expect(await left('  assign held = n;', before.replace('  wire m', '`ifdef SYNTHESIS\n  assign held = b;\n`endif\n  wire m'))).toBe(
      'untold',
    );
    expect(await left('  assign held = n;', before.replace('  wire m', '`ifdef OTHER\n  assign held = b;\n`endif\n  wire m'))).toBe(
      'nothing',
    );
  });

  test('an edit of a statement counts with the statement, and the state before loses the same', async () => {
    const file = await parseText(before);
    const modules = summarize(file).modules;
    const named = (name: string) => modules.find((one) => one.name === name);
    const top = named('top');
    if (top === undefined) throw new Error('no top');
    const items = itemsBefore(file, top, { moduleNamed: named, pureFunctions: new Set() });
    const edited = await parseText(before.replace('assign n = m;', 'assign n = m & y;'));
    if (items === undefined) throw new Error('the items were not read');
    expect(netlistPart(items, edited, named)?.kind).toBe('nothing');
    const looped = await parseText(before.replace('assign n = m;', 'assign n = o; assign m = n;'));
    const part = netlistPart(items, looped, named);
    if (part?.kind !== 'part') throw new Error('a second driver was not seen');
    expect(part.before).toContain('assign m = a & b;');
    expect(part.before).not.toContain('always_ff');
    for (const one of [file, edited, looped]) one.dispose();
  });
});
