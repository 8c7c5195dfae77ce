import type { NetlistCell } from '../../netlist/netlist';
import { latchCell } from '../latches';
import { libraryByRules, type CellRule, type ClockedRule } from './cellRules';
import { lutSteps } from './lutSteps';
import type { RankModel } from './rankModel';

/** Delays in the order of speed grade 6, rounded from what is published of it: LUT a quarter of a wire, two bits of carry a tenth, block RAM ten LUTs and more. */
const lut = 0.24;
const wideSelect = 0.2;
const clockToQ = 0.52;
const controlSetup = 0.4;
const carry = { enter: 0.45, along: 0.07, leave: 0.5, sum: 0.44 };
const ramClockToQ = 5.7;
const product = 3.8;

/** FPGAs like Lattice's ECP5: LUTs of four inputs with selects that join them, carries of two bits, distributed and block RAM, multipliers. */
export const ecp5Like: RankModel = {
  name: 'ecp5-like',
  basis: 'figures of public reports and guesses for a device like ECP5',
  blockRam: true,
  mapping(top, needs) {
    const run = `synth_lattice -family ecp5 -noiopad -latches info${needs.products ? '' : ' -nodsp'}${top === '' ? '' : ` -top ${top}`} -run`;
    const commands = [...lutSteps(run, { first: 'begin', ram: 'map_ram' }, needs)];
    return { commands, files: [] };
  },
  timed: (gates) => Promise.resolve(libraryByRules('ecp5-like', gates, ruleOf, { base: 0.75, perDoubling: 0.12 })),
};

const logic: CellRule = { through: () => lut };
const select: CellRule = { through: () => wideSelect, dedicated: /^(ALUT|BLUT|D0|D1)$/ };
const carries: CellRule = {
  through(input, output) {
    if (input === 'CIN') return output === 'COUT' ? carry.along : carry.leave;
    // The upper half has no way back to the lower sum.
    return output === 'COUT' ? carry.enter : output === 'S0' && input.endsWith('1') ? undefined : carry.sum;
  },
  dedicated: /^CIN$/,
};
const latch: CellRule = { through: () => lut };
const multiplier: CellRule = {
  through: (input, output) => (/^[AB]\d+$/.test(input) && /^P\d+$/.test(output) ? product : undefined),
};

const flipFlops = [false, true].map((falling) =>
  [false, true].map((asynchronous): CellRule => {
    const setups = (pin: string): number | undefined =>
      pin === 'DI' || pin === 'M' ? 0 : pin === 'CE' || (pin === 'LSR' && !asynchronous) ? controlSetup : undefined;
    return { clocked: oneClock('CLK', falling, { launch: clockToQ, setups }), dedicated: /^DI$/ };
  }),
);

const blockRam: CellRule = {
  clocked: {
    // `ADA3` and `DOB7` by their side; one read port and one write port have clocks of their own.
    clock: (pin) => /^(CLK[ABRW])$/.exec(pin)?.[1] ?? `CLK${/^(?:AD|DI|DO|CE|OCE|WE|CS|RST)([ABRW])/.exec(pin)?.[1] ?? sideOf(pin)}`,
    falling: false,
    launch: () => ramClockToQ,
    setup: () => 0.1,
  },
};

/** Data of a RAM with one port to write and one to read carry no side in their names. */
function sideOf(pin: string): string {
  return /^(DO|OCER|CER|RST)/.test(pin) ? 'R' : 'W';
}

const distributedRam: CellRule = {
  through: (input, output) => (input.startsWith('RAD') && output.startsWith('DO') ? lut : undefined),
  clocked: {
    clock: () => 'WCK',
    falling: false,
    launch: () => clockToQ,
    setup: (pin) => (/^(DI|WAD|WRE)/.test(pin) ? 0.2 : undefined),
  },
};

function oneClock(
  clock: string,
  falling: boolean,
  { launch, setups }: { readonly launch: number; readonly setups: (pin: string) => number | undefined },
): ClockedRule {
  return { clock: () => clock, falling, launch: () => launch, setup: setups };
}

function ruleOf({ type, parameters }: NetlistCell): CellRule | undefined {
  switch (type) {
    case 'LUT4':
    case 'INV':
      return logic;
    case 'PFUMX':
    case 'L6MUX21':
      return select;
    case 'CCU2C':
      return carries;
    case 'TRELLIS_FF':
      return flipFlops[parameters['CLKMUX'] === 'INV' ? 1 : 0]?.[parameters['SRMODE'] === 'ASYNC' ? 1 : 0];
    case 'TRELLIS_DPR16X4':
      return distributedRam;
    case 'DP16KD':
    case 'PDPW16KD':
      return blockRam;
    case 'MULT18X18D':
      return multiplier;
    case latchCell:
      return latch;
    default:
      return undefined;
  }
}
