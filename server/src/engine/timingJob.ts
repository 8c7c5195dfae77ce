import { failure, success, type Outcome } from '../base/outcome';
import { findFixes } from '../fixes/search';
import type { CompileUnit } from '../model/compileUnit';
import type { Timing } from '../protocol/contract';
import type { ParsedFile } from '../syntax/parsedFile';
import { analyzeDesign, type TimingAnalysis, type TimingInput } from '../timing/analyze';
import { analyzeReport } from '../timing/reportTiming';
import { readDesign } from '../tools/readDesign';
import type { Yosys } from '../tools/yosys';
import { checkEquivalence } from '../verify/equivalence';
import type { VerifyTools } from '../verify/verifyTools';
import { AnalysisCache } from './analysisCache';
import type { Progress, RunLimits, TimingRequest } from './engine';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import type { Toolbox } from './toolbox';

type EstimateOptions = Omit<TimingInput, 'design' | 'budgetMs' | 'maxPaths'>;

/** Paths of a result, and paths in which the search for fixes looks: one per end point, worst first. */
const mostPaths = 20;
const mostExplained = 50;

/** `timing`: the estimate or a report, joined with the source; and fixes that are proven and re-timed. */
export class TimingJob {
  private readonly analyses = new AnalysisCache();

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  async run(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Timing>> {
    const started = this.parts.now();
    const left = (): number => Math.max(1000, limits.seconds * 1000 - (this.parts.now() - started));
    const design = await this.project.load(request, signal);
    if (!design.ok) return design;
    const texts = this.readInputs(request);
    if (!texts.ok) return texts;
    const options = this.optionsFor(request, texts.value.sdc);
    if (!options.ok) return options;
    const tools = await this.toolbox.select(limits.tools);
    const { report } = texts.value;
    progress({
      message: `timing ${design.value.top.name}: ${report === undefined ? 'synthesis and static timing' : 'reading the report'}`,
    });
    const analysis = await (report === undefined
      ? this.estimate(design.value.unit, options.value, tools.yosys, left(), signal)
      : this.readReport(design.value.unit, report, options.value, tools.yosys, left(), signal));
    if (!analysis.ok) return analysis;
    const notes = [...(analysis.value.timing.notes ?? []), ...this.notesFor(request, design.value)];
    const paths = analysis.value.timing.paths.slice(0, mostPaths);
    const timing: Timing = { ...analysis.value.timing, paths, ...(notes.length === 0 ? {} : { notes }) };
    if (request.fix !== true || timing.wns >= 0) return success(timing);
    progress({ message: `timing ${design.value.top.name}: looking for fixes` });
    return success(
      await this.withFixes(
        timing,
        report === undefined ? analysis.value : undefined,
        design.value,
        options.value,
        tools,
        left() - 500,
        limits.seed,
        signal,
      ),
    );
  }

  /**
   * Adds the proven fixes. With a report its tool cannot be run again here, so the gain is measured with the estimate, before and after
   * alike, at the report's period; a note says so.
   */
  private async withFixes(
    timing: Timing,
    analysis: TimingAnalysis | undefined,
    design: LoadedDesign,
    options: EstimateOptions,
    tools: VerifyTools,
    budgetMs: number,
    seed: number,
    signal: AbortSignal,
  ): Promise<Timing> {
    const estimated = { ...options, period: options.period ?? timing.period };
    const found = await findFixes(
      {
        unit: design.unit,
        ...(analysis === undefined ? {} : { analysis }),
        budgetMs,
        seed,
      },
      {
        time: (unit, inner, stop) => this.estimate(unit, estimated, tools.yosys, inner, stop),
        parse: (source) => borrowed(this.project.index.parse(source.path)),
        prove: (equivalence, inner) => checkEquivalence(equivalence, tools, () => undefined, inner),
      },
      signal,
    );
    const measured =
      analysis === undefined && found.fixes.length > 0
        ? [`The gain of each fix was measured with Signoff's own estimate at ${timing.period} ns.`]
        : [];
    const notes = [...(timing.notes ?? []), ...measured, ...found.notes];
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
      analyzeDesign({ ...options, design: layOut(unit, yosys.slang), budgetMs, maxPaths: mostExplained }, yosys, signal);
    return this.analyses.get([unit, options, yosys.flavor, yosys.version], made);
  }

  private readReport(unit: CompileUnit, report: string, options: EstimateOptions, yosys: Yosys, budgetMs: number, signal: AbortSignal) {
    return analyzeReport({ ...options, design: layOut(unit, yosys.slang), report, budgetMs, maxPaths: mostExplained }, yosys, signal);
  }

  private readInputs(request: TimingRequest): Outcome<{ sdc: string | undefined; report: string | undefined }> {
    const texts: (string | undefined)[] = [];
    for (const file of [request.sdc, request.report]) {
      const text = file === undefined ? undefined : this.parts.workspace.readText(file);
      if (file !== undefined && text === undefined) return failure(`cannot read ${file} as text`, 'Check the path.');
      texts.push(text);
    }
    return success({ sdc: texts[0], report: texts[1] });
  }

  private optionsFor(request: TimingRequest, sdc: string | undefined): Outcome<EstimateOptions> {
    return success({
      ...(request.period === undefined ? {} : { period: request.period }),
      ...(request.clock === undefined ? {} : { clock: request.clock }),
      ...(request.target === undefined ? {} : { target: request.target }),
      ...(sdc === undefined ? {} : { sdc }),
    });
  }

  private notesFor(request: TimingRequest, design: LoadedDesign): string[] {
    const liberty = request.liberty === undefined ? [] : ['The estimate uses its built-in delay model; the Liberty file was not read.'];
    const missing = design.missing.map((one) => `${one.name} is a black box: ${one.why}`);
    return [...liberty, ...missing];
  }
}

function layOut(unit: CompileUnit, slang: boolean) {
  return readDesign(unit, { reader: slang ? 'slang' : 'verilog' });
}

/** A tree of the index, lent: whoever is done with it must not free it. */
function borrowed(file: ParsedFile): ParsedFile {
  return Object.create(file, { dispose: { value: () => undefined } }) as ParsedFile;
}
