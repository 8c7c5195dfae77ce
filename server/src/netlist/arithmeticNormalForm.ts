import { extended } from './gateBuilder';
import type { NetBit, NetlistCell, NetlistModule } from './netlist';
import { firstFreeNet, parameterNumber } from './netlist';
import { unknownNets } from './caseEquality';
import { structuralKeys } from './structuralKeys';

/** Cells that compute in the ring of the integers modulo 2^n: low bits of the result depend on as many low bits of the operands. */
const ringTypes = new Set(['$add', '$sub', '$mul', '$neg', '$not']);

/** A sum with more products than this, or a product of more factors, is left as it is written. */
const mostProducts = 48;
const mostFactors = 6;

/**
 * The same module with its sums of products multiplied out and put in one order, so that `(b + 1) * a` and `a * b + a` become one structure, where
 * neither sweeping nor SAT would see through the multipliers. Only words that no constant x reaches are rewritten, for a cancelled operand
 * would hide it. Undefined when the module has no sum with a product of two variables.
 */
export function arithmeticNormalForm(module: NetlistModule): NetlistModule | undefined {
  const cells = Object.entries(module.cells).filter(([, cell]) => isRing(cell));
  if (!cells.some(([, cell]) => cell.type === '$mul' && !isConstant(cell.connections.B) && !isConstant(cell.connections.A)))
    return undefined;
  const writer = new Writer(module);
  const sums = new Sums(module, cells);
  let worth = false;
  for (const [name, cell] of cells) {
    const width = sums.observed(cell);
    if (width === 0 || cell.type === '$not') continue;
    const sum = sums.of(cell, width);
    if (sum === undefined || sums.depth(cell) < 2) continue;
    worth ||= [...sum.keys()].some((product) => product.includes(' '));
    writer.replace(name, cell, sums.sorted(sum), width);
  }
  return worth ? { ...module, cells: writer.cells } : undefined;
}

function isRing({ type, parameters, connections }: NetlistCell): boolean {
  if (!ringTypes.has(type)) return false;
  return connections.B === undefined || parameterNumber(parameters.A_SIGNED) === parameterNumber(parameters.B_SIGNED);
}

function isConstant(bits: readonly NetBit[] = []): boolean {
  return bits.every((bit) => typeof bit === 'string');
}

/** Coefficients, modulo 2^width, of products of words; a product is the ids of its factors with blanks between, '' for the constant. */
type Sum = ReadonlyMap<string, bigint>;

interface Term {
  readonly coefficient: bigint;
  readonly factors: readonly (readonly NetBit[])[];
}

/** What the ring cells of a module compute, as sums of products of words that other things drive. */
class Sums {
  private readonly driver = new Map<NetBit, { cell: NetlistCell; index: number }>();
  private readonly used = new Map<NetlistCell, number>();
  private readonly words = new Map<string, { bits: readonly NetBit[]; key: string }>();
  private readonly known = new Map<string, Sum | undefined>();
  private readonly depths = new Map<NetlistCell, number>();
  private readonly mayBeUnknown: (bit: NetBit) => boolean;
  private readonly keyOf: (bit: NetBit) => number;
  private readonly ids = new Map<NetlistCell, number>();

  constructor(module: NetlistModule, cells: readonly (readonly [string, NetlistCell])[]) {
    this.mayBeUnknown = unknownNets(module);
    this.keyOf = structuralKeys(module);
    cells.forEach(([, cell], id) => {
      this.ids.set(cell, id);
      cell.connections.Y?.forEach((bit, index) => this.driver.set(bit, { cell, index }));
    });
    const use = (bits: readonly NetBit[]): void => {
      for (const bit of bits) {
        const made = this.driver.get(bit);
        if (made !== undefined) this.used.set(made.cell, Math.max(this.used.get(made.cell) ?? 0, made.index + 1));
      }
    };
    for (const port of Object.values(module.ports)) if (port.direction !== 'input') use(port.bits);
    for (const cell of Object.values(module.cells)) {
      if (this.ids.has(cell)) continue;
      for (const [pin, bits] of Object.entries(cell.connections)) if (cell.port_directions[pin] !== 'output') use(bits);
    }
  }

  /** Low bits of a cell that something else than arithmetic sees. */
  observed(cell: NetlistCell): number {
    return this.used.get(cell) ?? 0;
  }

  /** How many cells one above the other a sum was gathered from. */
  depth(cell: NetlistCell): number {
    return this.depths.get(cell) ?? 0;
  }

  /** Undefined where it would become too long, or an x could be in it. */
  of(cell: NetlistCell, width: number): Sum | undefined {
    const id = `${this.ids.get(cell) ?? -1} ${width}`;
    if (this.known.has(id)) return this.known.get(id);
    this.known.set(id, undefined);
    const sum = this.compute(cell, width);
    this.known.set(id, sum);
    return sum;
  }

  /** The products in an order that hangs on what they are made of and not on names of nets, so that both designs have the same. */
  sorted(sum: Sum): Term[] {
    const terms = [...sum].map(([product, coefficient]) => {
      const words = (product === '' ? [] : product.split(' ')).map((id) => this.words.get(id) as { bits: readonly NetBit[]; key: string });
      const factors = words.sort((x, y) => compare(x.key, y.key));
      return { coefficient, factors: factors.map(({ bits }) => bits), key: factors.map(({ key }) => key).join(' ') };
    });
    return terms.sort((x, y) => y.factors.length - x.factors.length || compare(x.key, y.key));
  }

  private compute(cell: NetlistCell, width: number): Sum | undefined {
    const signed = parameterNumber(cell.parameters.A_SIGNED) === 1;
    const [a, b] = (['A', 'B'] as const).map((pin) => {
      const bits = cell.connections[pin];
      return bits === undefined ? new Map<string, bigint>() : this.ofWord(cell, extended(bits, width, signed), width);
    });
    if (a === undefined || b === undefined) return undefined;
    switch (cell.type) {
      case '$add':
        return combined(width, [a, 1n], [b, 1n]);
      case '$sub':
        return combined(width, [a, 1n], [b, -1n]);
      case '$neg':
        return combined(width, [a, -1n]);
      case '$not':
        return combined(width, [a, -1n], [new Map([['', 1n]]), -1n]);
      default:
        return multiplied(width, a, b);
    }
  }

  /** An operand: a constant, a multiple of a power of two, the low bits of another sum, or a word of its own. */
  private ofWord(reader: NetlistCell, bits: readonly NetBit[], width: number): Sum | undefined {
    if (bits.some((bit) => bit === 'x' || bit === 'z' || this.mayBeUnknown(bit))) return undefined;
    if (isConstant(bits)) return combined(width, [new Map([['', BigInt(`0b${[...bits].reverse().join('')}`)]]), 1n]);
    const zeros = bits.findIndex((bit) => bit !== '0');
    if (zeros > 0) {
      const rest = this.ofWord(reader, bits.slice(zeros), width - zeros);
      return rest === undefined ? undefined : combined(width, [rest, 1n << BigInt(zeros)]);
    }
    const made = this.driver.get(bits[0] as NetBit)?.cell;
    if (made !== undefined && bits.every((bit, i) => made.connections.Y?.[i] === bit)) {
      const sum = this.of(made, width);
      this.depths.set(reader, Math.max(this.depth(reader), this.depth(made) + 1));
      if (sum !== undefined) return sum;
    }
    this.depths.set(reader, Math.max(this.depth(reader), 1));
    const id = bits.join(',');
    if (!this.words.has(id)) this.words.set(id, { bits, key: bits.map((bit) => this.keyOf(bit)).join(',') });
    return new Map([[id, 1n]]);
  }
}

function combined(width: number, ...parts: (readonly [Sum, bigint])[]): Sum | undefined {
  const sum = new Map<string, bigint>();
  for (const [part, factor] of parts)
    for (const [product, coefficient] of part) sum.set(product, (sum.get(product) ?? 0n) + factor * coefficient);
  return reduced(width, sum);
}

function multiplied(width: number, a: Sum, b: Sum): Sum | undefined {
  if (a.size * b.size > 4 * mostProducts) return undefined;
  const sum = new Map<string, bigint>();
  for (const [p, x] of a) {
    for (const [q, y] of b) {
      const product = [...p.split(' '), ...q.split(' ')]
        .filter((id) => id !== '')
        .sort()
        .join(' ');
      sum.set(product, (sum.get(product) ?? 0n) + x * y);
    }
  }
  return reduced(width, sum);
}

function reduced(width: number, sum: ReadonlyMap<string, bigint>): Sum | undefined {
  const kept = new Map<string, bigint>();
  for (const [product, coefficient] of sum) {
    const low = BigInt.asUintN(width, coefficient);
    if (low === 0n) continue;
    if (product.split(' ').length > mostFactors) return undefined;
    kept.set(product, low);
  }
  return kept.size > mostProducts ? undefined : kept;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Writes sums as cells in place of those that computed them. */
class Writer {
  readonly cells: Record<string, NetlistCell>;
  private next: number;
  private count = 0;

  constructor(module: NetlistModule) {
    this.cells = { ...module.cells };
    this.next = firstFreeNet(module);
  }

  replace(name: string, cell: NetlistCell, terms: readonly Term[], width: number): void {
    const y = cell.connections.Y ?? [];
    // Bits above are seen by arithmetic only, and may be by a sum that stays as it is written.
    const above = y.slice(width);
    if (above.length === 0) delete this.cells[name];
    else this.cells[name] = { ...cell, connections: { ...cell.connections, Y: [...y.slice(0, width).map(() => this.next++), ...above] } };
    this.cells[`$sum$${this.count++}`] = this.cell('$add', this.total(terms, width), constantBits(0n, width), y.slice(0, width));
  }

  private total(terms: readonly Term[], width: number): readonly NetBit[] {
    let total: readonly NetBit[] | undefined;
    for (const { coefficient, factors } of terms) {
      const negative = total !== undefined && coefficient > 1n << BigInt(width - 1);
      const size = negative ? (1n << BigInt(width)) - coefficient : coefficient;
      let product: readonly NetBit[] | undefined;
      for (const factor of factors) {
        const word = extended(factor, width, false);
        product = product === undefined ? word : this.made('$mul', product, word);
      }
      if (product === undefined) product = constantBits(size, width);
      else if (size !== 1n) product = this.made('$mul', product, constantBits(size, width));
      total = total === undefined ? product : this.made(negative ? '$sub' : '$add', total, product);
    }
    return total ?? constantBits(0n, width);
  }

  private made(type: string, a: readonly NetBit[], b: readonly NetBit[]): readonly NetBit[] {
    const y = a.map(() => this.next++);
    this.cells[`$sum$${this.count++}`] = this.cell(type, a, b, y);
    return y;
  }

  private cell(type: string, a: readonly NetBit[], b: readonly NetBit[], y: readonly NetBit[]): NetlistCell {
    return {
      hide_name: 1,
      type,
      parameters: { A_SIGNED: 0, B_SIGNED: 0 },
      attributes: {},
      port_directions: { A: 'input', B: 'input', Y: 'output' },
      connections: { A: [...a], B: [...b], Y: [...y] },
    };
  }
}

function constantBits(value: bigint, width: number): NetBit[] {
  return Array.from({ length: width }, (_, i) => (((value >> BigInt(i)) & 1n) === 1n ? '1' : '0'));
}
