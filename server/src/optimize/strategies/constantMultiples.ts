import { freshName } from '../../base/layout';
import { writtenEnds } from '../../refactor/scene';
import { allExpressions, operandText, plainText, rangeOfSignal, type PlacedExpression } from '../expressionText';
import { netBefore } from '../newNet';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'constant-multiples';
const largestShift = 31;

/**
 * Multiplications by constants as shifts and additions: in canonical signed digits (Avizienis, "Signed-digit number representations", 1961), and
 * where one operand is multiplied by several constants, each from the smaller multiples that are there (multiple constant multiplication, Bull and
 * Horrocks 1991).
 */
export const constantMultiples: OptimizeStrategy = {
  name,
  knowledge:
    'A constant multiple is a few additions of shifted operands. Several multiples of one operand share them: 81x is (9x << 3) + 9x. Synthesis treats each multiplication alone.',
  propose,
};

interface Multiple extends PlacedExpression {
  readonly operand: string;
  readonly factor: bigint;
}

function propose(context: OptimizeContext): Rewrite[] {
  const groups = new Map<string, Multiple[]>();
  for (const placed of allExpressions(context)) {
    const found = multipleOf(context, placed);
    if (found !== undefined) groups.set(plainText(found.operand), [...(groups.get(plainText(found.operand)) ?? []), found]);
  }
  return [...groups.values()].flatMap((group) => [...together(context, group), ...group.flatMap((one) => alone(context, one))]);
}

function multipleOf(context: OptimizeContext, placed: PlacedExpression): Multiple | undefined {
  const { expr } = placed;
  if (expr.kind !== 'binary' || expr.op !== '*') return undefined;
  const [constant, other] = expr.left.kind === 'number' ? [expr.left, expr.right] : [expr.right, expr.left];
  const operand = operandText(context, other);
  if (constant.kind !== 'number' || other.kind === 'number' || constant.wild !== 0n || constant.value < 3n || operand === undefined)
    return undefined;
  return { ...placed, operand, factor: constant.value };
}

interface Digit {
  readonly shift: number;
  readonly sign: '+' | '-';
}

/** Digits 1 and -1 of a number, no two of them beside each other, the highest first. */
export function signedDigits(value: bigint): Digit[] {
  const digits: Digit[] = [];
  for (let shift = 0, rest = value; rest !== 0n; shift++, rest >>= 1n) {
    if ((rest & 1n) === 0n) continue;
    const sign = (rest & 3n) === 3n ? '-' : '+';
    digits.unshift({ shift, sign });
    rest += sign === '-' ? 1n : -1n;
  }
  return digits;
}

function shifted(text: string, shift: number): string {
  return shift === 0 ? text : `(${text} << ${shift})`;
}

function alone(context: OptimizeContext, one: Multiple): Rewrite[] {
  const at = writtenEnds(writtenFile(context), one.expr);
  const digits = signedDigits(one.factor);
  if (at === undefined || digits.length > 6) return [];
  const text = digits.map(({ shift, sign }, index) => `${index === 0 ? '' : ` ${sign} `}${shifted(one.operand, shift)}`).join('');
  const line = lineAt(context, one.expr.start);
  return [
    {
      strategy: name,
      title: `Multiply ${one.operand} by ${one.factor} with shifts at line ${line}`,
      changes: [{ ...at, text: digits.length === 1 ? text : `(${text})` }],
      line,
    },
  ];
}

/** All multiples of one operand, each from those before it. */
function together(context: OptimizeContext, group: readonly Multiple[]): Rewrite[] {
  const ranges = new Set(group.map(({ target }) => (target === undefined ? undefined : rangeOfSignal(context, target))));
  const [range] = ranges;
  const [first] = group;
  const odd = [...new Set(group.map(({ factor }) => oddPart(factor).odd))].filter((value) => value > 1n);
  if (first === undefined || ranges.size !== 1 || range === undefined || odd.length < 2) return [];
  const made = new Map<bigint, string>([[1n, first.operand]]);
  const nets: { range: string; name: string; value: string }[] = [];
  const taken = new Set<string>();
  for (const value of inOrder(odd)) {
    const net = freshName(context.file.source.text, `${first.operand.replace(/\W+/g, '') || 'x'}_times_${value}`, taken);
    taken.add(net);
    nets.push({ range, name: net, value: fromOthers(value, made) ?? digitsText(value, first.operand) });
    made.set(value, net);
  }
  const declared = nets.map((net) => netBefore(context, first.placed, net));
  const uses = group.map(({ expr, factor }) => {
    const at = writtenEnds(writtenFile(context), expr);
    const { odd: value, shift } = oddPart(factor);
    return at === undefined ? undefined : { ...at, text: shifted(made.get(value) ?? '', shift) };
  });
  if (declared.includes(undefined) || uses.includes(undefined)) return [];
  const changes = [...declared, ...uses].flatMap((one) => one ?? []);
  return [
    {
      strategy: name,
      title: `Share the additions of ${group.length} constant multiples of ${first.operand}`,
      changes,
      line: lineAt(context, first.expr.start),
    },
  ];
}

function digitsText(value: bigint, operand: string): string {
  return signedDigits(value)
    .map(({ shift, sign }, index) => `${index === 0 ? '' : ` ${sign} `}${shifted(operand, shift)}`)
    .join('');
}

function oddPart(value: bigint): { odd: bigint; shift: number } {
  let [odd, shift] = [value, 0];
  while ((odd & 1n) === 0n) [odd, shift] = [odd >> 1n, shift + 1];
  return { odd, shift };
}

/** The multiples that one addition makes first, then what they make cheap. */
function inOrder(values: readonly bigint[]): bigint[] {
  const left = [...values].sort((a, b) => signedDigits(a).length - signedDigits(b).length || (a < b ? -1 : 1));
  const made = new Map<bigint, string>([[1n, 'x']]);
  const order: bigint[] = [];
  while (left.length > 0) {
    const at = Math.max(
      0,
      left.findIndex((value) => fromOthers(value, made) !== undefined),
    );
    const [value] = left.splice(at, 1);
    if (value === undefined) break;
    made.set(value, `x${value}`);
    order.push(value);
  }
  return order;
}

/** A value as one addition or subtraction of shifted multiples that are there; undefined where it takes more. */
function fromOthers(value: bigint, made: ReadonlyMap<bigint, string>): string | undefined {
  for (const [one, oneText] of made) {
    for (const [other, otherText] of made) {
      for (let shift = 0; shift <= largestShift; shift++) {
        const high = one << BigInt(shift);
        if (high + other === value) return `${shifted(oneText, shift)} + ${otherText}`;
        if (high - other === value) return `${shifted(oneText, shift)} - ${otherText}`;
        if (shift > 0 && other - high === value) return `${otherText} - ${shifted(oneText, shift)}`;
      }
    }
  }
  return undefined;
}
