import { LineIndex } from '../base/lines';
import type { Outcome } from '../base/outcome';
import { behaviourWords } from '../jobs/review/behaviourWords';
import type { Diagnostic, Verdict } from '../protocol/contract';
import { newFindings } from '../verify/checks/newFindings';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { changedUnits } from './reviewUnits';
import type { Toolbox } from './toolbox';
import { VerifyJob } from './verifyJob';

export interface FixToJudge {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The problem is about what the design does. */
  readonly changes: boolean;
  readonly mends: Diagnostic;
  /** All findings before the edit. */
  readonly found: readonly Diagnostic[];
}

export interface JudgeWorld {
  readonly parts: EngineParts;
  readonly toolbox: Toolbox;
  /** The project before the edit and with it. */
  readonly base: Project;
  readonly other: Project;
  /** The findings with the edit. */
  readonly check: () => Promise<Outcome<Diagnostic[]>>;
}

export type JudgedFix =
  | { readonly ok: true; readonly findings: readonly Diagnostic[]; readonly behaviour: string; readonly verdict?: Verdict }
  | { readonly ok: false; readonly reason: string };

/**
 * Whether an edit mends a diagnostic: it is gone, no other came, and each module whose text changed is proved to behave as before. Where the diagnostic is about behaviour, or there was
 * nothing to compare with since the text before could not be elaborated, it is told what the edit does instead.
 */
export async function judgeFix(fix: FixToJudge, world: JudgeWorld, limits: RunLimits, signal: AbortSignal): Promise<JudgedFix> {
  const checked = await world.check();
  if (!checked.ok) return { ok: false, reason: checked.message };
  const { mends, found } = fix;
  const findings = checked.value;
  if (findings.some(({ code }) => code === 'elaborate/not-run'))
    return { ok: false, reason: 'the tools did not end, so nothing is known of it' };
  const count = (all: readonly Diagnostic[]): number =>
    all.filter((one) => one.file === mends.file && one.code === mends.code && one.message === mends.message).length;
  if (count(findings) >= count(found)) return { ok: false, reason: 'the problem is still there' };
  const fresh = graver(newFindings(findings, found), newFindings(found, findings), fix);
  if (fresh !== undefined) return { ok: false, reason: `it brings another: line ${fresh.line}: ${fresh.message}` };
  const broken = found.some(({ file, severity, code }) => severity === 'error' && file === fix.file && !code.startsWith('lint/'));
  if (broken) return { ok: true, findings, behaviour: 'What it did before could not be elaborated, so there is nothing to compare.' };
  return compared(fix, findings, world, limits, signal);
}

/**
 * A finding that counts against the edit. Hints do not; and while errors kept the tools from reading on, what they say once those are gone was there before: warnings, and no more errors
 * than went, none of them where the edit is.
 */
function graver(fresh: readonly Diagnostic[], gone: readonly Diagnostic[], fix: FixToJudge): Diagnostic | undefined {
  const errors = fresh.filter(({ severity }) => severity === 'error');
  if (!fix.found.some(({ severity }) => severity === 'error')) return errors[0] ?? fresh.find(({ severity }) => severity === 'warning');
  const edit = editedLines(fix.before, fix.after);
  // A declaration that nothing drives makes a name known and mends nothing.
  const undriven = fresh.find((one) => one.code === 'lint/undriven' && one.file === fix.file && edit.holds(one));
  if (undriven !== undefined && errors.length === 0) return undriven;
  const own = errors.find((one) => one.file === fix.file && edit.holds(one));
  return own ?? (errors.length > gone.filter(({ severity }) => severity === 'error').length ? errors[0] : undefined);
}

/** Whether a place of the text after is in what differs from the text before. */
function editedLines(before: string, after: string): { holds(place: Pick<Diagnostic, 'line' | 'column'>): boolean } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const lines = new LineIndex(after);
  return {
    holds({ line, column }) {
      const at = lines.offsetAt({ line: line - 1, column: column - 1 });
      return start <= at && at < after.length - tail;
    },
  };
}

async function compared(
  { file, before, after, changes }: FixToJudge,
  findings: readonly Diagnostic[],
  { parts, toolbox, base, other }: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<JudgedFix> {
  const { pairs } = changedUnits([{ file, before, after }], base, other);
  const modules = pairs.filter((one) => one.change === 'modified' && one.after?.kind === 'module');
  if (pairs.some(({ change }) => change === 'added' || change === 'removed'))
    return { ok: false, reason: 'it adds or removes a design unit' };
  const verifier = new VerifyJob(parts, other, toolbox);
  const said: string[] = [];
  let shown: Verdict | undefined;
  for (const { before: was, after: unit } of modules) {
    if (was === undefined || unit === undefined) continue;
    const [golden, design] = [
      await base.load({ files: [was.path], top: was.name }, signal),
      await other.load({ files: [unit.path], top: unit.name }, signal),
    ];
    if (!golden.ok || !design.ok) return { ok: false, reason: `${unit.name} could not be loaded` };
    const within = { ...limits, seconds: limits.seconds / modules.length };
    const verdict = await verifier.against(
      design.value,
      { design: golden.value, project: base },
      { kind: 'sameCycle' },
      within,
      () => undefined,
      signal,
    );
    const byDefault = unit.parameters.some(({ local }) => !local);
    const words = behaviourWords({ change: 'modified', kind: 'module', verdict, others: [], byDefault });
    if (verdict.verdict !== 'proved' && !changes) return { ok: false, reason: `${unit.name} is not proved to behave as before: ${words}` };
    if (shown === undefined || verdict.verdict !== 'proved') shown = verdict;
    said.push(modules.length > 1 ? `${unit.name}: ${words}` : words);
  }
  const behaviour = said.length === 0 ? 'No module reads otherwise, so behaviour is the same.' : said.join(' ');
  return { ok: true, findings, behaviour, ...(shown === undefined ? {} : { verdict: shown }) };
}
