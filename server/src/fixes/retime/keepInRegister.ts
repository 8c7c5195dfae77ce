import { indentStep } from '../../base/indentStep';
import { applyEdits, freshName, lineBreak, lineEnd, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody, Process, Span, Statement } from '../../graph/ast';
import { written, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import type { FixContext, TextChange } from '../strategy';
import type { RegisteredExpression } from './registeredExpressions';
import { conditionsBetween, driveOtherArms, placedIn } from './generateArms';
import { macroStatement, writtenOut } from './macroWrites';
import { combinationalWrites, type RegisterWrite, type WrittenRegister } from './registerWrites';
import { choosesFromFew, functionOfNext, type NextTree, type NextValue } from './nextTrees';
import { testOfSum } from './testOfSum';
import type { WriteGroup } from './writeGroups';
import { withSemicolon, writtenFile } from '../sourceText';

/** What is kept in a register of its own: a function of registers that are written together. */
export interface Kept {
  /** Name of the new register, before it is made unique. */
  readonly name: string;
  /** The expression, in the names of the registers; where a process decides, its statement as a function that is called so. */
  readonly text: string | ((helper: string) => string);
  /** Whether the name stands for a net of the author's that becomes the register. */
  readonly existing?: boolean;
  /** `[7:0]`, '' for one bit. */
  readonly range: string;
  readonly registers: readonly WrittenRegister[];
  /** Other names that the expression reads, as they are where it is made. */
  readonly beside?: readonly string[];
  readonly groups: readonly WriteGroup[];
  /** As of `Support`: in place of the groups where there are none, or where few values are chosen from. */
  readonly nexts?: readonly NextValue[];
  /** The changes that read the new register where the expression stood. */
  readonly reads: (flag: string) => readonly TextChange[];
  /** The expression for a value that one register gets, where it can be written in less than the value takes; given how parts of the value read. */
  readonly direct: (value: Expr, textOf: (part: Expr) => string | undefined) => string | undefined;
}

/** An expression of registers as it stands in the source, as something to keep; undefined where a macro made it. */
export function keptExpression(context: FixContext, found: Omit<RegisteredExpression, 'functions'>): Kept | undefined {
  const source = writtenFile(context);
  const [use] = found.uses;
  const text = use === undefined ? undefined : textOf(source, use.expr);
  if (use === undefined || text === undefined) return undefined;
  const [only] = found.registers;
  return {
    ...found,
    name: flagName(found),
    text: text.trim(),
    reads: (flag) =>
      found.uses.flatMap(({ expr, inverted }): TextChange[] => {
        const at = writtenEnds(source, expr);
        return at === undefined ? [] : [{ ...at, text: inverted ? `!${flag}` : flag }];
      }),
    direct: (value, partOf) =>
      only === undefined || found.registers.length > 1 ? undefined : testOfSum(use.expr, only.name, value, partOf),
  };
}

/**
 * The changes that keep an expression of registers in a register of its own: its declaration, a function that holds the expression as it was
 * written, an assignment beside each assignment to the registers, and the new register's name wherever the expression stood. Where a register
 * takes over what a combinational process made (`count <= count_next`), the new one gets a companion there, so that the expression is computed
 * in each branch and selected last. `taken` are names that other changes make. In words what forbids it.
 */
export function keepInRegister(context: FixContext, body: ModuleBody, kept: Kept, taken: Set<string>): TextChange[] | string {
  const names = namesFor(context, kept, taken);
  const source = writtenFile(context);
  const reads = kept.reads(names.flag);
  const writer = new Writer(source, kept, names, reads);
  const arms = inOtherArms(context, body, kept, names, reads);
  if (typeof arms === 'string') return arms;
  const changes: TextChange[] = [...reads, ...(arms ?? [])];
  const target = arms === undefined ? names.flag : names.held;
  let hasNext = false;
  if (kept.groups.length === 0 && arms !== undefined) return 'The registers are written in an arm of a generate condition.';
  const apart = arms === undefined && kept.nexts !== undefined && writer.isSmall(kept.nexts) ? kept.nexts : undefined;
  for (const group of apart === undefined ? kept.groups : []) {
    const next = writer.viaNext(body, group);
    hasNext ||= next !== undefined;
    const value = next === undefined ? writer.value(group.values) : names.next;
    // Also beside a register that is loaded by `=`: the new one is read by others, which would race with it.
    const added = value === undefined ? undefined : writer.beside(group, `${target} <= ${value};`);
    if (added === undefined) return 'An assignment to the register comes from a macro.';
    changes.push(...added, ...(next ?? []));
  }
  if (apart !== undefined) {
    const own = ownProcess(context, writer, apart);
    if (typeof own === 'string') return own;
    changes.push(own);
  }
  const declared = declaration(context, source, kept, writer, { hasNext, ...(arms === undefined ? {} : { held: names.held }) });
  if (typeof declared === 'string') return declared;
  if (!writer.needsHelper) return [...changes, ...declared];
  const helped = helperFunction(context, source, kept, names.helper);
  return typeof helped === 'string' ? helped : [...changes, helped, ...declared];
}

/**
 * Where the registers are written in one arm of a generate condition and the expression is read outside of it: the changes that make it, as it was written, in every other
 * arm. Undefined where one register serves all reads; in words what forbids it.
 */
function inOtherArms(
  context: FixContext,
  body: ModuleBody,
  kept: Kept,
  { flag }: Names,
  reads: readonly TextChange[],
): TextChange[] | string | undefined {
  const process = kept.registers[0]?.process;
  if (process === undefined || kept.existing === true || typeof kept.text !== 'string') return undefined;
  const conditions = conditionsBetween(writtenFile(context), placedIn(body, process) ?? process, reads);
  const names = new Set(kept.text.match(/[A-Za-z_][\w$]*/g));
  return conditions.length === 0 ? undefined : driveOtherArms(context, conditions, process.item, `assign ${flag} = ${kept.text};`, names);
}

/**
 * The changes that make a test of what a combinational process gives a name in each of its branches, beside the assignment to the name, so that
 * the choice between the branches comes last: a net with the test's value, and its name wherever the test stood. In words what forbids it.
 */
export function testInBranches(context: FixContext, kept: Kept, taken: Set<string>): TextChange[] | string {
  const [chosen] = kept.registers;
  const names = namesFor(context, kept, taken);
  const source = writtenFile(context);
  const reads = kept.reads(names.flag);
  const writer = new Writer(source, kept, { ...names, next: names.flag }, reads);
  const companions = writer.companions(chosen?.writes ?? [], chosen?.process);
  if (companions === undefined) return 'An assignment comes from a macro.';
  const declared = declaration(context, source, kept, writer, { hasNext: false });
  if (typeof declared === 'string') return declared;
  const helped = writer.needsHelper ? helperFunction(context, source, kept, names.helper) : undefined;
  return typeof helped === 'string' ? helped : [...reads, ...companions, ...declared, ...(helped === undefined ? [] : [helped])];
}

interface Names {
  readonly flag: string;
  readonly next: string;
  readonly helper: string;
  /** The register itself, where a net has the flag's name. */
  readonly held: string;
}

function namesFor(context: FixContext, kept: Kept, taken: Set<string>): Names {
  const fresh = (base: string): string => {
    const made = freshName(context.file.source.text, base, taken);
    taken.add(made);
    return made;
  };
  const flag = kept.existing === true ? kept.name : fresh(kept.name);
  return { flag, next: fresh(`${flag}_next`), helper: fresh(`${flag}_of`), held: fresh(`${flag}_held`) };
}

/** The register's name and the kind of operator: `count_equal`. What it is compared with may be a parameter. */
function flagName(found: Pick<RegisteredExpression, 'registers' | 'uses'>): string {
  const base = (found.registers[0]?.name ?? 'state').replace(/_(?:reg|q|r|ff)$/, '');
  const expr = found.uses[0]?.expr;
  if (expr?.kind === 'call' && expr.callee.kind === 'name') return `${base}_${expr.callee.name}`;
  const op = expr?.kind === 'binary' || expr?.kind === 'unary' ? expr.op : '';
  const words: Readonly<Record<string, string>> = {
    '==': 'equal',
    '!=': 'differs',
    '<': 'below',
    '<=': 'within',
    '>': 'above',
    '>=': 'reached',
    '|': 'any',
    '&': 'all',
    '!': 'none',
    '+': 'plus',
    '-': 'minus',
  };
  return `${base}_${words[op] ?? 'flag'}`;
}

/** The author's text of an expression; undefined when a macro or an include made its ends. */
function textOf(source: WrittenFile, expr: Expr): string | undefined {
  const at = writtenEnds(source, expr);
  return at === undefined ? undefined : source.text.slice(at.start, at.end);
}

/** Choices between values of several registers that are written out. */
const mostChoices = 3;

class Writer {
  /** Whether something that was written calls the function. */
  needsHelper = false;

  constructor(
    readonly source: WrittenFile,
    private readonly kept: Kept,
    private readonly names: Names,
    private readonly reads: readonly TextChange[],
  ) {}

  /** What the new register is to hold when the registers get these values; the others keep what they hold. */
  value(values: ReadonlyMap<string, Expr>): string | undefined {
    const { registers } = this.kept;
    const [only] = registers;
    const single = registers.length === 1 && only !== undefined ? values.get(only.name) : undefined;
    return single === undefined ? this.ofSeveral(values, mostChoices) : this.distributed(single);
  }

  /** The expression for values of several registers; choices between values come last. */
  private ofSeveral(values: ReadonlyMap<string, Expr>, choices: number): string | undefined {
    const held = ({ name }: WrittenRegister): boolean => {
      const value = values.get(name);
      return value === undefined || (value.kind === 'name' && value.name === name);
    };
    if (this.kept.registers.every(held)) return this.names.flag;
    for (const [name, value] of choices === 0 ? [] : values) {
      if (value.kind !== 'conditional') continue;
      const parts = [value.yes, value.no].map((one) => this.ofSeveral(new Map(values).set(name, one), choices - 1));
      const test = this.argument(value.test);
      return test === undefined || parts.includes(undefined) ? undefined : `((${test}) ? ${parts[0]} : ${parts[1]})`;
    }
    return this.helped(
      this.kept.registers.map((one) => {
        const value = values.get(one.name);
        return value === undefined ? one.name : this.argument(value);
      }),
    );
  }

  /** The expression of each value that a conditional chooses from, so that the choice comes last. The register itself stands for what is kept. */
  private distributed(expr: Expr): string | undefined {
    if (expr.kind === 'name' && expr.name === this.kept.registers[0]?.name) return this.names.flag;
    if (expr.kind === 'conditional') {
      const parts = [this.argument(expr.test), this.distributed(expr.yes), this.distributed(expr.no)];
      const [test, yes, no] = parts;
      return parts.includes(undefined) ? undefined : `((${test}) ? ${yes} : ${no})`;
    }
    const direct = this.kept.direct(expr, (part) => this.argument(part));
    return direct === undefined ? this.helped([this.argument(expr)]) : `(${direct})`;
  }

  /** A call of the function that holds the expression. */
  private helped(args: readonly (string | undefined)[]): string | undefined {
    if (args.includes(undefined)) return undefined;
    this.needsHelper = true;
    return `${this.names.helper}(${[...args, ...(this.kept.beside ?? [])].join(', ')})`;
  }

  /** Whether the expression for what registers are about to hold chooses from few values; where there is no other way to write it, in any case. */
  isSmall(nexts: readonly NextValue[]): boolean {
    const trees = [nexts.map((one) => one.tree), nexts.flatMap((one) => one.reset?.tree ?? [])];
    return this.kept.groups.length === 0 || trees.every((one) => one.length === 0 || choosesFromFew(one, (expr) => this.argument(expr)));
  }

  /** The expression for what registers are about to hold that get their values apart. */
  ofNext(trees: readonly NextTree[]): string | undefined {
    return functionOfNext(trees, {
      registers: this.kept.registers.map((one) => one.name),
      textOf: (expr) => this.argument(expr),
      call: (values) => this.helped(values) ?? '',
    });
  }

  /** The author's text of a value; where it reads the expression itself, it reads the new register. */
  argument(expr: Expr): string | undefined {
    const at = writtenEnds(this.source, expr);
    if (at === undefined) return undefined;
    const inside = this.reads.filter((read) => at.start <= read.start && read.end <= at.end);
    const moved = inside.map((read) => ({ ...read, start: read.start - at.start, end: read.end - at.start }));
    return applyEdits(this.source.text.slice(at.start, at.end), moved);
  }

  /** Companions of the assignments of a combinational process to the value that the register takes over; undefined where there are none. */
  viaNext(body: ModuleBody, group: WriteGroup): TextChange[] | undefined {
    const [value] = group.values.values();
    if (this.kept.registers.length !== 1 || value?.kind !== 'name') return undefined;
    const writes = combinationalWrites(body, value.name);
    return writes === undefined || writes.length === 0 ? undefined : this.companions(writes);
  }

  /** An assignment of what the new net gets in front of each assignment. */
  companions(writes: readonly RegisterWrite[], process?: PlacedProcess): TextChange[] | undefined {
    const changes: TextChange[] = [];
    const macros = new Map<Statement, RegisterWrite[]>();
    for (const write of writes) {
      const made = process === undefined ? undefined : macroStatement(this.source, process.process, write);
      if (made !== undefined) {
        macros.set(made, [...(macros.get(made) ?? []), write]);
        continue;
      }
      const next = this.distributed(write.value);
      // In front of the assignment, since its value may read what it changes.
      const change =
        next === undefined
          ? undefined
          : joined(this.source, write.statement, write.among === undefined, 'before', `${this.names.next} = ${next};`);
      if (change === undefined) return undefined;
      changes.push(...change);
    }
    for (const [statement, inside] of macros) {
      const change = writtenOut(
        this.source,
        statement,
        inside.flatMap((one) => this.written(one)),
      );
      if (change === undefined) return undefined;
      changes.push(change);
    }
    return changes;
  }

  /** What changes in a macro's write so that it gives the new net its value, in the preprocessed text. */
  private written({ statement, value }: RegisterWrite): TextChange[] {
    if (statement.kind !== 'assign') return [];
    const text = this.helped([this.source.file.pre.text.slice(value.start, value.end)]) ?? '';
    const { target } = statement;
    return [
      { start: target.start, end: target.end, text: this.names.next },
      { start: value.start, end: value.end, text },
    ];
  }

  /** The new assignment behind those to the registers. */
  beside(group: WriteGroup, added: string): TextChange[] | undefined {
    return joined(this.source, group.last.statement, group.last.among === undefined, 'behind', added);
  }

  get flag(): string {
    return this.names.flag;
  }

  get next(): string {
    return this.names.next;
  }
}

interface Place {
  readonly start: number;
  /** Behind the semicolon. */
  readonly end: number;
  /** Whether the statement has its lines to itself. */
  readonly own: boolean;
}

function placeOf(source: WrittenFile, statement: { readonly start: number; readonly end: number }): Place | undefined {
  const at = writtenEnds(source, statement);
  if (at === undefined) return undefined;
  const { text } = source;
  const end = withSemicolon(text, at.end);
  if (text[end - 1] !== ';') return undefined;
  const rest = text.slice(end, lineEnd(text, end)).trim();
  const own = (rest === '' || rest.startsWith('//')) && text.slice(lineStart(text, at.start), at.start).trim() === '';
  return { start: at.start, end, own };
}

function wrapped(place: Place, lead: string, tail: string): TextChange[] {
  return [
    { start: place.start, end: place.start, text: `begin ${lead}` },
    { start: place.end, end: place.end, text: `${tail} end` },
  ];
}

/** A statement with another one beside it; both in a block of their own where it stands alone under a condition. */
export function joined(
  source: WrittenFile,
  statement: { readonly start: number; readonly end: number },
  alone: boolean,
  side: 'before' | 'behind',
  added: string,
): TextChange[] | undefined {
  const place = placeOf(source, statement);
  if (place === undefined) return undefined;
  if (alone) return side === 'before' ? wrapped(place, `${added} `, '') : wrapped(place, '', ` ${added}`);
  const { text } = source;
  const gap = place.own ? `${lineBreak(text)}${lineIndent(text, place.start)}` : ' ';
  if (side === 'before') return [{ start: place.start, end: place.start, text: `${added}${gap}` }];
  const at = place.own ? lineEnd(text, place.end) : place.end;
  return [{ start: at, end: at, text: `${gap}${added}` }];
}

/**
 * The declaration of the new register, behind that of the last register it is made from; with `held` that is a net, driven by a register of that name which is declared in
 * front of the process that writes it.
 */
function declaration(
  context: FixContext,
  source: WrittenFile,
  kept: Kept,
  writer: Writer,
  { hasNext, held }: { readonly hasNext: boolean; readonly held?: string },
): TextChange[] | string {
  const { text } = source;
  const initial = new Map(kept.registers.flatMap((one) => (one.initial === undefined ? [] : [[one.name, one.initial] as const])));
  const value = initial.size === 0 ? '' : writer.value(initial);
  if (value === undefined) return 'The value that the register starts with comes from a macro.';
  const ends = kept.registers.map((one) => {
    if (one.declaredBy === undefined) return context.module.headerRange.path === source.path ? context.module.headerRange.end : undefined;
    const at = writtenEnds(source, one.declaredBy.item);
    return at === undefined ? undefined : withSemicolon(text, at.end);
  });
  if (ends.includes(undefined)) return 'The declaration of the register comes from a macro.';
  const last = Math.max(...ends.map((one) => one ?? 0));
  const place = lineEnd(text, last);
  const indent = kept.registers.every((one) => one.declaredBy === undefined) ? indentStep(text) : lineIndent(text, last - 1);
  const type = `${context.language === 'verilog' ? 'reg' : 'logic'} ${kept.range === '' ? '' : `${kept.range} `}`;
  const started = value === '' ? '' : ` = ${value}`;
  const own = kept.existing !== true ? [`${type}${writer.flag}${started};`] : value === '' ? [] : [`initial ${writer.flag}${started};`];
  const net = `${context.language === 'verilog' ? type.replace('reg', 'wire') : type}${writer.flag};`;
  const lines = [...(held === undefined ? own : [net]), ...(hasNext ? [`${type}${writer.next};`] : [])];
  const declared = { start: place, end: place, text: lines.map((line) => `${lineBreak(text)}${indent}${line}`).join('') };
  if (held === undefined) return [declared];
  const inside = inFrontOfProcess(source, kept, [`${type}${held}${started};`, `assign ${writer.flag} = ${held};`]);
  return typeof inside === 'string' ? inside : [declared, inside];
}

/** A process of the new register's own, in front of the last of those that load the registers; in words what forbids it. */
function ownProcess(context: FixContext, writer: Writer, nexts: readonly NextValue[]): TextChange | string {
  const { source } = writer;
  const [first] = nexts;
  const last = nexts
    .flatMap((one) => one.through)
    .reduce<Process | undefined>((a, b) => (a === undefined || a.start < b.start ? b : a), undefined);
  const events = first?.events.map((one) => writer.argument(one));
  const value = writer.ofNext(nexts.map((one) => one.tree));
  const test = first?.reset === undefined ? undefined : writer.argument(first.reset.test);
  const cleared = test === undefined ? undefined : writer.ofNext(nexts.flatMap((one) => one.reset?.tree ?? []));
  if (events === undefined || events.includes(undefined) || value === undefined || (first?.reset !== undefined && cleared === undefined))
    return 'What the registers are about to hold comes from a macro.';
  const step = indentStep(source.text);
  const head = `${context.language === 'verilog' ? 'always' : 'always_ff'} @(${events.join(' or ')})`;
  const lines =
    test === undefined
      ? [head, `${step}${writer.flag} <= ${value};`]
      : [head, `${step}if (${test}) ${writer.flag} <= ${cleared ?? ''};`, `${step}else ${writer.flag} <= ${value};`];
  return inFront(source, last, [...lines, '']);
}

/** Lines in front of the process that writes the registers, indented as it is. */
function inFrontOfProcess(source: WrittenFile, kept: Kept, lines: readonly string[]): TextChange | string {
  return inFront(source, kept.registers[0]?.process.item, lines);
}

function inFront(source: WrittenFile, process: Span | undefined, lines: readonly string[]): TextChange | string {
  const at = process === undefined ? undefined : written(source, { start: process.start, end: process.start + 1 });
  if (at === undefined) return 'The process comes from a macro.';
  const { text } = source;
  const start = lineStart(text, at.start);
  if (text.slice(start, at.start).trim() !== '') return 'The process does not begin its line.';
  const [separator, indent] = [lineBreak(text), lineIndent(text, at.start)];
  return { start, end: start, text: lines.map((line) => (line === '' ? separator : `${indent}${line}${separator}`)).join('') };
}

/** The function that holds the expression, in front of the process that writes the registers. */
function helperFunction(context: FixContext, source: WrittenFile, kept: Kept, helper: string): TextChange | string {
  const signals = [...context.module.nets, ...context.module.ports];
  const read = [...kept.registers.map((one) => one.name), ...(kept.beside ?? [])];
  // The values of an enumeration are told apart in a vector of its bits too.
  const plain = (type: string): string => /^enum\s+((?:logic|reg|bit)\b\s*(?:\[[^\]]*\])?)\s*\{/.exec(type)?.[1]?.trim() ?? type;
  const unnamed = signals.find((one) => read.includes(one.name) && /^(?:enum|struct|union)\b/.test(plain(one.typeText)));
  if (unnamed !== undefined) return `The type of ${unnamed.name} has no name.`;
  const args = read.map((one) => {
    const signal = signals.find((item) => item.name === one);
    // The argument of a function is a variable, whatever the name is in the module.
    const type = plain(signal?.typeText ?? '').replace(/^(?:wire|tri)\b\s*/, '');
    return `input ${type === '' ? '' : `${type} `}${one}`;
  });
  const registers = kept.registers.map((one) => one.name).join(', ');
  const lines = [
    kept.groups.length === 0 && kept.nexts === undefined
      ? `// Made of ${registers} before its value is chosen.`
      : `// Computed from what ${registers} will hold, a cycle before it is used.`,
    `function automatic ${kept.range === '' ? '' : `${kept.range} `}${helper}(${args.join(', ')});`,
    typeof kept.text === 'string' ? `${indentStep(source.text)}${helper} = ${kept.text};` : kept.text(helper),
    'endfunction',
    '',
  ];
  return inFrontOfProcess(source, kept, lines);
}
