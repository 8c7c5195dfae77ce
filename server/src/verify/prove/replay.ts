import type { GateDesign, GatePort, SignalId } from './gateDesign';
import { constantOne, constantX, gateOp } from './gateDesign';
import type { MemoryContents } from './memoryContents';
import { addressOf, contentsOf } from './memoryContents';
import type { Start } from './pairing';

/** What both sides are driven with, from power-up. `inputs[step]` maps the golden's input ports to bits, bit 0 first. */
export interface Drive {
  readonly steps: readonly ReadonlyMap<string, readonly (0 | 1)[]>[];
  /** Values of the start symbols. */
  readonly symbols: readonly (0 | 1)[];
}

/** Output values of a run: `trace[step]` maps ports to binary text, most significant bit first, with `x`. */
export type Trace = readonly ReadonlyMap<string, string>[];

/**
 * Runs one side alone, four-valued, from power-up. Registers with a symbol take its value; those that merely settle, and those with no
 * counterpart, start x. The trace is of the outputs, or of what is `watched` instead.
 */
export function simulateSide(
  design: GateDesign,
  starts: readonly Start[],
  drive: Drive,
  rename: ReadonlyMap<string, string>,
  watched: readonly GatePort[] = design.outputs,
): Trace {
  const trace: Map<string, string>[] = [];
  runSide(design, starts, drive, rename, (value, unknown) => {
    trace.push(new Map(watched.map((port) => [port.name, textOf(port.bits, value, unknown)])));
  });
  return trace;
}

/** As `simulateSide`, and shows each step's values of all signals: whether it is 1, and whether it is unknown. Both arrays change with the next step. */
export function runSide(
  design: GateDesign,
  starts: readonly Start[],
  drive: Drive,
  rename: ReadonlyMap<string, string>,
  onStep: (value: Uint8Array, unknown: Uint8Array, step: number) => void,
): void {
  const value = new Uint8Array(design.size);
  const unknown = new Uint8Array(design.size);
  value[constantOne] = 1;
  unknown[constantX] = 1;
  design.registers.forEach((register, i) => {
    const start = starts[i] as Start;
    const known = register.init !== 'x' ? register.init : start.kind === 'symbol' ? drive.symbols[start.symbol] : undefined;
    value[register.q] = known ?? 0;
    unknown[register.q] = known === undefined ? 1 : 0;
  });
  const contents = contentsOf(design);
  for (const [step, inputs] of drive.steps.entries()) {
    for (const port of design.inputs) {
      const bits = inputs.get(rename.get(port.name) ?? port.name);
      port.bits.forEach((signal, i) => {
        value[signal] = bits?.[i] ?? 0;
        unknown[signal] = bits?.[i] === undefined ? 1 : 0;
      });
    }
    evaluateGates(design, value, unknown, contents);
    onStep(value, unknown, step);
    for (const memory of contents) memory.write(value, unknown);
    const next = design.registers.map(({ d }) => [value[d] as number, unknown[d] as number] as const);
    design.registers.forEach(({ q }, i) => {
      const [v, u] = next[i] as readonly [number, number];
      value[q] = v;
      unknown[q] = u;
    });
  }
}

function evaluateGates(design: GateDesign, value: Uint8Array, unknown: Uint8Array, contents: readonly MemoryContents[]): void {
  const { gateOutput, gateKind, gateA, gateB, gateS } = design;
  for (let i = 0; i < gateOutput.length; i++) {
    const a = gateA[i] as number;
    const b = gateB[i] as number;
    if (gateKind[i] === gateOp.read) {
      const { memory, address } = design.reads[a] as GateDesign['reads'][number];
      const read = contents[memory]?.bit(addressOf(address, value, unknown), b);
      value[gateOutput[i] as number] = read ?? 0;
      unknown[gateOutput[i] as number] = read === undefined ? 1 : 0;
      continue;
    }
    const [av, au, bv, bu] = [value[a] as number, unknown[a] as number, value[b] as number, unknown[b] as number];
    let v = 0;
    let u = 0;
    switch (gateKind[i]) {
      case gateOp.not:
        v = av ^ 1;
        u = au;
        break;
      case gateOp.and:
        if ((!au && !av) || (!bu && !bv)) v = 0;
        else if (au || bu) u = 1;
        else v = 1;
        break;
      case gateOp.or:
        if ((!au && av) || (!bu && bv)) v = 1;
        else if (au || bu) u = 1;
        break;
      case gateOp.xor:
        v = av ^ bv;
        u = au | bu;
        break;
      default: {
        const s = gateS[i] as number;
        if (unknown[s]) {
          v = av;
          u = au || bu || av !== bv ? 1 : 0;
        } else [v, u] = value[s] ? [bv, bu] : [av, au];
      }
    }
    const output = gateOutput[i] as number;
    value[output] = v;
    unknown[output] = u;
  }
}

function textOf(bits: readonly SignalId[], value: Uint8Array, unknown: Uint8Array): string {
  return bits
    .map((bit) => (unknown[bit] ? 'x' : value[bit] ? '1' : '0'))
    .reverse()
    .join('');
}

export interface Mismatch {
  /** Step of the candidate's trace. */
  readonly step: number;
  readonly signals: Record<string, { golden: string; candidate: string }>;
  /** Every differing bit of the candidate is x: the difference may be only the pessimism of x. */
  readonly onlyUnknown: boolean;
}

/** The first step from `from` on in which a known bit of the golden (`latency` steps earlier) is not the candidate's; before `settled` an x of the candidate counts as no difference. */
export function firstMismatch(
  golden: Trace,
  candidate: Trace,
  from: number,
  settled: number,
  latency: number,
  portMap: ReadonlyMap<string, string>,
): Mismatch | undefined {
  for (let step = from; step < candidate.length; step++) {
    const expected = golden[step - latency];
    if (expected === undefined) continue;
    const signals: Record<string, { golden: string; candidate: string }> = {};
    let onlyUnknown = true;
    for (const [port, g] of expected) {
      const c = candidate[step]?.get(portMap.get(port) ?? port) ?? 'x'.repeat(g.length);
      let differs = false;
      for (let i = 0; i < g.length; i++) {
        if (g[i] !== '0' && g[i] !== '1') continue;
        if (g[i] === c[i] || (step < settled && c[i] !== '0' && c[i] !== '1')) continue;
        differs = true;
        if (c[i] === '0' || c[i] === '1') onlyUnknown = false;
      }
      if (differs) signals[port] = { golden: g, candidate: c };
    }
    if (Object.keys(signals).length > 0) return { step, signals, onlyUnknown };
  }
  return undefined;
}
