import type { Literal } from './aig';
import { Aig, falseLiteral, trueLiteral } from './aig';
import { neverTrue } from './exhaust';
import type { GateDesign } from './gateDesign';
import { MatchedMemories } from './matchedMemories';
import type { Start } from './pairing';
import type { ProductPlan } from './product';
import { driveFreely, evaluateSide, namesInGolden } from './product';
import type { Rails } from './rails';
import { leavesGolden } from './rails';

/** And-gates of all steps together above which this is not worth it. */
const mostGates = 2_000_000;

/**
 * A graph and a literal of it that can be true only where an output port is not the same on both sides in some step of the reset, from power-up on. A comparison begins after it, and may take any value for what merely settles meanwhile; where more
 * than the outputs rests on being the same, that has to hold from the first step on, from what registers really are: unknown in the golden, anything in the candidate. Undefined where that is too much.
 */
export function differsWhileHeld(plan: ProductPlan, port: string): { readonly aig: Aig; readonly bad: Literal } | undefined {
  if (plan.clocks.length > 0) return undefined;
  const differing: Literal[] = [];
  const places = portPairs(plan, port).filter(({ bit }) => plan.alike?.outputs.has(`${port}[${bit}]`) !== true);
  const held = afterHold(plan, (aig, golden, candidate) =>
    differing.push(...places.map(({ g, c }) => leavesGolden(aig, golden[g] as Rails, candidate[c] as Rails))),
  );
  if (held === undefined) return undefined;
  const { aig } = held;
  return { aig, bad: neverTrue(aig, differing) ? falseLiteral : aig.orAll(differing) };
}

/**
 * What both sides' registers hold when the reset is over, from what they really are at power-up: unknown in the golden, anything in the candidate. `look` is shown the
 * signals of each step of the reset. Undefined where that is too much.
 */
export function afterHold(
  plan: ProductPlan,
  look: (aig: Aig, golden: readonly Rails[], candidate: readonly Rails[]) => void = () => undefined,
): { readonly aig: Aig; readonly goldenState: readonly Rails[]; readonly candidateState: readonly Rails[] } | undefined {
  const aig = new Aig();
  const symbols = Array.from({ length: plan.pairing.symbols }, () => aig.input());
  const { alike } = plan;
  let candidateState = plan.candidate.registers.map((register, j) =>
    startOf(register, plan.pairing.candidateStart[j] as Start, symbols, () => ({ value: aig.input(), unknown: falseLiteral })),
  );
  const shared = (i: number): Rails | undefined => candidateState[alike?.registers.get(i) ?? -1];
  let goldenState = plan.golden.registers.map(
    (register, i) => shared(i) ?? startOf(register, plan.pairing.goldenStart[i] as Start, symbols, () => unknown),
  );
  const back = namesInGolden(plan.portMap);
  for (let step = 0; step < plan.hold; step++) {
    const { driven } = driveFreely(aig, plan);
    for (const pin of plan.resets) driven.set(pin.name, [pin.active === 1 ? trueLiteral : falseLiteral]);
    const memories = new MatchedMemories(aig, plan.memories ?? []);
    const golden = evaluateSide(aig, plan.golden, goldenState, driven, new Map(), memories.readerOf(plan.golden, 'golden'));
    const candidate = evaluateSide(aig, plan.candidate, candidateState, driven, back, memories.readerOf(plan.candidate, 'candidate'));
    look(aig, golden, candidate);
    if (aig.size > mostGates || memories.tooLarge) return undefined;
    candidateState = plan.candidate.registers.map(({ d }) => candidate[d] as Rails);
    goldenState = plan.golden.registers.map(({ d }, i) => shared(i) ?? (golden[d] as Rails));
  }
  return { aig, goldenState, candidateState };
}

const unknown: Rails = { value: falseLiteral, unknown: trueLiteral };

function startOf(register: GateDesign['registers'][number], start: Start, symbols: readonly Literal[], settling: () => Rails): Rails {
  if (start.kind === 'symbol') return { value: symbols[start.symbol] as Literal, unknown: falseLiteral };
  if (register.init !== 'x') return { value: register.init === 1 ? trueLiteral : falseLiteral, unknown: falseLiteral };
  return start.kind === 'fixed' ? settling() : unknown;
}

function portPairs({ golden, candidate }: ProductPlan, port: string): { bit: number; g: number; c: number }[] {
  const bits = golden.outputs.find(({ name }) => name === port)?.bits ?? [];
  const others = candidate.outputs.find(({ name }) => name === port)?.bits ?? [];
  return bits.map((g, bit) => ({ bit, g, c: others[bit] as number }));
}
