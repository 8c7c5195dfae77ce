import { describe, expect, it } from 'vitest';
import { createCellLibraries } from '../../../server/src/platform/cellLibraries';
import { cellHeader } from '../../../server/src/tools/cellLibraries';

const box = (name: string, ports: string[] = [], parameters: string[] = []) => ({ name, ports, parameters });
const made =
  (files: Record<string, string>) =>
  (file: string): string | undefined =>
    files[file];

describe('headers of cells', () => {
  const header = (text: string, name: string, ports: string[] = [], parameters: string[] = []) =>
    cellHeader(box(name, ports, parameters), made({ 'xilinx/cells_sim.v': text }))?.source.text.replace(/\s+/g, ' ');

  it('keeps ports and parameters and leaves what the cell does', () => {
    const text = `(* abc9_box *)
module FD (output reg Q, (* clkbuf_sink *) input C, input D \`DEFAULT_V(1'b0));
  parameter [0:0] INIT = 1'b0; // start
  initial Q <= INIT;
  task t; input x; begin end endtask
  always @(posedge C) Q <= D;
  specify (posedge C => (Q +: D)) = 100; endspecify
endmodule
module FDX (input Z); endmodule`;
    expect(header(text, 'FD')).toBe(
      "`default_nettype wire (* blackbox *) module FD #(parameter [0:0] INIT = 1'b0) (output reg Q, input C, input D ); endmodule ",
    );
    expect(header(text, 'F')).toBeUndefined();
  });

  it('reads ports that stand behind the header, and has the parameters that its instances give', () => {
    const text = 'module PLL(LOCK, I);\n parameter DIV = 1;\n output LOCK;\n input [3:0] I;\nendmodule\n';
    expect(header(text, 'PLL', ['I'], ['DIV', 'NEW'])).toBe(
      '`default_nettype wire (* blackbox *) module PLL #(parameter NEW = 0, parameter DIV = 1) (LOCK, I); output LOCK; input [3:0] I; endmodule ',
    );
    const listed = 'module PLL #(parameter DIV = 1) (input I); endmodule';
    expect(header(listed, 'PLL', [], ['NEW'])).toContain('#(parameter NEW = 0, parameter DIV = 1) (input I);');
  });

  it('takes the family whose cell has the ports that are named', () => {
    const files = {
      'xilinx/cells_xtra.v': 'module OSC(output A); endmodule',
      'gowin/cells_sim.v': 'module OSC(output OSCOUT); endmodule',
    };
    expect(cellHeader(box('OSC', ['OSCOUT']), made(files))?.family).toBe('Gowin');
    expect(cellHeader(box('OSC', ['A']), made(files))?.family).toBe('Xilinx');
    expect(cellHeader(box('OSC', ['B']), made(files))).toBeUndefined();
  });

  it('finds cells in the libraries that come with Yosys', () => {
    const library = createCellLibraries();
    for (const [name, ports, line] of [
      ['IOBUF', ['IO', 'O', 'I', 'T'], /inout IO,\s+output O,\s+input I,\s+input T/],
      ['SB_IO', ['PACKAGE_PIN', 'D_OUT_0'], /inout\s+PACKAGE_PIN,/],
      ['EHXPLLL', ['CLKI', 'CLKOP'], /output\s+CLKOP/],
      ['RAMB36E1', ['DOADO', 'CLKARDCLK'], /output \[31:0\] DOADO,/],
      ['altsyncram', ['q_a', 'address_a'], /output \[width_a-1:0\] q_a;/],
    ] as const) {
      expect(cellHeader(box(name, [...ports]), library)?.source.text).toMatch(line);
    }
    expect(cellHeader(box('nobody_has_this'), library)).toBeUndefined();
  });
});
