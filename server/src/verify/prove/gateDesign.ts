import { bitNames, initialValues, isPublicName } from '../../netlist/netNames';
import type { MemoryShape } from '../../netlist/memoryShape';
import { memoryShape } from '../../netlist/memoryShape';
import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';

/** Index of a signal: 0, 1 and 2 are the constants 0, 1 and x; then inputs, registers, and gates in topological order. */
export type SignalId = number;
export const constantZero = 0;
export const constantOne = 1;
export const constantX = 2;

/** A `read` has the index of the read in A and the number of the bit in B. */
export const gateOp = { not: 0, and: 1, or: 2, xor: 3, mux: 4, read: 5 } as const;

export interface GatePort {
  readonly name: string;
  /** Bit 0 first. */
  readonly bits: readonly SignalId[];
}

export interface GateRegister {
  readonly q: SignalId;
  d: SignalId;
  readonly init: 0 | 1 | 'x';
  /** Names a person wrote for this bit, the shortest hierarchy first. */
  readonly names: readonly string[];
}

/** A memory whose words are no registers: only who writes and reads it is known. Signals in place of nets. */
export interface GateMemory extends Pick<MemoryShape, 'name' | 'width' | 'size' | 'offset' | 'init' | 'priority'> {
  readonly writes: readonly { readonly address: SignalId[]; readonly enable: SignalId[]; readonly data: SignalId[] }[];
}

/** One side of a comparison as two-input gates and registers that all step together. */
export interface GateDesign {
  readonly inputs: readonly GatePort[];
  readonly outputs: readonly GatePort[];
  /** The nets that a person named, ports too, as far as something is made of them. */
  readonly nets: readonly GatePort[];
  /** Those of which only some bits are made, or are made of something: the others are missing. */
  readonly partialNets: readonly { readonly name: string; readonly bits: readonly (SignalId | undefined)[] }[];
  readonly registers: readonly GateRegister[];
  /** The gates: `gateOutput[i]` = `gateKind[i]` of `gateA[i]`, `gateB[i]` (and select `gateS[i]`: B when it is 1). */
  readonly gateOutput: readonly SignalId[];
  readonly gateKind: readonly number[];
  readonly gateA: readonly SignalId[];
  readonly gateB: readonly SignalId[];
  readonly gateS: readonly SignalId[];
  readonly size: number;
  readonly memories: readonly GateMemory[];
  /** What is read: a memory (its index) at an address. */
  readonly reads: readonly { readonly memory: number; readonly address: readonly SignalId[] }[];
}

export type GateDesignResult =
  | { readonly ok: true; readonly design: GateDesign }
  /** What the netlist holds that cannot be modelled; nothing may be proved about it. */
  | { readonly ok: false; readonly problem: string; /** It is that an output may be at high impedance. */ readonly floats?: true };

/**
 * Reads a flat module of single-bit cells (`simplemap`, `techmap`, `dffunmap`) from Yosys' JSON. Memories may be left as cells. Loops, several drivers, tri-states, black boxes and inouts are refused in words.
 * With `clocked`, the names of registers, those that something sets without their clock have theirs: that was put between such a register and what reads it, as an effect within
 * the cycle, and took the name with it.
 */
export function readGateDesign(module: NetlistModule, clocked?: ReadonlyMap<string, unknown>): GateDesignResult {
  return new Reader(module, clocked).read();
}

interface Gate {
  readonly name: string;
  readonly cell: NetlistCell;
  state: 0 | 1 | 2;
  /** A bit of what a memory is asked for. */
  readonly read?: { readonly index: number; readonly bit: number; readonly address: readonly NetBit[] };
}

const simpleGates: Record<string, string> = {
  $_BUF_: 'A',
  $_NOT_: 'A',
  $_AND_: 'AB',
  $_NAND_: 'AB',
  $_OR_: 'AB',
  $_NOR_: 'AB',
  $_XOR_: 'AB',
  $_XNOR_: 'AB',
  $_ANDNOT_: 'AB',
  $_ORNOT_: 'AB',
  $_MUX_: 'ABS',
  $_NMUX_: 'ABS',
};
const registerCells = new Set(['$_DFF_P_', '$_DFF_N_', '$_FF_']);

class Refusal extends Error {
  constructor(
    message: string,
    readonly floats = false,
  ) {
    super(message);
  }
}

/** Of each net that one gate reads and nothing else, the names of what that gate drives. */
function namesOfOnlyReaders(module: NetlistModule, names: ReadonlyMap<number, readonly string[]>): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  const read = new Set<NetBit>();
  for (const cell of Object.values(module.cells)) {
    const output = simpleGates[cell.type] === undefined ? undefined : cell.connections.Y?.[0];
    for (const [pinName, bits] of Object.entries(cell.connections)) {
      if (/^(?:Y|Q|RD_DATA)$/.test(pinName)) continue;
      for (const bit of bits) {
        if (typeof bit !== 'number') continue;
        if (typeof output === 'number' && !read.has(bit)) found.set(bit, names.get(output) ?? []);
        else found.delete(bit);
        read.add(bit);
      }
    }
  }
  return found;
}

class Reader {
  private readonly driver = new Map<number, Gate>();
  private readonly ids = new Map<number, SignalId>();
  private readonly registerCells: { cell: NetlistCell; register: GateRegister }[] = [];
  private readonly kind: number[] = [];
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly s: number[] = [];
  private readonly out: number[] = [];
  private readonly shapes: MemoryShape[] = [];
  private readonly readPorts: { memory: number; address: readonly NetBit[] }[] = [];
  private next = 3;

  constructor(
    private readonly module: NetlistModule,
    private readonly clocked: ReadonlyMap<string, unknown> | undefined,
  ) {}

  read(): GateDesignResult {
    try {
      return { ok: true, design: this.build() };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, problem: error.message, ...(error.floats ? { floats: true } : {}) };
      throw error;
    }
  }

  private build(): GateDesign {
    const inputs: GatePort[] = [];
    const names = bitNames(this.module);
    for (const [name, port] of Object.entries(this.module.ports)) {
      if (port.direction === 'inout') throw new Refusal(`port ${name} is inout; tri-state connections are not modelled`);
      if (port.direction === 'input') inputs.push({ name, bits: port.bits.map((bit) => this.declare(bit, `input ${name}`)) });
    }
    this.collectCells(names);
    this.refuseTristates();
    for (const { cell, register } of this.registerCells) register.d = this.resolve(pin(cell, 'D'));
    const outputs: GatePort[] = [];
    for (const [name, port] of Object.entries(this.module.ports)) {
      if (port.direction === 'output') outputs.push({ name, bits: port.bits.map((bit) => this.resolve(bit)) });
    }
    const signals = (bits: readonly NetBit[]): SignalId[] => bits.map((bit) => this.resolve(bit));
    const memories = this.shapes.map(({ name, width, size, offset, init, priority, writes }) => ({
      ...{ name, width, size, offset, init, priority },
      writes: writes.map(({ address, enable, data }) => ({ address: signals(address), enable: signals(enable), data: signals(data) })),
    }));
    const named = this.namedNets();
    const reads = this.readPorts.map(({ memory, address }) => ({ memory, address: signals(address) }));
    return {
      inputs,
      outputs,
      nets: named.filter((net): net is GatePort => !net.bits.includes(undefined)),
      partialNets: named.filter(({ bits }) => bits.includes(undefined)),
      memories,
      reads,
      registers: this.registerCells.map((entry) => entry.register),
      gateOutput: this.out,
      gateKind: this.kind,
      gateA: this.a,
      gateB: this.b,
      gateS: this.s,
      size: this.next,
    };
  }

  private namedNets(): GateDesign['partialNets'] {
    return Object.entries(this.module.netnames).flatMap(([name, net]) => {
      if (!isPublicName(name, net)) return [];
      const bits = net.bits.map((bit) => (typeof bit === 'number' ? this.ids.get(bit) : this.known(bit)));
      return bits.some((bit) => bit !== undefined) ? [{ name, bits }] : [];
    });
  }

  private collectCells(names: ReadonlyMap<number, readonly string[]>): void {
    const inits = initialValues(this.module);
    const shownAs = this.clocked === undefined ? undefined : namesOfOnlyReaders(this.module, names);
    for (const [name, cell] of Object.entries(this.module.cells)) {
      if (cell.type === '$scopeinfo') continue;
      if (registerCells.has(cell.type)) {
        const bit = pin(cell, 'Q');
        const q = this.declare(bit, `register ${name}`);
        const own = typeof bit === 'number' ? (names.get(bit) ?? []) : [];
        // A sampling register of clk2fflogic has no name of its own; what it samples has one.
        const d = pin(cell, 'D');
        const sampled = cell.type === '$_FF_' && typeof d === 'number' ? (names.get(d) ?? []) : [];
        const shown = own.length === 0 && typeof bit === 'number' ? (shownAs?.get(bit) ?? []) : [];
        const register: GateRegister = {
          q,
          d: constantX,
          init: (typeof bit === 'number' ? inits.get(bit) : undefined) ?? 'x',
          names:
            own.length > 0
              ? own
              : cell.type === '$_FF_'
                ? sampled.map((text) => `${text} (sampled)`)
                : shown.filter((text) => this.clocked?.has(text)),
        };
        this.registerCells.push({ cell, register });
        continue;
      }
      if (this.collectMemory(name, cell)) continue;
      if (simpleGates[cell.type] === undefined) throw new Refusal(describeCell(name, cell), isTristate(cell));
      const output = pin(cell, 'Y');
      if (typeof output !== 'number') throw new Refusal(`a gate drives a constant`);
      if (this.driver.has(output) || this.ids.has(output)) throw new Refusal('a net has several drivers');
      this.driver.set(output, { name, cell, state: 0 });
    }
  }

  /** A z that gates lead to an output may be a bus that somebody else drives too. One that a register loads is an x: no register holds it. */
  private refuseTristates(): void {
    const floating = [...this.driver].flatMap(([output, { cell }]) =>
      Object.values(cell.connections).some((bits) => bits.includes('z')) ? [output] : [],
    );
    const readers = floating.length > 0 ? this.readersOfNets() : new Map<number, number[]>();
    const reached = new Set(floating);
    for (const net of reached) for (const next of readers.get(net) ?? []) reached.add(next);
    for (const port of Object.values(this.module.ports)) {
      if (port.direction === 'output' && port.bits.some((bit) => bit === 'z' || (typeof bit === 'number' && reached.has(bit))))
        throw new Refusal('an output may be left at high impedance (z); tri-states are not modelled', true);
    }
  }

  /** The nets that gates make of each net. */
  private readersOfNets(): Map<number, number[]> {
    const readers = new Map<number, number[]>();
    for (const [output, { cell }] of this.driver) {
      for (const bit of Object.values(cell.connections).flat()) {
        if (typeof bit !== 'number' || bit === output) continue;
        const list = readers.get(bit);
        if (list === undefined) readers.set(bit, [output]);
        else list.push(output);
      }
    }
    return readers;
  }

  private collectMemory(name: string, cell: NetlistCell): boolean {
    const shape = cell.type === '$mem_v2' ? memoryShape(name, cell) : undefined;
    if (shape === undefined) return false;
    const memory = this.shapes.push(shape) - 1;
    for (const { address, data } of shape.reads) {
      const index = this.readPorts.push({ memory, address }) - 1;
      data.forEach((net, bit) => {
        if (typeof net !== 'number') return;
        if (this.driver.has(net) || this.ids.has(net)) throw new Refusal('a net has several drivers');
        this.driver.set(net, { name, cell, state: 0, read: { index, bit, address } });
      });
    }
    return true;
  }

  private declare(bit: NetBit, what: string): SignalId {
    if (typeof bit !== 'number' || this.ids.has(bit) || this.driver.has(bit)) throw new Refusal(`${what} meets another driver`);
    const id = this.next++;
    this.ids.set(bit, id);
    return id;
  }

  /** The signal of a net bit; emits the gates behind it, inputs first. Explicit stack: carry chains are deep. */
  private resolve(bit: NetBit): SignalId {
    const done = this.known(bit);
    if (done !== undefined) return done;
    const stack: number[] = [bit as number];
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as number;
      if (this.ids.has(top)) {
        stack.pop();
        continue;
      }
      const gate = this.driver.get(top) as Gate;
      const pins = gate.read?.address ?? [...(simpleGates[gate.cell.type] as string)].map((letter) => pin(gate.cell, letter));
      const missing = pins.filter((input) => this.known(input) === undefined);
      if (missing.length === 0) {
        this.ids.set(
          top,
          gate.read === undefined
            ? this.emit(
                gate.cell,
                pins.map((input) => this.known(input) as SignalId),
              )
            : this.gate(gateOp.read, gate.read.index, gate.read.bit),
        );
        stack.pop();
        continue;
      }
      if (gate.state === 1) throw new Refusal(`combinational loop through ${netLabel(this.module, top)}`);
      gate.state = 1;
      for (const input of missing) {
        if (this.driver.get(input as number)?.state === 1)
          throw new Refusal(`combinational loop through ${netLabel(this.module, input as number)}`);
        stack.push(input as number);
      }
    }
    return this.ids.get(bit as number) as SignalId;
  }

  private known(bit: NetBit): SignalId | undefined {
    if (bit === '0') return constantZero;
    if (bit === '1') return constantOne;
    // What loads or computes with a z sees an x; `refuseTristates` has seen to the rest.
    if (bit === 'x' || bit === 'z') return constantX;
    const id = this.ids.get(bit);
    if (id !== undefined) return id;
    return this.driver.has(bit) ? undefined : constantX;
  }

  private gate(kind: number, x: number, y: number, select = 0): SignalId {
    this.kind.push(kind);
    this.a.push(x);
    this.b.push(y);
    this.s.push(select);
    this.out.push(this.next);
    return this.next++;
  }

  private emit(cell: NetlistCell, pins: readonly SignalId[]): SignalId {
    const [a, b, s] = pins as [number, number, number];
    const gate = (kind: number, x: number, y: number, select = 0): SignalId => this.gate(kind, x, y, select);
    const not = (x: number): SignalId => gate(gateOp.not, x, x);
    switch (cell.type) {
      case '$_BUF_':
        return a;
      case '$_NOT_':
        return not(a);
      case '$_AND_':
        return gate(gateOp.and, a, b);
      case '$_NAND_':
        return not(gate(gateOp.and, a, b));
      case '$_OR_':
        return gate(gateOp.or, a, b);
      case '$_NOR_':
        return not(gate(gateOp.or, a, b));
      case '$_XOR_':
        return gate(gateOp.xor, a, b);
      case '$_XNOR_':
        return not(gate(gateOp.xor, a, b));
      case '$_ANDNOT_':
        return gate(gateOp.and, a, not(b));
      case '$_ORNOT_':
        return gate(gateOp.or, a, not(b));
      case '$_MUX_':
        return gate(gateOp.mux, a, b, s);
      default:
        return not(gate(gateOp.mux, a, b, s));
    }
  }
}

function pin(cell: NetlistCell, name: string): NetBit {
  const bits = cell.connections[name];
  if (bits?.length !== 1) throw new Refusal(`cell of type ${cell.type} is not a single-bit gate`);
  return bits[0] as NetBit;
}

function isTristate({ type }: NetlistCell): boolean {
  return type === '$_TBUF_' || type === '$tribuf';
}

function describeCell(name: string, cell: NetlistCell): string {
  if (cell.type.startsWith('$mem')) return `a memory could not be turned into registers`;
  if (isTristate(cell)) return 'the design has tri-state drivers, which are not modelled';
  if (cell.type.startsWith('$')) return `a cell of type ${cell.type} is not modelled`;
  return `instance ${name} is of module ${cell.type}, whose source is not known`;
}

function netLabel(module: NetlistModule, bit: number): string {
  return bitNames(module).get(bit)?.[0] ?? 'an unnamed net';
}
