import { expect, it } from 'vitest';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///p/a.sv';

async function folds(text: string, capabilities: object = {}): Promise<string[]> {
  const { client } = serveInProcess();
  await client.start({ capabilities });
  client.open(uri, text);
  const found = await client.request<{ startLine: number; endLine: number; kind?: string }[]>('textDocument/foldingRange', {
    textDocument: { uri },
  });
  return found.map((one) => `${one.startLine}-${one.endLine}${one.kind === undefined ? '' : ` ${one.kind}`}`);
}

it('folds units, blocks and brackets, and keeps the line of the closing word in sight', async () => {
  const text = `module m #(
  parameter int N = 4
) (
  input logic clk
);
  always_ff @(posedge clk) begin
    if (N > 2) begin
      a <= 1;
    end else begin
      a <= 2;
    end
  end
  function automatic int f(int x);
    return x;
  endfunction
endmodule
`;
  expect(await folds(text)).toEqual(['0-14', '2-3', '5-10', '6-7', '8-9', '12-13']);
});

it('folds comments, imports, includes and region marks', async () => {
  const text = `// one
// two
import a_pkg::*;
import b_pkg::*;
\`include "x.svh"
\`include "y.svh"
/* long
   one */
// region Registers
wire a; // behind code
wire b; // is no group
// endregion
`;
  expect(await folds(text)).toEqual(['0-1 comment', '2-5 imports', '6-7 comment', '8-11 region']);
});

it('folds each branch of a conditional, and both may open what one end closes', async () => {
  const text = `module m;
\`ifdef A
  always @* begin : one
\`else
  always @(posedge c) begin : two
\`endif
    x = 1;
  end
endmodule
`;
  expect(await folds(text)).toEqual(['0-7', '1-2', '3-4', '4-6']);
});

it('is not led astray by words that open nothing, nor by unclosed text', async () => {
  const text = `module m;
  initial begin
    disable fork;
    fork
      a;
    join
    assert property (@(posedge c) x);
  end
  import "DPI-C" function int g();
  initial begin
    q = (1 +
endmodule
`;
  expect(await folds(text)).toEqual(['0-10', '1-6', '3-4']);
});

it('gives a client that limits the number the longest ones', async () => {
  const text = 'module m;\n  initial begin\n    a = 1;\n  end\nendmodule\n';
  expect(await folds(text, { textDocument: { foldingRange: { rangeLimit: 1 } } })).toEqual(['0-3']);
});
