import type { Diagnostic } from '../../protocol/contract';

/**
 * The findings that were not there before an edit. Lines move with edits, so a finding is known by file, code and words; of several
 * alike, as many as there were before are old.
 */
export function newFindings(after: readonly Diagnostic[], before: readonly Diagnostic[]): Diagnostic[] {
  const old = new Map<string, number>();
  for (const one of before) old.set(key(one), (old.get(key(one)) ?? 0) + 1);
  return after.filter((one) => {
    const left = old.get(key(one)) ?? 0;
    old.set(key(one), left - 1);
    return left <= 0;
  });
}

function key(one: Diagnostic): string {
  return `${one.file}\0${one.code}\0${one.message}`;
}
