import { success, type Outcome } from '../base/outcome';
import { captureBench } from '../jobs/testbench/captureBench';
import { runTestbench } from '../verify/checks/runTestbench';
import type { Verdict } from '../protocol/contract';
import type { TestbenchProposal } from '../protocol/jobs';
import type { ModuleJobRequest, Progress, RunLimits, VerifyRequest } from './engine';
import { loadModule, proposedBeside } from './moduleJob';
import type { EngineParts } from './parts';
import type { Project } from './project';
import type { Toolbox } from './toolbox';

/** Faults that the proposed testbench is tried on. */
const mutants = 20;

/** Below this share of faults noticed a testbench is called weak. */
const strongEnough = 0.8;

export interface TestbenchWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly toolbox: Toolbox;
  verify(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>>;
}

/** `testbench`: a bench that was run on the module and tried on faults of it. */
export async function proposeTestbench(
  request: ModuleJobRequest,
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
  const simulate = async (text: string): Promise<readonly string[]> => {
    const path = `${top.path}.tb.sv`;
    const bench = { name: `tb_${top.name}`, path, unit: { ...unit, files: [...unit.files, { path, text }], top: `tb_${top.name}` } };
    const run = await runTestbench(bench, bench.unit, tools, { timeoutMs: limits.seconds * 250, twoValued: false }, signal);
    return run.output;
  };
  const captured = await captureBench(unit, top, yosys, { timeoutMs: limits.seconds * 500, seed: limits.seed }, simulate, signal);
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
    return success(told(top.name, file, scenarios, judged.value));
  } finally {
    if (before === undefined) parts.overlay.delete(file.file);
    else parts.overlay.set(file.file, before);
    project.index.update(file.file);
  }
}

function told(
  module: string,
  file: TestbenchProposal['files'][number],
  scenarios: TestbenchProposal['scenarios'],
  verdict: Verdict,
): TestbenchProposal {
  const rung = verdict.rungs.find((one) => one.name === 'testbench');
  const runs = rung?.outcome === 'passed';
  const { killed = 0, survived = 0, undecided = 0 } = verdict.strength?.fates ?? {};
  const counted = killed + survived;
  const notes = [
    'The reference was captured from the module as it is: it guards what the module does, and does not say that this is right.',
  ];
  if (rung !== undefined && !runs) notes.push(`It was not run to its end: ${rung.detail}`);
  if (counted > 0 && killed / counted < strongEnough) notes.push(`It is weak: it notices ${killed} of ${counted} faults.`);
  if (undecided > 0) notes.push(`${undecided} faults were not decided in the time; more of it with --budget.`);
  return {
    module,
    // A bench that fails on the very module that it was captured from is no use to anybody.
    files: rung?.outcome === 'failed' || rung?.outcome === 'broken' ? [] : [file],
    scenarios,
    ran: runs,
    ...(verdict.strength === undefined
      ? {}
      : {
          strength: verdict.strength,
          ...(counted === 0 && undecided > 0 ? {} : { weak: counted === 0 || killed / counted < strongEnough }),
        }),
    notes,
  };
}
