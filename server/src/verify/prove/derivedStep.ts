import type { Literal } from './aig';
import { Aig, falseLiteral, trueLiteral } from './aig';
import { afterHold } from './differsWhileHeld';
import type { Followed, Followers } from './likelyFollowers';
import type { ProductPlan } from './product';
import { compareWholly, driveFreely, evaluateSide, namesInGolden } from './product';
import type { Rails } from './rails';
import { leavesGolden } from './rails';

/** That a register is, or goes on being, what a node of the other side is. */
export interface Claim {
  readonly side: 'golden' | 'candidate';
  readonly register: number;
  /** Of the other side. */
  readonly followed: Followed;
  /** It does not go on being so. */
  readonly differs: Literal;
}

export interface DerivedStep {
  readonly aig: Aig;
  /** The golden's registers before the step. */
  readonly goldenState: readonly Rails[];
  readonly claims: readonly Claim[];
  /** Outputs that differ, and registers with a counterpart that load something else. */
  readonly others: readonly Literal[];
}

/**
 * One step from any pair of states that belong together. Both are two-valued, as in `buildMatched`: where the golden loads an x, what completes it is chosen where
 * the candidate has its counterpart, and anything where it has none; where the candidate loads an x into what follows from the golden, that is a difference.
 */
export function buildStep(plan: ProductPlan, followers: Followers): DerivedStep | undefined {
  const { golden, candidate, pairing } = plan;
  const aig = new Aig();
  const back = namesInGolden(plan.portMap);
  const { driven } = driveFreely(aig, plan);
  const isRead = new Set([...driven.values()].flatMap((literals) => literals.map((literal) => literal >> 1)));
  const idle = idleInputs(plan, driven);
  const free = (): Rails => ({ value: aig.input(), unknown: falseLiteral });
  const known = (value: Literal): Rails => ({ value, unknown: falseLiteral });
  const goldenState = golden.registers.map(free);
  const candidateState = candidate.registers.map(free);
  pairing.partner.forEach((j, i) => {
    if (j >= 0) candidateState[j] = goldenState[i] as Rails;
  });
  const goldenIdle = evaluateSide(aig, golden, goldenState, idle, new Map());
  const reads = nodesThatRead(aig, isRead);
  const isKept = ({ value, unknown }: Rails): boolean => unknown === falseLiteral && !reads(value);
  // What the candidate's registers follow from stays free; other registers of the golden may follow from the candidate's.
  const leaves = new Set<number>();
  const chosen = { golden: new Map<number, Followed>(), candidate: new Map<number, Followed>() };
  for (const [j, all] of followers.candidate) {
    const followed = all.find((one) => isKept(valueOf(goldenIdle, one)));
    if (followed === undefined) continue;
    chosen.candidate.set(j, followed);
    for (const leaf of leavesOf(aig, valueOf(goldenIdle, followed).value)) leaves.add(leaf);
    candidateState[j] = valueOf(goldenIdle, followed);
  }
  const candidateIdle = evaluateSide(aig, candidate, candidateState, idle, back);
  for (const [i, all] of followers.golden) {
    const followed = all.find((one) => isKept(valueOf(candidateIdle, one)));
    if (followed === undefined || leaves.has((goldenState[i] as Rails).value >> 1)) continue;
    chosen.golden.set(i, followed);
    goldenState[i] = valueOf(candidateIdle, followed);
  }
  if (chosen.golden.size + chosen.candidate.size === 0) return undefined;
  const goldenNow = evaluateSide(aig, golden, goldenState, driven, new Map());
  const candidateNow = evaluateSide(aig, candidate, candidateState, driven, back);
  const others = compareWholly(aig, plan, goldenNow, candidateNow).map(({ differs }) => differs);
  const completed = ({ value, unknown }: Rails): Rails =>
    unknown === falseLiteral ? known(value) : known(aig.mux(unknown, value, aig.input()));
  const goldenLoads = golden.registers.map(({ d }) => goldenNow[d] as Rails);
  const candidateLoads = candidate.registers.map(({ d }) => candidateNow[d] as Rails);
  const candidateNext = candidateLoads.map((rails, j) => (chosen.candidate.has(j) ? rails : completed(rails)));
  const goldenNext = goldenLoads.map((rails, i) => {
    const j = pairing.partner[i] as number;
    if (j < 0) return completed(rails);
    others.push(leavesGolden(aig, rails, candidateLoads[j] as Rails));
    return candidateNext[j] as Rails;
  });
  const claims: Claim[] = [];
  const goldenThen = evaluateSide(aig, golden, goldenNext, idle, new Map());
  for (const [j, followed] of chosen.candidate) {
    const wanted = valueOf(goldenThen, followed);
    claims.push({ side: 'candidate', register: j, followed, differs: isOther(aig, wanted, candidateLoads[j] as Rails) });
    candidateNext[j] = wanted;
  }
  const candidateThen = evaluateSide(aig, candidate, candidateNext, idle, back);
  for (const [i, followed] of chosen.golden) {
    const differs = leavesGolden(aig, goldenLoads[i] as Rails, valueOf(candidateThen, followed));
    claims.push({ side: 'golden', register: i, followed, differs });
  }
  return { aig, goldenState, claims, others };
}

/** What has to be never true when the reset is over, whatever it began with: what the claims, and the counterparts, are not. Undefined where that is too much. */
export function buildBase(plan: ProductPlan, { claims }: DerivedStep): { readonly aig: Aig; readonly bad: Literal[] } | undefined {
  const held = afterHold(plan);
  if (held === undefined) return undefined;
  const { aig, candidateState } = held;
  const bad: Literal[] = [];
  // An x of the golden is completed by its counterpart.
  const goldenState = held.goldenState.map((rails, i) => {
    const other = candidateState[plan.pairing.partner[i] as number];
    if (other === undefined) return rails;
    bad.push(leavesGolden(aig, rails, other));
    return other;
  });
  const { driven } = driveFreely(aig, plan);
  const idle = idleInputs(plan, driven);
  const golden = evaluateSide(aig, plan.golden, goldenState, idle, new Map());
  const candidate = evaluateSide(aig, plan.candidate, candidateState, idle, namesInGolden(plan.portMap));
  for (const { side, register, followed } of claims)
    bad.push(
      side === 'candidate'
        ? isOther(aig, valueOf(golden, followed), candidateState[register] as Rails)
        : leavesGolden(aig, goldenState[register] as Rails, valueOf(candidate, followed)),
    );
  return { aig, bad };
}

export function valueOf(values: readonly Rails[], { signal, inverted }: Followed): Rails {
  const { value, unknown } = values[signal] as Rails;
  return { value: inverted ? value ^ 1 : value, unknown };
}

/** Not known to be the same. */
function isOther(aig: Aig, a: Rails, b: Rails): Literal {
  return aig.orAll([a.unknown, b.unknown, aig.xor(a.value, b.value)]);
}

/** The inputs with no reset active. */
export function idleInputs({ resets }: ProductPlan, driven: ReadonlyMap<string, readonly Literal[]>): Map<string, readonly Literal[]> {
  const idle = new Map(driven);
  for (const { name, active } of resets) idle.set(name, [active === 1 ? falseLiteral : trueLiteral]);
  return idle;
}

/** The leaves that a node depends on. */
export function leavesOf(aig: Aig, value: Literal): Set<number> {
  const seen = new Set<number>();
  const leaves = new Set<number>();
  const stack = [value >> 1];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (seen.has(node)) continue;
    seen.add(node);
    const operands = aig.operands(node);
    if (operands === undefined) leaves.add(node);
    else stack.push(...operands.map((operand) => operand >> 1));
  }
  return leaves;
}

/** Whether a node depends on one of these leaves; nodes that are made later are told of too. */
function nodesThatRead(aig: Aig, leaves: ReadonlySet<number>): (literal: Literal) => boolean {
  const read: boolean[] = [];
  return (literal) => {
    for (let node = read.length; node <= literal >> 1; node++) {
      const operands = aig.operands(node);
      read.push(operands === undefined ? leaves.has(node) : operands.some((operand) => read[operand >> 1] === true));
    }
    return read[literal >> 1] === true;
  };
}
