import type { Yosys } from '../../tools/yosys';
import type { AbcAnswer } from './abc';
import { runAbc } from './abc';
import type { Literal } from './aig';
import { Aig } from './aig';
import { AnyStates } from './anyStates';
import type { Claim, DerivedStep } from './derivedStep';
import { buildBase, buildStep } from './derivedStep';
import { neverTrue } from './exhaust';
import type { Followed, Followers } from './likelyFollowers';
import { likelyFollowers } from './likelyFollowers';
import { withNames } from './namedFollowers';
import { observable } from './pairing';
import type { ProductPlan } from './product';
import { mix } from './randomLanes';
import type { Strategy } from './strategies';
import { sweep } from './strategies';

/** Gates of both sides, and of a step, above which this is not worth it. */
const mostGates = 300_000;
/** Rounds of 32 random states that a step is tried with before it is proven. */
const triedRounds = 16;
/** Questions to the solver, and steps that are built, after which wrong guesses are not followed any more. */
const most = { asked: 10, built: 60 };

/**
 * A proof by one step where registers of a side have no counterpart but follow from what the other side holds: a flag is what a comparison of the golden's count says, a
 * bit of a one-hot state that its code has one value. `likelyFollowers` guesses from random runs which node of the other side, with no reset active, each is. With
 * that and with the registers that match, one state of the golden belongs to each of the candidate. When the reset is over such states are there, and each step leads from such states to such
 * states with the same outputs: both are proven, so a wrong guess costs time and nothing else. Undefined where no register is without a counterpart, or where starts are not those of one clock and a reset.
 */
export function derivedStrategy(plan: ProductPlan, seed: number, timeoutMs: number): Strategy | undefined {
  const { golden, candidate, pairing } = plan;
  const simple =
    plan.latency === 0 &&
    plan.clocks.length === 0 &&
    plan.memories?.length === 0 &&
    plan.alike === undefined &&
    (!plan.fromPowerUp || plan.hold === 0) &&
    golden.size + candidate.size <= mostGates;
  if (!simple) return undefined;
  const loose = looseRegisters(plan);
  if (loose.golden.length + loose.candidate.length === 0) return undefined;
  const aig = new Aig();
  return {
    name: `${pairing.partner.some((j) => j >= 0) ? 'registers matched by name, others' : 'registers'} as what follows from the other side, one step`,
    product: { aig, bad: aig.input(), outputs: [], inputs: new Map(), symbols: [], firstCompared: 0 },
    commands: sweep,
    timeoutMs,
    fromStart: false,
    bounded: false,
    attempt: (yosys, limit, signal) => prove(plan, withNames(plan, likelyFollowers(plan, loose, seed)), seed, yosys, limit, signal),
  };
}

/** Registers without a counterpart that some output can see. */
function looseRegisters({ golden, candidate, pairing }: ProductPlan): { golden: number[]; candidate: number[] } {
  const taken = new Set(pairing.partner);
  const seen = { golden: observable(golden), candidate: observable(candidate) };
  return {
    golden: pairing.partner.flatMap((j, i) => (j < 0 && seen.golden.has(i) ? [i] : [])),
    candidate: candidate.registers.flatMap((_, j) => (!taken.has(j) && seen.candidate.has(j) ? [j] : [])),
  };
}

async function prove(
  plan: ProductPlan,
  likely: Followers,
  seed: number,
  yosys: Yosys,
  limit: number,
  signal: AbortSignal,
): Promise<AbcAnswer> {
  const begun = Date.now();
  const until = begun + limit;
  const open = (why: string): AbcAnswer => ({ kind: 'open', lines: [why], ms: Date.now() - begun });
  const states = new AnyStates(plan, [...likely.candidate.keys()], seed);
  let followers: Followers = { ...likely, candidate: states.afterRandom(likely.candidate) };
  let asked = 0;
  const ask = async (aig: Aig, bad: readonly Literal[]): Promise<AbcAnswer & { readonly kept?: readonly Literal[] }> => {
    asked++;
    const left = until - Date.now();
    if (left < 50 || signal.aborted) return open('no time was left');
    const file = aig.toAiger([aig.orAll(bad)]);
    return { ...(await runAbc(yosys, file.bytes, sweep, left, signal)), kept: file.inputs };
  };
  for (let built = 0; built < most.built && asked < most.asked; built++) {
    const step = buildStep(plan, followers);
    if (step === undefined) return open('no register follows from the other side');
    if (step.aig.size > 4 * mostGates) return open(`a step has ${step.aig.size} gates`);
    const { aig, others } = step;
    const claims = step.claims.map(({ differs }) => differs);
    const said = `${claims.length} bits follow from the other side`;
    const asking = { yosys, until, signal, begun, said };
    // What is refuted by what the claims lead to may show no claim that is wrong: then it is asked of them alone.
    const learn = (wrong: Wrong | undefined): Followers | undefined => {
      if (wrong === undefined) return undefined;
      const seen = { ...followers, candidate: states.afterStates(followers.candidate, wrong.states, wrong.inputs) };
      const fewer = countOf(seen) < countOf(followers) ? seen : without(followers, wrong.claims);
      return countOf(fewer) < countOf(followers) ? fewer : undefined;
    };
    const tried = triedWrong(step);
    let fewer = learn(tried);
    if (tried === undefined) {
      if (neverTrue(aig, [...others, ...claims])) return proveBase(plan, step, asking);
      const answer = await ask(aig, [...others, ...claims]);
      if (answer.kind === 'broken') return answer;
      if (answer.kind === 'proved') return proveBase(plan, step, asking);
      if (answer.kind !== 'trace') return open(`${said}, which is not shown in a step`);
      fewer = learn(near(step, answer.kept ?? [], answer.steps[0] ?? ''));
    }
    if (fewer === undefined) {
      const answer = await ask(aig, claims);
      if (answer.kind === 'trace') fewer = learn(near(step, answer.kept ?? [], answer.steps[0] ?? ''));
    }
    if (fewer === undefined) return open(`${said}, from which a step leads elsewhere`);
    followers = fewer;
  }
  return open('too many guesses were wrong');
}

function countOf({ golden, candidate }: Followers): number {
  return [...golden.values(), ...candidate.values()].reduce((sum, all) => sum + all.length, 0);
}

/** Proves that states belong together when the reset is over, the step being proven. */
async function proveBase(plan: ProductPlan, step: DerivedStep, { yosys, until, signal, begun, said }: Asking): Promise<AbcAnswer> {
  const open = (why: string): AbcAnswer => ({ kind: 'open', lines: [`${said}, ${why}`], ms: Date.now() - begun });
  const base = buildBase(plan, step);
  if (base === undefined) return open('the reset is too long');
  if (!neverTrue(base.aig, base.bad)) {
    const left = until - Date.now();
    if (left < 50 || signal.aborted) return open('no time was left');
    const answer = await runAbc(yosys, base.aig.toAiger([base.aig.orAll(base.bad)]).bytes, sweep, left, signal);
    if (answer.kind === 'broken') return answer;
    if (answer.kind !== 'proved') return open('which is not shown when the reset is over');
  }
  return { kind: 'proved', lines: [said], ms: Date.now() - begun };
}

interface Asking {
  readonly yosys: Yosys;
  readonly until: number;
  readonly signal: AbortSignal;
  readonly begun: number;
  /** What the claims are, in words. */
  readonly said: string;
}

/** Claims that do not go on holding from states that belong together, and 32 such states of the golden with their inputs. */
interface Wrong {
  readonly claims: ReadonlySet<Claim>;
  readonly states: readonly number[];
  readonly inputs: readonly number[];
}

/** What random states refute; undefined when nothing. */
function triedWrong(step: DerivedStep): Wrong | undefined {
  let seed = 0x2545f491;
  const draw = (): number => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed;
  };
  for (let round = 0; round < triedRounds; round++) {
    const wrong = refuted(step, draw);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What a trace's state refutes, with states near it. */
function near(step: DerivedStep, kept: readonly Literal[], trace: string): Wrong | undefined {
  const place = new Map(kept.map((literal, i) => [literal, i]));
  // The first lane is the trace; in the others an eighth of the bits is another, in half of them a 64th.
  return refuted(step, (literal, at) => {
    const own = trace[place.get(literal) ?? -1] === '1' ? -1 : 0;
    const eighth = mix(at, 1, 1) & mix(at, 2, 1) & mix(at, 3, 1);
    const fewer = mix(at, 4, 1) & mix(at, 5, 1) & mix(at, 6, 1);
    return own ^ (eighth & (fewer | 0xffff) & ~1);
  });
}

/** Runs the step in 32 lanes with inputs from `draw`. */
function refuted({ aig, goldenState, claims, others }: DerivedStep, draw: (literal: Literal, at: number) => number): Wrong | undefined {
  const values = new Int32Array(aig.size);
  aig.inputs.forEach((input, at) => (values[input >> 1] = draw(input, at)));
  aig.simulate(values);
  const of = (literal: Literal): number => (values[literal >> 1] as number) ^ -(literal & 1);
  const wrong = new Set(claims.filter(({ differs }) => of(differs) !== 0));
  if (wrong.size === 0 && others.every((literal) => of(literal) === 0)) return undefined;
  return { claims: wrong, states: goldenState.map(({ value }) => of(value)), inputs: aig.inputs.map(of) };
}

/** The guesses without those that are wrong. */
function without(followers: Followers, wrong: ReadonlySet<Claim>): Followers {
  const left = (which: Claim['side']): Map<number, readonly Followed[]> => {
    const bad = new Map([...wrong].filter(({ side }) => side === which).map(({ register, followed }) => [register, followed]));
    return new Map([...followers[which]].map(([register, all]) => [register, all.filter((one) => one !== bad.get(register))]));
  };
  return { golden: left('golden'), candidate: left('candidate') };
}
