import { indentStep } from '../base/indentStep';
import { failure, success, type Outcome } from '../base/outcome';
import { generate, type GenerateTools } from '../jobs/generate';
import { specOfEmptyModule, type SpecSource } from '../jobs/specSource';
import { followTables } from '../jobs/tables/followTables';
import { extensionOf, folderOf } from '../model/paths';
import type { Generated, ProposedFile } from '../protocol/jobs';
import type { GenerateRequest, Progress, RunLimits } from './engine';
import type { EvidenceStore } from './evidenceStore';
import { TextJudge } from './judgeTexts';
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
  ) {
    this.texts = new TextJudge(parts, project, toolbox);
  }

  async generate(request: GenerateRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Generated>> {
    const given = this.parts.workspace.readText(request.file);
    if (given === undefined)
      return failure(`cannot read ${request.file} as text`, 'Name a text or Markdown file, or a Verilog file with an empty module.');
    const source = this.sourceOf(request, given);
    if (!source.ok) return source;
    const placeOf = (module: string): string =>
      source.value.target === undefined ? (request.out ?? `${folderOf(request.file)}/${module}.sv`) : request.file;
    const whole = (text: string): string => laidIn(given, source.value, text);
    const input = {
      text: source.value.text,
      ...(source.value.target === undefined ? {} : { known: source.value.target.interface }),
      ...(request.module === undefined ? {} : { module: request.module }),
      answers: request.answers ?? [],
      assume: request.assume === true,
      style: {
        systemVerilog: extensionOf(placeOf(request.module ?? 'top')) !== '.v',
        indent: source.value.target === undefined ? '  ' : indentStep(given),
      },
    };
    const result = await generate(input, this.tools(request.file, { placeOf, whole, limits, progress }), signal);
    if (!result.ok) return result;
    const { text, verdict, ...rest } = result.value;
    const module = rest.module ?? 'top';
    const named = verdict === undefined ? {} : { verdict: this.evidence.add({ ...verdict, module }) };
    return success({ ...rest, ...named, files: text === undefined ? [] : [this.proposed(placeOf(module), whole(text))] });
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

  private proposed(file: string, text: string): ProposedFile {
    return { file, text, created: this.parts.workspace.readText(file) === undefined };
  }

  private tools(
    file: string,
    of: { placeOf(module: string): string; whole(text: string): string; limits: RunLimits; progress: Progress },
  ): GenerateTools {
    const texts = (text: string, module: string) => ({ files: [{ path: of.placeOf(module), text: of.whole(text) }], top: module });
    return {
      modulesOf: (text) => this.texts.modulesOf(`${folderOf(file)}/specification.sv`, text),
      judge: async (text, module, signal) => {
        of.progress({ message: `${module}: parse, elaborate, lint` });
        return this.texts.judge(texts(text, module), of.limits, signal);
      },
      follow: async (text, module, spec, plan, signal) => {
        of.progress({ message: `${module}: held against the tables` });
        const { yosys } = await this.toolbox.select(of.limits.tools);
        const unit = await this.texts.unitOf(texts(text, module), signal);
        return followTables(unit, spec, plan, yosys, of.limits.seconds * 1000, signal);
      },
    };
  }
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
