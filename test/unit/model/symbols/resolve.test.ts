import { describe, expect, it } from 'vitest';
import { openProject } from './reading';

const files = {
  'pkg.sv': `package base_pkg;
  typedef enum logic [1:0] {IDLE, RUN} state_e;
  parameter int Width = 8;
  typedef struct packed { logic valid; logic [Width-1:0] data; } beat_t;
  function automatic beat_t make(input logic v); make.valid = v; return make; endfunction
endpackage
package top_pkg;
  import base_pkg::*;
  export base_pkg::*;
  typedef struct packed { beat_t [1:0] lanes; state_e state; } pair_t;
endpackage
`,
  'bus.sv': `interface bus_if (input logic clk);
  logic req, gnt;
  modport master (output req, input gnt);
endinterface
`,
  'sub.sv': `module sub #(parameter int N = 1) (input logic clk, input logic [N-1:0] d, output logic [N-1:0] q);
  logic inner;
endmodule
`,
  'top.sv': `module top import top_pkg::*; (input logic clk, bus_if.master m, output logic q);
  pair_t p;
  state_e st;
  logic d;
  sub #(.N(Width)) u_sub (.clk, .d(d), .q());
  assign p.lanes[0].valid = d;
  assign p.lanes[1] = '{valid: 1'b0, data: '0};
  assign m.req = u_sub.inner;
  for (genvar i = 0; i < 2; i++) begin : g_lane
    logic bit_q;
    assign bit_q = d & m.gnt;
  end : g_lane
  assign q = g_lane[0].bit_q | base_pkg::make(.v(d)).valid;
  always_comb case (st) IDLE: d = 0; default: d = 1; endcase
endmodule : top
`,
};

describe('names lead to their declarations', () => {
  it('through imports and exports of packages', async () => {
    const { means } = await openProject(files);
    expect(means('top.sv', 'pair_t')).toBe('pkg.sv:10:64 typedef pair_t');
    expect(means('top.sv', 'state_e')).toBe('pkg.sv:2:40 typedef state_e');
    expect(means('top.sv', 'IDLE:')).toBe('pkg.sv:2:29 enumMember IDLE');
    expect(means('top.sv', 'base_pkg')).toBe('pkg.sv:1:9 package base_pkg');
    expect(means('top.sv', 'make(')).toBe('pkg.sv:5:29 function make');
  });

  it('to modules without a look into imported packages, whose classes are no modules', async () => {
    const { means, project } = await openProject({
      ...files,
      'pkg.sv': `${files['pkg.sv']}package other_pkg; checker watch (input logic clk); endchecker endpackage\n`,
      'classes.sv': 'package class_pkg; class sub; endclass endpackage\n',
      'use.sv':
        'module use_it import class_pkg::*, other_pkg::*; (input logic clk);\n  sub u_sub (.clk);\n  watch u_watch (.clk);\nendmodule\n',
    });
    expect(means('use.sv', 'sub u')).toBe('sub.sv:1:8 module sub');
    expect(project.tableAtHand('/p/pkg.sv')).toBeUndefined();
    expect(means('use.sv', 'watch u')).toMatch(/^pkg\.sv:\d+:\d+ checker watch$/);
  });

  it('to members of structs, nested, in arrays, behind calls and in patterns', async () => {
    const { means } = await openProject(files);
    expect(means('top.sv', '.|lanes')).toBe('pkg.sv:10:40 structMember lanes');
    expect(means('top.sv', '].|valid')).toBe('pkg.sv:4:33 structMember valid');
    expect(means('top.sv', ').|valid')).toBe('pkg.sv:4:33 structMember valid');
    expect(means('top.sv', 'valid: ')).toBe('pkg.sv:4:33 structMember valid');
    expect(means('top.sv', 'data: ')).toBe('pkg.sv:4:58 structMember data');
    expect(means('top.sv', '(.|v(d)')).toBe('pkg.sv:5:46 argument v');
  });

  it('from an instance to the module, its parameters and ports, and into it', async () => {
    const { means } = await openProject(files);
    expect(means('top.sv', 'sub #')).toBe('sub.sv:1:8 module sub');
    expect(means('top.sv', '.|N(')).toBe('sub.sv:1:28 parameter N');
    expect(means('top.sv', '.|d(d)')).toBe('sub.sv:1:73 port d');
    expect(means('top.sv', '.|clk,')).toBe('sub.sv:1:48 port clk & top.sv:1:44 port clk');
    expect(means('top.sv', '.|inner')).toBe('sub.sv:2:9 variable inner');
  });

  it('through interfaces and generate blocks', async () => {
    const { means } = await openProject(files);
    expect(means('top.sv', 'bus_if.|master')).toBe('bus.sv:3:11 modport master');
    expect(means('top.sv', 'm.|req')).toBe('bus.sv:2:9 variable req');
    expect(means('top.sv', '].|bit_q')).toBe('top.sv:10:11 variable bit_q');
    expect(means('top.sv', ': |g_lane', 2)).toBe('top.sv:9:42 generateBlock g_lane');
    expect(means('top.sv', 'endmodule : |top')).toBe('top.sv:1:8 module top');
  });

  it('and say why when they do not', async () => {
    const { means } = await openProject({
      'a.sv': 'module a; gone u_x (.p(b)); assign c = none_pkg::d; assign e = u_x.f; endmodule\n',
    });
    expect(means('a.sv', 'gone')).toBe('(notInProject)');
    expect(means('a.sv', '.|p(')).toBe('(baseUnresolved)');
    expect(means('a.sv', 'none_pkg')).toBe('(packageUnknown)');
    expect(means('a.sv', 'c =')).toBe('(undeclared)');
    const other = await openProject({ 'a.sv': 'module a; import gone_pkg::*; assign c = 1; endmodule\n' });
    expect(other.means('a.sv', '|c =')).toBe('(packageUnknown)');
  });
});

describe('macros', () => {
  it('lead to the definition in force, and names in arguments stand where they are written', async () => {
    const { means, at } = await openProject({
      'defs.svh': '`define CHECK(a, b) assert property (@(posedge clk) a |-> b);\n',
      'a.sv':
        '`include "defs.svh"\n`define W 4\nmodule a (input clk, req, gnt);\n  `CHECK(req, gnt)\n  logic [`W-1:0] x;\nendmodule\n`undef W\n`define W 5\n',
    });
    expect(means('a.sv', '`|CHECK')).toBe('defs.svh:1:9 macro CHECK');
    expect(means('a.sv', '[`|W')).toBe('a.sv:2:9 macro W');
    expect(means('a.sv', 'req', 2)).toBe('a.sv:3:22 port req');
    expect(at('a.sv', 'gnt', 2)?.references[0]?.argumentOf).toBe('CHECK');
  });

  it('a header is read as part of the file that includes it', async () => {
    const { means } = await openProject({
      'a.sv': 'module a;\n  logic sig;\n`include "body.svh"\nendmodule\n',
      'body.svh': 'assign sig = 1;\n',
    });
    expect(means('body.svh', '|sig =')).toBe('a.sv:2:9 variable sig');
  });
});

it('a type parameter has the members of what instances give it', async () => {
  const { means } = await openProject({
    'a.sv': 'module leaf #(parameter type req_t = logic) (input req_t req, output logic y);\n  assign y = req.valid;\nendmodule\n',
    'b.sv': 'module mid #(parameter type req_t = logic) (input req_t r);\n  leaf #(.req_t(req_t)) u_leaf (.req(r), .y());\nendmodule\n',
    'c.sv':
      'module top;\n  typedef struct packed {logic valid;} my_req_t;\n  my_req_t m;\n  mid #(.req_t(my_req_t)) u_mid (.r(m));\nendmodule\n',
  });
  expect(means('a.sv', '.|valid')).toBe('c.sv:2:32 structMember valid');
});

it('a type parameter has the members of what is given in order, to modules and classes', async () => {
  const { means } = await openProject({
    'a.sv': 'module leaf #(parameter int W = 1, parameter type req_t = logic) (input req_t req);\n  wire y = req.valid;\nendmodule\n',
    'b.sv': 'package pk;\n  typedef struct packed {logic valid;} my_req_t;\nendpackage\n',
    'c.sv': 'module top;\n  leaf #(4, pk::my_req_t) u_leaf (.req());\nendmodule\n',
    'd.sv':
      'package q;\n  class item; int tag; endclass\n  class driver #(type T = int); T req; function int f(); return req.tag; endfunction endclass\n' +
      '  class mine extends driver #(item); endclass\nendpackage\n',
  });
  expect(means('a.sv', '.|valid')).toBe('b.sv:2:32 structMember valid');
  expect(means('d.sv', '.|tag')).toBe('d.sv:2:19 variable tag');
});

it('names that cannot be found out by types alone: classes, this, super and methods written outside', async () => {
  const { means } = await openProject({
    'a.sv': `package p;
  class base; int count; extern function void bump(int by); endclass
  class more extends base;
    function new(); super.bump(1); this.count = 2; endfunction
  endclass
  function void base::bump(int by); count += by; endfunction
endpackage
module m; p::more h; initial h.bump(.by(3)); endmodule
`,
  });
  expect(means('a.sv', 'super.|bump')).toBe('a.sv:2:47 function bump');
  expect(means('a.sv', 'this.|count')).toBe('a.sv:2:19 variable count');
  expect(means('a.sv', '|count += by')).toBe('a.sv:2:19 variable count');
  expect(means('a.sv', 'h.|bump')).toBe('a.sv:2:47 function bump');
  expect(means('a.sv', '.|by(3)')).toBe('a.sv:2:56 argument by');
});
