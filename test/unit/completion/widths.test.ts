import { describe, expect, test } from 'vitest';
import { findNameFaults } from '../../../server/src/completion/names';
import { worldOf } from '../../harness/ghostText';

const given = `//- /leaf.sv
module leaf #(parameter W = 4) (input logic [7:0] d, input logic [W-1:0] p, input logic e, output logic [7:0] q);
endmodule
//- /top.sv
module top #(parameter N = 2) (input logic clk, input logic [7:0] a, input logic [15:0] b, input logic [N-1:0] n, output logic [7:0] y, output logic [15:0] wide, output reg [3:0] z);
  logic [0:3] up;
  logic [7:0] memory [16];
  logic twice;
  if (1) begin : g
    logic [15:0] twice;
  end
  /*|*/
endmodule
`;

async function faults(text: string, fixture = given) {
  const { place, deps } = await worldOf(fixture);
  return findNameFaults({ text, start: place.offset, end: place.offset }, place, deps).map((fault) => fault.message);
}

describe('widths that cannot be right', () => {
  test.each([
    ['leaf u (.d(b));', 'Port d of leaf has 8 bits, b has 16 bits.'],
    ['leaf u (.e(b[3:0]));', 'Port e of leaf has 1 bit, b[3:0] has 4 bits.'],
    ['leaf u (.q(z));', 'Port q of leaf has 8 bits, z has 4 bits.'],
    ['leaf u (.p(a));', 'Port p of leaf has 4 bits, a has 8 bits.'],
    ['leaf #(.W(8)) u (.d(b));', 'Port d of leaf has 8 bits, b has 16 bits.'],
    ['assign y = a[8];', 'a is declared [7:0], so there is no bit 8.'],
    ['assign y[3:0] = a[11:8];', 'a is declared [7:0], so there is no bit 11.'],
    ['assign y[0] = up[4];', 'up is declared [0:3], so there is no bit 4.'],
  ])('%s', async (text, message) => {
    expect(await faults(text)).toEqual([message]);
  });

  test.each([
    ['leaf u (.e(bundle));', ['Port e of leaf has 1 bit, bundle has 24 bits.']],
    ['leaf u (.q(bit_t));', ['Port q of leaf has 8 bits, bit_t has 2 bits.']],
    // Of a port that hangs on parameters, of a type that hangs on parameters, and of a name that the insertion declares, nothing is known.
    ['leaf u (.p(bundle));', []],
    ['leaf #(.W(24)) u (.p(bundle));', []],
    ['leaf u (.e(own));', []],
    ['leaf u (.e(given_type));', []],
    ['if (1) begin : h logic bundle; leaf u (.e(bundle)); end', []],
  ])('a structure of a package: %s', async (text, messages) => {
    const typed = given
      .replace(
        '//- /leaf.sv',
        '//- /pk.sv\npackage pk;\n  typedef struct packed { logic [7:0] a; logic [15:0] b; } wide_t;\n  typedef logic [1:0] two_t;\nendpackage\n//- /leaf.sv',
      )
      .replace('#(parameter N = 2)', 'import pk::*; #(parameter N = 2, parameter type given_t = wide_t)')
      .replace('/*|*/', 'typedef logic [N:0] own_t;\n  wide_t bundle;\n  pk::two_t bit_t;\n  own_t own;\n  given_t given_type;\n  /*|*/');
    expect(await faults(text, typed)).toEqual(messages);
  });

  test('also of an instance that the user began', async () => {
    expect(await faults('.e(a));', given.replace('/*|*/', 'leaf u (.d(a), /*|*/'))).toEqual(['Port e of leaf has 1 bit, a has 8 bits.']);
  });

  test('a name of the block around the cursor is another one', async () => {
    expect(await faults('a[9] = 1;', given.replace('/*|*/', 'always_comb begin logic [9:0] a; /*|*/ end'))).toEqual([]);
  });

  test.each([
    'leaf u (.d(a), .p(b[3:0]), .e(a[7]), .q(y));',
    // Wider than needed is extended, which linters may mention.
    'leaf u (.d(z), .q(wide));',
    'leaf #(.W(8)) u (.p(a));',
    'leaf u (.p(n), .e(n));',
    'leaf u (.d(a + b), .e(|b), .p({a[1:0], b[1:0]}));',
    'assign y = memory[15];',
    'assign y = twice[9];',
    'assign y[0] = n[5];',
    'logic [9:0] a2; assign a2[9] = a[7];',
    'always_comb begin : p logic [9:0] a; a[9] = 1; end',
    'assign y = up[0:3];',
    'assign y = b[N+9];',
  ])('left to the tools: %s', async (text) => {
    expect(await faults(text)).toEqual([]);
  });
});
