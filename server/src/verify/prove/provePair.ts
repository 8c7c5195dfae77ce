import type { Counterexample, Rung } from '../../protocol/contract';
import { describeCounterexample } from '../counterexample';
import type { PairContext } from '../simulate/simulateRung';
import { waveOptions } from '../simulate/simulateRung';
import { drawFor, mismatchOf, replayApart, simulateSources, unconfirmed } from '../simulate/simulatePair';
import { cutStrategies } from './cutStrategies';
import { derivedStrategy } from './derivedState';
import { neverTrue } from './exhaust';
import type { DesignPair } from './pairDesigns';
import { holdSteps, latencyOf, planOf, withHold } from './pairDesigns';
import { invariantStrategies } from './invariants';
import { matchByBehaviour } from './matchByBehaviour';
import type { Pairing } from './pairing';
import type { MatchedProduct, ProductPlan, WholeProduct } from './product';
import { buildMatched, buildProduct } from './product';
import type { Drive } from './replay';
import { mayBeUnknown } from './settle';
import type { Strategy, StrategyRun } from './strategies';
import { matchedBy, planStrategies, race, runStrategy } from './strategies';

export type ProveAnswer = { readonly rung: Rung; readonly reason: string; readonly known: ReadonlySet<string> } & (
  | { readonly kind: 'proved' }
  | { readonly kind: 'refuted'; readonly counterexample: Counterexample; readonly vcdText: string }
  /** No difference within a number of steps, with no proof beyond. */
  | { readonly kind: 'bounded' }
  | { readonly kind: 'open' }
  /** A difference in the netlists that the simulators do not confirm. */
  | { readonly kind: 'disputed' }
);

export interface ProveContext extends PairContext {
  /** Only with registers and memories matched by name: nothing else is looked for. */
  readonly matchedOnly?: boolean;
  /** The same pair with its sums of products in normal form, for one step from matched registers. */
  readonly normal?: DesignPair;
  readonly script: readonly string[];
  readonly inputHash: string;
}

interface Confirmed {
  readonly counterexample: Counterexample;
  readonly vcdText: string;
  readonly what: string;
}

const tried = 'every value of the inputs that each output and register depends on was tried';
/** More and-gates than this are not given to the engines. */
const largestProduct = 4_000_000;
/** From this many on, cuts are tried before the whole. */
const bigProduct = 20_000;

/**
 * Looks for an unbounded proof or a difference, racing strategies. A trace becomes `refuted` only after both netlists, run apart and
 * four-valued, differ on it, and so do the sources under Icarus where it can read them.
 */
export async function provePair(context: ProveContext): Promise<ProveAnswer> {
  if (context.pair.pairing.unpaired.length === 0) return lookForProof(context, undefined);
  // Where state has no counterpart, an x of the golden may hide a difference: what is proved has to hold from values that it starts with.
  const strict = matchByBehaviour(context.pair);
  const answer = await lookForProof(context, strict);
  const why = answer.kind === 'proved' ? await contradiction(context, strict) : undefined;
  if (why === undefined) return answer;
  return { ...answer, kind: 'disputed', reason: why, rung: { ...answer.rung, outcome: 'unknown', detail: why } };
}

/** `strictPairing` pairs and starts the state that has no counterpart of its name. */
async function lookForProof(context: ProveContext, strictPairing: Pairing | undefined): Promise<ProveAnswer> {
  const begun = Date.now();
  const latency = latencyOf(context.contract);
  const plan = planOf(context.pair, latency);
  const strictPlan = strictPairing === undefined ? undefined : { ...plan, pairing: strictPairing };
  const matched = buildMatched(strictPlan ?? plan);
  const answer = (kind: 'proved' | 'bounded' | 'open' | 'disputed', reason: string, runs: readonly StrategyRun[]): ProveAnswer => ({
    kind,
    reason,
    known: kind === 'proved' && strictPlan !== undefined ? knownFromValues(strictPlan) : new Set(),
    rung: proveRung(context, kind === 'proved' && context.guards.length === 0 ? 'passed' : 'unknown', reason, runs, Date.now() - begun),
  });
  if (matched?.bad === 0)
    return answer('proved', `proved for all time: with ${matchedBy(strictPlan !== undefined)}, both sides become one structure`, []);
  if (
    matched !== undefined &&
    neverTrue(
      matched.aig,
      [...matched.outputs, ...matched.registers].map(({ differs }) => differs),
    )
  )
    return answer('proved', `proved for all time: ${tried}`, []);
  if (context.matchedOnly === true) return answer(...(await proveMatched(context, matched)));
  const normal = strictPlan === undefined && context.normal !== undefined ? buildMatched(planOf(context.normal, latency)) : undefined;
  if (normal?.bad === 0)
    return answer(
      'proved',
      'proved for all time: with registers matched by name and sums of products in normal form, both sides become one structure',
      [],
    );
  const product = buildProduct(plan);
  const strict = strictPlan === undefined ? undefined : buildProduct(strictPlan);
  const proving = strict ?? product;
  if (proving.bad === 0) return answer('proved', 'proved for all time: both sides become one structure', []);
  if (
    neverTrue(
      proving.aig,
      proving.outputs.map(({ differs }) => differs),
    )
  )
    return answer('proved', `proved for all time: ${tried}`, []);
  const budget = Math.max(500, context.deadline - Date.now());
  const cuts = cutStrategies(context, Math.floor(budget / 3));
  const derived = derivedStrategy(strictPlan ?? plan, context.seed, Math.floor(budget / 3));
  const tooLarge = product.aig.size > largestProduct;
  if (tooLarge && cuts.length === 0) return answer('open', `the designs are too large for a proof (${product.aig.size} gates)`, []);

  let refuted: Confirmed | undefined;
  let disputed: string | undefined;
  const decides = async (run: StrategyRun): Promise<boolean> => {
    if (run.answer.kind === 'proved') return strict === undefined || !run.strategy.bounded;
    if (run.answer.kind !== 'trace' || run.drive === undefined || !run.strategy.fromStart) return false;
    const outcome = await confirm(context, withHold(context.pair, run.drive), latency, product.firstCompared);
    if (typeof outcome === 'string') disputed = outcome;
    else refuted = outcome;
    return true;
  };
  const whole = tooLarge
    ? []
    : withInvariants(planStrategies(product, matched, budget, { strict, normal }), context, proving, strictPairing);
  // On a small design a cut shows nothing that the whole would not show as fast.
  const first =
    product.aig.size > bigProduct
      ? Math.max(
          0,
          whole.findIndex(({ fromStart }) => fromStart),
        )
      : whole.length;
  const { runs, decided } = await race(
    [...(derived === undefined ? [] : [derived]), ...whole.slice(0, first), ...cuts, ...whole.slice(first)],
    context.tools.yosys,
    decides,
    context.deadline - 100,
    context.signal,
  );
  if (refuted !== undefined) {
    const reason = `${refuted.what}, found by ${decided?.strategy.name ?? 'search'}`;
    return {
      kind: 'refuted',
      reason,
      known: new Set(),
      rung: proveRung(context, 'failed', reason, runs, Date.now() - begun),
      counterexample: refuted.counterexample,
      vcdText: refuted.vcdText,
    };
  }
  if (disputed !== undefined) return answer('disputed', disputed, runs);
  if (decided !== undefined) return answer('proved', `proved for all time by ${howOf(decided)}`, runs);
  const frames = Math.max(
    -1,
    ...runs.map(({ strategy, answer: said }) => (strategy.fromStart && said.kind === 'open' ? (said.frames ?? -1) : -1)),
  );
  const blame = blamed(matched, runs);
  if (frames > product.firstCompared) {
    const steps = frames - product.firstCompared + 1;
    return answer(
      'bounded',
      `no difference within ${steps} ${context.pair.manyClocks ? 'steps' : 'cycles'} after the reset, for all inputs; not proved beyond${blame}`,
      runs,
    );
  }
  const broken = runs.find((run) => run.answer.kind === 'broken');
  const why =
    broken?.answer.kind === 'broken' ? `a proof engine failed: ${broken.answer.message}` : 'no proof and no difference within the budget';
  return answer('open', `${why}${blame}`, runs);
}

/** The strategy that proved it, or what it says of itself. */
function howOf({ strategy, answer }: StrategyRun): string {
  return answer.kind === 'proved' ? (answer.by ?? strategy.name) : strategy.name;
}

/** Steps that both sources are run from the values that state without a counterpart starts with. */
const contradictionSteps = 300;

/** What Icarus says against a proof that pairs state by `strict`; undefined when nothing, or when it cannot read the sources. */
async function contradiction(context: ProveContext, strict: Pairing): Promise<string | undefined> {
  const pair = { ...context.pair, pairing: strict };
  const { units, tools, seed, signal } = context;
  const latency = latencyOf(context.contract);
  const drive = drawFor(pair, holdSteps(pair) + latency + contradictionSteps, seed);
  const budget = Math.max(1000, Math.min(10_000, context.deadline - Date.now()));
  const sources = await simulateSources(pair, units, drive, latency, tools, budget, signal);
  if (sources.kind !== 'differs') return undefined;
  return `${Object.keys(sources.mismatch.signals).join(', ')} differ in Icarus but not in the netlists, and nothing explains why`;
}

/** Golden output bits that are never x where state without a counterpart starts with values, as `y[3]`: on those a proof compared something. */
function knownFromValues({ golden, pairing }: ProductPlan): Set<string> {
  const unknown = mayBeUnknown(
    golden,
    pairing.goldenStart.map((start) => start.kind === 'unknown'),
    [],
  ).outputs;
  return new Set([...unknown].flatMap(([port, bits]) => bits.flatMap((may, i) => (may ? [] : [`${port}[${i}]`]))));
}

/** Relations of registers are looked for where the quick ways have shown nothing. */
function withInvariants(strategies: readonly Strategy[], context: ProveContext, product: WholeProduct, strict?: Pairing): Strategy[] {
  const at = strategies.findIndex((strategy) => strategy.bounded);
  const third = strategies[at]?.timeoutMs;
  const pair = strict === undefined ? context.pair : { ...context.pair, pairing: strict };
  const mined = third === undefined ? undefined : invariantStrategies(pair, product, context.seed, third);
  if (mined === undefined) return [...strategies];
  return [...strategies.slice(0, at), mined.first, ...strategies.slice(at, at + 2), mined.second, ...strategies.slice(at + 2)];
}

/** Whether the matched registers and memories can leave each other, decided by one engine. */
async function proveMatched(
  context: ProveContext,
  matched: MatchedProduct | undefined,
): Promise<['proved' | 'open', string, readonly StrategyRun[]]> {
  const { yosys } = context.tools;
  const timeoutMs = context.deadline - Date.now() - 100;
  if (timeoutMs < 100) return ['open', 'no time was left', []];
  const [step] = matched === undefined ? [] : planStrategies(matched, matched, 3 * timeoutMs);
  const own = step === undefined || matched === undefined ? [] : [{ ...step, product: matched, fromStart: false, timeoutMs }];
  const decides = ({ answer }: StrategyRun): Promise<boolean> => Promise.resolve(answer.kind === 'proved');
  const { runs, decided } = await race(
    [...own, ...cutStrategies(context, timeoutMs)],
    yosys,
    decides,
    context.deadline - 100,
    context.signal,
  );
  if (decided === undefined) return ['open', 'no proof with registers and memories matched by name', runs];
  if (decided.strategy.product === matched)
    return ['proved', 'proved for all time: registers and memories that start equal stay equal', runs];
  return ['proved', `proved for all time by ${howOf(decided)}`, runs];
}

/**
 * A shorter trace is looked for within this many and-gates of all cycles together and conflicts in one cycle. Work and not time is limited, so that the same
 * question has the same answer on a busy machine; the time only ends what hangs.
 */
const largestUnrolled = 2_000_000;
const mostConflicts = 1000;
const shortenMs = 20_000;

/**
 * The counterexample of the fewest cycles, from a bounded search, with `what` it shows; undefined when there is no shorter one than
 * `cycle`, or the search is too much work.
 */
export async function shortestTrace(context: PairContext, cycle: number): Promise<Confirmed | undefined> {
  const latency = latencyOf(context.contract);
  const product = buildProduct(planOf(context.pair, latency));
  const frames = product.firstCompared + cycle;
  if (cycle < 1 || product.bad === 0 || product.aig.size * frames > largestUnrolled) return undefined;
  const strategy = {
    name: 'bounded search',
    product,
    commands: [`bmc3 -F ${frames} -C ${mostConflicts}`],
    timeoutMs: Math.min(shortenMs, context.deadline - Date.now()),
    fromStart: true,
    bounded: true,
  };
  if (strategy.timeoutMs < 200) return undefined;
  const { drive } = await runStrategy(strategy, context.tools.yosys, context.signal);
  if (drive === undefined) return undefined;
  const found = await confirm(context, withHold(context.pair, drive), latency, product.firstCompared);
  return typeof found === 'string' || found.counterexample.cycle >= cycle ? undefined : found;
}

async function confirm(context: PairContext, drive: Drive, latency: number, firstCompared: number): Promise<Confirmed | string> {
  const { pair } = context;
  const traces = replayApart(pair, drive);
  const mismatch = mismatchOf(pair, traces, latency);
  if (mismatch === undefined) return 'a proof engine found a difference that simulation of the netlists does not show';
  const what = `${Object.keys(mismatch.signals).join(', ')} differ at cycle ${mismatch.step - firstCompared}`;
  const budget = Math.max(1000, Math.min(10_000, context.deadline - Date.now()));
  const sources = await simulateSources(pair, context.units, drive, latency, context.tools, budget, context.signal);
  if (sources.kind === 'agrees' || sources.kind === 'failed') return unconfirmed(what, sources);
  if (sources.kind === 'absent' && mismatch.onlyUnknown) return `${what} in the netlists, where the candidate is only unknown`;
  const shown = sources.kind === 'differs' ? sources : { traces, mismatch };
  return {
    what,
    ...describeCounterexample(
      drive,
      shown.traces.golden,
      shown.traces.candidate,
      shown.mismatch,
      firstCompared,
      waveOptions(context, drive, shown.traces, shown.mismatch),
    ),
  };
}

/** Which matched registers and outputs could differ in one step: where to look, though no difference from power-up is known. */
function blamed(matched: MatchedProduct | undefined, runs: readonly StrategyRun[]): string {
  if (matched === undefined || !runs.some((run) => run.strategy.product === matched)) return '';
  const names = new Set<string>();
  for (const register of matched.registers) if (register.differs !== 0) names.add(register.name.replace(/\[\d+\]$/, ''));
  for (const output of matched.outputs) if (output.differs !== 0) names.add(output.port);
  const list = [...names];
  if (list.length === 0) return '';
  return `; the logic that differs feeds ${list.slice(0, 4).join(', ')}${list.length > 4 ? ` and ${list.length - 4} more` : ''}`;
}

function proveRung(context: ProveContext, outcome: Rung['outcome'], detail: string, runs: readonly StrategyRun[], ms: number): Rung {
  const guarded = context.guards.length > 0 ? `; no proof is given: ${context.guards.join('; ')}` : '';
  return {
    name: 'prove',
    outcome,
    tool: context.tools.yosys.flavor === 'embedded' ? 'yosys (embedded) with ABC' : 'yosys with ABC',
    version: context.tools.yosys.version,
    ms,
    detail: `${detail}${outcome === 'failed' ? '' : guarded}`,
    diagnostics: [],
    arguments: [...context.script, ...runs.map((run) => `abc: ${run.strategy.commands.join('; ')}`)],
    inputHash: context.inputHash,
    lines: runs
      .flatMap((run) => [
        `${run.strategy.name}: ${run.answer.kind}, ${Math.round(run.answer.ms)} ms`,
        ...('lines' in run.answer ? run.answer.lines : []),
      ])
      .slice(0, 60),
  };
}
