import { expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { RtlNames } from '../../../server/src/timing/rtlNames';

const flipFlop = (d: number, q: number): NetlistCell => ({
  hide_name: 1,
  type: '$dff',
  parameters: {},
  attributes: {},
  port_directions: { CLK: 'input', D: 'input', Q: 'output' },
  connections: { CLK: [2], D: [d], Q: [q] },
});

const net = (...bits: (number | '0')[]) => ({ hide_name: 0 as const, bits, attributes: {} });

it('calls a flip-flop as the register that it is, not as the port that gathers several', () => {
  const module: NetlistModule = {
    attributes: {},
    ports: {
      clk: { direction: 'input', bits: [2] },
      data: { direction: 'output', bits: [5, '0', 6] },
      alarm: { direction: 'output', bits: [6] },
    },
    cells: { a: flipFlop(3, 5), b: flipFlop(4, 6) },
    netnames: { data: net(5, '0', 6), alarm: net(6), enabled: net(5), tripped: net(6), clk: net(2) },
  };
  const names = new RtlNames(module);
  expect(names.nameOf(5)?.signal).toBe('enabled');
  // A port that is the register keeps its name.
  expect(names.nameOf(6)?.signal).toBe('alarm');
  expect(names.nameOf(2)?.signal).toBe('clk');
});

it('a register is known by the name of its instance and by that of the port that it drives', () => {
  const module: NetlistModule = {
    attributes: {},
    ports: { clk: { direction: 'input', bits: [2] }, packet: { direction: 'output', bits: [5, 6] } },
    cells: { a: flipFlop(3, 5), b: flipFlop(4, 6) },
    netnames: { packet: net(5, 6), 'shifter.low': net(5), 'shifter.high': net(6), clk: net(2), late: net(3) },
  };
  const names = new RtlNames(module);
  expect(names.namesBeside('packet')).toEqual(['packet', 'shifter.low', 'shifter.high']);
  // The other half is another register.
  expect(names.namesBeside('shifter.low')).toEqual(['packet', 'shifter.low']);
  expect(names.namesBeside('clk')).toEqual([]);
});
