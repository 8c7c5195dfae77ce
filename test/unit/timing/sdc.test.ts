import { describe, expect, it } from 'vitest';
import { exceptionTag, matches, requiredTime, type NamedPath } from '../../../server/src/timing/constraints';
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
    expect(sdc.inputDelays).toEqual([{ ports: ['a', 'b[*]'], delay: 1.5, clock: 'core', edge: 'rise' }]);
    expect(sdc.outputDelays).toEqual([{ ports: ['y'], delay: 2, clock: 'core', edge: 'rise' }]);
    expect(sdc.exceptions).toEqual([
      { kind: 'false', from: ['port@rst_n'], to: [] },
      { kind: 'false', from: [], to: ['cell@u1.sync*'] },
    ]);
    expect(sdc.uncertainties).toEqual([{ clocks: ['core'], from: [], to: [], value: 0.25 }]);
    expect(sdc.notes).toEqual([]);
  });

  it('honours units and variables, and lists what it does not know', () => {
    const sdc = parseSdc(
      'set_units -time 1ps; set P 4000\nset_case_analysis 0 a\ncreate_clock -period $P clk\ncreate_clock clk2\nset_false_path -through u -to b\n',
    );
    expect(sdc.clocks).toEqual([{ name: 'clk', source: 'clk', period: 4 }]);
    expect(sdc.notes).toEqual([
      'SDC line 2: set_case_analysis is not understood and was left out.',
      'SDC line 4: create_clock without a period or a name was left out.',
      'SDC line 5: set_false_path -through was left out.',
    ]);
  });

  it('runs the Tcl that constraints are written in: expr, lists, loops and queries within queries', () => {
    const sdc = parseSdc(`set MHz 250.0
      set period [expr {1000.0 / $MHz}]
      create_clock -name core -period $period [get_ports clk]
      foreach p {a b} {
        set_input_delay [expr $period * 0.25] -clock [get_clocks core] [get_ports \${p}[*]]
      }
      set_output_delay 1 -clock core [remove_from_collection [all_outputs] [get_ports clk]]
      create_clock -period $unset [get_ports other]
      set_false_path -from [get_cells -filter {is_x == 1}]
      foreach`);
    expect(sdc.clocks).toEqual([{ name: 'core', source: 'clk', period: 4 }]);
    expect(sdc.inputDelays.map(({ ports, delay }) => [ports, delay])).toEqual([
      [['a[*]'], 1],
      [['b[*]'], 1],
    ]);
    expect(sdc.outputDelays[0]?.ports).toEqual(['*', '!clk']);
    expect(sdc.notes).toEqual([
      'SDC line 8: create_clock was left out: it uses what is not known here.',
      'SDC line 9: set_false_path was left out: it uses what is not known here.',
      'SDC line 10: foreach without a variable, a list and a body was left out.',
    ]);
  });

  it('makes generated clocks of those before, and says which it cannot', () => {
    const sdc = parseSdc(`create_clock -name fast -period 4 -waveform {1 3} [get_ports clk]
      create_generated_clock -name half -source [get_ports clk] -divide_by 2 [get_pins div_reg/Q]
      create_generated_clock -name odd -source [get_ports clk] -edges {1 3 5} [get_pins x/Q]
      create_generated_clock -name lost -source [get_ports nowhere] -divide_by 2 [get_pins y/Q]`);
    expect(sdc.clocks).toEqual([
      { name: 'fast', source: 'clk', period: 4, rise: 1, fall: 3 },
      { name: 'half', source: 'div_reg', period: 8, rise: 1, fall: 5 },
    ]);
    expect(sdc.notes).toHaveLength(2);
  });

  it('has a clock at each of its ports, and says where a delay names one that is not there', () => {
    const sdc = parseSdc('create_clock -name c -period 8 [get_ports {clk clk2}]\nset_input_delay 1 -clock nosuch [get_ports a]');
    expect(sdc.clocks).toEqual([
      { name: 'c', source: 'clk', period: 8 },
      { name: 'c', source: 'clk2', period: 8 },
    ]);
    expect(sdc.notes).toEqual([expect.stringMatching(/name the clock nosuch, which nothing creates/)]);
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
  const path = (from: string, to: string, start = 'r', end = 's'): NamedPath => {
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
      start,
      end,
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

  const under = (sdc: string, from: string, to: string, start?: string, end?: string) =>
    requiredTime(path(from, to, start, end), {
      constraints: parseSdc(`create_clock -period 10 a\ncreate_clock -period 4 b\n${sdc}`),
      period: undefined,
      clock: undefined,
    })?.required;

  it('honours exceptions in their order: false paths, maximum delays, multicycles', () => {
    expect(under('set_multicycle_path 3 -setup -to s', 'b', 'b')).toBe(12);
    expect(under('set_multicycle_path 3 -hold -to s', 'b', 'b')).toBe(4);
    expect(under('set_multicycle_path 2 -start -from a -to b', 'a', 'b')).toBe(12);
    expect(under('set_multicycle_path 3 -from r -to s\nset_multicycle_path 2 -to s', 'b', 'b')).toBe(12);
    expect(under('set_max_delay 2.5 -from r\nset_multicycle_path 3 -to s', 'b', 'b')).toBe(2.5);
    expect(under('set_max_delay 2.5 -from r\nset_false_path -to s', 'b', 'b')).toBeUndefined();
    expect(under('set_false_path -from other', 'b', 'b')).toBe(4);
  });

  it('sets clocks apart, takes uncertainty by clock, and times ports by their clock', () => {
    expect(under('set_clock_groups -asynchronous -group a -group b', 'a', 'b')).toBeUndefined();
    expect(under('set_clock_groups -asynchronous -group a -group b', 'a', 'a')).toBe(10);
    expect(under('set_clock_uncertainty 0.5 [get_clocks b]\nset_clock_uncertainty 0.2 [get_clocks a]', 'b', 'b')).toBe(3.5);
    expect(under('set_clock_uncertainty 1 -from a -to b', 'a', 'b')).toBe(1);
    expect(under('set_input_delay 1 -clock a [get_ports r]', 'input', 'b')).toBe(2);
    expect(under('set_output_delay 1 -clock b -clock_fall y', 'b', 'output')).toBe(1);
  });

  it('takes all inputs, ports or clocks for what they are: no register falls under them', () => {
    expect(under('set_false_path -from [all_inputs]', 'a', 'a')).toBe(10);
    expect(under('set_false_path -from [get_ports *] -to [all_outputs]', 'a', 'output')).toBe(10);
    expect(under('set_false_path -from [all_inputs]', 'input', 'a')).toBeUndefined();
    expect(under('set_false_path -to [all_outputs]', 'a', 'output')).toBeUndefined();
    expect(under('set_false_path -to [all_inputs]', 'a', 'output')).toBe(10);
    expect(under('set_false_path -from [get_cells r]', 'input', 'a')).toBe(10);
    expect(under('set_false_path -from [all_registers]', 'a', 'a')).toBeUndefined();
    expect(under('set_multicycle_path 2 -from [get_clocks *]', 'a', 'a')).toBe(20);
    expect(under('set_false_path -from [get_clocks r]', 'a', 'a')).toBe(10);
    expect(under('set_false_path -from [remove_from_collection [all_inputs] [get_ports {r q}]]', 'input', 'a')).toBe(10);
    expect(under('set_false_path -from [remove_from_collection [all_inputs] [get_ports q]]', 'input', 'a')).toBeUndefined();
    expect(under('set ins [get_ports {q r}]\nset_false_path -from $ins', 'input', 'a')).toBeUndefined();
    expect(under('set r r\nset_false_path -from [get_cells $r]', 'a', 'a')).toBeUndefined();
  });

  it('takes the last word on a port, a clock and an edge, as SDC does', () => {
    const y = (sdc: string) => under(`${sdc}\n`, 'a', 'output');
    expect(y('set_output_delay 3 -clock a [all_outputs]\nset_output_delay 1 -clock a [get_ports y]')).toBe(9);
    expect(y('set_output_delay 3 -clock a [all_outputs]\nset_output_delay 1 -clock a -add_delay [get_ports y]')).toBe(7);
    expect(y('set_output_delay 3 -clock a -rise [all_outputs]\nset_output_delay 1 -clock a -fall [get_ports y]')).toBe(7);
    expect(y('set_output_delay 3 -clock a [remove_from_collection [all_outputs] y]')).toBe(10);
    expect(under('set_clock_uncertainty 0.5 [get_clocks a]\nset_clock_uncertainty 0.2 [all_clocks]', 'a', 'a')).toBe(9.8);
  });

  it('has paths followed apart where an exception may take the worst of them', () => {
    const constraints = parseSdc(
      'set_false_path -from quiet\nset_multicycle_path 2 -to s\nset_max_delay 3 -from [get_clocks a]\ncreate_clock -period 10 a',
    );
    const tag = (start: string, clock: string) =>
      exceptionTag(start, { bit: 1, delay: 0, at: { clock, edge: 'rise' } }, { constraints, period: undefined, clock: undefined });
    expect([tag('quiet', 'z'), tag('r', 'z'), tag('r', 'a'), tag('quiet', 'a')]).toEqual(['0', '', '2', '0 2']);
  });
});

it('says of every command that the estimate does not use that it was left out', () => {
  const { notes } = parseSdc(
    'set_load 0.2 [all_outputs]\nset_min_delay 1 -from a\nset_input_delay -min 1 -clock c [all_inputs]\nset_max_transition 1 clk\nputs hello',
  );
  expect(notes).toEqual([
    'SDC line 1: set_load (ports have no drivers or loads of their own here) was left out.',
    'SDC line 2: set_min_delay (hold is not checked here) was left out.',
    'SDC line 3: set_input_delay (hold is not checked here) was left out.',
    'SDC line 4: set_max_transition (design rules are not checked here) was left out.',
  ]);
});
