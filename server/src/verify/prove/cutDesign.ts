import type { GateDesign, SignalId } from './gateDesign';
import { gateOp } from './gateDesign';

/** A net that is cut, on one side. */
export interface CutSignal {
  readonly signal: SignalId;
  /** The piece that drives it. */
  readonly region: string;
  /** What is read in its place where that is a constant or an input. */
  readonly fixed?: SignalId;
}

/** The port that stands for the nets that were cut: an input for those who read them, an output for what drives them. No identifier has a blank. */
export const cutPort = 'cut nets';

/**
 * A design in pieces: whatever a piece reads of a net in `nets` that another piece drives is an input, and what drives the net is an output. `regionOf` gives the piece of a register or memory by its name.
 * Logic that several pieces use is there for each of them.
 */
export function cutDesign(design: GateDesign, nets: readonly CutSignal[], regionOf: (name: string) => string): GateDesign {
  return new Cutter(design, nets, regionOf).cut();
}

class Cutter {
  private readonly gateOf: Int32Array;
  /** Signals that are the same in every piece: constants, inputs, registers. */
  private readonly common = new Map<SignalId, SignalId>();
  private readonly cutAt = new Map<SignalId, { readonly region: string; readonly replacement: SignalId }>();
  private readonly pieces = new Map<string, Map<SignalId, SignalId>>();
  private readonly reads: { memory: number; address: SignalId[] }[] = [];
  private readonly kind: number[] = [];
  private readonly a: SignalId[] = [];
  private readonly b: SignalId[] = [];
  private readonly s: SignalId[] = [];
  private readonly out: SignalId[] = [];
  private next = 3;

  constructor(
    private readonly design: GateDesign,
    private readonly nets: readonly CutSignal[],
    private readonly regionOf: (name: string) => string,
  ) {
    this.gateOf = new Int32Array(design.size).fill(-1);
    design.gateOutput.forEach((output, i) => (this.gateOf[output] = i));
  }

  cut(): GateDesign {
    const { design, nets } = this;
    for (let constant = 0; constant < 3; constant++) this.common.set(constant, constant);
    const inputs = design.inputs.map(({ name, bits }) => ({ name, bits: bits.map((bit) => this.newCommon(bit)) }));
    const free = nets.map(() => this.next++);
    const registers = design.registers.map(({ q, init, names }) => ({ q: this.newCommon(q), d: 0, init, names }));
    nets.forEach(({ signal, region, fixed }, i) =>
      this.cutAt.set(signal, { region, replacement: (fixed === undefined ? free[i] : this.common.get(fixed)) as SignalId }),
    );
    const outputs = design.outputs.map(({ name, bits }) => ({ name, bits: this.within('', bits) }));
    const drivers = nets.map(({ signal, region }) => this.driverOf(region, signal));
    registers.forEach((register, i) => {
      const { q, d, names } = design.registers[i] as GateDesign['registers'][number];
      register.d = this.within(this.cutAt.get(q)?.region ?? this.regionOf(names[0] ?? ''), [d])[0] as SignalId;
    });
    const memories = design.memories.map((memory) => {
      const region = this.regionOf(memory.name);
      const writes = memory.writes.map(({ address, enable, data }) => ({
        address: this.within(region, address),
        enable: this.within(region, enable),
        data: this.within(region, data),
      }));
      return { ...memory, writes };
    });
    return {
      inputs: [...inputs, { name: cutPort, bits: free }],
      outputs: [...outputs, { name: cutPort, bits: drivers }],
      nets: [],
      partialNets: [],
      registers,
      gateOutput: this.out,
      gateKind: this.kind,
      gateA: this.a,
      gateB: this.b,
      gateS: this.s,
      size: this.next,
      memories,
      reads: this.reads,
    };
  }

  private newCommon(signal: SignalId): SignalId {
    const id = this.next++;
    this.common.set(signal, id);
    return id;
  }

  private within(region: string, signals: readonly SignalId[]): SignalId[] {
    this.make(region, signals);
    return signals.map((signal) => this.known(region, signal) as SignalId);
  }

  /** What drives a net, and never what stands for it. */
  private driverOf(region: string, signal: SignalId): SignalId {
    const gate = this.gateOf[signal] as number;
    if (gate < 0) return this.common.get(signal) as SignalId;
    this.make(region, this.operands(gate));
    return this.emit(region, gate);
  }

  /** A signal as a piece sees it; undefined where that is still to be made. */
  private known(region: string, signal: SignalId): SignalId | undefined {
    const cut = this.cutAt.get(signal);
    if (cut !== undefined && cut.region !== region) return cut.replacement;
    return this.common.get(signal) ?? this.pieces.get(region)?.get(signal);
  }

  private operands(gate: number): readonly SignalId[] {
    const { design } = this;
    const [a, b, s] = [design.gateA[gate] as number, design.gateB[gate] as number, design.gateS[gate] as number];
    const kind = design.gateKind[gate];
    if (kind === gateOp.read) return design.reads[a]?.address ?? [];
    return kind === gateOp.mux ? [a, b, s] : [a, b];
  }

  /** Makes the logic behind signals, in the order in which the design has it. */
  private make(region: string, signals: readonly SignalId[]): void {
    const stack = [...signals];
    const wanted = new Set<number>();
    while (stack.length > 0) {
      const signal = stack.pop() as SignalId;
      const gate = this.gateOf[signal] as number;
      if (gate < 0 || wanted.has(gate) || this.known(region, signal) !== undefined) continue;
      wanted.add(gate);
      stack.push(...this.operands(gate));
    }
    let piece = this.pieces.get(region);
    if (piece === undefined) this.pieces.set(region, (piece = new Map<SignalId, SignalId>()));
    for (const gate of [...wanted].sort((x, y) => x - y)) piece.set(this.design.gateOutput[gate] as SignalId, this.emit(region, gate));
  }

  private emit(region: string, gate: number): SignalId {
    const { design } = this;
    const at = (signal: SignalId): SignalId => this.known(region, signal) as SignalId;
    const kind = design.gateKind[gate] as number;
    const [a, b] = [design.gateA[gate] as number, design.gateB[gate] as number];
    this.kind.push(kind);
    if (kind === gateOp.read) {
      const { memory, address } = design.reads[a] as GateDesign['reads'][number];
      this.a.push(this.reads.push({ memory, address: address.map(at) }) - 1);
      this.b.push(b);
    } else {
      this.a.push(at(a));
      this.b.push(at(b));
    }
    this.s.push(kind === gateOp.mux ? at(design.gateS[gate] as number) : 0);
    this.out.push(this.next);
    return this.next++;
  }
}
