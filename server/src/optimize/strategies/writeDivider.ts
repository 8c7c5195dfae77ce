import { freshName } from '../../base/layout';
import { writtenFile } from '../../fixes/sourceText';
import type { Expr } from '../../graph/ast';
import { writtenEnds } from '../../refactor/scene';
import { drivenWords, type DrivenWord } from '../drivenWords';
import { allExpressions, rangeOfSignal, type PlacedExpression } from '../expressionText';
import { linesBefore, sensitiveTo } from '../newNet';
import { replaceDrivers, type NewDriver } from '../removal';
import { sampleWords, type Samples, type Word } from '../sampleWords';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'write-divider';

/**
 * Quotients and remainders of two words, as operators or written bit by bit, are made by one restoring divider whose remainder has no more bits than the divisor (Parhami, "Computer
 * Arithmetic", 2010, section 13.1). What a net computes is guessed from what the netlist answers to random words, and then proven.
 */
export const writeDivider: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis makes a divider as wide as its wider operand: with a divisor of 8 bits and a dividend of 16 every step subtracts 16 bits, where 9 are enough. A divider written by hand often adds and subtracts whole words.',
  propose: (context) => [...operators(context), ...computed(context)],
};

interface Divider {
  readonly dividend: { readonly name: string; readonly width: number };
  readonly divisor: { readonly name: string; readonly width: number };
}

interface Parts {
  /** Declarations, and the process that divides. */
  readonly lines: readonly string[];
  readonly quotient: string;
  /** As many bits as the divisor has. */
  readonly rest: string;
}

/** A divider as text. Without a divisor (0) the quotient is all ones and the remainder the dividend's lower bits. */
function dividing(context: OptimizeContext, { dividend, divisor }: Divider): Parts {
  const { text } = context.file.source;
  const fresh = (word: string): string => freshName(text, `${dividend.name}_${word}`);
  const [quotient, rest, step, at] = [fresh('quotient'), fresh('rest'), fresh('step'), fresh('bit')];
  const [n, m] = [dividend.width, divisor.width];
  const [word, always] = context.language === 'verilog' ? ['reg', 'always @*'] : ['logic', 'always_comb'];
  const next = `${dividend.name}[${at}]`;
  return {
    quotient,
    rest,
    lines: [
      `${word} [${n - 1}:0] ${quotient};`,
      `${word} [${m - 1}:0] ${rest};`,
      `${word} [${m + 1}:0] ${step};`,
      `integer ${at};`,
      `${always} begin`,
      `  ${rest} = ${m}'d0;`,
      `  for (${at} = ${n - 1}; ${at} >= 0; ${at} = ${at} - 1) begin`,
      `    ${step} = {1'b0, ${rest}, ${next}} - {2'b00, ${divisor.name}};`,
      `    ${quotient}[${at}] = !${step}[${m + 1}];`,
      `    ${rest} = ${step}[${m + 1}] ? {${rest}[${m - 2}:0], ${next}} : ${step}[${m - 1}:0];`,
      '  end',
      'end',
    ],
  };
}

const narrowest = 2;

/** `a / b` and `a % b` of named words, both at once. */
function operators(context: OptimizeContext): Rewrite[] {
  const pairs = new Map<string, { divider: Divider; uses: (PlacedExpression & { expr: Expr & { kind: 'binary' } })[] }>();
  for (const one of allExpressions(context)) {
    const { expr } = one;
    if (expr.kind !== 'binary' || (expr.op !== '/' && expr.op !== '%')) continue;
    const [dividend, divisor] = [wordOf(context, expr.left), wordOf(context, expr.right)];
    if (dividend === undefined || divisor === undefined || divisor.width < narrowest) continue;
    const key = `${dividend.name} ${divisor.name}`;
    const pair = pairs.get(key) ?? { divider: { dividend, divisor }, uses: [] };
    pair.uses.push({ ...one, expr });
    pairs.set(key, pair);
  }
  return [...pairs.values()].flatMap(({ divider, uses }) => {
    const [first] = [...uses].sort((a, b) => a.placed.item.start - b.placed.item.start);
    if (first === undefined) return [];
    const { lines, quotient, rest } = dividing(context, divider);
    const hasQuotient = uses.some(({ expr }) => expr.op === '/');
    const before = linesBefore(context, first.placed, hasQuotient ? lines : lines.filter((line) => !line.includes(quotient)));
    const changes = uses.map(({ expr }) => {
      const at = writtenEnds(writtenFile(context), expr);
      return at === undefined ? undefined : { ...at, text: expr.op === '/' ? quotient : rest };
    });
    const lists = uses.flatMap(({ placed, expr }) =>
      placed.item.kind === 'process' ? sensitiveTo(context, placed.item.process.events, expr.op === '/' ? quotient : rest) : [],
    );
    if (before === undefined || changes.includes(undefined)) return [];
    const { dividend, divisor } = divider;
    return [
      {
        strategy: name,
        title: `Divide ${dividend.name} by ${divisor.name} in steps of ${divisor.width + 1} bits`,
        changes: [before, ...changes.flatMap((one) => one ?? []), ...lists],
        line: lineAt(context, first.expr.start),
      },
    ];
  });
}

/** A signal of numbered bits from 0, unsigned. */
function wordOf(context: OptimizeContext, expr: Expr): Divider['dividend'] | undefined {
  const top = expr.kind === 'name' ? /^\[(\d+):0\]$/.exec(rangeOfSignal(context, expr.name) ?? '') : undefined;
  return top === undefined || top === null || expr.kind !== 'name' ? undefined : { name: expr.name, width: Number(top[1]) + 1 };
}

/** Nets that hold a quotient or a remainder, however they are computed. */
function computed(context: OptimizeContext): Rewrite[] {
  if (context.gates === undefined) return [];
  const samples = sampleWords(context.gates);
  const groups = new Map<string, { a: Word; b: Word; found: (DrivenWord & { isQuotient: boolean })[] }>();
  for (const target of drivenWords(context, samples, 2)) {
    const [x, y, other] = target.support;
    if (x === undefined || y === undefined || other !== undefined) continue;
    for (const [a, b] of [
      [x, y],
      [y, x],
    ] as const) {
      const isQuotient = holds(target, samples, a, b, (p, q) => p / q);
      if (b.bits.length < narrowest || (!isQuotient && !holds(target, samples, a, b, (p, q) => p % q))) continue;
      const group = groups.get(`${a.name} ${b.name}`) ?? { a, b, found: [] };
      group.found.push({ ...target, isQuotient });
      groups.set(`${a.name} ${b.name}`, group);
    }
  }
  return [...groups.values()].flatMap(({ a, b, found }) => {
    const divider = { dividend: { name: a.name, width: a.bits.length }, divisor: { name: b.name, width: b.bits.length } };
    const { lines, quotient, rest } = dividing(context, divider);
    // Written so already.
    if (context.file.source.text.includes(`{1'b0, ${a.name}_rest, `)) return [];
    // Of several nets with one value one is enough: outputs come first.
    const wanted = [found.find((one) => one.isQuotient), found.find((one) => !one.isQuotient)].flatMap((one) => one ?? []);
    const drivers = wanted.map((one, index) => {
      const plain = one.isQuotient ? quotient : rest;
      const value = withoutDivisor(one, samples, a, b, plain);
      const process =
        index === 0
          ? `${(wanted.some(({ isQuotient }) => isQuotient) ? lines : lines.filter((line) => !line.includes(quotient))).join('\n')}\n`
          : '';
      return value === undefined ? undefined : driverOf(one.name, value, process, `${a.name} ${b.name}`, context);
    });
    if (drivers.includes(undefined)) return [];
    const changes = replaceDrivers(
      context,
      drivers.flatMap((one) => one ?? []),
    );
    const [first] = changes ?? [];
    if (changes === undefined || first === undefined) return [];
    const line = context.file.source.text.slice(0, first.start).split('\n').length;
    return [{ strategy: name, title: `Divide ${a.name} by ${b.name} in steps of ${b.bits.length + 1} bits`, changes, line }];
  });
}

function driverOf(target: string, value: string, process: string, operands: string, { language }: OptimizeContext): NewDriver {
  const always = language === 'verilog' ? 'always @*' : 'always_comb';
  return {
    names: [target],
    value: `${value} ${operands}`,
    items: { net: `${process}assign ${target} = ${value};`, variable: `${process}${always} ${target} = ${value};` },
  };
}

function holds({ bits }: DrivenWord, samples: Samples, a: Word, b: Word, of: (p: bigint, q: bigint) => bigint): boolean {
  const values = samples.valuesOf(bits);
  return (
    bits.length > 1 &&
    values.every((held, at) => {
      const [p, q] = [a.values[at] ?? 0n, b.values[at] ?? 0n];
      return q === 0n || BigInt.asUintN(bits.length, of(p, q)) === held;
    }) &&
    values.some((_, at) => (b.values[at] ?? 0n) > 2n && of(a.values[at] ?? 0n, b.values[at] ?? 1n) > 1n)
  );
}

/** The result with what the author's logic answers to a divisor of 0: each bit a constant, or a bit of the dividend. Undefined where it is something else. */
function withoutDivisor(
  target: DrivenWord & { isQuotient: boolean },
  samples: Samples,
  a: Word,
  b: Word,
  plain: string,
): string | undefined {
  const runs = samples.withZero(target.bits, a, b);
  const width = target.bits.length;
  const [n, m] = [a.bits.length, b.bits.length];
  const bitOf = (value: bigint, bit: number): bigint => (value >> BigInt(bit)) & 1n;
  const own = (dividend: bigint): bigint => BigInt.asUintN(width, target.isQuotient ? (1n << BigInt(n)) - 1n : BigInt.asUintN(m, dividend));
  if (runs.every(({ held, value }) => own(value) === held)) return plain;
  const parts = Array.from({ length: width }, (_, bit) => {
    const holds = (of: (dividend: bigint) => bigint): boolean => runs.every(({ held, value }) => of(value) === bitOf(held, bit));
    if (holds(() => 1n)) return "1'b1";
    if (holds(() => 0n)) return "1'b0";
    const order = [bit, ...Array.from({ length: n }, (_, other) => other)].filter((other) => other < n);
    const same = order.find((other) => holds((dividend) => bitOf(dividend, other)));
    if (same !== undefined) return `${a.name}[${same}]`;
    const opposite = order.find((other) => holds((dividend) => 1n - bitOf(dividend, other)));
    return opposite === undefined ? undefined : `~${a.name}[${opposite}]`;
  });
  if (parts.includes(undefined)) return undefined;
  const isDividend = width === n && parts.every((part, bit) => part === `${a.name}[${bit}]`);
  const text = isDividend ? a.name : `{${parts.reverse().join(', ')}}`;
  return `${b.name} == ${m}'d0 ? ${text} : ${plain}`;
}
