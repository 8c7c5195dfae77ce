import { rungNames, type Contract, type Diagnostic, type Rung, type RungName, type Verdict, type VerdictKind } from '../protocol/contract';
import { checkAssertions, mayAssert, type AssertionReport } from './checkAssertions';
import { assertionsRung } from './checks/assertions';
import { checkAnalysis } from './checks/analysis';
import { newFindings } from './checks/newFindings';
import { screenAuthor, screenDesign } from './checks/screening';
import { checkTestbenches } from './checks/testbench';
import { checkEquivalence } from './equivalence';
import type { EquivalenceResult } from './equivalenceRequest';
import type { LadderRequest } from './ladderRequest';
import type { VerifyTools } from './verifyTools';

export type { LadderRequest, TestbenchUnit } from './ladderRequest';

/**
 * Climbs the six rungs in order: parse, elaborate, lint, testbench, simulate, prove. A failed or broken rung ends the climb; an
 * unknown one caps the verdict at unknown, though what is above it is still asked (it may refute). `onRung` is called as each
 * rung ends. Always resolves to a verdict within the budget, also when a tool fails or the signal aborts; nothing is guessed.
 *
 * - Edits (`before` given): only new findings count, and a new latch, second driver or combinational loop refutes; in new code a value cut off too.
 * - No edit (`verify`, `judge`): errors refute, lint warnings are findings that do not.
 * - What is missing from the project makes the verdict unknown, never refuted.
 * - RTL that screening refuses never runs: it refutes a candidate, and makes the verdict on an author's design unknown.
 */
export async function climb(
  request: LadderRequest,
  tools: VerifyTools,
  onRung: (rung: Rung) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  const climber = new Climb(request, tools, onRung, signal);
  return climber.run();
}

class Climb {
  private readonly rungs: Rung[] = [];
  private readonly deadline: number;
  private equivalence: EquivalenceResult | undefined;
  private assertions: AssertionReport | undefined;
  private screened: readonly Diagnostic[] = [];

  constructor(
    private readonly request: LadderRequest,
    private readonly tools: VerifyTools,
    private readonly onRung: (rung: Rung) => void,
    private readonly signal: AbortSignal,
  ) {
    this.deadline = performance.now() + request.budgetMs;
  }

  async run(): Promise<Verdict> {
    for (const step of [() => this.structure(), () => this.testbench(), () => this.compare()]) {
      if (this.signal.aborted) return this.verdict('unknown', 'cancelled');
      await step();
      const ended = this.rungs.find((rung) => rung.outcome === 'failed' || rung.outcome === 'broken');
      if (ended !== undefined) break;
    }
    return this.conclude();
  }

  private readonly remainingMs = (): number => Math.max(1, this.deadline - performance.now());

  private wants(rung: RungName): boolean {
    return this.request.maxRung === undefined || rungNames.indexOf(rung) <= rungNames.indexOf(this.request.maxRung);
  }

  private add(rung: Rung): void {
    if (!this.wants(rung.name)) return;
    this.rungs.push(rung);
    this.onRung(rung);
  }

  /** Parse, elaborate, lint, and the screening that decides whether anything may run. */
  private async structure(): Promise<void> {
    const started = performance.now();
    const { request } = this;
    const problems = request.syntax(request.unit).filter((one) => one.severity === 'error');
    const fresh = newFindings(problems, request.before === undefined ? [] : request.syntax(request.before));
    const parse = parseRung(fresh, performance.now() - started);
    if (fresh.length === 0) this.add(parse);
    // The tools work while the text is screened: they read it, and nothing of it runs.
    const analysis = request.maxRung === 'parse' ? undefined : checkAnalysis(request, this.tools, this.remainingMs, this.signal);
    this.screened = screenDesign(request);
    if (analysis === undefined) {
      if (fresh.length > 0) this.add(parse);
      return;
    }
    const { elaborate, lint, cleanSlang } = await analysis;
    if (fresh.length > 0 && elaborate.outcome === 'passed' && cleanSlang) {
      // Our grammar knows the structure of nearly all code, slang the language: it has the last word on what is legal, when it is content with all of it.
      this.add({ ...parse, outcome: 'passed', detail: 'slang accepts what our own grammar stumbles over' });
    } else if (fresh.length > 0) {
      this.add(parse);
      return;
    }
    this.add(elaborate);
    if (elaborate.outcome === 'failed' || elaborate.outcome === 'broken') return;
    this.add(this.screened.length > 0 && request.origin === 'candidate' ? refusedRung(this.screened) : lint);
  }

  private async testbench(): Promise<void> {
    if (!this.wants('testbench')) return;
    if (this.screened.length > 0) {
      this.add({ ...refusedRung(this.screened), name: 'testbench', outcome: 'unknown' });
      return;
    }
    this.add(await checkTestbenches(this.request, this.tools, this.remainingMs, this.signal));
  }

  /** Simulate and prove. */
  private async compare(): Promise<void> {
    const { request } = this;
    if (!this.wants('simulate')) return;
    const skipped = (detail: string): void => {
      for (const name of ['simulate', 'prove'] as const) this.add({ name, outcome: 'skipped', ms: 0, detail, diagnostics: [] });
    };
    const without = request.golden === undefined ? 'there is no golden to compare with' : 'new code claims no equality';
    if (request.golden === undefined || request.contract.kind === 'newCode') {
      if (!this.mayJudgeAssertions()) return skipped(without);
      this.add({ name: 'simulate', outcome: 'skipped', ms: 0, detail: without, diagnostics: [] });
      return this.judgeAssertions();
    }
    const refused = [...this.screened, ...screenAuthor(request.golden)];
    if (refused.length > 0) return skipped(`not run: ${refused[0]?.message ?? ''}`);
    this.equivalence = await this.checkEquivalence(request.golden, request.contract);
    if (this.equivalence === undefined) return;
    // Rungs that the comparison could not show as they ended (a cached result) still belong to the record.
    for (const rung of this.equivalence.rungs) if (!this.rungs.some((known) => known.name === rung.name)) this.add(rung);
  }

  /** An edit is not blamed for what the author's assertions said before it; where there is a golden, equality is what was asked. */
  private mayJudgeAssertions(): boolean {
    const { request } = this;
    return (
      this.wants('prove') && request.before === undefined && this.screened.length === 0 && this.tools.yosys.slang && mayAssert(request.unit)
    );
  }

  private async judgeAssertions(): Promise<void> {
    const started = performance.now();
    const { unit, hints } = this.request;
    const asked = { unit, budgetMs: this.remainingMs(), ...(hints === undefined ? {} : { hints }) };
    this.assertions = await checkAssertions(asked, this.tools, this.signal);
    this.add(assertionsRung(this.assertions, this.tools.yosys, performance.now() - started));
  }

  private async checkEquivalence(
    golden: NonNullable<LadderRequest['golden']>,
    contract: LadderRequest['contract'],
  ): Promise<EquivalenceResult | undefined> {
    try {
      const equivalenceRequest = {
        golden,
        candidate: this.request.unit,
        contract,
        ...this.request.hints,
        budgetMs: this.remainingMs(),
        seed: this.request.seed,
      };
      return await checkEquivalence(equivalenceRequest, this.tools, (rung) => this.add(rung), this.signal);
    } catch (error) {
      if (this.signal.aborted) return undefined;
      const detail = `the comparison failed: ${error instanceof Error ? error.message : String(error)}`;
      this.add({ name: 'simulate', outcome: 'broken', ms: 0, detail, diagnostics: [] });
      return undefined;
    }
  }

  private conclude(): Verdict {
    const first = (outcome: Rung['outcome']): Rung | undefined => this.rungs.find((rung) => rung.outcome === outcome);
    const failed = first('failed');
    const { equivalence } = this;
    if (this.signal.aborted && failed === undefined) return this.verdict('unknown', 'cancelled');
    if (equivalence?.verdict === 'refuted') return this.verdict('refuted', equivalence.reason);
    if (failed !== undefined) return this.verdict('refuted', `${failed.name}: ${failed.detail}`);
    const broken = first('broken');
    if (broken !== undefined) return this.verdict('broken', `${broken.name}: ${broken.detail}`);
    const unknown = this.rungs.find((rung) => rung.outcome === 'unknown' && rung.name !== 'simulate' && rung.name !== 'prove');
    if (unknown !== undefined) return this.verdict('unknown', `${unknown.name}: ${unknown.detail}`);
    if (equivalence !== undefined) return this.verdict(equivalence.verdict, equivalence.reason);
    return this.withoutComparison();
  }

  /** No golden was compared: new code is checked by what passed; a claim of equality stays open. */
  private withoutComparison(): Verdict {
    const { contract, golden } = this.request;
    const claimsEquality = contract.kind === 'sameCycle' || contract.kind === 'latency';
    if (this.wants('simulate') && (claimsEquality || golden !== undefined) && contract.kind !== 'newCode') {
      const why = this.rungs.find((rung) => rung.name === 'simulate')?.detail ?? 'nothing compared it with the golden';
      return this.verdict('unknown', `simulate: ${why}`);
    }
    if (!this.wants('lint')) return this.verdict('unknown', 'only the first rungs were asked for');
    const tested = this.rungs.find((rung) => rung.name === 'testbench');
    const tests =
      tested?.outcome === 'passed' ? ` and passed its testbench (${tested.detail})` : tested === undefined ? '' : `; ${tested.detail}`;
    const judged = this.rungs.find((rung) => rung.name === 'prove' && rung.outcome !== 'skipped');
    const asserted = judged === undefined ? '' : `; ${judged.detail}`;
    return this.verdict('checked', `it parses, elaborates and lints${tests}${asserted}`);
  }

  private verdict(kind: VerdictKind, reason: string): Verdict {
    const answered = this.rungs.filter((rung) => rung.outcome === 'passed' || rung.outcome === 'failed');
    const reached = rungNames.findLast((name) => answered.some((rung) => rung.name === name)) ?? 'parse';
    const top = this.request.unit.top;
    return {
      verdict: kind,
      reached,
      contract: this.equivalence?.contract ?? plainContract(this.request.contract),
      rungs: this.rungs,
      reason,
      ...(kind === 'refuted' ? this.difference() : {}),
      ...(top === undefined ? {} : { module: top }),
    };
  }

  /** The counterexample with its waveform as VCD text; whoever may write files puts a path in its place. */
  private difference(): Pick<Verdict, 'counterexample'> {
    const { counterexample: found, vcdText: text } = this.equivalence ?? this.assertions ?? {};
    if (found === undefined) return {};
    return { counterexample: text === undefined ? found : { ...found, vcd: text } };
  }
}

function parseRung(fresh: readonly Diagnostic[], ms: number): Rung {
  const first = fresh[0];
  return {
    name: 'parse',
    outcome: first === undefined ? 'passed' : 'failed',
    tool: 'signoff',
    ms,
    detail: first === undefined ? 'no syntax errors' : `line ${first.line}: ${first.message}`,
    diagnostics: [...fresh],
  };
}

function refusedRung(screened: readonly Diagnostic[]): Rung {
  const first = screened[0];
  return {
    name: 'lint',
    outcome: 'failed',
    tool: 'signoff',
    ms: 0,
    detail: `never run: ${first?.message ?? ''} (${first?.code ?? ''}, line ${first?.line ?? 0})`,
    diagnostics: [...screened],
  };
}

/** `auto` that was never resolved reads as latency 0. */
function plainContract(contract: LadderRequest['contract']): Contract {
  return contract.kind === 'latency' ? { kind: 'latency', cycles: contract.cycles === 'auto' ? 0 : contract.cycles } : contract;
}
