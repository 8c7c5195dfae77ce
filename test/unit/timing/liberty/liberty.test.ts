import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../../../server/src/netlist/netlist';
import { analyzeCells } from '../../../../server/src/timing/liberty/analyzeCells';
import { wireCapacitance, type LibertyLibrary } from '../../../../server/src/timing/liberty/library';
import { readLiberty } from '../../../../server/src/timing/liberty/readLiberty';
import { lookUp } from '../../../../server/src/timing/liberty/table';

const text = readFileSync(path.join(import.meta.dirname, '../../../data/liberty/small.lib'), 'utf8');
const never = new AbortController().signal;

function inPieces(whole: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < whole.length; at += size) pieces.push(whole.slice(at, at + size));
  return pieces;
}

async function library(whole = text, size = whole.length): Promise<LibertyLibrary> {
  const read = await readLiberty(inPieces(whole, size), never);
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

describe('Liberty', () => {
  it('reads cells, capacitances and tables in ns and pF', async () => {
    const read = await library();
    expect([...read.cells.keys()]).toEqual(['INV', 'BUF', 'NAND2', 'NOR2', 'XOR2', 'DFF']);
    expect(read.notes).toEqual([]);
    const nand = read.cells.get('NAND2')?.pins.get('Y');
    expect(nand?.arcs.map((arc) => [arc.from, arc.sense, arc.type])).toEqual([
      ['A', 'negative', 'combinational'],
      ['B', 'negative', 'combinational'],
    ]);
    expect(nand?.arcs[0]?.delay.rise?.axes).toEqual([
      { kind: 'slew', at: [0.01, 0.1] },
      { kind: 'load', at: [0.001, 0.02] },
    ]);
    expect(read.cells.get('INV')?.pins.get('A')?.capacitance.rise).toBeCloseTo(0.0013, 9);
    expect(read.cells.get('INV')?.pins.get('A')?.capacitance.fall).toBeCloseTo(0.0011, 9);
    expect(read.cells.get('DFF')?.kind).toBe('flipFlop');
  });

  it('is the same in pieces of any size', async () => {
    const whole = JSON.stringify([...(await library()).cells.get('DFF')!.pins]);
    for (const size of [1, 7, 64]) expect(JSON.stringify([...(await library(text, size)).cells.get('DFF')!.pins])).toBe(whole);
  });

  it('forgives missing semicolons, reads continued lines and comments, and skips power', async () => {
    const read = await library(`library(odd) { // one
      time_unit : "1ns"
      capacitive_load_unit(1, pf)
      lu_table_template(t) { variable_1 : input_net_transition; index_1("0.1, \\
        0.2"); }
      cell(B) { pin(A) { direction : input  capacitance : 0.5; } /* a } b { */
        pin(Y) { direction : output; internal_power() { rise_power(t) { values("1,2"); } }
          timing() { related_pin : "A"; timing_sense : positive_unate; cell_rise(t) { values("1, 2"); } cell_fall(scalar) { values("3"); } } } }
    }`);
    const arc = read.cells.get('B')?.pins.get('Y')?.arcs[0];
    expect(arc?.delay.rise).toEqual({ axes: [{ kind: 'slew', at: [0.1, 0.2] }], values: [1, 2] });
    expect(arc?.delay.fall).toEqual({ axes: [], values: [3] });
  });

  it('says what is no library, and what was cut off', async () => {
    expect(await readLiberty(['module m; endmodule'], never)).toMatchObject({ ok: false, message: 'This is no Liberty library.' });
    expect(await readLiberty(['library (x) { cell (a) { area : 1; } }'], never)).toMatchObject({ ok: false });
    expect((await library(text.slice(0, -3))).notes[0]).toContain('the text ends inside of');
  });

  it('interpolates between points and beyond them', () => {
    const table = {
      axes: [
        { kind: 'slew' as const, at: [1, 3] },
        { kind: 'load' as const, at: [0, 10] },
      ],
      values: [0, 10, 20, 50],
    };
    expect(lookUp(table, { slew: 1, load: 5 })).toBe(5);
    expect(lookUp(table, { slew: 2, load: 5 })).toBe(20);
    expect(lookUp(table, { slew: 5, load: 0 })).toBe(40);
    expect(lookUp(table, { slew: 1, load: 20 })).toBe(20);
  });

  it('gives a net its wire load by fan-out: listed, between and beyond', async () => {
    const { wireLoad } = await library();
    expect(wireLoad?.name).toBe('short');
    if (wireLoad === undefined) return;
    for (const [fanout, length] of [
      [0, 0],
      [1, 1],
      [2, 2.5],
      [4, 5],
      [6, 10],
    ] as const) {
      expect(wireCapacitance(wireLoad, fanout), String(fanout)).toBeCloseTo(0.0004 * length, 9);
    }
  });
});

function cell(type: string, connections: Record<string, number>): NetlistCell {
  return {
    hide_name: 0,
    type,
    parameters: {},
    attributes: {},
    port_directions: Object.fromEntries(Object.keys(connections).map((pin) => [pin, pin === 'Y' || pin === 'Q' ? 'output' : 'input'])),
    connections: Object.fromEntries(Object.entries(connections).map(([pin, bit]) => [pin, [bit]])),
  };
}

function design(cells: Record<string, NetlistCell>): NetlistModule {
  const bit = (one: number) => ({ hide_name: 0 as const, bits: [one], attributes: {} });
  return { attributes: {}, ports: { clk: { direction: 'input', bits: [2] } }, cells, netnames: { clk: bit(2) } };
}

describe('static timing with Liberty cells', () => {
  it('propagates transitions, keeps the directions apart and checks setup by the transition of the data', async () => {
    const read = await library();
    const module = design({
      a: cell('DFF', { CK: 2, D: 9, Q: 3 }),
      i: cell('INV', { A: 3, Y: 4 }),
      b: cell('DFF', { CK: 2, D: 4, Q: 5 }),
    });
    const [path] = analyzeCells(module, read).paths;
    // By hand, from the tables; the loads are the pins' alone. Q falls, the inverter rises: or Q rises, the inverter falls.
    const at = (table: string, edge: 'rise' | 'fall', cellName: string, slew: number, load: number): number => {
      const pin = cellName === 'DFF' ? 'Q' : 'Y';
      const arc = read.cells.get(cellName)?.pins.get(pin)?.arcs[0];
      return lookUp((table === 'delay' ? arc?.delay : arc?.slew)![edge]!, { slew, load });
    };
    const data = read.cells.get('DFF')?.pins.get('D')?.arcs[0]?.constraint;
    const ways = (['rise', 'fall'] as const).map((out) => {
      const into = out === 'rise' ? 'fall' : 'rise';
      const load = into === 'rise' ? 0.0013 : 0.0011;
      const [first, slew] = [at('delay', into, 'DFF', 0, load), at('slew', into, 'DFF', 0, load)];
      const [second, end] = [at('delay', out, 'INV', slew, 0.0014), at('slew', out, 'INV', slew, 0.0014)];
      return first + second + lookUp(data![out]!, { data: end, clock: 0 });
    });
    expect(path?.arrival).toBeCloseTo(Math.max(...ways), 9);
    expect(path?.launch).toMatchObject({ bit: 3, at: { clock: 'clk', edge: 'rise' } });
    expect(path?.hops.map((hop) => hop.bit)).toEqual([3, 4]);
  });

  it('takes longer with a wire load and more loads, and follows a clock back through its buffers', async () => {
    const read = await library();
    const base = { a: cell('DFF', { CK: 7, D: 9, Q: 3 }), k: cell('BUF', { A: 2, Y: 7 }), b: cell('DFF', { CK: 7, D: 3, Q: 5 }) };
    const arrival = (module: NetlistModule, options = {}): number => analyzeCells(module, read, options).paths[0]?.arrival ?? 0;
    const bare = arrival(design(base));
    expect(arrival(design(base), { wireLoad: read.wireLoad })).toBeGreaterThan(bare);
    expect(arrival(design({ ...base, c: cell('DFF', { CK: 7, D: 3, Q: 6 }) }))).toBeGreaterThan(bare);
    expect(analyzeCells(design(base), read).clocks).toEqual([{ clock: 'clk', edge: 'rise' }]);
  });

  it('counts cells that the library lacks', async () => {
    const found = analyzeCells(design({ x: cell('MYSTERY', { A: 2, Y: 3 }) }), await library());
    expect([...found.unknownCells]).toEqual([['MYSTERY', 1]]);
  });
});
