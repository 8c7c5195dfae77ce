import { success, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import { sourceMutations } from '../mutate/sourceMutations';
import type { Contract, Diagnostic, Strength, Verdict } from '../protocol/contract';
import { checkEquivalence } from '../verify/equivalence';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { climb } from '../verify/ladder';
import type { LadderRequest, TestbenchUnit } from '../verify/ladderRequest';
import type { VerifyTools } from '../verify/verifyTools';
import { withBoundaries } from './boundaries';
import { withCause, type DifferenceGraphs } from './difference';
import type { Progress, RunLimits, VerifyRequest } from './engine';
import { graphIn } from './graphJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import { measureCells } from '../tools/measureCells';
import { mutantStrength } from './mutantStrength';
import { scoreOf, testCounts } from './score';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import { explicitTestbench, findTestbenches } from './testbenches';
import { parametersInUse } from './proveForUsed';
import { sweepParameters, type Sweep, type SweptSet } from './sweepParameters';
import type { Toolbox } from './toolbox';
import { withParameters } from './withParameters';

/** Time kept back from a budget for loading, writing the waveform and printing. */
const reserveMs = 300;

/** Time for parameters that the project uses, where the budget leaves less (ms). */
const leastSweepMs = 5000;

/** `verify`, `equiv` and `judge`: a design and perhaps its golden loaded, climbed, and the verdict told. */
export class VerifyJob {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  async verify(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>> {
    const ends = this.parts.now() + limits.seconds * 1000 - reserveMs;
    const outcome = await this.climbFor(request, 'author', limits, progress, signal);
    if (!outcome.ok) return outcome;
    const { verdict, design, ladder } = outcome.value;
    const tested = verdict.rungs.some((rung) => rung.name === 'testbench' && rung.outcome === 'passed');
    if (request.mutants === undefined || !tested) return success(verdict);
    return success({ ...verdict, strength: await this.strength(request.mutants, { ladder, design, limits, ends }, progress, signal) });
  }

  /** As `verify`, with refused RTL refuted and the graded score added. */
  async judge(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>> {
    const outcome = await this.climbFor(request, 'candidate', limits, progress, signal);
    if (!outcome.ok) return outcome;
    const { verdict, design } = outcome.value;
    const elaborated = verdict.rungs.some((rung) => rung.name === 'elaborate' && rung.outcome === 'passed');
    const cells = elaborated ? await measureCells(design.unit, (await this.toolbox.select(limits.tools)).yosys, signal) : null;
    return success({ ...verdict, score: scoreOf(verdict, request.golden !== undefined, testCounts(verdict), cells) });
  }

  /** What a person asks for when a design passes: would its testbenches notice if it were wrong? */
  private async strength(
    count: number,
    of: { readonly ladder: LadderRequest; readonly design: LoadedDesign; readonly limits: RunLimits; readonly ends: number },
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Strength> {
    const { ladder, design, limits, ends } = of;
    const tools = await this.toolbox.select(limits.tools);
    const { path, name } = design.top;
    const mutations = sourceMutations(this.project.index.parse(path), name);
    const remainingMs = (): number => Math.max(1, ends - this.parts.now());
    let tried = 0;
    const judge = (mutant: CompileUnit): Promise<Verdict> => {
      progress({ message: `${name}: mutant ${++tried} of ${Math.min(count, mutations.length)}` });
      const text = mutant.files.find((file) => file.path === path)?.text ?? '';
      const testbenches = (ladder.testbenches ?? []).map((bench) => ({ ...bench, unit: withFileText(bench.unit, path, text) }));
      // The reading of the original stands for the mutant's: a fault of one token changes nothing that screening looks at.
      const { unit } = ladder;
      const asBefore = { syntax: () => ladder.syntax(unit), expanded: () => ladder.expanded?.(unit) ?? [] };
      const left = Math.max(1, ends - this.parts.now());
      return climb(
        { ...ladder, ...asBefore, unit: mutant, testbenches, budgetMs: left, maxRung: 'testbench' },
        tools,
        () => undefined,
        signal,
      );
    };
    return mutantStrength({ unit: ladder.unit, path, mutations, count, seed: limits.seed, judge, tools, remainingMs }, signal);
  }

  /** The syntax problems of a unit's files as they stand now. */
  syntaxOf(unit: CompileUnit): Diagnostic[] {
    return unit.files.flatMap((file) => syntaxDiagnostics(this.project.index, file.path));
  }

  /** The unit's files after include and macro expansion, for screening. */
  expandedOf(unit: CompileUnit): SourceText[] {
    return unit.files.map((file) => ({ path: file.path, text: this.project.index.parse(file.path).pre.text }));
  }

  private async climbFor(
    request: VerifyRequest,
    origin: LadderRequest['origin'],
    limits: RunLimits,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Outcome<{ verdict: Verdict; design: LoadedDesign; ladder: LadderRequest }>> {
    const started = this.parts.now();
    const loaded = await this.project.load(request, signal);
    if (!loaded.ok) return loaded;
    const goldenLoaded = await this.goldenOf(request, loaded.value, signal);
    if (!goldenLoaded.ok) return goldenLoaded;
    const testbenches = await this.testbenchesFor(request, loaded.value, signal);
    if (!testbenches.ok) return testbenches;
    // A comparison takes cells without a source as the same on both sides, and says so; alone, a design with them is not known whole.
    const compared = <T extends LoadedDesign | undefined>(one: T): T | LoadedDesign =>
      one === undefined || goldenLoaded.value === undefined ? one : withBoundaries(one, this.parts.cellLibraries);
    const [design, golden] = [compared(loaded.value), compared(goldenLoaded.value)];
    const sides = { design, golden, goldenProject: this.project, testbenches: testbenches.value };
    return success({ design, ...(await this.climbLoaded(request, sides, { origin, limits, started }, progress, signal)) });
  }

  /** A module against another version of itself, which another project may hold; what `verify` does with a golden. */
  async against(
    design: LoadedDesign,
    golden: { readonly design: LoadedDesign; readonly project: Project },
    contract: NonNullable<VerifyRequest['contract']>,
    limits: RunLimits,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const sides = { design, golden: golden.design, goldenProject: golden.project, testbenches: [] };
    const how = { origin: 'author' as const, limits, started: this.parts.now() };
    return (await this.climbLoaded({ files: design.files, contract }, sides, how, progress, signal)).verdict;
  }

  /** Two units compared as they stand, without the ladder around it; what keeps the comparison from ending is the reason of an `unknown`. */
  async compareUnits(
    name: string,
    sides: { readonly golden: CompileUnit; readonly candidate: CompileUnit },
    limits: RunLimits,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const contract = { kind: 'sameCycle' } as const;
    const request = { ...sides, contract, budgetMs: limits.seconds * 1000, seed: limits.seed };
    const result = await this.compared(request, contract, await this.toolbox.select(limits.tools), signal);
    const { vcdText, counterexample, ...rest } = result;
    const found =
      counterexample === undefined ? {} : { counterexample: vcdText === undefined ? counterexample : { ...counterexample, vcd: vcdText } };
    return this.finished({ ...rest, ...found, reached: 'prove', rungs: [...rest.rungs], module: name }, () => undefined);
  }

  private async compared(
    request: EquivalenceRequest,
    contract: Contract,
    tools: VerifyTools,
    signal: AbortSignal,
  ): Promise<EquivalenceResult> {
    try {
      return await checkEquivalence(request, tools, () => undefined, signal);
    } catch (error) {
      const reason = signal.aborted ? 'cancelled' : `the comparison failed: ${error instanceof Error ? error.message : String(error)}`;
      return { verdict: 'unknown', contract, rungs: [], reason };
    }
  }

  private async climbLoaded(
    request: VerifyRequest,
    sides: { design: LoadedDesign; golden: LoadedDesign | undefined; goldenProject: Project; testbenches: readonly TestbenchUnit[] },
    how: { readonly origin: LadderRequest['origin']; readonly limits: RunLimits; readonly started: number },
    progress: Progress,
    signal: AbortSignal,
  ): Promise<{ verdict: Verdict; ladder: LadderRequest }> {
    const { design, golden, goldenProject, testbenches } = sides;
    const { origin, limits, started } = how;
    const tools = await this.toolbox.select(limits.tools);
    const ladder: LadderRequest = {
      unit: design.unit,
      origin,
      syntax: (unit) => this.syntaxOf(unit),
      expanded: (unit) => this.expandedOf(unit),
      contract: request.contract ?? defaultContract(golden !== undefined),
      ...(golden === undefined ? {} : { golden: golden.unit }),
      testbenches,
      budgetMs: Math.max(200, limits.seconds * 1000 - (this.parts.now() - started) - reserveMs),
      seed: limits.seed,
      cache: this.toolbox.results,
      hints: {
        ...(request.clocks === undefined ? {} : { clocks: request.clocks }),
        ...(request.resets === undefined ? {} : { resets: request.resets }),
        ...(request.assume === undefined ? {} : { assume: request.assume }),
        ...(request.portMap === undefined ? {} : { portMap: request.portMap }),
      },
    };
    const name = design.top.name;
    const plain = await climb(ladder, tools, (rung) => progress({ message: `${name}: ${rung.name} ${rung.outcome}`, rung }), signal);
    const ends = started + limits.seconds * 1000 - reserveMs;
    // `judge` grades what it was given, whatever lies around it.
    const verdict =
      origin === 'author' && golden !== undefined
        ? await this.swept(plain, { design, golden, goldenProject, ladder, tools, ends }, progress, signal)
        : plain;
    const against = golden === undefined ? {} : { golden: { module: golden.top.name, file: golden.top.path } };
    // The graphs are those of the default parameters.
    const graphs =
      verdict.verdict === plain.verdict
        ? differenceGraphs(request, verdict, { design, golden, project: this.project, goldenProject })
        : () => undefined;
    return { verdict: this.finished({ ...verdict, module: name, ...against }, graphs), ladder };
  }

  /** The verdict on default parameters carried on to the values that the project's instances give. */
  private async swept(
    verdict: Verdict,
    of: {
      design: LoadedDesign;
      golden: LoadedDesign;
      goldenProject: Project;
      ladder: LadderRequest;
      tools: VerifyTools;
      ends: number;
    },
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const { design, golden, goldenProject, ladder, tools, ends } = of;
    const decided = verdict.verdict === 'proved' || verdict.verdict === 'checked';
    if (!decided || golden.top.parameters.concat(design.top.parameters).every((one) => one.local)) return verdict;
    const { index } = this.project;
    const now = this.parts.now();
    // Whoever asked has a verdict by now and waits for more of it.
    const sweepEnds = Math.min(ends, now + Math.max(leastSweepMs, (ends - now) / 10));
    const remainingMs = (): number => sweepEnds - this.parts.now();
    const used = await parametersInUse([golden.top, design.top], this.project, remainingMs() / 2, signal);
    const sets = used.sets.map(({ words, values }): SweptSet => {
      const [first, second] = [withParameters(golden, values, goldenProject.index), withParameters(design, values, index)];
      return first === undefined || second === undefined ? { words } : { words, sides: { golden: first, candidate: second } };
    });
    const compare: Sweep['compare'] = async ({ words }, sides, budgetMs) => {
      progress({ message: `${design.top.name}: with ${words}` });
      const request = { ...sides, contract: ladder.contract, ...ladder.hints, budgetMs, seed: ladder.seed };
      return this.compared(request, verdict.contract, tools, signal);
    };
    return sweepParameters(verdict, { ...used, sets, remainingMs, compare });
  }

  /** Lays the waveform where the user can open it, and says why the sides differ. */
  private finished(verdict: Verdict, graphs: () => DifferenceGraphs | undefined): Verdict {
    const text = verdict.counterexample?.vcd;
    if (verdict.counterexample === undefined || text === undefined || !text.includes('\n')) return verdict;
    const counterexample = { ...withCause(verdict.counterexample, text, graphs()) };
    const path = this.parts.artifacts.save(`${verdict.module ?? 'difference'}.vcd`, text);
    if (path === undefined) delete counterexample.vcd;
    else counterexample.vcd = path;
    return { ...verdict, counterexample };
  }

  private async goldenOf(request: VerifyRequest, design: LoadedDesign, signal: AbortSignal): Promise<Outcome<LoadedDesign | undefined>> {
    const wanted = request.golden ?? (request.findGolden === true ? await this.goldenByName(design) : undefined);
    if (wanted === undefined) return success(undefined);
    if (wanted.top !== undefined) return this.project.load(wanted, signal);
    // The golden is usually called as the candidate is; when it is not, its own only top is meant.
    const same = await this.project.load({ ...wanted, top: design.top.name }, signal);
    return same.ok ? same : this.project.load(wanted, signal);
  }

  /** `fifo_ref` or `fifo_golden` of the project stands for the golden of `fifo`. */
  private async goldenByName(design: LoadedDesign): Promise<{ files: string[]; top: string } | undefined> {
    await this.project.openProjectOf(design.top.path);
    for (const name of [`${design.top.name}_ref`, `${design.top.name}_golden`]) {
      const found = this.project.index.find(name).find((unit) => unit.kind === 'module');
      if (found !== undefined) return { files: [found.path], top: name };
    }
    return undefined;
  }

  private async testbenchesFor(request: VerifyRequest, design: LoadedDesign, signal: AbortSignal): Promise<Outcome<TestbenchUnit[]>> {
    if (request.testbenches === undefined) {
      // Against a golden the comparison is the test; benches that happen to lie about are run for the module alone.
      return success(request.golden === undefined ? await findTestbenches(design, this.project, this.parts.workspace, signal) : []);
    }
    const units: TestbenchUnit[] = [];
    for (const file of request.testbenches) {
      const unit = await explicitTestbench(file, design, this.project, this.parts.workspace, signal);
      if (!unit.ok) return unit;
      units.push(unit.value);
    }
    return success(units);
  }
}

function defaultContract(hasGolden: boolean): Contract {
  return { kind: hasGolden ? 'sameCycle' : 'newCode' };
}

/** The graphs of both sides, and how their names and cycles meet. */
function differenceGraphs(
  request: VerifyRequest,
  { contract }: Verdict,
  sides: { design: LoadedDesign; golden: LoadedDesign | undefined; project: Project; goldenProject: Project },
): () => DifferenceGraphs | undefined {
  return () => {
    const { design, golden, project, goldenProject } = sides;
    if (golden === undefined) return undefined;
    const [first, second] = [graphIn(golden.top.path, golden.top.name, goldenProject), graphIn(design.top.path, design.top.name, project)];
    if (first === undefined || second === undefined) return undefined;
    const latency = contract.kind === 'latency' ? contract.cycles : 0;
    // No latency was found: there is no cycle of the golden to look at.
    if (latency === 0 && request.contract?.kind === 'latency' && request.contract.cycles === 'auto') return undefined;
    // Ports that were split or merged have no counterpart to follow.
    if (Object.entries(request.portMap ?? {}).some((sides) => sides.some((side) => /[[{]/.test(side)))) return undefined;
    const ports = request.portMap === undefined ? {} : { portMap: new Map(Object.entries(request.portMap)) };
    return { golden: first, candidate: second, ...ports, latency };
  };
}
