import { indentStep } from '../../base/indentStep';
import { applyEdits, freshName, lineBreak, lineEnd, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { written, writtenEnds, type WrittenFile } from '../../refactor/scene';
import { namesIn } from '../../refactor/statements';
import type { FixContext, TextChange } from '../strategy';
import type { RegisteredExpression } from './registeredExpressions';
import { combinationalWrites, type WriteGroup } from './registerWrites';

/**
 * The changes that keep an expression of registers in a register of its own: its declaration, a function that holds the expression as it was
 * written, an assignment beside each assignment to the registers, and the new register's name wherever the expression stood. Where a register
 * takes over what a combinational process made (`count <= count_next`), the new one gets a companion there, so that the expression is computed
 * in each branch and selected last. `taken` are names that other changes make. In words what forbids it.
 */
export function keepInRegister(
  context: FixContext,
  body: ModuleBody,
  found: RegisteredExpression,
  taken: Set<string>,
): TextChange[] | string {
  const names = namesFor(context, found, taken);
  const source: WrittenFile = { file: context.file, path: context.file.source.path, text: context.file.source.text };
  const [use] = found.uses;
  const expression = use === undefined ? undefined : textOf(source, use.expr);
  if (expression === undefined) return 'The expression comes from a macro.';
  const uses = found.uses.flatMap(({ expr }): TextChange[] => {
    const at = writtenEnds(source, expr);
    return at === undefined ? [] : [{ ...at, text: names.flag }];
  });
  const writer = new Writer(source, found, names, uses);
  const changes: TextChange[] = [...uses];
  let hasNext = false;
  for (const group of found.groups) {
    const next = writer.viaNext(body, group);
    hasNext ||= next !== undefined;
    const value = next === undefined ? writer.value(group.values) : names.next;
    const added = value === undefined ? undefined : writer.beside(group, `${names.flag} <= ${value};`);
    if (added === undefined) return 'An assignment to the register comes from a macro.';
    changes.push(...added, ...(next ?? []));
  }
  const declared = declaration(context, source, found, writer, hasNext);
  if (typeof declared === 'string') return declared;
  const helped = helperFunction(context, source, found, names.helper, expression);
  return typeof helped === 'string' ? helped : [...changes, declared, helped];
}

interface Names {
  readonly flag: string;
  readonly next: string;
  readonly helper: string;
}

function namesFor(context: FixContext, found: RegisteredExpression, taken: Set<string>): Names {
  const fresh = (base: string): string => {
    const made = freshName(context.file.source.text, base, taken);
    taken.add(made);
    return made;
  };
  const flag = fresh(flagName(found));
  return { flag, next: fresh(`${flag}_next`), helper: fresh(`${flag}_of`) };
}

/** The register's name and the kind of operator: `count_equal`. What it is compared with may be a parameter. */
function flagName(found: RegisteredExpression): string {
  const base = (found.registers[0]?.name ?? 'state').replace(/_(?:reg|q|r|ff)$/, '');
  const expr = found.uses[0]?.expr;
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

class Writer {
  constructor(
    private readonly source: WrittenFile,
    private readonly found: RegisteredExpression,
    private readonly names: Names,
    private readonly uses: readonly TextChange[],
  ) {}

  /** What the new register is to hold when the registers get these values. */
  value(values: ReadonlyMap<string, Expr>): string | undefined {
    const { registers } = this.found;
    const [only] = registers;
    const single = registers.length === 1 && only !== undefined ? values.get(only.name) : undefined;
    if (single !== undefined) return this.distributed(single);
    const args = registers.map((one) => {
      const value = values.get(one.name);
      return value === undefined ? undefined : this.argument(value);
    });
    return args.includes(undefined) ? undefined : `${this.names.helper}(${args.join(', ')})`;
  }

  /** The expression of each value that a conditional chooses from, so that the choice comes last. The register itself stands for what is kept. */
  private distributed(expr: Expr): string | undefined {
    if (expr.kind === 'name' && expr.name === this.found.registers[0]?.name) return this.names.flag;
    if (expr.kind === 'conditional') {
      const parts = [this.argument(expr.test), this.distributed(expr.yes), this.distributed(expr.no)];
      const [test, yes, no] = parts;
      return parts.includes(undefined) ? undefined : `((${test}) ? ${yes} : ${no})`;
    }
    const text = this.argument(expr);
    return text === undefined ? undefined : `${this.names.helper}(${text})`;
  }

  /** The author's text of a value; where it reads the expression itself, it reads the new register. */
  private argument(expr: Expr): string | undefined {
    const at = writtenEnds(this.source, expr);
    if (at === undefined) return undefined;
    const inside = this.uses.filter((use) => at.start <= use.start && use.end <= at.end);
    const moved = inside.map((use) => ({ ...use, start: use.start - at.start, end: use.end - at.start }));
    return applyEdits(this.source.text.slice(at.start, at.end), moved);
  }

  /** Companions of the assignments of a combinational process to the value that the register takes over; undefined where there are none. */
  viaNext(body: ModuleBody, group: WriteGroup): TextChange[] | undefined {
    const [value] = group.values.values();
    if (this.found.registers.length !== 1 || value?.kind !== 'name') return undefined;
    const writes = combinationalWrites(body, value.name);
    if (writes === undefined || writes.length === 0) return undefined;
    const changes: TextChange[] = [];
    for (const write of writes) {
      const next = this.distributed(write.value);
      // In front of the assignment, since its value may read what it changes.
      const change =
        next === undefined
          ? undefined
          : joined(this.source, write.statement, write.among === undefined, 'before', `${this.names.next} = ${next};`);
      if (change === undefined) return undefined;
      changes.push(...change);
    }
    return changes;
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
  const end = text[at.end - 1] === ';' ? at.end : text.indexOf(';', at.end) + 1;
  if (end < at.end || text.slice(at.end, Math.max(at.end, end - 1)).trim() !== '') return undefined;
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
function joined(
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

/** The declaration of the new register, behind that of the last register it is made from. */
function declaration(
  context: FixContext,
  source: WrittenFile,
  found: RegisteredExpression,
  writer: Writer,
  hasNext: boolean,
): TextChange | string {
  const { text } = source;
  const initial = new Map(found.registers.flatMap((one) => (one.initial === undefined ? [] : [[one.name, one.initial] as const])));
  const value = initial.size === 0 ? '' : writer.value(initial);
  if (value === undefined) return 'The value that the register starts with comes from a macro.';
  const ends = found.registers.map((one) => {
    if (one.declaredBy === undefined) return context.module.headerRange.path === source.path ? context.module.headerRange.end : undefined;
    const at = writtenEnds(source, one.declaredBy.item);
    return at === undefined ? undefined : text[at.end - 1] === ';' ? at.end : text.indexOf(';', at.end) + 1;
  });
  if (ends.includes(undefined)) return 'The declaration of the register comes from a macro.';
  const last = Math.max(...ends.map((one) => one ?? 0));
  const place = lineEnd(text, last);
  const indent = found.registers.every((one) => one.declaredBy === undefined) ? indentStep(text) : lineIndent(text, last - 1);
  const type = `${context.language === 'verilog' ? 'reg' : 'logic'} ${found.range === '' ? '' : `${found.range} `}`;
  const lines = [`${type}${writer.flag}${value === '' ? '' : ` = ${value}`};`, ...(hasNext ? [`${type}${writer.next};`] : [])];
  return { start: place, end: place, text: lines.map((line) => `${lineBreak(text)}${indent}${line}`).join('') };
}

/** The function that holds the expression, in front of the process that writes the registers. */
function helperFunction(
  context: FixContext,
  source: WrittenFile,
  found: RegisteredExpression,
  helper: string,
  expression: string,
): TextChange | string {
  const process = found.registers[0]?.process.item;
  const at = process === undefined ? undefined : written(source, { start: process.start, end: process.start + 1 });
  if (at === undefined) return 'The process comes from a macro.';
  const { text } = source;
  const start = lineStart(text, at.start);
  if (text.slice(start, at.start).trim() !== '') return 'The process does not begin its line.';
  const args = found.registers.map((one) => {
    const signal = [...context.module.nets, ...context.module.ports].find((item) => item.name === one.name);
    return `input ${signal === undefined || signal.typeText === '' ? '' : `${signal.typeText} `}${one.name}`;
  });
  const separator = lineBreak(text);
  const indent = lineIndent(text, at.start);
  const registers = [...new Set(found.uses.slice(0, 1).flatMap(({ expr }) => namesIn(expr).map((one) => one.name)))]
    .filter((name) => found.registers.some((one) => one.name === name))
    .join(', ');
  const lines = [
    `// Computed from what ${registers} will hold, a cycle before it is used.`,
    `function automatic ${found.range === '' ? '' : `${found.range} `}${helper}(${args.join(', ')});`,
    `${indentStep(text)}${helper} = ${expression.trim()};`,
    'endfunction',
    '',
  ];
  return { start, end: start, text: lines.map((line) => (line === '' ? separator : `${indent}${line}${separator}`)).join('') };
}
