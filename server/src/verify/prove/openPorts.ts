import type { NetBit, NetlistModule, NetlistPort } from '../../netlist/netlist';
import { firstFreeNet } from '../../netlist/netlist';
import { GateBuilder } from '../../netlist/gateBuilder';
import { listed } from '../guards';
import { outputMark } from './namedNets';
import { DrivenNets, NotTold, wireCell } from './drivenNets';

/** A port that may be left at high impedance: whether others drive it and it is read inside as well is what `inout` says. */
export interface OpenedPort {
  readonly name: string;
  readonly direction: 'inout' | 'output';
}

/** The output that is 1 where the module drives a bit of a port that it may leave at high impedance. */
export function drivesOf(port: string): string {
  return `${port}.drives`;
}

/** The output that holds what it drives there, 0 where it drives nothing. */
export function valueOf(port: string): string {
  return `${port}.value`;
}

export type Opened =
  | { readonly kind: 'opened'; readonly module: NetlistModule; readonly ports: readonly OpenedPort[] }
  /** Why what the netlist says of its tri-states is not what simulation shows. */
  | { readonly kind: 'refused'; readonly problem: string; readonly ports: readonly OpenedPort[] };

/** The outputs of a flat module with directed wires (`directedWires`) that may be left at high impedance. */
export function floatingOutputs(module: NetlistModule): string[] {
  const nets = new DrivenNets(module, new GateBuilder(firstFreeNet(module)));
  const floats = (bit: NetBit): boolean => {
    try {
      return nets.drive(bit).enable !== '1';
    } catch (error) {
      // No register holds a z: it is an x to the gates, and what else hands one on they refuse.
      if (error instanceof NotTold) return false;
      throw error;
    }
  };
  return Object.entries(module.ports).flatMap(([name, { direction, bits }]) => (direction === 'output' && bits.some(floats) ? [name] : []));
}

/**
 * A flat module without tri-states: in the place of each `inout` port, and of each of the outputs that are named, stand two outputs, where the module drives and what. What
 * others drive on an `inout` port is an input of the port's own name, which is what the module reads there while it drives nothing itself. While it does, it reads what it drives:
 * that nobody else drives against it then is assumed, as it is of every input that it has a known value. Nets inside that several cells drive become what they resolve to (IEEE 1800-2017, 6.6.1).
 */
export function openPorts(module: NetlistModule, outputs: ReadonlySet<string>): Opened {
  try {
    return new Opener(module, outputs).open();
  } catch (error) {
    if (error instanceof NotTold) return { kind: 'refused', problem: error.message, ports: portsToOpen(module, outputs) };
    throw error;
  }
}

function portsToOpen({ ports }: NetlistModule, outputs: ReadonlySet<string>): OpenedPort[] {
  return Object.entries(ports).flatMap(([name, { direction }]) =>
    direction === 'inout' || (direction === 'output' && outputs.has(name)) ? [{ name, direction }] : [],
  );
}

/**
 * The names of the golden's ports in the candidate, where ports are opened: of what is in their place too. Undefined when the sides have other ports opened.
 */
export function renamesOf(
  golden: readonly OpenedPort[],
  candidate: readonly OpenedPort[],
  renames: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const there = new Set(candidate.map(({ name }) => name));
  const pairs = golden.map(({ name }) => [name, renames[name] ?? name] as const);
  if (pairs.length !== there.size || pairs.some(([, other]) => !there.has(other))) return undefined;
  const more = pairs.flatMap(([name, other]) => (name === other ? [] : [drivesOf, valueOf].map((of) => [of(name), of(other)] as const)));
  return { ...renames, ...Object.fromEntries(more) };
}

/** What is assumed of those who drive such ports from outside, as words in front of what holds then. */
export function outsideWords(ports: readonly OpenedPort[]): string {
  const shared = ports.flatMap(({ name, direction }) => (direction === 'inout' ? [name] : []));
  return shared.length === 0 ? '' : `as long as nothing else drives ${listed(shared)} where the module does: `;
}

class Opener {
  private readonly gates: GateBuilder;
  private readonly nets: DrivenNets;
  private readonly ports: Record<string, NetlistPort> = {};
  private readonly opened: readonly OpenedPort[];
  /** What is read on a net in place of what its cells drive. */
  private readonly readAs: { readonly net: number; readonly value: NetBit }[] = [];

  constructor(
    private readonly module: NetlistModule,
    outputs: ReadonlySet<string>,
  ) {
    this.opened = portsToOpen(module, outputs);
    this.gates = new GateBuilder(firstFreeNet(module));
    this.nets = new DrivenNets(module, this.gates);
  }

  open(): Opened {
    this.refuseSharedPorts();
    for (const [name, port] of Object.entries(this.module.ports)) {
      const opened = this.opened.find((one) => one.name === name);
      if (opened === undefined) this.ports[name] = port;
      else if (opened.direction === 'inout') this.openInout(name, port);
      else this.openOutput(name, port);
    }
    for (const net of this.nets.drivenTogether()) {
      if (this.nets.isShared(net)) continue;
      this.refuseOutputsInside(net);
      this.readAs.push({ net, value: this.nets.resolved(net, 'x').value });
    }
    return { kind: 'opened', module: this.rebuilt(), ports: this.opened };
  }

  private openInout(name: string, port: NetlistPort): void {
    const outside: NetBit[] = [];
    const drives: NetBit[] = [];
    const values: NetBit[] = [];
    for (const bit of port.bits) {
      if (typeof bit !== 'number') throw new NotTold(`port ${name} is tied to a constant`);
      if (this.nets.driversOf(bit).length === 0) {
        outside.push(bit);
        drives.push('0');
        values.push('0');
        continue;
      }
      this.refuseOutputsInside(bit);
      const free = this.gates.net();
      const { enable, value, driven } = this.nets.resolved(bit, free);
      outside.push(free);
      drives.push(enable);
      values.push(driven);
      this.readAs.push({ net: bit, value });
    }
    this.ports[name] = { ...port, direction: 'input', bits: outside };
    this.put(name, drives, values);
  }

  private openOutput(name: string, port: NetlistPort): void {
    const drives: NetBit[] = [];
    const values: NetBit[] = [];
    for (const bit of port.bits) {
      const { enable, data } = this.nets.drive(bit);
      if (enable !== '1' && this.nets.isRead(bit))
        throw new NotTold(`output ${name} may be left at high impedance and is read inside, where others may drive it`);
      drives.push(enable);
      values.push(this.gates.and(enable, data));
    }
    this.put(name, drives, values);
  }

  private put(name: string, drives: NetBit[], values: NetBit[]): void {
    this.ports[drivesOf(name)] = { direction: 'output', bits: drives };
    this.ports[valueOf(name)] = { direction: 'output', bits: values };
  }

  private refuseSharedPorts(): void {
    const seen = new Map<NetBit, string>();
    for (const [name, port] of Object.entries(this.module.ports)) {
      for (const bit of port.bits) {
        if (typeof bit !== 'number') continue;
        const other = seen.get(bit);
        if (other !== undefined && [name, other].some((one) => this.module.ports[one]?.direction === 'inout'))
          throw new NotTold(`the ports ${other} and ${name} are one net`);
        seen.set(bit, name);
      }
    }
  }

  /** Whether what an instance reads of its own output port is what the net outside resolves to is left to the simulator (IEEE 1800-2017, 23.3.3.1). */
  private refuseOutputsInside(net: number): void {
    if (!this.nets.isRead(net)) return;
    for (const [name, { bits, attributes }] of Object.entries(this.module.netnames)) {
      if (outputMark in attributes && !(name in this.module.ports) && bits.includes(net))
        throw new NotTold(`${name}, an output port of an instance, is driven together with others`);
    }
  }

  private rebuilt(): NetlistModule {
    const cells = this.nets.cellsWithout(new Set(this.readAs.map(({ net }) => net)));
    const plain = this.nets.plainBit;
    const bitsOf = (bits: readonly NetBit[]): NetBit[] => bits.map(plain);
    const all = { ...cells, ...Object.fromEntries(Object.entries(this.gates.cells).map(([name, cell]) => [`$open${name}`, cell])) };
    for (const cell of Object.values(all))
      cell.connections = Object.fromEntries(Object.entries(cell.connections).map(([pin, bits]) => [pin, bitsOf(bits)]));
    this.readAs.forEach(({ net, value }, at) => {
      all[`$open$read$${at}`] = bufferCell(plain(value), net);
    });
    const ports = Object.fromEntries(Object.entries(this.ports).map(([name, port]) => [name, { ...port, bits: bitsOf(port.bits) }]));
    const netnames = Object.fromEntries(
      Object.entries(this.module.netnames).map(([name, net]) => [name, { ...net, bits: bitsOf(net.bits) }]),
    );
    return { ...this.module, ports, cells: all, netnames };
  }
}

function bufferCell(from: NetBit, to: number): NetlistModule['cells'][string] {
  return {
    hide_name: 1,
    type: '$_BUF_',
    parameters: {},
    attributes: {},
    port_directions: { A: 'input', Y: 'output' },
    connections: { A: [from], Y: [to] },
  };
}

/**
 * Commands that come between reading a design and everything else where tri-states matter: an assignment of one net to another joins both to one in a netlist, and then whoever reads
 * either reads what drives the other, too. So each becomes a cell. `wireFile` is the file that they read.
 */
export const directedWires = [
  `chtype -set ${wireCell} t:$buf`,
  'read_verilog -lib signoff-wires.v',
  `insbuf -buf ${wireCell} A Y`,
  `setattr -set ${outputMark} 1 */o:* */i:* %d`,
];
export const wireFile = ['signoff-wires.v', `(* blackbox *) module ${wireCell}(input A, output Y); endmodule\n`] as const;
