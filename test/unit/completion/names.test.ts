import { describe, expect, test } from 'vitest';
import { findNameFaults } from '../../../server/src/completion/names';
import { worldOf } from '../../harness/ghostText';

const given = `//- /pk.sv
package pk;
  typedef enum logic {ON, OFF} power_t;
  localparam int DEPTH = 4;
endpackage
//- /leaf.sv
module leaf #(parameter W = 1) (input logic clk, output logic q, output logic p);
endmodule
//- /top.sv
module top import pk::*; (input logic clk, output logic [3:0] q);
  power_t power;
  logic unused_before;
  /*|*/
  logic later;
endmodule
`;

async function faults(text: string, fixture = given) {
  const { place, deps } = await worldOf(fixture);
  const found = findNameFaults({ text, start: place.offset, end: place.offset }, place, deps);
  return found.map((fault) => fault.message);
}

describe('refused by names and widths', () => {
  test.each([
    ["assign q = 0'd3;", ["The constant 0'd3 has width zero."]],
    ["assign q = q ^ 4'd0;", ['q is assigned from itself: a combinational loop.']],
    ['assign q = clk ? {4{clk}} : $signed(q);', ['q is assigned from itself: a combinational loop.']],
    ['assign later = clk,\n    q = later ? q : 0;', ['q is assigned from itself: a combinational loop.']],
    ['assign later = clk,\n    q = {4{later}};', []],
    ['for (genvar i = 0; i < 4; i++) begin : lane\n    logic t;\n    assign t = clk;\n  end\n  assign q[0] = lane[0].t;', []],
    ['assign q[0] = lane[0];', ['lane is not declared in top.']],
    ['steady: assert property (@(posedge clk) clk |=> later);', []],
    ['property low; @(posedge clk) clk |=> !later; endproperty\n  assert property (low);', []],
    ['xnor g1 (q[0], clk, later), g2 (q[1], clk, later);', []],
    ['xnor g1 (q[0], clk, g2);', ['g2 is not declared in top.']],
    ['assert property (lower);', ['lower is not declared in top.']],
    // Keys of a pattern are no names of the module.
    ["assign q = '{ lane: '{ first: clk, default: 0 }, valid: clk };", []],
    ["assign q = '{ lane: nowhere };", ['nowhere is not declared in top.']],
    ['leaf u (.clk(clk), .out(q[0]));', ['leaf has no port out.']],
    ['leaf u (.clk(clk), .q(later), .p(later));', ['later has another driver: it is at two outputs of one instance.']],
    ['leaf u (.clk(clk), .q(later), .p());', []],
    ['leaf u (.clk(clk), .q(clk), .p());', ['clk has another driver: it is an input of top.']],
    ['leaf u (.clk(clk), .q(clk[0]));', ['clk has another driver: it is an input of top.']],
    ['assign clk = later;', ['clk has another driver: it is an input of top.']],
    ['leaf u (.clk(clk), .q(q[0]), .p(q[1]));', []],
    ['leaf #(.WIDTH(2)) u (.clk(clk));', ['leaf has no parameter WIDTH.']],
    ['assign q = {4{nowhere}};', ['nowhere is not declared in top.']],
    ['logic [3:0] fresh = nowhere + 1;', ['nowhere is not declared in top.']],
    ['localparam int A = 1, B = A + nowhere;', ['nowhere is not declared in top.']],
    ['wire clk;', ['clk is declared already, as a port.']],
    ['assign later = clk;\n  logic [3:0] fresh, q = 4;', ['q is declared already, as a port.']],
    // A net that its use declares, and that nothing else is connected to.
    ['leaf u_leaf (.clk(clk), .q(implicit_net));', ['implicit_net is not declared in top.']],
    ['assign implicit_net = clk;', ['implicit_net is not declared in top.']],
    ['always_comb begin q = sum + 1; end', ['sum is not declared in top.']],
  ])('%s', async (text, messages) => {
    expect(await faults(text)).toEqual(messages);
  });

  test.each([
    ['always_comb begin later = clk; later <= 0; end', ['later is assigned by both = and <= in one process.']],
    [
      'always @(posedge clk)\n    if (clk) later = 0;\n    else later <= later <= 1;',
      ['later is assigned by both = and <= in one process.'],
    ],
    ['always_comb later = clk;\n  always_ff @(posedge clk) q <= 4;', []],
    ['initial later = 0;\n  always_ff @(posedge clk) later <= clk;', []],
    ['always_ff @(posedge clk) begin\n    later = clk;\n    q <= clk ? 1 : later <= 1;\n  end', []],
    ['always_comb begin\n    for (later = 0; later <= 1; later = later + 1) q = 1;\n  end', []],
  ])('of assignments in two manners: %s', async (text, messages) => {
    expect(await faults(text)).toEqual(messages);
  });

  test.each([
    ['later = 1;', ['later is assigned by both = and <= in one process.']],
    ['later <= 1;', []],
    ['assign later = 1;', ['later is assigned by both = and <= in one process.']],
    ['end end end\n  assign later = 1;', []],
    ['power = ON;', ['power is assigned by both = and <= in one process.']],
    ['q = 1;', []],
    // Its author mixes them already.
    ['unused_before = 1;', []],
  ])('of assignments in two manners, around the insertion: %s', async (text, messages) => {
    const process =
      'always @(posedge clk) begin\n unused_before = 0; unused_before <= 1;\n if (clk) later <= 0;\n else begin\n /*|*/\n power <= OFF; end\n end\n always_comb q = 0;';
    expect(await faults(text, given.replace('/*|*/', process))).toEqual(messages);
  });

  const before = given.replace('/*|*/', 'assign q[0] = 0;\n  assign power = ON;\n  /*|*/\n  assign later = 0;');
  const again = (name: string): string => `${name} has another driver: it is assigned elsewhere already.`;
  test.each([
    ['assign q = 4;\n  assign q = 5;', [again('q')]],
    ['assign later = clk;', [again('later')]],
    ['assign power = OFF;', [again('power')]],
    ['assign q[0] = 0, later = 1;', [again('later')]],
    // Parts, tri-states, branches of generate constructs and bodies are other places.
    ['assign q[0] = 0;\n  assign q[1] = 0;', []],
    ["assign q = clk ? 4'd1 : 4'bz;\n  assign q = clk ? 4'bz : 4'd2;", []],
    ["assign q = clk ? 4'd1 : 'z;\n  assign q = clk ? 'z : 4'd2;", []],
    ['if (1) assign q = 1;\n  else assign q = 2;', []],
    ['if (1) begin assign q = 1; end\n  else begin : other assign q = 2; end', []],
    ['function automatic logic f(logic q); q = 1; return q; endfunction\n  assign q = {4{f(clk)}};', []],
  ])('of second drivers: %s', async (text, messages) => {
    expect(await faults(text, before)).toEqual(messages);
  });

  test('of second drivers around the insertion nothing is known where conditions of the preprocessor stand', async () => {
    const conditional = given.replace('/*|*/', '`ifdef FAST\n  assign q = 1;\n`else\n  /*|*/\n`endif');
    expect(await faults('assign q = 2;', conditional)).toEqual([]);
    expect(await faults('assign q = 2;\n  assign q = 3;', conditional)).toEqual([again('q')]);
  });

  test('also ports of an instance that the user began', async () => {
    const started = given.replace('/*|*/', 'leaf u_leaf (.clk(clk), /*|*/');
    expect(await faults('.nope(q[0]));', started)).toEqual(['leaf has no port nope.']);
  });

  test('with the place of the name in the edited file', async () => {
    const { place, deps } = await worldOf(given);
    const [fault] = findNameFaults({ text: 'assign q =\n    nowhere;', start: place.offset, end: place.offset }, place, deps);
    expect(fault).toMatchObject({ file: '/top.sv', line: 5, column: 5, endColumn: 12, code: 'elaborate/undeclared' });
  });
});

test('a word that the insertion completes is read whole', async () => {
  const half = given.replace('/*|*/', 'assign q = {4{unused_be/*|*/');
  expect(await faults('fore}};', half)).toEqual([]);
  expect(await faults('nt}};', half)).toEqual(['unused_bent is not declared in top.']);
});

describe('left to the tools', () => {
  test.each([
    'assign q = {q[2:0], clk};',
    'logic [3:0] fresh = q, other = fresh; assign q = other;',
    'function automatic logic f(logic clk); logic q; q = clk; return q; endfunction assign q = {4{f(clk)}};',
    'assign q = $bits(q);',
    "assign q = later ? 4'd1 : 4'd0;",
    'always_comb if (power == OFF) q = DEPTH;',
    'logic fresh; assign fresh = clk; assign q = {4{fresh}};',
    'logic [3:0] a, b; assign a = q; assign b = a;',
    'for (genvar i = 0; i < 4; i++) begin : g_bits assign q[i] = clk; end',
    // Nets that are declared by their use.
    'leaf u_leaf (.clk(clk), .q(implicit_net)); leaf u_next (.clk(implicit_net));',
    'assign implicit_net = clk;\n  assign q = {4{implicit_net}};',
    'power_t other; always_ff @(posedge clk) other <= power;',
    'assign q = pk::DEPTH;',
    'function automatic logic [3:0] inc(input logic [3:0] x); return x + 1; endfunction',
    'typedef struct packed { logic a; logic b; } pair_t; pair_t p; assign p.a = clk;',
    'assign q = `UNKNOWN_MACRO;',
    'assign q = $clog2(DEPTH);',
    'leaf u_leaf (.*);',
    'localparam int A = 1, B = A + 1;',
    'typedef enum {P = 1, Q} e_t; e_t e; assign e = Q;',
    'logic [3:0] x1 = {1, 2}, x2 = f(1, 2); function automatic logic [3:0] f(input int a, input int b = 3); return a + b; endfunction',
    'power_t p1, p2; assign p1 = power; assign p2 = p1;',
    'unknown_module u (.whatever(clk));',
  ])('%s', async (text) => {
    expect(await faults(text)).toEqual([]);
  });

  test('what stands in a list of plain port names is declared in the body', async () => {
    expect(await faults('wire clk;', 'module m (clk);\n  input clk;\n  /*|*/\nendmodule\n')).toEqual([]);
  });

  test('everything when an imported package is not known', async () => {
    const unknown = given.replace('import pk::*', 'import elsewhere::*');
    expect(await faults('assign q = nowhere;', unknown)).toEqual([]);
  });
});
