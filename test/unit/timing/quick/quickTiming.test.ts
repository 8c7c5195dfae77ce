import { describe, expect, it } from 'vitest';
import type { NetBit, NetlistCell, NetlistModule } from '../../../../server/src/netlist/netlist';
import { delayModel, type DelayModel } from '../../../../server/src/timing/delayModel';
import { LutNetwork } from '../../../../server/src/timing/quick/lutNetwork';
import { quickTiming } from '../../../../server/src/timing/quick/quickTiming';

const model = delayModel('ice40-hx') as DelayModel;

describe('LUTs', () => {
  it('a gate of four early nets is one level, one of sixteen is two', () => {
    const net = new LutNetwork(1);
    const leaves = Array.from({ length: 16 }, () => net.leaf(0));
    expect(net.arrival(net.andAll(leaves.slice(0, 4)))).toBe(1);
    expect(net.arrival(net.andAll(leaves))).toBe(2);
  });

  it('a late net of a chain goes through the last LUT alone', () => {
    const net = new LutNetwork(1);
    let chain = net.leaf(5);
    for (let at = 0; at < 12; at++) chain = net.and(chain, net.leaf(0));
    expect(net.arrival(chain)).toBe(6);
  });

  it('a chain of selects whose first value is late is as deep as a tree', () => {
    const net = new LutNetwork(1);
    let chain = net.leaf(5);
    for (let at = 0; at < 16; at++) chain = net.mux(net.leaf(0), chain, net.leaf(0));
    expect(net.arrival(chain)).toBeLessThanOrEqual(7);
  });

  it('what is chosen twice by one net is chosen once', () => {
    const net = new LutNetwork(1);
    const [s, a, b, c] = [net.leaf(0), net.leaf(0), net.leaf(9), net.leaf(0)];
    expect(net.mux(s, net.mux(s, a, b), c)).toBe(net.mux(s, a, c));
  });
});

/** A module with an input `a` of nets 2 to 9, a register `q` of nets 20 to 27 and the given cells. */
function moduleOf(cells: Record<string, Pick<NetlistCell, 'type' | 'connections'>>): NetlistModule {
  const range = (from: number): NetBit[] => Array.from({ length: 8 }, (_, at) => from + at);
  const made = Object.entries(cells).map(([name, { type, connections }]): [string, NetlistCell] => [
    name,
    {
      hide_name: 1,
      type,
      parameters: {},
      attributes: {},
      port_directions: Object.fromEntries(Object.keys(connections).map((pin) => [pin, pin === 'Y' || pin === 'Q' ? 'output' : 'input'])),
      connections,
    },
  ]);
  return {
    attributes: {},
    ports: { a: { direction: 'input', bits: range(2) }, y: { direction: 'output', bits: range(40) } },
    cells: Object.fromEntries(made),
    netnames: { q: { hide_name: 0, bits: range(20), attributes: {} }, y: { hide_name: 0, bits: range(40), attributes: {} } },
  };
}

const bits = (from: number): NetBit[] => Array.from({ length: 8 }, (_, at) => from + at);
const register = (d: NetBit[]): Pick<NetlistCell, 'type' | 'connections'> => ({
  type: '$dff',
  connections: { CLK: [10], D: d, Q: bits(20) },
});
const at = (module: NetlistModule, signal: string): number =>
  quickTiming(module, model).find((end) => end.signal === signal)?.arrival ?? NaN;

describe('registers', () => {
  const add = { type: '$add', connections: { A: bits(2), B: bits(20), Y: bits(60) } };

  it('an adder takes longer than a gate, two adders longer than one', () => {
    const gate = moduleOf({ g: { type: '$and', connections: add.connections }, r: register(bits(60)) });
    const one = moduleOf({ add, r: register(bits(60)) });
    const two = moduleOf({ add, more: { type: '$add', connections: { A: bits(60), B: bits(2), Y: bits(80) } }, r: register(bits(80)) });
    expect(at(gate, 'q')).toBeLessThan(at(one, 'q'));
    expect(at(one, 'q')).toBeLessThan(at(two, 'q'));
  });

  it('a choice that keeps the value is its enable: what is kept is no level of logic', () => {
    const choice = (a: NetBit[]): NetlistModule =>
      moduleOf({ add, c: { type: '$mux', connections: { A: a, B: bits(60), S: [2], Y: bits(80) } }, r: register(bits(80)) });
    expect(at(choice(bits(20)), 'q')).toBeLessThan(at(choice(bits(2)), 'q'));
  });

  it('a port that a register drives is a name of it, and no end of its own', () => {
    const module = moduleOf({ r: register(bits(2)), out: { type: '$buf', connections: { A: bits(20), Y: bits(40) } } });
    const ends = quickTiming(module, model);
    expect(ends.map(({ signal, kind }) => `${kind} ${signal}`)).toEqual(['register q', 'register y']);
    expect(new Set(ends.map((end) => end.registers)).size).toBe(1);
  });

  it('a loop through logic ends', () => {
    const module = moduleOf({ g: { type: '$and', connections: { A: bits(60), B: bits(2), Y: bits(60) } }, r: register(bits(60)) });
    expect(at(module, 'q')).toBeGreaterThan(0);
  });
});
