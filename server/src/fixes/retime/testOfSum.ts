import type { Expr } from '../../graph/ast';

/** What a register is held against: a number, or an expression of constants as the author wrote it. */
type Bound = { readonly value: bigint; readonly width: number | undefined } | { readonly text: string };

interface Writing {
  readonly register: string;
  /** The summand that is no number, as written, in brackets where it needs them. */
  readonly base: string;
  /** What is added to it; negative where something is subtracted. */
  readonly added: bigint;
  /** The author's text of an expression. */
  readonly textOf: (expr: Expr) => string | undefined;
}

/**
 * A test of a register against constants, written for the value that `sum` (`x + 1`, `count - 1`) gives it, without the addition:
 * `count == LAST` for `count + 1` is `count == LAST - 1`, `|n` for `n - 1` is `n != 1`. The addition would stand in front of the test; no synthesis
 * looks through a carry chain. Sums wrap around at the register's width, which is taken for granted here: a proof has to follow. Undefined for
 * any other test or sum.
 */
export function testOfSum(test: Expr, register: string, sum: Expr, textOf: (expr: Expr) => string | undefined): string | undefined {
  if (sum.kind !== 'binary' || (sum.op !== '+' && sum.op !== '-')) return undefined;
  const amount = numberOf(sum.right);
  const base = textOf(sum.left);
  if (amount === undefined || base === undefined || amount.value === 0n) return undefined;
  const added = sum.op === '+' ? amount.value : -amount.value;
  return rewritten(test, { register, base: primary(sum.left) ? base : `(${base})`, added, textOf });
}

function rewritten(test: Expr, writing: Writing): string | undefined {
  const { textOf } = writing;
  const inner = (expr: Expr): string | undefined => rewritten(expr, writing);
  switch (test.kind) {
    case 'unary': {
      const onRegister = isRegister(test.arg, writing);
      if (onRegister && /^(?:\||~\||!)$/.test(test.op)) return equal(writing, zero, test.op !== '|');
      if (onRegister && (test.op === '&' || test.op === '~&')) return allOnes(writing, test.op === '&');
      if (onRegister || (test.op !== '!' && test.op !== '~')) return undefined;
      const text = inner(test.arg);
      return text === undefined ? undefined : `${test.op}(${text})`;
    }
    case 'binary': {
      if (isRegister(test.left, writing)) return compared(writing, test.op, boundOf(test.right, textOf));
      if (isRegister(test.right, writing)) return compared(writing, mirrored[test.op] ?? '', boundOf(test.left, textOf));
      if (!/^(?:&&|\|\||&|\|)$/.test(test.op)) return undefined;
      const parts = [inner(test.left), inner(test.right)];
      return parts.includes(undefined) ? undefined : `(${parts[0]}) ${test.op} (${parts[1]})`;
    }
    default:
      return undefined;
  }
}

const zero: Bound = { value: 0n, width: undefined };
const mirrored: Readonly<Record<string, string>> = { '==': '==', '!=': '!=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function isRegister(expr: Expr, { register }: Writing): boolean {
  return expr.kind === 'name' && expr.name === register;
}

function compared(writing: Writing, op: string, bound: Bound | undefined): string | undefined {
  const { base, added } = writing;
  if (bound === undefined) return undefined;
  const isZero = 'value' in bound && bound.value === 0n;
  if (op === '==' || op === '!=') return equal(writing, bound, op === '==');
  if (isZero && (op === '>' || op === '<=')) return equal(writing, zero, op === '<=');
  if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=') return undefined;
  // Only steps of one: then a single value wraps around.
  const moved = less(bound, added);
  if (moved === undefined || (added !== 1n && added !== -1n)) return undefined;
  const wraps = added === 1n ? `&${base}` : `${base} == 0`;
  const below = op === '<' || op === '<=';
  const stays = `${base} ${op} ${moved}`;
  // The value that wraps is the least of all after `+ 1`, and the greatest of all after `- 1`.
  return below === (added === 1n) ? `(${stays}) || (${wraps})` : `(${stays}) && !(${wraps})`;
}

function equal(writing: Writing, bound: Bound, wanted: boolean): string | undefined {
  const { base, added } = writing;
  if ('value' in bound && bound.value - added === -1n) return wanted ? `&${base}` : `!(&${base})`;
  const moved = less(bound, added);
  return moved === undefined ? undefined : `${base} ${wanted ? '==' : '!='} ${moved}`;
}

/** Whether a register that is stepped by one becomes all ones. */
function allOnes({ base, added }: Writing, wanted: boolean): string | undefined {
  if (added === -1n) return `${base} ${wanted ? '==' : '!='} 0`;
  if (added !== 1n || !/^[A-Za-z_][\w$]*$/.test(base)) return undefined;
  const text = `&(${base} | 1'b1) && !${base}[0]`;
  return wanted ? text : `!(${text})`;
}

/** The bound less a number, as text; undefined where a number would have to wrap around. */
function less(bound: Bound, amount: bigint): string | undefined {
  if ('text' in bound) return `${bound.text} ${amount < 0n ? '+' : '-'} ${amount < 0n ? -amount : amount}`;
  let value = bound.value - amount;
  if (value < 0n && bound.width !== undefined) value += 1n << BigInt(bound.width);
  if (value < 0n || (bound.width !== undefined && value >> BigInt(bound.width) !== 0n)) return undefined;
  return bound.width === undefined ? `${value}` : `${bound.width}'d${value}`;
}

function boundOf(expr: Expr, textOf: (expr: Expr) => string | undefined): Bound | undefined {
  const value = numberOf(expr);
  if (value !== undefined) return value;
  const text = textOf(expr);
  return text === undefined ? undefined : { text: primary(expr) ? text : `(${text})` };
}

/** The value of a number as written, also of one that is filled with zeros: `{{(W-1){1'b0}}, 1'b1}`. */
export function numberOf(expr: Expr): { readonly value: bigint; readonly width: number | undefined } | undefined {
  if (expr.kind === 'number') return expr.wild === 0n && expr.fill !== true ? { value: expr.value, width: expr.width } : undefined;
  if (expr.kind !== 'concat') return undefined;
  const last = expr.parts.at(-1);
  const isZero = (part: Expr): boolean => (part.kind === 'repeat' ? part.parts.every(isZero) : numberOf(part)?.value === 0n);
  if (last === undefined || last.kind !== 'number' || !expr.parts.slice(0, -1).every(isZero)) return undefined;
  const value = numberOf(last);
  return value === undefined ? undefined : { value: value.value, width: undefined };
}

/** Whether an expression binds tighter than any operator. */
export function primary(expr: Expr): boolean {
  return /^(?:number|name|scoped|member|index|slice|call|system|concat|repeat)$/.test(expr.kind);
}
