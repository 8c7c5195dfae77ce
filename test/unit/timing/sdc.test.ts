import { describe, expect, it } from 'vitest';
import { matches, requiredTime } from '../../../server/src/timing/constraints';
import type { GatePath } from '../../../server/src/timing/gateSta';
import { parseSdc } from '../../../server/src/timing/sdc';

describe('SDC', () => {
  it('reads clocks, delays and false paths', () => {
    const sdc = parseSdc(`
      # comment; not a command
      create_clock -name core -period 8.0 [get_ports clk]
      create_clock -period 5 [get_ports {fast_clk}]
      set_input_delay -max 1.5 -clock core [get_ports {a b[*]}]
      set_output_delay 2 -clock [get_clocks core] \\
          [get_ports y]
      set_false_path -from [get_ports rst_n]
      set_false_path -to [get_cells u1/sync*]
      set_clock_uncertainty 0.25 [get_clocks core]
    `);
    expect(sdc.clocks).toEqual([
      { name: 'core', source: 'clk', period: 8 },
      { name: 'fast_clk', source: 'fast_clk', period: 5 },
    ]);
    expect([...sdc.inputDelays]).toEqual([
      ['a', 1.5],
      ['b[*]', 1.5],
    ]);
    expect([...sdc.outputDelays]).toEqual([['y', 2]]);
    expect(sdc.falsePaths).toEqual([
      { from: ['rst_n'], to: [] },
      { from: [], to: ['u1.sync*'] },
    ]);
    expect(sdc.uncertainty).toBe(0.25);
    expect(sdc.notes).toEqual([]);
  });

  it('honours units and variables, and lists what it does not know', () => {
    const sdc = parseSdc(
      'set_units -time 1ps; set P 4000\nset_multicycle_path 2 -from a\ncreate_clock -period $P clk\ncreate_clock clk2\n',
    );
    expect(sdc.clocks).toEqual([{ name: 'clk', source: 'clk', period: 4 }]);
    expect(sdc.notes).toHaveLength(2);
    expect(sdc.notes[0]).toContain('line 2: set_multicycle_path');
    expect(sdc.notes[1]).toContain('line 4: create_clock without a period');
  });

  it('never throws on broken text', () => {
    for (const text of ['', '}', '{', '[', '"', 'create_clock', 'set_input_delay {', '\\', 'set_false_path -from', '\u0000']) {
      expect(() => parseSdc(text)).not.toThrow();
    }
  });

  it('matches names with and without their bit', () => {
    expect(matches('acc', 'acc[3]')).toBe(true);
    expect(matches('a*', 'acc')).toBe(true);
    expect(matches('a*', 'bacc')).toBe(false);
    expect(matches('b[*]', 'b[2]')).toBe(true);
  });
});

describe('required times', () => {
  const path = (from: string, to: string): GatePath => {
    const edge = (text: string) => ({ clock: text.replace(/-$/, ''), edge: text.endsWith('-') ? ('fall' as const) : ('rise' as const) });
    return {
      launch: { bit: 1, at: from === 'input' ? 'input' : edge(from), delay: 0 },
      capture: {
        bit: 2,
        kind: to === 'output' ? 'output' : 'register',
        pin: to === 'output' ? 'y' : 'D',
        stateBit: undefined,
        cell: undefined,
        at: to === 'output' ? 'output' : edge(to),
        setup: 0,
        hop: 0,
      },
      arrival: 1,
      hops: [],
    };
  };
  const constraints = parseSdc('create_clock -period 10 a\ncreate_clock -period 4 b\nset_output_delay 3 [get_ports y]');
  const required = (from: string, to: string, period?: number, clock?: string) =>
    requiredTime(path(from, to), { constraints, period, clock })?.required;

  it('gives a period, half a period, and the tightest pair of edges between two clocks', () => {
    expect(required('a', 'a')).toBe(10);
    expect(required('a', 'a-')).toBe(5);
    expect(required('b-', 'b')).toBe(2);
    expect(required('a', 'b')).toBe(2);
    expect(required('input', 'a')).toBe(10);
    expect(required('a', 'output')).toBe(7);
    expect(required('input', 'output', 9)).toBe(1);
  });

  it('leaves unknown clocks, and clocks not asked for, untimed', () => {
    expect(required('c', 'c')).toBeUndefined();
    expect(required('c', 'c', 6)).toBe(6);
    expect(required('c', 'a', 6)).toBeUndefined();
    expect(required('b', 'b', undefined, 'a')).toBeUndefined();
  });
});
