import { failure, success, type Outcome } from '../../base/outcome';
import type { CompileUnit } from '../../model/compileUnit';
import type { ModuleInfo } from '../../model/moduleInfo';
import type { Yosys } from '../../tools/yosys';
import { prepareOne } from '../../verify/prove/prepare';
import type { PreparedSide } from '../../verify/prove/preparedSide';
import { simulateSide, type Trace } from '../../verify/prove/replay';
import { chooseResets, settle, type ResetPin } from '../../verify/prove/settle';
import { scenariosOf, type DrivenPort, type Scenario } from './scenarios';
import { elementsOf, seenOutputs, writeBench } from './writeBench';

export interface CapturedBench {
  readonly name: string;
  readonly text: string;
  readonly scenarios: readonly { readonly name: string; readonly cycles: number }[];
}

/** A module run under scenarios: what its outputs are in each step, four-valued, by the gates that synthesis makes of it. */
export interface CapturedRun {
  readonly side: PreparedSide;
  readonly clock?: { readonly port: string; readonly edge: 'posedge' | 'negedge' };
  readonly inputs: readonly DrivenPort[];
  readonly outputs: readonly DrivenPort[];
  readonly resets: readonly ResetPin[];
  readonly scenarios: readonly Scenario[];
  /** Of all scenarios, one after the other. */
  readonly steps: Scenario['steps'];
  readonly trace: Trace;
}

export interface CaptureOptions {
  readonly timeoutMs: number;
  readonly seed: number;
  /** How often all scenarios are gone through, each time with other values. */
  readonly seeds?: number;
}

/** Runs a module of one clock or none from power-up; a failure says why it cannot be. */
export async function captureRun(
  unit: CompileUnit,
  module: ModuleInfo,
  yosys: Yosys,
  { timeoutMs, seed, seeds = 1 }: CaptureOptions,
  signal: AbortSignal,
): Promise<Outcome<CapturedRun>> {
  const prepared = await prepareOne(unit, yosys, timeoutMs, signal);
  if (prepared.kind !== 'ready') return failure(`${module.name} cannot be run: ${prepared.message}`);
  const { side } = prepared;
  const { facts, gates } = side;
  if (!gates.ok) return failure(`${module.name} cannot be run as gates: ${gates.problem}`);
  if (facts.domains.length > 1 || facts.derivedClocks.length > 0)
    return failure(`${module.name} has several clocks or edges, or derives one`, 'Name a module with one clock.');
  const { design } = gates;
  const clock = facts.clocks[0];
  const choice = { skip: new Set(facts.clocks), single: false, synchronous: facts.synchronousResets };
  const resets = clock === undefined ? [] : chooseResets(design, { names: [] }, facts.asynchronousResets, choice);
  const hold = settle([design], resets, { names: [] }).cycles;
  const ports = module.ports.filter(({ name }) => name !== clock);
  const widthOf = (name: string): number => [...design.inputs, ...design.outputs].find((port) => port.name === name)?.bits.length ?? 1;
  const inputs = ports.filter(({ direction }) => direction === 'input').map(({ name }) => ({ name, width: widthOf(name) }));
  const outputs = ports.filter(({ direction }) => direction === 'output').map(({ name }) => ({ name, width: widthOf(name) }));
  if (outputs.length === 0 || inputs.length + outputs.length !== ports.length)
    return failure(`${module.name} has no outputs, or ports of another direction`);
  const scenarios = Array.from({ length: seeds }, (_, i) => scenariosOf(inputs, resets, hold, seed + i)).flat();
  const steps = scenarios.flatMap((one) => one.steps);
  const starts = design.registers.map(({ init }) =>
    init === 'x' ? ({ kind: 'unknown' } as const) : ({ kind: 'fixed', value: init } as const),
  );
  const trace = simulateSide(design, starts, { steps, symbols: [] }, new Map());
  if (!trace.some((values) => outputs.some(({ name }) => /[01]/.test(values.get(name) ?? ''))))
    return failure(`${module.name} shows no known value: nothing resets what its outputs follow`);
  const edge = facts.domains[0]?.startsWith('neg') === true ? 'negedge' : 'posedge';
  return success({
    side,
    inputs,
    outputs,
    resets,
    scenarios,
    steps,
    trace,
    ...(clock === undefined ? {} : { clock: { port: clock, edge } }),
  });
}

/**
 * A testbench that holds a module to what it does now: its outputs under named scenarios, four-valued, captured from the gates that synthesis makes of it. What is x
 * is not compared, nor what is x to `simulate`, which runs a testbench and gives what it printed: a simulator carries an x further than gates do. It needs one clock or none.
 */
export async function captureBench(
  unit: CompileUnit,
  module: ModuleInfo,
  yosys: Yosys,
  options: CaptureOptions,
  simulate: (bench: string) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<Outcome<CapturedBench>> {
  const run = await captureRun(unit, module, yosys, options, signal);
  if (!run.ok) return run;
  const odd = module.ports.find(({ unpacked }) => unpacked !== undefined && elementsOf(unpacked) === undefined);
  if (odd !== undefined) return failure(`port ${odd.name} is an array whose bounds are no plain numbers`);
  const { scenarios, outputs } = run.value;
  const seen = seenOutputs(await simulate(writeBench({ ...run.value, module, prints: true })));
  const trace = run.value.trace.map((values, cycle) => withUnknowns(values, outputs, seen.get(cycle)));
  const text = writeBench({ ...run.value, trace, module });
  return success({ name: `tb_${module.name}`, text, scenarios: scenarios.map(({ name, steps: own }) => ({ name, cycles: own.length })) });
}

/** Outputs of one cycle, x where a simulator of the sources saw an x. */
function withUnknowns(
  values: ReadonlyMap<string, string>,
  outputs: readonly DrivenPort[],
  seen: string | undefined,
): ReadonlyMap<string, string> {
  if (seen === undefined || seen.length !== outputs.reduce((sum, { width }) => sum + width, 0)) return values;
  let at = 0;
  return new Map(
    outputs.map(({ name, width }) => {
      const own = seen.slice(at, (at += width));
      const value = (values.get(name) ?? '').padStart(width, 'x');
      return [name, [...value].map((bit, i) => (/[01]/.test(own[i] ?? '') ? bit : 'x')).join('')];
    }),
  );
}
