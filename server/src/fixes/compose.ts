import type { CompileUnit } from '../model/compileUnit';
import type { TimingAnalysis } from '../timing/analyze';
import { compare, leastGain, measure, type Measured, type NoGain, type Proposal, type Refused } from './judge';
import type { FixSearchTools } from './search';
import type { TextChange } from './strategy';

export interface ComposeInput {
  readonly unit: CompileUnit;
  readonly before: TimingAnalysis;
  readonly tools: FixSearchTools;
  /** What the strategies would change of a unit that `made` has changed already, worst paths first. */
  readonly propose: (unit: CompileUnit, analysis: TimingAnalysis, made: readonly Proposal[]) => readonly Proposal[];
  /** Told of every rewrite of the author's own text that is no gain, and why; `over` where the time ran out. */
  readonly onDeclined: (proposal: Proposal, why: Refused, over: boolean) => void;
  /** Told of every rewrite of the author's own text that gains, as soon as it was timed; the search goes on beside what this does. */
  readonly onGain?: (measured: Measured) => Promise<void>;
  /** Why a rewrite that gains is wrong, or not known to be right; asked of those that are doubtful. `unit` is what it rewrites. */
  readonly doubt: (unit: CompileUnit, measured: Measured) => Promise<string | undefined>;
  /** How many rounds at most. */
  readonly rounds: number;
  /** Of strategies that gain more often than others, or less: how many of each other one are timed between. None when left out. */
  readonly rows?: ReadonlyMap<string, number>;
  /** When to stop, in ms of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

export interface Composed {
  /** Rewrites that gain by themselves, best first. */
  readonly singles: readonly Measured[];
  /** What several of them make together, best first: the places on the way, each better than those before it. */
  readonly together: readonly Measured[];
  /** Rewrites of the author's text that were tried. */
  readonly tried: number;
}

/** How many rewrites are timed, or proven, at once: as many as there are workers. */
const atOnce = 2;
/** Steps that gain only together with the next. */
const mostDetours = 2;
/** A step is worth a next one when the violations become this much smaller in all, and the worst slack no worse than by this share of the path. */
const detour = { tns: 0.85, wns: 0.06 };
/** When so many rewrites of a strategy, and all that were tried, made the slowest path longer by this share of it, its others are left out of the round. */
const hopeless = { tries: 2, wns: 0.25 };
/** Where all steps end with violations left, so many ways begin with one that made the slowest path longer, by this share of it at most. */
const beginning = { most: 1, wns: 0.03 };
/**
 * How much faster than the slowest path one may be, as a share of that path's delay, to be looked at: at first, where there is most to look at and each rewrite may be
 * the one that is wanted soon, and in later rounds.
 */
const near = { first: 0.03, later: 0.1 };

/** What a round may take of the time that is left, once something gained in it: a step from there is worth more than the last of many rewrites. */
const roundShare = 1 / 3;

interface State {
  readonly unit: CompileUnit;
  readonly analysis: TimingAnalysis;
  readonly proposals: readonly Proposal[];
}

/**
 * Rewrites of the author's text that gain alone, best first, and what several of them make together. Each round takes the best step from where
 * the round before ended. Where no step gains, one that takes most violations away at little loss is taken all the same: what moved the delay
 * (a flag that is computed a cycle earlier) often lets the next step gain. Where the steps end with violations left, another way begins with a first
 * step that cost little. What is given back is the best place on the way.
 */
export async function compose(input: ComposeInput): Promise<Composed> {
  const { before, deadline, signal } = input;
  const isOver = (): boolean => signal.aborted || Date.now() >= deadline;
  const start: State = { unit: input.unit, analysis: before, proposals: [] };
  const doubts = new Map<string, string | undefined>();
  const { way, first } = await climb(input, start, input.rounds, isOver, doubts);
  // What makes none of the slowest paths faster may still mend others, where some are left.
  const rest = (way[0] ?? start).analysis.timing.wns < 0 ? first.aside : [];
  const { gaining } = await measureEach(input, start, rest, true, isOver, doubts, Infinity);
  const all = [...first.gaining, ...gaining].sort(byTiming);
  const joined = gaining.length === 0 || isOver() ? undefined : await bestStep(input, start, all);
  if (joined !== undefined && isBetter(joined.after, (way[0] ?? start).analysis))
    way.unshift({ unit: joined.unit, analysis: joined.after, proposals: joined.proposals });
  for (const other of beginnings(before, first.others)) {
    if (input.rounds < 2 || isOver() || (way[0] ?? start).analysis.timing.wns >= 0) break;
    const [best] = (await climb(input, other, input.rounds - 1, isOver, doubts)).way;
    if (best !== undefined && isBetter(best.analysis, (way[0] ?? start).analysis)) way.unshift(best);
  }
  return { singles: all, together: way.flatMap((one) => judged(before, one)), tried: first.tried + rest.length };
}

/** Steps from a place on, for as many rounds. */
interface Climb {
  /** The place itself and those on the way that are better than all before them, best first. */
  readonly way: State[];
  /** What came of the first round. */
  readonly first: {
    readonly gaining: readonly Measured[];
    readonly others: readonly NoGain[];
    readonly aside: readonly Proposal[];
    readonly tried: number;
  };
}

async function climb(
  input: ComposeInput,
  from: State,
  rounds: number,
  isOver: () => boolean,
  doubts: Map<string, string | undefined>,
): Promise<Climb> {
  const isAuthors = from.proposals.length === 0;
  const way: State[] = [from];
  let now = from;
  let first: Climb['first'] = { gaining: [], others: [], aside: [], tried: 0 };
  let detours = 0;
  for (let round = 0; round < rounds && now.analysis.timing.wns < 0 && ((isAuthors && round === 0) || !isOver()); round++) {
    const begins = isAuthors && round === 0;
    const all = inOrder(input.propose(now.unit, now.analysis, now.proposals), now.analysis, begins ? near.first : near.later, input.rows);
    const proposals = all.first.filter((one) => doubts.get(one.candidate.title) === undefined);
    const begun = Date.now();
    const until = begun + roundShare * (input.deadline - begun);
    const { gaining, others, left } = await measureEach(input, now, proposals, begins, isOver, doubts, until);
    if (round === 0) first = { gaining, others, aside: [...left, ...all.aside], tried: proposals.length - left.length };
    const next = (await bestStep(input, now, gaining)) ?? (detours++ < mostDetours ? detourOf(now.analysis, others) : undefined);
    if (next === undefined) break;
    now = { unit: next.unit, analysis: next.after, proposals: [...now.proposals, ...next.proposals] };
    if (isBetter(now.analysis, (way[0] ?? now).analysis)) way.unshift(now);
  }
  return { way, first };
}

/** Rewrites of the author's text that cost little by themselves: where all other ways end, another may begin with one. */
function beginnings(before: TimingAnalysis, others: readonly NoGain[]): State[] {
  const { wns, period } = before.timing;
  return others
    .flatMap(({ unit, proposals, after }) => (after === undefined ? [] : [{ unit, proposals, analysis: after }]))
    .filter(({ analysis }) => analysis.timing.wns >= wns - beginning.wns * (period - wns))
    .sort((a, b) => b.analysis.timing.wns - a.analysis.timing.wns || b.analysis.timing.tns - a.analysis.timing.tns)
    .slice(0, beginning.most);
}

/** What several steps make, held against the author's own text: each step was only held against the one before it. */
function judged(before: TimingAnalysis, { unit, proposals, analysis }: State): Measured[] {
  if (proposals.length < 2) return [];
  const gain = compare(before, analysis, before.explained.slice(0, 1));
  return 'refused' in gain ? [] : [{ unit, proposals, after: analysis, gain }];
}

/**
 * In which order rewrites are timed: the first of each strategy, then the second of each, so that none keeps the others waiting (`rows` puts one before or behind others); of those the one first that lies on most of
 * the paths that are about as slow as the slowest, since all of these have to become faster. `aside` lie on none of them.
 */
function inOrder(
  proposals: readonly Proposal[],
  now: TimingAnalysis,
  share: number,
  rows: ReadonlyMap<string, number> = new Map(),
): { readonly first: Proposal[]; readonly aside: Proposal[] } {
  const limit = now.timing.wns + share * (now.timing.period - now.timing.wns);
  const slow = new Set(now.explained.filter(({ path }) => path.slack <= limit).map(({ path }) => path.end));
  const made = new Map<string, number>();
  const placed = proposals
    .map((proposal) => {
      const { strategy, paths } = proposal.candidate;
      const row = made.get(strategy) ?? rows.get(strategy) ?? 0;
      made.set(strategy, row + 1);
      return { proposal, row, covers: new Set(paths.map(({ path }) => path.end).filter((end) => slow.has(end))).size };
    })
    .sort((a, b) => a.row - b.row || b.covers - a.covers);
  const part = (wanted: boolean): Proposal[] => placed.filter(({ covers }) => covers > 0 === wanted).map(({ proposal }) => proposal);
  return { first: part(true), aside: part(false) };
}

/** The best of the steps that gain, alone or those that touch none of each other's lines together. */
async function bestStep(input: ComposeInput, now: State, gaining: readonly Measured[]): Promise<Measured | undefined> {
  const parts = disjoint(gaining);
  // Beside earlier steps one that meets the clock is enough.
  const isMet = now.proposals.length > 0 && gaining.some(({ after }) => after.timing.wns >= 0);
  const joined =
    isMet || parts.length < 2 ? undefined : await measure(input.tools, now.unit, now.analysis, parts, input.deadline, input.signal);
  const [best] = [...gaining, ...(joined === undefined || 'refused' in joined ? [] : [joined])].sort(byTiming);
  return best !== undefined && isBetter(best.after, now.analysis) ? best : undefined;
}

/** The step that takes most violations away, of those that cost little. */
function detourOf(
  now: TimingAnalysis,
  others: readonly NoGain[],
): { unit: CompileUnit; after: TimingAnalysis; proposals: readonly Proposal[] } | undefined {
  const { wns, tns } = now.timing;
  const longest = now.timing.period - wns;
  return others
    .flatMap((one) => (one.after === undefined ? [] : [{ ...one, after: one.after }]))
    .filter(({ after }) => after.timing.tns >= detour.tns * tns && after.timing.wns >= wns - detour.wns * longest)
    .sort((a, b) => b.after.timing.tns - a.after.timing.tns)[0];
}

/** Times each rewrite; those that come later than `until`, in ms of the clock, are `left` where something gained before. */
async function measureEach(
  input: ComposeInput,
  now: State,
  proposals: readonly Proposal[],
  first: boolean,
  isOver: () => boolean,
  doubts: Map<string, string | undefined>,
  until: number,
): Promise<{ gaining: Measured[]; others: NoGain[]; left: Proposal[] }> {
  const gaining: Measured[] = [];
  const left: Proposal[] = [];
  const others: NoGain[] = [];
  const limit = now.analysis.timing.wns - hopeless.wns * (now.analysis.timing.period - now.analysis.timing.wns);
  const made = new Map<string, { lost: number; all: number }>();
  const isHopeless = (strategy: string): boolean => {
    const { lost, all } = made.get(strategy) ?? { lost: 0, all: 0 };
    return lost === all && lost >= hopeless.tries;
  };
  await inTurns(proposals, async (proposal) => {
    // Where a later step meets the clock, the others have nothing to add.
    if (!first && gaining.some(({ after }) => after.timing.wns >= 0)) return;
    if (gaining.length > 0 && Date.now() >= until) {
      left.push(proposal);
      return;
    }
    if (isHopeless(proposal.candidate.strategy)) {
      const refused = `Not tried: ${hopeless.tries} others of its kind made the slowest path longer by more than a quarter.`;
      if (first) input.onDeclined(proposal, { refused }, false);
      return;
    }
    const over = isOver();
    const result = over ? undefined : await measure(input.tools, now.unit, now.analysis, [proposal], input.deadline, input.signal);
    const { doubtful = false, title, strategy } = proposal.candidate;
    const { lost, all } = made.get(strategy) ?? { lost: 0, all: 0 };
    const isLost = result?.after !== undefined && result.after.timing.wns < limit;
    if (result !== undefined) made.set(strategy, { lost: lost + (isLost ? 1 : 0), all: all + 1 });
    // What was right of the author's text is right of one that behaves the same.
    if (doubtful && result !== undefined && !('refused' in result) && !doubts.has(title))
      doubts.set(title, await input.doubt(now.unit, result));
    const doubt = doubts.get(title);
    if (doubt !== undefined) {
      if (first) input.onDeclined(proposal, { refused: doubt }, isOver());
    } else if (result !== undefined && !('refused' in result)) {
      gaining.push(result);
      if (first) await input.onGain?.(result);
    } else {
      // What is not known to be right is no step to build on.
      if (result !== undefined && !doubtful) others.push(result);
      if (first) input.onDeclined(proposal, result ?? { refused: 'The time ran out before it could be tried.' }, over || isOver());
    }
  });
  return { gaining: gaining.sort(byTiming), others, left };
}

/** Does `work` for each item, a few at once. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const turn = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}

/** Share of the time left that work on one of several items may take at first. */
const firstShare = 1 / 3;

/**
 * As `inTurns`, until `deadline` (ms since 1970), where one item may take all the time there is: each has a share of what is left at first, and those for which `work` says that it did
 * not suffice are worked on again when all others were.
 */
export async function hardOnesLast<T>(
  items: readonly T[],
  deadline: number,
  work: (item: T, until: number) => Promise<'ended' | 'late'>,
): Promise<void> {
  const late: T[] = [];
  const share = items.length > atOnce ? firstShare : 1;
  await inTurns(items, async (item) => {
    if ((await work(item, Date.now() + share * (deadline - Date.now()))) === 'late' && share < 1) late.push(item);
  });
  await inTurns(late, async (item) => void (await work(item, deadline)));
}

function byTiming(a: Measured, b: Measured): number {
  return b.after.timing.wns - a.after.timing.wns || b.after.timing.tns - a.after.timing.tns;
}

function isBetter(after: TimingAnalysis, before: TimingAnalysis): boolean {
  const gained = after.timing.wns - before.timing.wns;
  const least = leastGain(before);
  return gained > least || (gained > -least / 10 && after.timing.tns > before.timing.tns + 5 * least);
}

/** Proposals that touch none of each other's lines, best first. */
export function disjoint(measured: readonly Measured[]): Proposal[] {
  const chosen: Proposal[] = [];
  // Insertions at one place follow one another.
  const touches = (a: TextChange, b: TextChange): boolean => a.start < b.end && b.start < a.end;
  for (const { proposals } of [...measured].sort(byTiming)) {
    for (const proposal of proposals) {
      const waits = proposal.candidate.contract.kind === 'latency';
      const clash = chosen.some(
        (other) =>
          (waits && other.candidate.contract.kind === 'latency') ||
          (other.file.path === proposal.file.path &&
            other.candidate.changes.some((a) => proposal.candidate.changes.some((b) => touches(a, b)))),
      );
      if (!clash) chosen.push(proposal);
    }
  }
  return chosen;
}
