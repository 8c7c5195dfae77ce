import type { CheckRequest } from '../completion/judge';
import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic, Verdict } from '../protocol/contract';
import { analyzeAhead } from '../verify/checks/analysis';
import { climb } from '../verify/ladder';
import type { LadderRequest, TestbenchUnit } from '../verify/ladderRequest';
import type { RunLimits } from './engine';
import { measureCells } from '../tools/measureCells';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import { findTestbenches } from './testbenches';
import type { Toolbox } from './toolbox';
import { underText } from './underText';

/** The part of the whole budget within which a testbench has to end to be asked before a suggestion is shown; otherwise it is asked when it was taken. */
const testbenchShare = 0.25;
/** Two suggestions are compared no longer than this. */
const comparisonMs = 3000;

/** The ladder for insertions into documents of the project, as they would stand there. */
export class CandidateChecks {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  /** Has the state before the edit analysed while the model thinks; the check then finds it in the cache. */
  async prepare(
    { path, baselineText, unit }: Pick<CheckRequest, 'path' | 'baselineText' | 'unit'>,
    limits: RunLimits,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.project.index.compileUnitLater(path, unit, signal);
      const before = this.withText(path, baselineText, () => this.project.index.compileUnit([path], unit).unit);
      await analyzeAhead(before, this.toolbox.results, await this.toolbox.select(limits.tools), limits.seconds * 1000, signal);
    } catch (error) {
      this.parts.log.debug(`nothing could be prepared: ${String(error)}`);
    }
  }

  /** What decides whether a candidate is shown: parse, elaborate, lint, and a testbench that is quick. */
  async check(candidate: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const loaded = await this.load(candidate, candidate.editedText, signal);
    // Held against the document with its half-typed statement closed: in one that slang cannot read, every old warning would look new.
    const before = this.stateOf(candidate.path, candidate.baselineText, loaded.unit.top);
    return this.climb(
      {
        ...loaded.request,
        before: before.unit,
        syntax: (unit) => (unit === before.unit ? before.syntax : loaded.syntax),
        testbenches: await this.testbenchesOf(loaded, candidate.path, candidate.editedText, signal),
        testbenchBudgetMs: limits.seconds * 1000 * testbenchShare,
        maxRung: 'testbench',
      },
      limits,
      signal,
    );
  }

  /**
   * What takes longer than anyone waits for ghost text: testbenches of any length and the module's own assertions, for the document with the candidate
   * taken. A refutation that the document had before is not the candidate's doing: the verdict is `unknown` then.
   */
  async checkFurther(candidate: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const after = await this.judgeWhole(candidate, candidate.editedText, limits, signal);
    if (after.verdict !== 'refuted') return after;
    const before = await this.judgeWhole(candidate, candidate.baselineText, limits, signal);
    if (before.verdict !== 'refuted') return after;
    return { ...after, verdict: 'unknown', reason: `as before the suggestion: ${after.reason}` };
  }

  /** Whether two candidates for one place behave the same in every cycle: `unknown` when that was not decided in time. */
  async compare(one: CheckRequest, other: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<'same' | 'different' | 'unknown'> {
    const golden = await this.load(one, one.editedText, signal);
    const loaded = await this.load(other, other.editedText, signal);
    const request = { ...loaded.request, golden: golden.unit, contract: { kind: 'sameCycle' } as const, maxRung: 'prove' as const };
    const verdict = await this.climb({ ...request, budgetMs: comparisonMs }, limits, signal);
    return verdict.verdict === 'proved' ? 'same' : verdict.verdict === 'refuted' ? 'different' : 'unknown';
  }

  /** Cells of the module with the candidate taken, or null when they could not be counted. */
  async cells(candidate: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<number | null> {
    const { unit } = await this.load(candidate, candidate.editedText, signal);
    return measureCells(unit, (await this.toolbox.select(limits.tools)).yosys, signal);
  }

  private async judgeWhole(candidate: CheckRequest, text: string, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const loaded = await this.load(candidate, text, signal);
    const testbenches = await this.testbenchesOf(loaded, candidate.path, text, signal);
    return this.climb({ ...loaded.request, testbenches }, limits, signal);
  }

  private async climb(
    request: Omit<LadderRequest, 'budgetMs' | 'seed' | 'cache'> & { budgetMs?: number },
    limits: RunLimits,
    signal: AbortSignal,
  ) {
    const tools = await this.toolbox.select(limits.tools);
    const shared = { budgetMs: limits.seconds * 1000, seed: limits.seed, cache: this.toolbox.results };
    return climb({ ...shared, ...request }, tools, () => undefined, signal);
  }

  /** The module around the cursor with everything below it, and what the ladder asks about any candidate. */
  private async load({ path, unit: name }: CheckRequest, text: string, signal: AbortSignal) {
    const { index } = this.project;
    // What the candidate is laid over is read at one go: the files around it are read before, with turns for other work.
    await index.compileUnitLater(path, name, signal);
    const top = this.withText(path, text, () => {
      const units = index.modulesOf(path);
      return units.find((unit) => unit.name === name) ?? units[0];
    });
    const state = this.stateOf(path, text, top?.name);
    const expanded = this.withText(path, text, () =>
      state.unit.files.map((file) => ({ path: file.path, text: index.parse(file.path).pre.text })),
    );
    const request = {
      unit: state.unit,
      origin: 'candidate' as const,
      syntax: () => state.syntax,
      expanded: () => expanded,
      contract: { kind: 'newCode' as const },
    };
    return { ...state, top, request };
  }

  private stateOf(path: string, text: string, top: string | undefined) {
    const { index } = this.project;
    return this.withText(path, text, () => {
      const result = index.compileUnit([path], top);
      const syntax: readonly Diagnostic[] = result.unit.files.flatMap((file) => syntaxDiagnostics(index, file.path));
      return { result, unit: result.unit, syntax };
    });
  }

  private async testbenchesOf(
    { top, result }: Awaited<ReturnType<CandidateChecks['load']>>,
    path: string,
    text: string,
    signal: AbortSignal,
  ): Promise<TestbenchUnit[]> {
    if (top === undefined) return [];
    const found = await findTestbenches({ ...result, files: [path], top }, this.project, this.parts.workspace, signal);
    const withText = (unit: CompileUnit): CompileUnit => ({
      ...unit,
      files: unit.files.map((file) => (file.path === path ? { ...file, text } : file)),
    });
    return found.map((bench) => ({ ...bench, unit: withText(bench.unit) }));
  }

  private withText<T>(path: string, text: string, work: () => T): T {
    return underText(this.parts.overlay, path, text, work);
  }
}
