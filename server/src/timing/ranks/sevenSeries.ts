import type { NetlistCell } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import { latchCell } from '../latches';
import { libraryByRules, type CellRule } from './cellRules';
import { lutSteps } from './lutSteps';
import type { RankModel } from './rankModel';

/** Delays in the order of speed grade -1, rounded from what public reports of it say. */
const lut = 0.124;
const wideSelect = 0.21;
const clockToQ = 0.456;
const carry = { enter: 0.53, along: 0.114, sum: 0.23, leave: 0.33 };
const ramClockToQ = 2.45;
const product = { through: 3.84, out: 0.43 };

/** FPGAs like AMD's 7 series: LUTs of six inputs, carries of four bits, selects of two LUTs and of four, distributed and block RAM, multipliers that add. */
export const sevenSeriesLike: RankModel = {
  name: '7-series-like',
  basis: 'figures of public reports and guesses for a device like the 7 series',
  blockRam: true,
  mapping(top, needs) {
    // Shift registers in LUTs would take registers away that the source has.
    const run = `synth_xilinx -noiopad -noclkbuf -nosrl${needs.products ? '' : ' -nodsp'}${top === '' ? '' : ` -top ${top}`} -run`;
    const commands = [
      // Without the library of cells that synthesis does not choose, which takes longer to read than most modules take to synthesise.
      'read_verilog -lib -specify +/xilinx/cells_sim.v',
      ...lutSteps(run, { first: 'prepare', ram: 'map_memory' }, needs),
    ];
    return { commands, files: [] };
  },
  timed: (gates) => Promise.resolve(libraryByRules('7-series-like', gates, ruleOf, { base: 0.55, perDoubling: 0.11 })),
};

const logic: CellRule = { through: () => lut };
const select: CellRule = { through: () => wideSelect, dedicated: /^I[01]$/ };
const carries: CellRule = {
  through(input, output) {
    const [to, from] = [bitOf(output), bitOf(input)];
    if (from !== undefined && to !== undefined && from > to) return undefined;
    const sum = output.startsWith('O[');
    if (input === 'CI') return sum ? carry.sum : carry.along;
    if (input === 'CYINIT') return carry.enter;
    // A sum does not depend on what its own bit hands on.
    if (input.startsWith('DI[')) return sum && from === to ? undefined : carry.enter;
    return sum && from === to ? carry.sum : sum ? carry.enter + carry.sum : carry.enter;
  },
  dedicated: /^(CI|S\[\d\])$/,
};
const latch: CellRule = { through: () => lut };

function bitOf(pin: string): number | undefined {
  const found = /\[(\d+)\]$/.exec(pin)?.[1];
  return found === undefined ? undefined : Number(found);
}

const flipFlops = [false, true].map((falling): CellRule => {
  const setup = (pin: string): number | undefined => (pin === 'D' ? 0.03 : pin === 'CE' ? 0.2 : /^[RS]$/.test(pin) ? 0.45 : undefined);
  return { clocked: { clock: () => 'C', falling, launch: () => clockToQ, setup }, dedicated: /^D$/ };
});

const distributedRam: CellRule = {
  // `ADDRA` reads at `DOA`, `DPRA` at `DPO`, `A` at `SPO`.
  through(input, output) {
    const side = /^DO([A-H])/.exec(output)?.[1];
    const address = side === undefined ? (output.startsWith('DPO') ? /^DPRA/ : /^A(\d|\[|$)/) : new RegExp(`^ADDR${side}`);
    return address.test(input) ? lut : undefined;
  },
  clocked: {
    clock: () => 'WCLK',
    falling: false,
    launch: () => undefined,
    setup: (pin) => (/^(D|DI[A-H]?|WE|ADDR[DH]|A)(\d|\[|$)/.test(pin) ? 0.3 : undefined),
  },
};

const blockRam: CellRule = {
  clocked: {
    clock: (pin) => (/BWR|DOB|DOPB|DIB|DIPB|WEBWE|ENB|RSTRAMB|RSTREGB|REGCEB/.test(pin) ? 'CLKBWRCLK' : 'CLKARDCLK'),
    falling: false,
    launch: (output) => (/^DO/.test(output) ? ramClockToQ : undefined),
    setup: (pin) => (/^(ADDR|DI|EN|WE|REGCE|RST)/.test(pin) ? 0.5 : undefined),
  },
};

/** A multiplier without registers on the way, with one at its operands, at its result, or both. */
const multipliers = [false, true].map((registersIn) =>
  [false, true].map((registersOut): CellRule => {
    const operand = /^(A|B|C|D|ACIN|BCIN|PCIN)(\[|$)/;
    return {
      ...(registersIn || registersOut
        ? {}
        : { through: (input, output) => (operand.test(input) && /^P(COUT)?\[/.test(output) ? product.through : undefined) }),
      clocked: {
        clock: () => 'CLK',
        falling: false,
        launch: (output) =>
          !/^P(COUT)?\[/.test(output) ? undefined : registersOut ? product.out : registersIn ? product.through : undefined,
        setup: (pin) => (!operand.test(pin) ? undefined : registersIn ? 0.3 : registersOut ? product.through : undefined),
      },
      dedicated: /CIN/,
    };
  }),
);

function ruleOf({ type, parameters }: NetlistCell): CellRule | undefined {
  const flipFlop = /^FD[RSCP]E(_1)?$/.exec(type);
  if (flipFlop !== null) return flipFlops[flipFlop[1] !== undefined || parameterNumber(parameters['IS_C_INVERTED']) === 1 ? 1 : 0];
  if (/^(LUT[1-6]|INV|BUFG|LD[CP]E)$/.test(type)) return logic;
  if (/^MUXF[78]$/.test(type)) return select;
  if (type === 'CARRY4') return carries;
  if (/^RAM\d+(M|X\d+[SD])/.test(type)) return distributedRam;
  if (/^RAMB(18|36)E1$/.test(type)) return blockRam;
  if (type === 'DSP48E1') {
    const registers = (name: string): number => (parameterNumber(parameters[name]) > 0 ? 1 : 0);
    return multipliers[registers('AREG') & registers('BREG')]?.[registers('PREG')];
  }
  return type === latchCell ? latch : undefined;
}
