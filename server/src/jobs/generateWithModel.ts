import { success, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import { efforts, type Effort } from '../llm/client';
import type { Material } from '../llm/composeRequest';
import type { Verdict } from '../protocol/contract';
import type { JobAttempt } from '../protocol/jobs';
import { difficultyOf } from './difficulty';
import { planDraft, repairDraft, writeDraft } from './generatePrompt';
import { bottomUp, planProblems, readModulePlan, skeletonOf, type ModulePlan, type PlannedModule } from './moduleGraphPlan';
import { applyBlocks, hasEdits, isGood, repair, toolWords, unitsInReply, type Proposal, type Trial } from './repairLoop';
import type { Rounds } from './rounds';
import { portsOfModule, type ModulesOf } from './spec/readInterface';
import type { Spec, SpecPort } from './spec/specTypes';
import { moduleHeader, type WriteStyle } from './tables/moduleHeader';

export interface ModelTask {
  readonly spec: Spec;
  readonly specification: Material;
  readonly module: string;
  readonly style: WriteStyle;
  readonly mostRepairs: number;
  /** A larger design is not divided into modules first. */
  readonly unplanned?: boolean;
}

export interface ModelTools {
  readonly rounds: Rounds;
  readonly modulesOf: ModulesOf;
  /** Where the text of a module goes. */
  pathOf(module: string): string;
  /** The ladder, for the whole with all that the specification is held against, for a part of it without. */
  judge(files: readonly SourceText[], top: string, whole: boolean): Promise<Trial>;
  /** What the graph of a module says, for whoever repairs it; undefined where it cannot be read. */
  graphText?(files: readonly SourceText[], top: string): string | undefined;
}

export interface Modelled {
  /** The module texts, the top's last; empty when nothing came. */
  readonly files: readonly SourceText[];
  readonly verdict?: Verdict;
  readonly attempts: readonly JobAttempt[];
  /** What kept it from a good verdict. */
  readonly detail?: string;
  readonly assumptions: readonly string[];
}

/**
 * A module by a model: for a larger specification first the modules and how they are connected, checked by rule; then each module inside its skeleton, from the
 * leaves up; the ladder, the tables of the specification and its testbenches judge, and what fails goes back with the tools' words. More thought is asked
 * for with each failure.
 */
export async function generateWithModel(task: ModelTask, tools: ModelTools, signal: AbortSignal): Promise<Modelled> {
  const attempts: JobAttempt[] = [];
  const difficulty = difficultyOf(task.spec);
  const planned = difficulty.level === 'complex' && task.unplanned !== true ? await plan(task, tools, attempts, signal) : undefined;
  const assumptions =
    planned === undefined
      ? []
      : [`The design is divided into ${planned.modules.map(({ name }) => name).join(', ')} (${difficulty.why.join('; ')}).`];
  const written =
    planned === undefined ? await writeAlone(task, tools, signal) : await writePlanned(planned, task, tools, attempts, signal);
  if (!written.ok) return { files: [], attempts, detail: written.message, assumptions };
  const first = await tools.judge(written.value, task.module, true);
  attempts.push({ what: 'first answer', outcome: isGood(first.verdict) ? 'accepted' : 'rolledBack', detail: first.verdict.reason });
  const { best, attempts: repairs, ended } = await repair(first, repairSteps(task, tools, task.module, true, signal), task.mostRepairs);
  attempts.push(...repairs);
  return {
    files: best.files,
    verdict: best.verdict,
    attempts,
    assumptions,
    ...(ended === undefined ? {} : { detail: `${ended}; ${best.verdict.reason}` }),
  };
}

/** The effort for a round: cheap first. */
function effortOf(round: number): Effort {
  return efforts[Math.min(round, efforts.length) - 1] ?? 'high';
}

/** Rounds that a plan may take. */
const planRounds = 3;

async function plan(task: ModelTask, { rounds }: ModelTools, attempts: JobAttempt[], signal: AbortSignal): Promise<ModulePlan | undefined> {
  let before: string | undefined;
  let problems: string[] = [];
  for (let round = 1; round <= planRounds; round++) {
    const reply = await rounds.ask(planDraft(task.specification, problems, before), signal);
    if (!reply.ok) return undefined;
    const read = readModulePlan(reply.text);
    problems = read.ok ? planProblems(read.value, task.spec.interface.ports) : [read.message];
    if (read.ok && read.value.top !== task.module && task.spec.interface.module !== undefined)
      problems.push(`the top is called ${task.module}`);
    attempts.push({
      what: `module plan ${round}`,
      outcome: problems.length === 0 ? 'accepted' : 'unusable',
      detail: problems[0] ?? 'it holds by every rule',
    });
    if (read.ok && problems.length === 0) return read.value;
    before = reply.text;
  }
  return undefined;
}

async function writeAlone(task: ModelTask, tools: ModelTools, signal: AbortSignal): Promise<Outcome<SourceText[]>> {
  const { spec, module } = task;
  const wanted = { name: module, ports: spec.interface.ports, skeleton: skeletonAlone(task), around: [] };
  const text = await writeOne(wanted, task, tools, signal);
  return text.ok ? success([{ path: tools.pathOf(module), text: text.value }]) : text;
}

function skeletonAlone({ spec, module, style }: ModelTask): string {
  const { ports, header } = spec.interface;
  return ports.length === 0 && header === undefined ? `module ${module} …` : `${header ?? moduleHeader(module, ports, style)}\nendmodule\n`;
}

/** The first answer as it comes: nothing is planned, judged or asked again. What a model can do without help is measured by it. */
export async function answerOnce(task: ModelTask, rounds: Rounds, signal: AbortSignal): Promise<Outcome<string>> {
  const draft = writeDraft({ specification: task.specification, skeleton: skeletonAlone(task), module: task.module, around: [] });
  const reply = await rounds.ask(draft, signal);
  return reply.ok ? success(unitsInReply(reply.text) ?? reply.text) : reply;
}

interface Wanted {
  readonly name: string;
  readonly ports: readonly SpecPort[];
  readonly skeleton: string;
  readonly around: readonly Material[];
}

/** One module; a reply with another interface is told once and asked for again. */
async function writeOne(wanted: Wanted, task: ModelTask, tools: ModelTools, signal: AbortSignal): Promise<Outcome<string>> {
  let around = wanted.around;
  for (let round = 1; ; round++) {
    const effort = round > 1 ? { effort: effortOf(round - 1) } : {};
    const reply = await tools.rounds.ask(
      writeDraft({ specification: task.specification, skeleton: wanted.skeleton, module: wanted.name, around, ...effort }),
      signal,
    );
    if (!reply.ok) return reply;
    const text = unitsInReply(reply.text);
    const problem = text === undefined ? 'it holds no module' : interfaceProblem(text, wanted, tools.modulesOf);
    if (text !== undefined && (problem === undefined || round > 1)) return success(text);
    if (round > 1) return { ok: false, message: `the answer for ${wanted.name} cannot be used: ${problem ?? ''}` };
    around = [...wanted.around, { title: 'what was wrong with your previous answer', text: problem ?? '', from: [] }];
  }
}

/** How the module of a text differs from the one that was asked for. */
function interfaceProblem(text: string, wanted: Pick<Wanted, 'name' | 'ports'>, modulesOf: ModulesOf): string | undefined {
  const unit = modulesOf(text).find(({ name }) => name === wanted.name);
  if (unit === undefined) return `it declares no module ${wanted.name}`;
  if (wanted.ports.length === 0) return undefined;
  const ports = portsOfModule(unit);
  const other = wanted.ports.find((port) => {
    const found = ports.find(({ name }) => name === port.name);
    return found?.direction !== port.direction || found.width !== port.width;
  });
  if (other !== undefined) return `${wanted.name} must have ${other.direction} ${other.name} of ${other.width} bits`;
  const extra = ports.find((port) => !wanted.ports.some(({ name }) => name === port.name));
  return extra === undefined ? undefined : `${wanted.name} must not have a port ${extra.name}`;
}

/** Each module inside its skeleton, what it instantiates before it; a leaf that the tools refuse is repaired at once. */
async function writePlanned(
  plan: ModulePlan,
  task: ModelTask,
  tools: ModelTools,
  attempts: JobAttempt[],
  signal: AbortSignal,
): Promise<Outcome<SourceText[]>> {
  const files: SourceText[] = [];
  for (const module of bottomUp(plan)) {
    const header = module.name === plan.top ? task.spec.interface.header : undefined;
    const skeleton = skeletonOf(module, task.style, header);
    const below = plan.modules.filter(({ name }) => module.instances.some((one) => one.module === name));
    const around: Material[] = [
      { title: `what ${module.name} has to do`, text: module.purpose, from: [] },
      ...below.map((one) => ({ title: `${one.name}: ${one.purpose}`, text: moduleHeader(one.name, one.ports, task.style), from: [] })),
    ];
    const text = await writeOne({ name: module.name, ports: module.ports, skeleton, around }, task, tools, signal);
    if (!text.ok) return text;
    files.push({ path: tools.pathOf(module.name), text: text.value });
    if (module.name === plan.top) break;
    const repaired = await repairPart(files, module, task, tools, attempts, signal);
    files.splice(0, files.length, ...repaired);
  }
  return success(files);
}

async function repairPart(
  files: readonly SourceText[],
  module: PlannedModule,
  task: ModelTask,
  tools: ModelTools,
  attempts: JobAttempt[],
  signal: AbortSignal,
): Promise<readonly SourceText[]> {
  const first = await tools.judge(files, module.name, false);
  attempts.push({ what: module.name, outcome: isGood(first.verdict) ? 'accepted' : 'rolledBack', detail: first.verdict.reason });
  const { best, attempts: repairs } = await repair(first, repairSteps(task, tools, module.name, false, signal), 1);
  attempts.push(...repairs);
  return best.files;
}

function repairSteps(task: ModelTask, tools: ModelTools, top: string, whole: boolean, signal: AbortSignal): Parameters<typeof repair>[1] {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  return {
    judge: (files) => tools.judge(files, top, whole),
    propose: async (best, failed, round): Promise<Outcome<Proposal>> => {
      const { findings, guidance } = toolWords(best, nameOf);
      const graph = tools.graphText?.(best.files, top);
      const reply = await tools.rounds.ask(
        repairDraft({
          specification: task.specification,
          code: best.files.map(({ path, text }) => ({ title: nameOf(path), text, from: [] })),
          findings,
          guidance,
          ...(graph === undefined ? {} : { graph }),
          failed: failed.filter(({ outcome }) => outcome !== 'accepted').map(({ detail }) => detail),
          effort: effortOf(round),
        }),
        signal,
      );
      return reply.ok ? success(proposalOf(best.files, reply.text, { top, task, modulesOf: tools.modulesOf })) : reply;
    },
  };
}

function proposalOf(files: readonly SourceText[], reply: string, of: { top: string; task: ModelTask; modulesOf: ModulesOf }): Proposal {
  const edited = hasEdits(reply) ? applyBlocks(files, reply) : rewritten(files, reply, of.modulesOf);
  if (!edited.ok) return { unusable: edited.message };
  const { ports } = of.task.spec.interface;
  const text = edited.value.map((file) => file.text).join('\n');
  const problem = of.top === of.task.module ? interfaceProblem(text, { name: of.top, ports }, of.modulesOf) : undefined;
  return problem === undefined ? { files: edited.value } : { unusable: problem };
}

/** Whole modules take the place of the files that declare them. */
function rewritten(files: readonly SourceText[], reply: string, modulesOf: ModulesOf): Outcome<SourceText[]> {
  const text = unitsInReply(reply);
  const names = text === undefined ? [] : modulesOf(text).map(({ name }) => name);
  const at = files.findLastIndex((file) => modulesOf(file.text).some(({ name }) => names.includes(name)));
  if (text === undefined || at < 0) return { ok: false, message: 'the reply holds neither edits nor the module' };
  return success(files.map((file, i) => (i === at ? { ...file, text } : file)));
}
