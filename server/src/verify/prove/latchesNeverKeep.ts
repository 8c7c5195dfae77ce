import type { CompileUnit } from '../../model/compileUnit';
import { mapToGates } from '../../netlist/mapToGates';
import { parameterNumber, type NetBit, type Netlist, type NetlistCell, type NetlistModule } from '../../netlist/netlist';
import { topModule } from '../../netlist/netNames';
import { netlistDesign } from '../../tools/slangRuns';
import { tidyCommands } from '../../sim/prepare';
import type { Yosys } from '../../tools/yosys';
import { planAfterReset } from './afterReset';
import { readFacts } from './facts';
import { readGateDesign } from './gateDesign';
import { staysKnown, withKnownOutput } from './knownOutput';

/** Cells in the cone of the latches from which on nobody who types would wait for an answer. */
const mostCells = 4000;

/**
 * Whether nets of the unit's top that elaboration made latches of keep a value at no time after the reset: a case over the states of a machine that leaves out
 * codes which no state has. The value kept is an x; asked is whether an x is ever seen on the nets, by all that the rest of the module does (induction, reachability).
 * Instances, memories and inputs may give any values, so that `true` is a proof; `false` says that there is none.
 */
export async function latchesNeverKeep(
  unit: CompileUnit,
  nets: readonly string[],
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  const read = async (commands: readonly string[], files: ReadonlyMap<string, string>): Promise<NetlistModule | undefined> => {
    const left = deadline - Date.now();
    if (left < 50 || signal.aborted) return undefined;
    const run = await yosys.run({ commands: [...commands, 'write_json out.json'], files, outputs: ['out.json'], timeoutMs: left }, signal);
    const json = run.kind === 'finished' ? run.files.get('out.json') : undefined;
    return json === undefined ? undefined : topModule(JSON.parse(new TextDecoder().decode(json)) as Netlist);
  };
  const build = netlistDesign(unit, []);
  const words = yosys.slang ? await read([...build.commands, 'proc -noopt', ...tidyCommands], build.files) : undefined;
  const cone = words === undefined ? undefined : coneOf(words, nets);
  if (cone === undefined) return false;
  const facts = readFacts(cone);
  if (facts.domains.length > 1 || facts.derivedClocks.length > 0 || facts.clockAsData || facts.derivedResets.length > 0) return false;
  const text = JSON.stringify({ creator: '', modules: { cone } } satisfies Netlist);
  const steps = await read(['read_json cone.json', 'async2sync', 'dffunmap', 'opt_clean'], new Map([['cone.json', text]]));
  const gates = steps === undefined ? undefined : readGateDesign(watched(mapToGates(steps), nets));
  if (gates?.ok !== true) return false;
  const plan = planAfterReset({ design: gates.design, facts });
  return staysKnown(plan, yosys, deadline, signal);
}

/**
 * What decides on the nets: the logic and registers behind them, with latches as selects of an x. Whatever else drives something there (instances, memories) is an
 * input. Undefined where that is too much, or holds latches with resets.
 */
function coneOf(module: NetlistModule, nets: readonly string[]): NetlistModule | undefined {
  const drivers = new Map<NetBit, string>();
  for (const [name, cell] of Object.entries(module.cells))
    for (const [pin, bits] of Object.entries(cell.connections))
      if (cell.port_directions[pin] === 'output') for (const bit of bits) drivers.set(bit, name);
  const cells: Record<string, NetlistCell> = {};
  const inputs = new Set<NetBit>();
  const open = nets.flatMap((name) => module.netnames[name]?.bits ?? []);
  if (open.length === 0 || nets.some((name) => module.netnames[name] === undefined)) return undefined;
  const seen = new Set<NetBit>();
  for (let bit = open.pop(); bit !== undefined; bit = open.pop()) {
    if (typeof bit !== 'number' || seen.has(bit)) continue;
    seen.add(bit);
    const name = drivers.get(bit);
    const cell = name === undefined ? undefined : module.cells[name];
    if (name === undefined || cell === undefined || !isModelled(cell)) {
      inputs.add(bit);
      continue;
    }
    if (cells[name] !== undefined) continue;
    const modelled = /latch|^\$sr$/.test(cell.type) ? selectOfUnknown(cell) : cell;
    if (modelled === undefined || Object.keys(cells).length >= mostCells) return undefined;
    cells[name] = modelled;
    for (const [pin, bits] of Object.entries(modelled.connections)) if (modelled.port_directions[pin] === 'input') open.push(...bits);
  }
  return { ...module, cells, memories: {}, ports: { ...inputPorts(module, inputs), ...outputsOf(module, nets) } };
}

/** Logic and registers; an instance, a memory or a tri-state is none. */
function isModelled({ type }: NetlistCell): boolean {
  return type.startsWith('$') && !/^\$(?:mem|tribuf|_TBUF_|paramod|check|print|assert|assume|any|all|initstate|specify)/.test(type);
}

function selectOfUnknown(latch: NetlistCell): NetlistCell | undefined {
  const { Q = [], D = [], EN = [] } = latch.connections;
  if (latch.type !== '$dlatch') return undefined;
  const kept: NetBit[] = Q.map(() => 'x');
  const [off, on] = parameterNumber(latch.parameters.EN_POLARITY) === 1 ? [kept, D] : [D, kept];
  return {
    ...latch,
    type: '$mux',
    parameters: { WIDTH: Q.length },
    port_directions: { A: 'input', B: 'input', S: 'input', Y: 'output' },
    connections: { A: off, B: on, S: EN, Y: Q },
  };
}

/** The module's own inputs, whole, and one for each other net that nothing modelled drives. */
function inputPorts(module: NetlistModule, inputs: ReadonlySet<NetBit>): NetlistModule['ports'] {
  const ports: NetlistModule['ports'] = {};
  for (const [name, port] of Object.entries(module.ports)) if (port.direction === 'input') ports[name] = port;
  const given = new Set(Object.values(ports).flatMap(({ bits }) => bits));
  for (const bit of inputs) if (!given.has(bit)) ports[`signoff:free:${bit}`] = { direction: 'input', bits: [bit] };
  return ports;
}

function outputsOf(module: NetlistModule, nets: readonly string[]): NetlistModule['ports'] {
  const ports: NetlistModule['ports'] = {};
  for (const name of nets) ports[`signoff:net:${name}`] = { direction: 'output', bits: module.netnames[name]?.bits ?? [] };
  return ports;
}

/** With loops through the nets cut by an x, and an output that is x where one of them is. */
function watched(gates: NetlistModule, nets: readonly string[]): NetlistModule {
  const bits = [...new Set(nets.flatMap((name) => gates.ports[`signoff:net:${name}`]?.bits ?? []))];
  let cells = gates.cells;
  for (const bit of bits) cells = withoutLoop(cells, bit);
  return withKnownOutput({ ...gates, cells }, bits);
}

/** Where the net reaches itself through gates alone, an x takes its place: any value is one that may have been kept. */
function withoutLoop(cells: Readonly<Record<string, NetlistCell>>, net: NetBit): Record<string, NetlistCell> {
  const gates = Object.entries(cells).filter(([, cell]) => cell.connections.Y !== undefined);
  const inputsOf = (cell: NetlistCell): NetBit[] => Object.entries(cell.connections).flatMap(([pin, bits]) => (pin === 'Y' ? [] : bits));
  const closure = (edges: ReadonlyMap<NetBit, readonly NetBit[]>): Set<NetBit> => {
    const reached = new Set<NetBit>();
    const open = [net];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const next of edges.get(at) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    return reached;
  };
  const forward = new Map<NetBit, NetBit[]>();
  const backward = new Map<NetBit, NetBit[]>();
  const note = (edges: Map<NetBit, NetBit[]>, from: NetBit, to: NetBit): void => {
    const list = edges.get(from);
    if (list === undefined) edges.set(from, [to]);
    else list.push(to);
  };
  for (const [, cell] of gates)
    for (const to of cell.connections.Y ?? [])
      for (const from of inputsOf(cell)) {
        note(forward, from, to);
        note(backward, to, from);
      }
  const [after, before] = [closure(forward), closure(backward)];
  if (!after.has(net)) return { ...cells };
  const isInLoop = (bit: NetBit | undefined): boolean => bit === net || (bit !== undefined && after.has(bit) && before.has(bit));
  return Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => {
      if (!isInLoop(cell.connections.Y?.[0]) || !inputsOf(cell).includes(net)) return [name, cell];
      const cut = Object.entries(cell.connections).map(
        ([pin, bits]) => [pin, pin === 'Y' ? bits : bits.map((bit) => (bit === net ? 'x' : bit))] as const,
      );
      return [name, { ...cell, connections: Object.fromEntries(cut) }];
    }),
  );
}
