import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';

/** A field of an input that the design compares with constants: values that random words hit too rarely to be of use. */
export interface InputField {
  readonly port: string;
  /** Lowest bit of the field in the port. */
  readonly offset: number;
  readonly width: number;
  /** Binary text, most significant bit first. */
  readonly values: readonly string[];
}

/** Two fields of one width that the design compares with each other. */
export interface EqualFields {
  readonly width: number;
  readonly from: { readonly port: string; readonly offset: number };
  readonly to: { readonly port: string; readonly offset: number };
}

export interface InputPatterns {
  readonly fields: readonly InputField[];
  readonly equal: readonly EqualFields[];
}

const comparisons = new Set(['$eq', '$ne', '$eqx', '$nex', '$lt', '$le', '$gt', '$ge']);
/** Nets looked at behind one bit, values kept for one field, and fields: enough for an instruction decoder. */
const longestTrace = 400;
const mostValues = 64;
const mostFields = 64;

/**
 * What the design compares its inputs with: constants against which an input, or a register or multiplexer that passes it on, is
 * compared, and inputs that are compared with each other. Reads word-level cells. What it gives steers random inputs and decides nothing.
 */
export function findPatterns(module: NetlistModule): InputPatterns {
  const trace = createTrace(module);
  const fields = new Map<string, { field: Omit<InputField, 'values'>; values: Set<string> }>();
  const equal = new Map<string, EqualFields>();
  for (const cell of Object.values(module.cells)) {
    if (!comparisons.has(cell.type)) continue;
    const [a = [], b = []] = [cell.connections.A, cell.connections.B];
    const constant = [a, b].find((bits) => bits.every((bit) => typeof bit === 'string'));
    if (constant !== undefined) {
      const compared = constant === a ? b : a;
      const text = constant.slice(0, compared.length).reverse().map((bit) => (bit === '1' ? '1' : '0')).join(''); // prettier-ignore
      for (const place of trace(compared)) {
        if (fields.size >= mostFields) break;
        const field = { ...place, width: compared.length };
        const key = `${place.port} ${place.offset} ${compared.length}`;
        const known = fields.get(key) ?? { field, values: new Set<string>() };
        fields.set(key, known);
        for (const value of around(text.padStart(compared.length, '0'), cell)) if (known.values.size < mostValues) known.values.add(value);
      }
      continue;
    }
    if (a.length !== b.length) continue;
    for (const from of trace(a)) {
      for (const to of trace(b)) {
        if (from.port === to.port && Math.abs(from.offset - to.offset) < a.length) continue;
        if (equal.size < mostFields)
          equal.set(`${from.port} ${from.offset} ${to.port} ${to.offset} ${a.length}`, { width: a.length, from, to });
      }
    }
  }
  return { fields: [...fields.values()].map(({ field, values }) => ({ ...field, values: [...values] })), equal: [...equal.values()] };
}

/** The value, and for an inequality its neighbours too. */
function around(value: string, cell: NetlistCell): string[] {
  if (/^\$(eq|ne)/.test(cell.type)) return [value];
  const all = 2n ** BigInt(value.length);
  const number = BigInt(`0b${value}`);
  return [number, (number + 1n) % all, (number + all - 1n) % all].map((one) => one.toString(2).padStart(value.length, '0'));
}

type Place = { readonly port: string; readonly offset: number };

/** For a word, the places in the inputs from which it may come unchanged: through multiplexers and registers. */
function createTrace(module: NetlistModule): (bits: readonly NetBit[]) => Place[] {
  const inputOf = new Map<NetBit, Place>();
  for (const [port, { direction, bits }] of Object.entries(module.ports))
    if (direction === 'input') bits.forEach((bit, offset) => inputOf.set(bit, { port, offset }));
  const driver = new Map<NetBit, { cell: NetlistCell; index: number }>();
  for (const cell of Object.values(module.cells)) {
    for (const pin of ['Y', 'Q']) cell.connections[pin]?.forEach((bit, index) => driver.set(bit, { cell, index }));
  }
  const memo = new Map<NetBit, Place[]>();
  const sources = (bit: NetBit): Place[] => {
    const known = memo.get(bit);
    if (known !== undefined) return known;
    const found: Place[] = [];
    const seen = new Set<NetBit>([bit]);
    for (const at of seen) {
      if (seen.size > longestTrace) break;
      const input = inputOf.get(at);
      if (input !== undefined) found.push(input);
      const drive = driver.get(at);
      if (drive !== undefined) for (const next of passedOn(drive.cell, drive.index)) if (typeof next === 'number') seen.add(next);
    }
    memo.set(bit, found);
    return found;
  };
  return (bits) => {
    const [first, ...rest] = bits;
    if (first === undefined) return [];
    return sources(first).filter(({ port, offset }) =>
      rest.every((bit, i) => sources(bit).some((place) => place.port === port && place.offset === offset + i + 1)),
    );
  };
}

function passedOn({ type, connections }: NetlistCell, index: number): NetBit[] {
  const { A = [], B = [], D = [] } = connections;
  if (type === '$mux') return [A[index] ?? 'x', B[index] ?? 'x'];
  if (type === '$pmux') return [A[index] ?? 'x', ...B.filter((_, i) => i % A.length === index)];
  return connections.Q === undefined ? [] : [D[index] ?? 'x'];
}
