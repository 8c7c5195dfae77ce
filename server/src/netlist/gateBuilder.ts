import type { NetBit, NetlistCell } from './netlist';

/** The cell types that a `GateBuilder` makes of functions, with their input pins. */
type GateType = '$_BUF_' | '$_NOT_' | '$_AND_' | '$_OR_' | '$_XOR_' | '$_MUX_';

/**
 * Makes single-bit cells over the nets of a module. Constants 0 and 1 are folded; x and z stay operands, so that an unknown value goes
 * exactly where the gates carry it.
 */
export class GateBuilder {
  readonly cells: Record<string, NetlistCell> = {};
  private readonly made = new Map<number, NetlistCell>();
  private readonly read = new Set<NetBit>();
  private count = 0;

  /** `nextNet` is the first number that no net of the module has. */
  constructor(private nextNet: number) {}

  not(a: NetBit): NetBit {
    if (a === '0') return '1';
    if (a === '1') return '0';
    return this.gate('$_NOT_', { A: [a] });
  }

  and(a: NetBit, b: NetBit): NetBit {
    if (a === '0' || b === '0') return '0';
    if (a === '1') return b;
    if (b === '1') return a;
    return this.gate('$_AND_', { A: [a], B: [b] });
  }

  or(a: NetBit, b: NetBit): NetBit {
    if (a === '1' || b === '1') return '1';
    if (a === '0') return b;
    if (b === '0') return a;
    return this.gate('$_OR_', { A: [a], B: [b] });
  }

  xor(a: NetBit, b: NetBit): NetBit {
    if (a === '0') return b;
    if (b === '0') return a;
    if (a === '1') return this.not(b);
    if (b === '1') return this.not(a);
    return this.gate('$_XOR_', { A: [a], B: [b] });
  }

  /** `whenOne` where `select` is 1. */
  mux(select: NetBit, whenZero: NetBit, whenOne: NetBit): NetBit {
    if (select === '0' || (whenZero === whenOne && typeof whenZero === 'number')) return whenZero;
    if (select === '1') return whenOne;
    if (whenZero === '0' && whenOne === '1') return select;
    return this.gate('$_MUX_', { A: [whenZero], B: [whenOne], S: [select] });
  }

  /** Disjunction as a balanced tree. */
  orAll(bits: readonly NetBit[]): NetBit {
    return this.tree(bits, '0', (a, b) => this.or(a, b));
  }

  andAll(bits: readonly NetBit[]): NetBit {
    return this.tree(bits, '1', (a, b) => this.and(a, b));
  }

  xorAll(bits: readonly NetBit[]): NetBit {
    return this.tree(bits, '0', (a, b) => this.xor(a, b));
  }

  /** Connects results to nets that exist; bits that were not made give 0. A target that is a constant is nobody's to drive. */
  drive(targets: readonly NetBit[], bits: readonly NetBit[]): void {
    const moved = new Map<NetBit, number>();
    targets.forEach((target, i) => {
      if (typeof target !== 'number') return;
      const wanted = bits[i] ?? '0';
      const bit = moved.get(wanted) ?? wanted;
      const cell = typeof bit === 'number' && !this.read.has(bit) ? this.made.get(bit) : undefined;
      if (cell === undefined) this.add('$_BUF_', { A: [bit], Y: [target] });
      else {
        // Nobody has read the fresh net: its gate drives the target itself.
        cell.connections.Y = [target];
        this.made.delete(bit as number);
        moved.set(bit, target);
      }
    });
  }

  /** Adds a cell as it is. */
  add(type: string, connections: Record<string, NetBit[]>, name?: string): NetlistCell {
    for (const [pin, bits] of Object.entries(connections)) if (pin !== 'Y' && pin !== 'Q') bits.forEach((bit) => this.read.add(bit));
    const cell: NetlistCell = { hide_name: 1, type, parameters: {}, attributes: {}, port_directions: {}, connections };
    this.cells[name ?? `$gate$${this.count++}`] = cell;
    return cell;
  }

  /** A net of its own. */
  net(): number {
    return this.nextNet++;
  }

  private gate(type: GateType, connections: Record<string, NetBit[]>): NetBit {
    const output = this.net();
    connections.Y = [output];
    this.made.set(output, this.add(type, connections));
    return output;
  }

  private tree(bits: readonly NetBit[], empty: '0' | '1', join: (a: NetBit, b: NetBit) => NetBit): NetBit {
    let layer = [...bits];
    while (layer.length > 1) {
      const next: NetBit[] = [];
      for (let i = 0; i < layer.length; i += 2)
        next.push(i + 1 < layer.length ? join(layer[i] as NetBit, layer[i + 1] as NetBit) : (layer[i] as NetBit));
      layer = next;
    }
    return layer[0] ?? empty;
  }
}

/** `bits` cut or extended to a width: with its own top bit when signed, else with zeros. */
export function extended(bits: readonly NetBit[], width: number, signed: boolean): NetBit[] {
  const fill = signed ? (bits.at(-1) ?? '0') : '0';
  return Array.from({ length: width }, (_, i) => bits[i] ?? fill);
}
