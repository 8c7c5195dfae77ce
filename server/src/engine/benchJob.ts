import { eachOf } from '../base/eachOf';
import { failure, success, type Outcome } from '../base/outcome';
import type { ModelAccess } from '../llm/modelAccess';
import type { CompileUnit } from '../model/compileUnit';
import { sourceMutations } from '../mutate/sourceMutations';
import type { MutantFate, Verdict } from '../protocol/contract';
import type { BenchCaseResult, BenchResult, BenchSample } from '../protocol/tests';
import type { VerifyTools } from '../verify/verifyTools';
import { Answers, classOf, type BenchWorld } from './benchmarks/answers';
import { completionTasks, type Completes } from './benchmarks/completionTasks';
import { answerTask } from './benchmarks/modelAnswers';
import { runSamples, type BenchTask } from './benchmarks/samples';
import { suites, type BenchCase } from './benchmarks/suite';
import type { Progress, RunLimits } from './engine';
import { mutantStrength } from './mutantStrength';
import type { EngineParts } from './parts';
import type { Project } from './project';
import type { Toolbox } from './toolbox';

export interface BenchRequest {
  readonly suite: string;
  /** Folder of the data. */
  readonly data: string;
  /** Who answers: the suite's own references, these with one fault each, or the model that was chosen. */
  readonly provider: 'reference' | 'mutants' | 'model';
  /** Only cases whose id matches. */
  readonly cases?: RegExp;
  /** Mutants per case; of masked completion, places of each kind. */
  readonly mutants: number;
  readonly places: number;
  /** Cases at work at once. */
  readonly jobs: number;
  /** Of the model: answers to each case, and whether facts of graphs and the words of tools help it. */
  readonly samples: number;
  readonly graph: boolean;
  readonly loop: boolean;
  /** Answers of an earlier run, and who is told of each new one. */
  readonly kept?: ReadonlyMap<string, BenchSample>;
  keep?(sample: BenchSample): void;
}

/** The name under which masked places of a folder are completed. */
const completion = 'completion';

/** Runs a published benchmark through the ladder. What the time did not suffice for is `unknown`. */
export class BenchJob {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
    private readonly model: ModelAccess | undefined,
    private readonly completes: Completes,
  ) {}

  async run(request: BenchRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<BenchResult>> {
    const { parts, project, model } = this;
    if (request.provider === 'model' && model === undefined)
      return failure(
        'no model was chosen',
        'Name one with --model, for example --model anthropic, or --model anthropic:NAME at ANTHROPIC_BASE_URL.',
      );
    const tools = await this.toolbox.select(limits.tools);
    const world = { parts, project, tools, limits, deadline: parts.now() + limits.seconds * 1000 };
    if (request.suite === completion) return this.complete(request, world, progress, signal);
    const cases = await this.casesOf(request);
    if (!cases.ok) return cases;
    if (tools.icarus === undefined)
      return failure('the testbenches need Icarus Verilog', 'Install it: apt install iverilog, brew install icarus-verilog.');
    if (request.provider === 'model' && model !== undefined)
      return this.asked(
        cases.value.map((one) => answerTask(one, world, model, request)),
        request,
        world,
        progress,
        signal,
      );
    const results = await eachOf(cases.value, request.jobs, async (one) => {
      const run = new CaseRun(one, world, signal);
      const result = request.provider === 'reference' ? await run.reference() : await run.mutants(request.mutants);
      progress({ message: `${one.id}: ${result.verdict} ${result.class}${result.class === '.' ? '' : ` ${result.reason}`}` });
      return result;
    });
    return success({
      ...countsOf(results),
      suite: request.suite,
      provider: request.provider,
      cases: results,
      tools: toolsOf(tools),
    });
  }

  private async casesOf(request: BenchRequest): Promise<Outcome<BenchCase[]>> {
    const suite = suites.find((one) => one.name === request.suite);
    if (suite === undefined) {
      const names = [...suites.map((one) => one.name), completion].join(', ');
      return failure(`there is no benchmark ${request.suite}`, `There are: ${names}.`);
    }
    const found = await suite.cases(request.data, this.parts.workspace);
    if (!found.ok) return found;
    const cases = found.value.filter((one) => request.cases?.test(one.id) ?? true);
    if (cases.length === 0) return failure(`no case of ${request.suite} matches ${String(request.cases)}`, 'Mend --cases.');
    return success(cases);
  }

  /** What was masked in a folder's modules, completed by the model or, with the provider `reference`, by the built-in templates. */
  private async complete(request: BenchRequest, world: BenchWorld, progress: Progress, signal: AbortSignal): Promise<Outcome<BenchResult>> {
    if (request.provider === 'mutants') return failure('masked completion has no mutants', 'Use --provider model or --provider reference.');
    const tasks = await completionTasks(request, world, this.completes);
    if (!tasks.ok) return tasks;
    return this.asked(tasks.value, request, world, progress, signal);
  }

  private async asked(
    tasks: readonly BenchTask[],
    request: BenchRequest,
    world: BenchWorld,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Outcome<BenchResult>> {
    const { suite, provider, samples, jobs, graph, loop, kept = new Map() } = request;
    const run = {
      ...{ samples, jobs, kept },
      keep: (sample: BenchSample) => request.keep?.(sample),
      progress: (message: string) => progress({ message }),
      timeIsUp: () => world.parts.now() >= world.deadline,
    };
    const found = await runSamples(tasks, run, signal);
    const model = provider === 'model' && this.model !== undefined ? this.model.id : 'builtin';
    return success({ ...found, suite, provider, model, graph, loop, tools: toolsOf(world.tools) });
  }
}

function toolsOf({ icarus, yosys }: VerifyTools): string[] {
  return [...(icarus === undefined ? [] : [`icarus ${icarus.version}`]), `yosys ${yosys.version}`];
}

class CaseRun {
  private readonly answers: Answers;

  constructor(
    private readonly one: BenchCase,
    private readonly world: BenchWorld,
    private readonly signal: AbortSignal,
  ) {
    this.answers = new Answers(one, world, signal);
  }

  /** The reference as the answer: what the suite and its tools can be asked at most. */
  async reference(): Promise<BenchCaseResult> {
    const verdict = await this.judge(this.answers.reference);
    return { id: this.one.id, verdict: verdict.verdict, class: classOf(verdict), reason: verdict.reason };
  }

  /** How many of the reference's mutants the testbench tells from it; those that behave alike are set apart by proof. */
  async mutants(count: number): Promise<BenchCaseResult> {
    const { id, design } = this.one;
    const good = await this.reference();
    if (good.verdict !== 'checked') return { ...good, reason: `the reference itself: ${good.reason}`, mutants: {} };
    const { answers } = this;
    const { tools, limits, project } = this.world;
    const files = [{ path: answers.path, text: answers.reference }];
    const trial = {
      unit: answers.unitOf(files, design),
      path: answers.path,
      mutations: answers.withFiles(files, () => sourceMutations(project.index.parse(answers.path), design)),
      count,
      seed: limits.seed,
      judge: (mutant: CompileUnit) => this.judge(mutant.files[0]?.text ?? ''),
      tools,
      remainingMs: () => answers.remainingMs(),
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

  private judge(text: string): Promise<Verdict> {
    return this.answers.score([{ path: this.answers.path, text }]);
  }
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
