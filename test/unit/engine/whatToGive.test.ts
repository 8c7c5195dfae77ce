import { describe, expect, it } from 'vitest';
import { failure } from '../../../server/src/base/outcome';
import { withWhatIsMissing } from '../../../server/src/engine/whatToGive';
import { checkFirst } from '../../../server/src/netlist/synthesisFailure';
import { openProject } from '../model/symbols/reading';

describe('what a design that cannot be read lacks', () => {
  it('is told with how to give it', async () => {
    const { index } = await openProject({
      'top.sv': '`include "made.vh"\nmodule top import lost_pkg::*; (input logic [`WIDTH-1:0] a); away u_away (.a); endmodule',
    });
    const [top] = index.modulesOf('/p/top.sv');
    if (top === undefined) throw new Error('no module');
    const design = { ...index.compileUnit('/p/top.sv'), top };
    const { message, hint } = withWhatIsMissing(failure('It could not be read.', checkFirst), design);
    expect(message).toBe('It could not be read.');
    expect(hint).toBe(
      'Below the project there is no file made.vh: give its folder with -I (a file that a script makes has to be made first); ' +
        'no definition of `WIDTH: give -D NAME=VALUE, or the file that defines it with -f; ' +
        'no package, class or interface lost_pkg: give the file that declares it with -f; ' +
        'no module away: give the file that declares it, or a folder of such files with -y.',
    );
    expect(withWhatIsMissing(failure('No time.', 'More.'), design).hint).toBe('More.');
  });

  it('is a module around it, where types and interfaces come from there', async () => {
    const { index } = await openProject({
      'top.sv': 'module top #(parameter type line_t = logic) (bus_if.slave s, input line_t a); endmodule',
      'bus_if.sv': 'interface bus_if; logic a; modport slave (input a); endinterface',
    });
    const [top] = index.modulesOf('/p/top.sv');
    if (top === undefined) throw new Error('no module');
    const { hint } = withWhatIsMissing(failure('It could not be read.', checkFirst), { ...index.compileUnit('/p/top.sv'), top });
    expect(hint).toBe(
      'Alone, nothing is connected to its interfaces (s), and the defaults of its parameters only hold the place of what instances give: ' +
        'name a module that instantiates top with --top, with its file.',
    );
  });
});
