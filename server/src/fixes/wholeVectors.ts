import type { Declarator, Expr, ModuleBody, TypeSpec } from '../graph/ast';
import { printExpression } from '../graph/printExpression';

const known = new WeakMap<ModuleBody, ModuleBody>();

/**
 * A module in which a part select of all bits of a vector (`count[W-1:0]` of `reg [W-1:0] count`, `word[0*8 +: 8]` of eight bits) is the vector's name, over the same characters: many authors write their
 * vectors so everywhere, and a register that is loaded so is loaded as a whole. Only of vectors without a sign, which a part select would take away (IEEE 1800-2023 clause 11.8.1), and of
 * names whose declarations in the module, those of functions and blocks too, all say the same. Parts without such a select are the same objects as before.
 */
export function withWholeVectors(body: ModuleBody): ModuleBody {
  const before = known.get(body);
  if (before !== undefined) return before;
  const ranges = rangesIn(body);
  const made = ranges.size === 0 ? body : replaced(body, (expr) => nameOf(expr, ranges) ?? expr);
  known.set(body, made);
  return made;
}

/** The last and the first bit of a vector, as text, and as numbers where they are such. */
interface Range {
  readonly text: string;
  readonly bits: number | undefined;
}

function rangesIn(body: ModuleBody): Map<string, Range> {
  const found = new Map<string, Range | undefined>();
  visit(body, (one) => {
    if (!isDeclarator(one)) return;
    const range = rangeOf(one);
    const same = !found.has(one.name) || found.get(one.name)?.text === range?.text;
    found.set(one.name, same ? range : undefined);
  });
  return new Map([...found].flatMap(([name, range]) => (range === undefined ? [] : [[name, range] as const])));
}

function rangeOf({ type, unpacked }: Declarator): Range | undefined {
  const [range, ...others] = type.packed;
  if (range?.right === undefined || others.length + unpacked.length > 0 || type.signed || type.base.kind !== 'builtin') return undefined;
  const last = numberIn(range.left);
  const bits = last === undefined || numberIn(range.right) !== 0 ? undefined : last + 1;
  return { text: `${printExpression(range.left)}:${printExpression(range.right)}`, bits };
}

function nameOf(expr: Expr, ranges: ReadonlyMap<string, Range>): Expr | undefined {
  if (expr.kind !== 'slice' || expr.base.kind !== 'name') return undefined;
  const { name } = expr.base;
  const range = ranges.get(name);
  if (range === undefined) return undefined;
  const [left, right] = [numberIn(expr.left), numberIn(expr.right)];
  const isAll =
    expr.mode === ':'
      ? `${printExpression(expr.left)}:${printExpression(expr.right)}` === range.text ||
        (range.bits !== undefined && left === range.bits - 1 && right === 0)
      : expr.mode === '+:' && range.bits !== undefined && left === 0 && right === range.bits;
  return isAll ? { kind: 'name', name, start: expr.start, end: expr.end } : undefined;
}

/** The value of a number, or of a product, sum or difference of numbers. */
function numberIn(expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.wild === 0n && expr.value < 65_536n ? Number(expr.value) : undefined;
  if (expr.kind !== 'binary') return undefined;
  const [left, right] = [numberIn(expr.left), numberIn(expr.right)];
  if (left === undefined || right === undefined) return undefined;
  return expr.op === '*' ? left * right : expr.op === '+' ? left + right : expr.op === '-' ? left - right : undefined;
}

function isDeclarator(one: object): one is Declarator {
  return 'name' in one && 'unpacked' in one && 'type' in one && 'packed' in (one.type as TypeSpec);
}

function visit(node: unknown, look: (one: object) => void): void {
  if (typeof node !== 'object' || node === null) return;
  look(node);
  for (const one of Object.values(node)) visit(one, look);
}

/** The same tree with some expressions changed, from the outside in; what holds none of these is kept as it is. */
function replaced<T>(node: T, change: (expr: Expr) => Expr): T {
  if (typeof node !== 'object' || node === null) return node;
  if ('kind' in node && node.kind === 'slice') {
    const made = change(node as unknown as Expr);
    if (made !== (node as unknown)) return made as T;
  }
  if (Array.isArray(node)) {
    const made = node.map((one: unknown) => replaced(one, change));
    return made.every((one, index) => one === node[index]) ? node : (made as T);
  }
  const entries = Object.entries(node);
  const made = entries.map(([key, value]) => [key, replaced<unknown>(value, change)] as const);
  return made.every(([, value], index) => value === entries[index]?.[1]) ? node : (Object.fromEntries(made) as T);
}
