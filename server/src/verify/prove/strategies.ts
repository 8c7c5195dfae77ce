import type { Yosys } from '../../tools/yosys';
import type { Literal } from './aig';
import type { AbcAnswer } from './abc';
import { runAbc } from './abc';
import type { MatchedProduct, Product } from './product';
import type { Drive } from './replay';

/** One way to look for a proof or a difference. */
export interface Strategy {
  readonly name: string;
  readonly product: Product;
  readonly commands: readonly string[];
  /** Longest it may run, in ms. */
  readonly timeoutMs: number;
  /** A trace is a real one from the start, not an arbitrary state. */
  readonly fromStart: boolean;
  /** It can only find differences. */
  readonly bounded: boolean;
  /** What it does where that is more than one run of the commands. */
  readonly attempt?: (yosys: Yosys, timeoutMs: number, signal: AbortSignal) => Promise<AbcAnswer>;
}

export interface StrategyRun {
  readonly strategy: Strategy;
  readonly answer: AbcAnswer;
  /** The trace as inputs of the designs. */
  readonly drive?: Drive;
}

/** Joins equal nodes of a combinational graph, then asks whether the output can be 1. */
export const sweep = ['&get', '&fraig -x', '&put', 'iprove'];

/**
 * The strategies for a pair, in the order in which they start. None gets more than a third of the budget:
 * - no registers: sweep both cones for equal nodes, then decide what is left (A);
 * - registers matched by name: one step from any state in which they are equal (B);
 * - the whole product from power-up: bounded search (D), property-directed reachability, and register correspondence with induction (C).
 * A proof is looked for on `strict` where it is given: then `product` can only show differences, and no trace of `strict` is one.
 * `normal` is as `matched`, with sums of products in normal form.
 */
export function planStrategies(
  product: Product,
  matched: MatchedProduct | undefined,
  budgetMs: number,
  others: { readonly strict?: Product | undefined; readonly normal?: MatchedProduct | undefined } = {},
): Strategy[] {
  const { strict, normal } = others;
  const third = Math.max(500, Math.floor(budgetMs / 3));
  const seconds = Math.max(1, Math.floor(third / 1000));
  const sequential = strict !== undefined || product.aig.toAiger([product.bad]).latches.length > 0;
  const list: Strategy[] = [];
  const oneStep = (name: string, step: MatchedProduct | undefined): void => {
    // Where only a step from matched state can show much, it has longer.
    const timeoutMs = strict === undefined ? third : 2 * third;
    if (step !== undefined) list.push({ name, product: step, commands: sweep, timeoutMs, fromStart: false, bounded: false });
  };
  const sorted = 'sums of products in normal form';
  if (!sequential) {
    list.push({
      name: 'combinational: sweeping, then SAT',
      product,
      commands: sweep,
      timeoutMs: 2 * third,
      fromStart: true,
      bounded: false,
    });
    oneStep(`combinational: ${sorted}`, normal);
    return list;
  }
  oneStep(`${matchedBy(strict !== undefined)}, one step`, matched);
  oneStep(`${matchedBy(false)}, one step, ${sorted}`, normal);
  const whole = (name: string, commands: readonly string[], bounded = false): Strategy => ({
    name,
    product: bounded ? product : (strict ?? product),
    commands,
    timeoutMs: third,
    fromStart: bounded || strict === undefined,
    bounded,
  });
  list.push(
    whole('register correspondence and induction', ['scorr', 'dprove']),
    whole('bounded search from power-up', [`bmc3 -F 60 -T ${Math.max(1, Math.floor(seconds / 3))}`], true),
    whole('property-directed reachability', [`pdr -T ${seconds}`]),
    whole('register correspondence over 4 steps, then reachability', ['scorr -F 4', `pdr -T ${seconds}`, 'iprove']),
    whole('deeper bounded search', [`bmc3 -F 400 -T ${seconds}`], true),
  );
  return list;
}

/** How registers of both sides were matched, for the answer. */
export function matchedBy(behaviour: boolean): string {
  return `registers matched by name${behaviour ? ' and by what they do' : ''}`;
}

/** Runs one strategy; a product whose `bad` vanished when it was built needs no tool. */
export async function runStrategy(strategy: Strategy, yosys: Yosys, signal: AbortSignal): Promise<StrategyRun> {
  const { aig, bad } = strategy.product;
  if (bad === 0) return { strategy, answer: { kind: 'proved', lines: ['both sides became one structure'], ms: 0 } };
  if (strategy.attempt !== undefined) return { strategy, answer: await strategy.attempt(yosys, strategy.timeoutMs, signal) };
  const aiger = aig.toAiger([bad]);
  const answer = await runAbc(yosys, aiger.bytes, strategy.commands, strategy.timeoutMs, signal);
  if (answer.kind !== 'trace') return { strategy, answer };
  return { strategy, answer, drive: driveOf(strategy.product, aiger.inputs, answer.steps) };
}

/** The designs' inputs from a trace over the file's inputs; inputs that the cone left out are 0. Two more steps let the difference show. */
function driveOf(product: Product, kept: readonly Literal[], steps: readonly string[]): Drive {
  const place = new Map(kept.map((literal, i) => [literal, i]));
  const bitAt = (step: string, literal: Literal): 0 | 1 => {
    const at = place.get(literal);
    return at !== undefined && step[at] === '1' ? 1 : 0;
  };
  return {
    steps: steps.map(
      (step) => new Map([...product.inputs].map(([name, literals]) => [name, literals.map((literal) => bitAt(step, literal))])),
    ),
    symbols: product.symbols.map((literal) => bitAt(steps[0] ?? '', literal)),
  };
}

/**
 * Races strategies, two at a time; the first for which `decides` says yes ends the others. All that answered are given back, the
 * deciding one last.
 */
export async function race(
  strategies: readonly Strategy[],
  yosys: Yosys,
  decides: (run: StrategyRun) => Promise<boolean>,
  deadline: number,
  signal: AbortSignal,
): Promise<{ readonly runs: readonly StrategyRun[]; readonly decided: StrategyRun | undefined }> {
  const runs: StrategyRun[] = [];
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const queue = [...strategies];
  let decided: StrategyRun | undefined;
  const worker = async (): Promise<void> => {
    for (;;) {
      const strategy = queue.shift();
      const left = deadline - Date.now();
      if (strategy === undefined || both.aborted || left < 50) return;
      const run = await runStrategy({ ...strategy, timeoutMs: Math.min(strategy.timeoutMs, left) }, yosys, both);
      if (decided !== undefined || both.aborted) return;
      runs.push(run);
      if (!(await decides(run))) continue;
      decided ??= run;
      stop.abort();
      return;
    }
  };
  await Promise.all([worker(), worker()]);
  return { runs, decided };
}
