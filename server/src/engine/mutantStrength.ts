import { withFileText, type CompileUnit } from '../model/compileUnit';
import { mutated, type Mutation } from '../mutate/mutations';
import type { MutantFate, Strength, Verdict } from '../protocol/contract';
import { checkEquivalence } from '../verify/equivalence';
import { isRace } from '../verify/prove/sourceGuards';
import type { VerifyTools } from '../verify/verifyTools';
import { sample } from './sample';

/** Longest that a surviving mutant is held against the original (ms). */
const proofMs = 20_000;

export interface MutantTrial {
  /** The design that passes its testbenches; `path` is the file of it that the faults are put into. */
  readonly unit: CompileUnit;
  readonly path: string;
  readonly mutations: readonly Mutation[];
  /** How many of them are tried. */
  readonly count: number;
  readonly seed: number;
  /** Runs the testbenches on a mutant. */
  judge(mutant: CompileUnit): Promise<Verdict>;
  readonly tools: VerifyTools;
  remainingMs(): number;
}

/**
 * How well testbenches tell faults: each mutant is judged by them, and one that passes is held against the original. Proved equal it was no
 * fault (methods: a substantial share of surviving mutants is); equal but for a race, no testbench can be held to it; refuted, the testbenches are
 * weak there. Ends early when the time is up.
 */
export async function mutantStrength(trial: MutantTrial, signal: AbortSignal): Promise<Strength> {
  const text = trial.unit.files.find((file) => file.path === trial.path)?.text ?? '';
  const strength: Strength = { fates: {}, left: [] };
  for (const mutation of sample(trial.mutations, trial.count, `${trial.seed} ${trial.unit.top ?? ''}`)) {
    if (signal.aborted) break;
    const fate =
      trial.remainingMs() > 1 ? await fateOf(withFileText(trial.unit, trial.path, mutated(text, mutation)), trial, signal) : 'undecided';
    strength.fates[fate] = (strength.fates[fate] ?? 0) + 1;
    if (fate !== 'survived' && fate !== 'undecided') continue;
    const line = text.slice(0, mutation.start).split('\n').length;
    strength.left.push({ file: trial.path, line, operator: mutation.operator, fate });
  }
  return strength;
}

async function fateOf(mutant: CompileUnit, trial: MutantTrial, signal: AbortSignal): Promise<MutantFate> {
  const verdict = await trial.judge(mutant);
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed');
  if (failed !== undefined) return failed.name === 'testbench' ? 'killed' : 'invalid';
  if (verdict.verdict !== 'checked') return isEndless(verdict) ? 'killed' : 'undecided';
  const equal = await checkEquivalence(
    {
      golden: trial.unit,
      candidate: mutant,
      contract: { kind: 'sameCycle' },
      budgetMs: Math.min(proofMs, trial.remainingMs()),
      seed: trial.seed,
    },
    trial.tools,
    () => undefined,
    signal,
  );
  if (equal.verdict === 'proved') return 'equivalent';
  if (equal.withheld !== undefined && equal.verdict !== 'refuted' && equal.withheld.every(isRace)) return 'racy';
  return equal.verdict === 'refuted' ? 'survived' : 'undecided';
}

/** A simulation that does not end fails the test that it keeps from ending; the original's own did end. */
function isEndless(verdict: Verdict): boolean {
  const rung = verdict.rungs.find((one) => one.name === 'testbench');
  return rung?.outcome === 'unknown' && /had not ended|printed without end/.test(rung.detail);
}
