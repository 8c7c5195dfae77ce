import { comparisons, overflows, wideOperations, type OperandText, type Operation } from '../operators';
import { replaceDrivers, type NewDriver } from '../removal';
import { drivenWords, type DrivenWord } from '../drivenWords';
import { sampleWords, type Samples, type Word } from '../sampleWords';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from '../strategy';

const name = 'write-operator';
const most = 8;

/**
 * Logic that computes a sum, difference, product, comparison, minimum or maximum of named words bit by bit, or by cells of its own, is written as the operator.
 * What a net computes is guessed from what the netlist answers to random words (functional matching, as in reverse engineering of datapaths: Li,
 * Gascón, Subramanyan et al., "WordRev", HOST 2013) and then proven.
 */
export const writeOperator: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis knows how to build an adder or a comparator and shares them; it does not see one in equations of single bits. Written as an operator, the logic takes the form that the target has for it.',
  propose(context) {
    const { gates } = context;
    if (gates === undefined) return [];
    const samples = sampleWords(gates);
    const matches = drivenWords(context, samples, 3).flatMap((target) => matchOf(context, target, samples) ?? []);
    const groups = [...withCarry(context, matches, samples), ...related(matches), ...matches.map((one) => [driverOf(one)])];
    const found = groups.flatMap((drivers) => rewriteOf(context, drivers) ?? []);
    const all = matches.length < 2 ? undefined : rewriteOf(context, matches.map(driverOf));
    return (all === undefined ? found : [...found, all]).slice(0, most);
  },
};

interface Match extends DrivenWord {
  readonly operation: Operation;
}

function matchOf(context: OptimizeContext, target: DrivenWord, samples: Samples): Match | undefined {
  const { bits, support } = target;
  const operands = operandText(context);
  const values = samples.valuesOf(bits);
  if (new Set(values).size < 2) return undefined;
  const candidates = bits.length === 1 ? comparisons(support, operands) : wideOperations(support, operands);
  const operation = candidates.find((one) => answers(one, values, bits.length));
  return operation === undefined ? undefined : { ...target, operation };
}

function answers({ value }: Operation, values: readonly bigint[], width: number): boolean {
  return values.every((held, at) => BigInt.asUintN(width, value(at)) === held);
}

/** Names as unsigned and as signed words. */
function operandText({ module }: OptimizeContext): OperandText {
  const isSigned = (word: Word): boolean => [...module.nets, ...module.ports].some((one) => one.name === word.name && one.signed);
  return {
    unsigned: (word) => (isSigned(word) ? `$unsigned(${word.name})` : word.name),
    signed: (word) => (isSigned(word) ? word.name : `$signed(${word.name})`),
  };
}

function driverOf({ name: id, operation }: Match): NewDriver {
  return { names: [id], value: operation.text };
}

/** A sum together with the net of one bit that is its carry, or its signed overflow. */
function withCarry(context: OptimizeContext, matches: readonly Match[], samples: Samples): NewDriver[][] {
  const { gates } = context;
  if (gates === undefined) return [];
  const flags = [...gates.outputs, ...[...gates.nets].map(([id, bits]) => ({ name: id, bits }))].filter(
    ({ name: id, bits }) => bits.length === 1 && matches.every((one) => one.name !== id),
  );
  return matches.flatMap((match) => {
    const { operation, bits, support } = match;
    if (operation.kind !== 'sum') return [];
    const carries =
      operation.carryAt === bits.length
        ? flags.filter((flag) => {
            const values = samples.valuesOf(flag.bits);
            return values.every((held, at) => ((operation.value(at) >> BigInt(bits.length)) & 1n) === held);
          })
        : [];
    const over = overflows(support, operandText(context)).filter(({ sum }) => answers(sum, samples.valuesOf(bits), bits.length));
    const overflowing = flags.filter((flag) => over.some(({ overflow }) => answers(overflow, samples.valuesOf(flag.bits), 1)));
    const [x, y] = support;
    return [
      ...carries.map((flag) => [{ names: [flag.name, match.name], value: operation.text }]),
      ...overflowing.flatMap((flag) => {
        if (x === undefined || y === undefined) return [];
        const top = bits.length - 1;
        const signs = operation.text.includes('-') ? '!=' : '==';
        const first = operation.text.startsWith(operandText(context).unsigned(y)) ? y : x;
        const value = `(${x.name}[${top}] ${signs} ${y.name}[${top}]) && (${match.name}[${top}] != ${first.name}[${top}])`;
        return [[driverOf(match), { names: [flag.name], value }]];
      }),
    ];
  });
}

/** Of the three comparisons less, equal and greater of the same words, one is neither of the others. */
function related(matches: readonly Match[]): NewDriver[][] {
  const compares = matches.filter(({ operation }) => operation.kind === 'compare');
  const groups = new Map<string, Match[]>();
  for (const one of compares) {
    const key = `${one.support.map((word) => word.name).join()} ${one.operation.text.includes('signed(')}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const of = (sign: string): Match | undefined => group.find(({ operation }) => operation.text.includes(` ${sign} `));
    const [equal, less, greater] = [of('=='), of('<'), of('>')];
    if (equal === undefined || less === undefined || greater === undefined) return [];
    const neither = (one: Match, other: Match): string => `!(${one.name} || ${other.name})`;
    return [
      [driverOf(equal), driverOf(less), { names: [greater.name], value: neither(equal, less) }],
      [driverOf(equal), driverOf(greater), { names: [less.name], value: neither(equal, greater) }],
      [driverOf(less), driverOf(greater), { names: [equal.name], value: neither(less, greater) }],
    ];
  });
}

function rewriteOf(context: OptimizeContext, drivers: readonly NewDriver[]): Rewrite | undefined {
  const { text } = context.file.source;
  const isThere = ({ names, value }: NewDriver): boolean =>
    text.includes(`${names.length === 1 ? (names[0] ?? '') : `{${names.join(', ')}}`} = ${value};`);
  if (drivers.every(isThere)) return undefined;
  const changes = replaceDrivers(context, drivers);
  const [first] = changes ?? [];
  if (changes === undefined || first === undefined) return undefined;
  const told = drivers.map(({ names, value }) => `${names.join(' and ')} as ${value}`).join(', ');
  return { strategy: name, title: `Write ${told}`, changes, line: lineAtText(context, first.start) };
}

function lineAtText({ file }: OptimizeContext, offset: number): number {
  return file.source.text.slice(0, offset).split('\n').length;
}
