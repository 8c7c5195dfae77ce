import { contentHash } from '../base/hash';
import { applyEdits } from '../base/layout';
import type { Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import type { ModuleInfo } from '../model/moduleInfo';
import type { CompileUnit } from '../model/compileUnit';
import { moduleNode, summarize } from '../model/summarize';
import type { TimingFix } from '../protocol/contract';
import { keptNames, keptReason, reworkedName } from '../refactor/keptNames';
import type { ParsedFile } from '../syntax/parsedFile';
import type { TimingAnalysis } from '../timing/analyze';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { compose, disjoint, hardOnesLast } from './compose';
import { contractOf, cyclesOf, isUndecided, measure, prove, retime, type Measured, type Proposal } from './judge';
import { rowsOnCells, strategies as allStrategies } from './registry';
import { moreThanLuck } from './luck';
import { authorTimes, type AuthorTimes } from './orders';
import { SecondOpinion, type SecondFlow } from './secondFlow';
import { asTimingFix } from './timingFix';
import { pipelineStage } from './strategies/pipelineStage';
import { placedEnds, placedSteps } from './placedSteps';
import type { Declined, FixCandidate, FixContext, FixStrategy } from './strategy';

export interface FixSearchInput {
  readonly unit: CompileUnit;
  /** The analysis of the unit as it is, by the same engine as `time`. Left out, it is made here. */
  readonly analysis?: TimingAnalysis;
  readonly budgetMs: number;
  readonly seed: number;
  /** Only candidates whose text touches this file; the others are not looked at. */
  readonly onlyFile?: string;
  /** How many cycles later than now the outputs may come: a pipeline stage is proposed only where it is 1 or more. 0 when left out. */
  readonly latency?: number;
  /** How often what a round made is rewritten again; 6 when left out, 1 tries single rewrites only. */
  readonly rounds?: number;
}

export interface FixSearchTools {
  /** Times a unit; every run with the same engine, target, constraints and period. With `order` its cells are in another order, one for each number. */
  readonly time: (unit: CompileUnit, budgetMs: number, signal: AbortSignal, order?: number) => Promise<Outcome<TimingAnalysis>>;
  /** Parses a file with the text given, in full (includes and macros expanded). The result is disposed here. */
  readonly parse: (source: SourceText) => ParsedFile;
  readonly prove: (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>;
  readonly strategies?: readonly FixStrategy[];
  /** The user's own tools, where they are there: what they see slower is not offered. */
  readonly second?: SecondFlow;
  /** Told of each fix as soon as it is proven; the search goes on, and its result holds them too. */
  readonly onFix?: (fix: TimingFix) => void;
  /** Told in words what is done, each time that it changes: often. */
  readonly onStep?: (words: string) => void;
}

export interface FixSearchResult {
  /** Best first. Each is proven to behave the same in every cycle, and was measured faster. */
  readonly fixes: readonly TimingFix[];
  /** What was considered and dropped, with the reason: a disabled action in the editor. */
  readonly declined: readonly (Declined & { readonly file: string })[];
  /** What kept the search from being complete, in words: it ran out of time, or the design could not be timed. */
  readonly notes: readonly string[];
}

/** Rounds of rewriting what the round before made. */
const mostRounds = 6;
/** Share of the time that looking for rewrites may take; the rest is for proofs. */
const lookingShare = 0.6;
/** ms that the proof of a doubtful rewrite may take while rewrites are looked for, and the share of the budget. */
const doubtful = { ms: 10_000, share: 1 / 10 };
/** Places on the way of several rewrites that are tried to prove, best first. */
const mostWholes = 2;
/**
 * Rewrites that are tried to prove while others are still timed, until one is; ms that each may take, and the share of the budget. Where timing it and the author's text under other orders
 * would take more than a share of it too, none is.
 */
const mostEarly = 3;
const onTheWay = { ms: 15_000, share: 1 / 6, orders: 1 / 5 };
/** Share of its time after which a proof that shows nothing counts as one that needs more. */
const mostlyUsed = 0.8;
/** Rewrites that are offered one by one; fewer beside several that meet the clock together. */
const mostSingles = 6;
const mostBesides = 3;

/** Units that were timed, and the ms that this took in all. */
interface Runs {
  count: number;
  ms: number;
}

interface Search {
  readonly input: FixSearchInput;
  readonly tools: FixSearchTools;
  readonly before: TimingAnalysis;
  readonly author: AuthorTimes;
  readonly second: SecondOpinion | undefined;
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly declined: (Declined & { file: string })[];
  /** Of rewrites of the author's unit that were proven on the way. */
  readonly proofs: Map<CompileUnit, EquivalenceResult>;
  /** What came of the rewrites that were tried to prove on the way. */
  readonly early: Map<CompileUnit, TimingFix | 'none' | 'pending'>;
  /** Strategies of rewrites whose proof did not end in the time that it has on the way. */
  readonly slow: Set<string>;
  readonly runs: Runs;
  /** Rewrites that the time did not suffice for, of those that were tried. */
  unfinished: number;
  tried: number;
}

/**
 * Looks for rewrites of the author's text that make violated paths faster. Strategies propose, each proposal is timed with the same engine,
 * constraints and target, those that gain are put together, and what that makes is looked at again, for a few rounds. What comes out, and each
 * single rewrite that gains, is proven `sameCycle` (`latency` where that was allowed) against the author's text and then offered, best first, also where a violation remains. No
 * end point may become worse than the worst was, ports included, and the netlist may not grow by more than half.
 */
export async function findFixes(input: FixSearchInput, given: FixSearchTools, signal: AbortSignal): Promise<FixSearchResult> {
  const runs: Runs = { count: 0, ms: 0 };
  const tools = { ...given, time: timedOnce(given.time, runs, () => given.onStep?.(timedSoFar(runs))) };
  const started = Date.now();
  const deadline = started + input.budgetMs;
  const before = input.analysis ?? (await retime(tools, input.unit, deadline, signal));
  if (typeof before === 'string') return { fixes: [], declined: [], notes: [`No fixes were looked for: ${before}`] };
  const author = authorTimes(tools, input.unit, deadline, signal);
  const search: Search = {
    input,
    tools,
    before,
    author,
    second: given.second === undefined ? undefined : new SecondOpinion(given.second, input.unit, deadline, signal),
    deadline,
    signal,
    declined: [],
    proofs: new Map(),
    early: new Map(),
    slow: new Set(),
    runs,
    unfinished: 0,
    tried: 0,
  };
  const { singles, together, tried } = await compose({
    unit: input.unit,
    before,
    tools,
    propose: (unit, analysis, made) => propose(made.length === 0 ? search : { ...search, declined: [] }, unit, analysis, made),
    onDeclined: (proposal, { refused: reason, onlyUnder }, over) => {
      search.declined.push({ ...about(proposal), reason, ...(onlyUnder === undefined ? {} : { onlyUnder }) });
      if (over) search.unfinished++;
    },
    onGain: (measured) => offerEarly(search, measured),
    doubt: async (unit, { unit: candidate, proposals: [one] }) => {
      if (one === undefined) return undefined;
      const until = Math.min(deadline, Date.now() + Math.min(doubtful.ms, doubtful.share * input.budgetMs));
      const proof = await prove(tools, unit, candidate, one.candidate.contract, input.seed, until, signal);
      if (unit === input.unit && typeof proof !== 'string') search.proofs.set(candidate, proof);
      return typeof proof === 'string' ? proof : undefined;
    },
    rounds: input.rounds ?? mostRounds,
    ...(before.standardCells === true ? { rows: rowsOnCells } : {}),
    deadline: started + lookingShare * input.budgetMs,
    signal,
  });
  search.tried = tried;
  const fixes: TimingFix[] = [];
  let whole: TimingFix | undefined;
  for (const one of together.slice(0, mostWholes)) {
    // One that takes too long to prove leaves time for what is less of it, and for single rewrites.
    whole ??= isOver(search) ? undefined : await offer(search, one, Date.now() + (deadline - Date.now()) / 3);
  }
  if (whole !== undefined) fixes.push(whole);
  const proven: Measured[] = [];
  const met = fixes.some(({ after }) => after.wns >= 0);
  await hardOnesLast(singles.slice(0, met ? mostBesides : mostSingles), deadline, async (single, until) => {
    const begun = Date.now();
    const part = { ...search, declined: [], unfinished: 0 };
    const fix = search.early.get(single.unit) ?? (await offer(part, single, until));
    const isLate = part.declined.some(isUndecided) && Date.now() - begun > mostlyUsed * (until - begun);
    if (isLate && !isOver(search)) return 'late';
    search.declined.push(...part.declined);
    search.unfinished += part.unfinished;
    if (fix === undefined || typeof fix === 'string') return 'ended';
    proven.push(single);
    fixes.push(fix);
    return 'ended';
  });
  // What could not be proven as a whole may be with the parts that could.
  if (together.length > 0 && whole === undefined && proven.length > 1 && !isOver(search)) {
    const rest = await measure(tools, input.unit, before, disjoint(proven), deadline, signal);
    const fix = 'refused' in rest ? undefined : await offer(search, rest);
    if (fix !== undefined) fixes.push(fix);
  }
  fixes.sort((a, b) => b.after.wns - a.after.wns || b.edits.length - a.edits.length);
  return { fixes, declined: search.declined, notes: search.unfinished === 0 ? [] : [outOfTime(search)] };
}

/** As `time`; what was timed is not timed again: several ways come to one text. */
function timedOnce(time: FixSearchTools['time'], runs: Runs, onTimed: () => void): FixSearchTools['time'] {
  const known = new Map<string, ReturnType<FixSearchTools['time']>>();
  return async (unit, budgetMs, signal, order) => {
    const key = contentHash(String(order), ...unit.files.flatMap((file) => [file.path, file.text]));
    const found = known.get(key);
    if (found !== undefined) return found;
    const begun = Date.now();
    const made = time(unit, budgetMs, signal, order);
    known.set(key, made);
    const outcome = await made;
    runs.count++;
    runs.ms += Date.now() - begun;
    onTimed();
    // With more time it may come to an end.
    if (!outcome.ok) known.delete(key);
    return outcome;
  };
}

function timedSoFar({ count }: Runs): string {
  return `${count} version${count === 1 ? '' : 's'} timed`;
}

function isOver({ signal, deadline }: Search): boolean {
  return signal.aborted || Date.now() >= deadline;
}

function outOfTime({ input, unfinished, tried }: Search): string {
  const seconds = Math.round(input.budgetMs / 1000);
  return `The search for fixes ran out of its ${seconds} s: ${unfinished} of ${tried} rewrites could not be timed and proven to the end.`;
}

/** Proves the first rewrite that gains while others are still timed: who waits has one soon, and better ones after it. */
async function offerEarly(search: Search, measured: Measured): Promise<void> {
  const { early, declined, input, runs } = search;
  // It and the author's text, under two other orders each, where nobody else says what is luck.
  if (search.second === undefined && (4 * runs.ms) / runs.count > onTheWay.orders * input.budgetMs) return;
  const done = [...early.values()].filter((one) => one !== 'none');
  const strategy = measured.proposals[0]?.candidate.strategy ?? '';
  // Where the proof of one took too long, that of the next of its kind will too.
  if (done.length > 0 || early.size >= mostEarly || search.slow.has(strategy)) return;
  early.set(measured.unit, 'pending');
  const part = { ...search, declined: [] };
  const until = Date.now() + Math.min(onTheWay.ms, onTheWay.share * input.budgetMs, (search.deadline - Date.now()) / 3);
  const fix = await offer(part, measured, until, true);
  // One that needs more time may have it in the end.
  if (fix === undefined && part.declined.some(isUndecided) && Date.now() >= until) {
    early.delete(measured.unit);
    search.slow.add(strategy);
  } else {
    early.set(measured.unit, fix ?? 'none');
    declined.push(...part.declined);
  }
}

/**
 * Proves what was measured, `until` when at the latest, looks whether the gain is more than luck, `atOnce` meanwhile, and makes a fix of it; why not goes to what was
 * declined. Where the user's own tools say what is luck, they are asked first: a proof takes longer than that, and only what they see faster is worth one.
 */
async function offer(search: Search, measured: Measured, until = search.deadline, atOnce = false): Promise<TimingFix | undefined> {
  const { input, tools, deadline, signal, second } = search;
  const [first] = measured.proposals;
  if (first === undefined) return undefined;
  const contract = contractOf(measured.proposals);
  const decline = (reason: string): undefined => void search.declined.push({ ...about(first), reason });
  const begun = Date.now();
  const early = second === undefined || isOver(search) ? undefined : await moreThanLuck(search, measured);
  if (early?.refused !== undefined) return decline(early.refused);
  const latest = Math.min(deadline, until + (Date.now() - begun));
  tools.onStep?.(`${timedSoFar(search.runs)}, proving “${first.candidate.title}”`);
  const proving = isOver(search)
    ? 'The time ran out before it could be proven.'
    : (search.proofs.get(measured.unit) ?? prove(tools, input.unit, measured.unit, contract, input.seed, latest, signal));
  const [result, known] = await Promise.all([proving, early ?? (atOnce ? moreThanLuck(search, measured) : undefined)]);
  if (typeof result === 'string') {
    if (isOver(search)) search.unfinished++;
    return decline(result);
  }
  const { refused, evidence } = known ?? (await moreThanLuck(search, measured));
  if (refused !== undefined) return decline(refused);
  const told = evidence === undefined ? result : { ...result, reason: `${result.reason} ${evidence}` };
  const fix = asTimingFix(input.unit, search.before, measured, told, 'rule');
  tools.onFix?.(fix);
  return fix;
}

function about(proposal: Proposal): { strategy: string; title: string; line: number; file: string } {
  const { strategy, title, line } = proposal.candidate;
  return { strategy, title, line, file: proposal.file.path };
}

/** What the strategies would change of a unit that `made` has changed already, worst paths first. */
function propose({ input, tools, declined }: Search, unit: CompileUnit, before: TimingAnalysis, made: readonly Proposal[]): Proposal[] {
  const mayWait = cyclesOf(made) < (input.latency ?? 0);
  const list = [...(tools.strategies ?? allStrategies), ...(mayWait ? [pipelineStage] : [])];
  const violated = before.explained.filter((item) => item.path.slack < 0);
  const proposals: Proposal[] = [];
  const moduleNamed = modulesByName(unit, tools.parse);
  for (const file of unit.files) {
    if (input.onlyFile !== undefined && file.path !== input.onlyFile) continue;
    const steps = placedSteps(file, violated);
    const ends = placedEnds(file, violated);
    if (steps.length === 0 && ends.length === 0) continue;
    const parsed = tools.parse(file);
    try {
      for (const module of summarize(parsed).modules) {
        const node = moduleNode(parsed, module.name);
        const isInside = (start: number): boolean => start >= module.range.start && start < module.range.end;
        const own = steps.filter((step) => isInside(step.start));
        if (node === undefined || (own.length === 0 && !ends.some(isInside)) || module.path !== file.path) continue;
        if (module.damaged) {
          declined.push({
            strategy: 'any',
            reason: `Module ${module.name} has syntax errors.`,
            line: module.range.line + 1,
            file: file.path,
          });
          continue;
        }
        const context: FixContext = {
          file: parsed,
          module,
          node,
          steps: own,
          violated,
          moduleNamed,
          language: /\.vh?$/.test(file.path) ? 'verilog' : 'systemverilog',
        };
        collect(context, file, list, proposals, declined);
      }
    } finally {
      parsed.dispose();
    }
  }
  return proposals.sort((a, b) => worstSlack(a.candidate) - worstSlack(b.candidate));
}

/** Finds modules of a unit; the first search reads all its files. */
function modulesByName(unit: CompileUnit, parse: FixSearchTools['parse']): FixContext['moduleNamed'] {
  let known: Map<string, ModuleInfo> | undefined;
  const read = (file: SourceText): readonly ModuleInfo[] => {
    const parsed = parse(file);
    try {
      return summarize(parsed).modules;
    } finally {
      parsed.dispose();
    }
  };
  return (name) => (known ??= new Map(unit.files.flatMap(read).map((one) => [one.name, one]))).get(name);
}

function collect(
  context: FixContext,
  file: SourceText,
  list: readonly FixStrategy[],
  proposals: Proposal[],
  declined: (Declined & { file: string })[],
): void {
  const kept = keptNames(file.text);
  for (const strategy of list) {
    const found = strategy.propose(context);
    for (const candidate of found.candidates) {
      const touched = kept.length === 0 ? undefined : reworkedName(kept, file.text, applyEdits(file.text, candidate.changes));
      if (touched === undefined) proposals.push({ file, candidate });
      else
        declined.push({
          strategy: candidate.strategy,
          title: candidate.title,
          reason: keptReason(touched),
          line: candidate.line,
          file: file.path,
        });
    }
    for (const item of found.declined) declined.push({ ...item, file: file.path });
  }
}

function worstSlack(candidate: FixCandidate): number {
  return Math.min(0, ...candidate.paths.map((item) => item.path.slack));
}
