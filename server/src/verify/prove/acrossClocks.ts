import type { DesignFacts } from './facts';
import type { DesignPair, PairFacts } from './pairDesigns';

/**
 * Why one step from states that agree says nothing of a pair with several clocks; undefined where it does. When every register and memory has its counterpart on
 * the same edge of the same clock input and is set without its clock by the same, then whichever clocks tick, registers that tick load what both
 * sides compute of equal states, and the others keep what they have: the states stay equal whatever the order of the clocks is. A clock that is made inside or
 * is read as data, a latch, or an asynchronous reset made by logic has an order of its own, which no step shows.
 */
export function whyNotAcrossClocks(pair: DesignPair, facts: PairFacts): string | undefined {
  for (const [side, one] of [['golden', facts.golden] as const, ['candidate', facts.candidate] as const]) {
    const why = whyOneNot(one);
    if (why !== undefined) return `the ${side} ${why}`;
  }
  const { pairing } = pair;
  if (pair.memories === undefined) return 'a memory has no counterpart';
  if (pairing.unpaired.length > 0 || pairing.domainClashes.length > 0) return 'a register has no counterpart on its clock';
  const same = sameNames(pair);
  const sets = { golden: facts.golden.asynchronousOf(), candidate: facts.candidate.asynchronousOf() };
  const clash = pair.golden.registers.find(({ names }, i) => {
    const other = pair.candidate.registers[pairing.partner[i] ?? -1];
    if (other === undefined) return false;
    const set = setOf(sets.golden, names);
    // What another register sets it by is the same when that register is.
    const setters = [...set.matchAll(/\bnet ([^,]*) [01] /g)].flatMap(([, all = '']) => all.split(' '));
    return set !== setOf(sets.candidate, other.names) || (setters.length > 0 && !setters.some((name) => same.has(name)));
  });
  return clash === undefined ? undefined : `${clash.names[0] ?? 'a register'} is set without its clock by something else`;
}

/** Names of registers that stand for one pair. */
function sameNames({ golden, candidate, pairing }: DesignPair): Set<string> {
  const found = new Set<string>();
  golden.registers.forEach(({ names }, i) => {
    const other = candidate.registers[pairing.partner[i] ?? -1];
    for (const name of names) if (other?.names.includes(name) === true) found.add(name);
  });
  return found;
}

function whyOneNot({ derivedClocks, clockAsData, latches, derivedResets, domains }: DesignFacts): string | undefined {
  if (derivedClocks.length > 0 || domains.includes('no clock')) return 'makes a clock inside';
  if (clockAsData) return 'reads a clock as data';
  if (latches.length > 0) return 'has latches';
  return derivedResets.length > 0 ? 'makes an asynchronous reset by logic' : undefined;
}

function setOf(sets: ReadonlyMap<string, string>, names: readonly string[]): string {
  return names.map((name) => sets.get(name)).find((set) => set !== undefined) ?? '';
}
