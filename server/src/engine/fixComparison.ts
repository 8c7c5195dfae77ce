import { LineIndex } from '../base/lines';
import type { Outcome } from '../base/outcome';
import { behaviourWords } from '../jobs/review/behaviourWords';
import type { Diagnostic, Verdict } from '../protocol/contract';
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
  readonly origin: 'rule' | 'model';
  /** The text before the first edit of the job. */
  readonly first: string;
}

export interface JudgeWorld {
  readonly parts: EngineParts;
  readonly toolbox: Toolbox;
  /** The project before the edit and with it. */
  readonly base: Project;
  readonly other: Project;
  /** The findings with the edit. */
  readonly check: () => Promise<Outcome<Diagnostic[]>>;
  /** The file as it was committed last; undefined where it was not. */
  readonly committed: string | undefined;
  /** The project with another text of the file. */
  readonly reading: (text: string) => TextReading;
}

/** The project with one text of the file, and what tools say of it. */
export interface TextReading {
  readonly project: Project;
  readonly check: () => Promise<Outcome<Diagnostic[]>>;
  dispose(): void;
}

export type JudgedFix =
  | { readonly ok: true; readonly findings: readonly Diagnostic[]; readonly behaviour: string; readonly verdict?: Verdict }
  | { readonly ok: false; readonly reason: string };

/** Whether errors of a file keep what it does from being known. */
export function cannotElaborate(found: readonly Diagnostic[], path: string): boolean {
  return found.some(({ file, severity, code }) => severity === 'error' && file === path && !code.startsWith('lint/'));
}

/** What differs in the text after from the text before, from the first word to the last. */
export function editedLines(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; holds(place: Pick<Diagnostic, 'line' | 'column'>): boolean } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // Whole words: a tool's place is where the word begins that differs by its last letter.
  let end = after.length - tail;
  while (start > 0 && /\w/.test(after[start - 1] ?? '')) start--;
  while (/\w/.test(after[end] ?? '')) end++;
  const lines = new LineIndex(after);
  return {
    start,
    end,
    holds({ line, column }) {
      const at = lines.offsetAt({ line: line - 1, column: column - 1 });
      return start <= at && at < end;
    },
  };
}

/** What became of the behaviour of a module. */
export interface ComparedModule {
  readonly name: string;
  readonly verdict: Verdict;
  readonly words: string;
}

/** What is said of all of them, and the verdict to show: one that is no proof, where there is one. */
export function told(modules: readonly ComparedModule[]): { readonly behaviour: string; readonly verdict?: Verdict } {
  const shown = modules.find(({ verdict }) => verdict.verdict !== 'proved') ?? modules[0];
  if (shown === undefined) return { behaviour: 'No module reads otherwise, so behaviour is the same.' };
  const behaviour = modules.length === 1 ? shown.words : modules.map(({ name, words }) => `${name}: ${words}`).join(' ');
  return { behaviour, verdict: shown.verdict };
}

/** Each module whose text differs between `golden`, which `base` holds, and the text with the edit. */
export async function compareModules(
  golden: string,
  { file, after }: Pick<FixToJudge, 'file' | 'after'>,
  { parts, toolbox, base, other }: Pick<JudgeWorld, 'parts' | 'toolbox' | 'base' | 'other'>,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly modules: readonly ComparedModule[] } | { readonly ok: false; readonly reason: string }> {
  const { pairs } = changedUnits([{ file, before: golden, after }], base, other);
  if (pairs.some(({ change }) => change === 'added' || change === 'removed'))
    return { ok: false, reason: 'it adds or removes a design unit' };
  const changed = pairs.filter((one) => one.change === 'modified' && one.after?.kind === 'module');
  const verifier = new VerifyJob(parts, other, toolbox);
  const modules: ComparedModule[] = [];
  for (const { before: was, after: unit } of changed) {
    if (was === undefined || unit === undefined) continue;
    const [side, design] = [
      await base.load({ files: [was.path], top: was.name }, signal),
      await other.load({ files: [unit.path], top: unit.name }, signal),
    ];
    if (!side.ok || !design.ok) return { ok: false, reason: `${unit.name} could not be loaded` };
    const within = { ...limits, seconds: limits.seconds / changed.length };
    const against = { design: side.value, project: base };
    const verdict = await verifier.against(design.value, against, { kind: 'sameCycle' }, within, () => undefined, signal);
    const byDefault = unit.parameters.some(({ local }) => !local);
    const words = behaviourWords({ change: 'modified', kind: 'module', verdict, others: [], byDefault });
    modules.push({ name: unit.name, verdict, words });
  }
  return { ok: true, modules };
}
