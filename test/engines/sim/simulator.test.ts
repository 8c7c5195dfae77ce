import { describe, expect, it } from 'vitest';
import type { NetBit, NetlistModule } from '../../../server/src/netlist/netlist';
import { Random } from '../../../server/src/sim/random';
import { compile } from '../../../server/src/sim/simulator';
import type { Simulator } from '../../../server/src/sim/simulator';
import { Stimulus } from '../../../server/src/sim/stimulus';
import { writeVcd } from '../../../server/src/sim/vcd';
import { shortValue } from '../../../server/src/base/binaryText';
import { waveJson } from '../../../server/src/sim/wavejson';
import { allLanes, firstLane, noLanes } from '../../../server/src/sim/lanes';

/** One cell whose inputs are ports of the names of its pins. */
function cellModule(type: string, pins: readonly string[], output: string, init?: string): NetlistModule {
  const ports: NetlistModule['ports'] = {};
  const connections: Record<string, NetBit[]> = {};
  const directions: Record<string, 'input' | 'output'> = {};
  pins.forEach((pin, index) => {
    ports[pin] = { direction: 'input', bits: [index + 2] };
    connections[pin] = [index + 2];
    directions[pin] = 'input';
  });
  const out = pins.length + 2;
  ports.out = { direction: 'output', bits: [out] };
  connections[output] = [out];
  directions[output] = 'output';
  return {
    attributes: {},
    ports,
    cells: { cell: { hide_name: 0, type, parameters: {}, attributes: {}, port_directions: directions, connections } },
    netnames: { out: { hide_name: 0, bits: [out], attributes: init === undefined ? {} : { init } } },
  };
}

function simulator(module: NetlistModule): Simulator {
  const compiled = compile(module);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

type Level = '0' | '1' | 'x';
const levels: readonly Level[] = ['0', '1', 'x'];

/** The value that all choices for the unknown inputs agree on. */
function agreed(f: (bits: readonly number[]) => number, inputs: readonly Level[]): Level {
  const results = new Set<number>();
  const choose = (chosen: readonly number[]): void => {
    if (chosen.length === inputs.length) {
      results.add(f(chosen));
      return;
    }
    const next = inputs[chosen.length];
    if (next !== '1') choose([...chosen, 0]);
    if (next !== '0') choose([...chosen, 1]);
  };
  choose([]);
  return results.size === 2 ? 'x' : results.has(1) ? '1' : '0';
}

type Bits = readonly number[];
const gates: [string, string, (b: Bits) => number][] = [
  ['$_BUF_', 'A', ([a = 0]) => a],
  ['$_NOT_', 'A', ([a = 0]) => 1 - a],
  ['$_AND_', 'AB', ([a = 0, b = 0]) => a & b],
  ['$_NAND_', 'AB', ([a = 0, b = 0]) => 1 - (a & b)],
  ['$_OR_', 'AB', ([a = 0, b = 0]) => a | b],
  ['$_NOR_', 'AB', ([a = 0, b = 0]) => 1 - (a | b)],
  ['$_ANDNOT_', 'AB', ([a = 0, b = 0]) => a & (1 - b)],
  ['$_ORNOT_', 'AB', ([a = 0, b = 0]) => a | (1 - b)],
  ['$_XOR_', 'AB', ([a = 0, b = 0]) => a ^ b],
  ['$_XNOR_', 'AB', ([a = 0, b = 0]) => 1 - (a ^ b)],
  ['$_MUX_', 'ABS', ([a = 0, b = 0, s = 0]) => (s === 1 ? b : a)],
  ['$_NMUX_', 'ABS', ([a = 0, b = 0, s = 0]) => 1 - (s === 1 ? b : a)],
  ['$_AOI3_', 'ABC', ([a = 0, b = 0, c = 0]) => 1 - ((a & b) | c)],
  ['$_OAI3_', 'ABC', ([a = 0, b = 0, c = 0]) => 1 - ((a | b) & c)],
  ['$_AOI4_', 'ABCD', ([a = 0, b = 0, c = 0, d = 0]) => 1 - ((a & b) | (c & d))],
  ['$_OAI4_', 'ABCD', ([a = 0, b = 0, c = 0, d = 0]) => 1 - ((a | b) & (c | d))],
  ['$_MUX4_', 'ABCDST', ([a = 0, b = 0, c = 0, d = 0, s = 0, t = 0]) => [a, b, c, d][s + 2 * t] ?? 0],
];

describe('gate cells', () => {
  it.each(gates)('%s is exact for every input, unknowns included', (type, pins, f) => {
    const names = pins.split('');
    const sim = simulator(cellModule(type, names, 'Y'));
    const count = levels.length ** names.length;
    for (let code = 0; code < count; code++) {
      const inputs = names.map((_, i) => levels[Math.floor(code / levels.length ** i) % levels.length] ?? 'x');
      const lane = code % 128;
      names.forEach((name, i) => sim.setInput(name, inputs[i] ?? 'x', lane));
      sim.eval();
      expect(`${type} ${inputs.join('')} ${sim.getOutput('out', lane)}`).toBe(`${type} ${inputs.join('')} ${agreed(f, inputs)}`);
    }
  });
});

describe('state cells', () => {
  const edge = (sim: Simulator, rising: boolean): string => {
    const clock = sim.inputs.find((port) => port.name === 'C')?.refs[0] ?? 0;
    sim.tick([{ clock, rise: rising ? allLanes : noLanes, fall: rising ? noLanes : allLanes }]);
    sim.eval();
    return sim.getOutput('out', 5);
  };
  const set = (sim: Simulator, values: Record<string, string>): string => {
    for (const [name, value] of Object.entries(values)) sim.setInput(name, value);
    sim.eval();
    return sim.getOutput('out', 5);
  };

  it('starts at its initial value, or unknown', () => {
    expect(set(simulator(cellModule('$_DFF_P_', ['C', 'D'], 'Q')), { C: '0', D: '1' })).toBe('x');
    expect(set(simulator(cellModule('$_DFF_P_', ['C', 'D'], 'Q', '1')), { C: '0', D: '0' })).toBe('1');
  });

  it.each([
    ['$_DFF_P_', true],
    ['$_DFF_N_', false],
  ])('%s takes its own edge only', (type, rising) => {
    const sim = simulator(cellModule(type, ['C', 'D'], 'Q', '0'));
    set(sim, { C: rising ? '0' : '1', D: '1' });
    expect(edge(sim, !rising)).toBe('0');
    expect(edge(sim, rising)).toBe('1');
  });

  it('asynchronous reset and set act without a clock, and the clear of $_DFFSR_ wins', () => {
    expect(set(simulator(cellModule('$_DFF_PN1_', ['C', 'D', 'R'], 'Q')), { C: '0', D: '0', R: '0' })).toBe('1');
    const both = simulator(cellModule('$_DFFSR_PPP_', ['C', 'S', 'R', 'D'], 'Q'));
    expect(set(both, { C: '0', S: '1', R: '0', D: '0' })).toBe('1');
    expect(set(both, { S: '1', R: '1' })).toBe('0');
  });

  it('enable and synchronous reset in both orders', () => {
    const resetFirst = simulator(cellModule('$_SDFFE_PP0P_', ['C', 'D', 'R', 'E'], 'Q', '1'));
    set(resetFirst, { C: '0', D: '1', R: '1', E: '0' });
    expect(edge(resetFirst, true)).toBe('0');
    const enableFirst = simulator(cellModule('$_SDFFCE_PP0P_', ['C', 'D', 'R', 'E'], 'Q', '1'));
    set(enableFirst, { C: '0', D: '1', R: '1', E: '0' });
    expect(edge(enableFirst, true)).toBe('1');
  });

  it('asynchronous load and latches follow while open', () => {
    const load = simulator(cellModule('$_ALDFF_PP_', ['C', 'D', 'L', 'AD'], 'Q'));
    expect(set(load, { C: '0', D: '0', L: '1', AD: '1' })).toBe('1');
    expect(set(load, { L: '0', AD: '0' })).toBe('1');
    const latch = simulator(cellModule('$_DLATCH_N_', ['E', 'D'], 'Q'));
    expect(set(latch, { E: '0', D: '1' })).toBe('1');
    expect(set(latch, { E: '1', D: '0' })).toBe('1');
  });

  it('what an edge loads goes through an open latch before the inputs change', () => {
    const cell = (type: string, pins: Record<string, number>, output: string): NetlistModule['cells'][string] => ({
      ...{ hide_name: 0, type, parameters: {}, attributes: {} },
      port_directions: Object.fromEntries(Object.keys(pins).map((pin) => [pin, pin === output ? 'output' : 'input'])),
      connections: Object.fromEntries(Object.entries(pins).map(([pin, bit]) => [pin, [bit]])),
    });
    const input = (bit: number): NetlistModule['ports'][string] => ({ direction: 'input', bits: [bit] });
    const sim = simulator({
      attributes: {},
      ports: { C: input(2), D: input(3), E: input(4), out: { direction: 'output', bits: [6] } },
      cells: { flop: cell('$_DFF_P_', { C: 2, D: 3, Q: 5 }, 'Q'), latch: cell('$_DLATCH_P_', { E: 4, D: 5, Q: 6 }, 'Q') },
      netnames: {},
    });
    const clock = sim.inputs.find((port) => port.name === 'C')?.refs[0] ?? 0;
    sim.fill(clock, 0);
    expect(set(sim, { D: '1', E: '1' })).toBe('x');
    sim.tick([{ clock, rise: allLanes, fall: noLanes }]);
    expect(set(sim, { D: '0', E: '0' })).toBe('1');
  });

  it('refuses what it does not know', () => {
    expect(compile(cellModule('$mul', ['A', 'B'], 'Y'))).toMatchObject({ ok: false, message: expect.stringMatching(/\$mul/) as string });
    expect(compile(cellModule('vendor_ram', ['A'], 'Y'))).toMatchObject({
      ok: false,
      hint: expect.stringMatching(/no description/) as string,
    });
  });
});

describe('stimulus', () => {
  const inputs = [
    { name: 'valid', width: 1 },
    { name: 'data', width: 16 },
    { name: 'other', width: 16 },
  ];
  const draw = (seed: number, cycles: number): Uint32Array[] => {
    const stimulus = new Stimulus(inputs, seed);
    return Array.from({ length: cycles }, () => {
      stimulus.next();
      return stimulus.values.slice();
    });
  };

  it('is the same for the same seed and another for another', () => {
    expect(draw(3, 60)).toEqual(draw(3, 60));
    expect(draw(3, 60)).not.toEqual(draw(4, 60));
  });

  it('reaches corners: all zeros, all ones, one-hot, equal words, holds and both levels of a bit', () => {
    const seen = { zeros: 0, ones: 0, oneHot: 0, equal: 0, held: 0, high: 0, low: 0 };
    let before: string | undefined;
    for (const values of draw(1, 400)) {
      const word = (from: number): string => Array.from({ length: 16 }, (_, i) => ((values[(from + i) * 4] ?? 0) >>> 9) & 1).join('');
      const data = word(1);
      if (!data.includes('1')) seen.zeros++;
      if (!data.includes('0')) seen.ones++;
      if (data.split('1').length === 2) seen.oneHot++;
      if (data === word(17)) seen.equal++;
      if (data === before) seen.held++;
      before = data;
      if ((((values[0] ?? 0) >>> 9) & 1) === 1) seen.high++;
      else seen.low++;
    }
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(3);
  });

  it('draws even bits', () => {
    const random = new Random(42);
    let ones = 0;
    for (let i = 0; i < 4000; i++) for (let word = random.word(); word !== 0; word &= word - 1) ones++;
    expect(Math.abs(ones / (4000 * 32) - 0.5)).toBeLessThan(0.01);
  });
});

describe('lanes and waveforms', () => {
  it('finds the lowest lane', () => {
    expect(firstLane(noLanes)).toBe(-1);
    expect(firstLane(Uint32Array.of(0, 0x80000000, 1, 0))).toBe(63);
  });

  it('writes a dump with scopes, ranges and only changes', () => {
    const text = writeVcd(
      [
        { scope: 'golden', name: 'q', width: 2, times: [0, 10, 20], values: ['0x', '0x', '11'] },
        { scope: 'candidate', name: 'c', width: 1, times: [0, 10, 20], values: ['0', '1', '1'] },
      ],
      'two sides',
    );
    expect(text).toContain('$scope module golden $end\n$var wire 2 ! q [1:0] $end\n$upscope $end');
    expect(text.slice(text.indexOf('#0'))).toBe('#0\nb0x !\n0"\n#10\n1"\n#20\nb11 !\n');
  });

  it('draws groups with held values and short numbers', () => {
    const drawn = waveJson(
      [{ title: 'golden', rows: [{ name: 'q', width: 8, values: ['xxxxxxxx', '00011111', '00011111', '0x010000'] }] }],
      {
        text: 't',
        firstCycle: 3,
        clock: 'clk',
      },
    );
    expect(drawn).toEqual({
      signal: [{ name: 'clk', wave: 'p...' }, ['golden', { name: 'q', wave: 'x=.=', data: ['1f', 'x0'] }]],
      head: { text: 't', tick: 3 },
    });
    expect(shortValue('101')).toBe('101');
  });
});
