import type { Netlist, NetlistModule, NetlistNet } from './netlist';

/** Whether a person wrote this net's name; Yosys starts the names that it makes up with `$`. */
export function isPublicName(name: string, net: NetlistNet): boolean {
  return net.hide_name === 0 && !name.startsWith('$');
}

/** The index that the source uses for bit `position` (counted from the least significant) of a net or port declared `[msb:lsb]`. */
function declaredIndex(net: { bits: readonly unknown[]; offset?: number; upto?: number }, position: number): number {
  const offset = net.offset ?? 0;
  return net.upto === 1 ? offset + net.bits.length - 1 - position : offset + position;
}

/**
 * The public names of every net bit: `count[3]`, or `full` for a net of one bit. Names of the whole module come first when they are
 * shorter in hierarchy, so the first is the one to show.
 */
export function bitNames(module: NetlistModule): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const [name, net] of Object.entries(module.netnames)) {
    if (!isPublicName(name, net)) continue;
    net.bits.forEach((bit, index) => {
      if (typeof bit !== 'number') return;
      const full = net.bits.length === 1 ? name : `${name}[${declaredIndex(net, index)}]`;
      const list = names.get(bit);
      if (list === undefined) names.set(bit, [full]);
      else list.push(full);
    });
  }
  for (const list of names.values()) if (list.length > 1) list.sort((x, y) => depth(x) - depth(y));
  return names;
}

/** The module that Yosys marked as top, or the only one. */
export function topModule(netlist: Netlist): NetlistModule | undefined {
  const modules = Object.values(netlist.modules);
  return modules.find((module) => module.attributes.top !== undefined) ?? (modules.length === 1 ? modules[0] : undefined);
}

function depth(name: string): number {
  return name.split('.').length;
}

/** Initial value of each net bit that has one, from the `init` attributes (MSB first); an x there is no value. */
export function initialValues(module: NetlistModule): Map<number, 0 | 1> {
  const values = new Map<number, 0 | 1>();
  for (const net of Object.values(module.netnames)) {
    const init = net.attributes.init;
    if (init === undefined) continue;
    const text = typeof init === 'number' ? init.toString(2).padStart(net.bits.length, '0') : init;
    net.bits.forEach((bit, index) => {
      const digit = text[text.length - 1 - index];
      if (typeof bit === 'number' && (digit === '0' || digit === '1')) values.set(bit, digit === '1' ? 1 : 0);
    });
  }
  return values;
}
