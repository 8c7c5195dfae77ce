import type { DesignFacts } from './facts';
import type { GateDesign } from './gateDesign';
import { gateOp } from './gateDesign';
import type { Settling } from './settle';

/** How a register starts, by contracts.md's "When two designs are equal". */
export type Start =
  /** Its initial value, or any value: it settles before the comparison begins. */
  | { readonly kind: 'fixed'; readonly value: 0 | 1 }
  /** Unknown in the golden: a wild card. */
  | { readonly kind: 'unknown' }
  /** An arbitrary two-valued start; registers of one `symbol` start equal. */
  | { readonly kind: 'symbol'; readonly symbol: number };

export interface Pairing {
  /** Candidate register of each golden register, -1 for none. */
  readonly partner: readonly number[];
  readonly goldenStart: readonly Start[];
  readonly candidateStart: readonly Start[];
  readonly symbols: number;
  /** Registers that start and stay unknown and have no counterpart: nothing may be concluded. Names, with the side. */
  readonly unpaired: readonly string[];
  /** Registers of one name that step on different clocks or edges. */
  readonly domainClashes: readonly string[];
}

/**
 * Pairs the registers of two designs by name (and clock), and says how each starts. `settling` holds golden then candidate. Starts are
 * those of power-up, before the reset is held.
 */
export function pairRegisters(
  golden: GateDesign,
  candidate: GateDesign,
  settling: Settling,
  facts: { golden: DesignFacts; candidate: DesignFacts },
  fromPowerUp: boolean,
): Pairing {
  const clashes = new Set<string>();
  const byName = new Map<string, number>();
  candidate.registers.forEach((register, index) => register.names.forEach((name) => byName.set(name, index)));
  const taken = new Set<number>();
  const partner = golden.registers.map((register) => {
    for (const name of register.names) {
      const index = byName.get(name);
      if (index === undefined || taken.has(index)) continue;
      const here = domainOf(facts.golden, plain(name));
      const there = domainOf(facts.candidate, plain(name));
      if (here !== there) {
        clashes.add(`${plain(name)} (${here ?? 'no clock'} against ${there ?? 'no clock'})`);
        continue;
      }
      taken.add(index);
      return index;
    }
    return -1;
  });
  const starts = chooseStarts(golden, candidate, settling, partner, fromPowerUp);
  return { partner, ...starts, domainClashes: [...clashes].sort() };
}

function chooseStarts(
  golden: GateDesign,
  candidate: GateDesign,
  settling: Settling,
  partner: readonly number[],
  fromPowerUp: boolean,
): Omit<Pairing, 'partner' | 'domainClashes'> {
  const [goldenUnsettled, candidateUnsettled] = settling.unsettled as [boolean[], boolean[]];
  const goldenStart: Start[] = [];
  const candidateStart: (Start | undefined)[] = candidate.registers.map(() => undefined);
  const unpaired: string[] = [];
  const goldenCone = observable(golden);
  const candidateCone = observable(candidate);
  let symbols = 0;
  // A register that loses its initial value to an x during the hold shows what other registers started with.
  const shows = (side: GateDesign, unsettled: readonly boolean[]): boolean =>
    side.registers.some((register, i) => register.init !== 'x' && unsettled[i] === true);
  const startsShow = fromPowerUp || shows(golden, goldenUnsettled) || shows(candidate, candidateUnsettled);
  // What merely settles may start with any value while nothing sees it; otherwise it is what it is, unknown.
  const settles = (init: 0 | 1 | 'x'): Start =>
    init === 'x' && startsShow ? { kind: 'unknown' } : { kind: 'fixed', value: init === 1 ? 1 : 0 };
  golden.registers.forEach((register, i) => {
    const j = partner[i] as number;
    const other = candidate.registers[j];
    if (register.init !== 'x' || goldenUnsettled[i] !== true) goldenStart.push(settles(register.init));
    else if (other?.init === 'x' && candidateUnsettled[j] === true) {
      const symbol: Start = { kind: 'symbol', symbol: symbols++ };
      goldenStart.push(symbol);
      candidateStart[j] = symbol;
    } else {
      goldenStart.push({ kind: 'unknown' });
      if (other === undefined && goldenCone.has(i)) unpaired.push(`${register.names[0] ?? 'an unnamed register'} of the golden`);
    }
  });
  const goldenOf = new Map(partner.map((j, i) => [j, i] as const));
  const settled = golden.registers.map((register, i) => register.init !== 'x' || goldenUnsettled[i] !== true);
  const allSettle = settled.every(Boolean);
  const hasPartner = new Set(partner);
  candidate.registers.forEach((register, j) => {
    if (candidateStart[j] !== undefined) return;
    const i = goldenOf.get(j);
    if (register.init !== 'x' || candidateUnsettled[j] !== true) candidateStart[j] = settles(register.init);
    // What the golden's reset settles and the candidate's does not is x in a simulation of it (`q <= q ^ (q ^ next)`), and no arbitrary value.
    else if (i === undefined ? allSettle : settled[i] === true) candidateStart[j] = { kind: 'unknown' };
    else {
      candidateStart[j] = { kind: 'symbol', symbol: symbols++ };
      if (!hasPartner.has(j) && candidateCone.has(j)) unpaired.push(`${register.names[0] ?? 'an unnamed register'} of the candidate`);
    }
  });
  return { goldenStart, candidateStart: candidateStart as Start[], symbols, unpaired };
}

/** Indexes of the registers that some output can see. */
export function observable(design: GateDesign): Set<number> {
  const operands = new Map<number, number[]>();
  const memories = design.memories.map(({ writes }) => writes.flatMap(({ address, enable, data }) => [...address, ...enable, ...data]));
  design.gateOutput.forEach((output, i) => {
    const [a, b, s] = [design.gateA[i] as number, design.gateB[i] as number, design.gateS[i] as number];
    const read = design.gateKind[i] === gateOp.read ? design.reads[a] : undefined;
    operands.set(output, read === undefined ? [a, b, s] : [...read.address, ...(memories[read.memory] as number[])]);
  });
  const registerOf = new Map(design.registers.map((register, i) => [register.q, i]));
  const seen = new Set<number>();
  const found = new Set<number>();
  const stack = design.outputs.flatMap((port) => [...port.bits]);
  while (stack.length > 0) {
    const signal = stack.pop() as number;
    if (seen.has(signal)) continue;
    seen.add(signal);
    const register = registerOf.get(signal);
    if (register !== undefined) {
      found.add(register);
      stack.push((design.registers[register] as { d: number }).d);
    }
    stack.push(...(operands.get(signal) ?? []));
  }
  return found;
}

/** The clock of a register, or of the memory that it is a bit of. */
function domainOf({ domainOf: registers, memoryDomains }: DesignFacts, name: string): string | undefined {
  return registers.get(name) ?? memoryDomains.get(name.replace(/(\[\d+\])+$/, ''));
}

function plain(name: string): string {
  return name.replace(/ \(sampled\)$/, '');
}
