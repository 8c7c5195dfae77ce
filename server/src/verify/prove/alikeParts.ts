import { Aig } from './aig';
import { MatchedMemories } from './matchedMemories';
import type { Start } from './pairing';
import type { AlikeParts, ProductPlan } from './product';
import { compareWholly, driveFreely, evaluateSide, namesInGolden } from './product';
import type { Rails } from './rails';
import { leavesGolden } from './rails';
import { falseLiteral } from './aig';

/** Rounds after which what is alike is no longer looked for. */
const mostRounds = 40;

/**
 * The registers and outputs that are the same on both sides by structure alone: the largest set of paired registers that start alike and of which each loads the
 * same, where those of the set are the same and all others are free. Undefined when memories are not of this kind, or nobody knows in time.
 *
 * A golden that loads or starts as x is completed by what the candidate has, as in `buildMatched`.
 */
export function alikeParts(plan: ProductPlan): AlikeParts | undefined {
  if (plan.memories === undefined || plan.latency !== 0 || plan.clocks.length > 0) return undefined;
  const assumed = new Map(plan.pairing.partner.flatMap((j, i) => (j >= 0 && startsAlike(plan, i, j) ? [[i, j] as const] : [])));
  for (let round = 0; round < mostRounds; round++) {
    const found = oneRound(plan, assumed);
    if (found === undefined) return undefined;
    if (found.leaving.length === 0) return { registers: assumed, outputs: found.outputs };
    for (const i of found.leaving) assumed.delete(i);
  }
  return undefined;
}

/** Whatever the candidate's register is at power-up, the golden's is that or unknown. */
export function startsAlike({ golden, candidate, pairing }: ProductPlan, i: number, j: number): boolean {
  const [g, c] = [pairing.goldenStart[i] as Start, pairing.candidateStart[j] as Start];
  if (g.kind === 'unknown') return true;
  if (g.kind === 'symbol') return c.kind === 'symbol' && c.symbol === g.symbol;
  const init = golden.registers[i]?.init;
  return c.kind === 'fixed' && (init === 'x' || init === candidate.registers[j]?.init);
}

function oneRound(
  plan: ProductPlan,
  assumed: ReadonlyMap<number, number>,
): { readonly leaving: readonly number[]; readonly outputs: ReadonlySet<string> } | undefined {
  const aig = new Aig();
  const { driven } = driveFreely(aig, plan);
  const free = (): Rails => ({ value: aig.input(), unknown: falseLiteral });
  const candidateState = plan.candidate.registers.map(free);
  const goldenState = plan.golden.registers.map((_, i) => {
    const j = assumed.get(i);
    return j === undefined ? free() : (candidateState[j] as Rails);
  });
  const memories = new MatchedMemories(aig, plan.memories ?? []);
  const golden = evaluateSide(aig, plan.golden, goldenState, driven, new Map(), memories.readerOf(plan.golden, 'golden'));
  const back = namesInGolden(plan.portMap);
  const candidate = evaluateSide(aig, plan.candidate, candidateState, driven, back, memories.readerOf(plan.candidate, 'candidate'));
  const stored = memories.differences(plan.golden, plan.candidate, { golden, candidate });
  if (memories.tooLarge || stored.some(({ differs }) => differs !== falseLiteral)) return undefined;
  const leaving = [...assumed].flatMap(([i, j]) => {
    const next = golden[plan.golden.registers[i]?.d as number] as Rails;
    const other = candidate[plan.candidate.registers[j]?.d as number] as Rails;
    return leavesGolden(aig, next, other) === falseLiteral ? [] : [i];
  });
  const same = compareWholly(aig, plan, golden, candidate).filter(({ differs }) => differs === falseLiteral);
  return { leaving, outputs: new Set(same.map(({ port, bit }) => `${port}[${bit}]`)) };
}
