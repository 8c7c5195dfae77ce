import type { SourceText } from '../base/ranges';
import type { BlackBox } from '../model/blackBoxes';

/** The text of a file of Yosys' own libraries by its path in their folder; undefined when it is not there. */
export type CellLibraryText = (file: string) => string | undefined;

interface Family {
  /** As a note names it: "ports from Yosys' library of … cells". */
  readonly name: string;
  readonly files: readonly string[];
}

/** Where vendors share a name, the earlier family is taken whose cell has the ports and parameters that the instances name. */
const families: readonly Family[] = [
  { name: 'Xilinx', files: ['xilinx/cells_sim.v', 'xilinx/cells_xtra.v'] },
  { name: 'iCE40', files: ['ice40/cells_sim.v'] },
  { name: 'ECP5', files: ['ecp5/cells_bb.v', 'lattice/common_sim.vh', 'lattice/cells_ff.vh', 'lattice/cells_io.vh'] },
  { name: 'Nexus', files: ['lattice/cells_sim_nexus.v', 'lattice/cells_bb_nexus.v'] },
  { name: 'MachXO', files: ['lattice/cells_bb_xo2.v', 'lattice/cells_bb_xo3.v', 'lattice/cells_bb_xo3d.v'] },
  {
    name: 'Intel',
    files: [
      'intel_alm/common/megafunction_bb.v',
      'intel/common/altpll_bb.v',
      'intel/common/m9k_bb.v',
      'intel_alm/cyclonev/cells_sim.v',
      'intel/cycloneive/cells_sim.v',
      'intel/cyclone10lp/cells_sim.v',
      'intel/max10/cells_sim.v',
    ],
  },
  { name: 'Gowin', files: ['gowin/cells_sim.v', 'gowin/cells_xtra_gw1n.v', 'gowin/cells_xtra_gw2a.v', 'gowin/cells_xtra_gw5a.v'] },
  { name: 'Efinix', files: ['efinix/cells_sim.v'] },
  { name: 'Microchip', files: ['microchip/cells_sim.v', 'sf2/cells_sim.v'] },
  { name: 'GateMate', files: ['gatemate/cells_sim.v', 'gatemate/cells_bb.v'] },
  { name: 'QuickLogic', files: ['quicklogic/pp3/cells_sim.v'] },
  { name: 'Anlogic', files: ['anlogic/cells_sim.v', 'anlogic/eagle_bb.v'] },
  { name: 'NanoXplore', files: ['nanoxplore/cells_sim.v', 'nanoxplore/cells_bb.v'] },
];

/** A vendor's cell as a module without an inside. */
export interface CellHeader {
  readonly name: string;
  readonly family: string;
  /** A black box with the cell's ports and parameters. */
  readonly source: SourceText;
}

/** The header of a vendor's cell that fits how its instances name ports and parameters; undefined where no library has one. */
export function cellHeader(box: Pick<BlackBox, 'name' | 'ports' | 'parameters'>, library: CellLibraryText): CellHeader | undefined {
  for (const { name: family, files } of families) {
    for (const file of files) {
      const text = moduleText(library(file), box.name);
      const header = text === undefined ? undefined : headerOf(text, box);
      if (header !== undefined) return { name: box.name, family, source: { path: `${box.name}.v`, text: header } };
    }
  }
  return undefined;
}

function moduleText(text: string | undefined, name: string): string | undefined {
  // A name of a cell may have a `$`.
  const head = new RegExp(`^[ \\t]*module[ \\t]+${name.replace(/\$/g, '\\$')}(?![\\w$])`, 'm');
  const start = text?.search(head) ?? -1;
  if (text === undefined || start < 0) return undefined;
  const end = text.slice(start).search(/\bendmodule\b/);
  return end < 0 ? undefined : text.slice(start, start + end);
}

const noise = /\/\/[^\n]*|\/\*[^]*?\*\/|\(\*(?!\s*\))[^]*?\*\)|^[ \t]*`(?:ifn?def|elsif)[ \t]+\w+|`\w+(?:\([^()]*\))?/gm;
const inner = /\b(function|task|specify)\b[^]*?\bend\1\b/g;

function isPort(statement: string): boolean {
  return /^(?:in|out|inout)/.test(statement);
}

/** The module without what it does; undefined where an instance names a port that it lacks. */
function headerOf(text: string, { ports, parameters }: Pick<BlackBox, 'ports' | 'parameters'>): string | undefined {
  const plain = text.replace(noise, ' ').replace(inner, ' ');
  const headEnd = plain.indexOf(';');
  if (headEnd < 0) return undefined;
  const head = plain.slice(0, headEnd);
  const declared = plain
    .slice(headEnd + 1)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => /^(?:parameter|input|output|inout|localparam\b(?!.*[\w)]\s*\())\b/s.test(statement))
    .sort((a, b) => Number(isPort(a)) - Number(isPort(b)));
  const words = new Set(`${head} ${declared.join(' ')}`.match(/[A-Za-z_]\w*/g));
  if (ports.some((port) => !port.startsWith('\\') && !words.has(port))) return undefined;
  // Parameters that a later version of the cell has.
  const more = parameters.filter((one) => !one.startsWith('\\') && !words.has(one));
  const open = more.map((one) => `parameter ${one} = 0`);
  // Ports may be as wide as a parameter says, so it stands before them; where the header has a list, those of the body are constants (IEEE 1800-2017 6.20.1).
  const listed = /#\s*\(/.test(head);
  const first = listed ? open : [...open, ...declared.filter((one) => one.startsWith('parameter'))];
  const list = first.length === 0 ? '' : `${first.join(',\n')}${listed ? ',\n' : ''}`;
  const opened = listed
    ? head.replace(/#\s*\(/, (hash) => `${hash}${list}`)
    : head.replace(/\(|$/, (hash) => (list === '' ? hash : ` #(${list}) ${hash}`));
  const body = declared
    .filter((one) => !first.includes(one))
    .map((statement) => `${statement};\n`)
    .join('');
  // What a file before it made of undeclared names must not hold here.
  return `\`default_nettype wire\n(* blackbox *) ${opened.trim()};\n${body}endmodule\n`;
}
