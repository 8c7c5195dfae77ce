import { classify } from '../../completion/failureClass';
import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { ModuleInfo } from '../../model/moduleInfo';
import type { Verdict } from '../../protocol/contract';
import { climb } from '../../verify/ladder';
import type { TestbenchUnit } from '../../verify/ladderRequest';
import type { VerifyTools } from '../../verify/verifyTools';
import type { RunLimits } from '../engine';
import type { EngineParts } from '../parts';
import type { Project } from '../project';
import { syntaxDiagnostics } from '../syntaxDiagnostics';
import { underText } from '../underText';
import type { BenchCase } from './suite';

export interface BenchWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly tools: VerifyTools;
  readonly limits: RunLimits;
  /** Time of `parts.now` at which the whole run ends. */
  readonly deadline: number;
}

/** Longest that one answer may be judged (ms). VerilogEval stops a simulation after 30 s. */
const answerMs = 60_000;

/** Answers to one case of a suite: read and judged alone, with nothing of the data within their reach. */
export class Answers {
  constructor(
    readonly one: BenchCase,
    readonly world: BenchWorld,
    private readonly signal: AbortSignal,
  ) {}

  /** A path that no file has: the answer is never written to the data. */
  get path(): string {
    return this.pathOf(this.one.design);
  }

  pathOf(module: string): string {
    return `${this.one.reference.path}.${module}.answer.sv`;
  }

  /** The suite's own answer under the name of the design under test. */
  get reference(): string {
    const { reference, design } = this.one;
    return reference.text.replace(new RegExp(`\\b${reference.module}\\b`, 'g'), design);
  }

  unitOf(files: readonly SourceText[], top: string): CompileUnit {
    return { files: [...files], includes: [], includeDirs: [], defines: {}, top };
  }

  remainingMs(): number {
    return Math.max(1, this.world.deadline - this.world.parts.now());
  }

  /** Runs something while the texts stand in the project; it must not wait for anything. */
  withFiles<T>(files: readonly SourceText[], work: () => T): T {
    const { overlay } = this.world.parts;
    return files.reduceRight<() => T>(
      (inner, { path, text }) =>
        () =>
          underText(overlay, path, text, inner),
      work,
    )();
  }

  modulesIn(text: string): readonly ModuleInfo[] {
    return this.withFiles([{ path: this.path, text }], () => this.world.project.index.modulesOf(this.path));
  }

  /** The verdict that scores an answer: the ladder, then the suite's testbench. */
  async score(answer: readonly SourceText[]): Promise<Verdict> {
    const { testbench, reference, compares, data, design } = this.one;
    const named = this.reaches(answer);
    if (named !== undefined) return refused(`the answer uses ${named}, which is the suite's own`);
    const beside = compares ? [reference, testbench] : [testbench];
    const files = [...answer, ...beside.map((file) => ({ path: file.path, text: file.text }))];
    const bench = { name: testbench.module, path: testbench.path, unit: this.unitOf(files, testbench.module), named: true };
    return this.judge(answer, [data === undefined ? bench : { ...bench, data }], design);
  }

  /** The ladder without anything of the suite: all that a model may be told of. */
  check(files: readonly SourceText[], top: string): Promise<Verdict> {
    return this.judge(files, [], top);
  }

  private judge(files: readonly SourceText[], testbenches: readonly TestbenchUnit[], top: string): Promise<Verdict> {
    const { project, tools, limits } = this.world;
    const { syntax, expanded } = this.withFiles(files, () => ({
      syntax: files.flatMap(({ path }) => syntaxDiagnostics(project.index, path)),
      expanded: files.map(({ path }) => ({ path, text: project.index.parse(path).pre.text })),
    }));
    const request = {
      unit: this.unitOf(files, top),
      origin: 'candidate' as const,
      syntax: () => syntax,
      expanded: () => expanded,
      contract: { kind: 'newCode' as const },
      testbenches,
      budgetMs: Math.min(answerMs, this.remainingMs()),
      seed: limits.seed,
      maxRung: 'testbench' as const,
    };
    return climb(request, tools, () => undefined, this.signal);
  }

  /** A module of the suite that an answer would get its own answers from. */
  private reaches(answer: readonly SourceText[]): string | undefined {
    const { reference, testbench, compares, design } = this.one;
    const closed = [...(compares ? [reference.module] : []), testbench.module].filter((name) => name !== design);
    const modules = answer.flatMap(({ text }) => this.modulesIn(text));
    const used = modules.flatMap(({ name, instances }) => [name, ...instances.map(({ moduleName }) => moduleName)]);
    return closed.find((name) => used.includes(name));
  }
}

function refused(reason: string): Verdict {
  return { verdict: 'refuted', reached: 'parse', contract: { kind: 'newCode' }, rungs: [], reason };
}

/** The code of failure of a verdict, `.` when it is none. */
export function classOf(verdict: Verdict): string {
  if (verdict.verdict === 'checked' || verdict.verdict === 'proved') return '.';
  return classify(verdict)[0] ?? 'C';
}
