import type { ModuleGraph } from '../graph/graphTypes';
import { backwardCone } from '../graph/slice';
import type { DifferenceTrace } from '../protocol/contract';

/** A difference of two designs with what is known of it. */
export interface Difference {
  readonly trace: DifferenceTrace;
  /** Outputs that differ in the last cycle of the trace, as the golden calls them. */
  readonly outputs: readonly string[];
  readonly graphs: { readonly golden: ModuleGraph; readonly candidate: ModuleGraph };
  /** Ports of the golden that the candidate calls otherwise. */
  readonly portMap?: ReadonlyMap<string, string>;
  /** Cycles that the candidate is late by contract. */
  readonly latency?: number;
  /** With several clocks or edges a row of the trace is one step of them, and a register is decided where its own clock has an edge. */
  readonly steps?: boolean;
}

export type Side = 'golden' | 'candidate';
export const sides: readonly Side[] = ['golden', 'candidate'];

/** A known bit of the golden that the candidate has not. */
export function wrong(golden: string | undefined, candidate: string | undefined): boolean {
  if (golden === undefined || candidate === undefined) return false;
  return [...golden].some((digit, i) => (digit === '0' || digit === '1') && digit !== candidate[i]);
}

export function lengthOf(trace: DifferenceTrace): number {
  return Math.max(0, ...Object.values(trace.candidate).map((values) => values.length));
}

/** Both designs of a difference under one set of names: the golden's, where the candidate calls a port otherwise. */
export class DifferenceSides {
  private readonly back: ReadonlyMap<string, string>;

  constructor(readonly difference: Difference) {
    this.back = new Map([...(difference.portMap ?? [])].map(([from, to]) => [to, from]));
  }

  /** In binary; undefined where the trace does not hold it. */
  value(side: Side, name: string, at: number): string | undefined {
    const { trace } = this.difference;
    return trace[side][this.own(side, name)]?.[at] ?? trace.inputs[name]?.[at];
  }

  isInput(name: string): boolean {
    return name in this.difference.trace.inputs;
  }

  isRegister(side: Side, name: string): boolean {
    return this.signal(side, name)?.clock !== undefined;
  }

  /** `posedge clk`, by the golden's name of the clock. */
  clockOf(side: Side, name: string): { readonly edge: string; readonly signal: string } | undefined {
    const match = /^(\w+) (.+)$/.exec(this.signal(side, name)?.clock ?? '');
    return match === null ? undefined : { edge: match[1] ?? '', signal: this.common(side, match[2] ?? '') };
  }

  /** Whether a signal resets some register of either side. */
  isReset(name: string): boolean {
    return sides.some((side) =>
      this.difference.graphs[side].signals.some(
        ({ reset }) => reset !== undefined && this.common(side, reset.slice(reset.indexOf(':') + 1)) === name,
      ),
    );
  }

  /** An asynchronous reset that is no input: it acts within the cycle. */
  hiddenReset(name: string): string | undefined {
    const resets = sides.map((side) => {
      const found = /^async_\w+:(.+)$/.exec(this.signal(side, name)?.reset ?? '')?.[1];
      return found === undefined ? undefined : this.common(side, found);
    });
    const found = resets.find((one) => one !== undefined);
    return found === undefined || this.isInput(found) ? undefined : found;
  }

  /** The registers, inputs and other ends that a signal is made from, nets in between left out. */
  leaves(side: Side, name: string): string[] {
    const graph = this.difference.graphs[side];
    const registers = new Set(graph.signals.filter((signal) => signal.clock !== undefined).map((signal) => signal.id));
    const { edges } = backwardCone(graph, this.declared(side, name), { registers: 1 });
    const driven = new Set(edges.map((edge) => edge.to));
    const sources = new Set(edges.filter((edge) => edge.kind !== 'clock').map((edge) => edge.from));
    const constants = new Set(graph.signals.filter((signal) => signal.kind === 'parameter').map((signal) => signal.id));
    const ends = [...sources].filter((source) => (registers.has(source) || !driven.has(source)) && !constants.has(source));
    // A memory stands in the trace word by word.
    const memories = new Set(graph.signals.filter((signal) => signal.memory).map((signal) => signal.id));
    return ends.flatMap((end) => (memories.has(end) ? this.words(side, end, name) : [end])).map((end) => this.common(side, end));
  }

  /** `fifo.sv line 12`, `fifo.sv lines 12 and 14`: where the signal is assigned. */
  places(side: Side, name: string): string {
    const { edges, path } = this.difference.graphs[side];
    const declared = this.declared(side, name);
    const found = edges.filter((edge) => edge.to === declared && edge.siteKind !== 'clock').map((edge) => edge.line);
    const lines = [...new Set(found)].sort((a, b) => a - b);
    const own = this.signal(side, name);
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (lines.length === 0) return own === undefined ? file : `${file} line ${own.line}`;
    if (lines.length === 1) return `${file} line ${lines[0]}`;
    if (lines.length > 4) return `${file} lines ${lines[0]} to ${lines.at(-1)}`;
    return `${file} lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
  }

  /** The name between backquotes, with the candidate's beside it where it is another. */
  spelled(name: string): string {
    const other = this.difference.portMap?.get(name);
    return other === undefined || other === name ? `\`${name}\`` : `\`${name}\` (\`${other}\` in the candidate)`;
  }

  private signal(side: Side, name: string): ModuleGraph['signals'][number] | undefined {
    const declared = this.declared(side, name);
    return this.difference.graphs[side].signals.find((signal) => signal.id === declared);
  }

  /** The words of a memory in the trace; of those that decide a word, the word itself. */
  private words(side: Side, memory: string, of: string): string[] {
    if (this.declared(side, of) === memory && this.own(side, of) !== memory) return [this.own(side, of)];
    const found = Object.keys(this.difference.trace[side]).filter((name) => name.startsWith(`${memory}[`));
    return found.length === 0 ? [memory] : found;
  }

  /** The declared signal of a side that a name belongs to: `mem` for `mem[3]`. */
  private declared(side: Side, name: string): string {
    const own = this.own(side, name);
    const { signals } = this.difference.graphs[side];
    return signals.some((signal) => signal.id === own) ? own : own.replace(/\[\d+\]$/, '');
  }

  private own(side: Side, name: string): string {
    if (side === 'golden') return name;
    return this.difference.portMap?.get(name) ?? (name.endsWith(ofCandidate) ? name.slice(0, -ofCandidate.length) : name);
  }

  /** A candidate's name that is a port of the golden, and no port of its own, means something else there. */
  private common(side: Side, own: string): string {
    if (side === 'golden') return own;
    return this.back.get(own) ?? (this.difference.portMap?.has(own) === true ? own + ofCandidate : own);
  }
}

const ofCandidate = ' (of the candidate)';
