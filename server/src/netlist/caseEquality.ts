import type { GateBuilder } from './gateBuilder';
import type { NetBit, NetlistCell, NetlistModule } from './netlist';

/**
 * Whether both operands of `===` are the same, as a net (IEEE 1364-2005, 5.1.8): a constant x or z is like itself and like nothing else.
 * Undefined when a net may be unknown, since no gate tells an x from 0 and 1.
 */
export function identical(
  g: GateBuilder,
  a: readonly NetBit[],
  b: readonly NetBit[],
  mayBeUnknown: (bit: NetBit) => boolean,
): NetBit | undefined {
  const differences: NetBit[] = [];
  for (const [i, x] of a.entries()) {
    const y = b[i] as NetBit;
    if ([x, y].some((bit) => typeof bit === 'number' && mayBeUnknown(bit))) return undefined;
    const unknown = [x, y].some((bit) => bit === 'x' || bit === 'z');
    differences.push(unknown ? (x === y ? '0' : '1') : g.xor(x, y));
  }
  return g.not(g.orAll(differences));
}

const tests = new Set(['$eqx', '$nex', '$bweqx']);
const divisions = new Set(['$div', '$mod', '$divfloor', '$modfloor', '$pow']);

/**
 * Tells nets that an x may reach: from a constant x or z, a division by zero, an index outside its vector or a net without a driver,
 * through logic and registers. What a register holds at power-up does not count: a comparison gives such state values or a reset.
 */
export function unknownNets(module: NetlistModule): (bit: NetBit) => boolean {
  let reached: ReadonlySet<number> | undefined;
  return (bit) => typeof bit === 'number' && (reached ??= spread(module)).has(bit);
}

function spread(module: NetlistModule): Set<number> {
  const readers = new Map<number, NetlistCell[]>();
  const driven = new Set<NetBit>();
  for (const port of Object.values(module.ports)) if (port.direction === 'input') port.bits.forEach((bit) => driven.add(bit));
  const reached = new Set<number>();
  const work: number[] = [];
  const reach = (bits: readonly NetBit[]): void => {
    for (const bit of bits) {
      if (typeof bit !== 'number' || reached.has(bit)) continue;
      reached.add(bit);
      work.push(bit);
    }
  };
  for (const cell of Object.values(module.cells)) {
    outputsOf(cell).forEach((bit) => driven.add(bit));
    for (const bit of inputsOf(cell)) {
      if (typeof bit !== 'number') continue;
      const list = readers.get(bit);
      if (list === undefined) readers.set(bit, [cell]);
      else list.push(cell);
    }
  }
  for (const cell of Object.values(module.cells)) if (makesUnknown(cell)) reach(outputsOf(cell));
  reach([...readers.keys()].filter((bit) => !driven.has(bit)));
  while (work.length > 0) for (const cell of readers.get(work.pop() as number) ?? []) reach(outputsOf(cell));
  return reached;
}

function makesUnknown(cell: NetlistCell): boolean {
  if (tests.has(cell.type)) return false;
  if (inputsOf(cell).some((bit) => bit === 'x' || bit === 'z')) return true;
  if (divisions.has(cell.type)) return !(cell.connections.B ?? []).includes('1');
  if (cell.type === '$shiftx') return true;
  // Of a black box and of a memory nothing is known.
  return !cell.type.startsWith('$') || cell.type.startsWith('$mem');
}

function outputsOf(cell: NetlistCell): NetBit[] {
  return [...(cell.connections.Y ?? []), ...(cell.connections.Q ?? []), ...otherOutputs(cell)];
}

function otherOutputs(cell: NetlistCell): NetBit[] {
  return Object.entries(cell.port_directions).flatMap(([pin, direction]) =>
    direction === 'input' || pin === 'Y' || pin === 'Q' ? [] : (cell.connections[pin] ?? []),
  );
}

function inputsOf(cell: NetlistCell): NetBit[] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) =>
    pin === 'Y' || pin === 'Q' || (cell.port_directions[pin] ?? 'input') === 'output' ? [] : bits,
  );
}
