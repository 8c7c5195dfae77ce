import type { ScreenToken } from '../screenTokens';
import { type Range, blockingAssignment, isDeclaration, keywords, skipBrackets, skipStatement, typeWords } from './processes';
import { headerEnd, routineName, routines } from './routineGuards';

/** Variables of tasks and functions that hold something from one call to the next, by name. */
export interface KeptVariables {
  /** They start with a value: a netlist begins each call with it. */
  readonly started: readonly string[];
  /** They may be read, or given back, without an assignment in the same call: a netlist has x there. Also those for which it could not be seen. */
  readonly open: readonly string[];
}

/**
 * What tasks and functions keep: but for `automatic` ones their variables, outputs and results are there once, and an earlier call leaves its values in them (IEEE 1800-2023, 13.3.1 and 13.4.2), while a
 * netlist makes each call anew.
 */
export function keptInRoutines(tokens: readonly ScreenToken[]): KeptVariables {
  const started: string[] = [];
  const open: string[] = [];
  for (const range of routines(tokens)) {
    if (tokens[range.from + 1]?.text === 'automatic') continue;
    const body = headerEnd(tokens, range);
    const { given, local, initial } = variablesOf(tokens, range, body);
    started.push(...initial);
    const isOpen = (name: string, isGiven: boolean): boolean => {
      const state = new Flow(tokens, name).sequence(body + 1, range.to - 1).state;
      return state === 'read' || (isGiven && state !== 'assigned');
    };
    open.push(...given.filter((name) => isOpen(name, true)), ...local.filter((name) => isOpen(name, false)));
  }
  return { started, open };
}

interface Variables {
  /** Results and outputs, which whoever calls reads. */
  readonly given: string[];
  readonly local: string[];
  readonly initial: string[];
}

function variablesOf(tokens: readonly ScreenToken[], range: Range, body: number): Variables {
  const { from, to } = range;
  const found: Variables = { given: [], local: [], initial: [] };
  let direction = '';
  const at = routineName(tokens, range);
  const named = tokens[at];
  if (tokens[from]?.text === 'function' && tokens[from + 1]?.text !== 'void' && named?.kind === 'word') found.given.push(named.text);
  for (let i = at + 2; i < to; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (text === ';') direction = '';
    if (text === 'for' && tokens[i + 1]?.text === '(') i = skipBrackets(tokens, i + 1) - 1;
    if (kind !== 'word') continue;
    if (/^(?:input|inout|output|ref)$/.test(text)) direction = text;
    else if (!/^[,;=[)]$/.test(tokens[i + 1]?.text ?? '') || keywords.has(text) || typeWords.has(text)) continue;
    else if (direction === 'output') found.given.push(text);
    else if (direction === '' && i > body && isDeclaration(tokens, i, body)) {
      if (isAutomatic(tokens, i, body)) continue;
      (tokens[i + 1]?.text === '=' ? found.initial : found.local).push(text);
    }
  }
  return found;
}

function isAutomatic(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  for (let i = at - 1; i > from && !/^(?:;|begin)$/.test(tokens[i]?.text ?? ''); i--) if (tokens[i]?.text === 'automatic') return true;
  return false;
}

/** What a statement does to a variable: `read` where it may be read before it is assigned, `partly` where it is assigned on some ways only. */
type State = 'untouched' | 'assigned' | 'partly' | 'read';

class Flow {
  constructor(
    private readonly tokens: readonly ScreenToken[],
    private readonly name: string,
  ) {}

  /** Statements one after the other, up to a place. */
  sequence(from: number, to: number): { readonly state: State; readonly end: number } {
    let state: State = 'untouched';
    let at = from;
    while (at < to) {
      const next = this.statement(at, to);
      if (state !== 'assigned' && next.state === 'read') return { state: 'read', end: to };
      if (next.state === 'assigned' || state === 'untouched') state = state === 'assigned' ? state : next.state;
      if (next.end <= at) break;
      at = next.end;
    }
    return { state, end: to };
  }

  private statement(at: number, to: number): { readonly state: State; readonly end: number } {
    const text = this.text(at);
    if (/^(?:unique|unique0|priority)$/.test(text)) return this.statement(at + 1, to);
    if (text === ';') return { state: 'untouched', end: at + 1 };
    const end = Math.min(to, Math.max(at + 1, skipStatement(this.tokens, at)));
    if (text === 'begin') {
      const named = this.text(at + 1) === ':' ? at + 3 : at + 1;
      const after = this.text(end) === ':' ? end + 2 : end;
      return { ...this.sequence(named, end - 1), end: after };
    }
    if (text === 'if') return this.branches(at);
    if (/^case[zx]?$/.test(text)) return { state: this.arms(at, end), end };
    if (text === 'return') return { state: this.mentions(at, end) ? 'read' : 'assigned', end };
    if (text === 'for' && this.text(at + 2) === this.name && !this.mentions(at + 3, this.semicolon(at))) return { state: 'assigned', end };
    if (this.text(at) === this.name && blockingAssignment(this.tokens, at + 1) === 0 && this.text(at + 1) === '=')
      return { state: this.mentions(at + 1, end) ? 'read' : 'assigned', end };
    // A declaration says nothing.
    if (typeWords.has(text) || /^(?:input|output|inout|parameter|localparam)$/.test(text)) return { state: 'untouched', end };
    return { state: this.mentions(at, end) ? 'read' : 'untouched', end };
  }

  private branches(at: number): { readonly state: State; readonly end: number } {
    const head = skipBrackets(this.tokens, at + 1);
    const then = this.statement(head, this.tokens.length);
    const other = this.text(then.end) === 'else' ? this.statement(then.end + 1, this.tokens.length) : undefined;
    const state = this.mentions(at + 1, head) ? 'read' : joined([then.state, other?.state ?? 'untouched']);
    return { state, end: (other ?? then).end };
  }

  private arms(at: number, end: number): State {
    const head = skipBrackets(this.tokens, at + 1);
    if (this.mentions(at + 1, head)) return 'read';
    const states: State[] = [];
    let hasDefault = false;
    for (let i = head; i < end - 1;) {
      if (this.text(i) === 'default') hasDefault = true;
      const labels = i;
      while (i < end - 1 && this.text(i) !== ':' && !(this.text(i) === 'default' && this.text(i + 1) !== ':'))
        i = /^[([{]$/.test(this.text(i)) ? skipBrackets(this.tokens, i) : i + 1;
      if (this.mentions(labels, i)) return 'read';
      const arm = this.statement(i + 1, end - 1);
      states.push(arm.state);
      i = Math.max(i + 1, arm.end);
    }
    return joined(hasDefault ? states : [...states, 'untouched']);
  }

  private semicolon(from: number): number {
    let at = from;
    while (at < this.tokens.length && this.text(at) !== ';') at++;
    return at;
  }

  private mentions(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.tokens[i]?.kind === 'word' && this.text(i) === this.name) return true;
    return false;
  }

  private text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }
}

function joined(states: readonly State[]): State {
  if (states.includes('read')) return 'read';
  if (states.every((one) => one === 'assigned')) return 'assigned';
  return states.every((one) => one === 'untouched') ? 'untouched' : 'partly';
}
