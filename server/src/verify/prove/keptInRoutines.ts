import type { ScreenToken } from '../screenTokens';
import { findOutside, isDirection, skipBrackets, textOf, type Range } from './codeTokens';
import { assignedNames, constantNames } from './processes';
import { headerEnd, routineName, routines } from './routineGuards';
import { allStatements, readStatements, type Statement } from './statements';

/** Variables of tasks and functions that hold something from one call to the next, by name. */
export interface KeptVariables {
  /** They start with a value: a netlist begins each call with it. */
  readonly started: readonly string[];
  /** They may be read, or given back, without an assignment in the same call: a netlist has x there. Also those for which it could not be seen. */
  readonly open: readonly string[];
}

/**
 * What tasks and functions keep: but for `automatic` ones their variables, outputs and results are there once, and an earlier call leaves its values in them (IEEE 1800-2023, 13.3.1 and 13.4.2), while a
 * netlist makes each call anew. Functions that only parameters call are no matter: each of those calls begins anew (13.4.3).
 */
export function keptInRoutines(tokens: readonly ScreenToken[]): KeptVariables {
  const started: string[] = [];
  const open: string[] = [];
  const constants = constantNames(tokens, { from: 0, to: tokens.length });
  for (const range of routines(tokens)) {
    if (tokens[range.from + 1]?.text === 'automatic' || isOfParameters(tokens, range)) continue;
    const body = headerEnd(tokens, range);
    const statements = readStatements(tokens, body + 1, range.to - 1);
    for (const variable of variablesOf(tokens, range, body, statements)) {
      if (variable.starts) started.push(variable.name);
      else if (
        elementsOf(tokens, variable, { from: body + 1, to: range.to - 1 }).some((one) =>
          new Flow(tokens, one, statements, constants).isOpen(),
        )
      )
        open.push(variable.name);
    }
  }
  return { started, open };
}

/** Whether a function stands in values of parameters alone. */
function isOfParameters(tokens: readonly ScreenToken[], range: Range): boolean {
  if (tokens[range.from]?.text !== 'function') return false;
  const name = tokens[routineName(tokens, range)]?.text;
  return tokens.every(({ kind, text }, i) => {
    if (kind !== 'word' || text !== name || (i >= range.from && i < range.to)) return true;
    for (let at = i - 1; at >= 0 && tokens[at]?.text !== ';'; at--)
      if (/^(?:localparam|parameter)$/.test(tokens[at]?.text ?? '')) return true;
    return false;
  });
}

interface Variable {
  readonly name: string;
  /** `result` and `output` are what whoever calls reads. */
  readonly role: 'result' | 'output' | 'local';
  readonly starts: boolean;
  /** Its dimensions, those behind the name first: the order of its indices. */
  readonly dimensions: readonly string[];
  /** Only the element of this index is meant. */
  readonly element?: string;
}

/** Elements of a variable above which it is followed as a whole. */
const mostElements = 64;

/** The elements of a variable, each to be followed by itself, where a routine names them by numbers (`ffs[1] = ffs[0] | r[1];`) or all at once; else the variable. */
function elementsOf(tokens: readonly ScreenToken[], variable: Variable, { from, to }: Range): Variable[] {
  const size = Number(variable.dimensions.length === 1 ? sizeOf(variable.dimensions[0] ?? '') : undefined);
  if (!(size <= mostElements)) return [variable];
  for (let i = from; i < to; i++) {
    if (tokens[i]?.kind !== 'word' || tokens[i]?.text !== variable.name || tokens[i + 1]?.text !== '[') continue;
    const index = elementAt(tokens, i);
    if (index === undefined || Number(index) >= size) return [variable];
  }
  return Array.from({ length: size }, (_, index) => ({ ...variable, element: `${index}` }));
}

/** The number in `name [ 3 ]`. */
function elementAt(tokens: readonly ScreenToken[], name: number): string | undefined {
  const index = tokens[name + 2]?.text ?? '';
  return tokens[name + 1]?.text === '[' && /^(?:0|[1-9]\d*)$/.test(index) && tokens[name + 3]?.text === ']' ? index : undefined;
}

function variablesOf(tokens: readonly ScreenToken[], { from, to }: Range, body: number, statements: readonly Statement[]): Variable[] {
  const found: Variable[] = [];
  const at = routineName(tokens, { from, to });
  if (tokens[from]?.text === 'function' && tokens[from + 1]?.text !== 'void')
    found.push({ name: tokens[at]?.text ?? '', role: 'result', starts: false, dimensions: dimensionsIn(tokens, from, at) });
  if (tokens[at + 1]?.text === '(') found.push(...declared(tokens, { from: at + 2, to: body - 1 }, 'output'));
  for (const statement of statements.flatMap(allStatements)) {
    if (statement.kind !== 'declaration') continue;
    const first = tokens[statement.from]?.text ?? '';
    if (/^(?:input|inout|ref|parameter|localparam|typedef|import)$/.test(first)) continue;
    const known = new Set(found.map(({ name }) => name));
    const names = declared(tokens, { from: statement.from, to: statement.to - 1 }, first === 'output' ? 'output' : 'local');
    found.push(...names.filter(({ name }) => !known.has(name)));
  }
  return found;
}

/** The variables of a list of declarations: of arguments those that are outputs. */
function declared(tokens: readonly ScreenToken[], { from, to }: Range, role: 'output' | 'local'): Variable[] {
  const found: Variable[] = [];
  let isWanted = role === 'local' || tokens[from]?.text === 'output';
  let packed: string[] = [];
  let automatic = false;
  for (let at = from; at < to;) {
    const end = findOutside(tokens, at, to, ',');
    const value = findOutside(tokens, at, end, '=');
    let name = -1;
    for (
      let i = at;
      i < value;
      i = tokens[i]?.kind === 'word' || !/^[([{]$/.test(tokens[i]?.text ?? '') ? i + 1 : skipBrackets(tokens, i)
    ) {
      const { kind, text } = tokens[i] as ScreenToken;
      if (text === 'automatic') automatic = true;
      if (isDirection(text)) isWanted = text === 'output';
      if (kind === 'word') name = i;
    }
    // A type stands in front of its first variable only.
    if (name > at) packed = dimensionsIn(tokens, at, name);
    const dimensions = [...dimensionsIn(tokens, name, value), ...packed];
    if (name >= 0 && isWanted && !automatic)
      found.push({ name: tokens[name]?.text ?? '', role, starts: role === 'local' && value < end, dimensions });
    at = end + 1;
  }
  return found;
}

function dimensionsIn(tokens: readonly ScreenToken[], from: number, to: number): string[] {
  const found: string[] = [];
  for (let i = from; i < to; i++) {
    if (tokens[i]?.text !== '[') continue;
    const end = skipBrackets(tokens, i);
    found.push(textOf(tokens, { from: i + 1, to: end - 1 }));
    i = end - 1;
  }
  return found;
}

/** A loop that counts up or down between bounds that are the same in each call. */
interface Count {
  readonly counter: string;
  /** How many turns, as it is written: `N` of `i < N`. */
  readonly turns: string;
}

/** Follows one variable through a routine: whether it is assigned wherever it is read. */
class Flow {
  private mayBeRead = false;

  constructor(
    private readonly tokens: readonly ScreenToken[],
    private readonly variable: Variable,
    private readonly statements: readonly Statement[],
    private readonly constants: ReadonlySet<string>,
  ) {}

  isOpen(): boolean {
    const assigned = this.sequence(this.statements, false);
    return this.mayBeRead || (this.variable.role !== 'local' && !assigned);
  }

  private sequence(statements: readonly Statement[], before: boolean): boolean {
    return statements.reduce((assigned, one) => this.after(one, assigned), before);
  }

  /** Whether the variable is surely assigned after a statement: also where nothing comes after it. */
  private after(statement: Statement, before: boolean): boolean {
    switch (statement.kind) {
      case 'empty':
        return before;
      case 'block': {
        const after = this.sequence(statement.statements, before);
        return this.leaves(statement, /^disable$/) ? before : after;
      }
      case 'if': {
        this.read(statement.condition, before);
        const then = this.after(statement.then, before);
        const otherwise = statement.otherwise === undefined ? before : this.after(statement.otherwise, before);
        return then && otherwise;
      }
      case 'case': {
        this.read(statement.subject, before);
        for (const { labels } of statement.arms) this.read(labels, before);
        const arms = statement.arms.map(({ body }) => this.after(body, before));
        return (before || statement.arms.some(({ isDefault }) => isDefault)) && arms.every(Boolean);
      }
      case 'loop':
        return this.afterLoop(statement, before);
      case 'assignment': {
        const { target, value, adds, nonblocking } = statement;
        this.read(value, before);
        const name = target.from;
        if (!this.isName(name)) this.read(target, before || this.isWhole(target));
        else this.read({ from: adds ? name : name + 1, to: target.to }, before);
        return before || (!nonblocking && this.isWhole(target));
      }
      case 'jump': {
        const word = this.text(statement.from);
        this.read(statement, before);
        // Whoever called reads what it is given.
        const given = this.variable.role === 'output' || (this.variable.role === 'result' && this.text(statement.from + 1) === ';');
        if (word === 'disable' || (word === 'return' && given)) this.mayBeRead ||= this.variable.role !== 'local' && !before;
        return true;
      }
      default:
        this.read(statement, before || statement.kind === 'declaration');
        return before;
    }
  }

  private afterLoop(loop: Extract<Statement, { kind: 'loop' }>, before: boolean): boolean {
    const { head, body, word } = loop;
    const isCounter = word === 'for' && this.isName(head.from + 1) && this.text(head.from + 2) === '=';
    if (isCounter) this.read({ from: head.from + 2, to: findOutside(this.tokens, head.from + 2, head.to, ';') }, before);
    else if (word !== 'do') this.read(head, before);
    const inside = this.after(body, before || isCounter);
    if (word === 'do') this.read(head, inside && !this.leaves(body, /^(?:break|continue)$/));
    if (before || isCounter) return true;
    if (this.leaves(body, /^(?:break|continue|disable)$/)) return false;
    if (word === 'do') return inside;
    const count = this.countOf(loop);
    if (count === undefined || !(inside || this.covers(body, count))) return false;
    // Where a loop has no turn and nothing else assigns the variable, it holds nothing at all.
    return Number(count.turns) > 0 || this.isAssignedOnlyIn(loop);
  }

  /** `for (i = 0; i < N; i = i + 1)`, and `for (i = N - 1; i >= 0; i = i - 1)`; `N` of constants. */
  private countOf({ head, body, word }: Extract<Statement, { kind: 'loop' }>): Count | undefined {
    const inside = textOf(this.tokens, { from: head.from + 1, to: head.to - 1 });
    const form = /^(?:(?:int|integer|automatic|unsigned) )*(\w+) = (.+?) ; \1 (<|<=|> =) (.+?) ; (.+)$/.exec(inside);
    const [, counter = '', first = '', sign, last = '', step = ''] = form ?? [];
    if (word !== 'for' || form === null || allStatements(body).some((one) => this.mayAssign(one, counter))) return undefined;
    const up = [`${counter} = ${counter} + 1`, `${counter} + = 1`, `${counter} + +`, `+ + ${counter}`].includes(step);
    const down = [`${counter} = ${counter} - 1`, `${counter} - = 1`, `${counter} - -`, `- - ${counter}`].includes(step);
    const upwards = up && first === '0' && (sign === '<' || sign === '<=');
    const downwards = down && last === '0' && sign === '> =';
    const turns = upwards ? (sign === '<' ? product(last) : oneMore(last)) : downwards ? oneMore(first) : undefined;
    return turns?.split(' ').every((one) => !/^[A-Za-z_]/.test(one) || this.constants.has(one)) === true ? { counter, turns } : undefined;
  }

  /** Whether each turn of a loop assigns the element of its count, and the turns all elements: `s[i]`, or `s[i * W +: W]`. */
  private covers(body: Statement, { counter, turns }: Count): boolean {
    const { name, dimensions } = this.variable;
    const size = sizeOf(dimensions[0] ?? '');
    if (size === undefined) return false;
    if (size === turns) return this.assignsEachTime(body, `${name} [ ${counter} ]`);
    const known = Number(size) / Number(turns);
    const lane = Number.isInteger(known) ? `${known}` : size.startsWith(`${turns} * `) ? size.slice(turns.length + 3) : '';
    const indices = /^\w+$/.test(lane) && !turns.includes('+') ? [`${counter} * ${lane}`, `${lane} * ${counter}`] : [];
    return dimensions.length === 1 && indices.some((index) => this.assignsEachTime(body, `${name} [ ${index} + : ${lane} ]`));
  }

  private assignsEachTime(statement: Statement, target: string): boolean {
    switch (statement.kind) {
      case 'block':
        return statement.statements.some((one) => this.assignsEachTime(one, target));
      case 'if':
        return [statement.then, statement.otherwise].every((one) => one !== undefined && this.assignsEachTime(one, target));
      case 'case':
        return statement.arms.some(({ isDefault }) => isDefault) && statement.arms.every(({ body }) => this.assignsEachTime(body, target));
      case 'assignment':
        return !statement.nonblocking && textOf(this.tokens, statement.target) === target;
      default:
        return false;
    }
  }

  private isAssignedOnlyIn(loop: Range): boolean {
    const outside = this.statements.flatMap(allStatements).filter(({ from, to }) => from < loop.from || to > loop.to);
    return !outside.some((one) => this.mayAssign(one, this.variable.name));
  }

  private mayAssign(statement: Statement, name: string): boolean {
    if (statement.kind === 'assignment') return assignedNames(this.tokens, statement.target.to, statement.target.from - 1).includes(name);
    if (statement.kind === 'loop') return this.mentions(statement.head, name);
    return (statement.kind === 'call' || statement.kind === 'other') && this.mentions(statement, name);
  }

  private leaves(statement: Statement, words: RegExp): boolean {
    for (const one of allStatements(statement)) if (one.kind === 'jump' && words.test(this.text(one.from))) return true;
    return false;
  }

  /** `name` alone, or as a part of `{a, name}`; of an element that one, too. */
  private isWhole({ from, to }: Range): boolean {
    if (to === from + 1) return this.isName(from);
    const { element } = this.variable;
    if (to === from + 4 && this.isName(from)) return element !== undefined && elementAt(this.tokens, from) === element;
    if (this.text(from) !== '{' || skipBrackets(this.tokens, from) !== to) return false;
    for (let i = from + 1; i < to; i++)
      if (this.isName(i) && /^[{,]$/.test(this.text(i - 1)) && /^[},]$/.test(this.text(i + 1))) return true;
    return false;
  }

  private read(range: Range, assigned: boolean): void {
    if (!assigned && this.mentions(range)) this.mayBeRead = true;
  }

  private mentions({ from, to }: Range, name = this.variable.name): boolean {
    for (let i = from; i < to; i++) if (this.tokens[i]?.kind === 'word' && this.text(i) === name && !this.isOther(i)) return true;
    return false;
  }

  /** Another element than the one that is followed. */
  private isOther(at: number): boolean {
    const { name, element } = this.variable;
    const other = element === undefined || this.text(at) !== name ? undefined : elementAt(this.tokens, at);
    return other !== undefined && other !== element;
  }

  private isName(at: number): boolean {
    return this.tokens[at]?.kind === 'word' && this.text(at) === this.variable.name;
  }

  private text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }
}

/** Names and numbers, added and multiplied: what has its meaning beside a comparison too. */
function product(text: string): string | undefined {
  return /^\w+(?: [*+] \w+)*$/.test(text) ? text : undefined;
}

/** `N` for `N - 1`, and 4 for 3. */
function oneMore(text: string): string | undefined {
  if (/^\d+$/.test(text)) return `${Number(text) + 1}`;
  return text.endsWith(' - 1') ? product(text.slice(0, -' - 1'.length)) : undefined;
}

/** How many elements a dimension has: `N` of `[N-1:0]` and of `[0:N-1]`. */
function sizeOf(dimension: string): string | undefined {
  const last = /^(.+) : 0$/.exec(dimension)?.[1] ?? /^0 : (.+)$/.exec(dimension)?.[1];
  return last === undefined ? undefined : oneMore(last);
}
