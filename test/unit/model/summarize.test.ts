import { describe, expect, it } from 'vitest';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import { moduleNode, summarize } from '../../../server/src/model/summarize';
import type { UnitLookup } from '../../../server/src/model/scope';
import { parseText } from '../syntax/reading';

async function units(text: string, lookup?: UnitLookup): Promise<readonly ModuleInfo[]> {
  const file = await parseText(text);
  const found = summarize(file, lookup).modules;
  file.dispose();
  return found;
}

async function unit(text: string, lookup?: UnitLookup): Promise<ModuleInfo> {
  const found = (await units(text, lookup)).at(-1);
  if (found === undefined) throw new Error('no unit was found');
  return found;
}

const ports = (info: ModuleInfo) =>
  info.ports.map((port) => `${port.direction} ${port.name}:${port.width ?? '?'}${port.signed ? ' signed' : ''}${port.unpacked ?? ''}`);

describe('ports', () => {
  it('of an ANSI header carry direction and type on', async () => {
    const info = await unit(
      `module m #(parameter W = 8) (
        input clk, rst,
        input logic signed [W-1:0] a, b,
        output reg [3:0][1:0] q, output logic x [3:0],
        inout wire [$clog2(W)-1:0] io, input var int n);
       endmodule`,
    );
    expect(ports(info)).toEqual([
      'input clk:1',
      'input rst:1',
      'input a:8 signed',
      'input b:8 signed',
      'output q:8',
      'output x:1[3:0]',
      'inout io:3',
      'input n:32 signed',
    ]);
    expect(info.ports[4]).toMatchObject({ typeText: 'reg [3:0][1:0]' });
  });

  it('of a non-ANSI header take type and width from the body, in the order of the list', async () => {
    const info = await unit(
      `module m(q, a, b, io);
        parameter P = 3;
        input [P-1:0] a, b; inout io; output q; reg [7:0] q;
        wire w;
       endmodule`,
    );
    expect(ports(info)).toEqual(['output q:8', 'input a:3', 'input b:3', 'inout io:1']);
    expect(info.ports[0]?.typeText).toBe('reg [7:0]');
    expect(info.nets.map((net) => net.name)).toEqual(['w']);
    expect(info.parameters).toMatchObject([{ name: 'P', value: 3n }]);
  });

  it('know interfaces, with and without modport', async () => {
    const info = await unit('module m(input clk, bus_if.master b, axi_if c, input state_t s); endmodule');
    expect(ports(info)).toEqual(['input clk:1', 'interface b:?', 'interface c:?', 'input s:?']);
    expect(info.references).toEqual(['bus_if', 'axi_if']);
  });

  it('are none for `()` and no list', async () => {
    expect((await unit('module m(); endmodule')).ports).toEqual([]);
    expect((await unit('module m; endmodule')).ports).toEqual([]);
  });
});

describe('parameters', () => {
  it('have values that follow from one another and their types', async () => {
    const info = await unit(
      `module m #(parameter int W = 8, D = W * 2, parameter [3:0] T = D + 1, parameter type TY = logic [2:0], localparam L = $clog2(D)) ();
        localparam M = {W{1'b1}}, S = "text";
        parameter real R = 1.5;
        localparam signed [7:0] NEG = 8'hff;
       endmodule`,
    );
    expect(info.parameters.map((one) => [one.name, one.local, one.value])).toEqual([
      ['W', false, 8n],
      ['D', false, 16n],
      ['T', false, 1n],
      ['TY', false, undefined],
      ['L', true, 4n],
      ['M', true, 255n],
      ['S', true, undefined],
      ['R', false, undefined],
      ['NEG', true, -1n],
    ]);
    expect(info.parameters[1]).toMatchObject({ typeText: 'int', defaultText: 'W * 2' });
  });

  it('of an old header without keyword', async () => {
    const info = await unit('module m #(W = 4) (input [W-1:0] a); endmodule');
    expect(info.parameters).toMatchObject([{ name: 'W', value: 4n, local: false }]);
    expect(ports(info)).toEqual(['input a:4']);
  });
});

describe('nets', () => {
  it('have kind, width, sign and unpacked dimensions', async () => {
    const info = await unit(
      `module m;
        wire [3:0] a, b = 1; reg signed [7:0] r; reg [7:0] mem [0:15]; integer i;
        logic [1:0][3:0] p; tri t; wire logic [2:0] wl; byte unsigned u;
       endmodule`,
    );
    expect(info.nets.map((net) => [net.name, net.kind, net.width, net.signed, net.unpacked])).toEqual([
      ['a', 'wire', 4, false, undefined],
      ['b', 'wire', 4, false, undefined],
      ['r', 'reg', 8, true, undefined],
      ['mem', 'reg', 8, false, '[0:15]'],
      ['i', 'integer', 32, true, undefined],
      ['p', 'logic', 8, false, undefined],
      ['t', 'tri', 1, false, undefined],
      ['wl', 'wire', 3, false, undefined],
      ['u', 'byte', 8, false, undefined],
    ]);
  });

  it('in generate blocks say which', async () => {
    const info = await unit(
      `module m; genvar g;
        generate for (g = 0; g < 2; g = g + 1) begin : lane wire w; if (g) begin : odd wire v; end end endgenerate
       endmodule`,
    );
    expect(info.nets.map((net) => `${net.scope}.${net.name}`)).toEqual(['lane.w', 'lane.odd.v']);
  });
});

describe('types', () => {
  it('have widths, enum values among them', async () => {
    const info = await unit(
      `module m;
        typedef enum logic [1:0] {IDLE, RUN = 2, DONE} state_e;
        typedef struct packed { logic [3:0] a, b; state_e s; } pair_t;
        typedef union packed { logic [9:0] flat; pair_t pair; } both_t;
        typedef pair_t [1:0] two_t;
        typedef enum {X0[3]} many_e;
        state_e s; pair_t p; two_t t; localparam B = $bits(pair_t); logic [RUN:0] by_enum;
       endmodule`,
    );
    expect(info.types.map((type) => [type.name, type.width])).toEqual([
      ['state_e', 2],
      ['pair_t', 10],
      ['both_t', 10],
      ['two_t', 20],
      ['many_e', 32],
    ]);
    expect(info.types[0]?.enumValues).toEqual(['IDLE', 'RUN', 'DONE']);
    expect(info.types[0]?.enumerators?.map((one) => one.value)).toEqual([0n, 2n, 3n]);
    expect(info.nets.map((net) => [net.name, net.kind, net.width])).toEqual([
      ['s', 'state_e', 2],
      ['p', 'pair_t', 10],
      ['t', 'two_t', 20],
      ['by_enum', 'logic', 3],
    ]);
    expect(info.parameters).toMatchObject([{ name: 'B', value: 10n }]);
  });

  it('of a package in the same file or another', async () => {
    const [pk] = await units('package pk; parameter W = 6; typedef logic [W-1:0] word_t; typedef enum logic {OFF, ON} flag_e; endpackage');
    const text = 'module m import pk::*; (input pk::word_t a, input word_t b, input [W+ON-1:0] c); import other::x; endmodule';
    const info = await unit(text, (name) => (name === 'pk' ? pk : undefined));
    expect(ports(info)).toEqual(['input a:6', 'input b:6', 'input c:7']);
    expect(info.imports).toEqual([
      { package: 'pk', item: '*' },
      { package: 'other', item: 'x' },
    ]);
    expect(info.references).toEqual(['pk', 'other']);
    expect(ports(await unit(text))).toEqual(['input a:?', 'input b:?', 'input c:?']);
  });
});

describe('instances', () => {
  it('named, ordered, implicit, wild, arrays and several in one statement', async () => {
    const info = await unit(
      `module m;
        sub #(.A(1), .B(x + 2)) u_a (.p(a[3:0]), .q(), .clk, .*);
        sub #(3, 4) u_b [3:0] (a, , b), u_c (c);
        sub u_d ();
       endmodule`,
    );
    expect(info.instances.map((one) => [one.moduleName, one.name, one.array, one.wildcard])).toEqual([
      ['sub', 'u_a', undefined, true],
      ['sub', 'u_b', '[3:0]', false],
      ['sub', 'u_c', undefined, false],
      ['sub', 'u_d', undefined, false],
    ]);
    const connected = (index: number) => info.instances[index]?.connections.map((one) => [one.name, one.text]);
    expect(connected(0)).toEqual([
      ['p', 'a[3:0]'],
      ['q', ''],
      ['clk', 'clk'],
    ]);
    expect(connected(1)).toEqual([
      [undefined, 'a'],
      [undefined, ''],
      [undefined, 'b'],
    ]);
    expect(connected(3)).toEqual([]);
    expect(info.instances[0]?.parameters.map((one) => [one.name, one.text])).toEqual([
      ['A', '1'],
      ['B', 'x + 2'],
    ]);
    expect(info.instances[2]?.parameters.map((one) => one.text)).toEqual(['3', '4']);
    expect(info.instances[0]).toMatchObject({ moduleNameRange: { line: 1, column: 8 }, nameRange: { line: 1, column: 32 } });
  });

  it('in every kind of generate block', async () => {
    const info = await unit(
      `module m #(parameter K = 0) ();
        for (genvar i = 0; i < 2; i++) begin : l a u_a (); end
        if (K) begin : y b u_b (); end else begin : n c u_c (); end
        case (K) 0: d u_d (); default: begin : e0 e u_e (); end endcase
        generate if (K) f u_f (); endgenerate
       endmodule`,
    );
    expect(info.instances.map((one) => [one.scope, one.moduleName])).toEqual([
      ['l', 'a'],
      ['y', 'b'],
      ['n', 'c'],
      [undefined, 'd'],
      ['e0', 'e'],
      [undefined, 'f'],
    ]);
  });
});

describe('units', () => {
  it('of every kind', async () => {
    const found = await units(
      `module a; endmodule macromodule b; endmodule interface c; endinterface package d; endpackage
       program e; endprogram class f; endclass
       primitive g(o, i); output o; input i; table 0 : 1; 1 : 0; endtable endprimitive
       checker h; endchecker`,
    );
    expect(found.map((one) => [one.name, one.kind])).toEqual([
      ['a', 'module'],
      ['b', 'module'],
      ['c', 'interface'],
      ['d', 'package'],
      ['e', 'program'],
      ['f', 'class'],
      ['g', 'primitive'],
      ['h', 'checker'],
    ]);
  });

  it('have functions and tasks', async () => {
    const info = await unit('module m; function automatic [3:0] f(input a); f = a; endfunction task t; begin end endtask endmodule');
    expect(info.functions.map((one) => `${one.kind} ${one.name}`)).toEqual(['function f', 'task t']);
  });

  it('have ranges and the comment above', async () => {
    const info = await unit('// Copyright someone\n\n// Adds two.\n// Slowly.\nmodule m(\n  input a);\n  wire w;\nendmodule : m\n');
    expect(info.doc).toBe('Adds two.\nSlowly.');
    expect(info).toMatchObject({
      range: { line: 4, endLine: 7 },
      headerRange: { line: 4, endLine: 5, endColumn: 11 },
      nameRange: { line: 4, column: 7 },
    });
    expect((await unit('/* One\n * two\n */\nmodule m; endmodule')).doc).toBe('One\ntwo');
    expect((await unit('// far away\n\nmodule m; endmodule')).doc).toBeUndefined();
    expect((await unit('// SPDX-License-Identifier: X\nmodule m; endmodule')).doc).toBeUndefined();
  });

  it('inside macros and includes are placed where they were written', async () => {
    const file = await parseText('`include "i.vh"\n`define MK(n) module n; endmodule\n`MK(made)\n', {
      include: () => ({ path: '/p/i.vh', text: '\nmodule nested; endmodule\n' }),
    });
    const found = summarize(file).modules;
    expect(found.map((one) => [one.name, one.nameRange.path, one.nameRange.line])).toEqual([
      ['nested', '/p/i.vh', 1],
      ['made', '/p/a.sv', 2],
    ]);
    expect(summarize(file).includes).toEqual(['/p/i.vh']);
  });

  it('that are damaged still give what can be read', async () => {
    const info = await unit(
      'module m(input clk, output reg [3:0] q);\n wire w;\n alwyas @(posedge clk) q <= 1;\n sub u (.a(w));\nendmodule',
    );
    expect(info.damaged).toBe(true);
    expect(info.name).toBe('m');
    expect(ports(info)).toEqual(['input clk:1', 'output q:4']);
    expect(info.nets.map((net) => net.name)).toContain('w');
    expect((await unit('module m; wire w; endmodule')).damaged).toBe(false);
  });

  it('are found again as nodes', async () => {
    const file = await parseText('module a; endmodule\ninterface b; endinterface');
    expect(moduleNode(file, 'b')?.type).toBe('interface_declaration');
    expect(moduleNode(file, 'a')?.text).toBe('module a; endmodule');
    expect(moduleNode(file, 'c')).toBeUndefined();
  });
});

describe('binds', () => {
  it('outside every unit belong to the file; instances in interfaces to the interface', async () => {
    const file = await parseText(
      'bind core chk #(.W(1)) u_chk (.*);\ninterface i; clk_if u_clk (.clk); if (1) begin : g clk_if u_two (); end endinterface\n',
    );
    const summary = summarize(file);
    expect(summary.binds?.map((one) => [one.target, one.instance.moduleName, one.instance.name])).toEqual([['core', 'chk', 'u_chk']]);
    expect(summary.modules[0]?.instances.map((one) => [one.moduleName, one.name, one.scope])).toEqual([
      ['clk_if', 'u_clk', undefined],
      ['clk_if', 'u_two', 'g'],
    ]);
  });
});
