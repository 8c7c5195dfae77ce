import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { ScreenToken } from '../screenTokens';
import { blockingAssignment, codeTokens } from './codeTokens';
import { assignedNames, findBlocks } from './processes';
import { readStatement } from './statements';

/**
 * The sources without what they promise of branches: that they exclude each other (`unique`, `unique0`: IEEE 1800-2017 12.4.2 and 12.5.3; the attribute and the comment `parallel_case`), and, unless
 * `one` is kept, that one of them matches (`unique`, `priority`, `full_case`). Simulation takes the first branch that matches, or none, and at most reports it; readers that build
 * netlists believe promises, drop conditions and hold x where none matches, so that a proof of theirs says nothing of where a promise is broken. Lines stay where they are,
 * columns behind `unique` may move by two. With `needed`, that one matches is kept only where a latch would be made otherwise: a register, or a variable that has a value before, keeps
 * that value where nothing matches, and a netlist that holds x there would let the other side be anything.
 */
export function withoutPromises(unit: CompileUnit, { one }: { readonly one: 'kept' | 'needed' | 'dropped' }): CompileUnit {
  const plain = ({ path, text }: SourceText): SourceText => {
    const excluding = mayExcludeNothing(text);
    return { path, text: one === 'kept' ? excluding : mayMatchNothing(excluding, one === 'needed' ? neededIn(excluding) : undefined) };
  };
  return { ...unit, files: unit.files.map(plain), includes: unit.includes.map(plain) };
}

/** Whether some source promises that one of its branches matches. */
export function promisesOne({ files, includes }: CompileUnit): boolean {
  return [...files, ...includes].some(({ text }) => mayMatchNothing(text) !== text);
}

/** Blanks and comments between the word and what it is said of. */
const apart = String.raw`(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)+`;
const excludes = new RegExp(String.raw`\bunique(0?)(?=${apart}(?:case[xz]?|if)\b)`, 'g');
const matches = new RegExp(String.raw`\b(?:unique|priority)(?=${apart}(?:case[xz]?|if)\b)`, 'g');

function mayExcludeNothing(text: string): string {
  if (!/\bunique|parallel_case/.test(text)) return text;
  return text.replace(excludes, (_, zero: string) => (zero === '' ? 'priority' : '       ')).replace(/\bparallel_case\b/g, 'priority_case');
}

function mayMatchNothing(text: string, needed: (at: number) => boolean = () => false): string {
  if (!/\bunique|\bpriority|full_case/.test(text)) return text;
  return text
    .replace(matches, (word, at: number) => (needed(at) ? word : ' '.repeat(word.length)))
    .replace(/\bfull_case\b/g, (word, at: number) => (needed(at) ? word : 'some_case'));
}

/** Whether the promise at an offset is what keeps a latch away: something is assigned under it, by a process without a clock, that the process does not assign before. */
function neededIn(text: string): (at: number) => boolean {
  if (!/\bunique|\bpriority|full_case/.test(text)) return () => false;
  const tokens = codeTokens(text);
  const blocks = findBlocks(tokens);
  return (at) => {
    const next = tokens.findIndex(({ offset }) => offset >= at);
    const inComment = tokens[next]?.offset !== at;
    const isStart = ({ kind, text: word }: ScreenToken): boolean => kind === 'word' && /^(?:case[xz]?|if)$/.test(word);
    const start = inComment
      ? tokens.findLastIndex((one) => one.offset < at && isStart(one))
      : tokens.findIndex((one, i) => i >= next && isStart(one));
    const block = blocks.find(({ from, to }) => start >= from && start < to);
    if (block === undefined) return true;
    if (block.clocked) return false;
    const before = new Set<string>();
    for (let i = block.body; i < start;) {
      const word = tokens[i]?.text ?? '';
      if (word === 'begin') i += tokens[i + 1]?.text === ':' ? 3 : 1;
      else {
        const end = readStatement(tokens, i).to;
        if (end > start) break;
        if (!/^(?:if|case[xz]?|for|foreach|while|repeat|unique0?|priority)$/.test(word))
          for (const name of namesSet(tokens, i, end)) before.add(name);
        i = end;
      }
    }
    const set = namesSet(tokens, start, readStatement(tokens, start).to);
    return set.length === 0 || set.some((name) => !before.has(name));
  };
}

function namesSet(tokens: readonly ScreenToken[], from: number, to: number): string[] {
  const found: string[] = [];
  for (let i = from; i < to; i++) {
    const shift = blockingAssignment(tokens, i);
    if (shift !== undefined || tokens[i]?.text === '<=') found.push(...assignedNames(tokens, i - (shift ?? 0), from - 1));
  }
  return found;
}

/** Whether a text, its macros expanded, makes the promise in a way that is not found in its sources: a macro may stand for the word. */
export const promise = new RegExp(String.raw`\bunique0?${apart}(?:case[xz]?|if)\b`);
