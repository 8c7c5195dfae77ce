import { failure, success, type Outcome } from '../base/outcome';
import { findFixes, type FixSearchInput, type FixSearchTools } from '../fixes/search';
import { noModel } from '../jobs/rounds';
import { repairTiming } from '../jobs/timingRepair';
import type { ModelAccess } from '../llm/modelAccess';
import type { CompileUnit } from '../model/compileUnit';
import type { Timing, TimingFix, TimingRanks } from '../protocol/contract';
import type { ParsedFile } from '../syntax/parsedFile';
import { analyzeDesign, type TimingAnalysis, type TimingInput } from '../timing/analyze';
import { timingTargets } from '../timing/delayModel';
import { analyzeRanks } from '../timing/ranks/analyzeRanks';
import { analyzeReport, locateReport } from '../timing/reportTiming';
import type { ParsedReport } from '../timing/reports/report';
import { slackHistogram } from '../timing/slackHistogram';
import { readableDesign } from '../tools/readableDesign';
import type { Yosys } from '../tools/yosys';
import { checkEquivalence } from '../verify/equivalence';
import type { VerifyTools } from '../verify/verifyTools';
import { jobRounds } from './jobRounds';
import { AnalysisCache } from './analysisCache';
import { boundaryNotes, withBoundaries, type BoundedDesign } from './boundaries';
import { asksForRanks } from './asksForRanks';
import type { Progress, RunLimits, TimingRequest } from './engine';
import { installedFlow, type InstalledFlow } from './installedFlow';
import { LibertyFiles } from './libertyFiles';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import { parametersInUse, parametersNote, proveForUsed } from './proveForUsed';
import { DesignPlaces, ReportFiles } from './timingReport';
import { withGivenParameters } from './openParameters';
import type { Toolbox } from './toolbox';
import { underText } from './underText';
import type { UsedParameters } from './usedParameters';
import { withWhatIsMissing } from './whatToGive';

type EstimateOptions = Omit<TimingInput, 'design' | 'budgetMs' | 'maxPaths'>;

/** Paths of an estimate, and paths in which the search for fixes looks: one per end point, worst first. */
const mostPaths = 20;
const mostExplained = 50;

const notForOneSet =
  'No fix was looked for: it would be proven for these parameters alone, and the module has no defaults for others. Time a module that instantiates it.';
const notAsked = `No rule has a fix of it, and no model was asked: ${noModel}.`;

/** A design, with what an instance gives to parameters of its top that have no default. */
type TimedDesign = BoundedDesign & { readonly given?: string };

/** A design with what the project gives to the parameters of its top. */
type DesignInUse = TimedDesign & { readonly used: UsedParameters };

/** `timing`: the estimate or a report, joined with the source; and fixes that are proven and re-timed. */
export class TimingJob {
  private readonly analyses = new AnalysisCache();
  private readonly reports: ReportFiles;
  private readonly places: DesignPlaces;
  private readonly libraries: LibertyFiles;

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
    private readonly model: ModelAccess | undefined,
    revision: () => number,
  ) {
    this.reports = new ReportFiles(parts.workspace);
    this.places = new DesignPlaces(project, revision);
    this.libraries = new LibertyFiles(parts.workspace);
  }

  /** The estimate, or what a report says; what takes no tool comes before tools that are starting. */
  async run(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Timing>> {
    if (request.report === undefined || request.byNames !== true) return this.timing(request, limits, progress, signal);
    const release = this.parts.embeddedYosys.hold();
    try {
      return await this.timing(request, limits, progress, signal);
    } finally {
      release();
    }
  }

  private async timing(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Timing>> {
    if (asksForRanks(request))
      return failure(
        `The model ${request.target ?? ''} gives ranks of paths and no times.`,
        `Times are given for: ${timingTargets.join(', ')}.`,
      );
    const started = this.parts.now();
    const left = (): number => Math.max(1000, limits.seconds * 1000 - (this.parts.now() - started));
    const report = request.report === undefined ? undefined : await this.reports.read(request.report, signal);
    if (report?.ok === false) return report;
    const design = await this.load(request, report?.value, limits.seconds, signal);
    if (!design.ok) return design;
    const options = await this.optionsFor(request, signal);
    if (!options.ok) return options;
    if (report !== undefined && request.byNames === true) {
      const places = await this.places.of(design.value.top, signal);
      return locateReport({ ...options.value, report: report.value, places });
    }
    const tools = await this.toolbox.select(limits.tools, request.fix === true ? 'testbenches' : 'synthesis');
    progress({
      message: `timing ${design.value.top.name}: ${report === undefined ? 'synthesis and static timing' : 'reading the report'}`,
    });
    const analysis = await (report === undefined
      ? this.estimate(design.value.unit, options.value, tools.yosys, left(), signal)
      : this.readReport(design.value, report.value, options.value, tools.yosys, left(), signal));
    if (!analysis.ok) return withWhatIsMissing(analysis, design.value);
    const notes = [...(analysis.value.timing.notes ?? []), ...this.notesFor(design.value)];
    const paths = report === undefined ? analysis.value.timing.paths.slice(0, mostPaths) : analysis.value.timing.paths;
    const histogram = analysis.value.timing.histogram ?? slackHistogram(analysis.value.endpoints.values());
    const endpoints = request.endpoints === true ? { endpoints: Object.fromEntries(analysis.value.endpoints) } : {};
    const { boundaries } = design.value;
    const cut = report !== undefined || boundaries.length === 0 ? {} : { boundaries: [...boundaries] };
    const timing: Timing = { ...analysis.value.timing, paths, histogram, ...endpoints, ...cut, ...(notes.length === 0 ? {} : { notes }) };
    if (request.fix !== true || timing.wns >= 0) return success(timing);
    if (design.value.given !== undefined) return success({ ...timing, notes: [...notes, notForOneSet] });
    progress({ message: `timing ${design.value.top.name}: looking for fixes` });
    const made = report === undefined ? analysis.value : undefined;
    // A model is asked only where rules leave it time.
    const asks = request.repair === true && this.model !== undefined;
    const searchMs = (left() - 500) * (asks ? 0.5 : 1);
    // A rewrite that only fits the parameters at hand would break other instances of the project.
    const used = await parametersInUse([design.value.top], this.project, searchMs / 10, signal);
    const bounds = { budgetMs: searchMs, seed: limits.seed, ...(request.latency === undefined ? {} : { latency: request.latency }) };
    const onFix = (fix: TimingFix): void => progress({ message: `timing ${design.value.top.name}: ${fix.title}`, fix });
    const flow = options.value.liberty === undefined ? undefined : await this.toolbox.installedFlow(limits.tools);
    const onStep = (words: string): void => progress({ message: words, passing: true });
    const fixed = await this.withFixes(
      timing,
      made,
      { ...design.value, used },
      options.value,
      { ...tools, onFix, onStep, flow },
      bounds,
      signal,
    );
    if (fixed.fixes.length > 0) return success(fixed);
    if (!asks) return success(request.repair === true ? { ...fixed, notes: [...(fixed.notes ?? []), notAsked] } : fixed);
    progress({ message: `timing ${design.value.top.name}: asking the model` });
    return success(
      await this.repaired(fixed, { ...design.value, used }, options.value, tools, { ...limits, seconds: left() / 1000 }, signal),
    );
  }

  /** Paths by rank on a device that there is no calibrated model of. */
  async ranks(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<TimingRanks>> {
    const design = await this.load(request, undefined, limits.seconds, signal);
    if (!design.ok) return design;
    const options = await this.optionsFor(request, signal);
    if (!options.ok) return options;
    const { yosys } = await this.toolbox.select(limits.tools, 'synthesis');
    progress({ message: `timing ${design.value.top.name}: synthesis and ranks of paths` });
    const laidOut = readableDesign(design.value.unit, yosys.slang);
    const made = await analyzeRanks(
      { ...options.value, design: laidOut, budgetMs: limits.seconds * 1000, maxPaths: mostPaths },
      yosys,
      signal,
    );
    return made.ok
      ? success({ ...made.value, notes: [...made.value.notes, ...this.notesFor(design.value)] })
      : withWhatIsMissing(made, design.value);
  }

  /** With what a model proposed where no rule had a fix, through the same gate. The estimate says what it gains. */
  private async repaired(
    timing: Timing,
    design: DesignInUse,
    options: EstimateOptions,
    tools: VerifyTools,
    limits: RunLimits,
    signal: AbortSignal,
  ): Promise<Timing> {
    if (this.model === undefined) return timing;
    const search = this.searchTools(timing, design, options, tools);
    const before = await search.time(design.unit, limits.seconds * 1000, signal);
    if (!before.ok) return timing;
    const rounds = jobRounds(this.model, this.parts, limits);
    const input = { unit: design.unit, before: before.value, seed: limits.seed, deadline: Date.now() + limits.seconds * 1000 - 500 };
    const { fix, tries, note } = await repairTiming(input, search, rounds, signal);
    const { model, rounds: asked, inputTokens, outputTokens } = rounds.spending;
    const told = [
      ...(asked === 0 ? [] : [`${model} was asked ${asked} time${asked === 1 ? '' : 's'} (${inputTokens + outputTokens} tokens).`]),
      ...tries.map((text, at) => `Reply ${at + 1}: ${text}`),
      ...(note === undefined ? [] : [note]),
    ];
    return { ...timing, fixes: fix === undefined ? timing.fixes : [fix], notes: [...(timing.notes ?? []), ...told] };
  }

  private searchTools(timing: Timing, { top, used }: DesignInUse, options: EstimateOptions, tools: VerifyTools): FixSearchTools {
    const estimated = { ...options, period: options.period ?? timing.period };
    return {
      time: (unit, inner, stop, order) =>
        this.estimate(unit, order === undefined ? estimated : { ...estimated, order }, tools.yosys, inner, stop),
      parse: (source) => underText(this.parts.overlay, source.path, source.text, () => borrowed(this.project.index.parse(source.path))),
      prove: proveForUsed(
        (equivalence, inner) => checkEquivalence(equivalence, tools, () => undefined, inner),
        top,
        used.sets,
        this.project.index,
      ),
    };
  }

  /**
   * Adds the proven fixes. With a report its tool cannot be run again here, so the gain is measured with the estimate, before and after
   * alike, at the report's period; a note says so.
   */
  private async withFixes(
    timing: Timing,
    analysis: TimingAnalysis | undefined,
    design: DesignInUse,
    options: EstimateOptions,
    tools: VerifyTools & Required<Pick<FixSearchTools, 'onFix' | 'onStep'>> & { readonly flow: InstalledFlow | undefined },
    bounds: Pick<FixSearchInput, 'budgetMs' | 'seed' | 'latency'>,
    signal: AbortSignal,
  ): Promise<Timing> {
    const { flow, ...verifying } = tools;
    const second = flow === undefined ? undefined : installedFlow(options, options.period ?? timing.period, flow);
    const found = await findFixes(
      {
        unit: design.unit,
        ...(analysis === undefined ? {} : { analysis }),
        ...bounds,
      },
      {
        ...this.searchTools(timing, design, options, verifying),
        onFix: tools.onFix,
        onStep: tools.onStep,
        ...(second === undefined ? {} : { second }),
      },
      signal,
    );
    const measured =
      analysis === undefined && found.fixes.length > 0
        ? [`The gain of each fix was measured with Signoff's own estimate at ${timing.period} ns.`]
        : [];
    const covered = found.fixes.length > 0 ? parametersNote(design.top, design.used) : undefined;
    const notes = [...(timing.notes ?? []), ...measured, ...(covered === undefined ? [] : [covered]), ...found.notes];
    return {
      ...timing,
      fixes: [...found.fixes],
      declined: found.declined.map((one) => ({ ...one })),
      ...(notes.length === 0 ? {} : { notes }),
    };
  }

  /** The estimate of a unit, from memory where the same was estimated before. */
  private estimate(unit: CompileUnit, options: EstimateOptions, yosys: Yosys, budgetMs: number, signal: AbortSignal) {
    const made = (): Promise<Outcome<TimingAnalysis>> =>
      analyzeDesign({ ...options, design: readableDesign(unit, yosys.slang), budgetMs, maxPaths: mostExplained }, yosys, signal);
    return this.analyses.get([unit, options, yosys.flavor, yosys.version], made);
  }

  /** The report's paths explained in the source; by names alone where the source cannot be elaborated, which a note says. */
  private async readReport(
    design: LoadedDesign,
    report: ParsedReport,
    options: EstimateOptions,
    yosys: Yosys,
    budgetMs: number,
    signal: AbortSignal,
  ): Promise<Outcome<TimingAnalysis>> {
    const places = await this.places.of(design.top, signal);
    const input = { ...options, report, places };
    const laidOut = readableDesign(design.unit, yosys.slang);
    const explained = await analyzeReport({ ...input, design: laidOut, budgetMs, mostExplained }, yosys, signal);
    const byNames = explained.ok ? undefined : locateReport(input);
    if (explained.ok || byNames?.ok !== true) return explained;
    const note = `The paths are the report's: ${explained.message}`;
    return success({
      timing: { ...byNames.value, notes: [...(byNames.value.notes ?? []), note] },
      explained: [],
      endpoints: new Map(byNames.value.paths.map((path) => [path.end, path.slack])),
    });
  }

  /** The design of a request; where it names no top, the one that the report is about, of the request's files or the only one of that name in the project. */
  private async load(
    request: TimingRequest,
    report: ParsedReport | undefined,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Outcome<TimedDesign>> {
    const loaded = await this.loadNamed(request, report, signal);
    if (!loaded.ok) return loaded;
    const bounded = withBoundaries(loaded.value, this.parts.cellLibraries, this.project.index);
    // A report can be located in what cannot be elaborated.
    if (report !== undefined) return success(bounded);
    const whole = await withGivenParameters(bounded, this.project, seconds * 200, signal);
    if (!whole.ok) return whole;
    const { design, given } = whole.value;
    return success({ ...design, ...(given === undefined ? {} : { given }) });
  }

  private async loadNamed(request: TimingRequest, report: ParsedReport | undefined, signal: AbortSignal): Promise<Outcome<LoadedDesign>> {
    const { design: top } = report ?? {};
    if (request.top !== undefined || top === undefined) return this.project.load(request, signal);
    const named = await this.project.load({ ...request, top }, signal);
    if (named.ok) return named;
    const [first] = request.files;
    if (first !== undefined) await this.project.openProjectOf(first);
    const [unit, ...others] = this.project.index.find(top).filter((one) => one.kind === 'module');
    const elsewhere = unit === undefined || others.length > 0 ? undefined : { ...request, files: [unit.path], top };
    return this.project.load(elsewhere ?? request, signal);
  }

  private async optionsFor(request: TimingRequest, signal: AbortSignal): Promise<Outcome<EstimateOptions>> {
    const sdc = request.sdc === undefined ? undefined : this.parts.workspace.readText(request.sdc);
    if (request.sdc !== undefined && sdc === undefined) return failure(`cannot read ${request.sdc} as text`, 'Check the path.');
    const liberty = request.liberty === undefined ? undefined : await this.libraries.read(request.liberty, signal);
    if (liberty?.ok === false) return liberty;
    return success({
      ...(liberty === undefined ? {} : { liberty: liberty.value }),
      ...(request.period === undefined ? {} : { period: request.period }),
      ...(request.clock === undefined ? {} : { clock: request.clock }),
      ...(request.target === undefined ? {} : { target: request.target }),
      ...(sdc === undefined ? {} : { sdc }),
    });
  }

  private notesFor(design: TimedDesign): string[] {
    return [
      ...(design.given === undefined
        ? []
        : [`${design.top.name} has parameters without a default: timed with ${design.given}, as the project uses it.`]),
      ...boundaryNotes(design.boundaries, 'paths end at their inputs and begin at their outputs, and what happens inside is not timed'),
      ...new Set(design.missing.map((one) => `${one.name} is a black box: ${one.why}`)),
    ];
  }
}

/** A tree of the index, lent: whoever is done with it must not free it. */
export function borrowed(file: ParsedFile): ParsedFile {
  return Object.create(file, { dispose: { value: () => undefined } }) as ParsedFile;
}
