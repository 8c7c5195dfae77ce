import type { NetBit, NetlistCell } from '../netlist/netlist';
import { parameterNumber } from '../netlist/netlist';
import type { DelayModel } from './delayModel';

/** Latest arrival at one output bit, and the input bit it came from. */
export interface BitArrival {
  readonly bit: number;
  readonly arrival: number;
  readonly from: number;
}

/** Delays of word-level operators in ns, derived from the gate model: a LUT with its wire, carry entry, step and exit. */
export interface OperatorDelays {
  readonly lut: number;
  readonly carryEntry: number;
  readonly carryStep: number;
  readonly carryExit: number;
}

/** The word-level figures that go with a gate-level model. */
export function operatorDelays(model: DelayModel): OperatorDelays {
  return {
    lut: model.operatorWire + (model.lut[0] + model.lut[3]) / 2 - 0.1 * model.operatorWire,
    carryEntry: model.operatorWire + model.carry.i0,
    carryStep: model.carry.ci,
    carryExit: model.carryToLut + model.lut[3],
  };
}

const sequentialTypes = /^\$(ff|dff|dffe|adff|adffe|sdff|sdffe|sdffce|aldff|aldffe|dffsr|dffsre|_(S?DFF|ALDFF|DFFSR|FF).*)$/;

/** Whether a word-level cell is a flip-flop. */
export function isFlipFlop(type: string): boolean {
  return sequentialTypes.test(type);
}

/** Whether a word-level cell is a memory (all ports in one cell). */
export function isMemory(type: string): boolean {
  return type === '$mem' || type === '$mem_v2';
}

type Arrival = (bit: NetBit) => number;
interface Worst {
  arrival: number;
  from: number;
}

/**
 * Latest arrivals at the outputs of a word-level combinational cell, bit by bit. Adders and comparisons are ripple carries, so that
 * a chain of adders overlaps as it does in hardware; bitwise operators keep their bits apart; the rest depends on all inputs.
 * Bits that no arrival reaches are left out.
 */
export function cellArrivals(cell: NetlistCell, arrival: Arrival, delays: OperatorDelays): BitArrival[] {
  const pins = cell.connections;
  const a = pins.A ?? [];
  const b = pins.B ?? [];
  const y = pins.Y ?? [];
  switch (cell.type) {
    case '$not':
    case '$pos':
    case '$buf':
      return bitwise(y, [a], arrival, 0);
    case '$and':
    case '$or':
    case '$xor':
    case '$xnor':
    case '$tribuf':
      return bitwise(y, [a, b], arrival, 0.75 * delays.lut);
    case '$mux':
    case '$bwmux':
      return bitwise(y, cell.type === '$mux' ? [a, b, y.map(() => pins.S?.[0] ?? 'x')] : [a, b, pins.S ?? []], arrival, 0.75 * delays.lut);
    case '$dlatch':
    case '$adlatch':
      return bitwise(pins.Q ?? [], [pins.D ?? [], (pins.Q ?? []).map(() => pins.EN?.[0] ?? 'x')], arrival, delays.lut);
    case '$add':
    case '$sub':
    case '$alu':
    case '$neg':
      return [...ripple(y, a, b, arrival, delays), ...all([...(pins.X ?? []), ...(pins.CO ?? [])], [a, b], arrival, chain(a, b, delays))];
    case '$lt':
    case '$le':
    case '$gt':
    case '$ge':
      return compare(y, a, b, arrival, delays);
    default:
      return all(outputBits(cell), inputPins(cell), arrival, wholeDelay(cell, delays));
  }
}

/** Delay of operators whose every output bit waits for every input. */
function wholeDelay(cell: NetlistCell, delays: OperatorDelays): number {
  const width = (pin: string): number => cell.connections[pin]?.length ?? 0;
  const constant = (pin: string): boolean => (cell.connections[pin] ?? []).every((bit) => typeof bit !== 'number');
  const tree = (inputs: number): number => delays.lut * Math.max(1, Math.ceil(Math.log(Math.max(2, inputs)) / Math.log(4) - 1e-9));
  switch (cell.type) {
    case '$logic_not':
      return width('A') <= 1 ? 0 : tree(width('A'));
    case '$reduce_and':
    case '$reduce_or':
    case '$reduce_xor':
    case '$reduce_xnor':
    case '$reduce_bool':
      return width('A') <= 1 ? 0 : tree(width('A'));
    case '$logic_and':
    case '$logic_or':
      return 0.75 * delays.lut + (width('A') + width('B') > 2 ? tree(Math.max(width('A'), width('B'))) : 0);
    case '$eq':
    case '$ne':
    case '$eqx':
    case '$nex':
      return constant('A') || constant('B') ? tree(Math.max(width('A'), width('B'))) : tree(2 * Math.max(width('A'), width('B')));
    case '$pmux':
    case '$bmux':
    case '$demux':
      return 0.75 * tree(2 * Math.max(2, width('S')));
    case '$shl':
    case '$shr':
    case '$sshl':
    case '$sshr':
    case '$shift':
    case '$shiftx':
      return constant('B') ? 0 : 0.75 * delays.lut * Math.max(1, width('B'));
    case '$mul':
      return multiply(width('A'), width('B'), constant('A') || constant('B'), delays);
    case '$div':
    case '$mod':
    case '$divfloor':
    case '$modfloor':
      // A restoring divider: as many subtract-and-select steps as the dividend has bits.
      return width('A') * (delays.carryEntry + delays.carryStep * width('B') + delays.carryExit + delays.lut);
    case '$mem':
    case '$mem_v2':
      return 0.75 * delays.lut * Math.max(1, parameterNumber(cell.parameters.ABITS));
    default:
      return delays.lut * 2;
  }
}

function multiply(a: number, b: number, byConstant: boolean, delays: OperatorDelays): number {
  const terms = byConstant ? Math.max(1, Math.min(a, b) / 2) : Math.max(1, Math.min(a, b));
  return Math.ceil(Math.log2(terms + 1)) * delays.lut + delays.carryEntry + delays.carryStep * (a + b) + delays.carryExit;
}

function chain(a: readonly NetBit[], b: readonly NetBit[], delays: OperatorDelays): number {
  return delays.carryEntry + delays.carryStep * Math.max(a.length, b.length) + delays.carryExit;
}

function bitwise(y: readonly NetBit[], inputs: readonly (readonly NetBit[])[], arrival: Arrival, delay: number): BitArrival[] {
  const out: BitArrival[] = [];
  y.forEach((bit, index) => {
    const worst = latest(
      inputs.map((pin) => pin[Math.min(index, pin.length - 1)] ?? 'x'),
      arrival,
    );
    push(out, bit, worst, delay);
  });
  return out;
}

/** y[i] waits for its own operand bits, and for the carry that any lower operand bit sent up. */
function ripple(y: readonly NetBit[], a: readonly NetBit[], b: readonly NetBit[], arrival: Arrival, delays: OperatorDelays): BitArrival[] {
  const out: BitArrival[] = [];
  let carry: Worst = { arrival: -Infinity, from: -1 };
  y.forEach((bit, index) => {
    const own = latest([at(a, index), at(b, index)], arrival);
    const viaCarry: Worst = { arrival: carry.arrival + delays.carryExit, from: carry.from };
    const direct: Worst = { arrival: own.arrival + delays.lut, from: own.from };
    push(out, bit, viaCarry.arrival > direct.arrival ? viaCarry : direct, 0);
    const entered = own.arrival + delays.carryEntry;
    carry =
      entered > carry.arrival + delays.carryStep
        ? { arrival: entered, from: own.from }
        : { ...carry, arrival: carry.arrival + delays.carryStep };
  });
  return out;
}

function compare(y: readonly NetBit[], a: readonly NetBit[], b: readonly NetBit[], arrival: Arrival, delays: OperatorDelays): BitArrival[] {
  const width = Math.max(a.length, b.length);
  let worst: Worst = { arrival: -Infinity, from: -1 };
  for (let index = 0; index < width; index++) {
    const own = latest([at(a, index), at(b, index)], arrival);
    const time = own.arrival + delays.carryEntry + delays.carryStep * (width - 1 - index);
    if (time > worst.arrival) worst = { arrival: time, from: own.from };
  }
  const out: BitArrival[] = [];
  for (const bit of y) push(out, bit, worst, delays.carryExit);
  return out;
}

function all(outputs: readonly NetBit[], inputs: readonly (readonly NetBit[])[], arrival: Arrival, delay: number): BitArrival[] {
  const worst = latest(inputs.flat(), arrival);
  const out: BitArrival[] = [];
  for (const bit of outputs) push(out, bit, worst, delay);
  return out;
}

function at(pin: readonly NetBit[], index: number): NetBit {
  return pin[Math.min(index, pin.length - 1)] ?? 'x';
}

function latest(bits: readonly NetBit[], arrival: Arrival): Worst {
  const worst: Worst = { arrival: -Infinity, from: -1 };
  for (const bit of bits) {
    if (typeof bit !== 'number') continue;
    const time = arrival(bit);
    if (time > worst.arrival) {
      worst.arrival = time;
      worst.from = bit;
    }
  }
  return worst;
}

function push(out: BitArrival[], bit: NetBit, worst: Worst, delay: number): void {
  if (typeof bit === 'number' && worst.arrival > -Infinity) out.push({ bit, arrival: worst.arrival + delay, from: worst.from });
}

function outputBits(cell: NetlistCell): NetBit[] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'output' ? bits : []));
}

function inputPins(cell: NetlistCell): NetBit[][] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'output' ? [] : [bits]));
}
