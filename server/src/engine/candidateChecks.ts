import { keepLatest } from '../base/keepLatest';
import type { CheckRequest } from '../completion/judge';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { pureFunctions } from '../model/pureFunctions';
import type { Diagnostic, Verdict } from '../protocol/contract';
import { lookAhead } from '../verify/checks/nearAnalysis';
import { climb } from '../verify/ladder';
import type { LadderRequest, TestbenchUnit } from '../verify/ladderRequest';
import { nearBefore, nearEdit, reachOfEdit, type EditGround, type EditReach } from './editGround';
import type { RunLimits } from './engine';
import { itemsBefore } from './netlistPart';
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

/** Places whose ground is kept: the one at hand, and those worked for ahead. */
const mostGrounds = 6;

/** Candidates remembered as refuted after they were taken. */
const mostRefuted = 100;

/** What the ladder asks about any candidate. */
const asked = { origin: 'candidate', contract: { kind: 'newCode' } } as const;

type Before = Pick<CheckRequest, 'path' | 'baselineText' | 'unit'>;
type UnitRequest = Omit<LadderRequest, 'budgetMs' | 'seed' | 'cache'>;

/** The ladder for insertions into documents of the project, as they would stand there. */
export class CandidateChecks {
  private readonly grounds = new Map<string, Promise<EditGround>>();
  /** What was refuted when it had been taken, by the text with it: it is not shown a second time. */
  private readonly refutedLater = new Map<string, Verdict>();

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
    /** Counts changes of everything but a file. */
    private readonly othersRevision: (path: string) => number,
  ) {}

  /** Finds out about the state before the edit while the model thinks: what it is made of, its testbenches, and what the tools say of it. */
  async prepare(before: Before, limits: RunLimits, signal: AbortSignal): Promise<void> {
    try {
      const ground = await this.groundOf(before, signal);
      const tools = await this.toolbox.select(limits.tools);
      await lookAhead(nearBefore(ground), this.toolbox.results, tools, limits.seconds * 1000, signal);
    } catch (error) {
      this.parts.log.debug(`nothing could be prepared: ${String(error)}`);
    }
  }

  /**
   * What decides whether a candidate is shown: parse, elaborate, lint, and a testbench that is quick. It is held against the document with its
   * half-typed statement closed: in one that slang cannot read, every old warning would look new.
   */
  async check(candidate: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const { editedText } = candidate;
    const { index } = this.project;
    const refuted = this.refutedLater.get(this.keyOf(candidate, editedText));
    if (refuted !== undefined) return refuted;
    let ground = await this.groundOf(candidate, signal);
    let reach = reachOfEdit(ground, editedText, index);
    if (reach === undefined) {
      ground = await this.groundUnder(ground, editedText, signal);
      reach = reachOfEdit(ground, editedText, index);
    }
    const request = reach === undefined ? await this.farRequest(candidate, signal) : this.nearRequest(ground, editedText, reach);
    return this.climb({ ...request, testbenchBudgetMs: limits.seconds * 1000 * testbenchShare, maxRung: 'testbench' }, limits, signal);
  }

  /**
   * What takes longer than anyone waits for ghost text: testbenches of any length and the module's own assertions, for the document with the candidate
   * taken. A refutation that the document had before is not the candidate's doing: the verdict is `unknown` then.
   */
  async checkFurther(candidate: CheckRequest, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const after = await this.judgeWhole(candidate, candidate.editedText, limits, signal);
    if (after.verdict !== 'refuted') return after;
    const before = await this.judgeWhole(candidate, candidate.baselineText, limits, signal);
    if (before.verdict !== 'refuted') {
      keepLatest(this.refutedLater, this.keyOf(candidate, candidate.editedText), after, mostRefuted);
      return after;
    }
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

  private async climb(request: UnitRequest & { budgetMs?: number }, limits: RunLimits, signal: AbortSignal) {
    const tools = await this.toolbox.select(limits.tools);
    const shared = { budgetMs: limits.seconds * 1000, seed: limits.seed, cache: this.toolbox.results };
    return climb({ ...shared, ...request }, tools, () => undefined, signal);
  }

  /** The ground of an edit, once for all candidates at a place. */
  private groundOf(before: Before, signal: AbortSignal): Promise<EditGround> {
    const key = this.keyOf(before, before.baselineText);
    const known = this.grounds.get(key);
    // Whoever began it may have given up: then the next one begins it again.
    const made = known?.catch(() => this.loadGround(before, signal)) ?? this.loadGround(before, signal);
    keepLatest(this.grounds, key, made, mostGrounds);
    made.catch(() => this.grounds.get(key) === made && this.grounds.delete(key));
    return made;
  }

  /** Stands for a text of a file among the others as they are now. */
  private keyOf({ path, unit = '' }: Pick<Before, 'path' | 'unit'>, text: string): string {
    return [path, unit, this.othersRevision(path), text].join('\0');
  }

  private async loadGround({ path, baselineText: text, unit }: Before, signal: AbortSignal): Promise<EditGround> {
    const { index } = this.project;
    // What the text is laid over is read at one go: the files around it are read before, with turns for other work.
    await index.compileUnitLater(path, unit, signal);
    const own = this.withText(path, text, () => {
      const top = this.topOf(path, unit);
      const file = index.parse(path);
      const under = this.unitsUnder(path, top?.name);
      const items = top?.kind === 'module' ? itemsBefore(file, top, under) : undefined;
      return { top, syntax: syntaxDiagnostics(index, path), expanded: file.pre.text, items, ...under };
    });
    const testbenches = await this.testbenchesOf(own, path, text, signal);
    return { path, text, ...own, testbenches };
  }

  /** A ground that holds what the edited text takes in besides. */
  private async groundUnder(ground: EditGround, editedText: string, signal: AbortSignal): Promise<EditGround> {
    const { path, text, top } = ground;
    const units = this.withText(path, editedText, () => this.unitsUnder(path, top?.name));
    const testbenches = await this.testbenchesOf({ top, ...units }, path, text, signal);
    const result = { ...units.result, unit: withFileText(units.result.unit, path, text) };
    return { ...ground, ...units, result, testbenches };
  }

  /** The files below a top, with what each declares. */
  private unitsUnder(
    path: string,
    top: string | undefined,
  ): Pick<EditGround, 'result' | 'declared' | 'unitsOf' | 'moduleNamed' | 'pureFunctions'> {
    const { index } = this.project;
    return index.still(() => {
      const result = index.compileUnit([path], top);
      const units = new Map(result.unit.files.map((file) => [file.path, index.modulesOf(file.path)] as const));
      const named = new Map([...units.values()].flat().map((one) => [one.name, one] as const));
      const texts = new Map([...result.unit.files, ...result.unit.includes].map((file) => [file.path, file.text] as const));
      return {
        ...{ result, declared: new Set(named.keys()), unitsOf: (file) => units.get(file) ?? [], moduleNamed: (name) => named.get(name) },
        pureFunctions: pureFunctions([...units.values()].flat(), (file) => texts.get(file)),
      };
    });
  }

  /** An edit that stays among the files of its ground. */
  private nearRequest(ground: EditGround, text: string, reach: EditReach): UnitRequest {
    const { index } = this.project;
    const { path } = ground;
    const before = ground.result.unit;
    const { syntax, expanded, near } = this.withText(path, text, () => {
      const file = index.parse(path);
      return { syntax: syntaxDiagnostics(index, path), expanded: file.pre.text, near: nearEdit(ground, file, reach) };
    });
    return {
      unit: withFileText(before, path, text),
      before,
      testbenches: ground.testbenches.map((bench) => ({ ...bench, unit: withFileText(bench.unit, path, text) })),
      near,
      syntax: (unit) => (unit === before ? ground.syntax : syntax),
      expanded: (unit) => [{ path, text: unit === before ? ground.expanded : expanded }],
      ...asked,
    };
  }

  /** An edit that brings other files in. */
  private async farRequest(candidate: CheckRequest, signal: AbortSignal): Promise<UnitRequest> {
    const loaded = await this.load(candidate, candidate.editedText, signal);
    const before = this.stateOf(candidate.path, candidate.baselineText, loaded.unit.top);
    const stateOf = (unit: CompileUnit): Pick<typeof before, 'syntax' | 'expanded'> => (unit === before.unit ? before : loaded);
    return {
      ...loaded.request,
      testbenches: await this.testbenchesOf(loaded, candidate.path, candidate.editedText, signal),
      before: before.unit,
      syntax: (unit) => stateOf(unit).syntax,
      expanded: (unit) => stateOf(unit).expanded,
    };
  }

  /** The module around the cursor with everything below it, and what the ladder asks about any candidate. */
  private async load({ path, unit: name }: CheckRequest, text: string, signal: AbortSignal) {
    const { index } = this.project;
    // What the candidate is laid over is read at one go: the files around it are read before, with turns for other work.
    await index.compileUnitLater(path, name, signal);
    const top = this.withText(path, text, () => this.topOf(path, name));
    const state = this.stateOf(path, text, top?.name);
    const request: UnitRequest = { unit: state.unit, syntax: () => state.syntax, expanded: () => state.expanded, ...asked };
    return { ...state, top, request };
  }

  private topOf(path: string, name: string | undefined): ModuleInfo | undefined {
    const units = this.project.index.modulesOf(path);
    return units.find((unit) => unit.name === name) ?? units[0];
  }

  private stateOf(path: string, text: string, top: string | undefined) {
    const { index } = this.project;
    return this.withText(path, text, () => {
      const result = index.compileUnit([path], top);
      const syntax: readonly Diagnostic[] = result.unit.files.flatMap((file) => syntaxDiagnostics(index, file.path));
      const expanded = result.unit.files.map((file) => ({ path: file.path, text: index.parse(file.path).pre.text }));
      return { result, unit: result.unit, syntax, expanded };
    });
  }

  private async testbenchesOf(
    { top, result }: Pick<EditGround, 'top' | 'result'>,
    path: string,
    text: string,
    signal: AbortSignal,
  ): Promise<TestbenchUnit[]> {
    if (top === undefined) return [];
    const found = await findTestbenches({ ...result, files: [path], top }, this.project, this.parts.workspace, signal);
    return found.map((bench) => ({ ...bench, unit: withFileText(bench.unit, path, text) }));
  }

  private withText<T>(path: string, text: string, work: () => T): T {
    return underText(this.parts.overlay, path, text, work);
  }
}
