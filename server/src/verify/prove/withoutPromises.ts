import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';

/**
 * The sources without the promise that branches exclude each other (`unique`, `unique0`: IEEE 1800-2017 12.4.2 and 12.5.3; the attribute and the comment `parallel_case`). Simulation takes the
 * first branch that matches and, at most, reports the others; readers that build netlists believe the promise and drop conditions, so that a proof of theirs says nothing where
 * two match. That one of them matches, which `unique` says too, stays as `priority`: where none does, a netlist holds x. Lines stay where they are, columns behind `unique` move by two.
 */
export function withoutPromises(unit: CompileUnit): CompileUnit {
  const plain = ({ path, text }: SourceText): SourceText => ({ path, text: withoutPromise(text) });
  return { ...unit, files: unit.files.map(plain), includes: unit.includes.map(plain) };
}

function withoutPromise(text: string): string {
  if (!/\bunique|parallel_case/.test(text)) return text;
  return text
    .replace(/\bunique(0?)(?=\s+(?:case[xz]?|if)\b)/g, (_, zero: string) => (zero === '' ? 'priority' : '       '))
    .replace(/\bparallel_case\b/g, 'priority_case');
}

/** Whether a text, its macros expanded, makes the promise in a way that is not found in its sources: a macro may stand for the word. */
export const promise = /\bunique0?\s+(?:case[xz]?|if)\b/;
