/**
 * Delays of one device family in ns. Cell delays, and those of wires whose length the architecture settles (along carry chains, from global buffers), are what nextpnr-ice40 0.4 uses, which has
 * them from Project IceStorm's extraction of the vendor's timing libraries. The delay of a wire that a router chooses is a fit of ours; `fittedOn` says on what.
 */
export interface DelayModel {
  readonly name: string;
  /** Device, and the modules that routed wires were fitted on. */
  readonly fittedOn: string;
  /** LUT input pins I0..I3 to O. */
  readonly lut: readonly [number, number, number, number];
  readonly carry: { readonly ci: number; readonly i0: number; readonly i1: number };
  readonly clockToQ: number;
  /** At the data pin of a flip-flop that has a logic cell of its own. */
  readonly setup: number;
  /** The same where it shares the logic cell of its LUT. */
  readonly packedSetup: number;
  /** At enable and synchronous reset pins. */
  readonly controlSetup: number;
  readonly ramClockToQ: number;
  readonly ramSetup: number;
  readonly dsp: number;
  /** Carry output to the LUT above it, and what it costs besides to go on to the next tile. */
  readonly carryToLut: number;
  readonly carryToTile: number;
  readonly global: GlobalDelays;
  readonly route: RouteFit;
  /** A typical wire between word-level operators. */
  readonly operatorWire: number;
}

/** Global buffers: which nets get one, and the way over it. */
export interface GlobalDelays {
  readonly buffers: number;
  /** Loads above which a net of resets or of enables is put on one. */
  readonly fewest: { readonly reset: number; readonly enable: number };
  /** Into the buffer from logic and from a port, through it, and on to the pins. */
  readonly fromLogic: number;
  readonly fromPort: number;
  readonly buffer: number;
  readonly reset: number;
  readonly enable: number;
}

/**
 * A routed wire, in ns: `base`, so much per doubling of the pins on its net and of the design's logic cells beyond 256, more at enable and reset pins, and more the less critical it is (0 for the
 * worst path, 1 for a pin that nothing waits for), since the placer cares for what is critical. Never below `least`, the wire between neighbours.
 */
export interface RouteFit {
  readonly least: number;
  readonly base: number;
  readonly perSinks: number;
  readonly perSize: number;
  readonly slackening: number;
  readonly slackeningPerSinks: number;
  readonly control: number;
}

const hx: DelayModel = {
  name: 'ice40-hx',
  fittedOn: 'hx8k, 36 modules of 5 repositories',
  lut: [0.448, 0.399, 0.378, 0.315],
  carry: { ci: 0.126, i0: 0.259, i1: 0.231 },
  clockToQ: 0.54,
  setup: 0.468,
  packedSetup: 0.02,
  controlSetup: 0.1,
  ramClockToQ: 2.146,
  ramSetup: 0.1,
  dsp: 8,
  carryToLut: 0.259,
  carryToTile: 0.196,
  global: { buffers: 8, fewest: { reset: 4, enable: 15 }, fromLogic: 1.8, fromPort: 0.9, buffer: 0.617, reset: 0.462, enable: 0.603 },
  route: { least: 0.588, base: 0.57, perSinks: 0.052, perSize: 0.057, slackening: 0.104, slackeningPerSinks: 0.157, control: 0.823 },
  operatorWire: 0.85,
};

const lp: DelayModel = {
  name: 'ice40-lp',
  fittedOn: 'lp8k, 10 of the modules',
  lut: [0.661, 0.589, 0.558, 0.465],
  carry: { ci: 0.186, i0: 0.382, i1: 0.341 },
  clockToQ: 0.795,
  setup: 0.691,
  packedSetup: 0.03,
  controlSetup: 0.1,
  ramClockToQ: 3.163,
  ramSetup: 0.1,
  dsp: 8,
  carryToLut: 0.382,
  carryToTile: 0.289,
  global: { buffers: 8, fewest: { reset: 4, enable: 15 }, fromLogic: 2.54, fromPort: 1.29, buffer: 0.909, reset: 0.682, enable: 0.888 },
  route: { least: 0.867, base: 0.934, perSinks: -0.007, perSize: 0.038, slackening: -0.056, slackeningPerSinks: 0.386, control: 1.109 },
  operatorWire: 1.25,
};

const up: DelayModel = {
  name: 'ice40-up',
  fittedOn: 'up5k, 9 of the modules with their ports taken off',
  lut: [1.284, 1.231, 1.205, 0.874],
  carry: { ci: 0.278, i0: 0.675, i1: 0.609 },
  clockToQ: 1.39,
  setup: 1.234,
  packedSetup: -0.05,
  controlSetup: 0.1,
  ramClockToQ: 1.179,
  ramSetup: 0.1,
  dsp: 8,
  carryToLut: 0.662,
  carryToTile: 0.556,
  global: { buffers: 8, fewest: { reset: 4, enable: 15 }, fromLogic: 3.48, fromPort: 1.75, buffer: 1.589, reset: 0.635, enable: 0.701 },
  route: { least: 1.761, base: 1.897, perSinks: 0.097, perSize: -0.002, slackening: -0.181, slackeningPerSinks: 0.182, control: 0.551 },
  operatorWire: 2.0,
};

const models: readonly DelayModel[] = [hx, lp, up];

/** Names accepted as a target. The first is the default. */
export const timingTargets: readonly string[] = models.map((model) => model.name);

/** What the target was calibrated on, in words for a person; undefined for one that there is no model of. */
export function calibrationOf(target: string): string | undefined {
  const model = models.find((one) => one.name === target);
  return model === undefined ? undefined : `nextpnr-ice40, ${model.fittedOn}`;
}

/** The delay model of a target, or undefined for a name that is none. */
export function delayModel(target: string | undefined): DelayModel | undefined {
  return target === undefined ? hx : models.find((model) => model.name === target);
}

/** Delay of a routed wire to one of `sinks` pins; `criticality` is the share that the longest path through it has of the longest path of all, `logicCells` the size of the design. */
export function routeDelay(route: RouteFit, sinks: number, criticality: number, logicCells: number, control: boolean): number {
  const spread = Math.log2(Math.max(1, sinks));
  const size = Math.log2(Math.max(16, logicCells) / 256);
  const slack = 1 - criticality;
  const delay =
    route.base + route.perSinks * spread + route.perSize * size + slack * (route.slackening + route.slackeningPerSinks * spread);
  return Math.max(route.least, delay + (control ? route.control : 0));
}
