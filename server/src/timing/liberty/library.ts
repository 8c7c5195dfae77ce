import type { DelayTable } from './table';

export type Edge = 'rise' | 'fall';

/** Values for both directions of a transition; undefined where the library has none. */
export type ByEdge<T> = Readonly<Record<Edge, T | undefined>>;

/** A `timing` group: from a related pin to the pin that has it. */
export interface LibertyArc {
  readonly from: string;
  /** `timing_type`; `combinational` where it is left out. */
  readonly type: string;
  readonly sense: 'positive' | 'negative' | 'both';
  /** By the edge of the pin that has the arc. */
  readonly delay: ByEdge<DelayTable>;
  readonly slew: ByEdge<DelayTable>;
  /** Setup and hold times, by the edge of the data. */
  readonly constraint: ByEdge<DelayTable>;
}

export interface LibertyPin {
  readonly direction: string;
  /** pF that the pin puts on its net. */
  readonly capacitance: Readonly<Record<Edge, number>>;
  /** pF that it may drive; undefined where the library sets no limit. */
  readonly mostCapacitance: number | undefined;
  readonly clock: boolean;
  readonly arcs: readonly LibertyArc[];
}

export interface LibertyCell {
  readonly name: string;
  readonly area: number;
  readonly kind: 'combinational' | 'flipFlop' | 'latch';
  /** A bus of a macro is one pin of its name. */
  readonly pins: ReadonlyMap<string, LibertyPin>;
}

/** A `wire_load`: pF of a net by its fan-out. */
export interface WireLoad {
  readonly name: string;
  /** pF per unit of length. */
  readonly capacitance: number;
  /** Length per load beyond the longest that is listed. */
  readonly slope: number;
  /** Length by fan-out, fewest first. */
  readonly lengths: readonly (readonly [number, number])[];
}

export interface LibertyLibrary {
  readonly name: string;
  readonly cells: ReadonlyMap<string, LibertyCell>;
  /** The library's default, where it names one. */
  readonly wireLoad: WireLoad | undefined;
  /** Lines that were not understood, and what of the library the analysis does not use, in words. */
  readonly notes: readonly string[];
}

/** pF that the wire of a net with so many loads has. */
export function wireCapacitance(load: WireLoad, fanout: number): number {
  if (fanout === 0) return 0;
  const { lengths } = load;
  const exact = lengths.find(([count]) => count >= fanout);
  const before = lengths.findLast(([count]) => count <= fanout);
  if (exact !== undefined && before !== undefined) {
    const share = exact[0] === before[0] ? 0 : (fanout - before[0]) / (exact[0] - before[0]);
    return load.capacitance * (before[1] + (exact[1] - before[1]) * share);
  }
  const end = before ?? exact ?? [0, 0];
  return load.capacitance * Math.max(0, end[1] + (fanout - end[0]) * load.slope);
}
