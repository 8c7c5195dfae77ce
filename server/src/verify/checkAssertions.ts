import type { CompileUnit } from '../model/compileUnit';
import type { Counterexample } from '../protocol/contract';
import { waveJson } from '../sim/wavejson';
import { writeVcd } from '../sim/vcd';
import type { EquivalenceRequest } from './equivalenceRequest';
import { buildAssertionProduct, type AssertionPlan, type AssertionProduct } from './prove/assertionProduct';
import type { WrittenAssertion } from './prove/assertionSources';
import { planAfterReset } from './prove/afterReset';
import { largestMemoryBits } from './prove/preparedSide';
import { readAssertions, type ElaboratedAssertion, type ReadAssertions } from './prove/readAssertions';
import { simulateSide, type Drive, type Trace } from './prove/replay';
import { isEnd, sourceGuards } from './prove/sourceGuards';
import { planStrategies, race } from './prove/strategies';
import type { VerifyTools } from './verifyTools';

export interface AssertionRequest {
  readonly unit: CompileUnit;
  /** Hints of a person, as for a comparison. */
  readonly hints?: Pick<EquivalenceRequest, 'clocks' | 'resets'>;
  readonly budgetMs: number;
}

/** What is known of one assertion of the author's, in one instance of its module. */
export interface AssertionResult extends WrittenAssertion {
  readonly instance: string;
  /** `proved`: for all time. `bounded`: for `cycles` cycles after the reset. `refuted`: it fails, in cycle `cycles`. */
  readonly verdict: 'proved' | 'bounded' | 'refuted' | 'unknown';
  readonly cycles?: number;
  readonly reason: string;
}

export interface AssertionReport {
  readonly results: readonly AssertionResult[];
  /** Of the first that fails. */
  readonly counterexample?: Counterexample;
  readonly vcdText?: string;
  readonly broken?: string;
  /** Why it was stopped before its end: what was not judged by then is `unknown`, and what was not read is not among the results. */
  readonly stopped?: string;
}

/**
 * Proves, bounds or refutes the assertions that a module and what it instantiates hold: immediate ones, and properties that are a condition or one implication
 * over conditions. The reset is found and held as for a comparison; from then on all inputs, the reset too, are free but for the `assume`s of the
 * author. `proved` also needs that no x reaches the assertion and that the netlist says what simulation does; `refuted` needs a
 * replay, four-valued, in which the condition is known to be false. Assertions that cannot be read are `unknown`, with the reader's reason.
 * Ends within `budgetMs` and a twentieth of it where there is a thread for it (`tools.assertApart`).
 */
export async function checkAssertions(request: AssertionRequest, tools: VerifyTools, signal: AbortSignal): Promise<AssertionReport> {
  if (tools.assertApart !== undefined) return tools.assertApart(request, tools, signal);
  return checkAssertionsHere(request, tools, () => undefined, signal);
}

/** `checkAssertions` in this thread: on big designs it does not look at the clock for seconds. `onInterim` hears the answer, should it be stopped then. */
export async function checkAssertionsHere(
  request: AssertionRequest,
  tools: VerifyTools,
  onInterim: (report: AssertionReport) => void,
  signal: AbortSignal,
): Promise<AssertionReport> {
  const deadline = Date.now() + request.budgetMs;
  const read = await readAssertions(request.unit, tools.yosys, (request.budgetMs * 2) / 3, signal);
  const left = leftOutResults(read);
  if (read.kind === 'broken') return { results: left, broken: read.message };
  if (read.kind !== 'ready') return { results: left };
  const all = read.assertions.filter(({ kind }) => kind === 'assert');
  const hindrance = hindranceOf(read);
  if (hindrance !== undefined) return { results: [...left, ...all.map((one) => unknownResult(read, one, hindrance))] };
  onInterim({ results: inOrder([...left, ...all.map((one) => unknownResult(read, one, notJudged))]) });
  const judge = new AssertionJudge(read, request, tools, deadline, signal);
  return judge.run(all, left, onInterim);
}

/** Whether a text holds an assertion at all: what does not need not be read for them. */
export function mayAssert(unit: CompileUnit): boolean {
  return [...unit.files, ...unit.includes].some(({ text }) => /\bassert\b/.test(text));
}

type Ready = Extract<ReadAssertions, { kind: 'ready' }>;

class AssertionJudge {
  private readonly plan: Omit<AssertionPlan, 'asserted'>;
  private readonly guards: readonly string[];
  /** Every assertion of a group asks for the same trace. */
  private last: { readonly found: Drive; readonly steps: Drive['steps']; readonly trace: Trace } | undefined;
  private shown: { readonly counterexample: Counterexample; readonly vcdText: string } | undefined;

  constructor(
    private readonly read: Ready,
    request: AssertionRequest,
    private readonly tools: VerifyTools,
    private readonly deadline: number,
    private readonly signal: AbortSignal,
  ) {
    const assumed = read.assertions.filter(({ kind }) => kind === 'assume');
    this.plan = { ...planAfterReset(read, request.hints), assumed };
    this.guards = guardsOf(read);
  }

  async run(
    all: readonly ElaboratedAssertion[],
    left: readonly AssertionResult[],
    onInterim: (report: AssertionReport) => void,
  ): Promise<AssertionReport> {
    const results: AssertionResult[] = [...left];
    const judged = all.filter(({ problem }) => problem === undefined);
    for (const one of all) if (one.problem !== undefined) results.push(unknownResult(this.read, one, one.problem));
    const report = (open: readonly ElaboratedAssertion[]): AssertionReport => ({
      results: inOrder([...results, ...open.map((one) => unknownResult(this.read, one, notJudged))]),
      ...(this.shown ?? {}),
    });
    const { decided, open } = await this.together(judged);
    results.push(...decided);
    onInterim(report(open.map(({ one }) => one)));
    for (const [i, { one, bound }] of open.entries()) {
      results.push(await this.judge(one, open.length - i, bound));
      onInterim(report(open.slice(i + 1).map((left) => left.one)));
    }
    return report([]);
  }

  /**
   * All at once, since a proof of all is a proof of each, and invariants of one help the others. Those that a trace shows to fail, or to be x, are taken out, and the
   * rest is asked again. What is left open comes with the cycles in which none of them fails.
   */
  private async together(judged: readonly ElaboratedAssertion[]): Promise<{
    readonly decided: readonly AssertionResult[];
    readonly open: readonly { readonly one: ElaboratedAssertion; readonly bound: number }[];
  }> {
    const decided: AssertionResult[] = [];
    const aside: ElaboratedAssertion[] = [];
    let group = [...judged];
    const opened = (bound = 0) => [...aside.map((one) => ({ one, bound: 0 })), ...group.map((one) => ({ one, bound }))];
    while (group.length > 1 && !this.signal.aborted) {
      const product = buildAssertionProduct({ ...this.plan, asserted: group });
      const { proved, drive, frames } = await this.race(product, (this.deadline - Date.now()) / 2);
      if (proved) {
        decided.push(...group.map((one) => this.proved(one, 'proved for all time, together with the others')));
        group = [];
      }
      if (drive === undefined) return { decided, open: opened(frames - product.firstCompared + 1) };
      const failures = new Map(group.flatMap((one) => [[one, this.failure(one, drive)] as const]));
      const failing = group.filter((one) => failures.get(one) !== undefined);
      const out = failing.length > 0 ? failing : group.filter((one) => this.mayFailIn(one, drive));
      if (out.length === 0) break;
      decided.push(...failing.flatMap((one) => failures.get(one) ?? []));
      if (failing.length === 0) aside.push(...out);
      group = group.filter((one) => !out.includes(one));
    }
    return { decided, open: opened() };
  }

  private async judge(one: ElaboratedAssertion, share: number, known: number): Promise<AssertionResult> {
    const product = buildAssertionProduct({ ...this.plan, asserted: [one] });
    const budget = Math.max(500, (this.deadline - Date.now()) / share);
    const strict = await this.race(product, budget / 2);
    if (strict.proved) return this.proved(one, `proved for all time${strict.by}`);
    if (strict.drive !== undefined) {
      const failure = this.failure(one, strict.drive);
      if (failure !== undefined) return failure;
    }
    // An x stands in the way of the strict question: is there a failure without one?
    const bad = (product.asserted[0] as { fails: number }).fails;
    const found = strict.drive === undefined ? strict : await this.race({ ...product, bad }, budget / 2);
    if (found.drive !== undefined) {
      const failure = this.failure(one, found.drive);
      if (failure !== undefined) return failure;
    }
    const cycles = Math.max(known, found.frames - product.firstCompared + 1);
    const why = strict.drive === undefined ? 'no proof within the budget' : 'the condition may be x, so that nothing is proved';
    if (cycles > 0 && !found.proved)
      return this.result(one, 'bounded', `no failure within ${cycles} cycles after the reset; ${why}`, cycles);
    return this.result(one, 'unknown', found.proved ? 'it is never known to be false, but it may be x' : why);
  }

  private async race(
    product: AssertionProduct,
    budgetMs: number,
  ): Promise<{ proved: boolean; by: string; drive: Drive | undefined; frames: number }> {
    if (product.bad === 0) return { proved: true, by: '', drive: undefined, frames: -1 };
    const { runs, decided } = await race(
      planStrategies(product, undefined, budgetMs),
      this.tools.yosys,
      (run) => Promise.resolve(run.answer.kind === 'proved' || run.answer.kind === 'trace'),
      Date.now() + budgetMs,
      this.signal,
    );
    const frames = Math.max(-1, ...runs.map(({ answer }) => (answer.kind === 'open' ? (answer.frames ?? -1) : -1)));
    return {
      proved: decided?.answer.kind === 'proved',
      by: decided === undefined ? '' : ` by ${decided.strategy.name}`,
      drive: decided?.drive,
      frames,
    };
  }

  /** A trace, run again four-valued: only where the assertion is looked at and known to be false has it failed. */
  private failure(one: ElaboratedAssertion, found: Drive): AssertionResult | undefined {
    const { hold, assumed } = this.plan;
    const { steps, trace } = this.replayed(found);
    const at = trace.findIndex((values, i) => i >= hold && values.get(one.enable) === '1' && values.get(one.condition) === '0');
    const within = (step: number): boolean =>
      assumed.every(({ condition, enable }) => trace[step]?.get(enable) === '0' || trace[step]?.get(condition) === '1');
    if (at < 0 || !Array.from({ length: at - hold + 1 }, (_, i) => hold + i).every(within)) return undefined;
    const result = this.result(one, 'refuted', `it fails in cycle ${at - hold} after the reset`, at - hold);
    this.shown ??= this.waves(one, result, { steps, symbols: found.symbols }, trace, at);
    return result;
  }

  /** Whether an assertion is looked at, for all that is known, and not known to be true in some cycle of a trace. */
  private mayFailIn({ condition, enable }: ElaboratedAssertion, found: Drive): boolean {
    const { trace } = this.replayed(found);
    return trace.some((values, i) => i >= this.plan.hold && values.get(enable) !== '0' && values.get(condition) !== '1');
  }

  private replayed(found: Drive): { readonly steps: Drive['steps']; readonly trace: Trace } {
    if (this.last?.found === found) return this.last;
    const { design, starts, hold, resets } = this.plan;
    const steps = found.steps.map(
      (step, i) => new Map([...step, ...(i < hold ? resets.map(({ name, active }) => [name, [active]] as const) : [])]),
    );
    this.last = { found, steps, trace: simulateSide(design, starts, { steps, symbols: found.symbols }, new Map()) };
    return this.last;
  }

  private proved(one: ElaboratedAssertion, reason: string): AssertionResult {
    const guard = this.guards[0];
    return guard === undefined
      ? this.result(one, 'proved', reason)
      : this.result(one, 'unknown', `the netlist never fails it, but no proof is given because ${guard}`);
  }

  private result(one: ElaboratedAssertion, verdict: AssertionResult['verdict'], reason: string, cycles?: number): AssertionResult {
    return { ...placeOf(this.read, one), verdict, reason, ...(cycles === undefined ? {} : { cycles }) };
  }

  private waves(
    one: ElaboratedAssertion,
    result: AssertionResult,
    drive: Drive,
    trace: Trace,
    at: number,
  ): { readonly counterexample: Counterexample; readonly vcdText: string } {
    const name = titleOf(result);
    const clock = this.read.facts.clocks[0];
    const asserted = new Set(this.read.assertions.flatMap(({ condition, enable }) => [condition, enable]));
    const inputs = [...(drive.steps[0]?.keys() ?? [])].filter((key) => key !== clock);
    const outputs = [...(trace[0]?.keys() ?? [])].filter((key) => !asserted.has(key));
    const first = Math.max(0, at - waveSteps);
    const steps = Array.from({ length: at + 1 - first }, (_, i) => first + i);
    const row = (title: string, value: (step: number) => string) => ({ name: title, width: value(at).length, values: steps.map(value) });
    const input = (key: string): ((step: number) => string) => {
      return (step) => [...(drive.steps[step]?.get(key) ?? [])].reverse().join('');
    };
    const output =
      (key: string): ((step: number) => string) =>
      (step) =>
        trace[step]?.get(key) ?? 'x';
    const groups = [
      { title: 'inputs', rows: inputs.map((key) => row(key, input(key))) },
      { title: 'outputs', rows: outputs.map((key) => row(key, output(key))) },
      { title: 'assertion', rows: [row(name, output(one.condition))] },
    ];
    const text = `${name} fails`;
    const signals = groups.flatMap(({ title, rows }) =>
      rows.map((lane) => ({ scope: title, ...lane, times: steps.map((step) => step * period) })),
    );
    return {
      counterexample: {
        cycle: at - this.plan.hold,
        signals: { [name]: { golden: '1', candidate: '0' } },
        wavejson: waveJson(groups, { text, firstCycle: first - this.plan.hold, ...(clock === undefined ? {} : { clock }) }),
      },
      vcdText: writeVcd(signals, text),
    };
  }
}

const notJudged = 'there was no time left for it';

function inOrder(results: readonly AssertionResult[]): AssertionResult[] {
  return [...results].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}

/** Steps before the failure that the waveform shows at most, and the time that one takes in the dump. */
const waveSteps = 40;
const period = 10;

/** What a result is called: its label, or its line; with the instance that it stands in. */
export function titleOf({ label, line, instance }: AssertionResult): string {
  const name = label ?? `the assertion of line ${line}`;
  return instance === '' ? name : `${name} in ${instance}`;
}

function placeOf(read: ReadAssertions, one: ElaboratedAssertion): WrittenAssertion & { instance: string } {
  return { ...(read.sources.written[one.index] as WrittenAssertion), instance: one.instance };
}

function unknownResult(read: ReadAssertions, one: ElaboratedAssertion, reason: string): AssertionResult {
  return { ...placeOf(read, one), verdict: 'unknown', reason };
}

function leftOutResults(read: ReadAssertions): AssertionResult[] {
  return read.sources.written.flatMap((written, i): AssertionResult[] => {
    const why = read.sources.leftOut.get(i) ?? (read.kind === 'ready' ? undefined : read.message);
    return why === undefined || written.kind !== 'assert' ? [] : [{ ...written, instance: '', verdict: 'unknown', reason: why }];
  });
}

/** What makes steps of one clock no picture of the design. */
function hindranceOf({ facts, sources }: Ready): string | undefined {
  if (facts.domains.length > 1 || facts.derivedClocks.length > 0 || facts.clockAsData)
    return 'the design has several clocks or edges, or derives one';
  const unread = sources.written.findIndex(({ kind }, i) => kind === 'assume' && sources.leftOut.has(i));
  return unread < 0
    ? undefined
    : `the assumption of line ${sources.written[unread]?.line ?? 0} cannot be read: ${sources.leftOut.get(unread) ?? ''}`;
}

function guardsOf({ sources, facts, conflicts, memoryLeftOut }: Ready): string[] {
  const nothing: CompileUnit = { files: [], includes: [], includeDirs: [], defines: {} };
  return [
    ...sourceGuards(nothing, sources.unit)
      .filter((text) => !isEnd(text))
      .map((text) => text.replace('the candidate', 'the module')),
    ...conflicts.map((text) => `the design has ${text}`),
    ...(memoryLeftOut > 0 ? [`memories of ${memoryLeftOut} bits are more than the ${largestMemoryBits} that are modelled`] : []),
    ...(facts.derivedResets.length > 0 ? ['logic drives an asynchronous reset or load'] : []),
    ...(facts.latches.length > 0 ? ['the design has latches, whose races are not modelled'] : []),
  ];
}
