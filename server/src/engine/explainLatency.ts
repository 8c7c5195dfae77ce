import { plainValue } from '../base/binaryText';
import { DifferenceSides, type Difference, type Side } from './differenceSides';

/** A value that one side takes: an input, or a register that both sides have, in a cycle (index into the trace). */
interface Taken {
  readonly name: string;
  readonly at: number;
}

/** What an output is made from: what is taken, by which registers of its own, and what could not be followed. */
interface Made {
  readonly taken: readonly Taken[];
  /** Registers of this side alone that are passed, nearest first, with their values. */
  readonly passed: readonly Taken[];
  readonly lost: readonly string[];
}

/** Values followed at most on one side. */
const mostFollowed = 400;
const mostNamed = 6;

/**
 * Why a candidate that may be some cycles late is not the golden of then: both outputs are followed back through the registers that only their side
 * has (a pipeline) to inputs and registers of both. A value that the candidate takes from another cycle than the golden passed too many or
 * too few registers; where all are taken from the same cycle and are equal, the logic on the way differs.
 */
export function explainLatency(difference: Difference, output: string, at: number): string[] {
  return new LatencyExplainer(difference).from(output, at);
}

class LatencyExplainer {
  private readonly both: DifferenceSides;
  private readonly latency: number;
  /** By how many cycles a register of both sides is later in the candidate, as the trace shows it; undefined where it shows no such number. */
  private readonly shifts = new Map<string, number | undefined>();

  constructor(private readonly difference: Difference) {
    this.both = new DifferenceSides(difference);
    this.latency = difference.latency ?? 0;
  }

  from(output: string, at: number): string[] {
    const { both, latency } = this;
    const then = at - latency;
    const [candidate, golden] = [both.value('candidate', output, at), both.value('golden', output, then)];
    if (candidate === undefined || golden === undefined) return [];
    const said = [
      `In cycle ${this.cycle(at)} ${both.spelled(output)} is ${plainValue(candidate)} in the candidate; ${cycles(latency)} earlier, in cycle ${this.cycle(then)}, it is ${plainValue(golden)} in the golden.`,
    ];
    const [made, wanted] = [this.made('candidate', output, at), this.made('golden', output, then)];
    if (made.passed.length > 0)
      said.push(`On its way in the candidate are ${this.listed(made.passed.map((one) => this.held('candidate', one)))}.`);
    const lost = [...made.lost, ...wanted.lost];
    if (lost.length > 0) {
      said.push(
        `It is also made from ${this.listed(lost.map((name) => both.spelled(name)))}, which cannot be followed to what both sides have.`,
      );
      return said;
    }
    return [...said, ...this.compared(output, made, wanted)];
  }

  /** What the candidate takes, held against what the golden takes. */
  private compared(output: string, made: Made, wanted: Made): string[] {
    const { both } = this;
    const takenAt = (of: Made, side: Side): ReadonlyMap<string, readonly number[]> => {
      const found = new Map<string, number[]>();
      // In the golden's cycles, so that both speak of the same ones.
      for (const { name, at } of of.taken)
        found.set(name, [...(found.get(name) ?? []), side === 'candidate' ? at - (this.shift(name) ?? 0) : at]);
      return found;
    };
    const [candidate, golden] = [takenAt(made, 'candidate'), takenAt(wanted, 'golden')];
    // A reset reaches every register of a pipeline, and is the same in all of these cycles.
    const names = [...new Set([...golden.keys(), ...candidate.keys()])].filter((name) => !both.isReset(name));
    const text = (list: readonly number[]): string =>
      `cycle ${[...new Set(list)]
        .sort((a, b) => a - b)
        .map((at) => this.cycle(at))
        .join(' and ')}`;
    const other = names.filter(
      (name) => golden.has(name) && candidate.has(name) && text(golden.get(name) ?? []) !== text(candidate.get(name) ?? []),
    );
    if (other.length > 0) {
      return other
        .slice(0, mostNamed)
        .map(
          (name) =>
            `The candidate takes ${both.spelled(name)} from ${text(candidate.get(name) ?? [])}, the golden from ${text(golden.get(name) ?? [])}: on its way it passes ${this.tooMany(candidate.get(name) ?? [], golden.get(name) ?? [])}.`,
        );
    }
    const alone = names.filter((name) => golden.has(name) !== candidate.has(name));
    if (alone.length > 0) {
      const name = alone[0] ?? '';
      const [has, lacks] = golden.has(name) ? ['golden', 'candidate'] : ['candidate', 'golden'];
      return [
        `Only the ${has} makes it from ${both.spelled(name)} of ${text(golden.get(name) ?? candidate.get(name) ?? [])}; the ${lacks} does not. ${this.logic(output, made)}`,
      ];
    }
    const differing = made.taken.filter(
      ({ name, at }) => names.includes(name) && this.golden(name, at) !== both.value('candidate', name, at),
    );
    if (differing.length > 0) {
      const [first] = differing;
      if (first === undefined) return [];
      const now = `${plainValue(both.value('candidate', first.name, first.at) ?? '')} in the candidate and ${plainValue(this.golden(first.name, first.at) ?? '')} in the golden`;
      return [
        `It is made from ${both.spelled(first.name)}, which differs already: it is ${now} (cycle ${this.cycle(first.at)} of the candidate).`,
      ];
    }
    const same = made.taken
      .filter(({ name }) => names.includes(name))
      .slice(0, mostNamed)
      .map((one) => this.held('candidate', one));
    return [`Both are made from the same: ${same.join(', ')}. ${this.logic(output, made)}`];
  }

  private logic(output: string, made: Made): string {
    const { both } = this;
    const own = [output, ...new Set(made.passed.map((one) => one.name))].slice(0, mostNamed);
    const lines = own.map((name) => `\`${name}\` at ${both.places('candidate', name)}`);
    return `So the logic on the way differs: ${lines.join(', ')} in the candidate, ${both.spelled(output)} at ${both.places('golden', output)} in the golden.`;
  }

  private tooMany(candidate: readonly number[], golden: readonly number[]): string {
    const more = Math.max(...golden) - Math.max(...candidate);
    return more > 0 ? `${registers(more)} too many` : more < 0 ? `${registers(-more)} too few` : 'another number of registers';
  }

  /** Follows a signal of one side back to what both sides have. */
  private made(side: Side, output: string, at: number): Made {
    const { both } = this;
    const taken = new Map<string, Taken>();
    const passed = new Map<string, Taken>();
    const lost = new Set<string>();
    const seen = new Set<string>();
    const open: Taken[] = [{ name: output, at }];
    // Deeper than the pipeline may be, a register that feeds itself is all that is left.
    const earliest = at - this.latency - 2;
    while (open.length > 0 && seen.size < mostFollowed) {
      const one = open.shift() as Taken;
      const key = `${one.name}@${one.at}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const isStart = one.name === output && one.at === at;
      if (!isStart && (both.isInput(one.name) || this.isShared(one.name))) {
        taken.set(key, one);
        continue;
      }
      const register = both.isRegister(side, one.name);
      if (register && !isStart) passed.set(key, one);
      const before = register ? one.at - 1 : one.at;
      const leaves = both.leaves(side, one.name);
      if (before < Math.max(0, earliest) || leaves.length === 0 || (!register && !isStart)) lost.add(one.name);
      else open.push(...leaves.map((name) => ({ name, at: before })));
    }
    return { taken: [...taken.values()], passed: [...passed.values()], lost: [...lost] };
  }

  /** A register of both sides that the trace shows to hold the same, so many cycles later. */
  private isShared(name: string): boolean {
    return this.both.isRegister('golden', name) && this.both.isRegister('candidate', name) && this.shift(name) !== undefined;
  }

  private shift(name: string): number | undefined {
    if (this.both.isInput(name)) return 0;
    if (!this.shifts.has(name)) this.shifts.set(name, this.measured(name));
    return this.shifts.get(name);
  }

  private measured(name: string): number | undefined {
    const length = this.difference.trace.golden[name]?.length ?? 0;
    for (let shift = 0; shift <= this.latency; shift++) {
      let known = 0;
      // The last cycles are those in which something is wrong.
      const upTo = length - 1 - this.latency;
      let at = Math.max(0, -this.difference.trace.firstCycle) + shift;
      for (; at < upTo; at++) {
        const [golden, candidate] = [this.both.value('golden', name, at - shift), this.both.value('candidate', name, at)];
        if (golden === undefined || candidate === undefined || !/^[01]+$/.test(golden)) continue;
        if (golden !== candidate) break;
        known++;
      }
      if (at >= upTo && known > 1) return shift;
    }
    return undefined;
  }

  /** The golden's value where the candidate takes its own. */
  private golden(name: string, at: number): string | undefined {
    return this.both.value('golden', name, at - (this.shift(name) ?? 0));
  }

  private held(side: Side, { name, at }: Taken): string {
    return `\`${name}\` = ${plainValue(this.both.value(side, name, at) ?? 'x')} of cycle ${this.cycle(at)}`;
  }

  private listed(words: readonly string[]): string {
    return words.length > mostNamed ? `${words.slice(0, mostNamed).join(', ')} …` : words.join(', ');
  }

  private cycle(at: number): number {
    return this.difference.trace.firstCycle + at;
  }
}

function cycles(count: number): string {
  return count === 1 ? 'one cycle' : `${count} cycles`;
}

function registers(count: number): string {
  return count === 1 ? 'one register' : `${count} registers`;
}
