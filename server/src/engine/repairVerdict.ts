import { withCommittedPlace } from '../jobs/fix/committed';
import type { Diagnostic, Verdict } from '../protocol/contract';
import { newFindings } from '../verify/checks/newFindings';
import type { RunLimits } from './engine';
import {
  cannotElaborate,
  compareModules,
  editedLines,
  told,
  type FixToJudge,
  type JudgedFix,
  type JudgeWorld,
  type TextReading,
} from './fixComparison';
import { VerifyJob } from './verifyJob';

const nothingBefore = 'What it did before could not be elaborated';

/**
 * What an edit is judged by where the text before could not be elaborated. First the committed text of the lines that it touches, with all else as it is now: what those lines did is known.
 * Where only a few words of them were damaged, an edit of a model that makes them do something else is refused, as is a warning that they did not have; else the difference
 * is told, since whoever wrote them anew meant something else. Then the module's own tests, which an edit of a model may not fail.
 */
export async function judgeRepair(
  fix: FixToJudge,
  findings: readonly Diagnostic[],
  world: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<JudgedFix> {
  if (cannotElaborate(findings, fix.file)) {
    const edit = editedLines(fix.before, fix.after);
    const own = findings.find((one) => one.file === fix.file && one.severity === 'error' && edit.holds(one));
    if (own !== undefined && fix.origin === 'model')
      return { ok: false, reason: `an error is left in it: line ${own.line}: ${own.message}` };
    return { ok: true, findings, behaviour: `${nothingBefore}, and errors are left, so there is nothing to compare yet.` };
  }
  const committed = await besideCommitted(fix, findings, world, { ...limits, seconds: limits.seconds / 2 }, signal);
  if (committed?.ok === false || committed?.isSame === true) return committed;
  const tests = await byTests(fix, world, { ...limits, seconds: limits.seconds / 2 }, signal);
  if (tests?.passed === false && fix.origin === 'model') return { ok: false, reason: tests.words };
  if (committed === undefined && tests === undefined)
    return { ok: true, findings, behaviour: `${nothingBefore}, so there is nothing to compare.` };
  const [begin, verdict] = committed === undefined ? [`${nothingBefore}.`, undefined] : [committed.behaviour, committed.verdict];
  const shown = verdict ?? tests?.verdict;
  return {
    ok: true,
    findings,
    behaviour: [begin, ...(tests === undefined ? [] : [`${tests.words}.`])].join(' '),
    ...(shown === undefined ? {} : { verdict: shown }),
  };
}

/** Undefined where nothing is committed in that place, or it cannot be elaborated either. */
async function besideCommitted(
  fix: FixToJudge,
  findings: readonly Diagnostic[],
  world: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<(JudgedFix & { readonly isSame?: boolean }) | undefined> {
  const { committed } = world;
  const place = committed === undefined ? undefined : withCommittedPlace(fix.first, fix.after, committed, fix.mends.line);
  if (place === undefined) return undefined;
  const reading = world.reading(place.text);
  try {
    const before = await reading.check();
    if (!before.ok || cannotElaborate(before.value, fix.file)) return undefined;
    const edit = editedLines(place.text, fix.after);
    const warning = newFindings(findings, before.value).find(
      (one) => one.file === fix.file && (one.severity === 'warning' || one.severity === 'error') && edit.holds(one),
    );
    if (warning !== undefined && place.isDamage)
      return { ok: false, reason: `it brings what the committed lines did not have: line ${warning.line}: ${warning.message}` };
    return await heldAgainst(fix, findings, { ...place, reading }, world, limits, signal);
  } finally {
    reading.dispose();
  }
}

async function heldAgainst(
  fix: FixToJudge,
  findings: readonly Diagnostic[],
  { text, isDamage, reading }: { readonly text: string; readonly isDamage: boolean; readonly reading: TextReading },
  world: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<(JudgedFix & { readonly isSame?: boolean }) | undefined> {
  const found = await compareModules(text, fix, { ...world, base: reading.project }, limits, signal);
  if (!found.ok) return undefined;
  const differing = found.modules.find(({ verdict }) => verdict.verdict === 'refuted');
  if (differing !== undefined && isDamage && fix.origin === 'model')
    return { ok: false, reason: `it is not what the committed lines in that place did: ${differing.words}` };
  const { behaviour, ...shown } = told(found.modules);
  const isSame = found.modules.every(({ verdict }) => verdict.verdict === 'proved');
  return {
    ok: true,
    isSame,
    findings,
    behaviour: `${nothingBefore}; held against the committed lines in that place: ${behaviour}`,
    ...shown,
  };
}

/** What the tests of the modules around the edit say; undefined without a test that ran. */
async function byTests(
  fix: FixToJudge,
  { parts, toolbox, other }: JudgeWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<{ readonly passed: boolean; readonly words: string; readonly verdict: Verdict } | undefined> {
  const lines = editedLines(fix.first, fix.after);
  const units = other.index
    .modulesOf(fix.file)
    .filter(({ kind, range }) => kind === 'module' && lines.start <= range.end && range.start <= lines.end);
  const verifier = new VerifyJob(parts, other, toolbox);
  let passed: { readonly passed: true; readonly words: string; readonly verdict: Verdict } | undefined;
  for (const { name } of units.slice(0, mostTested)) {
    const within = { ...limits, seconds: Math.max(2, limits.seconds / Math.min(units.length, mostTested)) };
    const outcome = await verifier.verify({ files: [fix.file], top: name }, within, () => undefined, signal);
    if (!outcome.ok) continue;
    const rung = outcome.value.rungs.find((one) => one.name === 'testbench');
    if (rung?.outcome === 'failed')
      return { passed: false, words: `A test of ${name} fails with it: ${rung.detail}`, verdict: outcome.value };
    if (rung?.outcome === 'passed')
      passed ??= { passed: true, words: `The tests of ${name} pass with it: ${rung.detail}`, verdict: outcome.value };
  }
  return passed;
}

/** Modules around an edit whose tests are run. */
const mostTested = 2;
