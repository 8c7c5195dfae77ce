import { describe, expect, test } from 'vitest';
import { collectPieces } from '../../../server/src/completion/context';
import { likelyModules } from '../../../server/src/completion/search/likelyModules';
import { ModuleSearch } from '../../../server/src/completion/search/moduleSearch';
import { outlinesOf } from '../../../server/src/completion/search/outline';
import { alike } from '../../../server/src/completion/pieces/similarCode';
import { worldOf } from '../../harness/ghostText';

const fifo = `module sync_fifo #(parameter int DEPTH = 8, localparam int AW = $clog2(DEPTH)) (
  input  logic clk, rst_n,
  input  logic push_valid, output logic push_ready, input logic [7:0] push_data,
  output logic pop_valid
);
  logic [AW:0] wr_ptr, rd_ptr;
  ram #(.W(8)) u_ram (.clk(clk));
  always_ff @(posedge clk or negedge rst_n) if (!rst_n) wr_ptr <= '0; else if (push_valid && push_ready) wr_ptr <= wr_ptr + 1'b1;
endmodule
`;
const uart = `module uart_tx (clk, tx_line, baud_div);
  input clk; output tx_line; input [15:0] baud_div;
  reg [15:0] baud_count;
  always @(posedge clk) baud_count <= baud_count == baud_div ? 16'd0 : baud_count + 16'd1;
endmodule
`;
const top = `module top (input logic clk, rst_n, output logic tx);
  logic push_valid, push_ready;
  logic [7:0] push_data;
  /*|*/
endmodule
`;

describe('an outline', () => {
  test('holds ports, instances and what a module is made of', () => {
    const [outline] = outlinesOf('/f.sv', fifo);
    expect(outline).toMatchObject({
      name: 'sync_fifo',
      ports: ['clk', 'rst_n', 'push_valid', 'push_ready', 'push_data', 'pop_valid'],
      instantiates: ['ram'],
      shape: { always_ff: 1, if: 2, instances: 1, ports: 6 },
    });
    expect(fifo.slice(outline?.start, outline?.end)).toBe(fifo.trim());
    expect(outlinesOf('/u.v', uart)[0]?.ports).toEqual(['clk', 'tx_line', 'baud_div']);
  });

  test('is read from broken text as far as there is one', () => {
    expect(outlinesOf('/b.sv', 'module a (input x\nmodule b (input y); endmodule module').map((one) => one.name)).toEqual(['a', 'b']);
    expect(outlinesOf('/b.sv', '')).toEqual([]);
  });

  test('says how much two modules are alike, and a module is most like itself', () => {
    const [[a], [b]] = [outlinesOf('/f.sv', fifo), outlinesOf('/u.v', uart)];
    if (a === undefined || b === undefined) throw new Error('no outline');
    expect(alike(a, a)).toBeCloseTo(1);
    expect(alike(a, b)).toBeLessThan(0.6);
  });
});

describe('the search', () => {
  test('follows files as they change and go', () => {
    const search = new ModuleSearch();
    const found = () => search.byCode(new Map([['baud', 1]]), 5).map((hit) => hit.outline.name);
    search.update('/u.v', uart);
    search.update('/f.sv', fifo);
    expect(found()).toEqual(['uart_tx']);
    search.update('/u.v', uart.replaceAll('baud', 'rate').replace('uart_tx', 'other'));
    expect(found()).toEqual([]);
    search.update('/f.sv', undefined);
    expect(search.size).toBe(1);
    expect(search.usesOf('ram')).toBe(0);
  });

  test('ranks by rare words before common ones', () => {
    const search = new ModuleSearch();
    for (let i = 0; i < 20; i++) search.update(`/${i}.sv`, `module m${i} (input clk); assign data = valid; endmodule`);
    search.update('/f.sv', fifo);
    search.update('/u.v', uart);
    const query = new Map([
      ['clk', 1],
      ['valid', 1],
      ['baud', 1],
    ]);
    expect(search.byCode(query, 1)[0]?.outline.name).toBe('uart_tx');
  });
});

async function placeWith(given: string) {
  const world = await worldOf(`//- /rtl/fifo.sv\n${fifo}//- /rtl/uart.v\n${uart}//- /rtl/top.sv\n${given}`);
  const search = new ModuleSearch();
  for (const [path, text] of world.files) search.update(path, text);
  return { place: world.place, sources: { ...world.deps, search: () => search } };
}

describe('between the items of a module', () => {
  test('the module whose ports wait to be connected is likely to come, and its head is shown', async () => {
    const { place, sources } = await placeWith(top);
    expect(likelyModules(place, sources)[0]).toBe('sync_fifo');
    const { kept } = collectPieces(place, sources, 4000);
    expect(kept.find((piece) => piece.name === 'likely:sync_fifo')?.text).toContain('input  logic push_valid');
  });

  test('none is inside a process, and none from a file that is never sent', async () => {
    const inside = await placeWith(top.replace('/*|*/', 'always_comb begin /*|*/ end'));
    expect(likelyModules(inside.place, inside.sources)).toEqual([]);
    const { place, sources } = await placeWith(top);
    const private_ = { ...sources, neverSend: (path: string) => path === '/rtl/fifo.sv' };
    expect(likelyModules(place, private_)).not.toContain('sync_fifo');
  });
});

test('similar code of another module is shown by the lines that share most with the cursor', async () => {
  const given = `module uart_rx (input logic clk, input logic [15:0] baud_div);
  logic [15:0] baud_count;
  always_ff @(posedge clk) baud_count <= /*|*/
endmodule
`;
  const { place, sources } = await placeWith(given);
  const similar = collectPieces(place, sources, 4000).kept.find((piece) => piece.name.startsWith('similar'));
  expect(similar).toMatchObject({ name: 'similar:uart_tx', from: ['/rtl/uart.v'] });
  expect(similar?.text).toContain('baud_count == baud_div');
  const without = collectPieces(place, { ...sources, without: ['similar'] }, 4000);
  expect(without.kept.some((piece) => piece.name.startsWith('similar'))).toBe(false);
});

test('comments in a long row cost no time', async () => {
  const { place, sources } = await placeWith(top.replace('/*|*/', `${'// ---------------- // \n'.repeat(40)}/*|*/`));
  expect(likelyModules(place, sources)).not.toEqual([]);
});
