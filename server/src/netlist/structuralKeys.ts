import type { NetBit, NetlistCell, NetlistModule } from './netlist';

/** Cells one above the other that are looked through; what lies deeper counts as alike. */
const deepest = 60;

/**
 * A number for each net that hangs on what drives it (types, constants, the names of ports and registers) and not on how nets are numbered, so
 * that the same logic of two designs has the same. Different logic may share a number: good to order things by, no proof of anything.
 */
export function structuralKeys(module: NetlistModule): (bit: NetBit) => number {
  const names = publicNames(module);
  const driver = new Map<NetBit, { cell: NetlistCell; pin: string; index: number }>();
  for (const cell of Object.values(module.cells))
    for (const [pin, bits] of Object.entries(cell.connections))
      if (cell.port_directions[pin] === 'output') bits.forEach((bit, index) => driver.set(bit, { cell, pin, index }));
  const known = new Map<NetBit, number>();
  const cellKeys = new Map<NetlistCell, number>();
  const ofCell = (cell: NetlistCell, depth: number): number => {
    const found = cellKeys.get(cell);
    if (found !== undefined) return found;
    let key = hashOf(cell.type);
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (cell.port_directions[pin] === 'output') continue;
      key = hashOf(pin, key);
      for (const bit of bits) key = Math.imul(key ^ ofBit(bit, depth + 1), 0x01000193);
    }
    cellKeys.set(cell, key);
    return key;
  };
  const ofBit = (bit: NetBit, depth: number): number => {
    if (typeof bit === 'string') return hashOf(bit);
    const found = known.get(bit);
    if (found !== undefined) return found;
    const made = driver.get(bit);
    const isState = made !== undefined && (made.pin === 'Q' || /^\$mem|^[^$]/.test(made.cell.type));
    let key = hashOf(names.get(bit) ?? '');
    if (made !== undefined && !isState && depth < deepest) key = hashOf(`${made.pin}${made.index}`, ofCell(made.cell, depth));
    known.set(bit, key);
    return key;
  };
  return (bit) => ofBit(bit, 0);
}

/** The first of the names that a person gave a net, ports before others. */
function publicNames({ ports, netnames }: NetlistModule): Map<NetBit, string> {
  const names = new Map<NetBit, string>();
  const take = (name: string, bits: readonly NetBit[]): void =>
    bits.forEach((bit, i) => {
      if (!names.has(bit)) names.set(bit, `${name}[${i}]`);
    });
  for (const [name, port] of Object.entries(ports)) take(name, port.bits);
  const nets = Object.entries(netnames).filter(([, net]) => net.hide_name === 0);
  for (const [name, net] of nets.sort(([x], [y]) => (x < y ? -1 : 1))) take(name, net.bits);
  return names;
}

/** FNV-1a over a text, from a value. */
function hashOf(text: string, from = 0x811c9dc5): number {
  let key = from | 0;
  for (let i = 0; i < text.length; i++) key = Math.imul(key ^ text.charCodeAt(i), 0x01000193);
  return key;
}
