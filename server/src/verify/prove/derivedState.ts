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
    attempt: (yosys, limit, signal) =>
      new Attempt(plan, withNames(plan, likelyFollowers(plan, loose, seed)), seed, yosys, limit, signal).prove(),
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

/** One try: the guesses are followed until a step is proven with them, or nothing is left to guess. */
class Attempt {
  private readonly begun = Date.now();
  private readonly states: AnyStates;
  private asked = 0;

  constructor(
    private readonly plan: ProductPlan,
    private readonly likely: Followers,
    seed: number,
    private readonly yosys: Yosys,
    private readonly limit: number,
    private readonly signal: AbortSignal,
  ) {
    this.states = new AnyStates(plan, [...likely.candidate.keys()], seed);
  }

  async prove(): Promise<AbcAnswer> {
    let followers: Followers = { ...this.likely, candidate: this.states.afterRandom(this.likely.candidate) };
    for (let built = 0; built < most.built && this.asked < most.asked; built++) {
      const step = buildStep(this.plan, followers);
      if (step === undefined) return this.open('no register follows from the other side');
      if (step.aig.size > 4 * mostGates) return this.open(`a step has ${step.aig.size} gates`);
      const found = await this.follow(step, followers);
      if ('kind' in found) return found;
      followers = found;
    }
    return this.open('too many guesses were wrong');
  }

  /** What a step with these guesses gives: an answer, or the guesses without those that it refutes. */
  private async follow(step: DerivedStep, followers: Followers): Promise<AbcAnswer | Followers> {
    const claims = step.claims.map(({ differs }) => differs);
    const said = `${claims.length} bits follow from the other side`;
    const tried = triedWrong(step);
    let fewer = this.learn(followers, tried);
    if (tried === undefined) {
      if (neverTrue(step.aig, [...step.others, ...claims])) return this.proveBase(step, said);
      const answer = await this.ask(step.aig, [...step.others, ...claims]);
      if (answer.kind === 'broken') return answer;
      if (answer.kind === 'proved') return this.proveBase(step, said);
      if (answer.kind !== 'trace') return this.open(`${said}, which is not shown in a step`);
      fewer = this.learn(followers, near(step, answer.kept ?? [], answer.steps[0] ?? ''));
    }
    // What is refuted by what the claims lead to may show no claim that is wrong: then it is asked of them alone.
    if (fewer === undefined) {
      const answer = await this.ask(step.aig, claims);
      if (answer.kind === 'trace') fewer = this.learn(followers, near(step, answer.kept ?? [], answer.steps[0] ?? ''));
    }
    return fewer ?? this.open(`${said}, from which a step leads elsewhere`);
  }

  /** The guesses without those that are seen to be wrong; undefined where none is. */
  private learn(followers: Followers, wrong: Wrong | undefined): Followers | undefined {
    if (wrong === undefined) return undefined;
    const seen = { ...followers, candidate: this.states.afterStates(followers.candidate, wrong.states, wrong.inputs) };
    const fewer = countOf(seen) < countOf(followers) ? seen : without(followers, wrong.claims);
    return countOf(fewer) < countOf(followers) ? fewer : undefined;
  }

  /** Proves that states belong together when the reset is over, the step being proven. */
  private async proveBase(step: DerivedStep, said: string): Promise<AbcAnswer> {
    const base = buildBase(this.plan, step);
    if (base === undefined) return this.open(`${said}, the reset is too long`);
    if (!neverTrue(base.aig, base.bad)) {
      const answer = await this.ask(base.aig, base.bad);
      if (answer.kind === 'broken') return answer;
      if (answer.kind !== 'proved') return this.open(`${said}, which is not shown when the reset is over`);
    }
    return { kind: 'proved', lines: [said], ms: Date.now() - this.begun };
  }

  /** Whether one of these can be true, as the solver says. */
  private async ask(aig: Aig, bad: readonly Literal[]): Promise<AbcAnswer & { readonly kept?: readonly Literal[] }> {
    this.asked++;
    const left = this.begun + this.limit - Date.now();
    if (left < 50 || this.signal.aborted) return this.open('no time was left');
    const file = aig.toAiger([aig.orAll(bad)]);
    return { ...(await runAbc(this.yosys, file.bytes, sweep, left, this.signal)), kept: file.inputs };
  }

  private open(why: string): AbcAnswer {
    return { kind: 'open', lines: [why], ms: Date.now() - this.begun };
  }
}

function countOf({ golden, candidate }: Followers): number {
  return [...golden.values(), ...candidate.values()].reduce((sum, all) => sum + all.length, 0);
}

/** Claims that do not go on holding from states that belong together, and 32 such states of the golden with their inputs. */
interface Wrong {
  readonly claims: ReadonlySet<Claim>;
  readonly states: readonly number[];
  readonly inputs: readonly number[];
}

/** What random states refute; undefined when nothing. */
function triedWrong(step: DerivedStep): Wrong | undefined {
  for (let round = 0; round < triedRounds; round++) {
    const wrong = refuted(step, (_, at) => mix(round, at, 7));
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
