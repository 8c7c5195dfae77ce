import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';

/** Cells that a clock is followed back through, at most: more is a loop. */
const mostBuffers = 64;

/**
 * Names of clock nets: the net at a clock pin is followed back through what only passes it on (`through` gives the net at the input of such a cell), to the port's or the net's shortest public
 * name. Undefined for a constant.
 */
export function clockNamer(
  module: NetlistModule,
  nets: { readonly driver: ReadonlyMap<number, string> },
  through: (cell: NetlistCell) => NetBit | undefined,
): (bit: NetBit | undefined) => string | undefined {
  const names = new Map<number, string>();
  const better = (name: string, old: string | undefined): boolean =>
    old === undefined || (!(old in module.ports) && (name in module.ports || name.length < old.length));
  for (const [name, net] of Object.entries(module.netnames)) {
    if (net.hide_name !== 0) continue;
    net.bits.forEach((bit, index) => {
      const full = net.bits.length === 1 ? name : `${name}[${index}]`;
      if (typeof bit === 'number' && better(full, names.get(bit))) names.set(bit, full);
    });
  }
  return (bit) => {
    let at = bit;
    for (let guard = 0; guard < mostBuffers && typeof at === 'number'; guard++) {
      const driver = module.cells[nets.driver.get(at) ?? ''];
      const input = driver === undefined ? undefined : through(driver);
      if (input === undefined) break;
      at = input;
    }
    return typeof at === 'number' ? (names.get(at) ?? `net ${at}`) : undefined;
  };
}
