import type { ScreenToken } from '../screenTokens';
import { blockingAssignment, isDirection, isReserved, skipBrackets, typeWords, type Range } from './codeTokens';

/** A statement as guards ask for it: what is executed when, and which tokens are conditions, targets and values. */
export type Statement = Range & (Block | If | Case | Loop | Timed | Assignment | Check | Plain);

interface Block {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

interface If {
  readonly kind: 'if';
  /** With its brackets. */
  readonly condition: Range;
  readonly then: Statement;
  readonly otherwise: Statement | undefined;
}

interface Case {
  readonly kind: 'case';
  readonly subject: Range;
  readonly arms: readonly Arm[];
}

export interface Arm {
  /** Empty for `default`. */
  readonly labels: Range;
  readonly isDefault: boolean;
  readonly body: Statement;
}

interface Loop {
  readonly kind: 'loop';
  readonly word: string;
  /** What stands in brackets, with them; empty for `forever`. */
  readonly head: Range;
  readonly body: Statement;
}

/** A process, or a statement behind `#`, `@` or `wait`. */
interface Timed {
  readonly kind: 'timed';
  readonly control: Range;
  readonly body: Statement;
}

interface Assignment {
  readonly kind: 'assignment';
  readonly target: Range;
  readonly value: Range;
  /** It has its old value in the new one: `+=`, `++`. */
  readonly adds: boolean;
  readonly nonblocking: boolean;
}

/** `assert`, `assume`, `cover`. */
interface Check {
  readonly kind: 'check';
  readonly condition: Range;
  readonly actions: readonly Statement[];
}

interface Plain {
  /** `call`: of a system task or of anything else; `jump`: `return`, `break`, `continue`, `disable`; `other`: what no reader of ours knows, as a whole. */
  readonly kind: 'empty' | 'declaration' | 'call' | 'jump' | 'other';
}

/** The statement that begins at `at`: always one token at least, also where the text is no statement. */
export function readStatement(tokens: readonly ScreenToken[], at: number): Statement {
  return new Reader(tokens).statement(at);
}

/** The statements from one place to another. */
export function readStatements(tokens: readonly ScreenToken[], from: number, to: number): Statement[] {
  const found: Statement[] = [];
  for (let at = from; at < to;) {
    const next = new Reader(tokens).statement(at);
    found.push(next);
    at = next.to;
  }
  return found;
}

/** A statement and all in it, in the order of the text. */
export function allStatements(statement: Statement): Statement[] {
  return [statement, ...partsOf(statement).flatMap(allStatements)];
}

function partsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if':
      return statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise];
    case 'case':
      return statement.arms.map(({ body }) => body);
    case 'loop':
    case 'timed':
      return [statement.body];
    case 'check':
      return statement.actions;
    default:
      return [];
  }
}

const closing = /^end(?:case|module|function|task|generate|interface|package)?$/;

class Reader {
  constructor(private readonly tokens: readonly ScreenToken[]) {}

  statement(at: number): Statement {
    const text = this.text(at);
    const kind = this.tokens[at]?.kind;
    if (text === ';') return { kind: 'empty', from: at, to: at + 1 };
    if (/^(?:unique|unique0|priority)$/.test(text)) return { ...this.statement(at + 1), from: at };
    // A label.
    if (kind === 'word' && this.text(at + 1) === ':' && !isReserved(text)) return { ...this.statement(at + 2), from: at };
    if (text === 'begin') return this.block(at);
    if (text === 'if') return this.conditional(at);
    if (/^case[zx]?$/.test(text)) return this.selection(at);
    if (/^(?:for|while|repeat|foreach)$/.test(text)) return this.loop(at, skipBrackets(this.tokens, at + 1));
    if (text === 'forever') return this.loop(at, at + 1);
    if (text === 'do') return this.loopAtEnd(at);
    if (/^(?:always(?:_ff|_comb|_latch)?|initial|final)$/.test(text)) return this.timed(at, at + 1);
    if (text === 'wait' && this.text(at + 1) === '(') return this.timed(at, skipBrackets(this.tokens, at + 1));
    if (text === '@' || text === '#')
      return this.timed(at, this.text(at + 1) === '(' ? skipBrackets(this.tokens, at + 1) : this.name(at + 1));
    if (/^(?:fork|function|task)$/.test(text)) return this.upTo(at, text === 'fork' ? /^join(?:_any|_none)?$/ : new RegExp(`^end${text}$`));
    if (/^(?:assert|assume|cover)$/.test(text)) return this.check(at);
    return this.simple(at);
  }

  private block(at: number): Statement {
    const statements: Statement[] = [];
    let i = this.pastName(at + 1);
    while (i < this.tokens.length && !closing.test(this.text(i))) {
      const next = this.statement(i);
      statements.push(next);
      i = next.to;
    }
    return { kind: 'block', statements, from: at, to: this.within(this.text(i) === 'end' ? this.pastName(i + 1) : i) };
  }

  private conditional(at: number): Statement {
    const head = skipBrackets(this.tokens, at + 1);
    const then = this.statement(head);
    const otherwise = this.text(then.to) === 'else' ? this.statement(then.to + 1) : undefined;
    return { kind: 'if', condition: { from: at + 1, to: head }, then, otherwise, from: at, to: (otherwise ?? then).to };
  }

  private selection(at: number): Statement {
    const head = skipBrackets(this.tokens, at + 1);
    const arms: Arm[] = [];
    let i = /^(?:inside|matches)$/.test(this.text(head)) ? head + 1 : head;
    while (i < this.tokens.length && !closing.test(this.text(i))) {
      const isDefault = this.text(i) === 'default';
      const colon = isDefault ? i + 1 : this.colon(i);
      const body = this.statement(this.text(colon) === ':' ? colon + 1 : colon);
      arms.push({ labels: { from: i, to: isDefault ? i : colon }, isDefault, body });
      i = body.to;
    }
    const to = this.within(this.text(i) === 'endcase' ? i + 1 : i);
    return { kind: 'case', subject: { from: at + 1, to: head }, arms, from: at, to };
  }

  /** The colon behind the labels of an arm: not that of a choice in one. */
  private colon(from: number): number {
    let choices = 0;
    let at = from;
    for (; at < this.tokens.length && !/^(?:;|endcase|endmodule)$/.test(this.text(at)); at++) {
      if (/^[([{]$/.test(this.text(at))) at = skipBrackets(this.tokens, at) - 1;
      else if (this.text(at) === '?') choices++;
      else if (this.text(at) === ':' && choices-- === 0) return at;
    }
    return at;
  }

  private loop(at: number, head: number): Statement {
    const body = this.statement(head);
    return { kind: 'loop', word: this.text(at), head: { from: at + 1, to: head }, body, from: at, to: body.to };
  }

  private loopAtEnd(at: number): Statement {
    const body = this.statement(at + 1);
    const head = { from: body.to + 1, to: this.semicolon(body.to) };
    return { kind: 'loop', word: 'do', head, body, from: at, to: this.within(head.to + 1) };
  }

  private timed(at: number, control: number): Statement {
    const body = this.statement(control);
    return { kind: 'timed', control: { from: at, to: control }, body, from: at, to: body.to };
  }

  private check(at: number): Statement {
    const open = /^(?:final|property)$/.test(this.text(at + 1)) ? at + 2 : at + 1;
    if (this.text(open) !== '(') return this.simple(at);
    const close = skipBrackets(this.tokens, open);
    const first = this.text(close) === 'else' ? undefined : this.statement(close);
    const otherwise = this.text(first?.to ?? close) === 'else' ? this.statement((first?.to ?? close) + 1) : undefined;
    const actions = [first, otherwise].filter((one) => one !== undefined);
    return { kind: 'check', condition: { from: open, to: close }, actions, from: at, to: actions.at(-1)?.to ?? close };
  }

  /** What ends with a semicolon. */
  private simple(at: number): Statement {
    const end = this.semicolon(at);
    const range = { from: at, to: this.within(end + 1) };
    const text = this.text(at);
    if (/^(?:return|break|continue|disable)$/.test(text)) return { kind: 'jump', ...range };
    if (this.isDeclaration(at, end)) return { kind: 'declaration', ...range };
    for (let i = at; i < end; i++) {
      if (/^[([{]$/.test(this.text(i))) {
        i = skipBrackets(this.tokens, i) - 1;
        continue;
      }
      const shift = blockingAssignment(this.tokens, i);
      const nonblocking = this.text(i) === '<=';
      if (shift === undefined && !nonblocking) continue;
      if (this.text(i) !== '=' && !nonblocking)
        return { kind: 'assignment', ...this.counted(at, i, end), adds: true, nonblocking, ...range };
      const target = { from: at, to: i - (shift ?? 0) };
      return { kind: 'assignment', target, value: { from: i + 1, to: end }, adds: (shift ?? 0) > 0, nonblocking, ...range };
    }
    const called = this.tokens[at]?.kind === 'system' || (this.tokens[at]?.kind === 'word' && /^[(;]$/.test(this.text(at + 1)));
    return { kind: called ? 'call' : 'other', ...range };
  }

  /** `n++` and `++n`. */
  private counted(at: number, sign: number, end: number): { readonly target: Range; readonly value: Range } {
    const target = sign === at ? { from: at + 2, to: end } : { from: at, to: sign };
    return { target, value: { from: end, to: end } };
  }

  private isDeclaration(at: number, end: number): boolean {
    const { kind, text = '' } = this.tokens[at] ?? {};
    if (kind !== 'word') return false;
    if (typeWords.has(text) || isDirection(text) || /^(?:const|parameter|localparam|typedef|enum|struct|union|import|event)$/.test(text))
      return true;
    // A type of somebody's own: its name, perhaps in a package and with dimensions, and another word.
    let i = at + 1;
    while (i < end && this.text(i) === '::') i += 2;
    while (i < end && this.text(i) === '[') i = skipBrackets(this.tokens, i);
    return this.tokens[i]?.kind === 'word' && /^[;,=[]$/.test(this.text(i + 1)) && !/^(?:assign|force|release|deassign)$/.test(text);
  }

  private upTo(at: number, last: RegExp): Statement {
    let end = at + 1;
    while (end < this.tokens.length && !last.test(this.text(end))) end++;
    return { kind: 'other', from: at, to: this.within(this.pastName(end + 1)) };
  }

  private semicolon(from: number): number {
    let at = from;
    while (at < this.tokens.length && this.text(at) !== ';') at = /^[([{]$/.test(this.text(at)) ? skipBrackets(this.tokens, at) : at + 1;
    return at;
  }

  private name(at: number): number {
    let end = at + 1;
    while (this.text(end) === '.' || this.text(end) === '::') end += 2;
    return end;
  }

  private pastName(at: number): number {
    return this.text(at) === ':' && this.tokens[at + 1]?.kind === 'word' ? at + 2 : at;
  }

  private within(to: number): number {
    return Math.min(to, this.tokens.length);
  }

  private text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }
}
