import { failure, success, type Outcome } from '../base/outcome';
import type { Timing, TimingPath } from '../protocol/contract';

/** What a result has that an earlier one had not. Slacks in ns. */
export interface BaselineComparison {
  /** Violated now; `before` is the slack it had, left out where the earlier result does not list it. */
  readonly added: readonly ViolatedEnd[];
  /** Violated in the earlier result and met, or gone, now. */
  readonly mended: readonly ViolatedEnd[];
  /** Violated then and now, no worse. */
  readonly kept: number;
}

interface ViolatedEnd {
  readonly end: string;
  readonly check?: string;
  readonly slack: number;
  readonly before?: number;
}

/** A shorter list of paths is not cut: an estimate lists its 20 worst. */
const shortestCut = 20;
/** Slacks closer than this are the same (ns). */
const tolerance = 0.01;

/** Reads the JSON of an earlier `signoff timing --json`. */
export function readBaseline(text: string | undefined, name: string): Outcome<Timing> {
  const hint = 'Make one with `signoff timing … --json > FILE`.';
  if (text === undefined) return failure(`cannot read ${name}`, hint);
  try {
    const value = JSON.parse(text) as Partial<Timing>;
    if (Array.isArray(value.paths) && typeof value.wns === 'number' && typeof value.period === 'number') return success(value as Timing);
  } catch {
    // Said below.
  }
  return failure(`${name} is no result of signoff timing`, hint);
}

/**
 * Which violated end points are new, or worse than they were, by name and check. Of an earlier result that lists only its worst paths, an end point
 * that is not among them had at least the slack of the last one listed. Fails where the two were not timed alike.
 */
export function compareWithBaseline(now: Timing, before: Timing): Outcome<BaselineComparison> {
  if (Math.abs(now.period - before.period) > 1e-6 || family(now.engine) !== family(before.engine)) {
    const made = (one: Timing): string => `${one.engine} at ${one.period} ns`;
    return failure(`the baseline is of ${made(before)}, and this result of ${made(now)}`, 'Make the baseline anew.');
  }
  const [old, current] = [worstByEnd(before), worstByEnd(now)];
  const added: ViolatedEnd[] = [];
  let kept = 0;
  for (const [key, path] of current) {
    if (path.slack >= 0) continue;
    const known = old.get(key);
    const bound = known?.slack ?? cutAt(before, path.check);
    if (path.slack < Math.min(0, bound) - tolerance || (known !== undefined && known.slack >= 0))
      added.push({ ...told(path), ...(known === undefined ? {} : { before: known.slack }) });
    else kept++;
  }
  const mended = [...old].filter(([key, path]) => path.slack < 0 && !stillViolated(current, now, key, path));
  return success({ added, mended: mended.map(([, path]) => told(path)), kept });
}

/** `signoff-sta 1` and a later revision of it are one family; reports are by tool. */
function family(engine: string): string {
  return engine.split(' ')[0] ?? engine;
}

function worstByEnd({ paths, report }: Timing): Map<string, TimingPath> {
  const worst = new Map<string, TimingPath>();
  for (const path of [...paths, ...(report?.hold?.paths ?? [])]) {
    const key = `${path.check ?? 'setup'} ${path.end}`;
    const known = worst.get(key);
    if (known === undefined || path.slack < known.slack) worst.set(key, path);
  }
  return worst;
}

/** The slack below which everything is listed: a result that is cut ends with the best of its worst paths; 0 where all that is violated is listed. */
function cutAt({ paths, report }: Timing, check: TimingPath['check']): number {
  const list = check === 'hold' || check === 'removal' ? (report?.hold?.paths ?? []) : paths;
  return list.length < shortestCut ? 0 : Math.min(0, list.at(-1)?.slack ?? 0);
}

function stillViolated(current: ReadonlyMap<string, TimingPath>, now: Timing, key: string, path: TimingPath): boolean {
  const found = current.get(key);
  // Not listed any more, with all that is listed worse: it may be violated as before.
  return found === undefined ? path.slack > cutAt(now, path.check) && cutAt(now, path.check) < 0 : found.slack < 0;
}

function told({ end, check, slack }: TimingPath): ViolatedEnd {
  return { end, ...(check === undefined ? {} : { check }), slack };
}
