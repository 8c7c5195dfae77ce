import type { CompileUnit } from '../../model/compileUnit';
import type { Rung } from '../../protocol/contract';
import type { Yosys } from '../../tools/yosys';
import type { GateDesign } from '../../verify/prove/gateDesign';
import { prepareOne } from '../../verify/prove/prepare';
import { simulateSide, type Trace } from '../../verify/prove/replay';
import type { Spec, SpecPort, TableBit } from '../spec/specTypes';
import { valueWords, words, type CompleteFunction, type CompleteMachine, type TablePlan } from './plan';
import { tourOf } from './tour';

/** How a module fares against the tables of its specification. */
export interface TableCheck {
  readonly rung: Rung;
  /** Expectations that were looked at, and how many the module does not meet. */
  readonly compared: number;
  readonly mismatches: number;
}

interface Expectation {
  /** Inputs of the step: port and bits, bit 0 first. */
  readonly inputs: ReadonlyMap<string, readonly (0 | 1)[]>;
  /** What is expected in this step, bit by bit; nothing where it is not looked at. */
  readonly outputs: readonly { readonly bit: TableBit; readonly value: '0' | '1' }[];
  readonly line: number;
  readonly words: string;
}

/**
 * Runs a module through all that its tables say, four-valued, by the gates that synthesis makes of it: every row of a function, every transition of a
 * machine that can be reached from its reset. What is expected comes from the tables as they were read, not from the text that was written from
 * them. A bit that is x where 0 or 1 is expected does not meet it.
 */
export async function followTables(
  unit: CompileUnit,
  spec: Spec,
  plan: TablePlan,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<TableCheck> {
  const started = performance.now();
  const done = (
    outcome: Rung['outcome'],
    detail: string,
    more: { compared?: number; mismatches?: number; lines?: string[] } = {},
  ): TableCheck => ({
    rung: {
      name: 'simulate',
      outcome,
      tool: 'signoff-tables',
      version: yosys.version,
      ms: performance.now() - started,
      detail,
      diagnostics: [],
      ...(more.lines === undefined ? {} : { lines: more.lines }),
    },
    compared: more.compared ?? 0,
    mismatches: more.mismatches ?? Number.POSITIVE_INFINITY,
  });
  const prepared = await prepareOne(unit, yosys, timeoutMs, signal);
  if (prepared.kind !== 'ready')
    return done(prepared.kind === 'broken' ? 'broken' : prepared.kind === 'failed' ? 'failed' : 'unknown', prepared.message);
  const { gates, conflicts } = prepared.side;
  if (!gates.ok) return done('unknown', `the module cannot be run as gates: ${gates.problem}`);
  if (conflicts.length > 0) return done('failed', conflicts[0] ?? '');
  const runs = runsOf(spec, plan);
  const wrong: string[] = [];
  let compared = 0;
  for (const steps of runs.steps) {
    const found = compare(gates.design, steps, spec.interface.ports);
    compared += found.compared;
    wrong.push(...found.wrong);
  }
  const detail = wrong.length === 0 ? runs.detail : `${wrong.length} of ${compared} expectations are not met; ${wrong[0] ?? ''}`;
  return done(wrong.length === 0 ? 'passed' : 'failed', detail, { compared, mismatches: wrong.length, lines: wrong.slice(0, 12) });
}

function runsOf(spec: Spec, plan: TablePlan): { steps: Expectation[][]; detail: string } {
  if (plan.machine !== undefined) return machineRun(plan.machine, spec);
  const steps = plan.functions.map((one) => functionRun(one));
  const rows = plan.functions.reduce((sum, { lines }) => sum + lines.filter((line) => line > 0).length, 0);
  return { steps, detail: `all ${rows} rows of the ${plan.functions.map(({ table }) => words(table)).join(' and the ')} agree` };
}

function functionRun({ table, outputs, lines }: CompleteFunction): Expectation[] {
  const expected = outputs.map((row, value) => ({
    inputs: inputMap(table.inputs, value),
    outputs: expectedBits(table.outputs, row),
    line: lines[value] ?? 0,
    words: valueWords(table.inputs, value),
  }));
  if (table.registered !== true) return expected;
  // What is loaded at an edge is seen in the step behind it.
  return [...expected, { inputs: inputMap(table.inputs, 0), outputs: [], line: 0, words: '' }].map((step, i, all) => ({
    ...step,
    outputs: all[i - 1] === undefined ? [] : (expected[i - 1]?.outputs ?? []),
    line: expected[i - 1]?.line ?? 0,
    words: expected[i - 1]?.words ?? '',
  }));
}

/** Cycles that a reset is held before anything is expected. */
const held = 2;

function machineRun(machine: CompleteMachine, spec: Spec): { steps: Expectation[][]; detail: string } {
  const { table, next } = machine;
  const { reset } = spec.timing;
  const start = reset?.value ?? table.initial ?? table.states[0] ?? '';
  const { steps, unreached } = tourOf(machine, start);
  const resetTo = (active: boolean): [string, (0 | 1)[]][] =>
    reset === undefined ? [] : [[reset.port, [(active ? reset.active : 1 - reset.active) as 0 | 1]]];
  const run: Expectation[] =
    reset === undefined
      ? []
      : Array.from({ length: held }, () => ({
          inputs: new Map([...inputMap(table.inputs, 0), ...resetTo(true)]),
          outputs: [],
          line: 0,
          words: 'reset',
        }));
  for (const { value, state, line } of steps) {
    const row = next.get(state)?.[value];
    run.push({
      inputs: new Map([...inputMap(table.inputs, value), ...resetTo(false)]),
      outputs: expectedBits(table.outputs, row?.outputs ?? ''),
      line,
      words: `in ${state}${table.inputs.length === 0 ? '' : ` with ${valueWords(table.inputs, value)}`}`,
    });
  }
  const last = steps.at(-1);
  const end = last === undefined ? start : (next.get(last.state)?.[last.value]?.to ?? start);
  // Where the last transition led, and back by the reset.
  const look = (state: string, active: boolean, line: number): Expectation => ({
    inputs: new Map([...inputMap(table.inputs, 0), ...resetTo(active)]),
    outputs: expectedBits(table.outputs, next.get(state)?.[0]?.outputs ?? ''),
    line,
    words: `in ${state}`,
  });
  run.push(look(end, false, last?.line ?? 0));
  if (reset !== undefined) run.push({ ...look(start, true, table.line), outputs: [] }, look(start, false, table.line));
  const count = table.states.length * 2 ** table.inputs.length;
  const rest = unreached.length === 0 ? '' : `; ${unreached.join(', ')} cannot be reached from ${start}`;
  return {
    steps: [run],
    detail: `a walk of ${steps.length} cycles through all ${count} transitions of the ${words(table)} agrees, and the reset leads back${rest}`,
  };
}

function inputMap(bits: readonly TableBit[], value: number): Map<string, (0 | 1)[]> {
  const ports = new Map<string, (0 | 1)[]>();
  bits.forEach(({ port, bit }, i) => {
    const known = ports.get(port) ?? [];
    known[bit] = ((value >> (bits.length - 1 - i)) & 1) as 0 | 1;
    ports.set(port, known);
  });
  return ports;
}

function expectedBits(bits: readonly TableBit[], row: string): Expectation['outputs'] {
  return bits.flatMap((bit, i) => (row[i] === '0' || row[i] === '1' ? [{ bit, value: row[i] }] : []));
}

function compare(design: GateDesign, steps: readonly Expectation[], ports: readonly SpecPort[]): { compared: number; wrong: string[] } {
  const filled = steps.map(
    ({ inputs }) =>
      new Map(
        ports
          .filter(({ direction }) => direction === 'input')
          .map(({ name, width }) => [name, Array.from({ length: width }, (_, i) => inputs.get(name)?.[i] ?? (0 as const))] as const),
      ),
  );
  const starts = design.registers.map(({ init }) =>
    init === 'x' ? ({ kind: 'unknown' } as const) : ({ kind: 'fixed', value: init } as const),
  );
  const trace: Trace = simulateSide(design, starts, { steps: filled, symbols: [] }, new Map());
  const wrong: string[] = [];
  let compared = 0;
  for (const [i, { outputs, line, words: where }] of steps.entries()) {
    for (const { bit, value } of outputs) {
      compared++;
      const text = trace[i]?.get(bit.port) ?? '';
      const is = text[text.length - 1 - bit.bit] ?? 'x';
      if (is === value) continue;
      const name = text.length > 1 ? `${bit.port}[${bit.bit}]` : bit.port;
      wrong.push(`line ${line} of the specification, ${where}: ${name} is ${is}, not ${value}`);
    }
  }
  return { compared, wrong };
}
