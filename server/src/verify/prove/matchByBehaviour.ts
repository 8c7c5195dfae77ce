import { evaluate } from './algebra';
import type { GateDesign } from './gateDesign';
import type { DesignPair } from './pairDesigns';
import type { Pairing, Start } from './pairing';
import { drawLanes, lanes, mix } from './randomLanes';

/** Gates times cycles that a round may evaluate, rounds at most, and rounds without a new class after which none is looked for. */
const mostWork = 20_000_000;
const mostRounds = 8;
const idleRounds = 2;

/**
 * Pairs state that is never reset and has no counterpart of its name by what it does: registers that start equal and then behave alike in random runs
 * are of one class, and classes are split until they no longer differ (van Eijk's correspondence, across both sides). So words of a memory that was split
 * into banks find their places. A guess: only a proof from it counts, never a difference. Such registers that no class pairs start with any values,
 * whatever those of the other side start with.
 */
export function matchByBehaviour(pair: Pick<DesignPair, keyof MatchedSides>): Pairing {
  const { pairing } = pair;
  const matched = pair.manyClocks ? [] : pairsOf(refine(pair));
  const partner = [...pairing.partner];
  const goldenStart = [...pairing.goldenStart];
  for (const [g, c] of matched) {
    partner[g] = c;
    goldenStart[g] = pairing.candidateStart[c] as Start;
  }
  let { symbols } = pairing;
  for (const g of looseOf(pairing).golden) if (partner[g] === -1) goldenStart[g] = { kind: 'symbol', symbol: symbols++ };
  return { ...pairing, partner, goldenStart, symbols };
}

type MatchedSides = Pick<DesignPair, 'golden' | 'candidate' | 'pairing' | 'portMap' | 'resets' | 'settling' | 'manyClocks'>;

/** Registers of one class, by their indexes. */
interface MatchClass {
  readonly golden: number[];
  readonly candidate: number[];
}

/** Registers that start unknown and have no counterpart. */
function looseOf({ partner, goldenStart, candidateStart }: Pairing): MatchClass {
  const taken = new Set(partner);
  return {
    golden: goldenStart.flatMap((start, i) => (start.kind === 'unknown' && partner[i] === -1 ? [i] : [])),
    candidate: candidateStart.flatMap((start, j) => (start.kind === 'symbol' && !taken.has(j) ? [j] : [])),
  };
}

function pairsOf(classes: readonly MatchClass[]): [number, number][] {
  return classes.flatMap(({ golden, candidate }) =>
    golden.length === candidate.length ? golden.map((g, i): [number, number] => [g, candidate[i] as number]) : [],
  );
}

function refine(pair: MatchedSides): MatchClass[] {
  let classes = [looseOf(pair.pairing)];
  for (let round = 0, idle = 0; round < mostRounds && idle < idleRounds; round++) {
    if (classes.every(({ golden, candidate }) => golden.length + candidate.length <= 2)) break;
    const finer = split(pair, classes, round);
    idle = finer.length === classes.length ? idle + 1 : 0;
    classes = finer;
  }
  return classes;
}

/** One run in all lanes: registers of a class start equal, and those that were equal throughout stay a class. */
function split(pair: MatchedSides, classes: readonly MatchClass[], round: number): MatchClass[] {
  const { golden, candidate, pairing, portMap } = pair;
  const loose = [new Map<number, number>(), new Map<number, number>()] as const;
  classes.forEach((one, index) => {
    for (const g of one.golden) loose[0].set(g, index);
    for (const c of one.candidate) loose[1].set(c, index);
  });
  const back = new Map([...portMap].map(([from, to]) => [to, from]));
  const sides = [
    new Side(golden, pairing.goldenStart, loose[0], new Map(), round),
    new Side(candidate, pairing.candidateStart, loose[1], back, round),
  ] as const;
  const steps = Math.max(20, Math.min(400, Math.floor(mostWork / (golden.size + candidate.size))));
  for (let step = 0; step < steps; step++) {
    const inputs = drawLanes(pair.golden, pair.resets, step < pair.settling.cycles, step, round);
    for (const side of sides) side.step(inputs);
  }
  const finer = new Map<string, MatchClass>();
  const put = (which: keyof MatchClass, side: Side): void => {
    for (const [register, label] of side.labels()) {
      const one = finer.get(label) ?? { golden: [], candidate: [] };
      one[which].push(register);
      finer.set(label, one);
    }
  };
  put('golden', sides[0]);
  put('candidate', sides[1]);
  return [...finer.values()];
}

/** One side in all lanes, and what its loose registers did. */
class Side {
  private state: number[];
  private readonly signature = new Map<number, [number, number]>();

  constructor(
    private readonly design: GateDesign,
    starts: readonly Start[],
    private readonly classOf: ReadonlyMap<number, number>,
    private readonly rename: ReadonlyMap<string, string>,
    round: number,
  ) {
    this.state = design.registers.map(({ init }, i) => {
      const start = starts[i] as Start;
      const own = classOf.get(i);
      if (own !== undefined) return mix(round, 1, own);
      if (init !== 'x') return init === 1 ? -1 : 0;
      return start.kind === 'symbol' ? mix(round, 2, start.symbol) : 0;
    });
    for (const register of classOf.keys()) this.signature.set(register, [0, 0]);
  }

  step(inputs: ReadonlyMap<string, readonly number[]>): void {
    const values = evaluate(this.design, lanes, (all) => {
      for (const port of this.design.inputs) {
        const words = inputs.get(this.rename.get(port.name) ?? port.name);
        port.bits.forEach((bit, i) => (all[bit] = words?.[i] ?? 0));
      }
      this.design.registers.forEach(({ q }, i) => (all[q] = this.state[i] as number));
    });
    this.state = this.design.registers.map(({ d }) => values[d] as number);
    for (const [register, sums] of this.signature) {
      const value = this.state[register] as number;
      sums[0] = mix(sums[0], value, 3);
      sums[1] = mix(value, sums[1], 4);
    }
  }

  /** What each loose register did, with the class that it was of. */
  labels(): [number, string][] {
    return [...this.signature].map(([register, [a, b]]) => [register, `${this.classOf.get(register) ?? -1} ${a} ${b}`]);
  }
}
