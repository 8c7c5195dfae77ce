import type { ScreenToken } from '../screenTokens';
import type { Range } from './codeTokens';
import type { Block } from './processes';
import { blockingAssignment, skipBrackets } from './codeTokens';
import { assignedNames, declaredSignals, findBlocks } from './processes';
import { readStatement } from './statements';

/**
 * What readers that make netlists are known to get wrong: each makes another design of it than simulation runs, without a word. It counts on either side, since
 * a proof about another golden says nothing either. Keys are the same for the same text.
 */
export function misreadings(tokens: readonly ScreenToken[], modules: readonly Range[]): Map<string, string> {
  const blocks = findBlocks(tokens);
  const found = new Map<string, string>();
  for (const scope of modules) {
    const inside = blocks.filter(({ from }) => from >= scope.from && from < scope.to);
    addStarts(tokens, scope, inside, found);
    addWriters(tokens, scope, inside, found);
    for (const block of inside) addOrder(tokens, block, found);
  }
  addCalls(tokens, found);
  addRunValues(tokens, found);
  addUnknownCompares(tokens, found);
  return found;
}

/** Variables that start with what a signal has at that time (netlists take it for an assignment for ever), and initial blocks whose order readers lose. */
function addStarts(tokens: readonly ScreenToken[], scope: Range, blocks: readonly Block[], found: Map<string, string>): void {
  const signals = declaredSignals(tokens, scope);
  const readsSignal = (from: number, to: number): string | undefined => {
    for (let i = from; i < to; i++) {
      const { kind, text } = tokens[i] as ScreenToken;
      if (kind === 'word' && signals.has(text) && tokens[i - 1]?.text !== '.' && tokens[i + 1]?.text !== "'") return text;
    }
    return undefined;
  };
  const tell = (name: string, from: number, to: number, signal: string): void =>
    void found.set(
      `start ${textOf(tokens, from, to)}`,
      `the candidate starts ${name} with what ${signal} has at that time, which netlists take for an assignment for ever`,
    );
  for (let i = scope.from; i < scope.to; i++) {
    const token = tokens[i] as ScreenToken;
    const block = blocks.find(({ from }) => from === i);
    if (block !== undefined) i = block.to - 1;
    else if (token.kind === 'word' && (token.text === 'function' || token.text === 'task')) {
      while (i < scope.to && tokens[i]?.text !== `end${token.text}`) i++;
    } else if (token.kind === 'word' && token.text === 'initial') {
      const to = readStatement(tokens, i + 1).to;
      addInitial(tokens, { from: i, to }, readsSignal, tell);
      addOrder(tokens, { from: i, to }, found);
      i = to - 1;
    } else if (token.kind === 'word' && variableWords.has(token.text) && isVariable(tokens, i)) {
      let end = i;
      while (end < scope.to && tokens[end]?.text !== ';' && tokens[end]?.text !== ')')
        end = '([{'.includes(tokens[end]?.text ?? ' ') ? skipBrackets(tokens, end) : end + 1;
      for (let at = i; at < end; at++) {
        if (tokens[at]?.text === '[') at = skipBrackets(tokens, at) - 1;
        else if (tokens[at]?.text === '=') {
          let after = at + 1;
          while (after < end && tokens[after]?.text !== ',')
            after = '([{'.includes(tokens[after]?.text ?? ' ') ? skipBrackets(tokens, after) : after + 1;
          const signal = readsSignal(at + 1, after);
          if (signal !== undefined) tell(tokens[at - 1]?.text ?? '', i, end, signal);
          at = after;
        }
      }
      i = end;
    }
  }
}

function addInitial(
  tokens: readonly ScreenToken[],
  { from, to }: Range,
  readsSignal: (from: number, to: number) => string | undefined,
  tell: (name: string, from: number, to: number, signal: string) => void,
): void {
  const { blocking, nonblocking, counters } = namesSet(tokens, { from, to });
  const own = new Set([...blocking, ...nonblocking, ...counters]);
  for (let i = from + 1; i < to; i++) {
    if (tokens[i]?.text === '(') i = skipBrackets(tokens, i) - 1;
    if (tokens[i]?.text !== '=' && tokens[i]?.text !== '<=') continue;
    const end = statementEnd(tokens, i, to);
    const signal = readsSignal(i + 1, end);
    if (signal !== undefined && !own.has(signal)) tell([...own][0] ?? 'a variable', from, to, signal);
    i = end;
  }
}

/** A process that sets a variable with `=` and with `<=`: the latter comes last in simulation, wherever it stands. */
function addOrder(tokens: readonly ScreenToken[], range: Range, found: Map<string, string>): void {
  const { blocking, nonblocking } = namesSet(tokens, range);
  const both = [...blocking].find((name) => nonblocking.has(name));
  if (both !== undefined)
    found.set(
      `order ${textOf(tokens, range.from, range.to)}`,
      `a process of the candidate sets ${both} with both kinds of assignments, whose order netlists do not have`,
    );
}

/** What a process sets by each kind of assignment, and the counters of its loops. */
function namesSet(tokens: readonly ScreenToken[], { from, to }: Range): Record<'blocking' | 'nonblocking' | 'counters', Set<string>> {
  const set = { blocking: new Set<string>(), nonblocking: new Set<string>(), counters: new Set<string>() };
  for (let i = from + 1; i < to; i++) {
    if (tokens[i]?.text === 'for' && tokens[i + 1]?.text === '(') {
      const sign = tokens.findIndex(({ text }, at) => at > i && text === '=');
      set.counters.add(tokens[sign - 1]?.text ?? '');
      i++;
    }
    // What stands in brackets compares.
    if (tokens[i]?.text === '(') i = skipBrackets(tokens, i) - 1;
    const shift = blockingAssignment(tokens, i);
    if (shift === undefined && tokens[i]?.text !== '<=') continue;
    for (const name of assignedNames(tokens, i - (shift ?? 0), from)) set[shift === undefined ? 'nonblocking' : 'blocking'].add(name);
  }
  return set;
}

/** Memories that two clocked processes write: which of two writes to one word lasts is not told, and netlists choose. */
function addWriters(tokens: readonly ScreenToken[], scope: Range, blocks: readonly Block[], found: Map<string, string>): void {
  const memories = declaredMemories(tokens, scope);
  if (memories.size === 0) return;
  const writes = new Map<string, { readonly block: number; readonly text: string; readonly lane: string }[]>();
  blocks.forEach((block, number) => {
    if (!block.clocked) return;
    for (let i = block.body; i < block.to; i++) {
      const { kind, text } = tokens[i] as ScreenToken;
      if (kind !== 'word' || !memories.has(text) || tokens[i + 1]?.text !== '[') continue;
      const open = skipBrackets(tokens, i + 1);
      const after = tokens[open]?.text === '[' ? skipBrackets(tokens, open) : open;
      if (tokens[after]?.text !== '<=' && blockingAssignment(tokens, after) === undefined) continue;
      const lane = after > open ? textOf(tokens, open, after) : '';
      const list = writes.get(text) ?? [];
      list.push({ block: number, text: textOf(tokens, i, statementEnd(tokens, i, block.to)), lane });
      writes.set(text, list);
    }
  });
  for (const [name, list] of writes) {
    if (new Set(list.map(({ block }) => block)).size < 2) continue;
    const lanes = list.map(({ lane }) => lane);
    // Lanes of their own, written with numbers, do not meet.
    if (lanes.every((lane) => /^\[ \d+ (?:: \d+ )?\]$/.test(lane)) && new Set(lanes).size === lanes.length) continue;
    const key = list.map(({ block, text }) => `${textOf(tokens, blocks[block]?.from ?? 0, blocks[block]?.body ?? 0)} ${text}`).join(' / ');
    found.set(`writers ${key}`, `two processes of the candidate write ${name}, and which of two writes to one word lasts is not told`);
  }
}

/** Calls and increments that change something and that an operator before them may leave out (IEEE 1800-2017, 11.3.5): netlists always have them. */
function addCalls(tokens: readonly ScreenToken[], found: Map<string, string>): void {
  const changing = new Set<string>();
  tokens.forEach((token, from) => {
    if (token.kind !== 'word' || token.text !== 'function') return;
    let name: string | undefined;
    for (let i = from + 1; i < tokens.length && tokens[i]?.text !== 'endfunction'; i++) {
      const { kind, text } = tokens[i] as ScreenToken;
      if (name === undefined && kind === 'word' && (tokens[i + 1]?.text === '(' || tokens[i + 1]?.text === ';')) name = text;
      if (kind === 'word' && /^(?:output|inout|ref)$/.test(text) && name !== undefined) changing.add(name);
    }
  });
  for (let i = 1; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    const calls = kind === 'word' && changing.has(text) && tokens[i + 1]?.text === '(';
    const counts = (text === '+' || text === '-') && tokens[i + 1]?.text === text && tokens[i + 1]?.offset === (tokens[i]?.offset ?? 0) + 1;
    if (!calls && !counts) continue;
    for (let at = i - 1; at > 0; at--) {
      const before = tokens[at]?.text ?? '';
      if (before === ';' || /^(?:begin|end|else|function|task)$/.test(before)) break;
      const pair = before === tokens[at - 1]?.text && (before === '&' || before === '|');
      if (!pair && before !== '?') continue;
      found.set(
        `call ${textOf(tokens, at - 1, statementEnd(tokens, i, tokens.length))}`,
        `the candidate changes a variable in a part of an expression that may not be evaluated${calls ? ` (${text})` : ''}, which netlists always evaluate`,
      );
      break;
    }
  }
}

/** Functions whose value is that of the run: a reader that takes them for a constant makes another design. Those that only messages print are none. */
const runValues =
  /^\$(?:time|stime|realtime|u?random|urandom_range|dist_\w+|test\$plusargs|value\$plusargs|fopen|fgetc|fgets|feof|ferror|ftell|fscanf|fread|sscanf|system|get_initial_random_seed)$/;

function addRunValues(tokens: readonly ScreenToken[], found: Map<string, string>): void {
  for (let i = 0; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (kind !== 'system') continue;
    const before = tokens[i - 1]?.text ?? ';';
    const isTask = /^(?:[;:)]|begin|end|else|endgenerate)$/.test(before);
    if (runValues.test(text))
      found.set(
        `run ${textOf(tokens, statementStart(tokens, i), statementEnd(tokens, i, tokens.length))}`,
        `the candidate uses ${text}, which has a value of its own in each run`,
      );
    else if (isTask && tokens[i + 1]?.text === '(') i = skipBrackets(tokens, i + 1) - 1;
  }
}

/** `a == 4'b1xx0` is never true in simulation, an `if` of it never taken; netlists leave it open. */
function addUnknownCompares(tokens: readonly ScreenToken[], found: Map<string, string>): void {
  tokens.forEach(({ text }, i) => {
    if (!/^(?:\d+)?'[sS]?[bodhBODH]\s*[0-9a-fA-F_]*[xXzZ?]/.test(text)) return;
    const [before, first] = [tokens[i - 1]?.text ?? '', tokens[i - 2]?.text ?? ''];
    // `==` is one token; the third sign of `===`, the first of `!==` and the two of `!=` are others.
    const compares =
      (before === '==' && first !== '=' && first !== '!') ||
      (before === '=' && first === '!') ||
      (tokens[i + 1]?.text === '==' && !/^[=?]$/.test(tokens[i + 2]?.text ?? ''));
    if (!compares) return;
    found.set(
      `compare ${textOf(tokens, statementStart(tokens, i), statementEnd(tokens, i, tokens.length))}`,
      `the candidate compares with ${text}, which is never true in simulation and open in a netlist`,
    );
  });
}

/** A variable that holds two values only: x becomes 0 in it, which netlists do not say. Those of loops, types of parameters and constants are none. */
export function twoValued(tokens: readonly ScreenToken[]): string | undefined {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'word' || !/^(?:bit|byte|shortint|int|longint)$/.test(tokens[i]?.text ?? '')) continue;
    if (tokens[i + 1]?.text === "'" || /^(?:parameter|localparam|const|enum|genvar)$/.test(tokens[i - 1]?.text ?? '')) continue;
    if (tokens[i - 1]?.text === '(' && tokens[i - 2]?.text === 'for') continue;
    let at = i + 1;
    for (let text = tokens[at]?.text ?? ''; text === '[' || /^(?:un)?signed$/.test(text); text = tokens[at]?.text ?? '')
      at = text === '[' ? skipBrackets(tokens, at) : at + 1;
    if (tokens[at]?.kind === 'word') return tokens[at]?.text;
  }
  return undefined;
}

/** Names that processes without a clock set by nonblocking assignments: they change after what waits for an edge has read its data. */
export function laterNames(tokens: readonly ScreenToken[]): Set<string> {
  const names = findBlocks(tokens).flatMap((block) => (block.clocked ? [] : [...namesSet(tokens, block).nonblocking]));
  return new Set(names);
}

const variableWords = new Set(['reg', 'logic', 'bit', 'integer', 'int', 'byte', 'shortint', 'longint', 'time', 'var']);

/** The word begins a declaration of variables: `wire logic`, `parameter int` and the like begin with another word. */
function isVariable(tokens: readonly ScreenToken[], at: number): boolean {
  const before = tokens[at - 1];
  if (before === undefined || before.text === ';' || before.text === ')' || before.text === ',' || before.text === '(') return true;
  return (
    before.kind !== 'word' || /^(?:begin|end|endfunction|endtask|endcase|generate|endgenerate|output|var|static|const)$/.test(before.text)
  );
}

/** Variables that are declared with dimensions behind their names. */
function declaredMemories(tokens: readonly ScreenToken[], scope: Range): Set<string> {
  const names = new Set<string>();
  for (let i = scope.from; i < scope.to; i++) {
    if (tokens[i]?.kind !== 'word' || !/^(?:reg|logic|bit)$/.test(tokens[i]?.text ?? '')) continue;
    let end = i + 1;
    while (end < scope.to && tokens[end]?.text !== ';') {
      if (tokens[end]?.text === '[') end = skipBrackets(tokens, end);
      else {
        if (tokens[end]?.kind === 'word' && tokens[end + 1]?.text === '[') names.add(tokens[end]?.text ?? '');
        end++;
      }
    }
    i = end;
  }
  return names;
}

function statementStart(tokens: readonly ScreenToken[], at: number): number {
  let from = at;
  while (from > 0 && !/^(?:;|begin|end)$/.test(tokens[from - 1]?.text ?? '')) from--;
  return from;
}

function statementEnd(tokens: readonly ScreenToken[], from: number, to: number): number {
  let end = from;
  while (end < to && tokens[end]?.text !== ';') end++;
  return end;
}

function textOf(tokens: readonly ScreenToken[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ');
}
