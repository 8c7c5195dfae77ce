import type { Expr, ModuleBody, Span, Statement } from '../../graph/ast';
import type { ModuleInfo } from '../../model/moduleInfo';
import { assignedBy, exclusive } from '../../refactor/drivers';
import { givesOneBit, isReduction } from '../../refactor/expressionType';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, type PlacedItem } from '../../refactor/scene';
import { everyExpression, everyStatement, indicesOf, isPure, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import { closedFunctions, type ClosedFunction } from './closedFunctions';
import { declarationsOf } from '../split/declaredRange';
import { placedIn } from './generateArms';
import { mayDrive, readCombinational, readRegister, type WrittenRegister } from './registerWrites';
import { nextValues, type NextValue } from './nextTrees';
import { groupWrites, type WriteGroup } from './writeGroups';

/** Where an expression of registers alone stands. */
export interface RegisteredUse {
  readonly expr: Expr;
  readonly placed: PlacedItem;
  /** Whether it is the opposite of the first use: `n != 0` where that is `n == 0`. */
  readonly inverted: boolean;
}

/** An expression that only registers and constants go into, all registers written together by one process. */
export interface RegisteredExpression {
  /** As in the preprocessed text. */
  readonly text: string;
  /** `[7:0]`, '' for one bit. */
  readonly range: string;
  readonly registers: readonly WrittenRegister[];
  readonly groups: readonly WriteGroup[];
  readonly nexts?: readonly NextValue[];
  readonly uses: readonly RegisteredUse[];
  /** The functions that it calls, where they are written. */
  readonly functions: readonly Span[];
}

/**
 * The largest expressions of a module whose value could be kept in a register of its own, and the tests of one register in them, which may
 * stand in several; each with every place that reads it. `body` may hold some arms of the generate conditions of the `whole` one only.
 */
export function registeredExpressions(body: ModuleBody, module: ModuleInfo, preText: string, whole = body): RegisteredExpression[] {
  const reader = new RegisteredReader(body, module, preText, whole);
  const byText = new Map<string, { range: string; expr: Expr; inverse: boolean; uses: RegisteredUse[] }>();
  for (const placed of itemsOf(body)) {
    for (const { root, locals, target, net } of rootsOf(placed.item)) {
      const whole = net === true && placed.around.length === 0 ? reader.wholeOf(root, target) : [];
      const terms = whole.length > 0 || placed.around.length > 0 ? [] : reader.termsOf(root, target, locals);
      const beside = whole.length > 0 ? undefined : target;
      const together = reader.largest(root, locals, beside);
      const apart = reader.largest(root, locals, beside, true).filter(({ expr }) => !together.some((one) => one.expr === expr));
      const largest = [...whole, ...terms, ...together, ...apart];
      const tests = largest.flatMap(({ expr }) => reader.testsBelow(expr));
      for (const found of [...largest, ...tests]) {
        const { text, inverse } = meaning(found.expr, preText);
        const key = `${found.range} ${text}`;
        const known = byText.get(key);
        const use = { expr: found.expr, placed, inverted: known !== undefined && known.inverse !== inverse };
        if (known === undefined) byText.set(key, { range: found.range, expr: found.expr, inverse, uses: [use] });
        // `!(&n)` says the same as the `&n` in it.
        else if (!known.uses.some(({ expr }) => expr.start <= found.expr.start && found.expr.end <= expr.end)) known.uses.push(use);
      }
    }
  }
  return [...byText.values()].flatMap(({ range, expr, uses }) => {
    const support = reader.support(expr, mostOfNet, true);
    const functions = reader.functionsIn(expr);
    return support === undefined ? [] : [{ text: preText.slice(expr.start, expr.end), range, ...support, uses, functions }];
  });
}

/** What an expression says, the same for tests that say the same or the opposite: `n != 0`, `n > 0`, `|n` and `n == 0`. */
function meaning(expr: Expr, preText: string): { text: string; inverse: boolean } {
  const textOf = (one: Expr): string => plain(preText.slice(one.start, one.end));
  const isZero = (one: Expr): boolean => one.kind === 'number' && one.value === 0n && one.wild === 0n;
  if (expr.kind === 'unary' && expr.arg.kind === 'name' && /^(?:\||~\||!)$/.test(expr.op)) {
    return { text: `${expr.arg.name}==0`, inverse: expr.op === '|' };
  }
  if (expr.kind === 'unary' && expr.op === '!') {
    const inner = meaning(expr.arg, preText);
    return { text: inner.text, inverse: !inner.inverse };
  }
  if (expr.kind === 'binary' && isZero(expr.right) && expr.left.kind === 'name' && /^(?:==|!=|>)$/.test(expr.op)) {
    return { text: `${expr.left.name}==0`, inverse: expr.op !== '==' };
  }
  if (expr.kind === 'binary' && (expr.op === '==' || expr.op === '!=')) {
    return { text: `${textOf(expr.left)}==${textOf(expr.right)}`, inverse: expr.op === '!=' };
  }
  return { text: textOf(expr), inverse: false };
}

/** Brackets around and white space in an expression say nothing. */
function plain(text: string): string {
  const flat = text.replace(/\s+/g, '');
  return /^\([^()]*\)$/.test(flat) ? flat.slice(1, -1) : flat;
}

interface Root {
  readonly root: Expr;
  readonly locals: ReadonlySet<string>;
  /** What it is assigned to. */
  readonly target?: Expr;
  /** Whether it is all that a net ever gets. */
  readonly net?: true;
}

/** Expressions that are read all the time: those of a process that runs once, or is woken by names, are not. */
function rootsOf(item: PlacedItem['item']): Root[] {
  const none = new Set<string>();
  switch (item.kind) {
    case 'assign':
      return [
        { root: item.value, locals: none, target: item.target, net: true },
        ...indicesOf(item.target).map((root) => ({ root, locals: none })),
      ];
    case 'declare':
      return item.net
        ? item.declarators.flatMap((one) => {
            const target: Expr = { kind: 'name', name: one.name, start: one.start, end: one.end };
            return one.init === undefined ? [] : [{ root: one.init, locals: none, target, net: true as const }];
          })
        : [];
    case 'instance':
      return item.instance.connections.map((one) => ({ root: one.value, locals: none }));
    case 'process': {
      const { process } = item;
      if (process.style === 'initial' || process.style === 'final') return [];
      if (process.style === 'always' && triggerOf(process) !== 'edges' && triggerOf(process) !== 'any') return [];
      const { locals } = assignedBy(process.body);
      return everyStatement(bodyOf(process)).flatMap((statement: Statement) =>
        statement.kind === 'declare' || statement.kind === 'loop'
          ? []
          : readsOf(statement).map((root) =>
              statement.kind === 'assign' && root === statement.value ? { root, locals, target: statement.target } : { root, locals },
            ),
      );
    }
    default:
      return [];
  }
}

/** Registers that an expression may hang on, and the whole value of a net. */
const mostRegisters = 3;
const mostOfNet = 8;
const comparison = /^(?:==|!=|<|<=|>|>=)$/;
const bitwise = new Set(['&', '|', '^', '~^', '^~']);

/** Registers that decide a value, which are written together. */
export interface Support {
  readonly registers: readonly WrittenRegister[];
  /** Where they get new values together; none where they do so apart. */
  readonly groups: readonly WriteGroup[];
  /** What each is about to hold, where they get their values apart: in several processes, under conditions of their own, or out of combinational processes. */
  readonly nexts?: readonly NextValue[];
}

/** Finds the registers that alone decide what is asked for. */
export class RegisteredReader {
  private readonly registers = new Map<string, WrittenRegister | undefined>();
  private readonly signals: ReadonlyMap<string, Signal>;
  private readonly constants: ReadonlySet<string>;
  private readonly functions: ReadonlyMap<string, ClosedFunction>;
  private declared: ReadonlySet<string> | 'all' | undefined;

  constructor(
    private readonly body: ModuleBody,
    private readonly module: ModuleInfo,
    private readonly preText: string,
    private readonly whole = body,
  ) {
    this.signals = signalsOf(module);
    const enumerators = module.types.flatMap((one) => one.enumValues ?? []);
    this.constants = new Set([...module.parameters.map((one) => one.name), ...enumerators]);
    this.functions = closedFunctions(body, this.constants, preText);
  }

  /** The functions of the module that an expression calls. */
  functionsIn(expr: Expr): ClosedFunction[] {
    return everyExpression(expr).flatMap((one) => this.functionOf(one) ?? []);
  }

  /** The whole value of a net, where registers alone decide it: kept in a register that is declared as the net is. */
  wholeOf(root: Expr, target: Expr | undefined): { expr: Expr; range: string }[] {
    const type = target?.kind === 'name' ? this.signals.get(target.name) : undefined;
    const range = type?.unpacked === undefined ? plainRange(type?.typeText ?? '') : undefined;
    if (range === undefined || (root.kind !== 'conditional' && !this.computes(root)) || this.support(root, mostOfNet) === undefined)
      return [];
    return [{ expr: root, range }];
  }

  /** Products and sums that registers decide inside of a sum, as wide as what the sum is assigned to: of a narrower one no higher bits count. */
  termsOf(root: Expr, target: Expr | undefined, locals: ReadonlySet<string>): { expr: Expr; range: string }[] {
    const type = target?.kind === 'name' && !locals.has(target.name) ? this.signals.get(target.name) : undefined;
    const range = type?.unpacked === undefined ? plainRange(type?.typeText ?? '') : undefined;
    const below = (expr: Expr): Expr[] => {
      if (expr.kind === 'conditional') return [expr.yes, expr.no].flatMap(below);
      if (expr.kind !== 'binary' || !/^[-+]$/.test(expr.op)) return [];
      return [expr.left, expr.right].flatMap((one) =>
        one.kind === 'binary' && /^[-+*]$/.test(one.op) && this.support(one) !== undefined ? [one] : below(one),
      );
    };
    return range === undefined ? [] : below(root).map((expr) => ({ expr, range }));
  }

  /** The largest expressions below a root that registers alone decide, and that are more than a register's name. */
  largest(root: Expr, locals: ReadonlySet<string>, beside?: Expr, apart = false): { expr: Expr; range: string }[] {
    const range = this.rangeOf(root, beside);
    if (
      range !== undefined &&
      this.computes(root) &&
      !namesIn(root).some((one) => locals.has(one.name)) &&
      this.support(root, mostRegisters, apart) !== undefined
    ) {
      return [{ expr: root, range }];
    }
    const compared = root.kind === 'binary' && givesOneBit(root.op) && root.op !== '&&' && root.op !== '||' ? root : undefined;
    return subExpressions(root).flatMap((one) =>
      this.largest(one, locals, compared === undefined ? undefined : one === compared.left ? compared.right : compared.left, apart),
    );
  }

  /** Whether there is more to an expression than names and inversions. */
  private computes(expr: Expr): boolean {
    const zeroTest = expr.kind === 'unary' && expr.op === '!' && (this.rangeOfName(expr.arg) ?? '') !== '';
    return zeroTest || operators(expr) > 0;
  }

  /** Tests of a single register inside of an expression, outermost first. */
  testsBelow(expr: Expr): { expr: Expr; range: string }[] {
    return subExpressions(expr).flatMap((one) => {
      const isTest = (one.kind === 'binary' && comparison.test(one.op)) || (one.kind === 'unary' && isReduction(one.op));
      const support = isTest && this.computes(one) ? this.support(one) : undefined;
      return support?.registers.length === 1 ? [{ expr: one, range: '' }] : this.testsBelow(one);
    });
  }

  /** The registers that an expression reads, when constants are all else it reads and they are written together, or with `apart` by one clock. */
  support(expr: Expr, most = mostRegisters, apart = false): Support | undefined {
    if (!isPure(expr, (called) => this.functions.has(called))) return undefined;
    return this.supportOf(
      namesIn(expr).map((one) => one.name),
      most,
      apart,
    );
  }

  /** As `support`, of names. */
  supportOf(named: readonly string[], most = mostRegisters, apart = false): Support | undefined {
    const names = [...new Set(named)];
    const registers: WrittenRegister[] = [];
    for (const name of names) {
      if ((this.constants.has(name) && !this.signals.has(name)) || this.isImported(name)) continue;
      const register = this.register(name);
      if (register === undefined) return undefined;
      registers.push(register);
    }
    if (registers.length === 0 || registers.length > most) return undefined;
    const withInitial = registers.filter((one) => one.initial !== undefined).length;
    if (withInitial !== 0 && withInitial !== registers.length) return undefined;
    const groups = groupWrites(registers);
    const isApart = apart && registers.length <= mostRegisters && (typeof groups === 'string' || this.takesOver(groups));
    const nexts = isApart ? nextValues(this.body, registers, this.preText) : undefined;
    if (typeof groups === 'string') return nexts === undefined ? undefined : { registers, groups: [], nexts };
    return { registers, groups, ...(nexts === undefined ? {} : { nexts }) };
  }

  /** Whether several registers take over what combinational processes make: behind it, what is kept would be late. */
  private takesOver(groups: readonly WriteGroup[]): boolean {
    const made = groups.filter(({ values }) => values.size > 1).flatMap(({ values }) => [...values.values()]);
    return made.some((value) => value.kind === 'name' && readCombinational(this.body, value.name) !== undefined);
  }

  /** Whether a name can only be one of a package, most often a constant or the value of an enumeration: nothing in the module declares it. */
  private isImported(name: string): boolean {
    this.declared ??= /\bimport\s+\w+\s*::/.test(this.preText) ? namesOf(this.whole, this.module) : 'all';
    return this.declared !== 'all' && !this.declared.has(name);
  }

  private register(name: string): WrittenRegister | undefined {
    if (!this.registers.has(name)) {
      const declared = this.signals.get(name);
      this.registers.set(name, declared === undefined || declared.unpacked !== undefined ? undefined : this.read(name));
    }
    return this.registers.get(name);
  }

  private read(name: string): WrittenRegister | undefined {
    const direct = readRegister(this.body, name);
    const found = typeof direct === 'string' ? this.sameAs(name) : direct;
    return found === undefined || this.body === this.whole || this.isOnly(name, found) ? found : undefined;
  }

  /** A net that is no more than a register of the generate arm in which it is assigned, as that register with the net's name. */
  private sameAs(name: string): WrittenRegister | undefined {
    const drivers = itemsOf(this.body).filter(({ item }) => drives(item, name));
    const [only] = drivers;
    if (only?.item.kind !== 'assign' || drivers.length > 1 || only.item.target.kind !== 'name' || only.item.value.kind !== 'name')
      return undefined;
    const inner = only.item.value.name;
    const register = readRegister(this.body, inner);
    const declared = declarationsOf(this.body, name);
    const types = [name, inner].map((one) => this.signals.get(one)?.typeText.replace(/\b(?:reg|logic|wire|var)\b|\s+/g, ''));
    if (typeof register === 'string' || declared.length !== 1 || types[0] === undefined || types[0] !== types[1]) return undefined;
    const { around } = register.process;
    const isHere = around.length > 0 && around.length === only.around.length && around.every((one, index) => one === only.around[index]);
    if (!isHere || (this.body !== this.whole && !this.isOnly(inner, register))) return undefined;
    return { ...register, name, writes: register.writes.map((one) => ({ ...one, register: name })), declaredBy: declared[0]?.by };
  }

  /** Whether what else drives a name, in arms that were left out, is never there together with its process. */
  private isOnly(name: string, { process }: WrittenRegister): boolean {
    const own = placedIn(this.whole, process);
    const here = new Set(itemsOf(this.body).map(({ item }) => item));
    return itemsOf(this.whole).every((one) => here.has(one.item) || !drives(one.item, name) || (own !== undefined && exclusive(one, own)));
  }

  /** Range of a register that holds the expression; undefined when that is not sure for every value of the parameters. */
  private rangeOf(expr: Expr, beside: Expr | undefined): string | undefined {
    if (this.isOneBit(expr)) return '';
    if (expr.kind === 'call') return this.functionOf(expr)?.range;
    if (expr.kind !== 'binary' || (expr.op !== '+' && expr.op !== '-') || beside === undefined) return undefined;
    // Operands of a comparison count as wide as the widest of them, and a value no narrower than what it is assigned to.
    if (beside.kind === 'name' && namesIn(expr).some((one) => one.name === beside.name)) return undefined;
    const ranges = [expr.left, expr.right, beside].flatMap((one) => (isSmallNumber(one) ? [] : [this.rangeOfName(one)]));
    const [range] = ranges;
    return range !== undefined && range !== '' && ranges.every((one) => one === range) ? range : undefined;
  }

  private functionOf(expr: Expr): ClosedFunction | undefined {
    return expr.kind === 'call' && expr.callee.kind === 'name' ? this.functions.get(expr.callee.name) : undefined;
  }

  private rangeOfName(expr: Expr): string | undefined {
    const type = expr.kind === 'name' ? this.signals.get(expr.name) : undefined;
    if (type === undefined || type.unpacked !== undefined) return undefined;
    const found = /^(?:(?:reg|logic|wire|var)\b\s*)*(\[[^\][]*\])$/.exec(type.typeText.trim());
    return found?.[1]?.replace(/\s+/g, '');
  }

  private isOneBit(expr: Expr): boolean {
    switch (expr.kind) {
      case 'binary':
        return givesOneBit(expr.op) || (bitwise.has(expr.op) && this.isOneBit(expr.left) && this.isOneBit(expr.right));
      case 'unary':
        return isReduction(expr.op) || (expr.op === '~' && this.isOneBit(expr.arg));
      case 'name': {
        const type = this.signals.get(expr.name);
        return type !== undefined && type.unpacked === undefined && /^(?:(?:reg|logic|wire|var)\b\s*)*$/.test(type.typeText.trim());
      }
      case 'call':
        return this.functionOf(expr)?.range === '';
      case 'index':
        return expr.index.kind === 'number' && this.rangeOfName(expr.base) !== undefined;
      default:
        return false;
    }
  }
}

type Signal = Pick<ModuleInfo['ports'][number], 'typeText' | 'width' | 'unpacked'>;

/** The nets and ports of a module, those left out that generate blocks declare with several types. */
function signalsOf(module: ModuleInfo): Map<string, Signal> {
  const found = new Map<string, Signal>();
  const several = new Set<string>();
  for (const one of [...module.nets, ...module.ports]) {
    const known = found.get(one.name);
    if (known !== undefined && (known.typeText !== one.typeText || known.unpacked !== one.unpacked)) several.add(one.name);
    found.set(one.name, one);
  }
  for (const name of several) found.delete(name);
  return found;
}

/** Every name that a module or something in it declares. */
function namesOf(body: ModuleBody, module: ModuleInfo): Set<string> {
  const found = new Set([...module.nets, ...module.ports, ...module.parameters].map((one) => one.name));
  for (const { item } of itemsOf(body)) {
    if (item.kind === 'declare' || item.kind === 'parameter') for (const one of item.declarators) found.add(one.name);
    if (item.kind === 'for') found.add(item.variable);
    if (item.kind === 'routine') for (const one of [item.routine, ...item.routine.ports]) found.add(one.name);
    if (item.kind === 'process' || item.kind === 'routine')
      for (const one of assignedBy(item.kind === 'process' ? item.process.body : item.routine.body).locals) found.add(one);
    if (item.kind === 'instance') found.add(item.instance.name);
  }
  return found;
}

/** Whether an item gives a name a value. */
function drives(item: PlacedItem['item'], name: string): boolean {
  if (item.kind === 'declare') return item.net && item.declarators.some((one) => one.name === name && one.init !== undefined);
  return item.kind === 'process' ? assignedBy(item.process.body).names.has(name) : mayDrive(item, name);
}

/** `[7:0]` or `signed [7:0]` of the declaration of a vector; undefined for other types, and for one bit. */
export function plainRange(typeText: string): string | undefined {
  const found = /^(?:(?:reg|logic|wire|var)\b\s*)*((?:signed\s*)?\[[^\][]*\])$/.exec(typeText.trim())?.[1];
  return found?.replace(/\s+/g, ' ');
}

/** A sized number of one bit, which makes nothing wider. */
function isSmallNumber(expr: Expr): boolean {
  return expr.kind === 'number' && expr.width === 1 && !expr.signed;
}

/** How many operators an expression has, inversions apart. */
function operators(expr: Expr): number {
  const own = expr.kind === 'call' || expr.kind === 'binary' || (expr.kind === 'unary' && expr.op !== '!' && expr.op !== '~') ? 1 : 0;
  return subExpressions(expr).reduce((sum, one) => sum + operators(one), own);
}
