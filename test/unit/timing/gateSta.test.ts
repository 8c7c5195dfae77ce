import { describe, expect, it } from 'vitest';
import type { NetBit, NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { delayModel, routeDelay, timingTargets, type DelayModel } from '../../../server/src/timing/delayModel';
import { analyzeGates } from '../../../server/src/timing/gateSta';

const model = delayModel('ice40-hx') as DelayModel;
const outputs = new Set(['O', 'CO', 'Q', 'RDATA']);

function cell(type: string, connections: Record<string, NetBit | NetBit[]>, parameters: Record<string, string> = {}): NetlistCell {
  return {
    hide_name: 0,
    type,
    parameters,
    attributes: {},
    port_directions: Object.fromEntries(Object.keys(connections).map((pin) => [pin, outputs.has(pin) ? 'output' : 'input'])),
    connections: Object.fromEntries(Object.entries(connections).map(([pin, bits]) => [pin, Array.isArray(bits) ? bits : [bits]])),
  };
}

/** Truth table of a LUT that looks at every input: their parity. */
const parity = { LUT_INIT: '0110100110010110' };

function design(cells: Record<string, NetlistCell>, ports: NetlistModule['ports'] = {}): NetlistModule {
  return {
    attributes: {},
    ports: { clk: { direction: 'input', bits: [2] }, ...ports },
    cells,
    netnames: { clk: { hide_name: 0, bits: [2], attributes: {} } },
  };
}

describe('gate-level static timing', () => {
  it('adds clock-to-output, wire, LUT, packed wire and setup between two flip-flops', () => {
    const module = design({
      a: cell('SB_DFF', { C: 2, D: 10, Q: 3 }),
      l: cell('SB_LUT4', { I0: 3, I1: '0', I2: '0', I3: '0', O: 4 }, { LUT_INIT: '1010101010101010' }),
      b: cell('SB_DFF', { C: 2, D: 4, Q: 5 }),
    });
    const found = analyzeGates(module, model).paths.find((path) => path.capture.cell === 'b');
    const { route } = model;
    // One tile and a design of three logic cells: the wire is the shortest there is.
    expect(found?.arrival).toBeCloseTo(0.54 + route.least + 0.448 + 0.02, 9);
    expect(found?.hops.map((hop) => hop.bit)).toEqual([3, 4]);
    expect(found?.launch).toMatchObject({ bit: 3, at: { clock: 'clk', edge: 'rise' } });
  });

  it('rides a carry chain without routing between its cells', () => {
    const module = design({
      a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }),
      c0: cell('SB_CARRY', { CI: '0', I0: 3, I1: '0', CO: 4 }),
      c1: cell('SB_CARRY', { CI: 4, I0: '0', I1: '1', CO: 5 }),
      l: cell('SB_LUT4', { I0: '0', I1: '0', I2: '0', I3: 5, O: 6 }, { LUT_INIT: '1111111100000000' }),
      b: cell('SB_DFF', { C: 2, D: 6, Q: 7 }),
    });
    const found = analyzeGates(module, model).paths.find((path) => path.capture.cell === 'b');
    expect(found?.arrival).toBeCloseTo(0.54 + model.route.least + 0.259 + 0 + 0.126 + 0.259 + 0.315 + 0.02, 9);
  });

  it('follows only LUT inputs that the truth table depends on', () => {
    const module = design(
      {
        l: cell('SB_LUT4', { I0: 3, I1: 4, I2: '0', I3: '0', O: 5 }, { LUT_INIT: '1100110011001100' }),
        b: cell('SB_DFF', { C: 2, D: 5, Q: 6 }),
      },
      { a: { direction: 'input', bits: [3] }, c: { direction: 'input', bits: [4] } },
    );
    const paths = analyzeGates(module, model, { inputArrival: (port) => (port === 'a' ? 100 : 0) }).paths;
    expect(paths.map((path) => path.launch.bit)).toEqual([4]);
  });

  it('cuts asynchronous resets and times enables and synchronous resets', () => {
    const module = design(
      {
        a: cell('SB_DFFER', { C: 2, D: '1', E: 3, R: 4, Q: 5 }),
        s: cell('SB_DFFSR', { C: 2, D: '1', R: 4, Q: 6 }),
      },
      { e: { direction: 'input', bits: [3] }, r: { direction: 'input', bits: [4] } },
    );
    const ends = analyzeGates(module, model).paths.map((path) => `${path.capture.cell ?? ''}.${path.capture.pin}`);
    expect(ends.sort()).toEqual(['a.E', 's.R']);
  });

  it('has wires grow with their sinks and the design, and more so where they are not critical', () => {
    const wire = (sinks: number, criticality: number, cells = 1000, control = false): number =>
      routeDelay(model.route, sinks, criticality, cells, control);
    expect(wire(16, 1)).toBeGreaterThan(wire(2, 1));
    expect(wire(16, 0.2)).toBeGreaterThan(wire(16, 1));
    expect(wire(16, 0.2) - wire(16, 1)).toBeGreaterThan(wire(2, 0.2) - wire(2, 1));
    expect(wire(4, 1, 8000)).toBeGreaterThan(wire(4, 1, 200));
    expect(wire(4, 1, 1000, true) - wire(4, 1)).toBeCloseTo(model.route.control, 9);
    expect(wire(1, 1, 16)).toBe(model.route.least);
  });

  it('takes the delay of a wire from a tool where it is told', () => {
    const module = design({
      a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }),
      b: cell('SB_DFF', { C: 2, D: 3, Q: 5 }),
    });
    const wireDelay = (bit: number, name: string | undefined, pin: string): number | undefined =>
      bit === 3 && name === 'b' && pin === 'D' ? 7 : undefined;
    const found = analyzeGates(module, model, { wireDelay }).paths.find((path) => path.capture.cell === 'b');
    expect(found?.arrival).toBeCloseTo(0.54 + 7 + model.setup, 9);
  });

  it('takes an enable with many loads over a global buffer, and one with few over a wire', () => {
    const enabled = (loads: number): number => {
      const cells: Record<string, NetlistCell> = { a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }) };
      for (let at = 0; at < loads; at++) cells[`e${at}`] = cell('SB_DFFE', { C: 2, D: '1', E: 3, Q: 100 + at });
      return analyzeGates(design(cells), model).paths.find((path) => path.capture.pin === 'E')?.capture.hop ?? 0;
    };
    const { fromLogic, buffer, enable } = model.global;
    expect(enabled(16)).toBeCloseTo(fromLogic + buffer + enable, 9);
    expect(enabled(15)).toBeLessThan(fromLogic);
  });

  it('has a carry go on to the next tile at every eighth, and leave its chain by a logic cell', () => {
    const chain = (length: number): number => {
      const cells: Record<string, NetlistCell> = { a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }) };
      for (let at = 0; at < length; at++) {
        cells[`c${at}`] = cell('SB_CARRY', { CI: at === 0 ? '0' : 10 + at, I0: at === 0 ? 3 : '0', I1: '1', CO: 11 + at });
      }
      cells.b = cell('SB_DFF', { C: 2, D: 10 + length, Q: 4 });
      return analyzeGates(design(cells), model).paths.find((path) => path.capture.cell === 'b')?.arrival ?? 0;
    };
    expect(chain(5) - chain(4)).toBeCloseTo(model.carry.ci, 6);
    expect(chain(9) - chain(8)).toBeCloseTo(model.carry.ci + model.carryToTile, 6);
    expect(chain(1)).toBeGreaterThan(0.54 + 2 * model.route.least + model.carry.i0 + model.carryToLut + model.lut[3] + model.setup - 0.01);
  });

  it('keeps launching clocks apart, inputs and outputs included', () => {
    const module = design(
      {
        a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }),
        n: cell('SB_DFFN', { C: 2, D: '0', Q: 4 }),
        l: cell('SB_LUT4', { I0: 3, I1: 4, I2: 5, I3: '0', O: 6 }, parity),
      },
      { i: { direction: 'input', bits: [5] }, o: { direction: 'output', bits: [6] } },
    );
    const paths = analyzeGates(module, model).paths;
    expect(paths.map((path) => (path.launch.at === 'input' ? 'input' : path.launch.at.edge)).sort()).toEqual(['fall', 'input', 'rise']);
    expect(paths.every((path) => path.capture.at === 'output' && path.capture.pin === 'o')).toBe(true);
  });

  it('counts a loop and still times the rest', () => {
    const module = design({
      a: cell('SB_DFF', { C: 2, D: '0', Q: 3 }),
      x: cell('SB_LUT4', { I0: 5, I1: 3, I2: '0', I3: '0', O: 4 }, parity),
      y: cell('SB_LUT4', { I0: 4, I1: '0', I2: '0', I3: '0', O: 5 }, parity),
      b: cell('SB_DFF', { C: 2, D: 5, Q: 6 }),
    });
    const result = analyzeGates(module, model);
    expect(result.loops).toBe(1);
    expect(result.paths.some((path) => path.capture.cell === 'b')).toBe(true);
  });

  it('ends paths at a cell without a model and begins them there, and times nothing that only passes by', () => {
    const module = design(
      {
        a: cell('SB_DFF', { C: 2, D: 4, Q: 3 }),
        u: cell('PLL', { I: 3, EN: 6, O: 4 }),
        v: cell('PLL', { I: 4, O: 5 }),
      },
      { en: { direction: 'input', bits: [6] } },
    );
    const { paths, unknownCells } = analyzeGates(module, model);
    expect(paths.map(({ launch, capture }) => [launch.bit, capture.cell, capture.pin])).toEqual([
      [3, 'u', 'u.I'],
      [4, 'a', 'D'],
    ]);
    expect(unknownCells).toEqual(new Map([['PLL', 2]]));
  });

  it('stops at block memory, both ways', () => {
    const module = design({
      m: cell('SB_RAM40_4K', {
        RCLK: 2,
        WCLK: 2,
        RADDR: [3],
        WADDR: [3],
        RDATA: [4],
        WDATA: [4],
        RE: '1',
        WE: '1',
        RCLKE: '1',
        WCLKE: '1',
      }),
      a: cell('SB_DFF', { C: 2, D: 4, Q: 3 }),
    });
    const byEnd = new Map(analyzeGates(module, model).paths.map((path) => [path.capture.pin, path]));
    expect([...byEnd.keys()].sort()).toEqual(['D', 'RADDR', 'WADDR', 'WDATA']);
    expect(byEnd.get('D')?.launch.delay).toBe(model.ramClockToQ);
  });

  it('names its targets, the default first', () => {
    expect(timingTargets[0]).toBe('ice40-hx');
    expect(delayModel('virtex')).toBeUndefined();
  });
});
