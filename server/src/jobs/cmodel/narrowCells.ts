import { extended } from '../../netlist/gateBuilder';
import { mapToGates } from '../../netlist/mapToGates';
import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';

/** Bits of a C variable. */
export const wordBits = 64;

/** Cells that work bit by bit, and so can be cut into words. */
const bitwise = new Set(['$not', '$pos', '$buf', '$and', '$or', '$xor', '$xnor', '$mux', '$pmux', '$dff', '$bwmux']);
/** Cells that have an expression in C while nothing of theirs is wider than a variable. */
const arithmetic = new Set([
  ...['$neg', '$add', '$sub', '$mul', '$div', '$mod', '$shl', '$sshl', '$shr', '$sshr', '$lt', '$le', '$gt', '$ge', '$eq', '$ne'],
]);
/** Cells with an expression in C however wide they are. */
const reductions = new Set([
  '$reduce_and',
  '$reduce_or',
  '$reduce_bool',
  '$reduce_xor',
  '$reduce_xnor',
  '$logic_not',
  '$logic_and',
  '$logic_or',
]);

/**
 * A module in which every cell has an expression over variables of 64 bits: what works bit by bit is cut into words, what else is wider, or has no operator in C, becomes
 * gates. What gates cannot say either stays as it is, for the writer to refuse.
 */
export function narrowCells(module: NetlistModule): NetlistModule {
  const cells: Record<string, NetlistCell> = {};
  const others: Record<string, NetlistCell> = {};
  for (const [name, cell] of Object.entries(module.cells)) {
    const widest = Math.max(0, ...Object.values(cell.connections).map(({ length }) => length));
    if (cell.type === '$mem_v2' || cell.type === '$scopeinfo') cells[name] = cell;
    else if (reductions.has(cell.type) || (arithmetic.has(cell.type) && widest <= wordBits && !isMixed(cell))) cells[name] = cell;
    else if (bitwise.has(cell.type) && !isMixed(cell)) for (const [i, part] of inWords(cell).entries()) cells[`${name}#${i}`] = part;
    else others[name] = cell;
  }
  return { ...module, cells: { ...cells, ...mapToGates({ ...module, cells: others }).cells } };
}

/** Yosys makes no such cell of operands that both count. */
function isMixed({ parameters, connections }: NetlistCell): boolean {
  return connections.B !== undefined && parameterNumber(parameters.A_SIGNED) !== parameterNumber(parameters.B_SIGNED);
}

function inWords(cell: NetlistCell): NetlistCell[] {
  const { type, connections, parameters } = cell;
  const out = type === '$dff' ? 'Q' : 'Y';
  const width = connections[out]?.length ?? 0;
  if (width <= wordBits && type !== '$pmux') return [cell];
  const signed = parameterNumber(parameters.A_SIGNED) === 1;
  const whole = (bits: readonly NetBit[] | undefined): readonly NetBit[] => extended(bits ?? [], width, signed);
  const parts: NetlistCell[] = [];
  for (let at = 0; at < width; at += wordBits) {
    const cut = (bits: readonly NetBit[]): NetBit[] => bits.slice(at, Math.min(at + wordBits, width));
    const next: Record<string, NetBit[]> = { ...connections };
    for (const [pin, bits] of Object.entries(connections)) {
      if (pin === 'CLK' || (pin === 'S' && type !== '$bwmux')) continue;
      // The words that a $pmux selects from stand one behind the other.
      if (pin === 'B' && type === '$pmux')
        next[pin] = Array.from({ length: bits.length / width }, (_, i) => cut(bits.slice(i * width, (i + 1) * width))).flat();
      else next[pin] = cut(pin === out || type === '$dff' ? bits : whole(bits));
    }
    parts.push({ ...cell, connections: next });
  }
  return parts;
}
