import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { prepare } from '../../server/src/verify/prove/prepare';
import { simulateSide, type Drive } from '../../server/src/verify/prove/replay';
import { findClocks } from '../../server/src/sim/clocks';
import { allLanes, noLanes } from '../../server/src/sim/lanes';
import { compile } from '../../server/src/sim/simulator';
import { native } from '../harness/nativeTools';
import { warmYosys } from '../harness/yosys';

// Designs with two clocks, both of their edges, asynchronous resets of either level, memories and a latch, as contracts.md says that they are
// compared: both clocks move at once or one of them, then the inputs change, then outputs are sampled.

const clocks = ['ca', 'cb'] as const;
const inputs = [
  { name: 'ra', width: 1 },
  { name: 'rb', width: 1 },
  { name: 'a', width: 3 },
  { name: 'b', width: 3 },
] as const;
const registers = ['p', 'q', 's', 't'] as const;
const outputs = [...registers, 'y', 'z'];

/** Values of a step, by port, as binary text. */
type Step = Readonly<Record<string, string>>;

const operand = fc.constantFrom('a', 'b', 'p', 'q', 's', 't', 'm[a[1:0]]', 'n[b[1:0]]', "3'd5", "3'd1");
const value = fc.oneof(
  operand,
  fc.tuple(operand, fc.constantFrom('+', '-', '&', '|', '^'), operand).map(([x, op, y]) => `(${x} ${op} ${y})`),
  fc.tuple(operand, operand, operand).map(([s, x, y]) => `(${s} < 3'd3 ? ${x} : ~${y})`),
);
const edge = fc.constantFrom('posedge ca', 'negedge ca', 'posedge cb', 'negedge cb');

/** A register: its edge, an asynchronous reset or none, an enable or none, what it loads. */
const process = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(edge, fc.constantFrom('', 'posedge ra', 'negedge rb', 'sync'), fc.boolean(), fc.nat(7), value)
    .map(([at, reset, enabled, start, next]) => {
      const load = `${enabled ? `if (${name === 'p' ? 'b' : 'a'}[0]) ` : ''}${name} <= ${next};`;
      if (reset === 'sync') return `always @(${at}) if (ra) ${name} <= ${start}; else ${load}`;
      if (reset === '') return `initial ${name} = ${start}; always @(${at}) ${load}`;
      return `always @(${at} or ${reset}) if (${reset === 'posedge ra' ? 'ra' : '!rb'}) ${name} <= ${start}; else ${load}`;
    });

/** A memory of four words with one writer. */
const memory = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(edge, value, fc.boolean())
    .map(
      ([at, data, known]) =>
        `reg [2:0] ${name} [0:3]; ${known ? `initial begin ${name}[0] = 1; ${name}[1] = 6; ${name}[2] = 3; ${name}[3] = 4; end` : ''} always @(${at}) if (b[2]) ${name}[a[2:1]] <= ${data};`,
    );

const designs = fc.tuple(memory('m'), memory('n'), ...registers.map(process), value, fc.boolean(), value).map(
  ([
    m,
    n,
    p,
    q,
    s,
    t,
    y,
    latch,
    z,
  ]) => `module m(input ca, cb, ra, rb, input [2:0] a, b, output reg [2:0] p, q, s, t, output [2:0] y, output ${latch ? 'reg ' : ''}[2:0] z);
  ${[m, n, p, q, s, t].join('\n  ')}
  assign y = ${y};
  ${latch ? 'always @* if (a[1]) z' : 'assign z'} = ${z};
endmodule
`,
);

/** Both clocks start low and are held so for one step; the resets are released some steps later, and come back. */
function stepsOf(seed: number, count: number): Step[] {
  let state = seed | 1;
  const next = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const level = { ca: 0, cb: 0 };
  return Array.from({ length: count }, (_, at) => {
    if (at > 0) for (const clock of clocks) if (next(2) === 0) level[clock] ^= 1;
    const reset = at < 3 || next(12) === 0;
    const other = at < 3 || next(12) === 0;
    return {
      ...{ ca: String(level.ca), cb: String(level.cb), ra: reset ? '1' : '0', rb: other ? '0' : '1' },
      ...{ a: next(8).toString(2).padStart(3, '0'), b: next(8).toString(2).padStart(3, '0') },
    };
  });
}

const dir = mkdtempSync(path.join(tmpdir(), 'sim-clocks-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function runIcarus(verilog: string, steps: readonly Step[]): Step[] {
  const bits = (step: Step | undefined, names: readonly string[]): string =>
    names.map((name) => `${name} = ${(step?.[name] ?? '').length}'b${step?.[name]};`).join(' ');
  const show = `$display("${outputs.map(() => '%b').join(' ')}", ${outputs.join(', ')});`;
  const both = (step: Step | undefined): string => `{ca, cb} = 2'b${step?.ca}${step?.cb};`;
  const bench = `${verilog}
module bench; reg ca = 0, cb = 0, ra, rb; reg [2:0] a, b; wire [2:0] ${outputs.join(', ')};
  m dut(${['ca', 'cb', 'ra', 'rb', 'a', 'b', ...outputs].map((name) => `.${name}(${name})`).join(', ')});
  initial begin
    ${steps.map((step, at) => `${at === 0 ? '' : both(step)} #2 ${bits(step, ['ra', 'rb', 'a', 'b'])} #4 ${show} #4;`).join('\n    ')}
    $finish;
  end
endmodule
`;
  const [source, program] = [path.join(dir, 'bench.v'), path.join(dir, 'bench.vvp')];
  writeFileSync(source, bench);
  execFileSync(native.iverilog?.path ?? 'iverilog', ['-g2012', '-o', program, source]);
  const text = execFileSync(native.vvp?.path ?? 'vvp', ['-n', program], { encoding: 'utf8' });
  return text
    .split('\n')
    .filter((line) => /^[01xz]{3} /.test(line))
    .map((line) => Object.fromEntries(line.split(' ').map((word, i) => [outputs[i] ?? '', word])));
}

describe.skipIf(native.iverilog === undefined || native.vvp === undefined)('several clocks against Icarus Verilog', () => {
  const yosys = warmYosys();

  it('agree in the embedded simulator and in the replay of proofs, edge by edge', { timeout: 300_000 }, async () => {
    let known = 0;
    await fc.assert(
      fc.asyncProperty(designs, fc.nat(), async (verilog, seed) => {
        const steps = stepsOf(seed, 60);
        const theirs = runIcarus(verilog, steps);
        const unit: CompileUnit = { files: [{ path: '/d/m.v', text: verilog }], includes: [], includeDirs: [], defines: {}, top: 'm' };
        const read = await prepare(
          unit,
          unit,
          yosys,
          { timeoutMs: 60_000, manyClocks: true, reader: 'verilog' },
          new AbortController().signal,
        );
        if (read.kind !== 'ready' || !read.golden.gates.ok) throw new Error(`not read: ${JSON.stringify(read).slice(0, 500)}`);
        known += compare('embedded', embedded(read.golden.simulated, steps, seed % 128), theirs, outputs);
        // What goes on through an open latch between an edge and the next inputs is not in the model: no proof is given of designs with latches.
        const sampled = read.golden.facts.latches.length > 0 ? outputs.filter((name) => name !== 'z') : outputs;
        const { design } = read.golden.gates;
        const drive: Drive = {
          steps: steps.map(
            (step) =>
              new Map(Object.entries(step).map(([name, text]) => [name, [...text].reverse().map((digit) => (digit === '1' ? 1 : 0))])),
          ),
          symbols: [],
        };
        const starts = design.registers.map(() => ({ kind: 'unknown' as const }));
        known += compare(
          'replay',
          simulateSide(design, starts, drive, new Map()).map((values) => Object.fromEntries(values)),
          theirs,
          sampled,
        );
      }),
      { numRuns: Number(globalThis.process.env.SIM_RUNS ?? 8), seed: Number(globalThis.process.env.SIM_SEED ?? 1) },
    );
    expect(known).toBeGreaterThan(5000);
  });
});

function embedded(netlist: Parameters<typeof compile>[0], steps: readonly Step[], lane: number): Step[] {
  const compiled = compile(netlist);
  if (!compiled.ok) throw new Error(compiled.message);
  const sim = compiled.value;
  const found = findClocks(sim.gates);
  for (const { ref } of found) sim.fill(ref, 0);
  return steps.map((step, at) => {
    if (at > 0) {
      const changes = found.map(({ name, ref }) => {
        const [before, after] = [steps[at - 1]?.[name], step[name]];
        return {
          clock: ref,
          rise: before === '0' && after === '1' ? allLanes : noLanes,
          fall: before === '1' && after === '0' ? allLanes : noLanes,
        };
      });
      sim.tick(changes);
    }
    for (const { name } of inputs) sim.setInput(name, step[name] ?? '', lane);
    if (at === 0) sim.start();
    expect(sim.eval()).toBe(true);
    return Object.fromEntries(outputs.map((name) => [name, sim.getOutput(name, lane)]));
  });
}

/** Bits that both know must be the same; gives how many there were. */
function compare(who: string, ours: readonly Step[], theirs: readonly Step[], names: readonly string[]): number {
  expect(ours.length).toBe(theirs.length);
  let known = 0;
  ours.forEach((row, at) => {
    for (const name of names) {
      const [mine, other] = [row[name] ?? '', theirs[at]?.[name] ?? ''];
      for (let i = 0; i < mine.length; i++) {
        if (!/[01]/.test(mine[i] ?? '') || !/[01]/.test(other[i] ?? '')) continue;
        known++;
        if (mine[i] !== other[i]) expect.fail(`${who}, step ${at}, ${name}: ${mine}, Icarus says ${other}`);
      }
    }
  });
  return known;
}
