import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';

/**
 * The sources without what they promise of branches: that they exclude each other (`unique`, `unique0`: IEEE 1800-2017 12.4.2 and 12.5.3; the attribute and the comment `parallel_case`), and, unless
 * `one` is kept, that one of them matches (`unique`, `priority`, `full_case`). Simulation takes the first branch that matches, or none, and at most reports it; readers that build
 * netlists believe promises, drop conditions and hold x where none matches, so that a proof of theirs says nothing of where a promise is broken. Lines stay where they are,
 * columns behind `unique` may move by two.
 */
export function withoutPromises(unit: CompileUnit, { one }: { readonly one: 'kept' | 'dropped' }): CompileUnit {
  const plain = ({ path, text }: SourceText): SourceText => ({
    path,
    text: one === 'kept' ? mayExcludeNothing(text) : mayMatchNothing(mayExcludeNothing(text)),
  });
  return { ...unit, files: unit.files.map(plain), includes: unit.includes.map(plain) };
}

/** Whether some source promises that one of its branches matches. */
export function promisesOne({ files, includes }: CompileUnit): boolean {
  return [...files, ...includes].some(({ text }) => mayMatchNothing(text) !== text);
}

function mayExcludeNothing(text: string): string {
  if (!/\bunique|parallel_case/.test(text)) return text;
  return text
    .replace(/\bunique(0?)(?=\s+(?:case[xz]?|if)\b)/g, (_, zero: string) => (zero === '' ? 'priority' : '       '))
    .replace(/\bparallel_case\b/g, 'priority_case');
}

function mayMatchNothing(text: string): string {
  if (!/\bunique|\bpriority|full_case/.test(text)) return text;
  return text
    .replace(/\b(?:unique|priority)(?=\s+(?:case[xz]?|if)\b)/g, (word) => ' '.repeat(word.length))
    .replace(/\bfull_case\b/g, 'some_case');
}

/** Whether a text, its macros expanded, makes the promise in a way that is not found in its sources: a macro may stand for the word. */
export const promise = /\bunique0?\s+(?:case[xz]?|if)\b/;
