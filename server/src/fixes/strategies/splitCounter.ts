import type { Expr, ModuleBody } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, itemsOf, writtenEnds } from '../../refactor/scene';
import { everyStatement, subExpressions } from '../../refactor/statements';
import { keepInRegister, type Kept } from '../retime/keepInRegister';
import { combinationalWrites, readRegister, type WrittenRegister } from '../retime/registerWrites';
import { groupWrites } from '../retime/writeGroups';
import { numberOf } from '../retime/testOfSum';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import { writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'split-counter';
/** Counters below this many bits have a carry chain that is no longer than what a flag costs. */
const leastBits = 12;

/**
 * The carry chain of a counter is cut in the middle: the high half steps by a flag, kept in a register, that says whether the low half is about
 * to carry (or to borrow). The flag is loaded beside the counter from what the low half will be, so it is right in every cycle; the two halves
 * add side by side.
 */
export const splitCounter: FixStrategy = {
  name,
  causes: ['timing/wide-carry', 'timing/counter-compare'],
  knowledge:
    'A wide counter waits for its carry to run through all bits. Whether the low half is all ones is known a cycle earlier: kept in a register, it lets the high half step at once, at half the length of the carry chain and one flip-flop more. It gains where the values that the counter is loaded with arrive early.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

/** A place where a register is stepped by one. */
interface Step {
  readonly expr: Expr;
  readonly up: boolean;
  /** The value's carry is used: `{carry, count} <= count + 1`. */
  readonly carries: boolean;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  for (const [key, placed] of violatedSteps(context, body)) {
    const [register = '', direction] = key.split(' ');
    const [first] = placed;
    yield {
      title: `Split the ${direction === 'up' ? 'carry' : 'borrow'} chain of ${register} in two halves`,
      changes: split(context, body, register, direction === 'up', widthOf(first, register), taken),
      line: lineOfStep(first),
      paths: placed.map((one) => one.path),
    };
  }
}

/** Registers, with the direction, whose steps by one lie on violated paths. */
function violatedSteps(context: FixContext, body: ModuleBody): Map<string, PlacedStep[]> {
  const found = new Map<string, PlacedStep[]>();
  for (const placed of context.steps) {
    const { cell } = placed.step;
    if (!/^\$(?:add|sub|alu)$/.test(cell.type) || (cell.connections.Y?.length ?? 0) < leastBits) continue;
    const at = context.file.pre.fromRoot(placed.start);
    if (at === undefined) continue;
    for (const expr of sumsOf(body)) {
      const step = stepOf(expr);
      if (step === undefined || at < expr.start || at >= expr.end) continue;
      const register = registerBehind(body, step.name);
      if (register === undefined) continue;
      const key = `${register} ${step.up ? 'up' : 'down'}`;
      found.set(key, [...(found.get(key) ?? []), placed]);
    }
  }
  return found;
}

/** Every expression of the module that adds or subtracts. */
function sumsOf(body: ModuleBody): Expr[] {
  const below = (expr: Expr): Expr[] => [
    ...(expr.kind === 'binary' && (expr.op === '+' || expr.op === '-') ? [expr] : []),
    ...subExpressions(expr).flatMap(below),
  ];
  return itemsOf(body).flatMap(({ item }) =>
    item.kind === 'process'
      ? everyStatement(bodyOf(item.process)).flatMap((one) => (one.kind === 'assign' ? below(one.value) : []))
      : item.kind === 'assign'
        ? below(item.value)
        : [],
  );
}

/** `count + 1` or `count - 1`. */
function stepOf(expr: Expr): { readonly name: string; readonly up: boolean } | undefined {
  if (expr.kind !== 'binary' || (expr.op !== '+' && expr.op !== '-') || expr.left.kind !== 'name') return undefined;
  return numberOf(expr.right)?.value === 1n ? { name: expr.left.name, up: expr.op === '+' } : undefined;
}

/** A register's name, or that of the register that takes over what a combinational process gives the name. */
function registerBehind(body: ModuleBody, named: string): string | undefined {
  if (typeof readRegister(body, named) !== 'string') return named;
  const taking = itemsOf(body).flatMap(({ item }) =>
    item.kind === 'process'
      ? everyStatement(bodyOf(item.process)).flatMap((one) =>
          one.kind === 'assign' && !one.blocking && one.value.kind === 'name' && one.value.name === named ? [...assignedBy(one).names] : [],
        )
      : [],
  );
  const [only] = new Set(taking);
  return only !== undefined && typeof readRegister(body, only) !== 'string' ? only : undefined;
}

function widthOf(placed: PlacedStep | undefined, register: string): number {
  if (placed === undefined) return 0;
  const { names } = placed.path.rtl;
  const path = placed.step.cellName.includes('.') ? placed.path.path.end.split('.').slice(0, -1).join('.') : '';
  return Math.max(names.bitsOf(register, undefined).length, path === '' ? 0 : names.bitsOf(`${path}.${register}`, undefined).length);
}

function split(
  context: FixContext,
  body: ModuleBody,
  named: string,
  up: boolean,
  width: number,
  taken: Set<string>,
): TextChange[] | string {
  const register = readRegister(body, named);
  if (typeof register === 'string') return register;
  const groups = groupWrites([register]);
  if (typeof groups === 'string') return groups;
  if (width < leastBits) return `${named} has fewer than ${leastBits} bits.`;
  const halves = halvesOf(context, named, width);
  if (halves === undefined) return `The range of ${named} does not end at 0.`;
  const steps = stepsOf(body, register).filter((one) => one.up === up);
  if (steps.length === 0) return `No step of ${named} by one was found.`;
  const source = writtenFile(context);
  const places = steps.map(({ expr }) => writtenEnds(source, expr));
  if (places.includes(undefined)) return `A step of ${named} comes from a macro.`;
  const kept: Kept = {
    name: `${named.replace(/_(?:reg|q|r|ff)$/, '')}_${up ? 'carry' : 'borrow'}`,
    text: `${up ? '&' : '~|'}${halves.low(named)}`,
    range: '',
    registers: [register],
    groups,
    reads: (flag) =>
      steps.flatMap(({ expr, carries }, index) => {
        const at = places[index];
        const base = expr.kind === 'binary' && expr.left.kind === 'name' ? expr.left.name : named;
        const sign = up ? '+' : '-';
        const high = `${halves.high(base)} ${sign} ${flag}`;
        const text = `{${carries ? `{1'b0, ${halves.high(base)}} ${sign} ${flag}` : high}, ${halves.low(base)} ${sign} 1'b1}`;
        return at === undefined ? [] : [{ ...at, text }];
      }),
    direct: (value) => {
      const step = stepOf(value);
      if (step === undefined) return undefined;
      const { low, above } = halves;
      if (up) return step.up ? `&${above(step.name)} && !${step.name}[0]` : `~|${low(step.name)}`;
      return step.up ? `&${low(step.name)}` : `~|${above(step.name)} && ${step.name}[0]`;
    },
  };
  return keepInRegister(context, body, kept, taken);
}

/** How to write the halves of a register: numbers where its range is made of numbers. */
function halvesOf(context: FixContext, named: string, width: number) {
  const signal = [...context.module.nets, ...context.module.ports].find((one) => one.name === named);
  const range = /\[([^\][]*):\s*0\s*\]\s*$/.exec(signal?.typeText ?? '');
  const top = range?.[1]?.trim();
  if (top === undefined || signal?.unpacked !== undefined) return undefined;
  // A parameter may make the register narrower than here; the half follows it.
  const middle = /^\d+$/.test(top) ? String(Math.ceil(width / 2)) : `(${top})/2`;
  const below = /^\d+$/.test(middle) ? String(Number(middle) - 1) : `${middle}-1`;
  return {
    high: (base: string) => `${base}[${top}:${middle}]`,
    low: (base: string) => `${base}[${below}:0]`,
    above: (base: string) => `${base}[${below}:1]`,
  };
}

/** Where a register, or what it takes over, is stepped by one as a whole. */
function stepsOf(body: ModuleBody, register: WrittenRegister): Step[] {
  const found: Step[] = [];
  const visit = (value: Expr, carries: boolean): void => {
    if (value.kind === 'conditional') {
      visit(value.yes, carries);
      visit(value.no, carries);
    }
    const step = stepOf(value);
    if (step !== undefined) found.push({ expr: value, up: step.up, carries });
  };
  for (const write of register.writes) {
    const target = write.statement.kind === 'assign' ? write.statement.target.kind : 'name';
    visit(write.value, target === 'concat');
    if (write.value.kind !== 'name') continue;
    for (const one of combinationalWrites(body, write.value.name) ?? []) visit(one.value, false);
  }
  return found;
}
