import { eachOf } from '../base/eachOf';
import { failure, success, type Outcome } from '../base/outcome';
import { classify } from '../completion/failureClass';
import type { CompileUnit } from '../model/compileUnit';
import { sourceMutations } from '../mutate/sourceMutations';
import type { MutantFate, Verdict } from '../protocol/contract';
import type { BenchCaseResult, BenchResult } from '../protocol/tests';
import type { ParsedFile } from '../syntax/parsedFile';
import { climb } from '../verify/ladder';
import type { VerifyTools } from '../verify/verifyTools';
import { suites, type BenchCase } from './benchmarks/suite';
import type { Progress, RunLimits } from './engine';
import { mutantStrength } from './mutantStrength';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import type { Toolbox } from './toolbox';
import { underText } from './underText';

export interface BenchRequest {
  readonly suite: string;
  /** Folder of the data. */
  readonly data: string;
  /** Who answers: the suite's own references, or these with one fault each. */
  readonly provider: 'reference' | 'mutants';
  /** Only cases whose id matches. */
  readonly cases?: RegExp;
  /** Mutants per case. */
  readonly mutants: number;
  /** Cases at work at once. */
  readonly jobs: number;
}

/** Longest that one answer may be judged (ms). VerilogEval stops a simulation after 30 s. */
const answerMs = 60_000;

/** Runs a published benchmark through the ladder. What the time did not suffice for is `unknown`. */
export class BenchJob {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  async run(request: BenchRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<BenchResult>> {
    const suite = suites.find((one) => one.name === request.suite);
    if (suite === undefined) {
      const names = suites.map((one) => one.name).join(', ');
      return failure(`there is no benchmark ${request.suite}`, `There are: ${names}.`);
    }
    const found = await suite.cases(request.data, this.parts.workspace);
    if (!found.ok) return found;
    const cases = found.value.filter((one) => request.cases?.test(one.id) ?? true);
    if (cases.length === 0) return failure(`no case of ${request.suite} matches ${String(request.cases)}`, 'Mend --cases.');
    const tools = await this.toolbox.select(limits.tools);
    if (tools.icarus === undefined)
      return failure('the testbenches need Icarus Verilog', 'Install it: apt install iverilog, brew install icarus-verilog.');
    const deadline = this.parts.now() + limits.seconds * 1000;
    const { parts, project } = this;
    const results = await eachOf(cases, request.jobs, async (one) => {
      const run = new CaseRun(one, { parts, project, tools, limits, deadline }, signal);
      const result = request.provider === 'reference' ? await run.reference() : await run.mutants(request.mutants);
      progress({ message: `${one.id}: ${result.verdict} ${result.class}${result.class === '.' ? '' : ` ${result.reason}`}` });
      return result;
    });
    return success({
      ...countsOf(results),
      suite: request.suite,
      provider: request.provider,
      cases: results,
      tools: [`icarus ${tools.icarus.version}`, `yosys ${tools.yosys.version}`],
    });
  }
}

interface CaseDeps {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly tools: VerifyTools;
  readonly limits: RunLimits;
  readonly deadline: number;
}

class CaseRun {
  constructor(
    private readonly one: BenchCase,
    private readonly deps: CaseDeps,
    private readonly signal: AbortSignal,
  ) {}

  /** The reference as the answer: what the suite and its tools can be asked at most. */
  async reference(): Promise<BenchCaseResult> {
    const verdict = await this.judge(this.answerOf(this.one.reference.text));
    return { id: this.one.id, verdict: verdict.verdict, class: classOf(verdict), reason: verdict.reason };
  }

  /** How many of the reference's mutants the testbench tells from it; those that behave alike are set apart by proof. */
  async mutants(count: number): Promise<BenchCaseResult> {
    const { id } = this.one;
    const good = await this.reference();
    if (good.verdict !== 'checked') return { ...good, reason: `the reference itself: ${good.reason}`, mutants: {} };
    const text = this.answerOf(this.one.reference.text);
    const { tools, limits } = this.deps;
    const trial = {
      unit: this.unitOf(text),
      path: this.path,
      mutations: this.withAnswer(text, (file) => sourceMutations(file, this.one.design)),
      count,
      seed: limits.seed,
      judge: (mutant: CompileUnit) => this.judge(mutant.files[0]?.text ?? ''),
      tools,
      remainingMs: () => this.remainingMs(),
    };
    const { fates, left } = await mutantStrength(trial, this.signal);
    const weak = (fates.survived ?? 0) > 0;
    const open = (fates.undecided ?? 0) > 0;
    return {
      id,
      verdict: weak ? 'refuted' : open ? 'unknown' : 'checked',
      class: weak ? 'R' : open ? 'T' : '.',
      reason:
        left.length === 0
          ? 'no mutant that differs passed the testbench'
          : left.map(({ line, operator, fate }) => `line ${line}: ${operator} ${fate}`).join('; '),
      mutants: fates,
    };
  }

  /** What is found in an answer while it stands in the project. */
  private withAnswer<T>(text: string, work: (file: ParsedFile) => T): T {
    const { parts, project } = this.deps;
    return underText(parts.overlay, this.path, text, () => work(project.index.parse(this.path)));
  }

  /** A reference under the name of the design under test. */
  private answerOf(text: string): string {
    return text.replace(new RegExp(`\\b${this.one.reference.module}\\b`, 'g'), this.one.design);
  }

  /** A path that no file has: the answer is never written to the data. */
  private get path(): string {
    return `${this.one.reference.path}.answer.sv`;
  }

  private unitOf(text: string): CompileUnit {
    return { files: [{ path: this.path, text }], includes: [], includeDirs: [], defines: {}, top: this.one.design };
  }

  private remainingMs(): number {
    return Math.max(1, this.deps.deadline - this.deps.parts.now());
  }

  private judge(text: string): Promise<Verdict> {
    const { testbench, reference } = this.one;
    const { project, tools, limits } = this.deps;
    const unit = this.unitOf(text);
    const [syntax, expanded] = this.withAnswer(text, (file) => [
      syntaxDiagnostics(project.index, this.path),
      [{ path: this.path, text: file.pre.text }],
    ]);
    const files = [...unit.files, reference, testbench].map((file) => ({ path: file.path, text: file.text }));
    const request = {
      unit,
      origin: 'candidate' as const,
      syntax: () => syntax,
      expanded: () => expanded,
      contract: { kind: 'newCode' as const },
      testbenches: [{ name: testbench.module, path: testbench.path, unit: { ...unit, files, top: testbench.module }, named: true }],
      budgetMs: Math.min(answerMs, this.remainingMs()),
      seed: limits.seed,
      maxRung: 'testbench' as const,
    };
    return climb(request, tools, () => undefined, this.signal);
  }
}

function classOf(verdict: Verdict): string {
  if (verdict.verdict === 'checked' || verdict.verdict === 'proved') return '.';
  return classify(verdict)[0] ?? 'C';
}

function countsOf(results: readonly BenchCaseResult[]): Pick<BenchResult, 'total' | 'passed' | 'failed' | 'unknown' | 'classes'> {
  const classes: Record<string, number> = {};
  for (const one of results) if (one.class !== '.') classes[one.class] = (classes[one.class] ?? 0) + 1;
  if (results.some((one) => one.mutants !== undefined)) {
    const sum = (fate: MutantFate): number => results.reduce((total, one) => total + (one.mutants?.[fate] ?? 0), 0);
    const [passed, failed, unknown] = [sum('killed'), sum('survived'), sum('undecided')];
    return { total: passed + failed + unknown, passed, failed, unknown, classes };
  }
  const count = (...kinds: readonly Verdict['verdict'][]): number => results.filter((one) => kinds.includes(one.verdict)).length;
  return {
    total: results.length,
    passed: count('checked', 'proved'),
    failed: count('refuted'),
    unknown: count('unknown', 'broken'),
    classes,
  };
}
