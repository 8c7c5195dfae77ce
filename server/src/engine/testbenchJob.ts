import { success, type Outcome } from '../base/outcome';
import { noModel } from '../jobs/rounds';
import { commentAbove } from '../jobs/specSource';
import { captureBench, captureRun, type CapturedBench, type CaptureOptions } from '../jobs/testbench/captureBench';
import type { ModelAccess } from '../llm/modelAccess';
import type { Yosys } from '../tools/yosys';
import { runTestbench, type WholeRun } from '../verify/checks/runTestbench';
import type { Rung, Verdict } from '../protocol/contract';
import type { JobAttempt, TestbenchProposal } from '../protocol/jobs';
import type { Progress, RunLimits, TestbenchRequest, VerifyRequest } from './engine';
import { jobRounds } from './jobRounds';
import { loadModule, proposedBeside } from './moduleJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import { specTestbench } from './specTestbench';
import type { Toolbox } from './toolbox';

/** Faults that the proposed testbench is tried on. */
const mutants = 20;

/** Below this share of faults noticed a testbench is called weak. */
const strongEnough = 0.8;

export interface TestbenchWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly toolbox: Toolbox;
  readonly model: ModelAccess | undefined;
  verify(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>>;
}

/** `testbench`: a bench that was run on the module and tried on faults of it. */
export async function proposeTestbench(
  request: TestbenchRequest,
  world: TestbenchWorld,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<TestbenchProposal>> {
  const { parts, project, toolbox } = world;
  const started = parts.now();
  const design = await loadModule(request, project, signal);
  if (!design.ok) return design;
  const { top, unit } = design.value;
  const tools = await toolbox.select(limits.tools);
  const { yosys } = tools;
  progress({ message: `${top.name}: running scenarios` });
  const simulate = (text: string): Promise<WholeRun> => {
    const path = `${top.path}.tb.sv`;
    const bench = { name: `tb_${top.name}`, path, unit: { ...unit, files: [...unit.files, { path, text }], top: `tb_${top.name}` } };
    return runTestbench(bench, bench.unit, tools, { timeoutMs: limits.seconds * 250, twoValued: false }, signal);
  };
  const options = { timeoutMs: limits.seconds * 500, seed: limits.seed };
  const byModel = await fromSpecification(request, design.value, world, limits, { options, yosys, simulate }, signal);
  const printed = async (bench: string): Promise<readonly string[]> => (await simulate(bench)).output;
  const captured = byModel?.bench === undefined ? await captureBench(unit, top, yosys, options, printed, signal) : success(byModel.bench);
  if (!captured.ok) return captured;
  const { name, text, scenarios } = captured.value;
  const file = proposedBeside(request, name, text, parts);
  const before = parts.overlay.get(file.file);
  // Laid over the workspace while it is judged: it is in no file before somebody agreed.
  parts.overlay.set(file.file, { version: -1, text });
  project.index.update(file.file);
  try {
    const left = { ...limits, seconds: Math.max(1, limits.seconds - (parts.now() - started) / 1000) };
    const judged = await world.verify({ files: [request.file], top: top.name, testbenches: [file.file], mutants }, left, progress, signal);
    if (!judged.ok) return judged;
    return success({ ...told(top.name, file, scenarios, judged.value, byModel), ...byModel?.more });
  } finally {
    if (before === undefined) parts.overlay.delete(file.file);
    else parts.overlay.set(file.file, before);
    project.index.update(file.file);
  }
}

const capturedNote =
  'The reference was captured from the module as it is: it guards what the module does, and does not say that this is right.';
const specifiedNote = 'The reference was written by a model from the specification, without a look at the module.';

interface BySpecification {
  readonly bench?: CapturedBench;
  readonly notes: readonly string[];
  readonly more: Pick<TestbenchProposal, 'origin' | 'disagreements' | 'attempts' | 'spending'>;
}

/** The testbench that a model writes from the specification, where both are there: a file that was named, else the comment above the module. */
async function fromSpecification(
  request: TestbenchRequest,
  design: LoadedDesign,
  { model, parts }: TestbenchWorld,
  limits: RunLimits,
  by: { readonly options: CaptureOptions; readonly yosys: Yosys; simulate(bench: string): Promise<WholeRun> },
  signal: AbortSignal,
): Promise<BySpecification | undefined> {
  if (model === undefined) {
    if (request.spec === undefined) return undefined;
    return { notes: [`${request.spec} was not used: ${noModel}, and only a model reads it.`], more: { origin: 'captured' } };
  }
  const { top, unit } = design;
  const own = parts.workspace.readText(top.path) ?? '';
  const from = request.spec ?? top.path;
  const text = request.spec === undefined ? commentAbove(own, top.range.start) : parts.workspace.readText(request.spec);
  const nothing = (note: string): BySpecification => ({ notes: [note], more: { origin: 'captured' } });
  if (text === undefined || text.trim().split(/\s+/).length < fewestWords)
    return nothing('No comment above the module says what it does, so the model was not asked; name a specification with --spec.');
  const closed = [from, top.path].find((path) => !model.maySend(path));
  if (closed !== undefined) return nothing(`${closed} is never sent to a model.`);
  const captured = await captureRun(unit, top, by.yosys, by.options, signal);
  if (!captured.ok || top.ports.some(({ unpacked }) => unpacked !== undefined))
    return nothing('The model was not asked: the ports of the module cannot be driven beside a model.');
  const rounds = jobRounds(model, parts, limits);
  const attempts: JobAttempt[] = [];
  const header = { title: `header of ${top.name}`, text: own.slice(top.headerRange.start, top.headerRange.end), from: [top.path] };
  const tools = {
    design,
    captured: captured.value,
    rounds,
    specification: { title: 'the specification', text, from: [from] },
    header,
    seed: limits.seed,
    simulate: (text: string) => by.simulate(text),
  };
  const made = await specTestbench(tools, attempts, signal);
  const common = { attempts, spending: rounds.spending };
  if (made === undefined)
    return { notes: [`The model wrote no reference that runs: ${attempts.at(-1)?.detail ?? ''}`], more: { ...common, origin: 'captured' } };
  const { disagreements, scenarios } = made;
  const bench = {
    name: `tb_${top.name}`,
    text: made.text,
    scenarios: scenarios.map(({ name, steps }) => ({ name, cycles: steps.length })),
  };
  return { bench, notes: [], more: { ...common, origin: 'specification', ...(disagreements.length === 0 ? {} : { disagreements }) } };
}

/** The line that ended a run. Our driver counts mismatches and prints no error, so an error is the module's own: scenarios know nothing of what it assumes. */
function whatStopped({ outcome, lines = [] }: Rung): string {
  const first = lines.find((line) => line.trim() !== '')?.trim();
  if (first === undefined) return '';
  const own = outcome === 'failed' && !/mismatch/i.test(first);
  return `: ${first}${own ? ' (the module itself says so: the scenarios give all inputs, also those that it assumes never to come)' : ''}`;
}

/** Words below which a comment says too little of a module. */
const fewestWords = 8;

function told(
  module: string,
  file: TestbenchProposal['files'][number],
  scenarios: TestbenchProposal['scenarios'],
  verdict: Verdict,
  byModel: BySpecification | undefined,
): TestbenchProposal {
  const rung = verdict.rungs.find((one) => one.name === 'testbench');
  const runs = rung?.outcome === 'passed';
  const { killed = 0, survived = 0, undecided = 0 } = verdict.strength?.fates ?? {};
  const counted = killed + survived;
  const disagreements = byModel?.more.disagreements ?? [];
  const notes = [byModel?.bench === undefined ? capturedNote : specifiedNote, ...(byModel?.notes ?? [])];
  notes.push(
    ...disagreements.map(
      ({ scenario, mismatches, words }) => `Scenario ${scenario}, ${mismatches} cycles: ${words}. The module or the model is wrong.`,
    ),
  );
  if (rung !== undefined && !runs && disagreements.length === 0)
    notes.push(`It was not run to its end: ${rung.detail}${whatStopped(rung)}`);
  if (counted > 0 && killed / counted < strongEnough) notes.push(`It is weak: it notices ${killed} of ${counted} faults.`);
  if (undecided > 0) notes.push(`${undecided} faults were not decided in the time; more of it with --budget.`);
  return {
    module,
    // A bench that fails on the very module that it was captured from is no use to anybody.
    files: disagreements.length === 0 && (rung?.outcome === 'failed' || rung?.outcome === 'broken') ? [] : [file],
    scenarios,
    ran: runs,
    ...(verdict.strength === undefined
      ? {}
      : {
          strength: verdict.strength,
          ...(counted === 0 ? {} : { weak: killed / counted < strongEnough }),
        }),
    notes,
  };
}
