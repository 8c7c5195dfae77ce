import { latchCommands } from '../latches';
import { anyLibrary, mappingCommands, mappingFiles } from '../liberty/mapping';
import { readLiberty } from '../liberty/readLiberty';
import type { RankModel } from './rankModel';

/** Standard cells of no process: static CMOS gates whose delay is logical effort times load and a parasitic (Sutherland, Sproull and Harris, "Logical Effort", 1999), in sizes. */
export const genericAsic: RankModel = {
  name: 'generic-asic',
  basis: 'gates of logical effort and no process',
  blockRam: false,
  mapping(top, { latches }) {
    const text = genericLibrary();
    return {
      commands: mappingCommands(top, latches ? latchCommands : []),
      files: mappingFiles({ text }, 'BUF_X2', anyLibrary),
    };
  },
  async timed(gates) {
    const library = await readLiberty([genericLibrary()], new AbortController().signal);
    if (!library.ok) throw new Error(library.message);
    return { gates, library: library.value };
  },
};

/** Delay of an ideal inverter that drives its like. */
const tau = 5;
/** Most load in the tables: the input of so many inverters. */
const mostLoad = 512;

interface Gate {
  readonly name: string;
  readonly logic: string;
  readonly inputs: string;
  /** Load of an input over that of an inverter of the same drive, and delay without load over the inverter's. */
  readonly effort: number;
  readonly parasitic: number;
  readonly sizes: readonly number[];
}

const kinds: readonly Gate[] = [
  { name: 'INV', logic: '!A', inputs: 'A', effort: 1, parasitic: 1, sizes: [1, 2, 4, 8, 16] },
  { name: 'BUF', logic: 'A', inputs: 'A', effort: 0.6, parasitic: 2.6, sizes: [2, 4, 8, 16] },
  { name: 'NAND2', logic: '!(A&B)', inputs: 'AB', effort: 4 / 3, parasitic: 2, sizes: [1, 2, 4] },
  { name: 'NAND3', logic: '!(A&B&C)', inputs: 'ABC', effort: 5 / 3, parasitic: 3, sizes: [1, 2] },
  { name: 'NOR2', logic: '!(A|B)', inputs: 'AB', effort: 5 / 3, parasitic: 2, sizes: [1, 2, 4] },
  { name: 'NOR3', logic: '!(A|B|C)', inputs: 'ABC', effort: 7 / 3, parasitic: 3, sizes: [1, 2] },
  { name: 'AND2', logic: 'A&B', inputs: 'AB', effort: 1, parasitic: 3.6, sizes: [1, 2, 4] },
  { name: 'OR2', logic: 'A|B', inputs: 'AB', effort: 1.2, parasitic: 3.8, sizes: [1, 2, 4] },
  { name: 'AOI21', logic: '!((A&B)|C)', inputs: 'ABC', effort: 2, parasitic: 7 / 3, sizes: [1, 2] },
  { name: 'OAI21', logic: '!((A|B)&C)', inputs: 'ABC', effort: 2, parasitic: 7 / 3, sizes: [1, 2] },
  { name: 'AOI22', logic: '!((A&B)|(C&D))', inputs: 'ABCD', effort: 2, parasitic: 4, sizes: [1, 2] },
  { name: 'OAI22', logic: '!((A|B)&(C|D))', inputs: 'ABCD', effort: 2, parasitic: 4, sizes: [1, 2] },
  { name: 'XOR2', logic: 'A^B', inputs: 'AB', effort: 3, parasitic: 4, sizes: [1, 2] },
  { name: 'XNOR2', logic: '!(A^B)', inputs: 'AB', effort: 3, parasitic: 4, sizes: [1, 2] },
  { name: 'MUX2', logic: '(A&!S)|(B&S)', inputs: 'ABS', effort: 1.6, parasitic: 5, sizes: [1, 2] },
];

/** The library as Liberty text: what the mapping reads and what is timed. */
export function genericLibrary(): string {
  const cells = kinds.flatMap((gate) => gate.sizes.map((size) => gateText(gate, size)));
  return `library (generic_asic) {
  delay_model : table_lookup;
  time_unit : "1ps"; voltage_unit : "1V"; current_unit : "1uA"; pulling_resistance_unit : "1kohm"; leakage_power_unit : "1nW";
  capacitive_load_unit (1, ff);
  slew_lower_threshold_pct_rise : 20.0; slew_upper_threshold_pct_rise : 80.0; slew_lower_threshold_pct_fall : 20.0; slew_upper_threshold_pct_fall : 80.0;
  input_threshold_pct_rise : 50.0; input_threshold_pct_fall : 50.0; output_threshold_pct_rise : 50.0; output_threshold_pct_fall : 50.0;
  nom_voltage : 1.0; nom_process : 1.0; nom_temperature : 25.0; default_max_transition : 4000.0;
  lu_table_template (delay) { variable_1 : input_net_transition; variable_2 : total_output_net_capacitance; index_1 ("1, 1000"); index_2 ("0, ${mostLoad}"); }
  wire_load (short) { capacitance : 0.6; resistance : 0.0; slope : 1.0; fanout_length (1, 1.0); fanout_length (2, 2.0); }
  default_wire_load : "short";
${cells.join('\n')}
${flipFlops.map(flipFlopText).join('\n')}
}
`;
}

function gateText({ name, logic, inputs, effort, parasitic }: Gate, size: number): string {
  const pins = [...inputs].map((pin) => `    pin (${pin}) { direction : input; capacitance : ${(effort * size).toFixed(3)}; }`);
  const sense = name.startsWith('X') || name === 'MUX2' ? 'non_unate' : logic.startsWith('!') ? 'negative_unate' : 'positive_unate';
  const arcs = [...inputs].map((pin) => `      timing () { related_pin : "${pin}"; timing_sense : ${sense}; ${tables(parasitic, size)} }`);
  return `  cell (${name}_X${size}) { area : ${(inputs.length * effort * size).toFixed(2)};
${pins.join('\n')}
    pin (Y) { direction : output; function : "${logic}"; max_capacitance : ${mostLoad};
${arcs.join('\n')}
    }
  }`;
}

/** Both edges alike, whatever the transition at the input. */
function tables(parasitic: number, size: number): string {
  const row = [tau * parasitic, tau * (parasitic + mostLoad / size)].map((value) => value.toFixed(2)).join(', ');
  const table = (kind: string): string => `${kind} (delay) { values ("${row}", "${row}"); }`;
  return ['cell_rise', 'rise_transition', 'cell_fall', 'fall_transition'].map(table).join(' ');
}

const flipFlops = [
  { name: 'DFF', clock: 'CK', controls: [] },
  { name: 'DFFN', clock: '!CK', controls: [] },
  { name: 'DFFR', clock: 'CK', controls: ['clear'] },
  { name: 'DFFS', clock: 'CK', controls: ['preset'] },
  { name: 'DFFSR', clock: 'CK', controls: ['clear', 'preset'] },
] as const;

function flipFlopText({ name, clock, controls }: (typeof flipFlops)[number]): string {
  const pinOf = { clear: 'RN', preset: 'SN' };
  const edge = clock === 'CK' ? 'rising' : 'falling';
  const both = controls.length === 2 ? ' clear_preset_var1 : L; clear_preset_var2 : L;' : '';
  const constant = (kind: string): string => `${kind} (scalar) { values ("${(6 * tau).toFixed(1)}"); }`;
  return `  cell (${name}) { area : 8;
    ff (IQ, IQN) { clocked_on : "${clock}"; next_state : "D";${controls.map((one) => ` ${one} : "!${pinOf[one]}";`).join('')}${both} }
    pin (CK) { direction : input; capacitance : 1; clock : true; }
${controls.map((one) => `    pin (${pinOf[one]}) { direction : input; capacitance : 1; }\n`).join('')}    pin (D) { direction : input; capacitance : 1;
      timing () { related_pin : "CK"; timing_type : setup_${edge}; ${constant('rise_constraint')} ${constant('fall_constraint')} }
    }
    pin (Q) { direction : output; function : "IQ"; max_capacitance : ${mostLoad};
      timing () { related_pin : "CK"; timing_type : ${edge}_edge; timing_sense : non_unate; ${tables(12, 2)} }
    }
  }`;
}
