import { failure, type Failure, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import { replacementsBetween } from '../base/textChanges';
import { applyEdits } from '../base/layout';
import { proofOrWhy } from '../fixes/proofOrWhy';
import type { TextChange } from '../fixes/strategy';
import { toEdits } from '../fixes/sourceEdits';
import type { ModuleGraph } from '../graph/graphTypes';
import { bodyOf } from '../graph/units';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { summarize } from '../model/summarize';
import type { Cost, OptimizeGoal, Optimized, TradeOff } from '../protocol/jobs';
import type { ParsedFile } from '../syntax/parsedFile';
import type { ExplainedPath } from '../timing/explain';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { isCheaper, isSurelyCheaper, mayBeCheaper, whyNotCheaper } from './cost';
import { fairCost, type Costed } from './fairCost';
import { keptNames, keptReason, touchedName } from '../refactor/keptNames';
import type { ModuleGates } from '../sim/moduleGates';
import { optimizeStrategies } from './registry';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from './strategy';

export interface OptimizeInput {
  readonly unit: CompileUnit;
  /** The file that holds the module that `unit.top` names; nothing else is edited. */
  readonly path: string;
  readonly budgetMs: number;
  readonly seed: number;
  /** `both` by default. */
  readonly goal?: OptimizeGoal;
  /** The file's text that edits are told of, where it is not the one in the unit. */
  readonly told?: string;
}

export interface OptimizeTools {
  /** Parses a file with the text given, in full. The result is disposed here. */
  readonly parse: (source: SourceText) => ParsedFile;
  readonly graph: (file: ParsedFile, module: ModuleInfo) => ModuleGraph;
  readonly findModules: (name: string) => readonly ModuleInfo[];
  /** With an `order` (from 1) the delay only, with the cells in that order. */
  readonly measure: (unit: CompileUnit, budgetMs: number, signal: AbortSignal, order?: number) => Promise<Outcome<Cost>>;
  /** About how many gates the unit's top takes, in a fraction of the time that measuring takes; undefined where that cannot be told. */
  readonly weigh?: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<number | undefined>;
  /** The unit's top as gates; undefined where gates cannot say what it does. */
  readonly gates: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<ModuleGates | undefined>;
  /** The slowest paths of the unit's top, each as one that is too long; none where they cannot be timed. */
  readonly paths: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<readonly ExplainedPath[]>;
  readonly prove: (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>;
  readonly strategies?: readonly OptimizeStrategy[];
}

export interface OptimizeResult {
  readonly before: Cost;
  readonly after: Cost;
  /** In the order in which they were done; each was proven equal to the text before it, and all together to the author's. */
  readonly rewrites: readonly Optimized[];
  /** The unit's file with all of them; the author's where there are none. */
  readonly text: string;
  readonly verdict: EquivalenceResult | undefined;
  readonly declined: readonly { readonly strategy: string; readonly title: string; readonly line: number; readonly reason: string }[];
  /** What other goals would do, proven. */
  readonly tradeOffs: readonly TradeOff[];
  readonly notes: readonly string[];
}

const mostRounds = 8;
/** Rewrites of one round that are measured. */
const mostTried = 24;

/** Of the time left, what the proof of one rewrite may take; and what it has in any case (ms). */
const shareOfProof = 0.3;
/** Rewrites for each other goal that are proven. */
const mostTradeOffs = 2;
const shortestProof = 5000;
/** Rewrites of one round that are done together. */
const longestChain = 8;

interface Step {
  readonly rewrite: Rewrite;
  readonly text: string;
  readonly costed: Costed;
  /** Under several orders of the cells. */
  readonly cost: Cost;
}

/**
 * Looks for rewrites of a module that keep its behaviour and make it smaller or faster: strategies propose, each proposal is measured (synthesis, and
 * timing where it is smaller), the best of a round is proven and done, and what that makes is looked at again. Fails where the module
 * itself cannot be measured.
 */
export async function findOptimizations(
  input: OptimizeInput,
  tools: OptimizeTools,
  signal: AbortSignal,
): Promise<OptimizeResult | Failure> {
  const deadline = Date.now() + input.budgetMs;
  const goal = input.goal ?? 'both';
  const otherGoals = goal === 'both' ? (['cells', 'delay'] as const) : [];
  const original = input.unit.files.find(({ path }) => path === input.path);
  if (original === undefined) return failure(`${input.path} is not part of the design.`);
  const left = (): number => Math.max(1000, deadline - Date.now());
  const isOver = (): boolean => signal.aborted || Date.now() >= deadline;
  const begun = Date.now();
  const measured = await tools.measure(input.unit, left(), signal);
  if (!measured.ok) return measured;
  // Where not all can be measured in time, those that look smallest come first.
  const weigh = (Date.now() - begun) * mostTried > input.budgetMs ? tools.weigh : undefined;
  const first: Costed = { unit: input.unit, cost: measured.value };
  let now = { text: original.text, costed: first };
  const rewrites: Optimized[] = [];
  const declined = new Map<string, OptimizeResult['declined'][number]>();
  const decline = ({ strategy, title, line }: Rewrite, reason: string): void => {
    declined.set(`${strategy} ${title}`, { strategy, title, line, reason });
  };
  const prove = (golden: CompileUnit, text: string, budgetMs: number): Promise<EquivalenceResult | string> => {
    const candidate = withFileText(input.unit, input.path, text);
    const request = { golden, candidate, contract: { kind: 'sameCycle' }, budgetMs: Math.min(budgetMs, 60_000), seed: input.seed } as const;
    return proofOrWhy(tools.prove, request, signal);
  };
  /** Why a text is not worth more than another; undefined where it is. What one mapping cannot decide is measured under other orders of the cells too. */
  const worthOf = async (is: Costed, was: Costed): Promise<string | undefined> => {
    if (![goal, ...otherGoals].some((one) => mayBeCheaper(is.cost, was.cost, one))) return whyNotCheaper(is.cost, was.cost);
    // Three mappings of a module that takes long are dear.
    if (weigh !== undefined && isSurelyCheaper(is.cost, was.cost, goal)) return undefined;
    if (!isOver()) await Promise.all([is, was].map((one) => fairCost(one, tools, left, signal)));
    return isCheaper(shown(is), shown(was), goal) ? undefined : whyNotCheaper(shown(is), shown(was));
  };
  /** Rewrites that were measured and made nothing smaller. */
  const noGain = new Set<string>();
  const notes: string[] = [];
  let verdict: EquivalenceResult | undefined;
  /** What was proven against the author's text already: the rewrites of the first round that did something. */
  let proven: (typeof now & Pick<OptimizeResult, 'rewrites' | 'verdict'>) | undefined;
  let isProvenWhole = true;
  let traded: (Step & Pick<TradeOff, 'goal'>)[] = [];
  let isLate = false;
  if (first.cost.cells === 0)
    notes.push(`${input.unit.top ?? 'The module'} has no cells with the parameters it is measured with: there is nothing to gain.`);
  for (let round = 0; round < mostRounds; round++) {
    if (isOver() || first.cost.cells === 0) break;
    const { unit } = now.costed;
    const kept = keptNames(now.text);
    const proposed = (await propose(input, unit, tools, isLate, left, signal)).filter(
      ({ strategy, title }) => !declined.has(`${strategy} ${title}`),
    );
    const proposals =
      weigh === undefined
        ? proposed
        : await lightestFirst(proposed.slice(0, mostTried), (changes) =>
            isOver()
              ? Promise.resolve(undefined)
              : weigh(withFileText(input.unit, input.path, applyEdits(now.text, changes)), left(), signal),
          );
    const steps: Step[] = [];
    const seen = new Set<string>();
    for (const rewrite of proposals.slice(0, mostTried)) {
      if (isOver()) break;
      if (rewrite.partOf !== undefined && noGain.has(`${rewrite.strategy} ${rewrite.partOf}`)) continue;
      const text = applyEdits(now.text, rewrite.changes);
      if (seen.has(text)) continue;
      seen.add(text);
      const touched = touchedName(kept, now.text, text);
      if (touched !== undefined) {
        decline(rewrite, keptReason(touched));
        continue;
      }
      const changed = withFileText(input.unit, input.path, text);
      const cost = await tools.measure(changed, left(), signal);
      if (!cost.ok) {
        // A measurement that the end of the search cut short says nothing of the rewrite.
        if (isOver()) break;
        decline(rewrite, `The rewritten text could not be measured: ${cost.message}`);
        continue;
      }
      const costed: Costed = { unit: changed, cost: cost.value };
      const worth = await worthOf(costed, now.costed);
      const step: Step = { rewrite, text, costed, cost: shown(costed) };
      if (worth === undefined) steps.push(step);
      else {
        decline(rewrite, worth);
        if (step.cost.cells >= now.costed.cost.cells) noGain.add(`${rewrite.strategy} ${rewrite.title}`);
        const other = otherGoals.find((one) => isCheaper(step.cost, shown(now.costed), one));
        if (other !== undefined) traded.push({ ...step, goal: other });
      }
    }
    const [wanted, other] = goal === 'delay' ? (['delay', 'cells'] as const) : (['cells', 'delay'] as const);
    steps.sort((a, b) => a.cost[wanted] - b.cost[wanted] || a.cost[other] - b.cost[other]);
    let done = false;
    const chain = await together(steps, now, async (step, text, was) => {
      if (isOver()) return undefined;
      const changed = withFileText(input.unit, input.path, text);
      const cost = await tools.measure(changed, left(), signal);
      if (!cost.ok) return undefined;
      const costed: Costed = { unit: changed, cost: cost.value };
      return (await worthOf(costed, was.costed)) === undefined ? { ...step, text, costed, cost: shown(costed) } : undefined;
    });
    const attempts = [...(chain.length > 1 ? [chain] : []), ...steps.map((step) => [step])];
    for (const attempt of attempts) {
      const last = attempt.at(-1);
      if (done || isOver() || last === undefined) break;
      // One that cannot be decided leaves time for the others.
      const proof = await prove(unit, last.text, Math.max(left() * shareOfProof, Math.min(left(), shortestProof)));
      if (typeof proof === 'string') {
        if (attempt.length === 1) decline(last.rewrite, proof);
        continue;
      }
      for (const step of attempt) {
        const isFirst = rewrites.length === 0 && input.told === undefined;
        rewrites.push(toOptimized(input.path, input.told ?? original.text, now.text, step, shown(now.costed), isFirst));
        now = { text: step.text, costed: step.costed };
      }
      isProvenWhole = proven === undefined;
      proven ??= { ...now, rewrites: [...rewrites], verdict: proof };
      // They are worth something on top of what is done only.
      traded = [];
      verdict = proof;
      done = true;
    }
    // Rewrites of the slowest path last: they take long to measure, and what others take away they need not touch.
    if (!done && isLate) break;
    isLate ||= !done;
  }
  const tradeOffs: TradeOff[] = [];
  for (const { rewrite, text, cost, goal: other } of mostGaining(traded)) {
    if (isOver()) break;
    const { strategy, title, line } = rewrite;
    const proof = await prove(now.costed.unit, text, left() * shareOfProof);
    if (typeof proof === 'string') decline(rewrite, proof);
    else {
      declined.delete(`${strategy} ${title}`);
      tradeOffs.push({ goal: other, strategy, title, line, before: shown(now.costed), after: cost });
    }
  }
  if (Date.now() >= deadline) notes.push(`The search ran out of its ${Math.round(input.budgetMs / 1000)} s.`);
  const result = {
    before: shown(first),
    after: shown(now.costed),
    rewrites,
    text: now.text,
    verdict,
    declined: [...declined.values()],
    tradeOffs,
    notes,
  };
  if (proven === undefined || isProvenWhole) return result;
  // What was proven step by step is proven once more against what the author wrote.
  const whole = await prove(input.unit, now.text, Math.max(left(), 5000));
  if (typeof whole !== 'string') return { ...result, verdict: whole };
  return {
    ...result,
    after: shown(proven.costed),
    rewrites: proven.rewrites,
    tradeOffs: [],
    text: proven.text,
    verdict: proven.verdict,
    notes: [...notes, `All rewrites together: ${whole}`],
  };
}

/** Rewrites by what the text with them weighs; those of which that cannot be told stay behind. */
async function lightestFirst(
  all: readonly Rewrite[],
  weigh: (changes: readonly TextChange[]) => Promise<number | undefined>,
): Promise<Rewrite[]> {
  const weighed: { rewrite: Rewrite; weight: number }[] = [];
  for (const rewrite of all) weighed.push({ rewrite, weight: (await weigh(rewrite.changes)) ?? Infinity });
  return weighed.sort((a, b) => (a.weight === b.weight ? 0 : a.weight - b.weight)).map(({ rewrite }) => rewrite);
}

/**
 * The best of several rewrites with all others that do not touch the same text and still gain on top of it, in order: one proof does for all, and what gains does not have to be
 * measured anew in every round.
 */
async function together(
  steps: readonly Step[],
  before: { readonly text: string; readonly costed: Costed },
  measured: (step: Step, text: string, was: { readonly text: string; readonly costed: Costed }) => Promise<Step | undefined>,
): Promise<Step[]> {
  const [first, ...others] = steps;
  if (first === undefined) return [];
  const chain = [first];
  const changes: TextChange[] = [...first.rewrite.changes];
  for (const step of others) {
    const last = chain.at(-1) ?? first;
    if (chain.length >= longestChain || !areApart(changes, step.rewrite.changes)) continue;
    const next = await measured(step, applyEdits(before.text, [...changes, ...step.rewrite.changes]), last);
    if (next === undefined) continue;
    chain.push(next);
    changes.push(...step.rewrite.changes);
  }
  return chain;
}

/** Whether changes may be made in one go; two insertions at one place may. */
function areApart(some: readonly TextChange[], others: readonly TextChange[]): boolean {
  const isInsertion = ({ start, end }: TextChange): boolean => start === end;
  return some.every((a) => others.every((b) => a.end < b.start || b.end < a.start || (isInsertion(a) && isInsertion(b))));
}

/** A few for each goal, those that gain most of it first. */
function mostGaining<One extends Step & Pick<TradeOff, 'goal'>>(all: readonly One[]): One[] {
  return (['cells', 'delay'] as const).flatMap((goal) =>
    all
      .filter((one) => one.goal === goal)
      .sort((a, b) => a.cost[goal] - b.cost[goal])
      .slice(0, mostTradeOffs),
  );
}

/** What is told of a text: under several orders of the cells where that was measured. */
function shown({ cost, fair }: Costed): Cost {
  return fair ?? cost;
}

async function propose(
  { path, goal = 'both' }: OptimizeInput,
  unit: CompileUnit,
  tools: OptimizeTools,
  isLate: boolean,
  left: () => number,
  signal: AbortSignal,
): Promise<Rewrite[]> {
  const source = unit.files.find((file) => file.path === path);
  if (source === undefined) return [];
  const gates = await tools.gates(unit, left(), signal);
  const file = tools.parse(source);
  try {
    const module = summarize(file).modules.find((one) => one.name === unit.top && one.path === path);
    const read = module === undefined || module.damaged ? undefined : bodyOf(file, module);
    if (module === undefined || read === undefined) return [];
    const context: OptimizeContext = {
      file,
      module,
      body: read.body,
      graph: tools.graph(file, module),
      gates,
      find: tools.findModules,
      gatesWith: (changes) => tools.gates(withFileText(unit, path, applyEdits(source.text, changes)), left(), signal),
      goal,
      paths: () => tools.paths(unit, left(), signal),
      language: /\.vh?$/.test(path) ? 'verilog' : 'systemverilog',
    };
    const found: (readonly Rewrite[])[] = [];
    for (const strategy of tools.strategies ?? optimizeStrategies)
      if ((strategy.late ?? false) === isLate) found.push(await strategy.propose(context));
    return inTurns(found);
  } finally {
    file.dispose();
  }
}

/** The first of each strategy, then the second of each: none of them keeps the others from being measured in time. */
function inTurns(lists: readonly (readonly Rewrite[])[]): Rewrite[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

function toOptimized(path: string, original: string, before: string, step: Step, cost: Cost, isFirst: boolean): Optimized {
  const { rewrite, text } = step;
  // Places of a later step are in a text that nobody sees: the edit is told as it stands in the author's.
  const changes = isFirst ? rewrite.changes : replacementsBetween(original, text);
  return {
    strategy: rewrite.strategy,
    title: rewrite.title,
    line: isFirst ? rewrite.line : (toEdits({ path, text: original }, replacementsBetween(before, text))[0]?.startLine ?? rewrite.line),
    edits: toEdits({ path, text: original }, changes),
    before: cost,
    after: step.cost,
  };
}
