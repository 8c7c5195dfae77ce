import { unitsInReply } from '../jobs/repairLoop';
import type { Rounds } from '../jobs/rounds';
import type { CapturedRun } from '../jobs/testbench/captureBench';
import type { Scenario } from '../jobs/testbench/scenarios';
import { readScenarios, referenceDraft, scenariosDraft } from '../jobs/testbench/specPrompt';
import { disagreementsIn, referenceName, writeSpecBench } from '../jobs/testbench/writeSpecBench';
import type { Material } from '../llm/composeRequest';
import type { JobAttempt, TestbenchProposal } from '../protocol/jobs';
import type { WholeRun } from '../verify/checks/runTestbench';
import { screen } from '../verify/screen';
import type { LoadedDesign } from './project';

export interface SpecBenchTools {
  readonly design: LoadedDesign;
  readonly captured: CapturedRun;
  readonly rounds: Rounds;
  readonly specification: Material;
  /** The module's header: all that the model sees of it. */
  readonly header: Material;
  readonly seed: number;
  simulate(bench: string): Promise<WholeRun>;
}

export interface SpecBenchResult {
  readonly text: string;
  readonly scenarios: readonly Scenario[];
  readonly disagreements: NonNullable<TestbenchProposal['disagreements']>;
}

const mostAnswers = 3;

/**
 * A testbench whose reference a model wrote from the specification, without seeing the module; the driver is ours, its scenarios are the model's and those of every module. A scenario
 * that the module fails is told, not mended: the model is asked again only when its reference cannot be run. Undefined, with the reason among the attempts, when nothing came that runs.
 */
export async function specTestbench(
  tools: SpecBenchTools,
  attempts: JobAttempt[],
  signal: AbortSignal,
): Promise<SpecBenchResult | undefined> {
  const { captured, rounds, specification, header, design, seed } = tools;
  const name = referenceName(design.top.name);
  const material = [specification, header];
  const planned = await rounds.ask(scenariosDraft(material), signal);
  const own = planned.ok ? readScenarios(planned.text, captured.inputs, captured.resets, seed) : planned;
  attempts.push({
    what: 'scenarios',
    outcome: own.ok ? 'accepted' : 'unusable',
    detail: own.ok ? own.value.map((one) => one.name).join(', ') : own.message,
  });
  // The reset comes first: a scenario begins where the one before it ended.
  const scenarios = [
    ...captured.scenarios.slice(0, captured.resets.length > 0 ? 1 : 0),
    ...(own.ok ? own.value : []),
    ...captured.scenarios.slice(captured.resets.length > 0 ? 1 : 0),
  ];
  let before: { text: string; problem: string } | undefined;
  for (let round = 1; round <= mostAnswers; round++) {
    const reply = await rounds.ask(referenceDraft(material, name, before, round), signal);
    if (!reply.ok) {
      attempts.push({ what: `reference ${round}`, outcome: 'unusable', detail: reply.message });
      return undefined;
    }
    const reference = unitsInReply(reply.text) ?? '';
    const text = writeSpecBench({ module: design.top, run: captured, scenarios, reference });
    const refused = new RegExp(`\\bmodule\\s+${name}\\b`).test(reference)
      ? screen([{ path: 'reference.sv', text: reference }], { strictness: 'candidate' })[0]?.message
      : `it declares no module ${name}`;
    const run = refused === undefined ? await tools.simulate(text) : undefined;
    const ran = run !== undefined && run.output.some((line) => /^SIMULATION (?:PASSED|FAILED)/.test(line));
    const problem = refused ?? (ran ? undefined : [run?.detail ?? '', ...(run?.lines ?? [])].join('\n'));
    attempts.push({
      what: `reference ${round}`,
      outcome: problem === undefined ? 'accepted' : 'unusable',
      detail: problem ?? 'it runs beside the module',
    });
    if (problem === undefined) return { text, scenarios, disagreements: disagreementsIn(run?.output ?? []) };
    before = { text: reference, problem };
  }
  return undefined;
}
