import type { NetBit, NetlistCell, NetlistModule } from '../../server/src/netlist/netlist';

/** A bit of a value; z is read as x. */
export type Value = '0' | '1' | 'x';

/** Values bit 0 first. */
export type Values = readonly Value[];

/** One cell between ports of the names of its pins; bits of an input may be constants or share a net. */
export interface CellCase {
  readonly type: string;
  readonly inputs: Readonly<Record<string, readonly NetBit[]>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly width: number;
}

/** A generator of small numbers that is the same everywhere (xorshift32). */
export function randomOf(seed: number): (below: number) => number {
  let state = (Math.imul(seed, 2654435761) ^ 0x9e3779b9) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const sameSign = '$and $or $xor $xnor $eq $ne $eqx $nex $lt $le $gt $ge $add $sub $mul $div $mod $divfloor $modfloor'.split(' ');
const ownSigns = '$logic_and $logic_or $shl $shr $sshl $sshr $shift $pow'.split(' ');
const oneOperand = '$pos $not $neg $reduce_and $reduce_or $reduce_bool $reduce_xor $reduce_xnor $logic_not'.split(' ');
const selections = '$shiftx $mux $pmux $bmux $demux $bwmux $slice $concat'.split(' ');

/** All types of cells that `randomCell` makes. */
export const wordCellTypes = [...sameSign, ...ownSigns, ...oneOperand, ...selections];

/** A cell of a type with random widths, signs, constants and shared nets. Nets are numbered from 2. */
export function randomCell(type: string, random: (below: number) => number): CellCase {
  const size = (): number => 1 + (random(4) === 0 ? random(9) : random(4));
  let net = 2;
  const pool: number[] = [];
  const constants = random(4) === 0 ? 3 : 12;
  const word = (width: number): NetBit[] =>
    Array.from({ length: width }, () => {
      const kind = random(constants);
      if (kind === 0) return '0';
      if (kind === 1) return '1';
      if (kind === 2 && pool.length > 0) return pool[random(pool.length)] as number;
      pool.push(net);
      return net++;
    });
  const sign = random(2);
  const width = size();
  const signs = { A_SIGNED: sign, B_SIGNED: ownSigns.includes(type) ? random(2) : sign };
  if (oneOperand.includes(type)) return { type, inputs: { A: word(size()) }, parameters: { A_SIGNED: sign }, width };
  if (sameSign.includes(type) || ownSigns.includes(type))
    return { type, inputs: { A: word(size()), B: word(size()) }, parameters: signs, width };
  switch (type) {
    case '$shiftx':
      return { type, inputs: { A: word(size()), B: word(size()) }, parameters: { A_SIGNED: 0, B_SIGNED: random(2) }, width };
    case '$mux':
      return { type, inputs: { A: word(width), B: word(width), S: word(1) }, parameters: {}, width };
    case '$pmux': {
      const cases = 1 + random(4);
      return { type, inputs: { A: word(width), B: word(width * cases), S: word(cases) }, parameters: { S_WIDTH: cases }, width };
    }
    case '$bmux': {
      const selects = random(4);
      return { type, inputs: { A: word(width * 2 ** selects), S: word(selects) }, parameters: { S_WIDTH: selects }, width };
    }
    case '$demux': {
      const selects = random(4);
      return { type, inputs: { A: word(width), S: word(selects) }, parameters: { S_WIDTH: selects }, width: width * 2 ** selects };
    }
    case '$bwmux':
      return { type, inputs: { A: word(width), B: word(width), S: word(width) }, parameters: {}, width };
    case '$slice': {
      const a = word(width + random(4));
      return { type, inputs: { A: a }, parameters: { OFFSET: random(a.length - width + 1) }, width };
    }
    default: {
      const [a, b] = [word(size()), word(size())];
      return { type, inputs: { A: a, B: b }, parameters: {}, width: a.length + b.length };
    }
  }
}

/** The nets that are inputs of a case. */
export function freeNets(cell: CellCase): number[] {
  return [...new Set(Object.values(cell.inputs).flat())].filter((bit): bit is number => typeof bit === 'number');
}

/** A module with one input port of all free nets and the output `y`. */
export function moduleOf(cell: CellCase): NetlistModule {
  const free = freeNets(cell);
  const first = Math.max(1, ...free) + 1;
  const y = Array.from({ length: cell.width }, (_, i) => first + i);
  const made: NetlistCell = {
    hide_name: 0,
    type: cell.type,
    parameters: parametersOf(cell),
    attributes: {},
    port_directions: {},
    connections: { ...Object.fromEntries(Object.entries(cell.inputs).map(([pin, bits]) => [pin, [...bits]])), Y: y },
  };
  return {
    attributes: { top: 1 },
    ports: { i: { direction: 'input', bits: free }, y: { direction: 'output', bits: y } },
    cells: { cell: made },
    netnames: {},
  };
}

/** The parameters that Yosys gives such a cell, widths too. */
export function parametersOf(cell: CellCase): Record<string, number> {
  const { type, inputs, width } = cell;
  const widths: Record<string, number> = {};
  if (['$mux', '$pmux', '$bwmux'].includes(type)) widths.WIDTH = width;
  else if (type === '$bmux') widths.WIDTH = width;
  else if (type === '$demux') widths.WIDTH = inputs.A?.length ?? 0;
  else {
    widths.A_WIDTH = inputs.A?.length ?? 0;
    if (inputs.B !== undefined) widths.B_WIDTH = inputs.B.length;
    if (type !== '$concat') widths.Y_WIDTH = width;
  }
  return { ...cell.parameters, ...widths };
}

/** What the standard (IEEE 1364-2005, 5.1 and 5.2) says that the cell gives for known inputs, bit by bit; undefined where nothing is said. */
export function expectedOf(cell: CellCase, at: (bit: NetBit) => Value): (Value | undefined)[] {
  const bits = (pin: string): Value[] => (cell.inputs[pin] ?? []).map(at);
  const [a, b, s] = [bits('A'), bits('B'), bits('S')];
  const { width } = cell;
  const x = number(a, cell.parameters.A_SIGNED === 1);
  const y = number(b, cell.parameters.B_SIGNED === 1);
  const word = (value: bigint): Value[] => Array.from({ length: width }, (_, i) => ((value >> BigInt(i)) & 1n ? '1' : '0'));
  const truth = (value: boolean): Value[] => word(value ? 1n : 0n);
  const ones = a.filter((bit) => bit === '1').length;
  const divides = (make: () => bigint): Value[] => (y === 0n ? Array.from({ length: width }, () => 'x' as const) : word(make()));
  const opposite = x < 0n !== y < 0n;
  const amount = number(b, false);
  const grown = Array.from(
    { length: Math.max(width, a.length) },
    (_, i) => a[i] ?? (cell.parameters.A_SIGNED === 1 ? (a.at(-1) as Value) : '0'),
  );
  const moved = (from: readonly Value[], by: bigint, fill: Value): Value[] =>
    Array.from({ length: width }, (_, i) => {
      const index = BigInt(i) + by;
      return index >= 0n && index < BigInt(from.length) ? (from[Number(index)] as Value) : fill;
    });
  switch (cell.type) {
    case '$pos':
      return word(x);
    case '$not':
      return word(~x);
    case '$neg':
      return word(-x);
    case '$and':
      return word(x & y);
    case '$or':
      return word(x | y);
    case '$xor':
      return word(x ^ y);
    case '$xnor':
      return word(~(x ^ y));
    case '$reduce_and':
      return truth(ones === a.length);
    case '$reduce_or':
    case '$reduce_bool':
      return truth(ones > 0);
    case '$reduce_xor':
      return truth(ones % 2 === 1);
    case '$reduce_xnor':
      return truth(ones % 2 === 0);
    case '$logic_not':
      return truth(ones === 0);
    case '$logic_and':
      return truth(x !== 0n && y !== 0n);
    case '$logic_or':
      return truth(x !== 0n || y !== 0n);
    case '$eq':
    case '$eqx':
      return truth(x === y);
    case '$ne':
    case '$nex':
      return truth(x !== y);
    case '$lt':
      return truth(x < y);
    case '$le':
      return truth(x <= y);
    case '$gt':
      return truth(x > y);
    case '$ge':
      return truth(x >= y);
    case '$add':
      return word(x + y);
    case '$sub':
      return word(x - y);
    case '$mul':
      return word(x * y);
    case '$div':
      return divides(() => x / y);
    case '$mod':
      return divides(() => x % y);
    case '$divfloor':
      return divides(() => x / y - (opposite && x % y !== 0n ? 1n : 0n));
    case '$modfloor':
      return divides(() => ((x % y) + y) % y);
    case '$pow':
      if (y >= 0n) return word(x ** y);
      if (x === 0n) return Array.from({ length: width }, () => 'x' as const);
      return word(x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n);
    case '$shl':
    case '$sshl':
      return moved(grown, -amount, '0');
    case '$shr':
      return moved(grown, amount, '0');
    case '$sshr':
      return moved(grown, amount, cell.parameters.A_SIGNED === 1 ? (grown.at(-1) as Value) : '0');
    case '$shift':
      return moved(grown, y, '0');
    case '$shiftx':
      return moved(a, y, 'x');
    case '$mux':
      return s[0] === '1' ? b : a;
    case '$bwmux':
      return s.map((bit, i) => (bit === '1' ? b[i] : a[i]) as Value);
    case '$pmux': {
      const chosen = s.flatMap((bit, k) => (bit === '1' ? [k] : []));
      // With several selects nothing is said of the result.
      if (chosen.length > 1) return a.map(() => undefined);
      const [k] = chosen;
      return k === undefined ? a : b.slice(k * width, (k + 1) * width);
    }
    case '$bmux':
      return a.slice(Number(number(s, false)) * width, (Number(number(s, false)) + 1) * width);
    case '$demux':
      return Array.from({ length: width }, (_, i) =>
        Math.floor(i / a.length) === Number(number(s, false)) ? (a[i % a.length] as Value) : '0',
      );
    case '$slice':
      return a.slice(cell.parameters.OFFSET, (cell.parameters.OFFSET as number) + width);
    case '$concat':
      return [...a, ...b];
    default:
      throw new Error(`nothing is known of ${cell.type}`);
  }
}

function number(bits: Values, signed: boolean): bigint {
  let value = 0n;
  bits.forEach((bit, i) => (value += bit === '1' ? 1n << BigInt(i) : 0n));
  return signed && bits.at(-1) === '1' ? value - (1n << BigInt(bits.length)) : value;
}

/** The values of nets of a module of combinational single-bit cells, four-valued as simulators evaluate gates. Throws on any other cell. */
export function gateValues(module: NetlistModule, inputs: ReadonlyMap<number, Value>): (bit: NetBit) => Value {
  const driver = new Map<number, NetlistCell>();
  for (const cell of Object.values(module.cells)) {
    const output = cell.connections.Y?.[0];
    if (typeof output !== 'number') continue;
    if (driver.has(output) || inputs.has(output)) throw new Error(`net ${output} has several drivers`);
    driver.set(output, cell);
  }
  const known = new Map<number, Value>(inputs);
  const value = (bit: NetBit): Value => {
    if (typeof bit !== 'number') return bit === 'z' ? 'x' : bit;
    let result = known.get(bit);
    if (result === undefined) {
      const cell = driver.get(bit);
      if (cell === undefined) throw new Error(`net ${bit} has no driver`);
      result = gate(cell, (pin) => value(cell.connections[pin]?.[0] ?? 'x'));
      known.set(bit, result);
    }
    return result;
  };
  return value;
}

function gate(cell: NetlistCell, pin: (name: string) => Value): Value {
  const not = (bit: Value): Value => (bit === 'x' ? 'x' : bit === '1' ? '0' : '1');
  const and = (p: Value, q: Value): Value => (p === '0' || q === '0' ? '0' : p === '1' && q === '1' ? '1' : 'x');
  const xor = (p: Value, q: Value): Value => (p === 'x' || q === 'x' ? 'x' : p === q ? '0' : '1');
  const or = (p: Value, q: Value): Value => not(and(not(p), not(q)));
  const mux = (): Value => {
    const [a, b, s] = [pin('A'), pin('B'), pin('S')];
    return s === '0' ? a : s === '1' ? b : a === b ? a : 'x';
  };
  switch (cell.type) {
    case '$_BUF_':
      return pin('A');
    case '$_NOT_':
      return not(pin('A'));
    case '$_AND_':
      return and(pin('A'), pin('B'));
    case '$_NAND_':
      return not(and(pin('A'), pin('B')));
    case '$_OR_':
      return or(pin('A'), pin('B'));
    case '$_NOR_':
      return not(or(pin('A'), pin('B')));
    case '$_XOR_':
      return xor(pin('A'), pin('B'));
    case '$_XNOR_':
      return not(xor(pin('A'), pin('B')));
    case '$_ANDNOT_':
      return and(pin('A'), not(pin('B')));
    case '$_ORNOT_':
      return or(pin('A'), not(pin('B')));
    case '$_MUX_':
      return mux();
    case '$_NMUX_':
      return not(mux());
    default:
      throw new Error(`${cell.type} is no gate`);
  }
}
