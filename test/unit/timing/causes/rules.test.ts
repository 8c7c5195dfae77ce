import { describe, expect, it } from 'vitest';
import type { NetlistModule } from '../../../../server/src/netlist/netlist';
import { findCauses } from '../../../../server/src/timing/causes/registry';
import { delayModel, type DelayModel } from '../../../../server/src/timing/delayModel';
import type { ExplainedPath, PathStep } from '../../../../server/src/timing/explain';
import { RtlTiming } from '../../../../server/src/timing/rtlSta';

const register: NetlistModule = {
  attributes: {},
  ports: {},
  cells: {
    q: {
      type: '$dff',
      hide_name: 0,
      parameters: {},
      attributes: {},
      port_directions: { D: 'input', Q: 'output', CLK: 'input' },
      connections: { D: [3], Q: [2], CLK: [4] },
    },
  },
  netnames: { count: { hide_name: 0, bits: [2], attributes: {} } },
};

function step(type: string, delay: number, pins: Record<string, number[]>, from: number): PathStep {
  const cell = { type, hide_name: 1, parameters: { ABITS: '00000100' }, attributes: {}, port_directions: {}, connections: pins };
  return { cell, cellName: type, from, to: from + 1, delay, spans: [{ file: '/a.v', line: from, column: 1 }] };
}

function causes(steps: readonly PathStep[], start: string, module: NetlistModule): ReturnType<typeof findCauses> {
  const arrival = steps.reduce((sum, one) => sum + one.delay, 1);
  const path = { start, end: 'y', slack: -1, arrival, points: [] };
  const explained: ExplainedPath = { path, steps, rtl: new RtlTiming(module, delayModel(undefined) as DelayModel) };
  return findCauses(explained);
}

function codes(steps: readonly PathStep[], start = 'count', module = register): string[] {
  return causes(steps, start, module).map((one) => one.code);
}

const wide = Array.from({ length: 12 }, (_, index) => 100 + index);

describe('causes of a slow path', () => {
  it('a comparison that selects an operand of arithmetic, and the comparison of a register by itself, the larger share first', () => {
    const compare = step('$ge', 3, { A: wide, B: wide }, 2);
    const add = step('$add', 3, { A: wide, B: wide }, 6);
    expect(codes([compare, step('$mux', 1, { S: [4] }, 4), add])).toEqual(['timing/compare-select-arithmetic', 'timing/counter-compare']);
    // The path enters the select by its data: nothing waits for the comparison there.
    expect(codes([compare, step('$mux', 1, { S: [9], A: [4] }, 4), add])).toEqual(['timing/counter-compare']);
  });

  it('counting on and comparing are one cause; a narrow comparison, or one of an input, is none', () => {
    const add = step('$add', 2, { A: wide, B: wide }, 2);
    const compare = step('$eq', 2, { A: wide, B: wide }, 4);
    expect(codes([add, compare])).toEqual(['timing/counter-compare']);
    expect(codes([add, compare], 'input_port')).toEqual([]);
    expect(codes([step('$eq', 2, { A: [1, 2], B: [3, 4] }, 2)])).toEqual([]);
  });

  it('two additions that take most of the path come before the select behind them; two that take less are no chain', () => {
    const add = (delay: number): PathStep => step('$add', delay, { A: wide, B: wide }, 6);
    const select = step('$pmux', 2.6, { S: wide }, 8);
    expect(codes([add(3.6), add(3.5), select])).toEqual(['timing/deep-adder-chain', 'timing/wide-select']);
    expect(codes([add(1), add(1), select])).toEqual(['timing/wide-select']);
  });

  it('a memory that is read without a clock, and an open latch', () => {
    expect(codes([step('$mem_v2', 2, { RD_ADDR: [1] }, 2)])).toEqual(['timing/memory-read']);
    expect(codes([step('$dlatch', 2, { D: [1], EN: [2] }, 2)])).toEqual(['timing/latch']);
  });

  it('a wide select whose condition comes late and has work behind it', () => {
    const late = step('$mux', 1, { S: [4], A: wide, B: wide, Y: wide }, 4);
    const before = step('$and', 3, { A: [2], B: [3] }, 2);
    const behind = step('$xor', 1, { A: wide, B: wide }, 5);
    expect(codes([before, late, behind])).toEqual(['timing/late-select']);
    expect(codes([before, late])).not.toContain('timing/late-select');
    expect(codes([behind, late, before])).not.toContain('timing/late-select');
    expect(codes([before, step('$mux', 1, { S: [4], A: [1], B: [2], Y: [3] }, 4), behind])).not.toContain('timing/late-select');
  });

  it('a signal that goes two ways, only where the other is nearly as long; it is told after what takes the time', () => {
    const steps = (part: number): PathStep[] => [
      step('$add', 2, { A: wide, B: wide }, 2),
      step('$xor', 1, { A: wide, B: wide }, 3),
      { ...step('$and', 1, { A: wide, B: wide }, 4), otherWay: { after: -1, operators: 2, part } },
    ];
    expect(codes(steps(0.9))).toEqual(['timing/deep-logic', 'timing/reconvergence']);
    expect(codes(steps(0.4))).toEqual(['timing/deep-logic']);
  });

  it('a path from an input to an output, and one that ends at a synchronous reset', () => {
    const ports: NetlistModule = {
      ...register,
      ports: { a: { direction: 'input', bits: [7] }, y: { direction: 'output', bits: [8] } },
      netnames: { a: { hide_name: 0, bits: [7], attributes: {} }, y: { hide_name: 0, bits: [8], attributes: {} } },
    };
    expect(codes([step('$not', 2, { A: [7] }, 7)], 'a', ports)).toEqual(['timing/unregistered-interface']);
    expect(codes([step('$not', 2, { A: [7] }, 7)], 'count')).toEqual([]);
    const cell = register.cells['q'];
    if (cell === undefined) throw new Error('no register');
    const reset: NetlistModule = {
      ...register,
      cells: { q: { ...cell, type: '$sdff', connections: { ...cell.connections, SRST: [6] } } },
      netnames: { y: { hide_name: 0, bits: [2], attributes: {} } },
    };
    expect(codes([step('$or', 2, { A: [5] }, 5)], 'a', reset)).toEqual(['timing/reset-in-data']);
    expect(codes([step('$or', 2, { A: [2] }, 2)], 'a', reset)).toEqual([]);
  });

  it('an enable of many bits is a net with as many pins', () => {
    const cell = register.cells['q'];
    if (cell === undefined) throw new Error('no register');
    const many = Array.from({ length: 40 }, (_, index) => 200 + index);
    const enabled: NetlistModule = {
      ...register,
      cells: { q: { ...cell, type: '$dffe', connections: { D: many, Q: many, CLK: [4], EN: [6] } } },
      netnames: { y: { hide_name: 0, bits: many, attributes: {} } },
    };
    expect(codes([step('$or', 2, { A: [5] }, 5)], 'a', enabled)).toEqual(['timing/high-fanout']);
    // A net within the path that no name tells goes by the line that makes it.
    const [found] = causes([step('$or', 2, { A: [5] }, 5), step('$and', 1, { A: [6] }, 6)], 'a', enabled);
    expect(found?.message).toMatch(/^A net without a name, made in line 5, feeds 40 pins/);
  });
});
