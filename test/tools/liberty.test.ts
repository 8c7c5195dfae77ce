import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../server/src/netlist/netlist';
import { analyzeCells } from '../../server/src/timing/liberty/analyzeCells';
import { readLiberty } from '../../server/src/timing/liberty/readLiberty';
import { endArrivals, hasOpenSta, openStaSlacks } from '../harness/openSta';

const file = path.join(import.meta.dirname, '../data/liberty/small.lib');
const folder = mkdtempSync(path.join(tmpdir(), 'liberty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A netlist of gates chosen by a fixed sequence, over registers and inputs; every third gate's output is kept in a register, the last ones leave by ports. */
function netlist(gates: number): NetlistModule {
  let state = 12345;
  const pick = (below: number): number => ((state = (state * 1103515245 + 12345) % 2147483648) >> 8) % below;
  const cells: Record<string, NetlistCell> = {};
  const add = (name: string, type: string, pins: Record<string, number>): void => {
    const port_directions = Object.fromEntries(
      Object.keys(pins).map((pin) => [pin, pin === 'Y' || pin === 'Q' ? ('output' as const) : ('input' as const)]),
    );
    const connections = Object.fromEntries(Object.entries(pins).map(([pin, bit]) => [pin, [bit]]));
    cells[name] = { hide_name: 0, type, parameters: {}, attributes: {}, port_directions, connections };
  };
  const nets = [3, 4, 5];
  let next = 10;
  for (let at = 0; at < gates; at++) {
    const type = ['INV', 'BUF', 'NAND2', 'NOR2', 'XOR2'][pick(5)] ?? 'INV';
    const source = (): number => nets[Math.max(0, nets.length - 1 - pick(12))] ?? 3;
    const inputs = type === 'INV' || type === 'BUF' ? { A: source() } : { A: source(), B: source() };
    add(`g${at}`, type, { ...inputs, Y: next });
    if (at % 3 === 0) {
      add(`r${at}`, 'DFF', { CK: 2, D: next, Q: next + 1 });
      nets.push(next + 1);
      next++;
    }
    nets.push(next - (at % 3 === 0 ? 1 : 0));
    next++;
  }
  const ports = {
    clk: { direction: 'input' as const, bits: [2] },
    in: { direction: 'input' as const, bits: [3, 4, 5] },
    out: { direction: 'output' as const, bits: [next - 2] },
  };
  return { attributes: {}, ports, cells, netnames: { clk: { hide_name: 0, bits: [2], attributes: {} } } };
}

describe.skipIf(!hasOpenSta())('Liberty cells', () => {
  it('are timed as OpenSTA times them: every end point of the same netlist, to a tenth of a picosecond', async () => {
    const read = await readLiberty([readFileSync(file, 'utf8')], new AbortController().signal);
    if (!read.ok) throw new Error(read.message);
    const module = netlist(120);
    // The library's unit is the picosecond, and so is the tool's.
    const sdc =
      'create_clock -name clk -period 10000 [get_ports p0]\nset_input_delay 0 -clock clk [get_ports {p1 p2 p3}]\nset_output_delay 0 -clock clk [all_outputs]\n';
    const told = openStaSlacks(module, file, sdc, folder);
    const ours = endArrivals(analyzeCells(module, read.value, read.value.wireLoad === undefined ? {} : { wireLoad: read.value.wireLoad }));
    expect(told.size).toBe(41);
    for (const [end, slack] of told) expect(Math.abs(10 - slack / 1000 - (ours.get(end) ?? NaN)), end).toBeLessThan(1e-4);
  });
});
