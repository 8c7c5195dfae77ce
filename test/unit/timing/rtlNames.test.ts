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

it('calls a flip-flop as the register that it is, not as the port that gathers several', () => {
  const net = (...bits: (number | '0')[]) => ({ hide_name: 0, bits, attributes: {} });
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
