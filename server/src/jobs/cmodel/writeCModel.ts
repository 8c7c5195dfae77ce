import { failure, success, type Outcome } from '../../base/outcome';
import { memoryShape, type MemoryShape } from '../../netlist/memoryShape';
import { initialValues, isPublicName } from '../../netlist/netNames';
import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { BitSource, literal, ones } from './bitSource';
import { cellExpression } from './cellExpression';
import { CNames } from './cNames';
import { cHeader, type CPort } from './cInterface';
import { narrowCells, wordBits } from './narrowCells';

/**
 * A module as plain C99 with the interface of `cHeader`: its word-level netlist, an expression for each cell in the order of their dependence, registers and memories in the
 * state. Two-valued: what is x in the module is 0 here until something known is loaded. A failure names what has no meaning in C (loops, tri-states, black boxes, memories with
 * several clocks).
 */
export function writeCModel(name: string, steps: NetlistModule, ports: readonly CPort[], clocks: readonly string[]): Outcome<string> {
  return new Writer(name, narrowCells(steps), ports, clocks).write();
}

interface Memory extends MemoryShape {
  /** The fields of the state that hold its words, 64 bits of each word a field. */
  readonly fields: readonly string[];
}

class Writer {
  private readonly source = new BitSource();
  private readonly fields = new CNames();
  private readonly locals = new CNames();
  private readonly state: string[] = [];
  private readonly starts: string[] = [];
  private readonly body: string[] = [];
  private readonly loads: { field: string; cell: NetlistCell }[] = [];
  private readonly memories: Memory[] = [];
  private readonly named = new Map<string, string>();
  /** Of a register with an asynchronous reset: the name that its value has behind the reset. */
  private readonly behind = new Map<string, string>();

  constructor(
    private readonly name: string,
    private readonly module: NetlistModule,
    private readonly ports: readonly CPort[],
    private readonly clocks: readonly string[],
  ) {
    for (const [net, { bits, ...rest }] of Object.entries(module.netnames)) {
      const key = bits.join();
      if (isPublicName(net, { bits, ...rest }) && (this.named.get(key)?.length ?? Infinity) > net.length) this.named.set(key, net);
    }
    for (const { type, connections } of Object.values(module.cells)) {
      const name = type === '$mux' ? this.nameOf(connections.Y ?? []) : undefined;
      if (name !== undefined) for (const pin of ['A', 'B']) this.behind.set((connections[pin] ?? []).join(), name);
    }
  }

  write(): Outcome<string> {
    this.takeInputs();
    const waiting: [string, NetlistCell][] = [];
    for (const [name, cell] of Object.entries(this.module.cells)) {
      if (cell.type === '$scopeinfo') continue;
      if (cell.type === '$dff') this.register(cell);
      else if (cell.type === '$mem_v2') {
        const problem = this.memory(name, cell);
        if (problem !== undefined) return failure(problem);
      } else waiting.push([name, cell]);
    }
    const problem = this.compute(waiting);
    if (problem !== undefined) return failure(problem);
    return success(this.text());
  }

  private takeInputs(): void {
    for (const { port, name, width, direction } of this.ports) {
      if (direction !== 'input') continue;
      const bits = this.module.ports[port]?.bits ?? [];
      for (let at = 0; at < width; at += wordBits) {
        const local = this.locals.name(width > wordBits ? `${name}_${at / wordBits}` : name);
        const count = Math.min(wordBits, width - at);
        const given = `in->${name}${width > wordBits ? `[${at / wordBits}]` : ''}`;
        this.body.push(`const uint64_t ${local} = ${count === wordBits ? given : `${given} & ${literal(ones(count))}`};`);
        this.source.declare(bits.slice(at, at + count), local);
      }
    }
  }

  private register(cell: NetlistCell): void {
    const bits = cell.connections.Q ?? [];
    const field = this.fields.name(this.nameOf(bits) ?? this.behind.get(bits.join()) ?? 'r');
    this.state.push(`uint64_t ${field};`);
    const inits = initialValues(this.module);
    const start = bits.reduce((sum, bit, i) => (typeof bit === 'number' && inits.get(bit) === 1 ? sum | (1n << BigInt(i)) : sum), 0n);
    if (start !== 0n) this.starts.push(`state->${field} = ${literal(start)};`);
    this.source.declare(bits, `state->${field}`);
    this.loads.push({ field, cell });
  }

  private memory(name: string, cell: NetlistCell): string | undefined {
    const shape = memoryShape(name, cell);
    if (shape === undefined) return `memory ${name} has clocked reads or several clocks, which are not modelled`;
    const { width, size, init } = shape;
    const fields: string[] = [];
    for (let at = 0; at < width; at += wordBits) {
      const field = this.fields.name(width > wordBits ? `${shape.name}_${at / wordBits}` : shape.name);
      fields.push(field);
      this.state.push(`uint64_t ${field}[${size}];`);
      for (let word = 0; word < size; word++) {
        const text = init.slice((size - 1 - word) * width, (size - word) * width);
        const bits = text.slice(Math.max(0, width - at - wordBits), width - at).replace(/[^1]/g, '0');
        const value = BigInt(`0b${bits === '' ? '0' : bits}`);
        if (value !== 0n) this.starts.push(`state->${field}[${word}] = ${literal(value)};`);
      }
    }
    this.memories.push({ ...shape, fields });
    return undefined;
  }

  /** Writes every cell once all that it reads is there; in words what keeps one from being written. */
  private compute(cells: readonly (readonly [string, NetlistCell])[]): string | undefined {
    let waiting: Pending[] = [
      ...cells.map(([name, cell]) => ({ reads: inputsOf(cell), write: () => this.cell(name, cell) })),
      ...this.memories.flatMap((memory) => memory.reads.map((read) => ({ reads: read.address, write: () => this.read(memory, read) }))),
    ];
    const driven = new Set(Object.values(this.module.cells).flatMap((cell) => outputsOf(cell)));
    while (waiting.length > 0) {
      const later: Pending[] = [];
      for (const one of waiting) {
        if (!one.reads.every((bit) => this.source.has(bit) || !driven.has(bit))) later.push(one);
        else {
          const problem = one.write();
          if (problem !== undefined) return problem;
        }
      }
      if (later.length === waiting.length) return 'a combinational loop has no order in C';
      waiting = later;
    }
    return undefined;
  }

  private cell(name: string, cell: NetlistCell): string | undefined {
    const expression = cellExpression(cell, this.source);
    if (expression === undefined)
      return cell.type.startsWith('$')
        ? `a cell of type ${cell.type} is not modelled`
        : `instance ${name} is of module ${cell.type}, whose source is not known`;
    const bits = cell.connections.Y ?? [];
    const local = this.locals.name(this.nameOf(bits) ?? 't');
    this.body.push(`const uint64_t ${local} = ${expression};`);
    this.source.declare(bits, local);
    return undefined;
  }

  private read({ fields, size, offset }: Memory, { address, data }: MemoryShape['reads'][number]): undefined {
    fields.forEach((field, i) => {
      const local = this.locals.name(this.nameOf(data) ?? 'read');
      this.body.push(`const uint64_t ${local} = ${inside(this.source.value(address), offset, size, (at) => `state->${field}[${at}]`)};`);
      this.source.declare(data.slice(i * wordBits, (i + 1) * wordBits), local);
    });
    return undefined;
  }

  private text(): string {
    const next = this.loads.map(({ field, cell }) => ({ local: this.locals.name(`next_${field}`), field, cell }));
    const writes = this.memories.flatMap((memory) => memory.writes.flatMap((write) => this.writeTo(memory, write)));
    const outputs = this.ports.filter(({ direction }) => direction === 'output').flatMap((port) => this.output(port));
    const sequential = this.state.length > 0;
    return [
      cHeader(this.name, this.ports, this.clocks, this.state),
      ...(this.body.some((line) => line.includes('parity(')) ? [parity] : []),
      `void ${this.name}_init(${this.name}_state *state)\n{`,
      '  memset(state, 0, sizeof *state);',
      ...this.starts.map((line) => `  ${line}`),
      '}\n',
      `void ${this.name}_step(${this.name}_state *state, const ${this.name}_in *in, ${this.name}_out *out)\n{`,
      ...this.body.map((line) => `  ${line}`),
      ...outputs.map((line) => `  ${line}`),
      ...(sequential ? ['  /* the clock edge */'] : ['  (void)state;']),
      ...(this.ports.some(({ direction }) => direction === 'input') ? [] : ['  (void)in;']),
      ...next.map(({ local, cell }) => `  const uint64_t ${local} = ${this.source.value(cell.connections.D ?? [])};`),
      ...writes.map((line) => `  ${line}`),
      ...next.map(({ local, field }) => `  state->${field} = ${local};`),
      '}\n',
    ].join('\n');
  }

  /** What is written is computed before the registers change; of two ports that write a bit the later one counts. */
  private writeTo({ fields, offset, size }: Memory, { address, enable, data }: MemoryShape['writes'][number]): string[] {
    return fields.map((field, i) => {
      const cut = (bits: readonly NetBit[]): string => this.source.value(bits.slice(i * wordBits, (i + 1) * wordBits));
      const at = offset === 0 ? this.source.value(address) : `(${this.source.value(address)} - ${offset}u)`;
      const word = `state->${field}[${at}]`;
      return `if (${cut(enable)} && ${at} < ${size}u) ${word} = (${word} & ~${cut(enable)}) | (${cut(data)} & ${cut(enable)});`;
    });
  }

  private output({ port, name, width }: CPort): string[] {
    const bits = this.module.ports[port]?.bits ?? [];
    if (width <= wordBits) return [`out->${name} = ${this.source.value(bits)};`];
    return Array.from(
      { length: Math.ceil(width / wordBits) },
      (_, i) => `out->${name}[${i}] = ${this.source.value(bits.slice(i * wordBits, (i + 1) * wordBits))};`,
    );
  }

  private nameOf(bits: readonly NetBit[]): string | undefined {
    return this.named.get(bits.join());
  }
}

interface Pending {
  readonly reads: readonly NetBit[];
  write(): string | undefined;
}

const parity = `static uint64_t parity(uint64_t v)
{
  v ^= v >> 32; v ^= v >> 16; v ^= v >> 8; v ^= v >> 4; v ^= v >> 2; v ^= v >> 1;
  return v & 1u;
}
`;

function inside(address: string, offset: number, size: number, word: (at: string) => string): string {
  const at = offset === 0 ? address : `(${address} - ${offset}u)`;
  return `${at} < ${size}u ? ${word(at)} : 0u`;
}

function outputsOf({ type, connections }: NetlistCell): readonly NetBit[] {
  if (type === '$mem_v2') return connections.RD_DATA ?? [];
  return connections[type === '$dff' ? 'Q' : 'Y'] ?? [];
}

function inputsOf({ connections }: NetlistCell): NetBit[] {
  return Object.entries(connections).flatMap(([pin, bits]) => (pin === 'Y' ? [] : bits));
}
