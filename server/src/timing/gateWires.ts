import type { NetBit, NetlistCell, NetlistModule } from '../netlist/netlist';
import type { DelayModel } from './delayModel';

/** The wire into one pin: of a length that the architecture settles, or one that a router chooses. */
export type Wire =
  | { readonly kind: 'fixed'; readonly delay: number }
  | {
      readonly kind: 'routed';
      /** Pins on the net, those of one logic cell counted once. */
      readonly sinks: number;
      /** Whether it ends at an enable or reset pin of a logic cell. */
      readonly control: boolean;
      /** ns that it costs besides: the logic cell by which a carry leaves its chain. */
      readonly extra: number;
    };

/** What drives and loads each net. */
export interface Nets {
  readonly driver: ReadonlyMap<number, string>;
  readonly sinks: ReadonlyMap<number, readonly Sink[]>;
}

/** A loading pin; `cell` is undefined for an output port, which is then `pin`. */
export interface Sink {
  readonly cell: string | undefined;
  readonly pin: string;
}

/** How the placer puts iCE40 cells together, as far as it decides wires. */
export interface Packing {
  /** The LUT in whose logic cell a flip-flop or a carry is; undefined for one with a logic cell of its own. */
  readonly lutOf: (cell: string) => string | undefined;
  /** Whether a carry chain is entered from a net here, by a logic cell of its own. */
  readonly enteredFromNet: (carry: string) => boolean;
  readonly wire: (bit: number, sink: string | undefined, pin: string) => Wire;
  /** Logic cells of the design. */
  readonly logicCells: number;
}

/** Logic cells of one tile: a carry that goes on to the next tile takes longer. */
const tileCells = 8;

/** Drivers and loads of every net of a module; ports other than inputs are loads. */
export function describeNets(module: NetlistModule): Nets {
  const driver = new Map<number, string>();
  const sinks = new Map<number, Sink[]>();
  const load = (bit: number, sink: Sink): void => {
    const list = sinks.get(bit);
    if (list === undefined) sinks.set(bit, [sink]);
    else list.push(sink);
  };
  for (const [name, cell] of Object.entries(module.cells)) {
    for (const [pin, bits] of Object.entries(cell.connections)) {
      const output = cell.port_directions[pin] === 'output';
      for (const bit of bits) {
        if (typeof bit !== 'number') continue;
        if (output) driver.set(bit, name);
        else load(bit, { cell: name, pin });
      }
    }
  }
  for (const [name, port] of Object.entries(module.ports)) {
    if (port.direction === 'input') continue;
    for (const bit of port.bits) if (typeof bit === 'number') load(bit, { cell: undefined, pin: name });
  }
  return { driver, sinks };
}

/**
 * Packs a mapped netlist as nextpnr-ice40 does: a LUT with its only load's flip-flop, a carry with the LUT that reads its two operands and its carry-in, carries in a row along the tiles,
 * and the nets with most resets and enables on global buffers.
 */
export function packCells(module: NetlistModule, nets: Nets, model: DelayModel): Packing {
  const typeOf = (cell: string | undefined): string => (cell === undefined ? '' : (module.cells[cell]?.type ?? ''));
  const driverType = (bit: NetBit | undefined): string => (typeof bit === 'number' ? typeOf(nets.driver.get(bit)) : '');
  const absorbed = new Map<string, string>();
  for (const [name, cell] of Object.entries(module.cells)) {
    const [data] = isFlipFlop(cell.type) ? (cell.connections.D ?? []) : [];
    if (typeof data !== 'number' || driverType(data) !== 'SB_LUT4' || nets.sinks.get(data)?.length !== 1) continue;
    absorbed.set(name, nets.driver.get(data) ?? '');
  }
  const chains = carryChains(module, nets);
  const promoted = promote(module, nets, model);
  const lutOf = (cell: string): string | undefined => absorbed.get(cell) ?? chains.lutOf.get(cell);
  const loads = new Map<number, number>();
  for (const [bit, sinks] of nets.sinks) loads.set(bit, new Set(sinks.map((sink) => pinOf(sink, typeOf(sink.cell), lutOf))).size);
  const wire = (bit: number, sink: string | undefined, pin: string): Wire => {
    const [from, to] = [driverType(bit), typeOf(sink)];
    if (from === 'SB_CARRY' && sink !== undefined) {
      const along = chains.along(nets.driver.get(bit) ?? '', sink, pin, model);
      if (along !== undefined) return { kind: 'fixed', delay: along };
    }
    if (from === 'SB_GB') return { kind: 'fixed', delay: model.global.enable };
    if (isFlipFlop(to)) {
      if (pin === 'D' && absorbed.has(sink ?? '')) return { kind: 'fixed', delay: 0 };
      const control = pin === 'E' ? 'enable' : /^[RS]$/.test(pin) ? 'reset' : undefined;
      if (control !== undefined && promoted.has(`${control} ${bit}`)) {
        const entry = from === '' ? model.global.fromPort : model.global.fromLogic;
        return { kind: 'fixed', delay: entry + model.global.buffer + model.global[control] };
      }
    }
    const extra = from === 'SB_CARRY' ? model.carryToLut + model.lut[3] : 0;
    return { kind: 'routed', sinks: loads.get(bit) ?? 1, control: isFlipFlop(to) && pin !== 'D', extra };
  };
  const cells = Object.values(module.cells);
  const logicCells = cells.filter((cell) => cell.type === 'SB_LUT4' || isFlipFlop(cell.type)).length - absorbed.size;
  return { lutOf, enteredFromNet: (carry) => chains.entered.has(carry), wire, logicCells };
}

/** A pin of a logic cell: the operands of a carry are its LUT's I1 and I2. */
function pinOf({ cell, pin }: Sink, type: string, lutOf: (cell: string) => string | undefined): string {
  const shared = type === 'SB_CARRY' ? { I0: 'I1', I1: 'I2', CI: 'CIN' }[pin] : undefined;
  return `${(cell === undefined ? undefined : lutOf(cell)) ?? cell ?? ''} ${shared ?? pin}`;
}

function isFlipFlop(type: string): boolean {
  return type.startsWith('SB_DFF');
}

interface CarryChains {
  /** The LUT in the logic cell of a carry. */
  readonly lutOf: ReadonlyMap<string, string>;
  /** Carries whose chain begins with a net's value. */
  readonly entered: ReadonlySet<string>;
  /** Delay of a wire that stays within the chain; undefined for one that leaves it. */
  readonly along: (carry: string, sink: string, pin: string, model: DelayModel) => number | undefined;
}

function carryChains(module: NetlistModule, nets: Nets): CarryChains {
  const carries = Object.entries(module.cells).filter(([, cell]) => cell.type === 'SB_CARRY');
  const lutOf = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, cell] of carries) {
    const lut = lutBeside(module, nets, cell, taken);
    if (lut === undefined) continue;
    lutOf.set(name, lut);
    taken.add(lut);
  }
  const isCarry = (cell: string | undefined): boolean => cell !== undefined && module.cells[cell]?.type === 'SB_CARRY';
  const sinksOf = (carry: string): readonly Sink[] => {
    const [out] = module.cells[carry]?.connections.CO ?? [];
    return typeof out === 'number' ? (nets.sinks.get(out) ?? []) : [];
  };
  const inside = (carry: string, sink: string, pin: string): boolean => {
    const sinks = sinksOf(carry);
    const next = sinks.find((one) => isCarry(one.cell) && one.pin === 'CI')?.cell;
    if (isCarry(sink)) return pin === 'CI';
    return pin === 'I3' && (next === undefined ? sinks.length === 1 : lutOf.get(next) === sink);
  };
  const leaves = (carry: string): boolean => sinksOf(carry).some((one) => one.cell === undefined || !inside(carry, one.cell, one.pin));
  const entered = new Set<string>();
  const positions = new Map<string, number>();
  const positionOf = (carry: string): number => {
    const below: string[] = [];
    let at: string | undefined = carry;
    while (at !== undefined && !positions.has(at) && !below.includes(at)) {
      below.push(at);
      const [input]: readonly NetBit[] = module.cells[at]?.connections.CI ?? [];
      const before: string | undefined = typeof input === 'number' ? nets.driver.get(input) : undefined;
      if (typeof input === 'number' && !isCarry(before)) entered.add(at);
      at = isCarry(before) ? before : undefined;
    }
    for (let one = below.pop(); one !== undefined; one = below.pop()) {
      positions.set(one, at === undefined ? (entered.has(one) ? 1 : 0) : (positions.get(at) ?? 0) + (leaves(at) ? 2 : 1));
      at = one;
    }
    return positions.get(carry) ?? 0;
  };
  for (const [name] of carries) positionOf(name);
  return {
    lutOf,
    entered,
    along: (carry, sink, pin, { carryToLut, carryToTile, carry: delays }) => {
      if (!inside(carry, sink, pin)) return undefined;
      if (isCarry(sink)) return (positionOf(sink) % tileCells === 0 ? carryToTile : 0) + (leaves(carry) ? delays.ci : 0);
      return carryToLut + ((positionOf(carry) + 1) % tileCells === 0 ? carryToTile : 0);
    },
  };
}

/** The LUT that reads both operands and the carry-in of a carry where they share a logic cell: I1, I2 and I3; one that reads the operands alone where there is no such. */
function lutBeside(module: NetlistModule, nets: Nets, carry: NetlistCell, taken: ReadonlySet<string>): string | undefined {
  const readers = (bit: NetBit | undefined, pin: string): Set<string> | undefined => {
    if (typeof bit !== 'number') return undefined;
    const found = (nets.sinks.get(bit) ?? []).filter((sink) => sink.pin === pin && module.cells[sink.cell ?? '']?.type === 'SB_LUT4');
    return new Set(found.flatMap((sink) => sink.cell ?? []));
  };
  const { I0, I1, CI } = carry.connections;
  const [first, second] = [readers(I0?.[0], 'I1'), readers(I1?.[0], 'I2')];
  const both = [...(first ?? second ?? [])].filter((lut) => second?.has(lut) !== false && !taken.has(lut)).sort();
  const [input] = CI ?? [];
  const fits = both.find((lut) => {
    const [third] = module.cells[lut]?.connections.I3 ?? [];
    return typeof input === 'number' ? third === input : typeof third !== 'number';
  });
  return fits ?? both[0];
}

/** Nets on global buffers, as `enable 17` and `reset 4`: of the eight, clocks first when they have most loads; at most four of a kind, and only of those worth it. */
function promote(module: NetlistModule, nets: Nets, model: DelayModel): Set<string> {
  const counts = { clock: new Map<number, number>(), reset: new Map<number, number>(), enable: new Map<number, number>() };
  for (const [bit, sinks] of nets.sinks) {
    for (const { cell, pin } of sinks) {
      const kind = controlKind(module.cells[cell ?? '']?.type ?? '', pin);
      if (kind !== undefined) counts[kind].set(bit, (counts[kind].get(bit) ?? 0) + 1);
    }
  }
  const most = (kind: keyof typeof counts): [number, number] =>
    [...counts[kind]].reduce((best, one) => (one[1] > best[1] ? one : best), [-1, 0]);
  const left = { all: model.global.buffers, reset: model.global.buffers / 2, enable: model.global.buffers / 2 };
  const promoted = new Set<string>();
  while (left.all-- > 0) {
    const [clock, reset, enable] = [most('clock'), most('reset'), most('enable')];
    const wanted = (['reset', 'enable'] as const).filter(
      (kind) => left[kind] > 0 && (kind === 'reset' ? reset : enable)[1] > model.global.fewest[kind],
    );
    const kind = wanted.find((one) => (one === 'reset' ? reset : enable)[1] > clock[1]) ?? (clock[1] > 0 ? 'clock' : wanted[0]);
    if (kind === undefined) break;
    const [bit] = { clock, reset, enable }[kind];
    counts[kind].delete(bit);
    if (kind !== 'clock') left[kind]--;
    promoted.add(`${kind} ${bit}`);
  }
  return promoted;
}

function controlKind(type: string, pin: string): 'clock' | 'reset' | 'enable' | undefined {
  if (isFlipFlop(type)) return ({ C: 'clock', E: 'enable', R: 'reset', S: 'reset' } as const)[pin];
  return type.startsWith('SB_RAM40') && /^[RW]CLKN?$/.test(pin) ? 'clock' : undefined;
}
