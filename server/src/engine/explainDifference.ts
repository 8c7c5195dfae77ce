import { plainValue } from '../base/binaryText';
import { backwardCone } from '../graph/slice';
import { DifferenceSides, lengthOf, sides, wrong, type Difference, type Side } from './differenceSides';
import { explainLatency } from './explainLatency';

/** Registers followed back at most. */
const longestChain = 8;

/**
 * Why two designs differ, without a model: from the output back through the registers that differ to one where everything that decides it
 * is still the same on both sides. Every sentence says what the trace shows or what both graphs hold; where either ends, the last one says so.
 */
export function explainDifference(difference: Difference): string[] {
  const output = difference.outputs[0];
  const length = lengthOf(difference.trace);
  if (output === undefined || length === 0) return [];
  if ((difference.latency ?? 0) > 0) return explainLatency(difference, output, length - 1);
  return new Explainer(difference).from(output, length - 1);
}

/** The signals that decide some outputs on one side, those that differ first, then the nearest: rows for a waveform. */
export function coneRows({ trace, outputs: names, graphs, portMap }: Difference, side: Side): string[] {
  const own = trace[side];
  const outputs = names.map((name) => (side === 'candidate' ? (portMap?.get(name) ?? name) : name));
  const cone = backwardCone(graphs[side], outputs, { steps: 40 });
  const reached = [...cone.signals.keys()].filter((name) => name in own && !outputs.includes(name));
  const last = lengthOf(trace) - 1;
  const differing = (name: string): number => (wrong(trace.golden[name]?.[last], trace.candidate[name]?.[last]) ? 0 : 1);
  return [...outputs.filter((name) => name in own), ...reached.sort((a, b) => differing(a) - differing(b))];
}

/** The inputs among what decides the outputs of either side. */
export function coneInputs({ trace, outputs, graphs, portMap }: Difference): string[] {
  const reached = (side: Side, names: readonly string[]): ReadonlySet<string> => new Set(backwardCone(graphs[side], names).signals.keys());
  const own = (name: string): string => portMap?.get(name) ?? name;
  const [golden, candidate] = [reached('golden', outputs), reached('candidate', outputs.map(own))];
  return Object.keys(trace.inputs).filter((name) => golden.has(name) || candidate.has(own(name)));
}

class Explainer {
  private readonly said: string[] = [];
  private readonly both: DifferenceSides;
  /** What a row of the trace is called. */
  private readonly unit: string;

  constructor(private readonly difference: Difference) {
    this.both = new DifferenceSides(difference);
    this.unit = difference.steps === true ? 'step' : 'cycle';
  }

  from(output: string, at: number): string[] {
    this.said.push(this.differs(output, at));
    let name = output;
    let index = at;
    for (let step = 0; step < longestChain; step++) {
      const next = this.decide(name, index);
      if (next === undefined) return this.said;
      [name, index] = next;
    }
    this.said.push(`${this.both.spelled(name)} comes from earlier still.`);
    return this.said;
  }

  /** `In cycle 11 \`full\` is 0 and should be 1: the golden's rises there, the candidate's stays.` */
  private differs(name: string, at: number): string {
    const { trace } = this.difference;
    const [golden, candidate] = [this.both.value('golden', name, at) ?? '', this.both.value('candidate', name, at) ?? ''];
    const [goldenBefore, before] = [this.both.value('golden', name, at - 1), this.both.value('candidate', name, at - 1)];
    const moved = (from: string | undefined, to: string): string =>
      from === undefined || !/^[01]$/.test(from) || !/^[01]$/.test(to) ? '' : from === to ? 'stays' : to === '1' ? 'rises' : 'falls';
    const [goldenMoves, moves] = [moved(goldenBefore, golden), moved(before, candidate)];
    const motion = goldenMoves === '' || moves === '' ? '' : `: the golden's ${goldenMoves} there, the candidate's ${moves}`;
    return `In ${this.unit} ${trace.firstCycle + at} ${this.both.spelled(name)} is ${plainValue(candidate)} in the candidate and ${plainValue(golden)} in the golden${motion}.`;
  }

  /** What decides a signal in a cycle; gives the register to look at next, with the cycle where it first differs. */
  private decide(name: string, at: number): [string, number] | undefined {
    const { both: pair, unit } = this;
    const register = pair.isRegister('candidate', name);
    if (register !== pair.isRegister('golden', name))
      return this.end(`${pair.spelled(name)} is a register on one side only, so it is decided a ${unit} apart.`);
    const reset = register ? pair.hiddenReset(name) : undefined;
    if (reset !== undefined) return this.end(`${pair.spelled(name)} is reset at any time by \`${reset}\`, a signal of the design.`);
    const then = register ? at - 1 : at;
    if (then < 0) return this.end(`${pair.spelled(name)} differs from the first ${unit} of the trace on.`);
    const unclocked = register && this.difference.steps === true ? this.unclocked(name, at) : undefined;
    if (unclocked !== undefined) return this.end(unclocked);
    const leaves = { golden: pair.leaves('golden', name), candidate: pair.leaves('candidate', name) };
    const all = [...new Set([...leaves.golden, ...leaves.candidate])];
    const differing = all.filter((leaf) => wrong(pair.value('golden', leaf, then), pair.value('candidate', leaf, then)));
    // An unknown value of the golden is a wild card for the comparison, and no ground for calling both the same.
    const both = all.filter((leaf) => {
      const value = pair.value('golden', leaf, then);
      return value !== undefined && value === pair.value('candidate', leaf, then) && /^[01]+$/.test(value);
    });
    const cycle = this.difference.trace.firstCycle + then;
    if (differing.length > 0) return this.follow(name, differing, then, register);
    const unseen = all.filter((leaf) => !both.includes(leaf));
    const same = both.slice(0, 6).map((leaf) => `\`${leaf}\` = ${plainValue(pair.value('candidate', leaf, then) ?? '')}`);
    if (unseen.length > 0) {
      const list = unseen.slice(0, 4).map((leaf) => `\`${leaf}\``);
      const rest = same.length === 0 ? '' : ` What both sides have is the same in ${unit} ${cycle} (${same.join(', ')}).`;
      return this.end(
        `${pair.spelled(name)} is also decided by ${list.join(', ')}, of which the trace does not show known values on both sides.${rest}`,
      );
    }
    const values = same.length === 0 ? '' : `: ${same.join(', ')}${both.length > same.length ? ' …' : ''}`;
    const logic = `So the logic of ${pair.spelled(name)} itself differs: ${pair.places('candidate', name)} in the candidate, ${pair.places('golden', name)} in the golden.`;
    return this.end(`In ${unit} ${cycle} everything that decides ${pair.spelled(name)} is the same on both sides${values}. ${logic}`);
  }

  private follow(name: string, differing: readonly string[], then: number, register: boolean): [string, number] | undefined {
    const { both: pair, unit } = this;
    // Where the difference that lasts until then began: what was there before a reset is another matter.
    const first = (leaf: string): number => {
      let begin = then;
      while (begin > 0 && wrong(pair.value('golden', leaf, begin - 1), pair.value('candidate', leaf, begin - 1))) begin--;
      return begin;
    };
    // What has the very values of both sides is the likeliest to be handed on; of the rest, what began to differ first.
    const handed = (leaf: string): number => (sides.every((side) => pair.value(side, leaf, then) === pair.value(side, name, then)) ? 0 : 1);
    const next = [...differing].sort((a, b) => handed(a) - handed(b) || first(a) - first(b))[0] ?? name;
    const begin = first(next);
    if (next !== name) {
      const when = register
        ? `takes over what ${unit} ${this.difference.trace.firstCycle + then} gives it${this.edgeOf(name)}. There it is made from`
        : 'is made from';
      const now = `${plainValue(pair.value('candidate', next, then) ?? '')} in the candidate and ${plainValue(pair.value('golden', next, then) ?? '')} in the golden`;
      this.said.push(`${pair.spelled(name)} ${when} ${pair.spelled(next)}, which is ${now}.`);
    }
    if (begin < then || next === name)
      this.said.push(this.differs(next, begin).replace(`In ${unit}`, `${pair.spelled(next)} began to differ earlier: in ${unit}`));
    return [next, begin];
  }

  /** Why a register cannot be followed in steps of several clocks; undefined where an edge of the one clock of both sides decides it. */
  private unclocked(name: string, at: number): string | undefined {
    const { both: pair } = this;
    const [golden, candidate] = [pair.clockOf('golden', name), pair.clockOf('candidate', name)];
    if (golden === undefined || candidate === undefined) return `${pair.spelled(name)} has no one clock.`;
    if (golden.signal !== candidate.signal || golden.edge !== candidate.edge)
      return `${pair.spelled(name)} steps at the ${edgeText(candidate)} in the candidate and at the ${edgeText(golden)} in the golden: ${pair.places('candidate', name)}, ${pair.places('golden', name)}.`;
    const [before, after] = [pair.value('golden', golden.signal, at - 1), pair.value('golden', golden.signal, at)];
    if (before === undefined || after === undefined)
      return `${pair.spelled(name)} is clocked by \`${golden.signal}\`, of which the trace has no values.`;
    const edge = before === '0' && after === '1' ? 'posedge' : before === '1' && after === '0' ? 'negedge' : '';
    if (edge === golden.edge) return undefined;
    return `${pair.spelled(name)} changes there without a ${edgeText(golden)}: it is set or reset at any time (${pair.places('candidate', name)} in the candidate, ${pair.places('golden', name)} in the golden).`;
  }

  /** ` at the rising edge of \`ca\``, where there are several clocks. */
  private edgeOf(name: string): string {
    const clock = this.difference.steps === true ? this.both.clockOf('golden', name) : undefined;
    return clock === undefined ? '' : ` at the ${edgeText(clock)}`;
  }

  private end(words: string): undefined {
    this.said.push(words);
    return undefined;
  }
}

function edgeText({ edge, signal }: { readonly edge: string; readonly signal: string }): string {
  return `${edge === 'negedge' ? 'falling' : 'rising'} edge of \`${signal}\``;
}
