import type { ScreenToken } from '../screenTokens';
import type { Range } from './codeTokens';
import type { Block } from './processes';
import { findOutside, isReserved, keywords, piecesOf, skipBrackets, textOf } from './codeTokens';
import { allStatements, readStatement, type Statement } from './statements';
import { assignedNames, constantNames, isDeclaration, seenElsewhere } from './processes';
import { outputsOf } from './routineGuards';

/** Variables that a clocked block assigns at once (with `=`, as the output of a call, as the counter of a loop) and something else reads. */
export function racesIn(tokens: readonly ScreenToken[], block: Block, scope: Range): string[] {
  const names = new Set<string>();
  const counters = new Set<string>();
  for (const one of allStatements(readStatement(tokens, block.body))) {
    if (one.kind === 'loop' && one.word === 'for') counterOf(tokens, one.head).forEach((name) => counters.add(name));
    if (one.kind === 'call') for (const { from } of outputsOf(tokens, one.from)) names.add(tokens[from]?.text ?? '');
    if (one.kind === 'assignment' && !one.nonblocking)
      for (const name of assignedNames(tokens, one.target.to, one.target.from - 1)) names.add(name);
  }
  const raced = [...names].filter((name) => seenElsewhere(tokens, name, block, scope));
  return [...raced, ...[...counters].filter((name) => !names.has(name) && isReadOutsideLoops(tokens, name, block, scope))];
}

/** Whether anything but loops that count with it reads the counter of a loop. */
function isReadOutsideLoops(tokens: readonly ScreenToken[], name: string, block: Block, scope: Range): boolean {
  for (let i = scope.from; i < scope.to; i++) {
    if (i === block.from) i = block.to;
    const { kind, text } = tokens[i] ?? {};
    if (text === 'for' && tokens[i + 1]?.text === '(' && counterOf(tokens, { from: i + 1, to: i + 1 }).includes(name))
      i = readStatement(tokens, i).to - 1;
    else if (kind === 'word' && text === name && tokens[i - 1]?.text !== '.' && !isDeclaration(tokens, i, scope.from)) return true;
  }
  return false;
}

/** Who sees a variable outside the block that assigns it: clocked processes by what they assign, and all else, which has no order of its own, as one. */
export function readersOf(tokens: readonly ScreenToken[], name: string, block: Block, blocks: readonly Block[], scope: Range): string[] {
  const found = new Set<string>();
  for (let i = scope.from; i < scope.to; i++) {
    if ((i >= block.from && i < block.to) || tokens[i]?.kind !== 'word' || tokens[i]?.text !== name) continue;
    const reader = blocks.find(({ from, to, clocked }) => clocked && i >= from && i < to);
    if (reader === undefined) found.add('logic');
    else {
      for (const target of targetsIn(tokens, reader)) found.add(target.name);
      i = reader.to - 1;
    }
  }
  return [...found];
}

/** A signal that a level-sensitive block reads and its list does not name; undefined when the list is `*` or complete. */
export function missingSensitivity(tokens: readonly ScreenToken[], block: Block, scope: Range): string | undefined {
  if (block.implicit || block.sensitivity.some((token) => token.text === '*')) return undefined;
  const body = readStatement(tokens, block.body);
  const own = [...listedIn(block.sensitivity), ...ownIn(tokens, body, block, scope)];
  const constants = constantNames(tokens, scope);
  for (const { from, to } of allStatements(body).flatMap((one) => readsOf(tokens, one))) {
    for (let i = from; i < to; i++) {
      const { kind, text } = tokens[i] as ScreenToken;
      // A cast to a type, a call, and what stands in a package are no signals.
      if (kind !== 'word' || isReserved(text) || constants.has(text) || /^(?:\(|'|::)$/.test(tokens[i + 1]?.text ?? '')) continue;
      if (/^(?:\.|::)$/.test(tokens[i - 1]?.text ?? '')) continue;
      const read = textOf(tokens, { from: i, to: selectEnd(tokens, i) });
      if (!own.some((one) => read === one || read.startsWith(`${one} `))) return text;
    }
  }
  return undefined;
}

/** What a list names, each as it is written: only changes of that wake the process. */
function listedIn(sensitivity: readonly ScreenToken[]): string[] {
  const inner = sensitivity[0]?.text === '(' ? sensitivity.slice(1, -1) : sensitivity;
  return textOf(inner, { from: 0, to: inner.length }).split(/ (?:or|,) /);
}

/** What a process sets itself before anything of it can change elsewhere: what is declared in it, counters of loops, and what it assigns, as far as nothing else shares it. */
function ownIn(tokens: readonly ScreenToken[], body: Statement, block: Block, scope: Range): string[] {
  const own: string[] = [];
  for (const one of allStatements(body)) {
    if (one.kind === 'declaration') own.push(...namesIn(tokens, one));
    if (one.kind === 'loop' && one.word === 'for') own.push(...counterOf(tokens, one.head));
    if (one.kind !== 'assignment') continue;
    for (const name of assignedNames(tokens, one.target.to, one.target.from - 1)) {
      if (seenElsewhere(tokens, name, block, scope))
        own.push(
          ...textOf(tokens, one.target)
            .replace(/^\{ | \}$/g, '')
            .split(' , '),
        );
      else own.push(name);
    }
  }
  return own;
}

function namesIn(tokens: readonly ScreenToken[], { from, to }: Range): string[] {
  return tokens.slice(from, to).flatMap(({ kind, text }) => (kind === 'word' ? [text] : []));
}

/** The variable that the head of a `for` sets before anything in the loop reads it. */
function counterOf(tokens: readonly ScreenToken[], { from }: Range): string[] {
  let sign = from + 1;
  while (tokens[sign]?.kind === 'word') sign++;
  return tokens[sign]?.text === '=' ? [tokens[sign - 1]?.text ?? ''] : [];
}

/** Where a statement reads: its conditions and values, and indices of what it assigns. */
function readsOf(tokens: readonly ScreenToken[], statement: Statement): Range[] {
  switch (statement.kind) {
    case 'if':
    case 'check':
      return [statement.condition];
    case 'case':
      return [statement.subject, ...statement.arms.map(({ labels }) => labels)];
    case 'loop':
      return [statement.head];
    case 'timed':
      return [statement.control];
    case 'assignment': {
      const indices: Range[] = statement.adds ? [statement.target] : [];
      for (let i = statement.target.from; i < statement.target.to; i++) {
        if (tokens[i]?.text !== '[') continue;
        indices.push({ from: i, to: skipBrackets(tokens, i) });
        i = skipBrackets(tokens, i) - 1;
      }
      return [...indices, statement.value];
    }
    case 'declaration': {
      const sign = tokens.findIndex(({ text }, i) => i >= statement.from && (text === '=' || text === ';'));
      return [{ from: sign, to: statement.to }];
    }
    case 'block':
    case 'empty':
      return [];
    default:
      return [statement];
  }
}

/** After a name with its indices and members. */
function selectEnd(tokens: readonly ScreenToken[], at: number): number {
  let end = at + 1;
  for (;;) {
    if (tokens[end]?.text === '[') end = skipBrackets(tokens, end);
    else if (tokens[end]?.text === '.') end += 2;
    else return end;
  }
}

/** Of an `@*` process that reads nothing, and so never runs in simulation, the variables that it sets as a whole; undefined of any other. */
export function emptyStar(tokens: readonly ScreenToken[], block: Block): string[] | undefined {
  if (!block.sensitivity.some((token) => token.text === '*')) return undefined;
  const targets = targetsIn(tokens, block);
  const written = new Set(targets.flatMap(({ from, at }) => [...Array(at - from).keys()].map((i) => from + i)));
  for (let i = block.body; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (token.kind === 'word' && !keywords.has(token.text) && (!written.has(i) || inBrackets(tokens, i, block.body))) return undefined;
  }
  return targets.length === 0 ? undefined : targets.filter(({ from, at }) => at === from + 1).map(({ name }) => name);
}

interface Target {
  readonly name: string;
  /** What is selected of it, as of `selectsOf`; nothing for the whole. */
  readonly selects: readonly string[];
  readonly nonblocking: boolean;
  /** The left side starts at `from`, its assignment sign is at `at`, and it has its value after `done`. */
  readonly from: number;
  readonly at: number;
  readonly done: number;
}

/**
 * A variable that a combinational process reads before it assigns it. A netlist gives the new value; in simulation the process sees the old
 * one, and its own writes do not wake it again (those of nonblocking assignments do where the list names them, but not in `always_comb`).
 * An assignment counts for whoever reads behind it where every way to the reading goes through one of all that is read; a loop is taken to run, and within one what stands in front of it in the text is enough.
 */
export function staleRead(tokens: readonly ScreenToken[], block: Block): string | undefined {
  const targets = targetsIn(tokens, block);
  const names = new Set(targets.map((target) => target.name));
  const body = readStatement(tokens, block.body);
  const loops = allStatements(body).filter(({ kind }) => kind === 'loop');
  for (let i = block.body; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (token.kind !== 'word' || !names.has(token.text) || tokens[i - 1]?.text === '.') continue;
    if (isDeclaration(tokens, i, block.body - 1) || declaredByOwnType(tokens, i)) continue;
    if (targets.some((target) => i >= target.from && i < target.at && target.name === token.text && !inBrackets(tokens, i, target.from)))
      continue;
    const selects = selectsOf(tokens, i);
    const own = targets.filter((target) => target.name === token.text && mayMeet(target.selects, selects));
    const blocking = own.filter((target) => !target.nonblocking);
    const wakes = !block.implicit && block.sensitivity.some(({ text }) => text === '*' || text === token.text);
    if (!wakes && own.length > blocking.length) return token.text;
    if (blocking.length > 0 && !blocking.some((target) => target.done <= i)) return token.text;
    if (blocking.every(({ from }) => from < i) || loops.some(({ from, to }) => i >= from && i < to)) continue;
    const whole = blocking.filter((target) => holds(target.selects, selects, names));
    if (!isSurelyAssigned(body, i, ({ from, to }) => whole.some((target) => target.from >= from && target.done < to))) return token.text;
  }
  return undefined;
}

/** Whether every way through a statement to a place, or through all of one that ends before, executes an assignment that is asked for. */
function isSurelyAssigned(statement: Statement, place: number, assigns: (range: Range) => boolean): boolean {
  const { from, to } = statement;
  if (from >= place) return false;
  const isInside = to > place;
  const ask = (one: Statement): boolean => isSurelyAssigned(one, place, assigns);
  const holding = (all: readonly Statement[]): Statement | undefined => all.find((one) => one.from <= place && place < one.to);
  switch (statement.kind) {
    case 'block':
      return statement.statements.some(ask);
    case 'timed':
    case 'loop':
      return ask(statement.body);
    case 'if': {
      const { then, otherwise } = statement;
      const branches = otherwise === undefined ? [then] : [then, otherwise];
      const inside = holding(branches);
      if (isInside) return inside !== undefined && ask(inside);
      return branches.length === 2 && branches.every(ask);
    }
    case 'case': {
      const inside = holding(statement.arms.map(({ body }) => body));
      if (isInside) return inside !== undefined && ask(inside);
      return statement.arms.some(({ isDefault }) => isDefault) && statement.arms.every(({ body }) => ask(body));
    }
    case 'declaration':
      return assigns({ from, to: Math.min(to, place) });
    case 'assignment':
    case 'call':
      return !isInside && assigns(statement);
    default:
      return false;
  }
}

/** `state_t next`: two words side by side. */
function declaredByOwnType(tokens: readonly ScreenToken[], at: number): boolean {
  const before = tokens[at - 1];
  return before?.kind === 'word' && !keywords.has(before.text);
}

/** What a process assigns, also as the output of a call or as the first value of a variable that is made anew each time. */
function targetsIn(tokens: readonly ScreenToken[], block: Block): Target[] {
  return allStatements(readStatement(tokens, block.body)).flatMap((one) => {
    if (one.kind === 'declaration') return firstValuesIn(tokens, one);
    if (one.kind === 'call')
      return outputsOf(tokens, one.from).map(({ from, to }) => ({
        name: tokens[from]?.text ?? '',
        selects: selectsOf(tokens, from),
        nonblocking: false,
        from,
        at: to,
        done: one.to - 1,
      }));
    if (one.kind !== 'assignment') return [];
    const at = one.target.to;
    let from = at;
    return assignedNames(tokens, at, one.target.from - 1).map((name) => {
      from = lastOf(tokens, name, from);
      return { name, selects: selectsOf(tokens, from), nonblocking: one.nonblocking, from, at, done: one.to - 1 };
    });
  });
}

/** Variables that get a value in their declaration each time: of those that are not `automatic` it is the one from before the process runs (IEEE 1800-2023 clause 6.21). */
function firstValuesIn(tokens: readonly ScreenToken[], { from, to }: Range): Target[] {
  if (tokens[from]?.text !== 'automatic') return [];
  return piecesOf(tokens, { from, to: to - 1 }).flatMap((one) => {
    const at = findOutside(tokens, one.from, one.to, '=');
    const [name] = at === one.to ? [] : assignedNames(tokens, at, one.from - 1);
    return name === undefined ? [] : [{ name, selects: [], nonblocking: false, from: lastOf(tokens, name, at), at, done: one.to }];
  });
}

/** Where a name stands last before a place. */
function lastOf(tokens: readonly ScreenToken[], name: string, before: number): number {
  let at = before - 1;
  while (at > 0 && !(tokens[at]?.text === name && tokens[at]?.kind === 'word')) at--;
  return at;
}

/** The indices and members behind a name, each as it is written. */
function selectsOf(tokens: readonly ScreenToken[], at: number): string[] {
  const found: string[] = [];
  for (let end = at + 1; ;) {
    const next = tokens[end]?.text === '[' ? skipBrackets(tokens, end) : tokens[end]?.text === '.' ? end + 2 : end;
    if (next === end) return found;
    found.push(textOf(tokens, { from: end, to: next }));
    end = next;
  }
}

/** The bits of a constant index or range. */
function bitsOf(select: string): { readonly low: number; readonly high: number } | undefined {
  const [, first, second] = /^\[ (\d+)(?: : (\d+))? \]$/.exec(select) ?? [];
  if (first === undefined) return undefined;
  const ends = [Number(first), Number(second ?? first)];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** Whether two selections of one variable may have bits in common. Members may be those of a union. */
function mayMeet(a: readonly string[], b: readonly string[]): boolean {
  for (const [k, one] of a.entries()) {
    const [x, y] = [bitsOf(one), bitsOf(b[k] ?? '')];
    if (x === undefined || y === undefined) return true;
    if (x.high < y.low || y.high < x.low) return false;
  }
  return true;
}

/** Whether what is assigned of a variable holds all that is read of it; `changed` are the names that the process assigns, by which an index may mean another place later. */
function holds(assigned: readonly string[], read: readonly string[], changed: ReadonlySet<string>): boolean {
  return assigned.every((one, k) => {
    const other = read[k];
    if (other === undefined) return false;
    if (other === one) return !one.split(' ').some((word) => changed.has(word));
    const [x, y] = [bitsOf(one), bitsOf(other)];
    return x !== undefined && y !== undefined && x.low <= y.low && y.high <= x.high && k === assigned.length - 1;
  });
}

function inBrackets(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  let depth = 0;
  for (let i = from; i < at; i++) depth += tokens[i]?.text === '[' ? 1 : tokens[i]?.text === ']' ? -1 : 0;
  return depth > 0;
}
