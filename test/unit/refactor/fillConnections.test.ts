import { expect, it } from 'vitest';
import { fillConnections } from '../../../server/src/refactor/fillConnections';
import { acted, offersAt } from './acting';

const others = {
  'sub.sv': `module sub #(parameter int W = 8, parameter int D = W * 2, localparam int L = 3) (
  input logic clk, input logic [W-1:0] data, output logic ready, output logic [3:0] level);
endmodule
module flat #(parameter int W = 8, parameter logic [3:0] K = 4'h5) (input a, output b); endmodule
`,
};

it('adds the missing ports one a line, aligned as the others, with nets of the same name', async () => {
  const text = `module m (input logic clk, input logic [7:0] data, output logic ready);
  sub u_@@sub (
    .clk   (clk),
    .ready (ready) // when there is room
  );
endmodule
`;
  expect(await acted(fillConnections, text, { others })).toBe(`module m (input logic clk, input logic [7:0] data, output logic ready);
  sub u_sub (
    .clk   (clk),
    .ready (ready), // when there is room
    .data  (data),
    .level ()
  );
endmodule
`);
});

it('fills an empty list, and keeps to one line and to short connections where the author does', async () => {
  expect(await acted(fillConnections, 'module m (input clk);\n  sub u@@ ();\nendmodule\n', { others })).toContain(
    '  sub u (\n    .clk(clk),\n    .data(),\n    .ready(),\n    .level()\n  );',
  );
  expect(
    await acted(fillConnections, 'module m (input clk, output ready);\n  sub u@@ (.clk, .data(1));\nendmodule\n', { others }),
  ).toContain('sub u (.clk, .data(1), .ready(ready), .level());');
});

it('aligns both brackets', async () => {
  const text = 'module m (input clk);\n  sub u@@ (\n    .clk   (clk  ),\n    .ready (rdy_o)\n  );\nendmodule\n';
  expect(await acted(fillConnections, text, { others })).toContain('    .ready (rdy_o),\n    .data  (     ),\n    .level (     )\n  );');
});

it('leaves a net of another width, or one that is an input, unconnected', async () => {
  expect(
    await acted(fillConnections, 'module m (input [8:0] level, input ready);\n  sub u@@ (.clk(1), .data(2));\nendmodule\n', { others }),
  ).toContain('.ready(), .level());');
});

it('offers nothing for complete, ordered and wildcard connections, and refuses conditional ones', async () => {
  const ports = async (list: string): Promise<number> =>
    (await offersAt(fillConnections, `module m;\n  flat u@@ (${list});\nendmodule\n`, others)).filter((one) => /port/.test(one.title))
      .length;
  expect(await ports('.a(1), .b()')).toBe(0);
  expect(await ports('1, x')).toBe(0);
  expect(await ports('.*')).toBe(0);
  expect(
    await acted(fillConnections, 'module m;\n  flat u@@ (\n`ifdef X\n.a(1)\n`else\n.b(c)\n`endif\n);\nendmodule\n', { others }),
  ).toMatch(/^refused/);
});

it('writes parameters with their defaults, not those computed from others', async () => {
  const title = /param/;
  expect(await acted(fillConnections, 'module m;\n  flat u@@ (.a(1), .b());\nendmodule\n', { others, title })).toContain(
    "  flat #(\n    .W(8),\n    .K(4'h5)\n  ) u (",
  );
  expect(await acted(fillConnections, 'module m;\n  flat #(.W(3)) u@@ (.a(1), .b());\nendmodule\n', { others, title })).toContain(
    "#(.W(3), .K(4'h5))",
  );
  expect(await acted(fillConnections, 'module m;\n  sub u@@ ();\nendmodule\n', { others, title })).toMatch(/refused: the default of D/);
});
