/**
 * The embedded simulator against Icarus in one run: `npm run bench -- --simulate [--picorv32 FILE] [--seconds N]`. Cycles per second of
 * processor time, of one core: an 8x8 FIFO under random inputs, and picorv32 when its file is given. Ours counts 128 lanes; what it costs to
 * map and compile a design is told apart.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { findClocks } from '../../server/src/sim/clocks';
import { allLanes, laneCount, noLanes } from '../../server/src/sim/lanes';
import { Random } from '../../server/src/sim/random';
import { compile } from '../../server/src/sim/simulator';
import { prepared } from '../engines/sim/prepared';

const fifo = `module m(input clk, input rst, input wr, input rd, input [7:0] din, output [7:0] dout, output full, output empty);
  reg [7:0] mem [0:7];
  reg [2:0] wp, rp;
  reg [3:0] count;
  wire do_wr = wr && !full;
  wire do_rd = rd && !empty;
  assign full = count == 8;
  assign empty = count == 0;
  assign dout = mem[rp];
  always @(posedge clk) begin
    if (do_wr) mem[wp] <= din;
    if (rst) begin wp <= 0; rp <= 0; count <= 0; end
    else begin
      if (do_wr) wp <= wp + 1;
      if (do_rd) rp <= rp + 1;
      count <= count + do_wr - do_rd;
    end
  end
endmodule
`;

interface Subject {
  readonly name: string;
  readonly verilog: string;
  readonly top: string;
  readonly reset: { readonly name: string; readonly active: 0 | 1 };
  readonly icarusCycles: number;
}

export async function measureSimulation(picorv32: string | undefined, seconds: number): Promise<void> {
  const subjects: Subject[] = [{ name: 'FIFO 8x8', verilog: fifo, top: 'm', reset: { name: 'rst', active: 1 }, icarusCycles: 400_000 }];
  if (picorv32 !== undefined) {
    const verilog = readFileSync(picorv32, 'utf8');
    subjects.push({ name: 'picorv32', verilog, top: 'picorv32', reset: { name: 'resetn', active: 0 }, icarusCycles: 60_000 });
  }
  const yosys = createEmbeddedYosys({ workers: 1 });
  for (const subject of subjects) {
    const ours = await measureOurs(subject, yosys, seconds);
    const icarus = measureIcarus(subject, ours.inputs);
    console.log(
      `${subject.name}: ${millions(ours.rate)} M lane-cycles/s in 128 lanes, Icarus ${millions(icarus)} M cycles/s: ${(ours.rate / icarus).toFixed(1)} times; ` +
        `one lane of ours alone ${(ours.rate / laneCount / icarus).toFixed(2)} times; mapped and compiled in ${Math.round(ours.compileMs)} ms`,
    );
  }
  await yosys.dispose();
}

const millions = (rate: number): string => (rate / 1e6).toFixed(3);

interface Port {
  readonly name: string;
  readonly width: number;
}

async function measureOurs(
  subject: Subject,
  yosys: ReturnType<typeof createEmbeddedYosys>,
  seconds: number,
): Promise<{ rate: number; compileMs: number; inputs: Port[] }> {
  const started = performance.now();
  const compiled = compile(await prepared(yosys, subject.verilog, subject.top));
  if (!compiled.ok) throw new Error(compiled.message);
  const compileMs = performance.now() - started;
  const sim = compiled.value;
  const clocks = findClocks(sim.gates).map((clock) => clock.ref);
  const clockRefs = new Set(clocks);
  for (const clock of clocks) sim.fill(clock, 0);
  const inputs = sim.inputs.filter((port) => !port.refs.some((ref) => clockRefs.has(ref)));
  const random = new Random(1);
  const lanes = new Uint32Array(noLanes.length);
  const cpu = process.cpuUsage();
  const busy = (): number => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  let cycles = 0;
  while (busy() < seconds) {
    for (let i = 0; i < 200; i++, cycles++) {
      for (const port of inputs) {
        if (port.name === subject.reset.name) {
          for (const ref of port.refs) sim.fill(ref, cycles < 8 ? subject.reset.active : subject.reset.active === 1 ? 0 : 1);
          continue;
        }
        for (const ref of port.refs) {
          for (let word = 0; word < lanes.length; word++) lanes[word] = random.word();
          sim.drive(ref, lanes);
        }
      }
      if (cycles === 0) sim.start();
      sim.eval();
      sim.tick(clocks.map((clock) => ({ clock, rise: allLanes, fall: noLanes })));
      if (!sim.directClocks) sim.eval();
      sim.tick(clocks.map((clock) => ({ clock, rise: noLanes, fall: allLanes })));
    }
  }
  return { rate: (cycles * laneCount) / busy(), compileMs, inputs: inputs.map((port) => ({ name: port.name, width: port.refs.length })) };
}

/** The same stimulus by Icarus' own random numbers, as a testbench would draw it. */
function measureIcarus({ verilog, top, reset, icarusCycles }: Subject, inputs: readonly Port[]): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-simulate-'));
  const words = (width: number): string => `{${Array.from({ length: Math.ceil(width / 32) }, () => '$urandom').join(', ')}}`;
  const drawn = inputs.filter((port) => port.name !== reset.name);
  const bench = `module bench;
  reg clk = 0, ${reset.name} = ${reset.active};
  integer i;
  ${drawn.map(({ name, width }) => `reg [${width - 1}:0] ${name};`).join('\n  ')}
  ${top} dut (.clk(clk), ${inputs.map(({ name }) => `.${name}(${name})`).join(', ')});
  initial begin
    for (i = 0; i < ${icarusCycles}; i = i + 1) begin
      if (i == 8) ${reset.name} = ${1 - reset.active};
      ${drawn.map(({ name, width }) => `${name} = ${words(width)};`).join(' ')}
      #4 clk = 1; #1 clk = 0; #1;
    end
    $finish;
  end
endmodule
`;
  try {
    const [source, program] = [path.join(folder, 'bench.v'), path.join(folder, 'bench.vvp')];
    writeFileSync(source, `${verilog}\n${bench}`);
    execFileSync('iverilog', ['-g2012', '-s', 'bench', '-o', program, source]);
    // Time of the processor, not of the clock: the machine may be busy.
    const timed = execFileSync('bash', ['-c', '{ TIMEFORMAT=%U; time vvp -n "$0" >/dev/null; } 2>&1', program], { encoding: 'utf8' });
    return icarusCycles / Number(timed.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
