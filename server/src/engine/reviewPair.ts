import { tokenize } from '../graph/lexer';
import { behaviourWords, otherInterface } from '../jobs/review/behaviourWords';
import { changedText, suspectLines, type VersionOfModule } from '../jobs/review/changedLines';
import { commonFrame, frameWords } from '../jobs/review/commonPorts';
import { compareStructure } from '../jobs/review/compareStructure';
import { otherValues } from '../jobs/review/otherValues';
import type { CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Verdict } from '../protocol/contract';
import type { ReviewedModule } from '../protocol/jobs';
import type { Progress, RunLimits } from './engine';
import type { EvidenceStore } from './evidenceStore';
import { graphIn } from './graphJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import type { UnitPair } from './reviewUnits';
import type { Toolbox } from './toolbox';
import { VerifyJob } from './verifyJob';
import { withParameters } from './withParameters';

/** Time that a comparison gets at least, and that one under other conditions gets at the least and at the most (s). */
const leastSeconds = 2;
const leastSecondsEach = 0.5;
const mostSecondsEach = 6;

/** Two versions of a project. */
export interface Versions {
  readonly before: { readonly project: Project };
  readonly after: { readonly project: Project };
}

export interface PairWorld {
  readonly parts: EngineParts;
  readonly toolbox: Toolbox;
  readonly evidence: EvidenceStore;
}

/** Reviews one unit after another within a time: what differs in its structure, what is proven of its behaviour, and who it concerns. */
export class PairReview {
  private readonly verifier: VerifyJob;

  constructor(
    private readonly world: PairWorld,
    private readonly sides: Versions,
    private readonly limits: RunLimits,
    /** When comparisons have to end (ms, as `now` of the parts). */
    private readonly ends: number,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {
    this.verifier = new VerifyJob(world.parts, sides.after.project, world.toolbox);
  }

  secondsLeft(): number {
    return (this.ends - this.world.parts.now()) / 1000;
  }

  async review(pair: UnitPair, left: number): Promise<ReviewedModule> {
    const unit = (pair.after ?? pair.before) as ModuleInfo;
    const { before, after } = this.sides;
    const described = (info: ModuleInfo, project: Project) => ({
      info,
      graph: info.kind === 'module' ? graphIn(info.path, info.name, project) : undefined,
    });
    const { verdict, others } = await this.behaviour(pair, left);
    const both =
      pair.before === undefined || pair.after === undefined
        ? undefined
        : { before: described(pair.before, before.project), after: described(pair.after, after.project) };
    const byDefault = unit.parameters.some(({ local }) => !local);
    return {
      module: unit.name,
      kind: unit.kind,
      file: unit.path,
      line: unit.nameRange.line + 1,
      change: pair.change,
      ...(pair.before === undefined || pair.before.name === unit.name ? {} : { was: pair.before.name }),
      ...(verdict === undefined ? {} : { verdict }),
      behaviour: behaviourWords({ change: pair.change, kind: unit.kind, verdict, others, byDefault }),
      others,
      structure: both === undefined || pair.change === 'layout' ? [] : compareStructure(both.before, both.after),
      suspects: this.suspects(verdict, both),
      ...this.around(unit),
    };
  }

  /** Both versions compared, a difference that is only a delay told as that; and under other conditions where there is time. */
  private async behaviour(
    pair: UnitPair,
    left: number,
  ): Promise<{ readonly verdict?: Verdict; readonly others: ReviewedModule['others'] }> {
    const { before: was, after: unit, change } = pair;
    if (was === undefined || unit?.kind !== 'module' || was.kind !== 'module' || change === 'layout') return { others: [] };
    const { evidence, parts } = this.world;
    const began = parts.now();
    const seconds = Math.max(leastSeconds, (this.ends - began) / 1000 / left);
    const until = began + seconds * 1000;
    const [golden, design] = [
      await this.sides.before.project.load({ files: [was.path], top: was.name }, this.signal),
      await this.sides.after.project.load({ files: [unit.path], top: unit.name }, this.signal),
    ];
    if (!golden.ok || !design.ok) return { others: [] };
    const sides = { design: golden.value, project: this.sides.before.project };
    const ask = (contract: Parameters<VerifyJob['against']>[2], within: number): Promise<Verdict> =>
      this.verifier.against(design.value, sides, contract, { ...this.limits, seconds: within }, this.progress, this.signal);
    let verdict = await ask({ kind: 'sameCycle' }, seconds);
    if (failsByOrder(verdict)) {
      const units = { golden: golden.value.unit, candidate: design.value.unit };
      const within = Math.max(leastSeconds, (until - parts.now()) / 1000);
      const compared = await this.verifier.compareUnits(unit.name, units, { ...this.limits, seconds: within }, this.signal);
      const isOpen = compared.verdict === 'unknown' && !(await this.failedBefore(verdict, golden.value));
      return { verdict: evidence.add(isOpen ? verdict : compared), others: [] };
    }
    if (unreadErrors(verdict).length > 0 && (await this.failedBefore(verdict, golden.value))) {
      const reason = `neither version can be elaborated: ${unreadErrors(verdict)[0] ?? ''}`;
      return { verdict: evidence.add({ ...verdict, verdict: 'unknown', reason }), others: [] };
    }
    if (verdict.verdict === 'refuted' && verdict.counterexample !== undefined) {
      const later = await ask({ kind: 'latency', cycles: 'auto' }, Math.max(leastSeconds, (until - parts.now()) / 2000));
      const good = later.verdict === 'proved' || later.verdict === 'checked';
      if (good && later.contract.kind === 'latency' && later.contract.cycles > 0) verdict = later;
    }
    return { verdict: evidence.add(verdict), others: await this.others(verdict, golden.value, design.value, until) };
  }

  /** Whether the version before has every error that keeps the one after from being read. */
  private async failedBefore(verdict: Verdict, golden: LoadedDesign): Promise<boolean> {
    const { project } = this.sides.before;
    const before = new VerifyJob(this.world.parts, project, this.world.toolbox);
    const limits = { ...this.limits, seconds: leastSeconds };
    const own = await before.against(golden, { design: golden, project }, { kind: 'sameCycle' }, limits, this.progress, this.signal);
    const known = new Set(unreadErrors(own));
    return unreadErrors(verdict).every((message) => known.has(message));
  }

  private async others(verdict: Verdict, golden: LoadedDesign, design: LoadedDesign, until: number): Promise<ReviewedModule['others']> {
    const { before, after } = this.sides;
    const found: ReviewedModule['others'] = [];
    const compare = async (words: string, units: { golden: CompileUnit; candidate: CompileUnit }, always: boolean): Promise<void> => {
      const seconds = Math.min(mostSecondsEach, (until - this.world.parts.now()) / 1000);
      if (seconds < leastSecondsEach || this.signal.aborted) return;
      const one = await this.verifier.compareUnits(design.top.name, units, { ...this.limits, seconds }, this.signal);
      // Values that one of the versions does not take, or that there was no time for, say nothing.
      if (always || one.verdict === 'proved' || (one.verdict === 'refuted' && one.counterexample !== undefined))
        found.push({ words, verdict: this.world.evidence.add(one) });
    };
    if (otherInterface(verdict)) {
      for (const level of [0, 1] as const) {
        const frame = commonFrame(golden.top, design.top, level);
        if (frame === undefined || (level === 1 && frame.held.length === 0)) break;
        const framed = (unit: CompileUnit, path: string, text: string): CompileUnit => ({
          ...unit,
          files: [...unit.files, { path: `${path}.common.v`, text }],
          top: frame.name,
          parameters: {},
        });
        const words = frameWords(frame, level);
        await compare(
          words,
          { golden: framed(golden.unit, golden.top.path, frame.before), candidate: framed(design.unit, design.top.path, frame.after) },
          true,
        );
      }
      return found;
    }
    if (verdict.verdict !== 'proved' && verdict.verdict !== 'checked') return found;
    const text = (of: LoadedDesign, { index }: Project): string =>
      index.text(of.top.path)?.slice(of.top.range.start, of.top.range.end) ?? '';
    const changed = changedText(text(golden, before.project), text(design, after.project));
    for (const { values, words } of otherValues(golden.top, design.top, changed)) {
      const [one, other] = [withParameters(golden, values, before.project.index), withParameters(design, values, after.project.index)];
      if (one !== undefined && other !== undefined) await compare(words, { golden: one, candidate: other }, false);
    }
    return found;
  }

  private suspects(
    verdict: Verdict | undefined,
    both:
      | {
          readonly before: { graph: VersionOfModule['graph'] | undefined };
          readonly after: { graph: VersionOfModule['graph'] | undefined };
        }
      | undefined,
  ): ReviewedModule['suspects'] {
    const found = verdict?.counterexample;
    if (found === undefined || both?.before.graph === undefined || both.after.graph === undefined) return [];
    const version = (graph: VersionOfModule['graph'], { index }: Project): VersionOfModule => ({
      graph,
      text: index.text(graph.path) ?? '',
    });
    const outputs = Object.keys(found.signals);
    const [before, after] = [version(both.before.graph, this.sides.before.project), version(both.after.graph, this.sides.after.project)];
    const start = found.startsAt === undefined ? [] : suspectLines(before, after, [found.startsAt.signal]);
    return start.length > 0 ? start : suspectLines(before, after, outputs);
  }

  /** Who instantiates it in the version after, and its own assertions. */
  private around(unit: ModuleInfo): Pick<ReviewedModule, 'usedBy' | 'testbenches' | 'assertions'> {
    const { index } = this.sides.after.project;
    const users = index.still(() =>
      index
        .filesWithWord(unit.name)
        .flatMap((file) => index.modulesOf(file))
        .filter((one) => one.name !== unit.name && one.instances.some(({ moduleName }) => moduleName === unit.name)),
    );
    const isBench = ({ ports, kind }: ModuleInfo): boolean => kind === 'program' || ports.length === 0;
    const text = index.text(unit.path) ?? '';
    const words = tokenize(text, unit.range.start, unit.range.end).filter(
      (token) => token.text === 'assert' || /^`?ASSERT(?:_[A-Z_]+)?$/.test(token.text),
    );
    return {
      usedBy: [...new Set(users.filter((one) => !isBench(one)).map(({ name }) => name))],
      testbenches: users.filter(isBench).map(({ name, path }) => ({ module: name, file: path })),
      assertions: words.map(({ start }) => text.slice(0, start).split('\n').length),
    };
  }
}

/** What keeps a version from being read, in the words of the tools. */
function unreadErrors({ verdict, rungs, counterexample }: Verdict): string[] {
  if (verdict !== 'refuted' || counterexample !== undefined) return [];
  const failed = rungs.find(({ name, outcome }) => (name === 'parse' || name === 'elaborate') && outcome === 'failed')?.diagnostics ?? [];
  return failed.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []));
}

/** All that keeps the later version from being read is that names stand before their declarations: a finding to its author, and tools that take it agree on what it means. */
function failsByOrder(verdict: Verdict): boolean {
  const errors = unreadErrors(verdict);
  return errors.length > 0 && errors.every((message) => /used before its declaration/.test(message));
}
