import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import type { LibertyArc, LibertyCell, LibertyPin } from '../liberty/library';
import type { DelayTable } from '../liberty/table';
import type { TimedCells } from './rankModel';

/** What is known of a kind of cell. Pins are named bit by bit: `CO[3]`, and `Q` where there is only one. */
export interface CellRule {
  /** Delay from an input to an output through logic; undefined where there is no way. */
  readonly through?: (input: string, output: string) => number | undefined;
  readonly clocked?: ClockedRule;
  /** Inputs that are reached by a wire of their own, which costs nothing. */
  readonly dedicated?: RegExp;
}

export interface ClockedRule {
  /** The clock of a pin. */
  readonly clock: (pin: string) => string;
  readonly falling: boolean;
  /** From the clock to an output; undefined where none is. */
  readonly launch: (output: string) => number | undefined;
  /** Before the clock at an input; undefined where nothing is checked. */
  readonly setup: (input: string) => number | undefined;
}

/** A wire that a router chooses: what it takes to one pin, and more for each doubling of the pins. */
export interface WireRule {
  readonly base: number;
  readonly perDoubling: number;
}

const fanouts = [1, 2, 4, 8, 16, 32, 64, 256, 1024];

/** The netlist with pins of one bit each, and a library of the cells in it by their rules. Cells without one are left to the analysis as unknown. */
export function libraryByRules(
  name: string,
  module: NetlistModule,
  ruleOf: (cell: NetlistCell) => CellRule | undefined,
  wire: WireRule,
): TimedCells {
  const cells = new Map<string, LibertyCell>();
  const numbers = new Map<CellRule, number>();
  const delays = new Map<number, DelayTable>();
  const driven = (delay: number): DelayTable => {
    const table = delays.get(delay) ?? loaded(delay, wire);
    delays.set(delay, table);
    return table;
  };
  const split = Object.entries(module.cells).map(([cellName, cell]): [string, NetlistCell] => {
    const one = bitByBit(cell);
    const rule = ruleOf(cell);
    if (rule === undefined) return [cellName, one];
    numbers.set(rule, numbers.get(rule) ?? numbers.size);
    // Cells of one type may differ in parameters, and in which of their pins are there.
    const type = `${cell.type} ${numbers.get(rule) ?? 0} ${Object.keys(one.connections).join(' ')}`;
    if (!cells.has(type)) cells.set(type, cellByRule(type, one, rule, driven));
    return [cellName, { ...one, type }];
  });
  return { gates: { ...module, cells: Object.fromEntries(split) }, library: { name, cells, wireLoad: undefined, notes: [] } };
}

function bitByBit(cell: NetlistCell): NetlistCell {
  const connections: Record<string, NetBit[]> = {};
  const directions: NetlistCell['port_directions'] = {};
  for (const [pin, bits] of Object.entries(cell.connections)) {
    bits.forEach((bit, at) => {
      const name = bits.length === 1 ? pin : `${pin}[${at}]`;
      connections[name] = [bit];
      const direction = cell.port_directions[pin];
      if (direction !== undefined) directions[name] = direction;
    });
  }
  return { ...cell, connections, port_directions: directions };
}

function cellByRule(name: string, cell: NetlistCell, rule: CellRule, driven: (delay: number) => DelayTable): LibertyCell {
  const pins = new Map<string, LibertyPin>();
  const { through, clocked, dedicated } = rule;
  const inputs = Object.keys(cell.connections).filter((pin) => cell.port_directions[pin] !== 'output');
  const isClock = (pin: string): boolean => clocked !== undefined && clocked.clock(pin) === pin;
  for (const input of inputs) {
    const setup = isClock(input) ? undefined : clocked?.setup(input);
    const routed = dedicated?.test(input) !== true && !isClock(input);
    pins.set(input, {
      direction: 'input',
      capacitance: routed ? { rise: 1, fall: 1 } : { rise: 0, fall: 0 },
      mostCapacitance: undefined,
      clock: isClock(input),
      arcs: setup === undefined || clocked === undefined ? [] : [setupArc(clocked, input, setup)],
    });
  }
  for (const output of Object.keys(cell.connections).filter((pin) => cell.port_directions[pin] === 'output')) {
    const arcs = inputs.flatMap((input): LibertyArc[] => {
      const delay = through?.(input, output);
      return delay === undefined ? [] : [arcOf(input, 'combinational', driven(delay))];
    });
    const launch = clocked?.launch(output);
    if (launch !== undefined && clocked !== undefined)
      arcs.push(arcOf(clocked.clock(output), clocked.falling ? 'falling_edge' : 'rising_edge', driven(launch)));
    pins.set(output, { direction: 'output', capacitance: { rise: 0, fall: 0 }, mostCapacitance: undefined, clock: false, arcs });
  }
  return { name, area: 1, kind: clocked === undefined ? 'combinational' : 'flipFlop', pins };
}

const nothing = { rise: undefined, fall: undefined };

function arcOf(from: string, type: string, delay: DelayTable): LibertyArc {
  return { from, type, sense: 'positive', delay: { rise: delay, fall: delay }, slew: nothing, constraint: nothing };
}

function setupArc(clocked: ClockedRule, input: string, setup: number): LibertyArc {
  const constant: DelayTable = { axes: [], values: [setup] };
  const type = clocked.falling ? 'setup_falling' : 'setup_rising';
  return { from: clocked.clock(input), type, sense: 'both', delay: nothing, slew: nothing, constraint: { rise: constant, fall: constant } };
}

/** The delay of a cell and of the wire behind it, by how many pins that has to reach. */
function loaded(delay: number, { base, perDoubling }: WireRule): DelayTable {
  const values = fanouts.map((pins) => delay + base + perDoubling * Math.log2(pins));
  return { axes: [{ kind: 'load', at: [0, ...fanouts] }], values: [delay, ...values] };
}
