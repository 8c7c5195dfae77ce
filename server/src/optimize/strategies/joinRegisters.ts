import { freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { TextChange } from '../../fixes/strategy';
import { withSemicolon, writtenFile } from '../../fixes/sourceText';
import type { Expr, Item, Statement } from '../../graph/ast';
import { itemsOf, written, writtenEnds } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import { operandText, plainText, rangeOfSignal, rootExpressions, textOf } from '../expressionText';
import { withoutLines } from '../removal';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'join-registers';
const most = 8;

/**
 * Registers that feed one expression only, all loaded at the same times, become one register that holds its result: forward retiming (Leiserson and Saxe,
 * "Retiming synchronous circuitry", 1991). With `a_q <= a; b_q <= b; y <= a_q ^ b_q` it is `ab <= a ^ b; y <= ab`.
 */
export const joinRegisters: OptimizeStrategy = {
  name,
  knowledge:
    'Operands that are kept for a cycle only to be added or compared take a flip-flop for every bit; their sum or flag, worked out in front of the register, takes fewer. The logic moves from behind the register to before it. Synthesis does not move registers unless told to.',
  propose(context) {
    const writes = writesOf(context);
    const found: Rewrite[] = [];
    const told = new Set<string>();
    for (const one of joints(context, writes)) {
      const rewrite = joined(context, one, writes);
      if (rewrite === undefined || told.has(rewrite.title)) continue;
      told.add(rewrite.title);
      found.push(rewrite);
      if (found.length >= most) break;
    }
    return found;
  },
};

type Assignment = Statement & { kind: 'assign' };

/** An assignment of a register, and under which clock and conditions it is made, as text. */
interface Write {
  readonly statement: Assignment;
  readonly item: Item;
  readonly when: string;
  /** It stands among others in a block, so that it can go; or it is all that its process does. */
  readonly mayGo: boolean;
}

/** What registers feed: one expression, or the terms of a chain of one operator. */
interface Joint {
  readonly terms: readonly Expr[];
  readonly op: string;
  /** The chain's other terms, which stay. */
  readonly others: readonly Expr[];
  readonly whole: Expr;
  readonly target: string | undefined;
}

const chained = new Set(['+', '^', '&', '|', '&&', '||']);
/** Operators whose lower bits depend on the lower bits of their operands only. */
const lowBits = new Set(['+', '-', '*', '&', '|', '^', '~^', '^~']);
const flags = /^(?:==|!=|<|<=|>|>=|&&|\|\|)$/;

/** Registers of the module's own that are whole words and only assigned so; with each all its assignments. */
function writesOf(context: OptimizeContext): Map<string, Write[]> {
  const { module, body } = context;
  const found = new Map<string, Write[]>();
  const barred = new Set(module.ports.map((port) => port.name));
  for (const { item, around } of itemsOf(body)) {
    if (item.kind === 'assign') for (const one of namesIn(item.target)) barred.add(one.name);
    if (item.kind !== 'process') continue;
    const events = item.process.events ?? (item.process.body.kind === 'timing' ? item.process.body.events : undefined);
    const clocked = events?.some((one) => one.kind === 'event') === true && around.length === 0 && item.process.style !== 'initial';
    const clock = clocked ? events.map((one) => plainText(textOf(context, one) ?? '?')).join() : '';
    const visit = (statement: Statement, when: string, mayGo: boolean): void => {
      if (statement.kind === 'assign') {
        const { target } = statement;
        if (target.kind === 'name' && clocked && !statement.blocking)
          found.set(target.name, [...(found.get(target.name) ?? []), { statement, item, when, mayGo }]);
        else for (const one of namesIn(target)) barred.add(one.name);
      } else if (statement.kind === 'block') for (const one of statement.body) visit(one, when, statement.body.length > 1);
      else if (statement.kind === 'timing') visit(statement.body, when, mayGo);
      else if (statement.kind === 'if') {
        const test = plainText(textOf(context, statement.test) ?? '?');
        visit(statement.then, `${when} if ${test}`, false);
        if (statement.otherwise !== undefined) visit(statement.otherwise, `${when} else ${test}`, false);
      } else if (statement.kind === 'case') {
        const subject = plainText(textOf(context, statement.subject) ?? '?');
        for (const { labels, body: arm } of statement.arms)
          visit(arm, `${when} case ${subject} ${labels.map((label) => plainText(textOf(context, label) ?? '?')).join()}`, false);
      } else
        for (const one of everyStatement(statement)) if (one.kind === 'assign') for (const at of namesIn(one.target)) barred.add(at.name);
    };
    visit(item.process.body, clock, true);
  }
  for (const id of barred) found.delete(id);
  return found;
}

/** Expressions that nothing but registers feeds which nothing else reads, those of most registers first. */
function joints(context: OptimizeContext, writes: ReadonlyMap<string, readonly Write[]>): Joint[] {
  const reads = readsOfNames(context);
  const isFed = (expr: Expr): boolean =>
    expr.kind === 'name'
      ? writes.has(expr.name) && rangeOf(context, expr.name) !== undefined && !isSynchronizer(context, expr.name, writes)
      : expr.kind === 'number' || (['unary', 'binary', 'conditional'].includes(expr.kind) && subExpressions(expr).every(isFed));
  const areOnlyRead = (exprs: readonly Expr[]): boolean => {
    const inside = new Map<string, number>();
    for (const one of exprs.flatMap(namesIn)) inside.set(one.name, (inside.get(one.name) ?? 0) + 1);
    return inside.size > 0 && [...inside].every(([id, count]) => reads.get(id) === count);
  };
  const found: Joint[] = [];
  const visit = (expr: Expr, target: string | undefined): void => {
    const isOperator = expr.kind === 'unary' || expr.kind === 'binary' || expr.kind === 'conditional';
    if (isOperator && isFed(expr) && areOnlyRead([expr])) {
      found.push({ terms: [expr], op: '', others: [], whole: expr, target });
      return;
    }
    if (expr.kind === 'binary' && chained.has(expr.op)) {
      const all = termsOf(expr, expr.op);
      // A term whose registers something else reads stays with the others.
      const terms = all.filter((one) => isFed(one) && areOnlyRead([one]));
      if (terms.length > 1) {
        found.push({ terms, op: expr.op, others: all.filter((one) => !terms.includes(one)), whole: expr, target });
        return;
      }
    }
    const inner = expr.kind === 'binary' && (lowBits.has(expr.op) || chained.has(expr.op)) && !flags.test(expr.op) ? target : undefined;
    for (const one of subExpressions(expr)) visit(one, expr.kind === 'conditional' && one !== expr.test ? target : inner);
  };
  for (const { expr, target } of rootExpressions(context)) visit(expr, target);
  return found.sort((a, b) => b.terms.flatMap(namesIn).length - a.terms.flatMap(namesIn).length);
}

/**
 * Whether a register of one bit looks as if it let what comes from another clock settle: it takes over a register that takes over an input, or is named so. Logic in
 * front of it would take the time to settle away, which no proof sees.
 */
function isSynchronizer(context: OptimizeContext, id: string, writes: ReadonlyMap<string, readonly Write[]>): boolean {
  if (/sync|meta|cdc/i.test(id)) return true;
  const sources = (of: string): string[] =>
    (writes.get(of) ?? []).flatMap(({ statement: { value } }) => (value.kind === 'name' ? [value.name] : []));
  const isInput = (of: string): boolean => context.module.ports.some((port) => port.name === of && port.direction === 'input');
  return rangeOf(context, id) === '' && sources(id).some((stage) => sources(stage).some(isInput));
}

function termsOf(expr: Expr, op: string): Expr[] {
  return expr.kind === 'binary' && expr.op === op ? [...termsOf(expr.left, op), ...termsOf(expr.right, op)] : [expr];
}

/** How often each name is read; where it is not known, as often as cannot be. */
function readsOfNames(context: OptimizeContext): Map<string, number> {
  const found = new Map<string, number>();
  const add = (expr: Expr, count = 1): void => {
    for (const one of namesIn(expr)) found.set(one.name, (found.get(one.name) ?? 0) + count);
  };
  for (const { item } of itemsOf(context.body)) {
    if (item.kind === 'assign') for (const one of [item.value, item.target]) add(one);
    else if (item.kind === 'process') {
      for (const one of item.process.events ?? []) add(one);
      for (const one of everyStatement(item.process.body)) for (const read of readsOf(one)) add(read);
    } else if (item.kind === 'declare') for (const one of item.declarators) if (one.init !== undefined) add(one.init);
    if (item.kind === 'assign' || item.kind === 'process' || item.kind === 'declare') continue;
    for (const [word] of context.file.pre.text.slice(item.start, item.end).matchAll(/[A-Za-z_][\w$]*/g)) found.set(word, Infinity);
  }
  return found;
}

/** The declared range; one bit where nothing declares the name, as some tools take it. */
function rangeOf(context: OptimizeContext, id: string): string | undefined {
  const isDeclared = [...context.module.nets, ...context.module.ports].some((one) => one.name === id);
  return isDeclared ? rangeOfSignal(context, id) : '';
}

function widthOf(range: string | undefined): number | undefined {
  if (range === '') return 1;
  const found = /^\[(\d+):0\]$/.exec(range ?? '');
  return found === null ? undefined : Number(found[1]) + 1;
}

/** Bits that a result can need; undefined where it has as many as its context. */
function widthOfResult(context: OptimizeContext, expr: Expr): number | undefined {
  if (expr.kind === 'name') return widthOf(rangeOf(context, expr.name));
  if (expr.kind === 'number') return expr.wild === 0n && expr.fill !== true ? Math.max(1, expr.value.toString(2).length) : undefined;
  if (expr.kind === 'unary') return /^[!&|^]$|^~[&|^]$|^\^~$/.test(expr.op) ? 1 : undefined;
  if (expr.kind === 'conditional') return both(context, expr.yes, expr.no, Math.max);
  if (expr.kind !== 'binary') return undefined;
  if (flags.test(expr.op)) return 1;
  if (expr.op === '+') return both(context, expr.left, expr.right, (a, b) => Math.max(a, b) + 1);
  if (expr.op === '*') return both(context, expr.left, expr.right, (a, b) => a + b);
  return expr.op === '&' || expr.op === '|' || expr.op === '^' ? both(context, expr.left, expr.right, Math.max) : undefined;
}

function both(context: OptimizeContext, a: Expr, b: Expr, of: (a: number, b: number) => number): number | undefined {
  const [x, y] = [widthOfResult(context, a), widthOfResult(context, b)];
  return x === undefined || y === undefined ? undefined : of(x, y);
}

function joined(context: OptimizeContext, joint: Joint, writes: ReadonlyMap<string, readonly Write[]>): Rewrite | undefined {
  const source = writtenFile(context);
  const names = [...new Set(joint.terms.flatMap(namesIn).map((one) => one.name))];
  const [first] = names;
  const sites = sitesOf(names, writes);
  const width = resultWidth(context, joint, names);
  if (first === undefined || sites === undefined || width === undefined) return undefined;
  const result = freshName(source.text, `${names.length === 1 ? first : (joint.target ?? first)}_early`);
  const changes: (TextChange | undefined)[] = [];
  for (const site of sites) {
    const last = site.at(-1);
    if (last === undefined) return undefined;
    const constant = constantOf(joint, site, width);
    const value = constant === undefined ? substituted(context, joint, site) : `${width}'d${constant}`;
    if (value === undefined) return undefined;
    for (const { statement, mayGo, item } of site) {
      if (statement === last.statement) {
        const at = writtenEnds(source, statement);
        const line = `${result} <= ${value};`;
        changes.push(at === undefined ? undefined : { start: at.start, end: withSemicolon(source.text, at.end), text: line });
      } else {
        const isAlone = item.kind === 'process' && everyStatement(item.process.body).filter((one) => one.kind === 'assign').length === 1;
        changes.push(mayGo ? withoutLines(context, isAlone ? item : statement) : undefined);
      }
    }
  }
  const whole = writtenEnds(source, joint.whole);
  const kept = joint.others.map((one) => operandText(context, one));
  const text = [...kept, result].join(` ${joint.op} `);
  changes.push(whole === undefined || kept.includes(undefined) ? undefined : { ...whole, text: kept.length === 0 ? text : `(${text})` });
  changes.push(...declarations(context, names, `${width === 1 ? '' : `[${width - 1}:0] `}${result}`));
  if (changes.includes(undefined)) return undefined;
  const told = names.length === 1 ? `of ${first}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return {
    strategy: name,
    title: `Keep in one register what is made ${names.length === 1 ? told : `of ${told}`}`,
    changes: changes.flatMap((one) => one ?? []),
    line: lineAt(context, joint.whole.start),
  };
}

/** The assignments of registers by the times at which they are made; undefined where one is made without the others. */
function sitesOf(names: readonly string[], writes: ReadonlyMap<string, readonly Write[]>): Write[][] | undefined {
  const all = names.map((id) => writes.get(id) ?? []);
  const keys = (all[0] ?? []).map(({ when }) => when);
  if (keys.length === 0 || new Set(keys).size < keys.length) return undefined;
  if (all.some((one) => one.map(({ when }) => when).join('\n') !== keys.join('\n'))) return undefined;
  return keys.map((key) =>
    all.flatMap((one) => one.filter(({ when }) => when === key)).sort((a, b) => a.statement.start - b.statement.start),
  );
}

/** The width of the register to come; undefined where it would have no fewer bits than those it stands for. */
function resultWidth(context: OptimizeContext, { terms, op, target }: Joint, names: readonly string[]): number | undefined {
  const widths = names.map((id) => widthOf(rangeOf(context, id)));
  const [firstTerm, ...more] = terms;
  if (firstTerm === undefined || widths.includes(undefined)) return undefined;
  let needed: number | undefined = widthOfResult(context, firstTerm);
  for (const one of more) {
    const width = widthOfResult(context, one);
    needed = needed === undefined || width === undefined ? undefined : op === '+' ? Math.max(needed, width) + 1 : Math.max(needed, width);
  }
  if (flags.test(op)) needed = 1;
  const most = target === undefined ? undefined : widthOf(rangeOf(context, target));
  const width = needed === undefined ? most : most === undefined ? (needed === 1 ? 1 : undefined) : Math.min(most, needed);
  const before = widths.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return width === undefined || width >= before ? undefined : width;
}

/** The result where all registers are loaded with constants, as at a reset; undefined where they are not, or where it depends on a width that nothing tells. */
function constantOf({ terms, op }: Joint, site: readonly Write[], width: number): bigint | undefined {
  const loaded = new Map(
    site.flatMap(({ statement: { target, value } }) => (target.kind === 'name' && value.kind === 'number' ? [[target.name, value]] : [])),
  );
  const of = (expr: Expr): bigint | undefined => {
    if (expr.kind === 'binary') return combined(expr.op, of(expr.left), of(expr.right));
    const number = expr.kind === 'name' ? loaded.get(expr.name) : expr;
    return number?.kind === 'number' && number.wild === 0n && number.fill !== true ? number.value : undefined;
  };
  const value = terms.map(of).reduce((all, one) => combined(op, all, one));
  return value === undefined ? undefined : BigInt.asUintN(width, value);
}

/** Of operators whose lower bits the operands' values tell, and of comparisons of what is not negative. */
function combined(op: string, a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return undefined;
  const flag = (holds: boolean): bigint => (holds ? 1n : 0n);
  if (op === '+') return a + b;
  if (op === '*') return a * b;
  if (op === '&') return a & b;
  if (op === '|') return a | b;
  if (op === '^') return a ^ b;
  if (op === '==') return flag(a === b);
  if (op === '!=') return flag(a !== b);
  if (op === '<') return flag(a < b);
  if (op === '<=') return flag(a <= b);
  if (op === '>') return flag(a > b);
  return op === '>=' ? flag(a >= b) : undefined;
}

/** The expression of what the registers are loaded with. */
function substituted(context: OptimizeContext, { terms, op }: Joint, site: readonly Write[]): string | undefined {
  const source = writtenFile(context);
  const loaded = new Map(
    site.flatMap(({ statement }) => (statement.target.kind === 'name' ? [[statement.target.name, statement.value] as const] : [])),
  );
  const texts = terms.map((term) => {
    const at = writtenEnds(source, term);
    if (at === undefined) return undefined;
    let text = source.text.slice(at.start, at.end);
    for (const one of namesIn(term).sort((a, b) => b.start - a.start)) {
      const place = written(source, one);
      const value = loaded.get(one.name);
      const operand =
        value === undefined || !isAsWide(context, value, rangeOf(context, one.name)) ? undefined : operandText(context, value);
      if (place === undefined || operand === undefined) return undefined;
      text = text.slice(0, place.start - at.start) + operand + text.slice(place.end - at.start);
    }
    return terms.length === 1 || term.kind === 'name' ? text : `(${text})`;
  });
  return texts.includes(undefined) ? undefined : texts.join(` ${op} `);
}

/** Whether a value is no wider than the register that it is loaded into, so that nothing of it is lost there. */
function isAsWide(context: OptimizeContext, value: Expr, range: string | undefined): boolean {
  const width = widthOf(range);
  if (width === undefined) return false;
  if (value.kind === 'number') return value.wild === 0n && value.fill !== true && value.value < 1n << BigInt(width);
  if (value.kind === 'name') return (widthOf(rangeOfSignal(context, value.name)) ?? Infinity) <= width;
  if (value.kind === 'index') return width === 1 || indexedWidth(context, value.base) <= width;
  if (value.kind === 'slice') {
    const { left, right, mode } = value;
    return mode === ':' && left.kind === 'number' && right.kind === 'number' && left.value - right.value < BigInt(width);
  }
  return (widthOfResult(context, value) ?? Infinity) <= width && value.kind === 'binary' && /^[&|^]$/.test(value.op);
}

/** The width of an element of what is indexed: one bit of a plain word. */
function indexedWidth(context: OptimizeContext, base: Expr): number {
  return base.kind === 'name' && rangeOfSignal(context, base.name) !== undefined ? 1 : Infinity;
}

/** The declarations without the names, and where the first of them was the new register's. */
function declarations(context: OptimizeContext, names: readonly string[], declared: string): (TextChange | undefined)[] {
  const source = writtenFile(context);
  const { text } = source;
  const items = itemsOf(context.body).flatMap(({ item, around }) =>
    item.kind === 'declare' && item.declarators.some((one) => names.includes(one.name)) ? [{ item, around }] : [],
  );
  const [first] = items;
  if (items.some(({ item, around }) => around.length > 0 || item.declarators.some((one) => one.init !== undefined))) return [undefined];
  const process = itemsOf(context.body).find(
    ({ item }) =>
      item.kind === 'process' &&
      everyStatement(item.process.body).some((one) => one.kind === 'assign' && namesIn(one.target).some((at) => names.includes(at.name))),
  );
  const place = writtenEnds(source, first?.item ?? process?.item ?? context.body);
  if (place === undefined) return [undefined];
  const start = lineStart(text, place.start);
  const word = context.language === 'verilog' ? 'reg' : 'logic';
  const added = `${lineIndent(text, place.start)}${word} ${declared};${lineBreak(text)}`;
  return [
    { start, end: start, text: added },
    ...items.map(({ item }) => {
      const kept = item.declarators.filter((one) => !names.includes(one.name));
      if (kept.length === 0) return withoutLines(context, item);
      const [from, to] = [item.declarators[0], item.declarators.at(-1)];
      const at = from === undefined || to === undefined ? undefined : writtenEnds(source, { start: from.start, end: to.end });
      const texts = kept.map((one) => written(source, one));
      if (at === undefined || texts.includes(undefined)) return undefined;
      return { ...at, text: texts.map((one) => (one === undefined ? '' : text.slice(one.start, one.end))).join(', ') };
    }),
  ];
}
