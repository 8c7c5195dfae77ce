import { keepLatest } from '../base/keepLatest';
import type { Diagnostic } from '../protocol/contract';
import { isToldByText } from '../syntax/parsedFile';
import { ofWholeCheck } from './checkText';

/** Files of which findings are kept: those that somebody works in by turns. */
const mostFiles = 32;
const mostFindings = 200;

interface Told {
  readonly text: string;
  readonly found: readonly Diagnostic[];
}

/** What tools said of files when they last looked, for whoever must not wait for them: errors and warnings, at their places in a later text. */
export class LastFindings {
  private readonly kept = new Map<string, { readonly whole?: Told; readonly quick?: Told }>();

  /** Tells what was found in a file with a text: by the whole check of it, or by a quick look that sees part of that. */
  tell(path: string, text: string, found: readonly Diagnostic[], by: 'whole' | 'quick'): void {
    const own = found.filter(
      (one) => one.file === path && (one.severity === 'error' || one.severity === 'warning') && !isToldByText(one.code),
    );
    const told = { text, found: own.slice(0, mostFindings) };
    const before = this.kept.get(path);
    // A whole check says all that a look before it did.
    keepLatest(this.kept, path, by === 'whole' ? { whole: told } : { ...before, quick: told }, mostFiles);
  }

  /** What is still known of a file with this text: nothing of the lines that have changed since. */
  of(path: string, text: string): readonly Diagnostic[] {
    const { whole, quick } = this.kept.get(path) ?? {};
    const unseen = whole === undefined ? [] : moved(whole, text).filter((one) => quick === undefined || ofWholeCheck(one.code));
    return [...unseen, ...(quick === undefined ? [] : moved(quick, text))];
  }
}

function moved({ text: old, found }: Told, text: string): Diagnostic[] {
  if (old === text) return [...found];
  const [before, after] = [old.split('\n'), text.split('\n')];
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const down = after.length - before.length;
  return found.flatMap((one) => {
    if (one.endLine <= head) return [one];
    return one.line > before.length - tail ? [{ ...one, line: one.line + down, endLine: one.endLine + down }] : [];
  });
}
