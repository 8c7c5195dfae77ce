import { describe, expect, it } from 'vitest';
import { scanDeclarations } from '../../../server/src/model/scan';
import { openProject } from './symbols/reading';

const items = (text: string): readonly string[] => scanDeclarations(text).items;

describe('what a file declares outside of every design unit', () => {
  it('is found at token level', () => {
    expect(items("parameter [9:0] A = 10'd24, B = {2{5'd1}}; localparam int C [0:1] = '{1, 2}; // parameter D = 1;\n")).toEqual([
      'A',
      'B',
      'C',
    ]);
    expect(
      items('typedef struct packed { logic a; struct { int b; } c; } pair_t; typedef enum logic [1:0] {RED, BLUE = 2, G[0:1]} color_t;'),
    ).toEqual(['pair_t', 'color_t', 'RED', 'BLUE', 'G']);
    expect(
      items(
        'typedef logic [7:0] bytes_t [0:3];\nfunction automatic int twice(int x); localparam L = 2; return L * x; endfunction\ntask t; endtask\nparameter E = 1;',
      ),
    ).toEqual(['bytes_t', 'twice', 't', 'E']);
    expect(items('import "DPI-C" function int peek(int at);\nlocalparam F = 1; module m; endmodule')).toEqual(['peek', 'F']);
  });

  it('is not what units hold, also where conditions give one unit two heads', () => {
    expect(items('package p; typedef int a_t; class c; typedef int b_t; endclass parameter X = 1; endpackage parameter Y = 1;')).toEqual([
      'Y',
    ]);
    expect(
      items(
        '`ifdef A\nmodule m #(parameter P = 1);\n`else\nmodule m #(parameter Q = 1);\n`endif\nparameter R = 1; endmodule\nparameter S = 1;',
      ),
    ).toEqual(['S']);
    expect(
      items('interface class c; typedef int b_t; endclass virtual class d; typedef int e_t; endclass typedef class f; parameter T = 1;'),
    ).toEqual(['T']);
  });

  it('leads from other files to it, and not to a header that somebody includes', async () => {
    const project = await openProject({
      'slots.sv': 'parameter SLOT = 3;\nmodule other; endmodule\n',
      'header.vh': 'parameter HIDDEN = 3;\n',
      'user.sv': 'module user;\n`include "header.vh"\nendmodule\n',
      'top.sv': 'module top;\n  wire [SLOT-1:0] a;\n  wire [HIDDEN-1:0] b;\nendmodule\n',
    });
    expect(project.index.filesHolding('SLOT', 'top.sv')).toHaveLength(1);
    expect(project.index.filesHolding('HIDDEN', 'top.sv')).toEqual([]);
    expect(project.index.filesHolding('top', 'top.sv')).toEqual([]);
    expect(project.means('top.sv', 'SLOT')).toBe('slots.sv:1:11 parameter SLOT');
    expect(project.means('top.sv', 'HIDDEN')).toBe('(undeclared)');
  });
});
