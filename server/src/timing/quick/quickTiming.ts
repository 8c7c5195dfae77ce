import type { NetBit, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { parameterNumber } from '../../netlist/netlist';
import { routeDelay, type DelayModel } from '../delayModel';
import { isFlipFlop } from '../rtlCells';
import { always, type Literal, LutNetwork, never } from './lutNetwork';
import { type CarryDelays, wordInLuts } from './wordsInLuts';

/** When the data at a signal's registers, or at an output, has to be there at the latest. */
export interface QuickEnd {
  readonly signal: string;
  readonly kind: 'register' | 'output';
  /** ns, from the clock's edge or an input at 0, setup in it. */
  readonly arrival: number;
  /** Signals of one number are names of the same registers: a port and what drives it. */
  readonly registers: number;
}

interface Context {
  readonly module: NetlistModule;
  readonly model: DelayModel;
  readonly net: LutNetwork;
  readonly delays: CarryDelays;
  readonly literals: Map<number, Literal>;
  readonly drivers: ReadonlyMap<number, { readonly cell: NetlistCell; readonly at: number }>;
}

/** Of what `quickTiming` finds, the share that mapped logic takes, and the levels that it takes besides: fitted on public modules (`npm run bench -- --quick-timing`). */
const fitted = { share: 0.53, levels: 3.1 };

/** When the mapped estimate would have it there, as far as the quick one can say, in ns; rough. */
export function asMapped(arrival: number, model: DelayModel): number {
  const level = (model.lut[1] + model.lut[2]) / 2 + model.route.base;
  return fitted.share * arrival + fitted.levels * level;
}

/**
 * An estimate of a module's timing from its words as they were read, nothing optimised or mapped: operators become LUTs and carry chains with the delays of `model`, at every
 * register the latest arrival is told. It takes milliseconds where synthesis takes seconds.
 */
export function quickTiming(module: NetlistModule, model: DelayModel): QuickEnd[] {
  const level = (model.lut[1] + model.lut[2]) / 2 + wire(model, 2, module);
  const delays: CarryDelays = {
    level,
    entry: wire(model, 2, module) + model.carry.i0,
    step: model.carry.ci + model.carryToTile / 8,
    exit: model.carryToLut + model.lut[3],
  };
  const net = new LutNetwork(level);
  const drivers = driversOf(module);
  const context: Context = { module, model, net, delays, literals: new Map(), drivers };
  startAll(context);
  for (const cell of ordered(module, drivers)) mapCell(cell, context);
  return ends(context);
}

function wire(model: DelayModel, sinks: number, module: NetlistModule): number {
  return routeDelay(model.route, sinks, 1, Object.keys(module.cells).length * 4, false);
}

function driversOf(module: NetlistModule): Context['drivers'] {
  const drivers = new Map<number, { cell: NetlistCell; at: number }>();
  for (const cell of Object.values(module.cells)) {
    if (isFlipFlop(cell.type)) continue;
    for (const [pin, bits] of Object.entries(cell.connections)) {
      if (cell.port_directions[pin] !== 'output') continue;
      bits.forEach((bit, at) => {
        if (typeof bit === 'number') drivers.set(bit, { cell, at });
      });
    }
  }
  return drivers;
}

/** Cells behind those that drive them; an edge that closes a loop is dropped. */
function ordered(module: NetlistModule, drivers: Context['drivers']): NetlistCell[] {
  const order: NetlistCell[] = [];
  const state = new Map<NetlistCell, 'open' | 'done'>();
  const cells = Object.values(module.cells).filter((cell) => !isFlipFlop(cell.type));
  for (const root of cells) {
    const stack: { cell: NetlistCell; before: NetlistCell[] }[] = [];
    const enter = (cell: NetlistCell): void => {
      if (state.has(cell)) return;
      state.set(cell, 'open');
      stack.push({ cell, before: sourcesOf(cell, drivers) });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.before.pop();
      if (next !== undefined) enter(next);
      else {
        state.set(top.cell, 'done');
        order.push(top.cell);
        stack.pop();
      }
    }
  }
  return order;
}

function sourcesOf(cell: NetlistCell, drivers: Context['drivers']): NetlistCell[] {
  const found = new Set<NetlistCell>();
  for (const [pin, bits] of Object.entries(cell.connections)) {
    if (cell.port_directions[pin] === 'output') continue;
    for (const bit of bits) {
      const driver = typeof bit === 'number' ? drivers.get(bit) : undefined;
      if (driver !== undefined) found.add(driver.cell);
    }
  }
  return [...found];
}

/** Inputs are there at 0, what registers hold after the clock's edge; a net that many read is later. */
function startAll({ module, model, net, literals }: Context): void {
  const start = (bits: readonly NetBit[], arrival: number): void => {
    for (const bit of bits) if (typeof bit === 'number' && !literals.has(bit)) literals.set(bit, net.leaf(arrival));
  };
  for (const port of Object.values(module.ports)) if (port.direction !== 'output') start(port.bits, 0);
  for (const cell of Object.values(module.cells)) if (isFlipFlop(cell.type)) start(cell.connections.Q ?? [], model.clockToQ);
}

function literalOf(bit: NetBit | undefined, { literals, net }: Context): Literal {
  if (typeof bit !== 'number') return bit === '1' ? 1 : never;
  let literal = literals.get(bit);
  // A loop, or a net that nothing drives.
  if (literal === undefined) literals.set(bit, (literal = net.leaf(0)));
  return literal;
}

function mapCell(cell: NetlistCell, context: Context): void {
  const made = wordInLuts(cell, context.net, (bit) => literalOf(bit, context), context.delays);
  const outputs = made === undefined ? outputsOf(cell) : (cell.connections.Y ?? []);
  outputs.forEach((bit, at) => {
    if (typeof bit === 'number') context.literals.set(bit, made?.[at] ?? opaque(cell, context));
  });
}

function outputsOf(cell: NetlistCell): NetBit[] {
  return Object.entries(cell.connections).flatMap(([pin, bits]) => (cell.port_directions[pin] === 'output' ? bits : []));
}

/** A memory is read as late as its address is there and a select over its words takes; an instance of another module begins anew. */
function opaque(cell: NetlistCell, context: Context): Literal {
  const { net, model, delays } = context;
  if (!/^\$mem/.test(cell.type)) return net.leaf(cell.type.startsWith('$') ? 2 * delays.level : model.clockToQ + delays.level);
  return net.leaf(Math.max(model.clockToQ, addressOf(cell, context)) + (delays.level * parameterNumber(cell.parameters.ABITS) * 3) / 4);
}

function addressOf({ connections }: NetlistCell, context: Context): number {
  const address = [...(connections.RD_ADDR ?? []), ...(connections.ADDR ?? [])];
  return Math.max(...address.map((bit) => context.net.arrival(literalOf(bit, context))));
}

/** Whether a port that reads a memory without a clock becomes one with a clock, as it does where registers follow it. */
function isBlockMemory(cell: NetlistCell, { model }: Context): boolean {
  return (
    /^\$mem/.test(cell.type) &&
    model.ramSetup > 0 &&
    2 ** parameterNumber(cell.parameters.ABITS) * parameterNumber(cell.parameters.WIDTH) >= 512
  );
}

interface Pins {
  /** When the data pin's value is there, setup in it. */
  readonly data: number;
  /** Nets that become its enable and its synchronous reset. */
  readonly controls: readonly Literal[];
}

function ends(context: Context): QuickEnd[] {
  const { module, net, model } = context;
  const pins = new Map<number, Pins>();
  const loads = new Map<Literal, number>();
  for (const cell of Object.values(module.cells)) {
    if (!isFlipFlop(cell.type)) continue;
    const { D = [], Q = [], EN = [], SRST = [] } = cell.connections;
    const given = [...EN, ...SRST].map((bit) => literalOf(bit, context));
    Q.forEach((bit, at) => {
      if (typeof bit !== 'number') return;
      const found = atDataPin(D[at], bit, given, context);
      pins.set(bit, found);
      for (const one of found.controls) loads.set(one, (loads.get(one) ?? 0) + 1);
    });
  }
  const atControl = (one: Literal): number => net.arrival(one) + controlWire(loads.get(one) ?? 1, model) + model.controlSetup;
  const atRegister = new Map([...pins].map(([bit, { data, controls }]) => [bit, Math.max(0, data, ...controls.map(atControl))] as const));
  return [...named(context, atRegister), ...atOutputs(context, atRegister)];
}

/** A net that many registers read as their enable is put on a global buffer. */
function controlWire(loads: number, { route, global }: DelayModel): number {
  if (loads >= global.fewest.enable) return global.fromLogic + global.buffer + global.enable;
  return Math.max(route.least, route.base + route.control + route.perSinks * Math.log2(loads));
}

/** What synthesis makes of the multiplexers right before a register that keep or clear it: its enable and its synchronous reset. */
function atDataPin(data: NetBit | undefined, own: number, given: readonly Literal[], context: Context): Pins {
  const { net, model, drivers } = context;
  let enable: Literal = always;
  let clear: Literal | undefined;
  let bit = data;
  for (let depth = 0; depth < 64 && typeof bit === 'number'; depth++) {
    const driver = drivers.get(bit);
    if (driver === undefined) break;
    const { cell, at } = driver;
    const [a, b] = [cell.connections.A?.[at], cell.connections.B?.[at]];
    if (cell.type === '$buf' || cell.type === '$pos') {
      bit = a;
      continue;
    }
    if (cell.type !== '$mux') break;
    const arms = [a, b].map((one) => rootOf(one, drivers));
    const any = arms.indexOf('x');
    const keeps = arms.indexOf(own);
    const clears = clear === undefined ? arms.findIndex((one) => typeof one === 'string') : -1;
    const side = any >= 0 ? any : keeps >= 0 ? keeps : clears;
    if (side < 0) break;
    const select = literalOf(cell.connections.S?.[0], context);
    const goesOn = side === 0 ? select : select ^ 1;
    if (any >= 0) bit = side === 0 ? b : a;
    else if (keeps >= 0) enable = net.and(enable, goesOn);
    else clear = net.and(enable, goesOn ^ 1);
    bit = side === 0 ? b : a;
  }
  // A reset that counts without the enable makes the register wait for both.
  const controls = [
    ...given,
    ...(clear === undefined ? [] : [clear]),
    ...(enable === always ? [] : [clear === undefined ? enable : net.or(enable, clear)]),
  ];
  const memory = typeof bit === 'number' ? drivers.get(bit)?.cell : undefined;
  if (memory !== undefined && isBlockMemory(memory, context))
    return { data: addressOf(memory, context) + model.route.base + model.ramSetup, controls };
  const arrival = net.arrival(literalOf(bit, context));
  const direct = typeof bit !== 'number' || drivers.get(bit) === undefined;
  return { data: arrival + (direct ? model.setup + model.route.base : model.packedSetup), controls };
}

/** The net behind buffers. */
function rootOf(bit: NetBit | undefined, drivers: Context['drivers']): NetBit | undefined {
  for (let depth = 0; depth < 64 && typeof bit === 'number'; depth++) {
    const driver = drivers.get(bit);
    if (driver?.cell.type !== '$buf') break;
    bit = driver.cell.connections.A?.[driver.at];
  }
  return bit;
}

function named({ module, drivers }: Context, atRegister: ReadonlyMap<number, number>): QuickEnd[] {
  return Object.entries(module.netnames).flatMap(([signal, { hide_name: hidden, bits }]): QuickEnd[] => {
    if (hidden !== 0) return [];
    const roots = bits.map((bit) => rootOf(bit, drivers)).filter((bit) => typeof bit === 'number' && atRegister.has(bit)) as number[];
    const arrival = Math.max(-Infinity, ...roots.map((bit) => atRegister.get(bit) ?? -Infinity));
    return arrival === -Infinity ? [] : [{ signal, kind: 'register', arrival, registers: Math.min(...roots) }];
  });
}

function atOutputs(context: Context, atRegister: ReadonlyMap<number, number>): QuickEnd[] {
  return Object.entries(context.module.ports).flatMap(([signal, { direction, bits }]): QuickEnd[] => {
    const own = direction === 'input' ? [] : bits.filter((bit) => !atRegister.has(rootOf(bit, context.drivers) as number));
    const arrival = Math.max(-Infinity, ...own.map((bit) => context.net.arrival(literalOf(bit, context))));
    return arrival === -Infinity ? [] : [{ signal, kind: 'output', arrival, registers: -1 }];
  });
}
