import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../server/src/netlist/netlist';
import { exceptionTag, inputArrival, requiredTime } from '../../server/src/timing/constraints';
import type { Launch } from '../../server/src/timing/gateSta';
import { analyzeCells } from '../../server/src/timing/liberty/analyzeCells';
import type { LibertyLibrary } from '../../server/src/timing/liberty/library';
import { readLiberty } from '../../server/src/timing/liberty/readLiberty';
import { parseSdc } from '../../server/src/timing/sdc';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import { openStaSlack } from '../../server/src/tools/openSta';
import { hasOpenSta, openStaSlacks } from '../harness/openSta';

const file = path.join(import.meta.dirname, '../data/liberty/small.lib');
const folder = mkdtempSync(path.join(tmpdir(), 'liberty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * A netlist of gates chosen by a fixed sequence, over registers of two clocks (`p0`, `p1`) and three inputs; every third gate's output is kept in a register, the last leaves by a port (`p5`). Cells
 * and ports have the names that the netlist written for OpenSTA gives them.
 */
function netlist(gates: number): NetlistModule {
  let state = 12345;
  const pick = (below: number): number => ((state = (state * 1103515245 + 12345) % 2147483648) >> 8) % below;
  const cells: Record<string, NetlistCell> = {};
  const add = (type: string, pins: Record<string, number>): void => {
    const port_directions = Object.fromEntries(
      Object.keys(pins).map((pin) => [pin, pin === 'Y' || pin === 'Q' ? ('output' as const) : ('input' as const)]),
    );
    const connections = Object.fromEntries(Object.entries(pins).map(([pin, bit]) => [pin, [bit]]));
    cells[`u${Object.keys(cells).length}`] = { hide_name: 0, type, parameters: {}, attributes: {}, port_directions, connections };
  };
  const nets = [4, 5, 6];
  let next = 10;
  for (let at = 0; at < gates; at++) {
    const type = ['INV', 'BUF', 'NAND2', 'NOR2', 'XOR2'][pick(5)] ?? 'INV';
    const source = (): number => nets[Math.max(0, nets.length - 1 - pick(12))] ?? 4;
    const inputs = type === 'INV' || type === 'BUF' ? { A: source() } : { A: source(), B: source() };
    add(type, { ...inputs, Y: next });
    nets.push(next++);
    if (at % 3 !== 0) continue;
    add('DFF', { CK: at % 2 === 0 ? 2 : 3, D: next - 1, Q: next });
    nets.push(next++);
  }
  const input = (bit: number) => ({ direction: 'input' as const, bits: [bit] });
  const ports = {
    p0: input(2),
    p1: input(3),
    p2: input(4),
    p3: input(5),
    p4: input(6),
    p5: { direction: 'output' as const, bits: [next - 1] },
  };
  const net = (bit: number) => ({ hide_name: 0 as const, bits: [bit], attributes: {} });
  return { attributes: {}, ports, cells, netnames: { p0: net(2), p1: net(3) } };
}

/** Slack of every end point under constraints, by the names that OpenSTA's are listed by. */
function ownSlacks(module: NetlistModule, library: LibertyLibrary, sdc: string): Map<string, number> {
  const constraints = parseSdc(sdc);
  expect(constraints.notes).toEqual([]);
  const options = { constraints, period: undefined, clock: undefined };
  const driver = new Map(Object.entries(module.cells).map(([name, { connections }]) => [(connections.Y ?? connections.Q)?.[0], name]));
  const port = new Map(Object.entries(module.ports).map(([name, { bits }]) => [bits[0], name]));
  const startOf = (launch: Launch): string => driver.get(launch.bit) ?? port.get(launch.bit) ?? '';
  const { paths } = analyzeCells(module, library, {
    ...(library.wireLoad === undefined ? {} : { wireLoad: library.wireLoad }),
    inputArrival: (name) => inputArrival(name, constraints),
    tag: (launch) => exceptionTag(startOf(launch), launch, options),
  });
  const slacks = new Map<string, number>();
  for (const { launch, capture, arrival } of paths) {
    const limit = requiredTime({ launch, capture, start: startOf(launch), end: capture.cell ?? capture.pin }, options);
    if (limit === undefined) continue;
    const end = capture.cell === undefined ? `net ${capture.bit}` : `${capture.cell}/${capture.pin}`;
    slacks.set(end, Math.min(limit.required - arrival, slacks.get(end) ?? Infinity));
  }
  return slacks;
}

describe.skipIf(!hasOpenSta())('Liberty cells and SDC', async () => {
  const read = await readLiberty([readFileSync(file, 'utf8')], new AbortController().signal);
  if (!read.ok) throw new Error(read.message);
  const library = read.value;
  const module = netlist(120);
  // The library's unit is the picosecond, and so is the tool's.
  const clocks = `create_clock -name fast -period 2000 [get_ports p0]
create_clock -name slow -period 3000 -waveform {500 2000} [get_ports p1]
set_input_delay 100 -clock fast [get_ports {p2 p3}]
set_input_delay 250 -clock slow -clock_fall [get_ports p4]
set_output_delay 150 -clock slow [all_outputs]
`;

  it.each([
    ['clocks, one with a waveform, and delays of ports', ''],
    ['clock groups', 'set_clock_groups -asynchronous -group {fast} -group {slow}'],
    ['a false path from a register, which leaves its end points to others', 'set_false_path -from [get_cells u20]'],
    ['a false path between clocks, one way', 'set_false_path -from [get_clocks fast] -to [get_clocks slow]'],
    [
      'multicycles of either clock',
      'set_multicycle_path 2 -setup -from [get_clocks fast] -to [get_clocks slow]\nset_multicycle_path 3 -setup -start -from [get_clocks slow] -to [get_clocks fast]',
    ],
    ['a false path from all inputs, which no register is', 'set_false_path -from [all_inputs]'],
    ['multicycles from ports to registers of a clock', 'set_multicycle_path 2 -setup -from [get_ports {p2 p4}] -to [get_clocks slow]'],
    ['a false path to all outputs', 'set_false_path -from [all_clocks] -to [all_outputs]'],
    [
      'delays of ports that are said again, and added',
      'set_input_delay 40 -clock fast [get_ports p3]\nset_input_delay 10 -clock fast -add_delay [get_ports p2]',
    ],
    ['uncertainty that is said again', 'set_clock_uncertainty 90 [all_clocks]\nset_clock_uncertainty 20 [get_clocks fast]'],
    ['a maximum delay', 'set_max_delay 700 -to [get_cells u100]'],
    [
      'uncertainty, of one clock and between two',
      'set_clock_uncertainty 80 [get_clocks slow]\nset_clock_uncertainty 30 -setup -from [get_clocks fast] -to [get_clocks slow]',
    ],
    ['expressions and loops', 'set margin [expr {25.0 * 4}]\nforeach c {fast slow} { set_clock_uncertainty $margin [get_clocks $c] }'],
  ])("slack is OpenSTA's to a tenth of a picosecond: %s", (_, sdc) => {
    const told = openStaSlacks(module, file, `${clocks}${sdc}\n`, folder);
    const ours = ownSlacks(module, library, `set_units -time 1ps\n${clocks}${sdc}\n`);
    expect(told.size).toBeGreaterThan(20);
    const off = [...told].filter(([end, slack]) => !(Math.abs(slack / 1000 - (ours.get(end) ?? NaN)) < 1e-4));
    expect(off.map(([end, slack]) => `${end}: OpenSTA ${slack}, here ${1000 * (ours.get(end) ?? NaN)}`)).toEqual([]);
    expect(ours.size).toBe(told.size);
  });

  it('the slack that fixes are judged by is in ns, with the clock at every port that clocks registers', async () => {
    const sta = { path: 'sta', runner: new ProcessRunner() };
    const job = { netlist: module, liberty: readFileSync(file, 'utf8'), period: 1, timeoutMs: 20_000 };
    const told = await openStaSlack({ ...job, clockBits: new Set([2, 3]) }, sta, new AbortController().signal);
    if (!told.ok) throw new Error(told.message);
    const sdc = `create_clock -name c -period 1 [get_ports {p0 p1}]
set_input_delay 0 -clock c [get_ports {p2 p3 p4}]
set_output_delay 0 -clock c [all_outputs]
`;
    const ours = [...ownSlacks(module, library, sdc).values()];
    expect(told.value.wns).toBeCloseTo(Math.min(...ours), 3);
    expect(told.value.tns).toBeCloseTo(
      ours.reduce((sum, slack) => sum + Math.min(0, slack), 0),
      2,
    );
    expect(await openStaSlack({ ...job, clockBits: new Set([4711]) }, sta, new AbortController().signal)).toMatchObject({ ok: false });
  });
});
