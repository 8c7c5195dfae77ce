import type { CompileUnit } from '../../model/compileUnit';
import type { ModuleInfo } from '../../model/moduleInfo';
import { checkAssertions, type AssertionResult } from '../../verify/checkAssertions';
import type { VerifyTools } from '../../verify/verifyTools';
import { propertyText, type PropertyClock, type ProposedAssertion } from './proposed';

/** What became of a proposal. */
export interface ProposalOutcome {
  readonly proposal: ProposedAssertion;
  readonly outcome: 'proved' | 'bounded' | 'refuted' | 'vacuous' | 'unknown';
  readonly cycles?: number;
  readonly reason: string;
}

export interface ProposalTask {
  readonly unit: CompileUnit;
  readonly module: ModuleInfo;
  readonly clock: PropertyClock;
  readonly proposals: readonly ProposedAssertion[];
  readonly budgetMs: number;
}

/**
 * Proves, bounds or refutes proposals where they would look: inside the module. Those that hold are asked for a second time together, without the others, since they
 * support each other. An implication whose condition can be shown never to come true is vacuous.
 */
export async function judgeProposals(task: ProposalTask, tools: VerifyTools, signal: AbortSignal): Promise<ProposalOutcome[]> {
  const ends = Date.now() + task.budgetMs;
  const share = (part: number): number => Math.max(1000, (ends - Date.now()) * part);
  const all = task.proposals.map((proposal) => ({ proposal, text: statementOf(proposal, task.clock) }));
  const first = await run(
    all.map(({ text }) => text),
    share(0.6),
    task,
    tools,
    signal,
  );
  let outcomes = task.proposals.map((proposal, i) => outcomeOf(proposal, first[i]));
  const holding = outcomes.flatMap(({ outcome }, i) => (outcome === 'refuted' || outcome === 'unknown' ? [] : [i]));
  if (holding.length > 0 && holding.length < all.length && outcomes.some(({ outcome }) => outcome === 'bounded') && !signal.aborted) {
    const again = await run(
      holding.map((i) => all[i]?.text ?? ''),
      share(0.6),
      task,
      tools,
      signal,
    );
    outcomes = outcomes.map((one, i) =>
      holding.includes(i) && again[holding.indexOf(i)]?.verdict === 'proved' ? outcomeOf(one.proposal, again[holding.indexOf(i)]) : one,
    );
  }
  return withoutVacuous(outcomes, task, tools, share(0.9), signal);
}

function outcomeOf(proposal: ProposedAssertion, result: Found | undefined): ProposalOutcome {
  if (result === undefined) return { proposal, outcome: 'unknown', reason: 'it was not judged' };
  const { verdict: outcome, reason, cycles } = result;
  return { proposal, outcome, reason, ...(cycles === undefined ? {} : { cycles }) };
}

/** Asks of each condition whether it ever comes true: that it never does is an assertion too. */
async function withoutVacuous(
  outcomes: readonly ProposalOutcome[],
  task: ProposalTask,
  tools: VerifyTools,
  budgetMs: number,
  signal: AbortSignal,
): Promise<ProposalOutcome[]> {
  const asked = outcomes.filter(({ outcome, proposal }) => (outcome === 'proved' || outcome === 'bounded') && proposal.when !== undefined);
  const conditions = [...new Set(asked.map(({ proposal }) => neverText(proposal, task.clock)))];
  if (conditions.length === 0 || signal.aborted) return [...outcomes];
  const found = await run(conditions, budgetMs, task, tools, signal);
  return outcomes.map((one) => {
    if (!asked.includes(one)) return one;
    const never = found[conditions.indexOf(neverText(one.proposal, task.clock))];
    if (never?.verdict === 'refuted') return one;
    if (never?.verdict === 'proved') return { ...one, outcome: 'vacuous', reason: `${one.proposal.when ?? ''} never comes true` };
    return { ...one, reason: `${one.reason}; it is not known whether ${one.proposal.when ?? ''} ever comes true` };
  });
}

function neverText({ when = '', duringReset, ...rest }: ProposedAssertion, clock: PropertyClock): string {
  return statementOf({ ...rest, duringReset, then: `!(${when})`, next: false }, clock);
}

/** The statement as the proof engines read it: functions that they do not know are written out. */
function statementOf(proposal: ProposedAssertion, clock: PropertyClock): string {
  const text = propertyText(proposal, clock)
    .replace(/\$stable\(([^()]+)\)/g, '(($1) == $past($1))')
    .replace(/\$onehot0\(([^()]+)\)/g, "((($1) & (($1) - 1'b1)) == 0)")
    .replace(/\$onehot\(([^()]+)\)/g, "(($1) != 0 && (($1) & (($1) - 1'b1)) == 0)");
  return `assert property (${text});`;
}

type Found = Pick<AssertionResult, 'verdict' | 'reason' | 'cycles'>;

/** Results by the order of the statements, each of which stands on a line of its own before the module's end. */
async function run(
  statements: readonly string[],
  budgetMs: number,
  { unit, module }: ProposalTask,
  tools: VerifyTools,
  signal: AbortSignal,
): Promise<Found[]> {
  const labels = statements.map((_, i) => `signoff_proposal_${i}`);
  const files = unit.files.map((file) =>
    file.path === module.path
      ? {
          ...file,
          text: inserted(
            file.text,
            module,
            statements.map((text, i) => `${labels[i] ?? ''}: ${text}`),
          ),
        }
      : file,
  );
  const report = await checkAssertions({ unit: { ...unit, files }, budgetMs }, tools, signal);
  return labels.map((label) => {
    const own = report.results.filter((one) => one.label === label);
    // The same module may stand in several instances: the worst of them counts.
    const [worst] = own.sort((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict));
    return worst ?? { verdict: 'unknown', reason: report.broken ?? report.stopped ?? 'it was not judged' };
  });
}

const rank = ['refuted', 'unknown', 'bounded', 'proved'];

function inserted(text: string, { range }: ModuleInfo, lines: readonly string[]): string {
  const end = text.lastIndexOf('endmodule', range.end);
  return `${text.slice(0, end)}\n${lines.join('\n')}\n${text.slice(end)}`;
}
