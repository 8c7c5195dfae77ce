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

function codes(steps: readonly PathStep[], start = 'count'): string[] {
  const arrival = steps.reduce((sum, one) => sum + one.delay, 1);
  const path = { start, end: 'y', slack: -1, arrival, points: [] };
  const explained: ExplainedPath = { path, steps, rtl: new RtlTiming(register, delayModel(undefined) as DelayModel) };
  return findCauses(explained).map((one) => one.code);
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

  it('a memory that is read without a clock, and an open latch', () => {
    expect(codes([step('$mem_v2', 2, { RD_ADDR: [1] }, 2)])).toEqual(['timing/memory-read']);
    expect(codes([step('$dlatch', 2, { D: [1], EN: [2] }, 2)])).toEqual(['timing/latch']);
  });
});
