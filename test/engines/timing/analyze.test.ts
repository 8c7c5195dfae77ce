import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Timing } from '../../../server/src/protocol/contract';
import { createCellLibraries } from '../../../server/src/platform/cellLibraries';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import { analyzeTiming, type TimingInput } from '../../../server/src/timing/analyze';
import { analyzeRanks } from '../../../server/src/timing/ranks/analyzeRanks';
import { readLiberty } from '../../../server/src/timing/liberty/readLiberty';
import { SourcePlaces } from '../../../server/src/timing/reports/sourcePlaces';
import { parseReport } from '../../../server/src/timing/reports/readReport';
import { analyzeReport } from '../../../server/src/timing/reportTiming';
import { graphOfText } from '../../unit/graph/graphing';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { cellHeader } from '../../../server/src/tools/cellLibraries';
import { readableDesign } from '../../../server/src/tools/readableDesign';
import { readDesign } from '../../../server/src/tools/readDesign';

const yosys = createEmbeddedYosys({ workers: 1 });
afterAll(() => yosys.dispose());
vi.setConfig({ testTimeout: 180_000 });
const never = new AbortController().signal;

function designOf(text: string, top: string, reader: 'slang' | 'verilog' = 'slang') {
  return readDesign(unitOf(text, top), { reader });
}

function unitOf(text: string, top: string): CompileUnit {
  return { files: [{ path: '/rtl/design.sv', text }], includes: [], includeDirs: [], defines: {}, top };
}

async function time(text: string, top: string, options: Partial<TimingInput> = {}): Promise<Timing> {
  const result = await analyzeTiming({ design: designOf(text, top), budgetMs: 170_000, ...options }, yosys, never);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

async function joined(text: string, source: string): Promise<Timing> {
  const report = parseReport(text);
  if (!report.ok) throw new Error(report.message);
  const places = new SourcePlaces(await graphOfText(source));
  const input = { design: designOf(source, 'running_max'), report: report.value, places, budgetMs: 170_000, mostExplained: 50 };
  const result = await analyzeReport(input, yosys, never);
  if (!result.ok) throw new Error(result.message);
  return result.value.timing;
}

const mixed = `module mixed (
  input  logic clk, rst,
  input  logic [31:0] samples,
  output logic [7:0] peak,
  output logic [3:0] digit
);
  logic [31:0] held;
  logic [7:0] best;
  logic [11:0] count;
  always_comb begin
    best = held[7:0];
    for (int i = 1; i < 4; i++)
      if (held[8*i +: 8] > best) best = held[8*i +: 8];
  end
  always_ff @(posedge clk or posedge rst)
    if (rst) begin
      held <= '0;
      count <= '0;
    end else begin
      held <= samples;
      count <= count + 12'd1;
    end
  always_ff @(posedge clk) begin
    peak <= best;
    digit <= 4'(count % 10);
  end
endmodule
`;

describe('timing of a design', () => {
  it('times what stands around cells of a vendor that no source declares', async () => {
    const text = `module m (input clk_in, inout pad, input d, output reg q);
  wire clk, seen; reg r, t;
  IBUFG #(.IOSTANDARD("LVCMOS33")) ib (.I(clk_in), .O(clk));
  IOBUF #(.DRIVE(12)) io (.IO(pad), .I(r ^ q), .T(t), .O(seen));
  always @(posedge clk) begin r <= d; t <= seen & d; q <= r; end
endmodule`;
    const library = createCellLibraries();
    const boxes = [
      { name: 'IBUFG', ports: ['I', 'O'], parameters: ['IOSTANDARD'] },
      { name: 'IOBUF', ports: ['IO', 'I', 'T', 'O'], parameters: ['DRIVE'] },
    ];
    const headers = boxes.flatMap((box) => cellHeader(box, library)?.source ?? []);
    const unit = { ...unitOf(text, 'm'), headers };
    const result = await analyzeTiming({ design: readableDesign(unit, true), budgetMs: 100_000, period: 5 }, yosys, never);
    if (!result.ok) throw new Error(result.message);
    expect(result.value.paths.map(({ start, end }) => `${start} ${end}`)).toEqual(
      expect.arrayContaining(['seen t', 'r q', 't io.T', expect.stringMatching(/^[rq] io\.I$/)]),
    );
  });

  it('finds both slow registers, explains them in source lines, and names the causes', async () => {
    const timing = await time(mixed, 'mixed', { period: 8 });
    expect(timing.engine).toBe('signoff-sta 1');
    expect(timing.paths.map((item) => `${item.start} ${item.end}`).slice(0, 2)).toEqual(['count digit', 'held peak']);
    const [digit, peak] = timing.paths;
    expect(digit?.cause).toMatchObject({ code: 'timing/constant-division', file: '/rtl/design.sv', line: 25 });
    expect(peak?.cause).toMatchObject({ code: 'timing/serial-chain', file: '/rtl/design.sv', line: 13 });
    expect(peak?.points.filter((point) => point.op === 'gt:8').map((point) => point.line)).toEqual([13, 13, 13]);
    for (const item of timing.paths) {
      expect(item.slack).toBeCloseTo(timing.period - item.arrival, 3);
      expect(item.points.at(-1)?.arrival).toBe(item.arrival);
      expect(item.points.reduce((sum, point) => sum + point.delay, 0)).toBeCloseTo(item.arrival, 1);
    }
    expect(timing.wns).toBe(digit?.slack);
    expect(timing.fmax).toBeCloseTo(1000 / (8 - timing.wns), 0);
    expect(timing.tns).toBeLessThan(timing.wns);
    expect(timing.paths.some((item) => item.start === 'rst')).toBe(false);
  });

  it('takes the period and delays from SDC, and leaves false paths out', async () => {
    const sdc =
      'create_clock -period 6 [get_ports clk]\nset_input_delay 5.9 -clock clk [get_ports samples]\nset_false_path -to [get_cells digit*]';
    const timing = await time(mixed, 'mixed', { sdc });
    expect(timing.period).toBe(6);
    // What is left there is the way from the register to the port of its name.
    expect(timing.paths.filter((item) => item.end === 'digit').map((item) => item.start)).toEqual(['digit']);
    expect(timing.paths.find((item) => item.end === 'held')?.slack).toBeLessThan(0);
  });

  it.each(['generic-asic', 'ecp5-like', '7-series-like'])('ranks paths for %s and tells no time', async (target) => {
    const source = `module ranked (input logic clk, rst, input logic [23:0] a, output logic [23:0] total, output logic last);
  always_ff @(posedge clk)
    if (rst) total <= '0;
    else total <= total + a;
  always_ff @(posedge clk) last <= a[0];
endmodule
`;
    const sdc = 'create_clock -period 6 [get_ports clk]';
    const result = await analyzeRanks({ design: designOf(source, 'ranked'), budgetMs: 170_000, target, sdc }, yosys, never);
    if (!result.ok) throw new Error(result.message);
    const [first, ...others] = result.value.ranks;
    expect(first).toMatchObject({ rank: 1, end: 'total', share: 1 });
    expect(first?.cause?.message).toMatch(/^Arithmetic over 24 bits \(line 4\).* % of the path\.$/);
    expect(first?.points.reduce((sum, point) => sum + point.share, 0)).toBeCloseTo(1, 1);
    expect(others.map((path) => path.end)).toContain('last');
    expect(others.every((path) => path.share < 1)).toBe(true);
    expect(JSON.stringify(result.value)).not.toMatch(/"(slack|arrival|delay|period|wns|fmax)"|\d ns/);
    expect(result.value.notes).toEqual([expect.stringContaining(`For ${target}`)]);
  });

  it('maps to the cells of a Liberty library and times them, with the source lines of the path', async () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../data/liberty/small.lib'), 'utf8');
    const library = await readLiberty([text], never);
    if (!library.ok) throw new Error(library.message);
    const source = `module sums (input logic clk, input logic [3:0] a, output logic [3:0] total);
  logic [3:0] held;
  always_ff @(posedge clk) begin
    held <= a;
    total <= total + held;
  end
endmodule
`;
    const timing = await time(source, 'sums', { period: 1, liberty: { library: library.value, text, toJSON: () => 'small' } });
    expect(timing.notes?.[0]).toBe('An estimate with the cells of small, wires by its wire load short, ideal clocks and no placement.');
    const [worst] = timing.paths;
    expect(worst).toMatchObject({ end: 'total' });
    expect(worst?.start).toMatch(/^(held|total)$/);
    expect(worst?.points.some((point) => point.op === 'add:4' && point.line === 5)).toBe(true);
    expect(worst?.arrival).toBeGreaterThan(0.15);
    expect(worst?.arrival).toBeLessThan(1);
  });

  it('times through open latches, with an asynchronous reset too, and says where they are', async () => {
    const timing = await time(
      `module latched (input logic clk, rst_n, en, input logic [7:0] d, output logic [7:0] q);
  logic [7:0] l;
  always_latch
    if (!rst_n) l = '0;
    else if (en) l = d;
  always_ff @(posedge clk) q <= l + 1;
endmodule
`,
      'latched',
      { period: 1 },
    );
    const [worst] = timing.paths;
    expect(worst?.end).toBe('q');
    expect(worst?.points.map((point) => point.op)).toEqual(expect.arrayContaining(['add:8']));
    expect(worst?.points.some((point) => point.op?.includes('dlatch'))).toBe(true);
    expect(timing.notes?.some((note) => note.includes('no delay model'))).toBe(false);
  });

  it('keeps the encoding of a state machine, so that its register keeps its name', async () => {
    const machine = `module machine (input logic clk, rst, go, output logic done);
      typedef enum logic [1:0] {idle, run, last} state_t;
      state_t state;
      always_ff @(posedge clk) if (rst) state <= idle; else case (state)
        idle: if (go) state <= run;
        run: state <= last;
        default: state <= idle;
      endcase
      assign done = state == last;
    endmodule`;
    const timing = await time(machine, 'machine', { period: 5 });
    expect(new Set(timing.paths.map((item) => item.end))).toEqual(new Set(['state', 'done']));
  });

  it('names a register that starts with 1, which the device keeps inverted', async () => {
    const counter = `module down (input logic clk, rst, output logic zero);
      logic [5:0] count = 6'h3f;
      always_ff @(posedge clk) if (rst) count <= 6'h3f; else if (count != 0) count <= count - 1;
      assign zero = count == 0;
    endmodule`;
    const timing = await time(counter, 'down', { period: 5 });
    expect(timing.paths.map((item) => `${item.start} ${item.end}`).sort()).toEqual(['count count', 'count zero']);
  });

  it('reads the library of block RAM only for a design with memories, whose paths then begin and end there', async () => {
    const scripts: string[] = [];
    const watched: typeof yosys = { ...yosys, run: (job, signal) => (scripts.push(job.commands.join('; ')), yosys.run(job, signal)) };
    const storage = `module m (input logic clk, we, input logic [8:0] a, input logic [7:0] d, output logic [7:0] q);
  logic [7:0] mem [512]; logic [8:0] at; logic [7:0] read;
  always_ff @(posedge clk) begin at <= a; if (we) mem[at] <= d; read <= mem[at]; q <= read + 8'd3; end
endmodule
`;
    const plain = 'module m (input logic clk, d, output logic q); logic r; always_ff @(posedge clk) begin r <= d; q <= ~r; end endmodule\n';
    const results = [];
    for (const text of [storage, plain]) {
      results.push(await analyzeTiming({ design: designOf(text, 'm'), budgetMs: 170_000, period: 3 }, watched, never));
    }
    expect(scripts.map((script) => script.includes('begin:map_ffs'))).toEqual([false, true, false, false]);
    const [stored] = results;
    const ends = stored?.ok === true ? stored.value.paths.flatMap((path) => [path.start, path.end]) : [];
    expect(ends).toContain('mem');
  });

  it('times a memory that no block RAM holds as if one did, and an array without indices as registers', async () => {
    const storage = `module m (input logic clk, other, we, input logic [4:0] a, b, input logic [7:0] d, output logic [7:0] q, kept);
  reg [7:0] store [0:31];
  reg [7:0] stage [0:1];
  always @(posedge clk) if (we) store[a] <= d;
  always @(posedge other) if (we) store[b] <= ~d;
  always @(posedge clk) begin stage[0] <= store[b] + 8'd3; stage[1] <= stage[0]; kept <= stage[1]; end
  assign q = kept ^ 8'h55;
endmodule
`;
    const timing = await time(storage, 'm');
    expect(timing.notes?.join('\n')).toMatch(/Memory store \(256 bits\) is written by several clocks/);
    expect(timing.notes?.join('\n')).toMatch(/No clock period was given, so paths are held against (\S+) ns/);
    expect(timing.wns).toBeGreaterThanOrEqual(0);
    expect(timing.wns).toBeLessThan(0.05);
    expect(timing.paths.map((item) => `${item.start} ${item.end}`)).toEqual(expect.arrayContaining(['store stage', 'd store']));
  });

  it('times a memory whatever kind of RAM the source asks for: another device has it, or it can be none of that kind', async () => {
    const storage = (style: string): string => `module m (input clk, we, input [4:0] a, b, input [7:0] d, output [7:0] q);
  (* ${style} *)
  reg [7:0] store [0:31];
  always @(posedge clk) if (we) store[a] <= d;
  assign q = store[b];
endmodule
`;
    const foreign = await time(storage('ram_style = "distributed", ramstyle = "no_rw_check, mlab"'), 'm');
    expect(foreign.paths.map(({ end }) => end)).toContain('q');
    expect(foreign.notes?.join('\n')).not.toContain('kind of RAM');
    const unfit = await time(storage('ram_style = "block"'), 'm');
    expect(unfit.notes).toContain(
      'Memory m.store is asked to be a kind of RAM that cannot hold it; what the source asks for its memories is left out.',
    );
    expect(unfit.paths.map(({ end }) => end)).toEqual(foreign.paths.map(({ end }) => end));
  });

  it('times a memory that a loop of very many turns fills', async () => {
    const storage = `module m (input clk, we, input [12:0] a, input [7:0] d, output reg [7:0] q);
  reg [7:0] store [0:8191];
  integer i;
  initial for (i = 0; i < 8192; i = i + 1) store[i] = 0;
  always @(posedge clk) begin if (we) store[a] <= d; q <= store[a]; end
endmodule
`;
    const timing = await time(storage, 'm', { design: readableDesign(unitOf(storage, 'm'), true) });
    expect(timing.paths.flatMap(({ start, end }) => [start, end])).toContain('store');
  });

  it('names registers of instances by their hierarchy', async () => {
    const deep = `module leaf (input logic clk, input logic [7:0] a, output logic [7:0] y);
      logic [7:0] acc; always_ff @(posedge clk) acc <= acc + a; assign y = acc ^ 8'h55; endmodule
    module deep (input logic clk, input logic [7:0] a, output logic [7:0] y);
      logic [7:0] t; leaf u1 (.clk, .a, .y(t)); leaf u2 (.clk, .a(t), .y); endmodule`;
    const timing = await time(deep, 'deep', { period: 1 });
    expect(timing.paths.map((item) => `${item.start} ${item.end}`)).toContain('u1.acc u2.acc');
  });

  it('answers bad requests with what to do', async () => {
    const ask = (options: Partial<TimingInput>, text = mixed) =>
      analyzeTiming({ design: designOf(text, 'mixed'), budgetMs: 170_000, ...options }, yosys, never);
    expect(await ask({ period: 5, target: 'stratix' })).toMatchObject({ ok: false, hint: expect.stringContaining('ice40-lp') as string });
    expect(await ask({ period: 5 }, 'module mixed; foo bar(); endmodule')).toMatchObject({ ok: false });
  });

  it('times what slang refuses as Yosys itself reads it, and says so', async () => {
    const mixedAssignments = `module m (input clk, go, input [3:0] d, output reg [3:0] left);
  always @(posedge clk) if (go) left = d; else left <= left - 4'd1;
endmodule
`;
    const design = {
      ...designOf(mixedAssignments, 'm'),
      otherwise: () => [{ ...designOf(mixedAssignments, 'm', 'verilog'), as: 'otherwise' }],
    };
    const result = await analyzeTiming({ design, budgetMs: 170_000, period: 5 }, yosys, never);
    const notes = result.ok ? (result.value.notes ?? []) : [result.message];
    expect(notes.join('\n')).toMatch(/Read otherwise, since slang refuses it as it is: \/rtl\/design\.sv:2/);
    expect(result.ok && result.value.paths.map((item) => item.end)).toContain('left');
  });

  it('joins an OpenSTA report with the source', async () => {
    const data = path.resolve(__dirname, '../../data/opensta');
    const source = readFileSync(path.join(data, 'running_max.sv'), 'utf8');
    for (const format of ['full', 'fullClockExpandedFields']) {
      const report = readFileSync(path.join(data, `${format}.opensta-2.0.17.rpt`), 'utf8');
      const timing = await joined(report, source);
      expect(timing).toMatchObject({ engine: 'opensta report', period: 2 });
      expect(timing.wns).toBeCloseTo(-1.245, 1);
      expect(timing.paths[0]).toMatchObject({ start: 'held', end: 'peak', cause: { code: 'timing/serial-chain', line: 13 } });
      expect(timing.paths[0]?.arrival).toBeCloseTo(3.15, 2);
    }
  });

  it('shows what a report calls by names that the source does not have, as the report has it', async () => {
    const data = path.resolve(__dirname, '../../data/opensta');
    const source = readFileSync(path.join(data, 'running_max.sv'), 'utf8');
    const report = readFileSync(path.join(data, 'full.opensta-2.0.17.rpt'), 'utf8').replaceAll('peak[0]\\\\DFF', '_777_');
    const timing = await joined(report, source);
    const unknown = timing.paths.find((item) => item.end === '_777_');
    expect(unknown?.points.at(-1)?.name).toBe('_777_');
    expect(unknown?.points.length).toBeGreaterThan(30);
    expect(timing.notes?.some((note) => note.includes('_777_'))).toBe(true);
  });
});
