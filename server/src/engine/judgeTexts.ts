import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { RungName, Verdict } from '../protocol/contract';
import { climb } from '../verify/ladder';
import type { TestbenchUnit } from '../verify/ladderRequest';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import type { Toolbox } from './toolbox';
import { underText } from './underText';

export interface JudgedTexts {
  /** The files as they would be; paths need not exist. */
  readonly files: readonly SourceText[];
  readonly top: string;
  readonly testbenches?: readonly TestbenchUnit[];
  readonly maxRung?: RungName;
}

/** What the engine's jobs share to look at texts that are in no file yet. */
export class TextJudge {
  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
  ) {}

  /** The unit that tools would read if the files had these texts, found in the project around the first of them. */
  async unitOf({ files, top }: JudgedTexts, signal: AbortSignal): Promise<CompileUnit> {
    const paths = files.map(({ path }) => path);
    await this.project.index.compileUnitLater(
      paths.filter((path) => this.parts.workspace.readText(path) !== undefined),
      undefined,
      signal,
    );
    const unit = this.under(files, () => this.project.index.compileUnit(paths, top));
    if (unit.missing.length === 0) return unit.unit;
    await this.project.openProjectOf(paths[0] ?? '');
    return this.under(files, () => this.project.index.compileUnit(paths, top).unit);
  }

  /** The ladder for texts that a job proposes: whatever screening refuses refutes them. */
  async judge(texts: JudgedTexts, limits: RunLimits, signal: AbortSignal): Promise<Verdict> {
    const { index } = this.project;
    const unit = await this.unitOf(texts, signal);
    const { syntax, expanded } = this.under(texts.files, () => ({
      syntax: unit.files.flatMap((file) => syntaxDiagnostics(index, file.path)),
      expanded: unit.files.map((file) => ({ path: file.path, text: index.parse(file.path).pre.text })),
    }));
    return climb(
      {
        unit,
        origin: 'candidate',
        syntax: () => syntax,
        expanded: () => expanded,
        contract: { kind: 'newCode' },
        ...(texts.testbenches === undefined ? {} : { testbenches: texts.testbenches }),
        budgetMs: limits.seconds * 1000,
        seed: limits.seed,
        cache: this.toolbox.results,
        maxRung: texts.maxRung ?? 'testbench',
      },
      await this.toolbox.select(limits.tools),
      () => undefined,
      signal,
    );
  }

  /** Design units of a text as if it were the file at `path`. */
  modulesOf(path: string, text: string): readonly ModuleInfo[] {
    return this.under([{ path, text }], () => this.project.index.modulesOf(path));
  }

  /** Runs something as if the files had these texts; it must not wait for anything. */
  under<T>(files: readonly SourceText[], work: () => T): T {
    return files.reduceRight<() => T>(
      (inner, { path, text }) =>
        () =>
          underText(this.parts.overlay, path, text, inner),
      work,
    )();
  }
}
