import type { ScreenToken } from '../screenTokens';
import type { Block, Range } from './processes';
import { assignedNames, blockingAssignment, constantNames, isDeclaration, keywords, seenElsewhere, skipBrackets } from './processes';

/** Variables that a clocked block assigns with `=` and something else reads. */
export function racesIn(tokens: readonly ScreenToken[], block: Block, scope: Range): string[] {
  const names = new Set<string>();
  for (let i = block.from; i < block.to; i++) {
    if (tokens[i]?.text === 'for' && tokens[i + 1]?.text === '(') {
      i = skipBrackets(tokens, i + 1) - 1;
      continue;
    }
    const shift = blockingAssignment(tokens, i);
    if (shift !== undefined) for (const name of assignedNames(tokens, i - shift, block.from)) names.add(name);
  }
  return [...names].filter((name) => seenElsewhere(tokens, name, block, scope));
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
  const listed = new Set(block.sensitivity.map((token) => token.text));
  const constants = constantNames(tokens, scope);
  const assigned = new Set<string>();
  let depth = 0;
  for (let i = block.from; i < block.to; i++) {
    const counter = loopVariable(tokens, i);
    if (counter !== undefined) assigned.add(counter);
    if (tokens[i]?.text === '(') depth++;
    if (tokens[i]?.text === ')') depth--;
    if (depth > 0) continue;
    if (tokens[i]?.text === '<=' || blockingAssignment(tokens, i) !== undefined)
      for (const name of assignedNames(tokens, i, block.from)) assigned.add(name);
  }
  for (let i = block.body; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (
      token.kind !== 'word' ||
      keywords.has(token.text) ||
      listed.has(token.text) ||
      constants.has(token.text) ||
      assigned.has(token.text)
    )
      continue;
    if (tokens[i - 1]?.text === '.' || tokens[i - 1]?.text === ':') continue;
    return token.text;
  }
  return undefined;
}

/** The variable that the head of a `for` at `at` sets before anything in the loop reads it. */
function loopVariable(tokens: readonly ScreenToken[], at: number): string | undefined {
  if (tokens[at]?.text !== 'for' || tokens[at + 1]?.text !== '(') return undefined;
  let sign = at + 2;
  while (tokens[sign]?.kind === 'word') sign++;
  return tokens[sign]?.text === '=' ? tokens[sign - 1]?.text : undefined;
}

/** An `@*` process that reads nothing: in simulation it never runs. */
export function emptyStar(tokens: readonly ScreenToken[], block: Block): boolean {
  if (!block.sensitivity.some((token) => token.text === '*')) return false;
  const targets = targetsIn(tokens, block);
  const written = new Set(targets.flatMap(({ from, at }) => [...Array(at - from).keys()].map((i) => from + i)));
  for (let i = block.body; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (token.kind === 'word' && !keywords.has(token.text) && (!written.has(i) || inBrackets(tokens, i, block.body))) return false;
  }
  return targets.length > 0;
}

interface Target {
  readonly name: string;
  /** Constant index of a single bit; undefined for the whole or a variable index. */
  readonly bit: string | undefined;
  readonly nonblocking: boolean;
  /** The left side starts at `from`, its assignment sign is at `at`, and it has its value after `done`. */
  readonly from: number;
  readonly at: number;
  readonly done: number;
}

/**
 * A variable that a combinational process reads before it assigns it. A netlist gives the new value; in simulation the process sees the old
 * one, and its own writes do not wake it again (those of nonblocking assignments do where the list names them, but not in `always_comb`).
 */
export function staleRead(tokens: readonly ScreenToken[], block: Block): string | undefined {
  const targets = targetsIn(tokens, block);
  const names = new Set(targets.map((target) => target.name));
  for (let i = block.body; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (token.kind !== 'word' || !names.has(token.text) || tokens[i - 1]?.text === '.') continue;
    if (isDeclaration(tokens, i, block.body - 1) || declaredByOwnType(tokens, i)) continue;
    if (targets.some((target) => i >= target.from && i < target.at && target.name === token.text && !inBrackets(tokens, i, target.from)))
      continue;
    const bit = bitAt(tokens, i);
    const own = targets.filter(
      ({ name, bit: other }) => name === token.text && (bit === undefined || other === undefined || bit === other),
    );
    const blocking = own.filter((target) => !target.nonblocking);
    const wakes = !block.implicit && block.sensitivity.some(({ text }) => text === '*' || text === token.text);
    if (!wakes && own.length > blocking.length) return token.text;
    if (blocking.length > 0 && !blocking.some((target) => target.done <= i)) return token.text;
  }
  return undefined;
}

/** `state_t next`: two words side by side. */
function declaredByOwnType(tokens: readonly ScreenToken[], at: number): boolean {
  const before = tokens[at - 1];
  return before?.kind === 'word' && !keywords.has(before.text);
}

function targetsIn(tokens: readonly ScreenToken[], block: Block): Target[] {
  const targets: Target[] = [];
  let depth = 0;
  for (let i = block.body; i < block.to; i++) {
    const text = tokens[i]?.text;
    if (text === 'for' && tokens[i + 1]?.text === '(') {
      i = skipBrackets(tokens, i + 1) - 1;
      continue;
    }
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (depth > 0) continue;
    const shift = blockingAssignment(tokens, i);
    if (shift === undefined && text !== '<=') continue;
    const at = i - (shift ?? 0);
    let from = at;
    for (const name of assignedNames(tokens, at, block.body - 1)) {
      while (from > block.body && !(tokens[from]?.text === name && tokens[from]?.kind === 'word')) from--;
      let done = at;
      while (done < block.to && tokens[done]?.text !== ';') done++;
      targets.push({ name, bit: bitAt(tokens, from), nonblocking: shift === undefined, from, at, done });
    }
  }
  return targets;
}

/** `3` of `name[3]`. */
function bitAt(tokens: readonly ScreenToken[], at: number): string | undefined {
  const index = tokens[at + 2]?.text ?? '';
  return tokens[at + 1]?.text === '[' && tokens[at + 3]?.text === ']' && /^[0-9]/.test(index) ? index : undefined;
}

function inBrackets(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  let depth = 0;
  for (let i = from; i < at; i++) depth += tokens[i]?.text === '[' ? 1 : tokens[i]?.text === ']' ? -1 : 0;
  return depth > 0;
}
