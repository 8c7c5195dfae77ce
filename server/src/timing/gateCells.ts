import type { NetBit, NetlistCell } from '../netlist/netlist';
import { parameterNumber } from '../netlist/netlist';
import type { DelayModel } from './delayModel';
import type { ClockEdge } from './gateSta';
import { latchCell } from './latches';
import { memoryCell } from './memories';

/** A combinational edge through a mapped cell, wire delay not included. */
export interface GateArc {
  readonly from: number;
  readonly pin: string;
  readonly to: number;
  readonly delay: number;
}

/** The edges through a combinational iCE40 cell; undefined for a cell that is sequential or unknown. */
export function gateArcs(cell: NetlistCell, model: DelayModel): GateArc[] | undefined {
  switch (cell.type) {
    case 'SB_LUT4':
      return arcsOf(cell, 'O', { I0: model.lut[0], I1: model.lut[1], I2: model.lut[2], I3: model.lut[3] });
    case 'SB_CARRY':
      return arcsOf(cell, 'CO', { CI: model.carry.ci, I0: model.carry.i0, I1: model.carry.i1 });
    case 'SB_GB':
      return arcsOf(cell, 'GLOBAL_BUFFER_OUTPUT', { USER_SIGNAL_TO_GLOBAL_BUFFER: model.global.buffer });
    // A latch is a LUT with feedback here; open, it passes both on.
    case latchCell:
      return arcsOf(cell, 'Q', { D: model.lut[2], E: model.lut[3] });
    case '$scopeinfo':
      return [];
    default:
      return undefined;
  }
}

/** How a sequential cell launches (by output pin) and captures (by input pin). */
export interface SequentialPins {
  readonly kind: 'register' | 'memory';
  readonly launch: ReadonlyMap<string, { readonly pin: string; readonly edge: ClockEdge['edge']; readonly delay: number }>;
  readonly capture: ReadonlyMap<string, { readonly clockPin: string; readonly edge: ClockEdge['edge']; readonly setup: number }>;
}

/** The clocked pins of flip-flops, block and single-port RAM and the multiplier block; undefined for an unknown cell. */
export function sequentialPins(cell: NetlistCell, model: DelayModel): SequentialPins | undefined {
  const flipFlop = /^SB_DFF(N?)(E?)(SR|SS|R|S)?$/.exec(cell.type);
  if (flipFlop !== null) {
    const edge = flipFlop[1] === 'N' ? 'fall' : 'rise';
    const control = { clockPin: 'C', edge, setup: model.controlSetup } as const;
    const capture = new Map<string, { clockPin: string; edge: ClockEdge['edge']; setup: number }>([
      ['D', { ...control, setup: model.setup }],
    ]);
    if (flipFlop[2] === 'E') capture.set('E', control);
    // R and S of the asynchronous kinds have recovery checks, not setup: they end no path.
    if (flipFlop[3] === 'SR') capture.set('R', control);
    if (flipFlop[3] === 'SS') capture.set('S', control);
    return { kind: 'register', launch: new Map([['Q', { pin: 'C', edge, delay: model.clockToQ }]]), capture };
  }
  const ram = /^SB_RAM40_4K(NR|NW|NRNW)?$/.exec(cell.type);
  if (ram !== null) return blockRam(ram[1] ?? '', model);
  if (cell.type === 'SB_SPRAM256KA') return oneClock(cell, 'memory', 'CLOCK', 'DATAOUT', model.ramClockToQ, model.ramSetup);
  if (cell.type.startsWith(memoryCell)) return unmappedMemory(cell, model);
  // The multiplier is taken as registered at its inputs: conservative for its outputs, and said so in the notes by the caller.
  if (cell.type === 'SB_MAC16') return oneClock(cell, 'register', 'CLK', 'O', model.dsp, model.setup);
  return undefined;
}

function blockRam(kind: string, model: DelayModel): SequentialPins {
  const suffix = (side: 'R' | 'W'): { pin: string; edge: ClockEdge['edge'] } =>
    kind.includes(`N${side}`) ? { pin: `${side}CLKN`, edge: 'fall' } : { pin: `${side}CLK`, edge: 'rise' };
  const read = suffix('R');
  const write = suffix('W');
  const captures = (side: { pin: string; edge: ClockEdge['edge'] }, pins: readonly string[]) =>
    pins.map((pin) => [pin, { clockPin: side.pin, edge: side.edge, setup: model.ramSetup }] as const);
  return {
    kind: 'memory',
    launch: new Map([['RDATA', { pin: read.pin, edge: read.edge, delay: model.ramClockToQ }]]),
    capture: new Map([...captures(read, ['RADDR', 'RE', 'RCLKE']), ...captures(write, ['WADDR', 'WDATA', 'WE', 'WCLKE', 'MASK'])]),
  };
}

/** As a block RAM would be; a read without a clock is taken as clocked by the first write. */
function unmappedMemory({ connections }: NetlistCell, model: DelayModel): SequentialPins {
  const read = typeof connections.RD_CLK?.[0] === 'number' ? 'RD_CLK' : 'WR_CLK';
  const capture = (pin: string, clockPin: string) => [pin, { clockPin, edge: 'rise' as const, setup: model.ramSetup }] as const;
  return {
    kind: 'memory',
    launch: new Map([['RD_DATA', { pin: read, edge: 'rise', delay: model.ramClockToQ }]]),
    capture: new Map([
      ...['RD_ADDR', 'RD_EN', 'RD_SRST'].map((pin) => capture(pin, read)),
      ...['WR_ADDR', 'WR_EN', 'WR_DATA'].map((pin) => capture(pin, 'WR_CLK')),
    ]),
  };
}

function oneClock(
  cell: NetlistCell,
  kind: SequentialPins['kind'],
  clockPin: string,
  output: string,
  delay: number,
  setup: number,
): SequentialPins {
  const inputs = Object.entries(cell.port_directions).filter(([pin, direction]) => direction === 'input' && pin !== clockPin);
  return {
    kind,
    launch: new Map([[output, { pin: clockPin, edge: 'rise', delay }]]),
    capture: new Map(inputs.map(([pin]) => [pin, { clockPin, edge: 'rise' as const, setup }])),
  };
}

function arcsOf(cell: NetlistCell, output: string, delays: Readonly<Record<string, number>>): GateArc[] {
  const to = cell.connections[output]?.[0];
  if (typeof to !== 'number') return [];
  const useful = cell.type === 'SB_LUT4' ? usedInputs(cell) : undefined;
  const arcs: GateArc[] = [];
  for (const [pin, delay] of Object.entries(delays)) {
    const from: NetBit | undefined = cell.connections[pin]?.[0];
    if (typeof from === 'number' && useful?.has(pin) !== false) arcs.push({ from, pin, to, delay });
  }
  return arcs;
}

/** Inputs that the truth table depends on. A LUT beside a carry cell often has an input connected that it does not use. */
function usedInputs(cell: NetlistCell): Set<string> {
  const table = parameterNumber(cell.parameters.LUT_INIT);
  const used = new Set<string>();
  for (let input = 0; input < 4; input++) {
    for (let row = 0; row < 16; row++) {
      if ((row & (1 << input)) !== 0) continue;
      if (((table >> row) & 1) !== ((table >> (row | (1 << input))) & 1)) used.add(`I${input}`);
    }
  }
  return used;
}
