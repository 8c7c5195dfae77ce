import type { CompileUnit } from '../model/compileUnit';
import type { DesignPair } from './prove/pairDesigns';
import type { Prepared } from './prove/prepare';
import { largestMemoryBits } from './prove/preparedSide';
import { constantX, type GateDesign } from './prove/gateDesign';
import { conditionsLost, keptIn, laterClocks, racesOf, sourceGuards, strengthGuard, twoValuedIn } from './prove/sourceGuards';
import { opaqueSourcesDiffer } from './prove/opaqueSources';
import { staysUnknown } from './prove/neverKnown';
import { mayAskUnknown } from './prove/unknownConditions';
import type { EquivalenceRequest } from './equivalenceRequest';
import type { Yosys } from '../tools/yosys';

/** What forbids `proved`: each a sentence. The search for a counterexample goes on regardless. */
export function guardsOf(
  ready: Extract<Prepared, { kind: 'ready' }>,
  pair: DesignPair,
  golden: CompileUnit,
  candidate: CompileUnit,
): string[] {
  const sides = [['golden', ready.golden] as const, ['candidate', ready.candidate] as const];
  const found = sourceGuards(golden, candidate, { golden: ready.golden.steps, candidate: ready.candidate.steps });
  const opaque = ready.golden.opaque.instances;
  const declared = opaque.length === 0 ? undefined : opaqueSourcesDiffer(golden, candidate, new Set(opaque.map(({ module }) => module)));
  if (declared !== undefined) found.push(declared);
  const glitches = ready.golden.opaque.glitches;
  if (glitches.length > 0)
    found.push(
      `logic in front of ${listed(glitches)}, a clock or an asynchronous pin by its name, is another in the candidate, and glitches are not modelled`,
    );
  if (ready.golden.opened.length > 0) found.push(...strengthGuard(golden, 'golden'), ...strengthGuard(candidate, 'candidate'));
  for (const [name, side] of sides) {
    found.push(...side.conflicts.map((text) => `the ${name} has ${text}`));
    if (side.facts.derivedClocks.length > 0)
      found.push(`the ${name} derives a clock inside (${listed(side.facts.derivedClocks)}), whose order against the data is not modelled`);
    if (side.facts.derivedResets.length > 0)
      found.push(
        `logic of the ${name} drives an asynchronous reset or load (${listed(side.facts.derivedResets)}), whose glitches are not modelled`,
      );
    if (side.facts.latches.length > 0) found.push(`the ${name} has latches (${listed(side.facts.latches)}), whose races are not modelled`);
  }
  const later = {
    golden: laterClocks(golden, ready.golden.facts.clockNets),
    candidate: laterClocks(candidate, ready.candidate.facts.clockNets),
  };
  for (const [one, other] of [['golden', 'candidate'] as const, ['candidate', 'golden'] as const]) {
    const own = later[one].filter((name) => !later[other].includes(name));
    if (own.length > 0)
      found.push(
        `the ${one} makes a clock or an asynchronous reset by nonblocking assignments (${listed(own)}), which ticks after other registers have changed`,
      );
  }
  const unknown = meetsUnknown(pair.golden);
  const two = unknown ? twoValuedIn(golden) : undefined;
  if (two !== undefined) found.push(`${two} of the golden holds two values only: where its netlist has x, it has 0`);
  for (const [name, unit] of [['golden', golden] as const, ['candidate', candidate] as const]) {
    const { started, open } = keptIn(unit);
    const kept = name === 'golden' && unknown ? [...started, ...open] : started;
    if (kept.length > 0)
      found.push(`a task or function of the ${name} keeps ${listed(kept)} from one call to the next, which its netlist does not`);
  }
  const stuck = staysUnknown(pair);
  if (stuck !== undefined) found.push(`${stuck} of the candidate stays x in simulation, which its like in the golden does not`);
  found.push(...pair.pairing.domainClashes.map((text) => `a register steps on different clock edges: ${text}`));
  return found;
}

/**
 * What forbids a proof that is there: a condition of the golden that may be x and that the candidate does not ask in the same words. Sentences. With several clocks it is looked for in the step of equal clocks.
 */
export async function conditionGuards(
  { golden: side }: Extract<Prepared, { kind: 'ready' }>,
  { golden, candidate, clocks, resets }: EquivalenceRequest,
  yosys: Yosys,
  deadline: number,
  signal: AbortSignal,
): Promise<string[]> {
  const [lost] = conditionsLost(golden, candidate);
  const hints = { ...(clocks === undefined ? {} : { clocks }), ...(resets === undefined ? {} : { resets }) };
  if (lost === undefined || !(await mayAskUnknown(side, hints, yosys, deadline, signal))) return [];
  return [`a condition of the golden may be x (${lost}), which simulation takes for false and its netlist leaves open`];
}

/** Whether something of a design is x, or may be: what has no driver, an index outside, a division by zero. */
function meetsUnknown({ gateA, gateB, gateS, gateKind, registers, outputs, reads }: GateDesign): boolean {
  return (
    reads.length > 0 ||
    gateKind.some((_, i) => gateA[i] === constantX || gateB[i] === constantX || gateS[i] === constantX) ||
    registers.some(({ d }) => d === constantX) ||
    outputs.some(({ bits }) => bits.includes(constantX))
  );
}

/** What a proof takes of a golden whose processes race, as words in front of what holds then. */
export function raceWords(golden: CompileUnit): string {
  const raced = racesOf(golden);
  return raced.length === 0
    ? ''
    : `if whoever reads ${listed(raced)} of the golden at a clock edge sees the old value, which its blocking assignments leave open: `;
}

/** Memories that are too large for registers forbid every proof but the one that takes them as they are. */
export function memoryGuards({ golden, candidate }: Extract<Prepared, { kind: 'ready' }>): string[] {
  return [['golden', golden] as const, ['candidate', candidate] as const].flatMap(([name, { memoryLeftOut }]) =>
    memoryLeftOut > 0 ? [`the ${name} has memories of ${memoryLeftOut} bits, more than the ${largestMemoryBits} that are modelled`] : [],
  );
}

/** A few names, and how many more there are. */
export function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
