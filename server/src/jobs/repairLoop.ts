import { classify, decidingDiagnostics, guidanceFor } from '../completion/failureClass';
import { rungNames, type Verdict } from '../protocol/contract';
import type { JobAttempt } from '../protocol/jobs';
import { failure, success, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';

/** Texts that were judged. `faults` counts what is wrong at the rung that failed: expectations not met, or diagnostics. */
export interface Trial {
  readonly files: readonly SourceText[];
  readonly verdict: Verdict;
  readonly faults: number;
}

export interface RepairSteps {
  /** The next proposal after what failed so far; a failure ends the loop. */
  propose(best: Trial, failed: readonly JobAttempt[], round: number): Promise<Outcome<Proposal>>;
  judge(files: readonly SourceText[]): Promise<Trial>;
}

export type Proposal = { readonly files: readonly SourceText[] } | { readonly unusable: string };

export interface Repaired {
  readonly best: Trial;
  readonly attempts: readonly JobAttempt[];
  /** Why it ended without a good verdict. */
  readonly ended?: string;
}

/**
 * Repairs texts until a verdict is good. An edit is kept only when it parses and what is wrong does not grow (MAGE's rule: no rung lower, no more
 * faults on the same one); else the texts before it stay and it is remembered as tried. Ends when proposals end or the same failure comes twice.
 */
export async function repair(first: Trial, steps: RepairSteps, mostRounds: number): Promise<Repaired> {
  let best = first;
  const attempts: JobAttempt[] = [];
  for (let round = 1; round <= mostRounds && !isGood(best.verdict); round++) {
    if (best.verdict.verdict === 'broken' || best.verdict.verdict === 'unknown') return { best, attempts, ended: best.verdict.reason };
    const proposal = await steps.propose(best, attempts, round);
    if (!proposal.ok) return { best, attempts, ended: proposal.message };
    if ('unusable' in proposal.value) {
      attempts.push({ what: `repair ${round}`, outcome: 'unusable', detail: proposal.value.unusable });
      if (twice(attempts)) return { best, attempts, ended: 'the same failure came twice' };
      continue;
    }
    const trial = await steps.judge(proposal.value.files);
    const kept = isGood(trial.verdict) || notWorse(trial, best);
    attempts.push({ what: `repair ${round}`, outcome: kept ? 'accepted' : 'rolledBack', detail: trial.verdict.reason });
    if (kept) best = trial;
    if (!isGood(best.verdict) && twice(attempts)) return { best, attempts, ended: 'the same failure came twice' };
  }
  return isGood(best.verdict) ? { best, attempts } : { best, attempts, ended: 'no repair passed' };
}

export function isGood(verdict: Verdict): boolean {
  return verdict.verdict === 'checked' || verdict.verdict === 'proved';
}

/** It parses, fails on no lower rung, and has no more faults on the same one. */
function notWorse(trial: Trial, best: Trial): boolean {
  const [now, before] = [failedRung(trial.verdict), failedRung(best.verdict)];
  if (now === 0 && before > 0) return false;
  return now > before || (now === before && trial.faults <= best.faults);
}

function failedRung(verdict: Verdict): number {
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed' || rung.outcome === 'broken');
  return failed === undefined ? rungNames.length : rungNames.indexOf(failed.name);
}

function twice(attempts: readonly JobAttempt[]): boolean {
  const [last, before] = [attempts.at(-1), attempts.at(-2)];
  return last !== undefined && before !== undefined && last.detail === before.detail && last.outcome === before.outcome;
}

/** What is wrong at the rung that failed: tests that did not pass, else errors, at least 1. */
export function faultsOf(verdict: Verdict): number {
  if (isGood(verdict)) return 0;
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed');
  if (failed === undefined) return 1;
  if (failed.tests !== undefined && failed.tests.total > failed.tests.passed) return failed.tests.total - failed.tests.passed;
  return Math.max(1, failed.diagnostics.filter(({ severity }) => severity === 'error').length);
}

/** Lines around an error that are shown, before and behind it. */
const reach = 5;

/** The tools' words on a trial, for the model that repairs it: findings with lines, the code around them with the faulty lines marked, and guidance by class of failure. */
export function toolWords({ verdict, files }: Trial, nameOf: (path: string) => string): { findings: string; guidance: readonly string[] } {
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed');
  const found = decidingDiagnostics(verdict).slice(0, 8);
  const findings = found.map((one) => `${nameOf(one.file)} line ${one.line}: ${one.message}`);
  const lines = failed?.lines?.slice(0, 12) ?? [];
  const excerpts = files.flatMap((file) => {
    const faulty = found.filter((one) => one.file === file.path).map(({ line }) => line);
    return faulty.length === 0 ? [] : [`around the faults of ${nameOf(file.path)}:`, excerpt(file.text, faulty)];
  });
  const guidance = guidanceFor(
    classify(
      verdict,
      files.some(({ text }) => /\bor\s+(?:posedge|negedge)\b/.test(text)),
    ),
  );
  return {
    findings: [`${failed?.name ?? 'verdict'}: ${failed?.detail ?? verdict.reason}`, ...findings, ...lines, ...excerpts].join('\n'),
    guidance,
  };
}

function excerpt(text: string, faulty: readonly number[]): string {
  return text
    .split(/\r?\n/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ number }) => faulty.some((one) => Math.abs(one - number) <= reach))
    .map(({ line, number }) => `${faulty.includes(number) ? '>' : ' '} ${number}| ${line}`)
    .join('\n');
}

/** Marks of an edit in a reply: what stands there now, once, and what shall stand there. */
const block = /^<{4,}[^\n]*\n([^]*?)\n?^={4,}[^\n]*\n([^]*?)\n?^>{4,}[^\n]*$/gm;

/** Whether a reply holds edits rather than whole modules. */
export function hasEdits(reply: string): boolean {
  return new RegExp(block.source, 'm').test(reply);
}

/** Applies the edits of a reply; each must name a stretch that stands in exactly one place of all the files. */
export function applyBlocks(files: readonly SourceText[], reply: string): Outcome<SourceText[]> {
  let changed = [...files];
  for (const [, old = '', text = ''] of reply.matchAll(block)) {
    const places = changed.flatMap((file) => offsetsOf(file.text, old).map((at) => ({ file, at })));
    const [place] = places;
    const quoted = old.split('\n')[0]?.trim() ?? '';
    if (old.trim() === '' || place === undefined) return failure(`an edit quotes "${quoted}", which does not stand in the code`);
    if (places.length > 1) return failure(`an edit quotes "${quoted}", which stands in ${places.length} places`);
    changed = changed.map((file) =>
      file === place.file ? { ...file, text: file.text.slice(0, place.at) + text + file.text.slice(place.at + old.length) } : file,
    );
  }
  return success(changed);
}

function offsetsOf(text: string, part: string): number[] {
  const found: number[] = [];
  if (part === '') return found;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** The design units of a reply as text: fences and words around them are left out. Undefined when there is none. */
export function unitsInReply(reply: string): string | undefined {
  const fenced = [...reply.matchAll(/```[^\n]*\n([^]*?)```/g)]
    .map(([, inner]) => inner ?? '')
    .filter((inner) => /\bendmodule\b|\bendpackage\b/.test(inner));
  const text = fenced.length > 0 ? fenced.join('\n') : reply;
  const start = text.search(/^[ \t]*(?:`\w+|\/\/|\(\*|module\b|package\b|import\b)/m);
  const end = Math.max(text.lastIndexOf('endmodule'), text.lastIndexOf('endpackage'));
  if (start < 0 || end < start) return undefined;
  const close = /^end(?:module|package)(?:[ \t]*:[ \t]*\w+)?/.exec(text.slice(end))?.[0] ?? '';
  return `${text.slice(start, end + close.length)}\n`;
}
