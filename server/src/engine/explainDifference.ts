import { plainValue } from '../base/binaryText';
import type { ModuleGraph } from '../graph/graphTypes';
import { backwardCone } from '../graph/slice';
import type { DifferenceTrace } from '../protocol/contract';

/** A difference of two designs with what is known of it. Signals have the same names on both sides. */
export interface Difference {
  readonly trace: DifferenceTrace;
  /** Outputs that differ in the last cycle of the trace. */
  readonly outputs: readonly string[];
  readonly graphs: { readonly golden: ModuleGraph; readonly candidate: ModuleGraph };
}

type Side = 'golden' | 'candidate';
const sides: readonly Side[] = ['golden', 'candidate'];

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
  return new Explainer(difference).from(output, length - 1);
}

/** The signals that decide some outputs on one side, those that differ first, then the nearest: rows for a waveform. */
export function coneRows({ trace, outputs, graphs }: Difference, side: Side): string[] {
  const own = trace[side];
  const cone = backwardCone(graphs[side], outputs, { steps: 40 });
  const reached = [...cone.signals.keys()].filter((name) => name in own && !outputs.includes(name));
  const last = lengthOf(trace) - 1;
  const differing = (name: string): number => (wrong(trace.golden[name]?.[last], trace.candidate[name]?.[last]) ? 0 : 1);
  return [...outputs.filter((name) => name in own), ...reached.sort((a, b) => differing(a) - differing(b))];
}

/** The inputs among what decides the outputs of either side. */
export function coneInputs({ trace, outputs, graphs }: Difference): string[] {
  const reached = new Set(sides.flatMap((side) => [...backwardCone(graphs[side], outputs).signals.keys()]));
  return Object.keys(trace.inputs).filter((name) => reached.has(name));
}

function lengthOf(trace: DifferenceTrace): number {
  return Math.max(0, ...Object.values(trace.candidate).map((values) => values.length));
}

/** A known bit of the golden that the candidate has not. */
function wrong(golden: string | undefined, candidate: string | undefined): boolean {
  if (golden === undefined || candidate === undefined) return false;
  return [...golden].some((digit, i) => (digit === '0' || digit === '1') && digit !== candidate[i]);
}

class Explainer {
  private readonly said: string[] = [];

  constructor(private readonly difference: Difference) {}

  from(output: string, at: number): string[] {
    this.said.push(this.differs(output, at));
    let name = output;
    let index = at;
    for (let step = 0; step < longestChain; step++) {
      const next = this.decide(name, index);
      if (next === undefined) return this.said;
      [name, index] = next;
    }
    this.said.push(`\`${name}\` comes from earlier still.`);
    return this.said;
  }

  /** `In cycle 11 \`full\` is 0 and should be 1: the golden's rises there, the candidate's stays.` */
  private differs(name: string, at: number): string {
    const { trace } = this.difference;
    const [golden, candidate] = [this.value('golden', name, at) ?? '', this.value('candidate', name, at) ?? ''];
    const [goldenBefore, before] = [this.value('golden', name, at - 1), this.value('candidate', name, at - 1)];
    const moved = (from: string | undefined, to: string): string =>
      from === undefined || !/^[01]$/.test(from) || !/^[01]$/.test(to) ? '' : from === to ? 'stays' : to === '1' ? 'rises' : 'falls';
    const [goldenMoves, moves] = [moved(goldenBefore, golden), moved(before, candidate)];
    const motion = goldenMoves === '' || moves === '' ? '' : `: the golden's ${goldenMoves} there, the candidate's ${moves}`;
    return `In cycle ${trace.firstCycle + at} \`${name}\` is ${plainValue(candidate)} in the candidate and ${plainValue(golden)} in the golden${motion}.`;
  }

  /** What decides a signal in a cycle; gives the register to look at next, with the cycle where it first differs. */
  private decide(name: string, at: number): [string, number] | undefined {
    const register = this.isRegister('candidate', name);
    if (register !== this.isRegister('golden', name))
      return this.end(`\`${name}\` is a register on one side only, so it is decided a cycle apart.`);
    const reset = register ? this.hiddenReset(name) : undefined;
    if (reset !== undefined) return this.end(`\`${name}\` is reset at any time by \`${reset}\`, a signal of the design.`);
    const then = register ? at - 1 : at;
    if (then < 0) return this.end(`\`${name}\` differs from the first cycle of the trace on.`);
    const leaves = { golden: this.leaves('golden', name), candidate: this.leaves('candidate', name) };
    const all = [...new Set([...leaves.golden, ...leaves.candidate])];
    const differing = all.filter((leaf) => wrong(this.value('golden', leaf, then), this.value('candidate', leaf, then)));
    // An unknown value of the golden is a wild card for the comparison, and no ground for calling both the same.
    const both = all.filter((leaf) => {
      const value = this.value('golden', leaf, then);
      return value !== undefined && value === this.value('candidate', leaf, then) && /^[01]+$/.test(value);
    });
    const cycle = this.difference.trace.firstCycle + then;
    if (differing.length > 0) return this.follow(name, differing, then, register);
    const unseen = all.filter((leaf) => !both.includes(leaf));
    const same = both.slice(0, 6).map((leaf) => `\`${leaf}\` = ${plainValue(this.value('candidate', leaf, then) ?? '')}`);
    if (unseen.length > 0) {
      const list = unseen.slice(0, 4).map((leaf) => `\`${leaf}\``);
      const rest = same.length === 0 ? '' : ` What both sides have is the same in cycle ${cycle} (${same.join(', ')}).`;
      return this.end(
        `\`${name}\` is also decided by ${list.join(', ')}, of which the trace does not show known values on both sides.${rest}`,
      );
    }
    const values = same.length === 0 ? '' : `: ${same.join(', ')}${both.length > same.length ? ' …' : ''}`;
    const logic = `So the logic of \`${name}\` itself differs: ${this.places('candidate', name)} in the candidate, ${this.places('golden', name)} in the golden.`;
    return this.end(`In cycle ${cycle} everything that decides \`${name}\` is the same on both sides${values}. ${logic}`);
  }

  private follow(name: string, differing: readonly string[], then: number, register: boolean): [string, number] | undefined {
    const { golden, candidate } = this.difference.trace;
    // Where the difference that lasts until then began: what was there before a reset is another matter.
    const first = (leaf: string): number => {
      let begin = then;
      while (begin > 0 && wrong(golden[leaf]?.[begin - 1], candidate[leaf]?.[begin - 1])) begin--;
      return begin;
    };
    // What has the very values of both sides is the likeliest to be handed on; of the rest, what began to differ first.
    const handed = (leaf: string): number => (sides.every((side) => this.value(side, leaf, then) === this.value(side, name, then)) ? 0 : 1);
    const next = [...differing].sort((a, b) => handed(a) - handed(b) || first(a) - first(b))[0] ?? name;
    const begin = first(next);
    if (next !== name) {
      const when = register
        ? `takes over what cycle ${this.difference.trace.firstCycle + then} gives it. There it is made from`
        : 'is made from';
      const now = `${plainValue(this.value('candidate', next, then) ?? '')} in the candidate and ${plainValue(this.value('golden', next, then) ?? '')} in the golden`;
      this.said.push(`\`${name}\` ${when} \`${next}\`, which is ${now}.`);
    }
    if (begin < then || next === name)
      this.said.push(this.differs(next, begin).replace('In cycle', `\`${next}\` began to differ earlier: in cycle`));
    return [next, begin];
  }

  private end(words: string): undefined {
    this.said.push(words);
    return undefined;
  }

  private value(side: Side, name: string, at: number): string | undefined {
    const { trace } = this.difference;
    return trace[side][name]?.[at] ?? trace.inputs[name]?.[at];
  }

  private isRegister(side: Side, name: string): boolean {
    return this.difference.graphs[side].signals.some((signal) => signal.id === this.declared(side, name) && signal.clock !== undefined);
  }

  /** An asynchronous reset that is no input: it acts within the cycle. */
  private hiddenReset(name: string): string | undefined {
    const resets = sides.map(
      (side) => this.difference.graphs[side].signals.find((signal) => signal.id === this.declared(side, name))?.reset,
    );
    const found = resets.map((reset) => /^async_\w+:(.+)$/.exec(reset ?? '')?.[1]).find((one) => one !== undefined);
    return found === undefined || found in this.difference.trace.inputs ? undefined : found;
  }

  /** The registers, inputs and other ends that a signal is made from, nets in between left out. */
  private leaves(side: Side, name: string): string[] {
    const graph = this.difference.graphs[side];
    const registers = new Set(graph.signals.filter((signal) => signal.clock !== undefined).map((signal) => signal.id));
    const { edges } = backwardCone(graph, this.declared(side, name), { registers: 1 });
    const driven = new Set(edges.map((edge) => edge.to));
    const sources = new Set(edges.filter((edge) => edge.kind !== 'clock').map((edge) => edge.from));
    const constants = new Set(graph.signals.filter((signal) => signal.kind === 'parameter').map((signal) => signal.id));
    const ends = [...sources].filter((source) => (registers.has(source) || !driven.has(source)) && !constants.has(source));
    // A memory stands in the trace word by word.
    const memories = new Set(graph.signals.filter((signal) => signal.memory).map((signal) => signal.id));
    return ends.flatMap((end) => (memories.has(end) ? this.words(side, end, name) : [end]));
  }

  /** The words of a memory in the trace; of those that decide a word, the word itself. */
  private words(side: Side, memory: string, of: string): string[] {
    if (this.declared(side, of) === memory && of !== memory) return [of];
    const found = Object.keys(this.difference.trace[side]).filter((name) => name.startsWith(`${memory}[`));
    return found.length === 0 ? [memory] : found;
  }

  /** The declared signal that a name of the trace belongs to: `mem` for `mem[3]`. */
  private declared(side: Side, name: string): string {
    const { signals } = this.difference.graphs[side];
    return signals.some((signal) => signal.id === name) ? name : name.replace(/\[\d+\]$/, '');
  }

  /** `line 12`, `lines 12 and 14`: where the signal is assigned. */
  private places(side: Side, name: string): string {
    const { edges, signals, path } = this.difference.graphs[side];
    const declared = this.declared(side, name);
    const found = edges.filter((edge) => edge.to === declared && edge.siteKind !== 'clock').map((edge) => edge.line);
    const lines = [...new Set(found)].sort((a, b) => a - b);
    const own = signals.find((signal) => signal.id === declared);
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (lines.length === 0) return own === undefined ? file : `${file} line ${own.line}`;
    if (lines.length === 1) return `${file} line ${lines[0]}`;
    if (lines.length > 4) return `${file} lines ${lines[0]} to ${lines.at(-1)}`;
    return `${file} lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
  }
}
