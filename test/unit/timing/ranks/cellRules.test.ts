import { expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../../../server/src/netlist/netlist';
import { analyzeCells } from '../../../../server/src/timing/liberty/analyzeCells';
import { ecp5Like } from '../../../../server/src/timing/ranks/ecp5';
import { sevenSeriesLike } from '../../../../server/src/timing/ranks/sevenSeries';

type Pins = Readonly<Record<string, readonly number[]>>;

function cell(type: string, inputs: Pins, outputs: Pins, parameters: NetlistCell['parameters'] = {}): NetlistCell {
  const connections = Object.fromEntries(Object.entries({ ...inputs, ...outputs }).map(([pin, bits]) => [pin, [...bits]]));
  const port_directions = Object.fromEntries(Object.keys(connections).map((pin) => [pin, pin in outputs ? 'output' : 'input'] as const));
  return { hide_name: 0, type, parameters, attributes: {}, port_directions, connections };
}

function moduleOf(cells: NetlistModule['cells']): NetlistModule {
  return { attributes: {}, ports: { clk: { direction: 'input', bits: [1] } }, cells, netnames: {} };
}

/** The slowest way into each pin, by cell and pin. */
async function arrivals(model: typeof ecp5Like, cells: NetlistModule['cells']): Promise<Map<string, { time: number; edge: unknown }>> {
  const { gates, library } = await model.timed(moduleOf(cells));
  const timed = analyzeCells(gates, library);
  expect([...timed.unknownCells]).toEqual([]);
  return new Map(
    timed.paths.map(({ capture, launch, arrival }) => [`${capture.cell ?? ''}.${capture.pin}`, { time: arrival, edge: launch.at }]),
  );
}

it('a carry chain costs little a bit, and its upper bits no way down', async () => {
  const chain = cell('CARRY4', { CI: [9], DI: [0, 0, 0, 0], S: [10, 11, 12, 13] }, { CO: [20, 21, 22, 23], O: [30, 31, 32, 33] });
  const flipFlop = (d: number, q: number) => cell('FDRE', { C: [1], D: [d] }, { Q: [q] });
  const found = await arrivals(sevenSeriesLike, {
    chain,
    top: flipFlop(13, 99),
    from: flipFlop(98, 13),
    sum0: flipFlop(30, 40),
    sum3: flipFlop(33, 41),
    next: flipFlop(23, 42),
  });
  expect(found.has('sum0.D')).toBe(false);
  expect(found.get('sum3.D')?.time).toBeCloseTo(0.456 + 0.23 + 0.03, 6);
  expect(found.get('next.D')?.time).toBeCloseTo(0.456 + 0.53 + 0.03, 6);
});

it('a wire costs more the more pins it reaches, one within a cell nothing', async () => {
  const lut = (input: number, output: number) => cell('LUT4', { A: [input] }, { Z: [output] });
  const flipFlop = (d: number, q: number) => cell('TRELLIS_FF', { CLK: [1], DI: [d] }, { Q: [q] }, { CLKMUX: 'CLK' });
  const one = await arrivals(ecp5Like, { first: flipFlop(50, 2), lut: lut(2, 3), last: flipFlop(3, 4) });
  const four = await arrivals(ecp5Like, {
    first: flipFlop(50, 2),
    lut: lut(2, 3),
    last: flipFlop(3, 4),
    a: lut(2, 5),
    b: lut(2, 6),
    c: lut(2, 7),
  });
  expect(one.get('last.DI')?.time).toBeCloseTo(0.52 + 0.75 + 0.24, 6);
  expect(four.get('last.DI')?.time).toBeCloseTo(0.52 + 0.75 + 0.24 + 0.24, 6);
});

it('the edge of a clock and an asynchronous reset are what the parameters say', async () => {
  const source = cell('TRELLIS_FF', { CLK: [1], DI: [50] }, { Q: [2] }, { CLKMUX: 'INV' });
  const ends = (mode: string) => cell('TRELLIS_FF', { CLK: [1], DI: [51], LSR: [2] }, { Q: [3] }, { CLKMUX: 'CLK', SRMODE: mode });
  expect((await arrivals(ecp5Like, { source, end: ends('LSR_OVER_CE') })).get('end.LSR')?.edge).toMatchObject({ edge: 'fall' });
  expect((await arrivals(ecp5Like, { source, end: ends('ASYNC') })).has('end.LSR')).toBe(false);
});
