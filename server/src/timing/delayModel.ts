/**
 * Delays of one device family in ns. Cell delays are the figures that Project IceStorm extracted from the vendor's timing
 * libraries, as the open iCE40 tools publish them; routing is a fit of ours against nextpnr-ice40 (see ARCHITECTURE.md).
 */
export interface DelayModel {
  readonly name: string;
  /** Device that the fit was made on. */
  readonly fittedOn: string;
  /** LUT input pins I0..I3 to O. */
  readonly lut: readonly [number, number, number, number];
  readonly carry: { readonly ci: number; readonly i0: number; readonly i1: number };
  readonly clockToQ: number;
  /** At a flip-flop's data pin. */
  readonly setup: number;
  /** At enable and synchronous reset pins. */
  readonly controlSetup: number;
  readonly ramClockToQ: number;
  readonly ramSetup: number;
  readonly dsp: number;
  /** A routed connection to the first sink, each further sink, and the number of sinks after which it stops growing. */
  readonly route: { readonly base: number; readonly perSink: number; readonly maxSinks: number };
  /** Carry output to the LUT above it, and a LUT to the flip-flop in its own cell. */
  readonly carryToLut: number;
  readonly packed: number;
}

const hx: DelayModel = {
  name: 'ice40-hx',
  fittedOn: 'hx8k',
  lut: [0.449, 0.4, 0.379, 0.316],
  carry: { ci: 0.126, i0: 0.259, i1: 0.231 },
  clockToQ: 0.54,
  setup: 0.47,
  controlSetup: 0.1,
  ramClockToQ: 2.146,
  ramSetup: 0.27,
  dsp: 8,
  route: { base: 0.85, perSink: 0.03, maxSinks: 40 },
  carryToLut: 0.26,
  packed: 0.05,
};

const lp: DelayModel = {
  name: 'ice40-lp',
  fittedOn: 'lp8k',
  lut: [0.662, 0.589, 0.558, 0.465],
  carry: { ci: 0.186, i0: 0.382, i1: 0.341 },
  clockToQ: 0.796,
  setup: 0.693,
  controlSetup: 0.15,
  ramClockToQ: 3.163,
  ramSetup: 0.4,
  dsp: 8,
  route: { base: 1.25, perSink: 0.044, maxSinks: 40 },
  carryToLut: 0.38,
  packed: 0.07,
};

const up: DelayModel = {
  name: 'ice40-up',
  fittedOn: 'up5k',
  lut: [1.285, 1.232, 1.205, 0.874],
  carry: { ci: 0.278, i0: 0.675, i1: 0.609 },
  clockToQ: 1.391,
  setup: 1.232,
  controlSetup: 0.2,
  ramClockToQ: 1.179,
  ramSetup: 0.27,
  dsp: 8,
  route: { base: 2.0, perSink: 0.07, maxSinks: 40 },
  carryToLut: 0.62,
  packed: 0.1,
};

const models: readonly DelayModel[] = [hx, lp, up];

/** Names accepted as a target. The first is the default. */
export const timingTargets: readonly string[] = models.map((model) => model.name);

/** The delay model of a target, or undefined for a name that is none. */
export function delayModel(target: string | undefined): DelayModel | undefined {
  return target === undefined ? hx : models.find((model) => model.name === target);
}

/** Delay of a routed connection in a net with `sinks` loads. */
export function routeDelay(model: DelayModel, sinks: number): number {
  return model.route.base + model.route.perSink * (Math.min(Math.max(sinks, 1), model.route.maxSinks) - 1);
}
