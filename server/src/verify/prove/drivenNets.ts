import type { GateBuilder } from '../../netlist/gateBuilder';
import { bitNames } from '../../netlist/netNames';
import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';

/** The cell that stands for an assignment of one net to another. */
export const wireCell = 'signoff_wire';

/** What a netlist does not tell of its tri-states, in words. */
export class NotTold extends Error {}

/** Where a net is driven, and what with; where it is not, the data means nothing. */
export interface Drive {
  readonly enable: NetBit;
  readonly data: NetBit;
}

/** Several drivers of a net together: `value` is what is read there. */
export interface Resolution {
  readonly enable: NetBit;
  readonly value: NetBit;
  /** 0 where nothing is driven. */
  readonly driven: NetBit;
}

interface Driver {
  readonly cell: NetlistCell;
  readonly pin: string;
  readonly index: number;
  /** A net of its own, where the net that it drives resolves to something else. */
  own?: number;
}

/** What makes an x of a z: its output is driven in any case. */
const computing =
  /^\$(?:not|and|or|xor|xnor|neg|reduce_\w+|logic_\w+|eqx?|nex?|l[te]|g[te]|add|sub|mul|div|mod|divfloor|modfloor|pow|_(?:NOT|AND|NAND|OR|NOR|XOR|XNOR|ANDNOT|ORNOT)_)$/;

/**
 * Who drives each net of a flat module whose assignments are cells (`wireCell`), and where: a z goes through assignments and selects as it is written, and becomes an x in everything that
 * computes. New gates go to `gates`.
 */
export class DrivenNets {
  private readonly drivers = new Map<number, Driver[]>();
  private readonly readers = new Set<NetBit>();
  private readonly known = new Map<number, Drive>();
  private readonly open = new Set<number>();
  private readonly shared = new Set<NetBit>();
  private readonly aliases = new Map<number, NetBit>();
  /** The nets that a z may reach. */
  private readonly floating: ReadonlySet<number>;
  private readonly names: ReadonlyMap<number, readonly string[]>;

  constructor(
    private readonly module: NetlistModule,
    private readonly gates: GateBuilder,
  ) {
    this.names = bitNames(module);

    for (const port of Object.values(module.ports)) if (port.direction === 'inout') port.bits.forEach((bit) => this.shared.add(bit));
    this.floating = floatingNets(module, this.shared);
    for (const cell of Object.values(module.cells)) {
      for (const [pin, bits] of Object.entries(cell.connections)) {
        if (!isOutput(cell, pin)) {
          bits.forEach((bit) => this.readers.add(bit));
          continue;
        }
        bits.forEach((bit, index) => {
          if (typeof bit !== 'number') {
            if (cell.type === wireCell) throw new NotTold('a constant is driven');
            return;
          }
          const list = this.drivers.get(bit) ?? [];
          list.push({ cell, pin, index });
          this.drivers.set(bit, list);
        });
      }
    }
  }

  driversOf(net: number): readonly Driver[] {
    return this.drivers.get(net) ?? [];
  }

  /** Whether a cell reads the net. */
  isRead(bit: NetBit): boolean {
    return this.readers.has(bit);
  }

  /** Whether something outside may drive the net. */
  isShared(net: number): boolean {
    return this.shared.has(net);
  }

  /** The nets that several cells drive, each of which may leave it to the others. */
  drivenTogether(): number[] {
    return [...this.drivers].flatMap(([net, list]) =>
      list.length > 1 && list.every((one) => this.through(one, net).enable !== '1') ? [net] : [],
    );
  }

  /** Where and with what a bit is driven from inside. What a net shared with the outside holds is always known, as of every input. */
  drive(bit: NetBit): Drive {
    if (bit === 'z') return { enable: '0', data: 'x' };
    if (typeof bit !== 'number' || this.shared.has(bit) || !this.floating.has(bit)) return { enable: '1', data: bit };
    const known = this.known.get(bit);
    if (known !== undefined) return known;
    const list = this.driversOf(bit);
    // A loop holds what it held, which is no z.
    if (list.length === 0 || this.open.has(bit)) return { enable: '1', data: bit };
    this.open.add(bit);
    let drive: Drive;
    if (list.length === 1) drive = this.through(list[0] as Driver, bit);
    else {
      const { enable, driven } = this.resolved(bit, 'x');
      drive = { enable, data: driven };
    }
    this.open.delete(bit);
    this.known.set(bit, drive);
    return drive;
  }

  /** All drivers of a net together, and `otherwise` where none drives. */
  resolved(net: number, otherwise: NetBit): Resolution {
    const { gates } = this;
    const drives = this.driversOf(net).map((driver) => this.through(driver, net));
    const always = drives.filter(({ enable }) => enable === '1');
    if (always.length > 0 && drives.length > 1) throw new NotTold(`${this.label(net)} has several drivers`);
    const [only] = drives;
    if (only !== undefined && drives.length === 1) {
      const { enable, data } = only;
      return { enable, value: gates.mux(enable, otherwise, data), driven: gates.and(enable, data) };
    }
    const high = gates.orAll(drives.map(({ enable, data }) => gates.and(enable, data)));
    const low = gates.orAll(drives.map(({ enable, data }) => gates.and(enable, gates.not(data))));
    const whenHigh = gates.mux(low, '1', 'x');
    return {
      enable: gates.orAll(drives.map(({ enable }) => enable)),
      value: gates.mux(high, gates.mux(low, otherwise, '0'), whenHigh),
      driven: gates.mux(high, '0', whenHigh),
    };
  }

  /** What one driver puts on a net. */
  private through(driver: Driver, at: number): Drive {
    const { gates } = this;
    const { cell, pin, index } = driver;
    const apart = cell.type !== wireCell && (this.shared.has(at) || this.driversOf(at).length > 1);
    const net = apart ? (driver.own ??= gates.net()) : at;
    const { A = [], B = [], S = [], EN = [] } = cell.connections;
    const from = (bits: readonly NetBit[]): Drive => this.drive(bits[index] ?? 'x');
    switch (cell.type) {
      case wireCell:
        return from(A);
      case '$tribuf': {
        const { enable, data } = from(A);
        return { enable: gates.and(EN[0] ?? 'x', enable), data };
      }
      case '$mux':
        return this.selected(S[0] ?? 'x', from(A), from(B), net);
      case '$pmux': {
        const otherwise = from(A);
        const choices = S.map((_, k) => this.drive(B[k * A.length + index] ?? 'x'));
        if ([otherwise, ...choices].every(({ enable }) => enable === '1')) return { enable: '1', data: net };
        const any = gates.orAll(S);
        const chosen = (of: (drive: Drive) => NetBit): NetBit =>
          gates.orAll(S.map((select, k) => gates.and(select, of(choices[k] as Drive))));
        return {
          enable: gates.mux(
            any,
            otherwise.enable,
            chosen(({ enable }) => enable),
          ),
          data: gates.mux(any, where(otherwise), chosen(where)),
        };
      }
      default:
        if (!computing.test(cell.type)) this.refuseKept(cell, pin, at);
        return { enable: '1', data: net };
    }
  }

  private selected(select: NetBit, a: Drive, b: Drive, net: number): Drive {
    if (a.enable === '1' && b.enable === '1') return { enable: '1', data: net };
    const data = a.enable === '0' ? b.data : b.enable === '0' ? a.data : this.gates.mux(select, a.data, b.data);
    return { enable: this.gates.mux(select, a.enable, b.enable), data };
  }

  /** A register, a memory and a select by an index hand on a z that they are given, which their netlist does not. */
  private refuseKept(cell: NetlistCell, pin: string, net: number): void {
    for (const [other, bits] of Object.entries(cell.connections)) {
      if (other === pin || isOutput(cell, other)) continue;
      if (bits.some((bit) => this.drive(bit).enable !== '1')) throw new NotTold(`${this.label(net)} may hold a z that was computed before`);
    }
  }

  /** What a bit is called once assignments are none any more: a net that one of them drives is the other net. */
  readonly plainBit = (bit: NetBit): NetBit => {
    if (typeof bit !== 'number') return bit;
    const seen: number[] = [];
    let at: NetBit = bit;
    while (typeof at === 'number') {
      const done = this.aliases.get(at);
      if (done !== undefined) {
        at = done;
        break;
      }
      const [only, ...others]: readonly Driver[] = this.shared.has(at) ? [] : this.driversOf(at);
      if (only?.cell.type !== wireCell || others.length > 0) break;
      if (seen.includes(at)) throw new NotTold(`${this.label(at)} is assigned to itself`);
      seen.push(at);
      at = only.cell.connections.A?.[only.index] ?? 'x';
    }
    for (const net of seen) this.aliases.set(net, at);
    return at;
  };

  /** The cells but assignments, where nothing drives some nets any more, and a z is what reads as x. */
  cellsWithout(nets: ReadonlySet<number>): Record<string, NetlistCell> {
    const cells: Record<string, NetlistCell> = {};
    for (const [name, cell] of Object.entries(this.module.cells)) {
      if (cell.type === wireCell) continue;
      const connections = Object.fromEntries(
        Object.entries(cell.connections).map(([pin, bits]) => [
          pin,
          isOutput(cell, pin)
            ? bits.map((bit, index) => (typeof bit === 'number' && nets.has(bit) ? this.ownNet(bit, cell, pin, index) : bit))
            : [...bits],
        ]),
      );
      cells[name] = cell.type === '$tribuf' ? selectOf(cell, connections) : { ...cell, connections };
    }
    return cells;
  }

  private ownNet(net: number, cell: NetlistCell, pin: string, index: number): number {
    const driver = this.driversOf(net).find((one) => one.cell === cell && one.pin === pin && one.index === index);
    return driver?.own ?? this.gates.net();
  }

  private label(net: number): string {
    return this.names.get(net)?.[0] ?? 'an unnamed net';
  }
}

/** From every z on, through all that hands one on; what others drive too has a value. */
function floatingNets(module: NetlistModule, shared: ReadonlySet<NetBit>): Set<number> {
  const found = new Set<number>();
  const passing = Object.values(module.cells).filter(({ type }) => !computing.test(type));
  const work: number[] = [];
  const reach = (cell: NetlistCell): void => {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (!isOutput(cell, pin)) continue;
      for (const bit of bits) {
        if (typeof bit !== 'number' || found.has(bit) || shared.has(bit)) continue;
        found.add(bit);
        work.push(bit);
      }
    }
  };
  for (const cell of passing) {
    const holdsOne = Object.values(cell.connections).some((bits) => bits.includes('z'));
    if (holdsOne || cell.type === '$tribuf') reach(cell);
  }
  if (work.length === 0) return found;
  const readers = new Map<number, NetlistCell[]>();
  for (const cell of passing) {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (isOutput(cell, pin)) continue;
      for (const bit of bits) if (typeof bit === 'number') readers.set(bit, [...(readers.get(bit) ?? []), cell]);
    }
  }
  while (work.length > 0) for (const cell of readers.get(work.pop() as number) ?? []) reach(cell);
  return found;
}

function where({ enable, data }: Drive): NetBit {
  return enable === '0' ? '0' : data;
}

function isOutput(cell: NetlistCell, pin: string): boolean {
  return (cell.port_directions[pin] ?? (pin === 'Y' || pin === 'Q' ? 'output' : 'input')) !== 'input';
}

function selectOf(cell: NetlistCell, { A = [], EN = [], Y = [] }: Record<string, NetBit[]>): NetlistCell {
  return {
    ...cell,
    type: '$mux',
    port_directions: { A: 'input', B: 'input', S: 'input', Y: 'output' },
    connections: { A: A.map(() => 'x'), B: A, S: EN, Y },
  };
}
