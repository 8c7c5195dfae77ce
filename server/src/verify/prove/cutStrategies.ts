import type { Yosys } from '../../tools/yosys';
import type { PairContext } from '../simulate/simulateRung';
import type { AbcAnswer } from './abc';
import { runAbc } from './abc';
import { Aig } from './aig';
import { alikeParts } from './alikeParts';
import type { CutChoice } from './chooseCuts';
import { chooseCuts } from './chooseCuts';
import { cutPort } from './cutDesign';
import { cutPair } from './cutPair';
import { neverTrue } from './exhaust';
import { differsWhileHeld } from './differsWhileHeld';
import { matchByBehaviour } from './matchByBehaviour';
import type { DesignPair, PairFacts } from './pairDesigns';
import { planOf } from './pairDesigns';
import type { Product, ProductPlan } from './product';
import { buildMatched, buildProduct } from './product';
import type { Strategy } from './strategies';
import { sweep } from './strategies';

/**
 * Ways to prove a pair piece by piece: cut at the ports of all instances that both sides have; cut at those only that are the same inside; and whole, with what cannot be told apart there once.
 * They prove or say nothing: what a cut shows as a difference may come from values that the net never has.
 */
export function cutStrategies(context: PairContext, timeoutMs: number): Strategy[] {
  const { pair, units, contract } = context;
  if (pair.manyClocks || contract.kind === 'latency' || pair.onlyWhere !== undefined) return [];
  const facts = { golden: units.sides.golden.facts, candidate: units.sides.candidate.facts };
  let choices: readonly (CutChoice | undefined)[] | undefined;
  const strategy = (at: number, name: string): Strategy => ({
    name,
    product: nothingBuilt(),
    commands: [...sweep, 'scorr', 'dprove', 'pdr'],
    timeoutMs,
    fromStart: false,
    bounded: false,
    attempt: async (yosys, limit, signal) => {
      const begun = Date.now();
      choices ??= chooseCuts(pair, facts, units);
      const choice = choices[at];
      if (choice === undefined) return { kind: 'open', lines: ['there is nothing to cut'], ms: Date.now() - begun };
      return proveCut(pair, facts, choice, yosys, begun + limit, signal);
    },
  });
  return [
    strategy(0, 'cuts at all instances'),
    strategy(1, 'cuts at instances that are the same'),
    strategy(2, 'what is the same on both sides laid once'),
  ];
}

/** A strategy that builds its graph when its turn comes. */
function nothingBuilt(): Product {
  const aig = new Aig();
  return { aig, bad: aig.input(), outputs: [], inputs: new Map(), symbols: [], firstCompared: 0 };
}

/** Proves a pair with nets cut, until `deadline`; never a trace. */
export async function proveCut(
  whole: DesignPair,
  facts: PairFacts,
  choice: CutChoice,
  yosys: Yosys,
  deadline: number,
  signal: AbortSignal,
): Promise<AbcAnswer> {
  const begun = Date.now();
  const lines: string[] = [];
  const open = (why: string): AbcAnswer => ({ kind: 'open', lines: [...lines, why], ms: Date.now() - begun });
  const proved = (how: string): AbcAnswer => ({
    kind: 'proved',
    lines: [...lines, how],
    ms: Date.now() - begun,
    by: `${how}${choice.words}`,
  });
  const plan = planOfCut(whole, facts, choice);
  const alike = alikeParts(plan);
  if (alike === undefined) return open('memories do not match');
  if (choice.nets.length === 0 && alike.registers.size === 0) return open('nothing is the same by structure');
  const shared: ProductPlan = { ...plan, alike };
  lines.push(`${choice.nets.length} nets cut, ${alike.registers.size} of ${plan.golden.registers.length} registers the same by structure`);
  const ask = (on: Pick<Product, 'aig' | 'bad'>, commands: readonly string[], timeoutMs: number): Promise<AbcAnswer> =>
    runAbc(yosys, on.aig.toAiger([on.bad]).bytes, commands, timeoutMs, signal);
  if (choice.nets.length > 0) {
    const held = differsWhileHeld(shared, cutPort);
    const never =
      held?.bad === 0 || (held !== undefined && (await ask(held, sweep, Math.floor((deadline - Date.now()) / 3))).kind === 'proved');
    if (!never) return open('during the reset the cut nets may differ');
  }
  const product = buildProduct(shared);
  const differing = product.outputs.map(({ differs }) => differs);
  if (product.bad === 0 || neverTrue(product.aig, differing)) return proved('structural comparison');
  const matched = buildMatched(plan);
  const steps: (readonly [name: string, on: Product | undefined, commands: readonly string[], share: number])[] = [
    ['one step from matched registers', matched, sweep, 3],
    ['register correspondence and induction', product, ['scorr', 'dprove'], 2],
    ['property-directed reachability', product, ['scorr', 'pdr'], 1],
  ];
  for (const [name, on, commands, share] of steps) {
    const timeoutMs = Math.floor((deadline - Date.now()) / share);
    if (on === undefined || timeoutMs < 100 || signal.aborted) continue;
    const run = on.bad === 0 ? undefined : await ask(on, commands, timeoutMs);
    lines.push(`${name}: ${run?.kind ?? 'proved'}, ${on.outputs.filter(({ differs }) => differs !== 0).length} outputs open`);
    if (run === undefined || run.kind === 'proved') return proved(name);
    // What can happen in the pieces from power-up, no other engine will exclude.
    if (on === product && run.kind === 'trace') break;
  }
  return open('no proof');
}

function planOfCut(whole: DesignPair, facts: PairFacts, { nets, regionOf }: CutChoice): ProductPlan {
  const cut = nets.length === 0 ? whole : cutPair(whole, nets, regionOf, facts);
  return planOf(cut.pairing.unpaired.length === 0 ? cut : { ...cut, pairing: matchByBehaviour(cut) }, 0);
}
