import type { DesignPair } from './designPair';
import { laneWords } from './lanes';

/** One compared output bit. */
export interface ComparedBit {
  readonly output: number;
  readonly bit: number;
}

export interface SampleDifference {
  /** Index into `bits`. */
  readonly index: number;
  /** Lanes where the golden is known and the candidate is the opposite. */
  readonly hard: Uint32Array;
  /** Lanes where the golden is known and the candidate is unknown. */
  readonly soft: Uint32Array;
}

/**
 * Compares outputs sample by sample: golden(t) against candidate(t + latency). A golden unknown is a wild card. Remembers which golden
 * bits were ever known, without which agreement means nothing.
 */
export class OutputComparer {
  readonly bits: readonly ComparedBit[];
  readonly everKnown: Uint8Array;
  /** Bits known in a lane whose unreset state was left unknown. */
  readonly everKnownUnaided: Uint8Array;
  private readonly golden: Int32Array;
  private readonly candidate: Int32Array;
  private readonly history: Uint32Array[];
  private samples = 0;

  constructor(
    private readonly pair: DesignPair,
    readonly latency: number,
  ) {
    const bits: ComparedBit[] = [];
    const golden: number[] = [];
    const candidate: number[] = [];
    pair.outputs.forEach((port, output) =>
      port.golden.forEach((ref, bit) => {
        const other = port.candidate[bit] ?? 0;
        bits.push({ output, bit });
        golden.push(pair.golden.wordOf(ref, 1), pair.golden.wordOf(ref, 0));
        candidate.push(pair.candidate.wordOf(other, 1), pair.candidate.wordOf(other, 0));
      }),
    );
    this.bits = bits;
    this.golden = Int32Array.from(golden);
    this.candidate = Int32Array.from(candidate);
    this.everKnown = new Uint8Array(bits.length);
    this.everKnownUnaided = new Uint8Array(bits.length);
    this.history = Array.from({ length: latency + 1 }, () => new Uint32Array(bits.length * 2 * laneWords));
  }

  /** Forgets earlier samples, for a run from the start. */
  restart(): void {
    this.samples = 0;
  }

  /** The golden's words of the sample that the candidate's present one answers; rail 1 then rail 0 of each bit. */
  goldenSample(): Uint32Array {
    return this.history[this.samples % (this.latency + 1)] ?? new Uint32Array();
  }

  /**
   * Takes one sample of both sides and gives the bits that differ in a lane of `alive` (empty nearly always).
   * `unaided` are the lanes in which unreset state was left unknown.
   */
  sample(alive: Uint32Array, unaided: Uint32Array): SampleDifference[] {
    const slot = this.history[this.samples % (this.latency + 1)];
    if (slot === undefined) return [];
    const { words: goldenWords } = this.pair.golden;
    for (let i = 0; i < this.golden.length; i++) {
      const from = this.golden[i] as number;
      for (let w = 0; w < laneWords; w++) slot[i * laneWords + w] = goldenWords[from + w] as number;
    }
    this.samples++;
    if (this.samples <= this.latency) return [];
    const then = this.history[this.samples % (this.latency + 1)];
    return then === undefined ? [] : this.compare(then, alive, unaided);
  }

  private compare(golden: Uint32Array, alive: Uint32Array, unaided: Uint32Array): SampleDifference[] {
    const { words } = this.pair.candidate;
    const differences: SampleDifference[] = [];
    for (let index = 0; index < this.everKnown.length; index++) {
      const one = this.candidate[index * 2] as number;
      const zero = this.candidate[index * 2 + 1] as number;
      const at = index * 2 * laneWords;
      let any = 0;
      let known = 0;
      let knownUnaided = 0;
      for (let w = 0; w < laneWords; w++) {
        const g1 = golden[at + w] as number;
        const g0 = golden[at + laneWords + w] as number;
        const sure = (g1 ^ g0) & (alive[w] as number);
        known |= sure;
        knownUnaided |= sure & (unaided[w] as number);
        any |= sure & ((g1 & (words[zero + w] as number)) | (g0 & (words[one + w] as number)));
      }
      if (known !== 0) this.everKnown[index] = 1;
      if (knownUnaided !== 0) this.everKnownUnaided[index] = 1;
      if (any !== 0) differences.push(this.split(index, golden, alive));
    }
    return differences;
  }

  private split(index: number, golden: Uint32Array, alive: Uint32Array): SampleDifference {
    const { words } = this.pair.candidate;
    const one = this.candidate[index * 2] as number;
    const zero = this.candidate[index * 2 + 1] as number;
    const at = index * 2 * laneWords;
    const hard = new Uint32Array(laneWords);
    const soft = new Uint32Array(laneWords);
    for (let w = 0; w < laneWords; w++) {
      const g1 = golden[at + w] ?? 0;
      const g0 = golden[at + laneWords + w] ?? 0;
      const c1 = words[one + w] ?? 0;
      const c0 = words[zero + w] ?? 0;
      const sure = (g1 ^ g0) & (alive[w] ?? 0);
      const differs = sure & ((g1 & c0) | (g0 & c1));
      hard[w] = differs & (c1 ^ c0);
      soft[w] = differs & c1 & c0;
    }
    return { index, hard, soft };
  }
}
