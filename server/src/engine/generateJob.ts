import { indentStep } from '../base/indentStep';
import { failure, success, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import { generate, type GenerateTools } from '../jobs/generate';
import type { Rounds } from '../jobs/rounds';
import { specOfEmptyModule, type SpecSource } from '../jobs/specSource';
import { followTables } from '../jobs/tables/followTables';
import type { ModelAccess } from '../llm/modelAccess';
import { extensionOf, folderOf } from '../model/paths';
import type { Generated, ProposedFile } from '../protocol/jobs';
import type { TestbenchUnit } from '../verify/ladderRequest';
import type { GenerateRequest, Progress, RunLimits } from './engine';
import type { EvidenceStore } from './evidenceStore';
import { jobRounds } from './jobRounds';
import { repairFacts } from './repairFacts';
import { TextJudge, type JudgedTexts } from './judgeTexts';
import type { EngineParts } from './parts';
import type { Project } from './project';
import type { Toolbox } from './toolbox';

const verilog = ['.v', '.sv', '.vh', '.svh'];

/** `generate`: the specification read, the module proposed and judged where it would stand. */
export class GenerateJob {
  private readonly texts: TextJudge;

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
    private readonly evidence: EvidenceStore,
    private readonly model: ModelAccess | undefined,
  ) {
    this.texts = new TextJudge(parts, project, toolbox);
  }

  async generate(request: GenerateRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Generated>> {
    const given = this.parts.workspace.readText(request.file);
    if (given === undefined)
      return failure(`cannot read ${request.file} as text`, 'Name a text or Markdown file, or a Verilog file with an empty module.');
    const source = this.sourceOf(request, given);
    if (!source.ok) return source;
    const top = source.value.target?.unit.name;
    const folder = folderOf(request.out ?? request.file);
    const placeOf = (module: string): string => {
      if (module === top) return request.file;
      return request.out !== undefined && module === (request.module ?? module) && top === undefined
        ? request.out
        : `${folder}/${module}${extension}`;
    };
    const extension = request.out !== undefined ? extensionOf(request.out) : top !== undefined ? extensionOf(request.file) : '.sv';
    const whole = ({ path, text }: SourceText): SourceText => ({
      path,
      text: path === request.file ? laidIn(given, source.value, text) : text,
    });
    const input = {
      text: source.value.text,
      from: [request.file],
      ...(source.value.target === undefined ? {} : { known: source.value.target.interface }),
      ...(request.module === undefined ? {} : { module: request.module }),
      answers: request.answers ?? [],
      assume: request.assume === true,
      style: { systemVerilog: extension !== '.v', indent: top === undefined ? '  ' : indentStep(given) },
    };
    const rounds = this.model === undefined ? undefined : jobRounds(this.model, this.parts, limits);
    const result = await generate(input, this.tools(request, { placeOf, whole, limits, progress, rounds }), signal);
    if (!result.ok) return result;
    const { files, verdict, withheld, ...rest } = result.value;
    const named = verdict === undefined ? {} : { verdict: this.evidence.add({ ...verdict, module: rest.module ?? 'top' }, rounds?.sent) };
    const proposed = (texts: readonly SourceText[]): ProposedFile[] => texts.map((file) => this.proposed(whole(file)));
    return success({ ...rest, ...named, files: proposed(files), ...(withheld === undefined ? {} : { withheld: proposed(withheld) }) });
  }

  private sourceOf(request: GenerateRequest, text: string): Outcome<SpecSource> {
    if (!verilog.includes(extensionOf(request.file))) return success({ text });
    this.project.index.update(request.file);
    const wanted = {
      ...(request.module === undefined ? {} : { module: request.module }),
      ...(request.line === undefined ? {} : { line: request.line }),
    };
    return specOfEmptyModule(text, this.project.index.modulesOf(request.file), wanted);
  }

  private proposed({ path, text }: SourceText): ProposedFile {
    return { file: path, text, created: this.parts.workspace.readText(path) === undefined };
  }

  private tools(request: GenerateRequest, of: ToolsOf): GenerateTools {
    const unitOf = (files: readonly SourceText[], top: string): JudgedTexts => ({ files: files.map((file) => of.whole(file)), top });
    return {
      ...(of.rounds === undefined ? {} : { rounds: of.rounds }),
      pathOf: (module) => of.placeOf(module),
      graphText: (files, top) => {
        const own = files.map((file) => of.whole(file));
        return this.texts.under(own, () => repairFacts(own, top, this.project));
      },
      modulesOf: (text) => this.texts.modulesOf(`${folderOf(request.file)}/specification.sv`, text),
      judge: async (files, top, whole, signal) => {
        of.progress({ message: `${top}: parse, elaborate, lint` });
        const testbenches = whole ? await this.benches(request.testbenches ?? [], unitOf(files, top), signal) : [];
        if (typeof testbenches === 'string')
          return { verdict: 'unknown', reached: 'parse', contract: { kind: 'newCode' }, rungs: [], reason: testbenches };
        return this.texts.judge({ ...unitOf(files, top), testbenches }, of.limits, signal);
      },
      follow: async (files, top, spec, plan, signal) => {
        of.progress({ message: `${top}: held against the tables` });
        const { yosys } = await this.toolbox.select(of.limits.tools);
        return followTables(await this.texts.unitOf(unitOf(files, top), signal), spec, plan, yosys, of.limits.seconds * 1000, signal);
      },
    };
  }

  /** Testbenches that were named, over the texts; in words what keeps one from being run. */
  private async benches(paths: readonly string[], of: JudgedTexts, signal: AbortSignal): Promise<TestbenchUnit[] | string> {
    const found: TestbenchUnit[] = [];
    for (const path of paths) {
      const text = this.parts.workspace.readText(path);
      const bench = this.project.index.modulesOf(path).find((unit) => unit.instances.some(({ moduleName }) => moduleName === of.top));
      if (text === undefined || bench === undefined) return `${path} holds no testbench that instantiates ${of.top}`;
      const unit = await this.texts.unitOf({ files: [...of.files, { path, text }], top: bench.name }, signal);
      found.push({ name: bench.name, path, unit, named: true });
    }
    return found;
  }
}

interface ToolsOf {
  placeOf(module: string): string;
  whole(file: SourceText): SourceText;
  readonly limits: RunLimits;
  readonly progress: Progress;
  readonly rounds: Rounds | undefined;
}

/** The module in the place of the empty one, or alone. */
function laidIn(given: string, { target }: SpecSource, text: string): string {
  if (target === undefined) return text;
  const comments = given.slice(target.unit.headerRange.end, target.end).replace(/\s*endmodule\b[^]*$/, '');
  const module = text.replace(/\n$/, '');
  // Comments inside the empty module stay where they were: behind its header.
  const header = given.slice(target.start, target.unit.headerRange.end);
  const filled = comments.trim() === '' || !module.startsWith(header) ? module : header + comments + module.slice(header.length);
  return given.slice(0, target.start) + filled + given.slice(target.end);
}
