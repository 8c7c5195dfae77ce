import type { Aig, Literal } from './aig';
import { falseLiteral, trueLiteral } from './aig';
import type { Algebra, ReadMemory } from './algebra';
import type { DesignFacts } from './facts';
import type { GateDesign, GateMemory, SignalId } from './gateDesign';
import type { Rails } from './rails';
import { leavesGolden, railAlgebra } from './rails';
import { atLeast } from './wordLogic';

/** A memory of the golden and the one of the candidate that holds the same. */
export interface MemoryPair {
  readonly golden: number;
  readonly candidate: number;
}

/** More comparisons of addresses than this are not worth their gates. */
const mostComparisons = 20_000;

/**
 * Pairs the memories of two designs: by name, then tables of the same words, then those of one shape of which each side has one left. Undefined when one has no counterpart that is
 * written on the same edge, or does not start alike: a bit that the golden starts with must be the candidate's, as of any register.
 */
export function pairMemories(
  golden: GateDesign,
  candidate: GateDesign,
  facts: { readonly golden: DesignFacts; readonly candidate: DesignFacts },
): MemoryPair[] | undefined {
  if (golden.memories.length !== candidate.memories.length) return undefined;
  const left = new Set(candidate.memories.keys());
  const fits = (g: GateMemory, c: GateMemory): boolean =>
    shapeOf(g) === shapeOf(c) &&
    facts.golden.memoryDomains.get(g.name) === facts.candidate.memoryDomains.get(c.name) &&
    startsAlike(g.init, c.init);
  const pairs: MemoryPair[] = [];
  const take = (g: number, c: number | undefined): void => {
    if (c === undefined || !fits(golden.memories[g] as GateMemory, candidate.memories[c] as GateMemory)) return;
    left.delete(c);
    pairs.push({ golden: g, candidate: c });
  };
  golden.memories.forEach(({ name }, g) =>
    take(
      g,
      [...left].find((c) => candidate.memories[c]?.name === name),
    ),
  );
  const isOpen = (g: number): boolean => !pairs.some((pair) => pair.golden === g);
  // Tables that nothing writes have names of Yosys', by the line; one with the same words will do.
  golden.memories.forEach(({ init, writes }, g) => {
    if (writes.length === 0 && isOpen(g))
      take(
        g,
        [...left].find((c) => candidate.memories[c]?.init === init && fits(golden.memories[g] as GateMemory, candidate.memories[c])),
      );
  });
  const open = golden.memories.map((_, g) => g).filter(isOpen);
  for (const g of open) {
    const shape = shapeOf(golden.memories[g] as GateMemory);
    const alike = [...left].filter((c) => shapeOf(candidate.memories[c] as GateMemory) === shape);
    if (alike.length === 1 && open.filter((other) => shapeOf(golden.memories[other] as GateMemory) === shape).length === 1)
      take(g, alike[0]);
  }
  return pairs.length === golden.memories.length ? pairs : undefined;
}

function shapeOf({ width, size, offset, writes }: GateMemory): string {
  return `${width} ${size} ${offset} ${writes.length > 0 ? 'written' : 'constant'}`;
}

function startsAlike(golden: string, candidate: string): boolean {
  if (golden === candidate) return true;
  if (golden.length !== candidate.length) return false;
  for (let i = 0; i < golden.length; i++) if (golden[i] !== 'x' && golden[i] !== candidate[i]) return false;
  return true;
}

/**
 * Memories of which both sides hold the same words, whatever those are: what is read is an arbitrary word, the same for the same address. Words at one
 * arbitrary address stand for all when the writes are compared (McCarthy's axioms of arrays). Sound for a step from states that agree, for nothing else.
 */
export class MatchedMemories {
  private readonly asked: { address: Literal[]; word: Literal[] }[][];
  private readonly logic: Algebra<Rails>;
  private comparisons = 0;

  constructor(
    private readonly aig: Aig,
    private readonly pairs: readonly MemoryPair[],
  ) {
    this.asked = pairs.map(() => []);
    this.logic = railAlgebra(aig);
  }

  /** Whether the graph became larger than it is worth. */
  get tooLarge(): boolean {
    return this.comparisons > mostComparisons;
  }

  /** The reads of one side. */
  readerOf(design: GateDesign, side: keyof MemoryPair): ReadMemory<Rails> {
    const words = new Map<number, Rails[]>();
    return (read, bit, values) => {
      const port = design.reads[read] as GateDesign['reads'][number];
      let word = words.get(read);
      if (word === undefined) {
        const address = port.address.map((signal) => values[signal] as Rails);
        const unknown = this.aig.orAll(address.map((rails) => rails.unknown));
        const index = this.pairs.findIndex((pair) => pair[side] === port.memory);
        const width = (design.memories[port.memory] as GateMemory).width;
        word = this.wordAt(
          index,
          address.map(({ value }) => value),
          width,
        ).map((value) => ({ value, unknown }));
        words.set(read, word);
      }
      return word[bit] as Rails;
    };
  }

  /** For each pair, whether its words may differ after the step: a literal that is never true when they cannot. */
  differences(
    golden: GateDesign,
    candidate: GateDesign,
    values: { readonly golden: readonly Rails[]; readonly candidate: readonly Rails[] },
  ): { readonly name: string; readonly differs: Literal }[] {
    return this.pairs.flatMap((pair, index) => {
      const memory = golden.memories[pair.golden] as GateMemory;
      if (memory.writes.length === 0) return [];
      const bits = Math.max(1, Math.ceil(Math.log2(memory.offset + memory.size)));
      const address = Array.from({ length: bits }, () => this.aig.input());
      const word = this.wordAt(index, address, memory.width).map((value): Rails => ({ value, unknown: falseLiteral }));
      const next = this.written(memory, address, word, values.golden);
      const other = this.written(candidate.memories[pair.candidate] as GateMemory, address, word, values.candidate);
      const differing = next.map((g, i) => leavesGolden(this.aig, g, other[i] as Rails));
      return [{ name: memory.name, differs: this.aig.and(this.aig.orAll(differing), this.inside(memory, address)) }];
    });
  }

  private wordAt(index: number, address: readonly Literal[], width: number): Literal[] {
    const asked = this.asked[index] as { address: Literal[]; word: Literal[] }[];
    const places = asked.map((one) => this.sameAddress(one.address, address));
    const same = places.indexOf(trueLiteral);
    if (same >= 0) return (asked[same] as { word: Literal[] }).word;
    const word = Array.from({ length: width }, (_, bit) =>
      places.reduceRight(
        (rest, equal, i) => this.aig.mux(equal, rest, (asked[i] as { word: Literal[] }).word[bit] as Literal),
        this.aig.input(),
      ),
    );
    asked.push({ address: [...address], word });
    return word;
  }

  private sameAddress(a: readonly Literal[], b: readonly Literal[]): Literal {
    this.comparisons++;
    const { aig } = this;
    const bits = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => aig.xor(a[i] ?? falseLiteral, b[i] ?? falseLiteral));
    return aig.orAll(bits) ^ 1;
  }

  /** The word at an address after the writes of a step, on two rails. */
  private written(memory: GateMemory, address: readonly Literal[], word: readonly Rails[], values: readonly Rails[]): Rails[] {
    const { aig } = this;
    const at = (signal: SignalId): Rails => values[signal] as Rails;
    const { logic } = this;
    const hits = memory.writes.map((write) => {
      const target = write.address.map(at);
      const hit: Rails = {
        value: this.sameAddress(
          target.map(({ value }) => value),
          address,
        ),
        unknown: aig.orAll(target.map((rails) => rails.unknown)),
      };
      return write.enable.map((signal) => logic.and(at(signal), hit));
    });
    return word.map((before, bit) =>
      memory.writes.reduce((now, write, port) => {
        const own = hits[port]?.[bit] as Rails;
        const loaded = logic.mux(own, now, at(write.data[bit] as SignalId));
        const rivals = memory.writes.flatMap((_, other) => (other < port && !memory.priority(port, other) ? [other] : []));
        return rivals.reduce((value, other) => logic.mux(logic.and(own, hits[other]?.[bit] as Rails), value, logic.unknown), loaded);
      }, before),
    );
  }

  /** An address that the memory has. */
  private inside({ offset, size }: GateMemory, address: readonly Literal[]): Literal {
    return this.aig.and(atLeast(this.aig, address, offset), atLeast(this.aig, address, offset + size) ^ 1);
  }
}
