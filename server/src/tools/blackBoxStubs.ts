import type { SourceText } from '../base/ranges';
import type { BlackBox } from '../model/blackBoxes';

export interface BlackBoxStubs {
  /** For the SystemVerilog reader: every port an input, as that may be connected to anything. */
  readonly sources: readonly SourceText[];
  /** For Yosys, after the design is read: what its checks are to know of the cells. */
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

const libraryFile = 'blackboxes.v';

/**
 * Stands in for modules that nothing declares, so that the netlist around them can be checked. To the checks each port is an `inout`: what
 * it is connected to counts as driven and as read, but not as a second driver, so no finding rests on a direction that was guessed.
 */
export function blackBoxStubs(boxes: readonly BlackBox[]): BlackBoxStubs {
  if (boxes.length === 0) return { sources: [], commands: [], files: new Map() };
  return {
    sources: [{ path: '', text: boxes.map((box) => stub(box, 'input')).join('') }],
    commands: [`read_verilog -sv -lib ${libraryFile}`],
    files: new Map([[libraryFile, boxes.map((box) => stub({ ...box, parameters: [] }, 'inout')).join('')]]),
  };
}

function stub({ name, parameters, ports, width }: BlackBox, direction: 'input' | 'inout'): string {
  const formal = parameters.map((one) => `parameter ${one} = 0`);
  const list = ports.map((port) => `${direction} [${width - 1}:0] ${port}`);
  const header = formal.length === 0 ? '' : ` #(${formal.join(', ')})`;
  return `(* blackbox *) module ${name}${header} (${list.join(', ')}); endmodule\n`;
}
