import { laneWords } from './lanes';
import type { InputPatterns } from './patterns';
import { Random } from './random';

export interface StimulusInput {
  readonly name: string;
  readonly width: number;
}

/** Cycles for which a lane keeps its habits before it draws new ones. */
const epochCycles = 48;
const often = /valid|ready|(^|_)(en|ena|enable|ce|wr|rd|we|re|push|pop|req|ack|gnt|start|strobe|stb|cyc)(_|$)/i;
/** Lanes in which compared values are drawn. */
const patternLanes = 0x77777777;
const seldom = /flush|clear|clr|err|abort|kill|stall|halt|cancel/i;

/**
 * Random inputs for 128 lanes, deterministic by seed. Each lane has habits that change every few dozen cycles: single bits are rare,
 * even, frequent, slow or held; words are uniform, held, all zeros or ones, small, one-hot, or equal to another input of their width.
 * Names bias how often a bit is 1 and decide nothing else. Fields that the design compares with constants, or with each other, take such
 * values most of the time in three lanes of four.
 */
export class Stimulus {
  /** Four words a bit, the inputs' bits one after the other. */
  readonly values: Uint32Array;
  private readonly random: Random;
  private readonly habits: Uint32Array;
  private readonly starts: number[] = [];
  private readonly fields: readonly { readonly at: number; readonly values: readonly string[] }[];
  private readonly equal: readonly { readonly from: number; readonly to: number; readonly width: number }[];
  private cycle = 0;

  constructor(
    private readonly inputs: readonly StimulusInput[],
    seed: number,
    patterns: InputPatterns = { fields: [], equal: [] },
  ) {
    let bits = 0;
    for (const input of inputs) {
      this.starts.push(bits);
      bits += input.width;
    }
    this.values = new Uint32Array(bits * laneWords);
    this.habits = new Uint32Array(inputs.length * 3 * laneWords);
    this.random = new Random(seed);
    const wordAt = ({ port, offset }: { port: string; offset: number }, width: number): number => {
      const index = inputs.findIndex((input) => input.name === port && offset + width <= input.width);
      return index < 0 ? -1 : ((this.starts[index] ?? 0) + offset) * laneWords;
    };
    this.fields = patterns.fields.map((field) => ({ at: wordAt(field, field.width), values: field.values })).filter(({ at }) => at >= 0);
    this.equal = patterns.equal
      .map(({ from, to, width }) => ({ from: wordAt(from, width), to: wordAt(to, width), width }))
      .filter(({ from, to }) => from >= 0 && to >= 0);
  }

  /** Draws the next cycle's values in place. */
  next(): void {
    if (this.cycle % epochCycles === 0) for (let i = 0; i < this.habits.length; i++) this.habits[i] = this.random.word();
    this.cycle++;
    this.inputs.forEach((input, index) => {
      if (input.width === 1) this.drawBit(index, input.name);
      else this.drawWord(index, input.width);
    });
    for (const { at, values } of this.fields) this.drawField(at, values);
    for (const { from, to, width } of this.equal) this.drawEqual(from, to, width);
  }

  /** Puts compared values into a field: one in half of the lanes, another in a quarter. */
  private drawField(at: number, values: readonly string[]): void {
    for (let i = 0; i < laneWords; i++) {
      const split = this.random.word();
      const steered = patternLanes & (this.random.word() | this.random.word() | this.random.word());
      for (const lanes of [steered & split, steered & ~split & this.random.word()]) {
        const value = values[this.random.below(values.length)] ?? '';
        for (let bit = 0; bit < value.length; bit++) {
          const slot = at + bit * laneWords + i;
          const old = this.values[slot] ?? 0;
          this.values[slot] = value[value.length - 1 - bit] === '1' ? old | lanes : old & ~lanes;
        }
      }
    }
  }

  private drawEqual(from: number, to: number, width: number): void {
    for (let i = 0; i < laneWords; i++) {
      const lanes = patternLanes & this.random.word() & this.random.word();
      for (let bit = 0; bit < width; bit++) {
        const slot = to + bit * laneWords + i;
        this.values[slot] = choose(lanes, this.values[from + bit * laneWords + i] ?? 0, this.values[slot] ?? 0);
      }
    }
  }

  private drawBit(index: number, name: string): void {
    const at = (this.starts[index] ?? 0) * laneWords;
    const bias = often.test(name) ? 1 : seldom.test(name) ? -1 : 0;
    for (let i = 0; i < laneWords; i++) {
      const h0 = this.habit(index, 0, i);
      const h1 = this.habit(index, 1, i);
      const h2 = this.habit(index, 2, i);
      const r0 = this.random.word();
      const r1 = this.random.word();
      const r2 = this.random.word();
      const old = this.values[at + i] ?? 0;
      const rare = r0 & r1 & r2;
      const frequent = r0 | r1 | r2;
      const low = bias > 0 ? r0 : rare;
      const high = bias < 0 ? r0 & r1 : frequent;
      const slow = old ^ rare;
      const held = bias < 0 ? rare : bias > 0 ? frequent : old ^ (rare & this.random.word() & this.random.word());
      this.values[at + i] = choose(
        h2,
        choose(h1, choose(h0, held, slow), choose(h0, high, low)),
        choose(h1, r0, choose(h0, r0 | r1, r0 & r1)),
      );
    }
  }

  private drawWord(index: number, width: number): void {
    const start = (this.starts[index] ?? 0) * laneWords;
    const twin = this.twinOf(index, width);
    const rotation = this.random.below(width);
    const smallBits = 1 + this.random.below(Math.min(width, 6));
    for (let i = 0; i < laneWords; i++) {
      const h0 = this.habit(index, 0, i);
      const h1 = this.habit(index, 1, i);
      const h2 = this.habit(index, 2, i);
      const fresh = this.random.word();
      // Three eighths uniform; the rest hold, corner, small, one-hot and (where there is a twin) equal.
      const hold = ~h2 & h1 & h0 & ~(fresh & this.random.word() & this.random.word());
      const corner = h2 & ~h1 & ~h0;
      const small = h2 & ~h1 & h0;
      const oneHot = h2 & h1 & ~h0;
      const equal = twin === undefined ? 0 : h2 & h1 & h0;
      const all = this.random.word();
      let open = oneHot;
      const plain = ~(hold | corner | small | oneHot | equal);
      for (let step = 0; step < width; step++) {
        const bit = (step + rotation) % width;
        const slot = start + bit * laneWords + i;
        const r = this.random.word();
        const here = step === width - 1 ? open : open & r & this.random.word();
        open &= ~here;
        const other = equal === 0 ? 0 : equal & ((this.values[(twin ?? 0) + bit * laneWords + i] ?? 0) ^ (bit === 0 ? all & fresh : 0));
        this.values[slot] =
          (plain & r) | (hold & (this.values[slot] ?? 0)) | (corner & all) | (bit < smallBits ? small & r : 0) | here | other;
      }
    }
  }

  /** Word index of an earlier input of the same width. */
  private twinOf(index: number, width: number): number | undefined {
    for (let i = index - 1; i >= 0; i--) if (this.inputs[i]?.width === width) return (this.starts[i] ?? 0) * laneWords;
    return undefined;
  }

  private habit(index: number, plane: number, word: number): number {
    return this.habits[(index * 3 + plane) * laneWords + word] ?? 0;
  }
}

function choose(select: number, whenOne: number, whenZero: number): number {
  return (select & whenOne) | (~select & whenZero);
}
