import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import type { ScreenToken } from '../screenTokens';
import { skipBrackets } from './processes';

/**
 * Whether a select of a design may be x though all its registers are known: an index leaves its vector, or a divisor is zero. Simulation takes such a condition of `if` for false and such a
 * selector of `case` for none of its items (IEEE 1800-2023, 12.4 and 12.5), where the netlist holds x and leaves the answer open.
 */
export function mayAskUnknown(module: NetlistModule): boolean {
  const cells = Object.values(module.cells);
  const readers = new Map<NetBit, NetlistCell[]>();
  for (const cell of cells) {
    if ('Q' in cell.connections || cell.type.startsWith('$mem')) continue;
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (pin === 'Y') continue;
      for (const bit of new Set(bits)) if (typeof bit === 'number') readers.set(bit, [...(readers.get(bit) ?? []), cell]);
    }
  }
  const reached = new Set<NetBit>(cells.filter(mayMakeUnknown).flatMap(({ connections: { Y = [] } }) => Y));
  for (const bit of reached) {
    for (const { type, connections } of readers.get(bit) ?? []) {
      if (/^\$p?mux$/.test(type) && connections.S?.includes(bit) === true) return true;
      for (const next of connections.Y ?? []) reached.add(next);
    }
  }
  return false;
}

function mayMakeUnknown({ type, connections, parameters }: NetlistCell): boolean {
  const { A = [], B = [], Y = [] } = connections;
  if (/^\$(?:div|mod)(?:floor)?$/.test(type)) return !B.some((bit) => bit === '1');
  if (type !== '$shiftx') return false;
  const largest = B.reduce<number>((sum, bit, i) => (bit === '0' ? sum : sum + 2 ** i), 0);
  return parameterNumber(parameters.B_SIGNED) === 1 || largest + Y.length > A.length;
}

/** What may be x where the text asks: conditions, and selects by something that varies. */
export function askedTexts(tokens: readonly ScreenToken[]): Set<string> {
  const found = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (kind !== 'word' || (text !== 'if' && !/^case[xz]?$/.test(text)) || tokens[i + 1]?.text !== '(') continue;
    const head = tokens.slice(i + 1, skipBrackets(tokens, i + 1));
    found.add(`${text === 'if' ? 'if' : 'case'} ${head.map((one) => one.text).join(' ')}`);
  }
  return found;
}
