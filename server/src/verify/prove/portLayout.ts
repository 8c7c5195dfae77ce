import type { NetlistModule, NetlistPort } from '../../netlist/netlist';
import type { PortFact } from './facts';

/** A bit of a port, 0 for its last. */
export interface PortBit {
  readonly port: string;
  readonly bit: number;
}

/** How the candidate's ports stand for the golden's. */
export interface PortLayout {
  /** Golden port -> candidate port, whole. */
  readonly renames: Readonly<Record<string, string>>;
  /** Golden ports that other ports of the candidate make, or parts of them: where each bit is found, bit 0 first. */
  readonly shaped: ReadonlyMap<string, readonly PortBit[]>;
}

/** A port or a slice of one; an entry is one of these, or several as `{hi, lo}`. */
const piece = /^\s*([A-Za-z_][\w$]*)(?:\[(\d+)(?::(\d+))?\])?\s*$/;
const plainName = /^[A-Za-z_][\w$]*$/;

/**
 * Reads a map of ports against the ports that there are. Entries are `golden: candidate`; both sides may be slices and concatenations, most significant first,
 * of equal width. Every bit of a port that an entry takes apart has to be mapped once. Refuses in words.
 */
export function layOutPorts(
  map: Readonly<Record<string, string>>,
  golden: readonly PortFact[],
  candidate: readonly PortFact[],
): PortLayout | { readonly refused: string } {
  const entries = Object.entries(map).map(([from, to]) => [from.trim(), to.trim()] as const);
  const apart = entries.filter((entry) => !entry.every((side) => plainName.test(side)));
  const taken = new Set(apart.flatMap(([from]) => namesIn(from)));
  const whole = entries.filter((entry) => entry.every((side) => plainName.test(side)) && !taken.has(entry[0]));
  const lost = whole.find(([from]) => !golden.some(({ name }) => name === from));
  if (lost !== undefined) return { refused: `the golden has no port ${lost[0]}` };
  const double = entries.find((entry) => taken.has(entry[0]) && plainName.test(entry[0]) && plainName.test(entry[1]));
  if (double !== undefined) return { refused: `${double[0]} is mapped both as a whole and in parts` };
  const found = new Map<string, PortBit>();
  for (const [from, to] of apart) {
    const [left, right] = [bitsOf(from, golden, 'golden'), bitsOf(to, candidate, 'candidate')];
    if (typeof left === 'string') return { refused: left };
    if (typeof right === 'string') return { refused: right };
    if (left.length !== right.length)
      return { refused: `${from} has ${left.length} bits in the golden and ${to} ${right.length} in the candidate` };
    for (const [i, bit] of left.entries()) {
      if (found.has(keyOf(bit))) return { refused: `bit ${bit.bit} of ${bit.port} is mapped twice` };
      found.set(keyOf(bit), right[i] as PortBit);
    }
  }
  return shapesOf(found, golden, candidate) ?? { renames: Object.fromEntries(whole), shaped: shapedPorts(found, golden) };
}

/** Why a map that takes ports apart is not one; undefined when it is. */
function shapesOf(
  found: ReadonlyMap<string, PortBit>,
  golden: readonly PortFact[],
  candidate: readonly PortFact[],
): { readonly refused: string } | undefined {
  const used = new Set<string>();
  for (const bit of found.values()) {
    if (used.has(keyOf(bit))) return { refused: `bit ${bit.bit} of ${bit.port} of the candidate is mapped twice` };
    used.add(keyOf(bit));
  }
  const gap = (ports: readonly PortFact[], has: ReadonlySet<string>, side: string): string | undefined => {
    for (const port of ports) {
      const { name, width } = port;
      const bits = Array.from({ length: width }, (_, bit) => bit);
      const open = bits.filter((bit) => !has.has(keyOf({ port: name, bit })));
      if (open.length > 0 && open.length < width)
        return `bit ${open.map((bit) => indexOf(port, bit)).join(', ')} of ${name} of the ${side} is mapped to nothing`;
    }
    return undefined;
  };
  const refused = gap(golden, new Set(found.keys()), 'golden') ?? gap(candidate, used, 'candidate');
  if (refused !== undefined) return { refused };
  const directions = new Map(candidate.map(({ name, direction }) => [name, direction]));
  for (const [port, bits] of shapedPorts(found, golden)) {
    if (new Set(bits.map((bit) => directions.get(bit.port))).size > 1) return { refused: `${port} would be made of inputs and outputs` };
    const other = candidate.find(({ name }) => name === port);
    if (other !== undefined && !used.has(keyOf({ port, bit: 0 })))
      return { refused: `the candidate has a port ${port} of its own, which is mapped to nothing` };
  }
  return undefined;
}

function shapedPorts(found: ReadonlyMap<string, PortBit>, golden: readonly PortFact[]): Map<string, PortBit[]> {
  return new Map(
    golden.flatMap(({ name, width }) => {
      const bits = Array.from({ length: width }, (_, bit) => found.get(keyOf({ port: name, bit })));
      return width > 0 && bits.every((bit) => bit !== undefined) ? [[name, bits] as const] : [];
    }),
  );
}

function bitsOf(text: string, ports: readonly PortFact[], side: string): PortBit[] | string {
  const parts = /^\{(.*)\}$/.exec(text)?.[1]?.split(',') ?? [text];
  const bits: PortBit[] = [];
  for (const part of parts.reverse()) {
    const [, name, from, to] = piece.exec(part) ?? [];
    if (name === undefined) return `"${part.trim()}" is no port and no slice of one`;
    const port = ports.find((one) => one.name === name);
    if (port === undefined) return `the ${side} has no port ${name}`;
    const high = from === undefined ? port.width - 1 : placeOf(port, Number(from));
    const low = from === undefined ? 0 : placeOf(port, Number(to ?? from));
    if (low < 0 || high >= port.width || high < low)
      return `${part.trim()} is no slice of ${name}, which has ${port.width} bits in the ${side}`;
    for (let bit = low; bit <= high; bit++) bits.push({ port: name, bit });
  }
  return bits;
}

/** The place of a declared index, 0 for the last. */
function placeOf({ width, offset = 0, ascending = false }: PortFact, index: number): number {
  return ascending ? offset + width - 1 - index : index - offset;
}

/** The index that a bit is declared with. */
function indexOf({ width, offset = 0, ascending = false }: PortFact, place: number): number {
  return ascending ? offset + width - 1 - place : place + offset;
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/[A-Za-z_][\w$]*/g)].map(([name]) => name);
}

function keyOf({ port, bit }: PortBit): string {
  return `${port} ${bit}`;
}

/** A module of the candidate with the ports of the golden in place of those that make them. */
export function shapeModule(module: NetlistModule, { shaped }: PortLayout): NetlistModule {
  const used = new Set([...shaped.values()].flatMap((bits) => bits.map(({ port }) => port)));
  const ports: Record<string, NetlistPort> = Object.fromEntries(Object.entries(module.ports).filter(([name]) => !used.has(name)));
  const netnames = { ...module.netnames };
  for (const [name, bits] of shaped) {
    const source = (at: PortBit): NetlistPort => module.ports[at.port] as NetlistPort;
    const nets = bits.map((at) => source(at).bits[at.bit] ?? 'x');
    ports[name] = { direction: source(bits[0] as PortBit).direction, bits: nets };
    // Registers behind it are known by the golden's name too.
    netnames[name] ??= { hide_name: 0, bits: nets, attributes: {} };
  }
  return { ...module, ports, netnames };
}

/** What each port of the source that was taken apart is connected to, bit 0 first. */
export function connectionsOf({ shaped }: PortLayout): Map<string, PortBit[]> {
  const connections = new Map<string, PortBit[]>();
  for (const [port, bits] of shaped) {
    bits.forEach((at, bit) => {
      const list = connections.get(at.port) ?? [];
      list[at.bit] = { port, bit };
      connections.set(at.port, list);
    });
  }
  return connections;
}
