import type { NetBit, NetlistCell, NetlistModule, NetlistPort } from '../../netlist/netlist';
import { wireCell } from './drivenNets';

/** An instance whose inside no source shows. */
export interface OpaqueInstance {
  readonly name: string;
  readonly module: string;
}

export type InstanceCut =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'cut';
      readonly instances: readonly OpaqueInstance[];
      /** What the instances give: inputs of the modules that `without` makes, `u_ram.q`. */
      readonly inputs: ReadonlySet<string>;
      /** What they are given, as far as it is not the same by its connection: outputs. */
      readonly outputs: readonly string[];
      /** Clocks and asynchronous pins, by their names, in front of which the sides have other logic. */
      readonly glitches: readonly string[];
      /** A module of either side with these ports in place of the instances. */
      readonly without: (module: NetlistModule) => NetlistModule;
    }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Takes out what is the same on both sides and has no inside: instances of one name, module, parameters and ports. Whatever such a module does, it gives the same while it is given the same,
 * from power-up on; so what it gives becomes inputs of both sides, and what it is given is compared. A pin that both sides connect to the same input, constant or pin of another such instance needs no comparison; a pin
 * that goes both ways has to be alone with a port of the module, which then is the instance's own affair.
 */
export function cutInstances(golden: NetlistModule, candidate: NetlistModule): InstanceCut {
  const numbers = new Map<string, number>();
  const [g, c] = [new Surroundings(golden, numbers), new Surroundings(candidate, numbers)];
  if (g.instances.size === 0 && c.instances.size === 0) return { kind: 'none' };
  const problem = firstDifference(g, c) ?? g.sharedPin() ?? c.sharedPin();
  if (problem !== undefined) return { kind: 'refused', problem };
  const inputs = new Set<string>();
  const compared = new Map<string, boolean[]>();
  const glitches: string[] = [];
  for (const [name, cell] of g.instances) {
    const other = c.instances.get(name) as NetlistCell;
    for (const [pin, bits] of Object.entries(cell.connections)) {
      const port = `${name}.${pin}`;
      const direction = cell.port_directions[pin];
      if (direction === 'output') inputs.add(port);
      if (direction !== 'input') continue;
      const apart = bits.map((bit, i) => {
        const source = g.sourceOf(bit);
        return source === undefined || source !== c.sourceOf(other.connections[pin]?.[i] ?? 'x');
      });
      if (apart.includes(true)) compared.set(port, apart);
      const others = other.connections[pin] ?? [];
      if (apart.includes(true) && feelsGlitches.test(pin) && bits.some((bit, i) => g.logicOf(bit) !== c.logicOf(others[i] ?? 'x')))
        glitches.push(port);
    }
  }
  return {
    kind: 'cut',
    instances: [...g.instances].map(([name, { type }]) => ({ name, module: plainType(type) })),
    inputs,
    outputs: [...compared.keys()],
    glitches,
    without: (module) => withoutInstances(module, compared),
  };
}

/** Names of pins that a glitch moves: clocks, resets, sets and loads. Nothing but its name tells what a pin without a source does. */
const feelsGlitches =
  /rst|reset|clr|clear|preset|^pre_?n?$|(?:^|_)a?set(?:_|n|b|$)|^[cs]dn?$|async|^a?ld$|aload|clk|clock|^c$|^c[kp]n?$|gate|^ge?$|strobe/i;

/** What is assumed of them, as words in front of what holds then. */
export function instanceWords(instances: readonly OpaqueInstance[]): string {
  const [first] = instances;
  if (first === undefined) return '';
  const modules = [...new Set(instances.map(({ module }) => module))];
  const named = instances.length > 3 ? `${instances.length} instances` : instances.map(({ name }) => name).join(', ');
  const shown = modules.length > 4 ? `${modules.slice(0, 4).join(', ')} and ${modules.length - 4} more` : modules.join(', ');
  return `with ${named} of ${shown} taken as the same on both sides: `;
}

/** What stands around the instances of one side. */
class Surroundings {
  readonly instances = new Map<string, NetlistCell>();
  private readonly sources = new Map<number, string>();
  private readonly wires = new Map<number, NetBit>();
  /** How many pins and ports a net meets. */
  private readonly meets = new Map<number, number>();
  private readonly inoutPorts = new Map<number, string>();

  private readonly drivers = new Map<number, { readonly cell: NetlistCell; readonly pin: string; readonly index: number }>();
  private readonly logic = new Map<number, number>();

  constructor(
    private readonly module: NetlistModule,
    /** Numbers of logic by its words, the same for both sides. */
    private readonly numbers: Map<string, number>,
  ) {
    for (const [name, { direction, bits }] of Object.entries(module.ports)) {
      bits.forEach((bit, i) => {
        if (typeof bit !== 'number') return;
        this.meet(bit);
        if (direction === 'input') this.sources.set(bit, `${name}[${i}]`);
        if (direction === 'inout') this.inoutPorts.set(bit, name);
      });
    }
    for (const [name, cell] of Object.entries(module.cells)) {
      if (cell.type === '$scopeinfo') continue;
      const opaque = isOpaque(cell);
      if (opaque) this.instances.set(name, cell);
      for (const [pin, bits] of Object.entries(cell.connections)) {
        bits.forEach((bit, i) => {
          if (typeof bit !== 'number') return;
          this.meet(bit);
          if (cell.port_directions[pin] === 'output') this.drivers.set(bit, { cell, pin, index: i });
          if (opaque && cell.port_directions[pin] === 'output') this.sources.set(bit, `${name}.${pin}[${i}]`);
          if (cell.type === wireCell && pin === 'Y') this.wires.set(bit, this.wires.has(bit) ? 'x' : (cell.connections.A?.[i] ?? 'x'));
        });
      }
    }
  }

  /** What a bit is connected to, in words that are the same on both sides; undefined where logic or a register drives it. */
  sourceOf(bit: NetBit): string | undefined {
    let at = bit;
    for (let steps = 0; steps < 1000 && typeof at === 'number'; steps++) {
      const source = this.sources.get(at);
      if (source !== undefined) return source;
      const next = this.wires.get(at);
      if (next === undefined || next === 'x' || next === 'z') return undefined;
      at = next;
    }
    return typeof at === 'number' || at === 'x' || at === 'z' ? undefined : at;
  }

  /** The logic that drives a bit: the same number for the same cells on the same ports, constants and instances. A register is one like another: what it holds is compared, and it does not glitch. */
  logicOf(bit: NetBit): number {
    const known = typeof bit === 'number' ? this.logic.get(bit) : undefined;
    if (known !== undefined) return known;
    const driver = typeof bit === 'number' ? this.drivers.get(bit) : undefined;
    const source = this.sourceOf(bit);
    if (source !== undefined || driver === undefined) return this.numberOf(source ?? 'open');
    // A loop ends here.
    this.logic.set(bit as number, -1);
    const { pin, index, cell } = driver;
    const inputs = Object.entries(cell.connections).filter(([name]) => pin !== 'Q' && cell.port_directions[name] === 'input');
    const words = inputs.map(([name, bits]) => `${name}(${bits.map((each) => this.logicOf(each)).join()})`);
    const found = this.numberOf(
      pin === 'Q' ? 'register' : `${cell.type} ${JSON.stringify(cell.parameters)} ${pin}${index} ${words.join()}`,
    );
    this.logic.set(bit as number, found);
    return found;
  }

  private numberOf(words: string): number {
    const found = this.numbers.get(words) ?? this.numbers.size;
    this.numbers.set(words, found);
    return found;
  }

  /** The port that a pin of both directions is connected to and nothing else is; '' where it meets nothing at all. */
  padOf(bit: NetBit): string | undefined {
    if (typeof bit !== 'number') return undefined;
    const port = this.inoutPorts.get(bit);
    const others = (this.meets.get(bit) ?? 0) - 1;
    if (port === undefined) return others === 0 ? '' : undefined;
    return others === 1 ? `${port}[${(this.module.ports[port] as NetlistPort).bits.indexOf(bit)}]` : undefined;
  }

  /** A pin of both directions that is not alone with its port, in words. */
  sharedPin(): string | undefined {
    for (const [name, cell] of this.instances) {
      for (const [pin, bits] of Object.entries(cell.connections)) {
        if (cell.port_directions[pin] === 'inout' && bits.some((bit) => this.padOf(bit) === undefined))
          return `${name}.${pin} goes both ways and is connected to more than a port`;
      }
    }
    const pads = new Set<NetBit>([...this.instances.values()].flatMap((cell) => padBits(cell)));
    const torn = Object.entries(this.module.ports).find(
      ([, { direction, bits }]) => direction === 'inout' && bits.some((bit) => pads.has(bit)) && !bits.every((bit) => pads.has(bit)),
    );
    return torn === undefined ? undefined : `only some bits of ${torn[0]} are connected to an instance`;
  }

  private meet(bit: number): void {
    this.meets.set(bit, (this.meets.get(bit) ?? 0) + 1);
  }
}

function firstDifference(golden: Surroundings, candidate: Surroundings): string | undefined {
  for (const [name, cell] of golden.instances) {
    const what = `instance ${name} of ${plainType(cell.type)}`;
    const other = candidate.instances.get(name);
    if (other === undefined) return `${what}, whose source is not known, is missing in the candidate`;
    const pins = Object.keys(cell.connections);
    const unknown = [cell, other].some((one) => Object.keys(one.connections).some((pin) => one.port_directions[pin] === undefined));
    if (unknown) return `${what} has a source that is not known, nor which of its ports are outputs`;
    const same =
      cell.type === other.type &&
      sameEntries(cell.parameters, other.parameters) &&
      sameEntries(cell.port_directions, other.port_directions) &&
      pins.length === Object.keys(other.connections).length &&
      pins.every((pin) => cell.connections[pin]?.length === other.connections[pin]?.length) &&
      padBits(cell)
        .map((bit) => golden.padOf(bit))
        .join() ===
        padBits(other)
          .map((bit) => candidate.padOf(bit))
          .join();
    if (!same) return `${what}, whose source is not known, has another module, parameter or port in the candidate`;
  }
  const more = [...candidate.instances].find(([name]) => !golden.instances.has(name));
  return more === undefined
    ? undefined
    : `instance ${more[0]} of ${plainType(more[1].type)}, whose source is not known, is new in the candidate`;
}

function withoutInstances(module: NetlistModule, compared: ReadonlyMap<string, readonly boolean[]>): NetlistModule {
  const ports: Record<string, NetlistPort> = {};
  const cells: Record<string, NetlistCell> = {};
  const pads = new Set<NetBit>();
  for (const [name, cell] of Object.entries(module.cells)) {
    if (!isOpaque(cell)) {
      cells[name] = cell;
      continue;
    }
    padBits(cell).forEach((bit) => pads.add(bit));
    for (const [pin, bits] of Object.entries(cell.connections)) {
      const port = `${name}.${pin}`;
      if (cell.port_directions[pin] === 'output') ports[port] = { direction: 'input', bits };
      const apart = compared.get(port);
      if (apart !== undefined) ports[port] = { direction: 'output', bits: bits.filter((_, i) => apart[i]) };
    }
  }
  const own = Object.entries(module.ports).filter(([, { direction, bits }]) => direction !== 'inout' || !bits.some((bit) => pads.has(bit)));
  return { ...module, ports: { ...Object.fromEntries(own), ...ports }, cells };
}

function isOpaque({ type }: NetlistCell): boolean {
  return type !== wireCell && (!type.startsWith('$') || type.startsWith('$paramod'));
}

function plainType(type: string): string {
  return type.replace(/^\$paramod(?:\$[0-9a-f]+)?\\([^\\]+).*$/, '$1');
}

function padBits(cell: NetlistCell): NetBit[] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'inout' ? bits : []));
}

function sameEntries(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
