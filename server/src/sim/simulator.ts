import type { Outcome } from '../base/outcome';
import { failure, success } from '../base/outcome';
import type { NetlistModule } from '../netlist/netlist';
import type { EmittedDesign } from './emit';
import { emitDesign } from './emit';
import type { GateNetlist, GateState } from './gateNetlist';
import { readGates } from './gateNetlist';
import type { Ref } from './gateGraph';
import { nodeKind } from './gateGraph';
import type { Lanes } from './lanes';
import { laneCount, laneWords, noLanes } from './lanes';

/** A port of the compiled design; `refs` holds one reference per bit, bit 0 first. */
export interface SimulatedPort {
  readonly name: string;
  readonly width: number;
  readonly refs: readonly Ref[];
}

/** Lanes in which a clock input rises and falls; a lane is in neither or one of them. */
export interface ClockChange {
  readonly clock: Ref;
  readonly rise: Lanes;
  readonly fall: Lanes;
}

/** More gates than this would take seconds to compile and more memory than a suggestion is worth. */
const largestGraph = 3_000_000;
/** Rounds after which values that still change are an oscillation. */
const settleLimit = 64;

/**
 * Compiles a flattened, mapped module (see `simPrepareCommands`) to WebAssembly and gives a simulator in its power-up state.
 *
 * Values are four-valued with z read as x. Semantics are Verilog's with gates for operators, that is: an unknown operand bit makes
 * unknown only the result bits that depend on it (Verilog makes all bits of `+` unknown), an unknown multiplexer select passes data that
 * agree, `===` is not distinguished from `==`, and an edge from or to x both loads and holds. So a value that is known here is the same
 * for every choice of the unknown bits, and an unknown value may still be constant: unknown is the only pessimistic answer.
 */
export function compile(module: NetlistModule): Outcome<Simulator> {
  const gates = readGates(module);
  if (!gates.ok) return gates;
  if (gates.value.graph.size > largestGraph) {
    return failure(
      `the design has ${gates.value.graph.size} gates, more than the ${largestGraph} that are simulated`,
      'reduce memories with parameters, or verify its parts one by one',
    );
  }
  const observed = gates.value.states.map((state) => state.q);
  const emitted = emitDesign(gates.value, observed);
  const memory = new WebAssembly.Memory({ initial: emitted.pages });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes), { env: { memory } });
  return success(new Simulator(gates.value, emitted, memory, instance.exports as unknown as Exports));
}

interface Exports {
  eval(): void;
  tick(): void;
  follow(): number;
  prepareEdges(): void;
  edges(): number;
}

export class Simulator {
  readonly lanes = laneCount;
  readonly inputs: readonly SimulatedPort[];
  readonly outputs: readonly SimulatedPort[];
  /** All rails: a slot is eight words, four of "can be 1" and four of "can be 0". */
  readonly words: Uint32Array;
  /** True when every clock is an input that feeds nothing but clock pins, so that an edge needs no evaluation of logic. */
  readonly directClocks: boolean;
  private readonly hasFollowers: boolean;
  /** An open latch, or an asynchronous reset that state drives: what an edge loads goes on through it before the inputs change. */
  private readonly followsState: boolean;
  private readonly hasEdges: boolean;

  constructor(
    readonly gates: GateNetlist,
    readonly emitted: EmittedDesign,
    memory: WebAssembly.Memory,
    private readonly code: Exports,
  ) {
    this.words = new Uint32Array(memory.buffer);
    this.inputs = gates.inputs.map((port) => ({ name: port.name, width: port.bits.length, refs: port.bits }));
    this.outputs = gates.outputs.map((port) => ({ name: port.name, width: port.bits.length, refs: port.bits }));
    this.hasFollowers = gates.states.some((state) => state.follow !== undefined);
    this.followsState = followersOfState(gates);
    this.hasEdges = gates.states.some((state) => state.clock !== undefined);
    this.directClocks = clocksAreDirect(gates);
    this.powerUp();
  }

  get states(): readonly GateState[] {
    return this.gates.states;
  }

  /** Time zero in every lane: inputs and state unknown, except state with an initial value. */
  powerUp(): void {
    this.words.fill(0);
    this.words.fill(0xffffffff, 4, 8);
    this.gates.graph.kind.forEach((kind, node) => {
      if (kind === nodeKind.input || kind === nodeKind.unknown || kind === nodeKind.state) this.fill(node * 2, 'x');
    });
    for (const state of this.gates.states) if (state.init !== undefined) this.fill(state.q, state.init);
  }

  /** Takes the present clock values as the ones that later edges start from. Call after the first inputs are set. */
  start(): void {
    this.code.eval();
    if (!this.directClocks) this.code.prepareEdges();
  }

  /** Sets a bit to one value in every lane. */
  fill(ref: Ref, value: 0 | 1 | 'x'): void {
    const base = this.wordOf(ref, 1);
    const other = this.wordOf(ref, 0);
    this.words.fill(value === 0 ? 0 : 0xffffffff, base, base + laneWords);
    this.words.fill(value === 1 ? 0 : 0xffffffff, other, other + laneWords);
  }

  /** Sets a bit to two-valued lanes. */
  drive(ref: Ref, lanes: Lanes): void {
    const one = this.wordOf(ref, 1);
    const zero = this.wordOf(ref, 0);
    for (let i = 0; i < laneWords; i++) {
      const word = lanes[i] ?? 0;
      this.words[one + i] = word;
      this.words[zero + i] = ~word;
    }
  }

  /** Index into `words` of the four words of a rail: 1 for "can be 1", 0 for "can be 0". */
  wordOf(ref: Ref, rail: 0 | 1): number {
    const offset = this.emitted.offsetOf(ref >> 1);
    if (offset === undefined) throw new Error('this net is not kept in memory');
    return offset / 4 + (((ref & 1) ^ rail) === 1 ? 0 : laneWords);
  }

  /** `0`, `1` or `x` of a bit in one lane. */
  bit(ref: Ref, lane: number): '0' | '1' | 'x' {
    const word = lane >> 5;
    const shift = lane & 31;
    const one = ((this.words[this.wordOf(ref, 1) + word] ?? 0) >>> shift) & 1;
    const zero = ((this.words[this.wordOf(ref, 0) + word] ?? 0) >>> shift) & 1;
    return one === 1 ? (zero === 1 ? 'x' : '1') : '0';
  }

  /** Value of a list of bits in one lane, most significant first. */
  value(refs: readonly Ref[], lane: number): string {
    let text = '';
    for (let i = refs.length - 1; i >= 0; i--) text += this.bit(refs[i] ?? 0, lane);
    return text;
  }

  /** Sets an input in one lane (or all) from binary text, most significant first; `z` and `x` are unknown. */
  setInput(name: string, text: string, lane?: number): void {
    const port = this.inputs.find((p) => p.name === name);
    if (port === undefined) throw new Error(`no input ${name}`);
    port.refs.forEach((ref, index) => {
      const digit = text[text.length - 1 - index] ?? '0';
      const value = digit === '1' ? 1 : digit === '0' ? 0 : 'x';
      if (lane === undefined) this.fill(ref, value);
      else this.setLane(ref, lane, value);
    });
  }

  setLane(ref: Ref, lane: number, value: 0 | 1 | 'x'): void {
    const mask = 1 << (lane & 31);
    const put = (index: number, on: boolean): void => {
      const old = this.words[index] ?? 0;
      this.words[index] = on ? old | mask : old & ~mask;
    };
    put(this.wordOf(ref, 1) + (lane >> 5), value !== 0);
    put(this.wordOf(ref, 0) + (lane >> 5), value !== 1);
  }

  getOutput(name: string, lane: number): string {
    const port = this.outputs.find((p) => p.name === name);
    if (port === undefined) throw new Error(`no output ${name}`);
    return this.value(port.refs, lane);
  }

  /** Evaluates logic, asynchronous resets and latches until nothing changes; false when it does not come to rest. */
  eval(): boolean {
    this.code.eval();
    for (let round = 0; round < settleLimit; round++) {
      let changed = this.hasFollowers && this.code.follow() !== 0;
      if (!this.directClocks && this.hasEdges) {
        if (changed) this.code.eval();
        this.code.prepareEdges();
        if (this.code.edges() !== 0) changed = true;
      }
      if (!changed) return true;
      this.code.eval();
    }
    return false;
  }

  /**
   * Moves clock inputs. With direct clocks the flip-flops load at once and `eval` is left to the caller (who changes inputs first), unless a
   * latch or an asynchronous reset follows what they hold; otherwise everything is evaluated. False when it does not come to rest.
   */
  tick(changes: readonly ClockChange[]): boolean {
    if (!this.directClocks) {
      for (const change of changes) this.moveClock(change);
      return this.eval();
    }
    let any = 0;
    for (const domain of this.emitted.domains) {
      let mask = noLanes;
      for (const change of changes) {
        if (change.clock >> 1 === domain.clock >> 1) mask = (domain.clock & 1) === 0 ? change.rise : change.fall;
      }
      const at = domain.maskOffset / 4;
      for (let w = 0; w < laneWords; w++) {
        const word = mask[w] as number;
        this.words[at + w] = word;
        any |= word;
      }
    }
    if (any === 0) return true;
    this.code.tick();
    return this.followsState ? this.eval() : true;
  }

  private moveClock(change: ClockChange): void {
    const one = this.wordOf(change.clock, 1);
    const zero = this.wordOf(change.clock, 0);
    for (let i = 0; i < laneWords; i++) {
      const value = (((this.words[one + i] ?? 0) | (change.rise[i] ?? 0)) & ~(change.fall[i] ?? 0)) >>> 0;
      this.words[one + i] = value;
      this.words[zero + i] = ~value;
    }
  }
}

function followersOfState(gates: GateNetlist): boolean {
  const followers = gates.states.flatMap(({ follow }) => (follow === undefined ? [] : [follow.active, follow.value]));
  if (followers.length === 0) return false;
  const { kind, a, b, c } = gates.graph;
  const depends = new Uint8Array(kind.length);
  const on = (ref: Ref | undefined): number => depends[(ref ?? 0) >> 1] ?? 0;
  kind.forEach((of, node) => {
    if (of === nodeKind.state) depends[node] = 1;
    else if (of >= nodeKind.and) depends[node] = on(a[node]) | on(b[node]) | (of === nodeKind.mux ? on(c[node]) : 0);
  });
  return followers.some((ref) => on(ref) === 1);
}

function clocksAreDirect(gates: GateNetlist): boolean {
  const clocks = new Set<number>();
  for (const state of gates.states) if (state.clock !== undefined) clocks.add(state.clock >> 1);
  for (const node of clocks) if (gates.graph.kind[node] !== nodeKind.input) return false;
  const asData = (ref: Ref): boolean => clocks.has(ref >> 1);
  const { graph } = gates;
  for (let node = 0; node < graph.size; node++) {
    if ((graph.kind[node] ?? 0) < nodeKind.and) continue;
    if (asData(graph.a[node] ?? 0) || asData(graph.b[node] ?? 0) || (graph.kind[node] === nodeKind.mux && asData(graph.c[node] ?? 0)))
      return false;
  }
  if (gates.outputs.some((port) => port.bits.some(asData))) return false;
  return !gates.states.some((s) => asData(s.next) || (s.follow !== undefined && (asData(s.follow.active) || asData(s.follow.value))));
}
