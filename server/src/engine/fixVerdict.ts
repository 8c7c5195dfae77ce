import type { Diagnostic } from '../protocol/contract';
import { newFindings } from '../verify/checks/newFindings';
import type { RunLimits } from './engine';
import { cannotElaborate, compareModules, editedLines, told, type FixToJudge, type JudgedFix, type JudgeWorld } from './fixComparison';
import { judgeRepair } from './repairVerdict';

/**
 * Whether an edit mends a diagnostic: it is gone, no other came, and each module whose text changed is proved to behave as before. Where the diagnostic is about behaviour it is told what
 * the edit does instead; where the text before could not be elaborated `judgeRepair` looks for something else to judge it by.
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
  if (cannotElaborate(found, fix.file)) return judgeRepair(fix, findings, world, limits, signal);
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

async function compared(
  fix: FixToJudge,
  findings: readonly Diagnostic[],
  world: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<JudgedFix> {
  const found = await compareModules(fix.before, fix, world, limits, signal);
  if (!found.ok) return found;
  const other = found.modules.find(({ verdict }) => verdict.verdict !== 'proved');
  if (other !== undefined && !fix.changes) return { ok: false, reason: `${other.name} is not proved to behave as before: ${other.words}` };
  return { ok: true, findings, ...told(found.modules) };
}
