import type { Expr } from '../graph/ast';
import { binary, nothing, numberOf, opaqueCall, systemCall, type Span } from './reading';

/** Conversions of the standard packages that leave the bits as they are. */
const conversions = new Set(
  `std_logic_vector std_ulogic_vector to_stdlogicvector to_stdulogicvector to_std_logic_vector to_slv to_sulv to_bitvector to_bit to_stdulogic to_01 to_x01 to_ux01 to_x01z
to_integer conv_integer integer natural positive real ceil bit_vector std_logic std_ulogic to_unsigned to_signed conv_std_logic_vector conv_unsigned conv_signed resize`.split(
    /\s+/,
  ),
);
const sized = new Set(['to_unsigned', 'to_signed', 'conv_std_logic_vector', 'conv_unsigned', 'conv_signed', 'resize']);
const reductions: Readonly<Record<string, string>> = {
  or_reduce: '|',
  and_reduce: '&',
  xor_reduce: '^',
  nor_reduce: '~|',
  nand_reduce: '~&',
  xnor_reduce: '~^',
};

/**
 * A call of a function of the standard packages (std_logic_1164, numeric_std, math_real and the older Synopsys ones) as an expression over its arguments; undefined for any other
 * name. `name` in small letters.
 */
export function predefinedCall(name: string, args: readonly Expr[], span: Span): Expr | undefined {
  const [first, second] = args;
  if (first === undefined) return undefined;
  if (name === 'rising_edge' || name === 'falling_edge')
    return { kind: 'event', edge: name === 'rising_edge' ? 'posedge' : 'negedge', arg: first, start: span.start, end: span.end };
  if (sized.has(name) && second !== undefined)
    return {
      kind: 'cast',
      type: second.kind === 'system' || second.kind === 'number' ? second : { ...second },
      arg: first,
      start: span.start,
      end: span.end,
    };
  if (conversions.has(name)) return first;
  if (name === 'signed' || name === 'unsigned') return systemCall(`$${name}`, [first], span);
  const reduction = reductions[name];
  if (reduction !== undefined) return { kind: 'unary', op: reduction, arg: first, start: span.start, end: span.end };
  if (name === 'log2') return systemCall('$clog2', [first], span);
  if (name === 'floor') return floorOf(first, span);
  if (second === undefined) return undefined;
  if (name === 'shift_left') return binary('<<', first, second);
  if (name === 'shift_right') return binary('>>>', first, second);
  if (name === 'std_match') return binary('==?', first, second);
  if (name === 'maximum' || name === 'minimum')
    return {
      kind: 'conditional',
      test: binary(name === 'maximum' ? '>' : '<', first, second),
      yes: first,
      no: second,
      start: span.start,
      end: span.end,
    };
  return undefined;
}

/** `floor(log2(x))` is one less than the bits of x. */
function floorOf(arg: Expr, span: Span): Expr {
  const of = arg.kind === 'system' && arg.name === '$clog2' ? arg.args[0]?.value : undefined;
  if (of === undefined) return arg;
  return binary('-', systemCall('$clog2', [binary('+', of, numberOf(1, span))], span), numberOf(1, span));
}

const queries: Readonly<Record<string, string>> = { length: '$size', high: '$high', low: '$low', left: '$left', right: '$right' };

/** An attribute of what stands before it (IEEE 1076-2008 16.2), with its argument. `isType`: it stands behind the name of a type. */
export function attributeOf(base: Expr, name: string, arg: Expr | undefined, isType: boolean, span: Span): Expr {
  if (name === 'event') return { kind: 'event', edge: 'edge', arg: base, start: span.start, end: span.end };
  if (name === 'range' || name === 'reverse_range') return systemCall(`$${name}`, [base], span);
  const query = queries[name];
  if (query !== undefined && !isType) return systemCall(query, [base], span);
  if ((name === 'pos' || name === 'val') && arg !== undefined) return arg;
  if (isType) return arg === undefined ? nothing(span) : opaqueCall(name, [arg], span);
  return opaqueCall(name, [base], span);
}
