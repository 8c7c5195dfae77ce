/**
 * Whether a rewritten module behaves as its original, by what has no part in the prover: native Icarus runs both texts on the same random inputs, and native Yosys pairs their registers by name and looks for a difference
 * within a few cycles after the reset. Only the names of ports, clocks and resets come from Signoff, and text that neither of them reads as Verilog of slang's netlist.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { readDesign } from '../../server/src/tools/readDesign';
import { layOutSources } from '../../server/src/tools/sourceLayout';
import type { Yosys } from '../../server/src/tools/yosys';
import type { DesignFacts } from '../../server/src/verify/prove/facts';
import { prepareOne } from '../../server/src/verify/prove/prepare';
import { chooseResets, type ResetPin } from '../../server/src/verify/prove/settle';

export interface SecondOpinion {
  readonly icarus: 'agrees' | 'differs' | 'unknown appears' | 'not run';
  /** Bits of outputs that the original knew, and all that were looked at. */
  readonly known: number;
  readonly bits: number;
  readonly yosys: 'proved' | 'no difference' | 'differs' | 'open' | 'not run';
  readonly detail: string;
}

interface Pins {
  readonly facts: DesignFacts;
  readonly resets: readonly ResetPin[];
}

/** Cycles that resets are held, those simulated, and those that native Yosys looks at behind the reset. */
const held = 24;
const simulated = 4000;
const looked = 6;

/** Judges a rewrite that is said to behave as its original in every cycle. */
export async function secondOpinion(original: CompileUnit, rewritten: CompileUnit, yosys: Yosys): Promise<SecondOpinion> {
  const none: SecondOpinion = { icarus: 'not run', known: 0, bits: 0, yosys: 'not run', detail: '' };
  const signal = new AbortController().signal;
  const read = await prepareOne(original, yosys, 60_000, signal);
  if (read.kind !== 'ready') return { ...none, detail: read.message };
  const { facts, gates } = read.side;
  if (facts.ports.some(({ direction, name }) => direction === 'inout' || !/^[A-Za-z_]\w*$/.test(name)))
    return { ...none, detail: 'a port that goes both ways, or an escaped name' };
  const skip = new Set(facts.clocks);
  const resets = gates.ok
    ? chooseResets(gates.design, { names: [] }, facts.asynchronousResets, { skip, single: false, synchronous: facts.synchronousResets })
    : facts.asynchronousResets;
  const pins = { facts, resets };
  let sides = [original, rewritten];
  let runs = sides.map((unit) => outputsOf(unit, pins));
  if (runs.some((run) => typeof run === 'string')) {
    const written = await Promise.all(sides.map((unit) => asVerilog(unit, yosys)));
    if (written.every((unit) => unit !== undefined)) {
      sides = written;
      runs = sides.map((unit) => outputsOf(unit, pins));
    }
  }
  const [before, after] = runs as [readonly string[] | string, readonly string[] | string];
  const opinion = { ...none, ...yosysOpinion(sides as [CompileUnit, CompileUnit], pins) };
  if (typeof before === 'string' || typeof after === 'string')
    return { ...opinion, detail: `${opinion.detail} ${typeof before === 'string' ? before : String(after)}` };
  return { ...opinion, ...compared(before, after, opinion.detail) };
}

/** An opinion in a line. */
export function opinionWords({ icarus, yosys, known, bits, detail }: SecondOpinion): string {
  const alarm = icarus === 'differs' || icarus === 'unknown appears' || yosys === 'differs' ? 'ALARM ' : '';
  return `${alarm}Icarus ${icarus} (${known} of ${bits} bits known), Yosys ${yosys}${detail === '' ? '' : `: ${detail.slice(0, 1000)}`}`;
}

/** How many of each there are; a difference makes the exit code 1. */
export function printOpinions(all: readonly SecondOpinion[]): void {
  if (all.length === 0) return;
  const counts = (values: readonly string[]): string =>
    [...new Set(values)].map((value) => `${value} ${values.filter((one) => one === value).length}`).join(', ');
  console.log(
    `${all.length} proven rewrites; Icarus: ${counts(all.map(({ icarus }) => icarus))}; Yosys: ${counts(all.map(({ yosys }) => yosys))}`,
  );
  if (all.some(({ icarus, yosys }) => icarus === 'differs' || yosys === 'differs')) process.exitCode = 1;
}

function compared(before: readonly string[], after: readonly string[], detail: string): Partial<SecondOpinion> {
  let [known, bits] = [0, 0];
  let appears: string | undefined;
  if (before.length !== after.length) return { icarus: 'differs', detail: `${before.length} lines against ${after.length}` };
  for (const [at, line] of before.entries()) {
    const other = after[at] ?? '';
    for (let i = 0; i < line.length; i++) {
      if (line[i] === ' ') continue;
      bits++;
      if (line[i] !== '0' && line[i] !== '1') continue;
      known++;
      if (line[i] === other[i]) continue;
      const words = `at sample ${at}: ${line} against ${other}`;
      if (other[i] === '0' || other[i] === '1') return { icarus: 'differs', detail: words };
      appears ??= words;
    }
  }
  return { icarus: appears === undefined ? 'agrees' : 'unknown appears', known, bits, detail: appears ?? detail };
}

/** The outputs of a unit under random inputs, a line each sample behind the reset; or why there are none. */
function outputsOf(unit: CompileUnit, pins: Pins): readonly string[] | string {
  return inFolder(unit, ({ folder, options, sources, top }) => {
    writeFileSync(path.join(folder, 'bench.sv'), benchOf(top, pins));
    const build = [
      '20',
      'iverilog',
      '-g2012',
      '-DSYNTHESIS',
      '-s',
      'second_opinion',
      '-o',
      'run',
      '-I.',
      ...options,
      ...sources,
      'bench.sv',
    ];
    const built = spawnSync('timeout', build, { cwd: folder, encoding: 'utf8' });
    if (built.status !== 0) return `Icarus: ${built.stderr.split('\n')[0] ?? ''}`;
    const ran = spawnSync('timeout', ['20', 'vvp', '-n', 'run'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (ran.status !== 0) return 'Icarus did not end';
    return ran.stdout.split('\n').flatMap((line) => (line.startsWith('@ ') ? [line.slice(2)] : []));
  });
}

function benchOf(top: string, { facts, resets }: Pins): string {
  const { clocks, ports, domains } = facts;
  const one = domains.length <= 1 && facts.derivedClocks.length === 0 && !facts.clockAsData;
  const rest = domains[0]?.startsWith('negedge') === true ? 1 : 0;
  const inputs = ports.filter(({ direction, name }) => direction === 'input' && !clocks.includes(name));
  const outputs = ports.filter(({ direction }) => direction === 'output');
  const wide = (width: number): string => `{${Array.from({ length: Math.ceil(width / 31) }, () => 'next(0)').join(', ')}}`;
  const drive = inputs.map(({ name, width }) => {
    const reset = resets.find((pin) => pin.name === name);
    if (reset !== undefined) return `t = next(0); i_${name} = (at < ${held} || t[6:0] == 0) ? ${reset.active} : ${1 - reset.active};`;
    return `t = next(0); case (t[3:0]) 0: i_${name} = 0; 1: i_${name} = {${width}{1'b1}}; 2, 3: ; 4: i_${name} = t[12:4] % 4; 5: i_${name} = i_${name} + 1; default: i_${name} = ${wide(width)}; endcase`;
  });
  const show = `if (at >= ${held}) $display("@ ${outputs.map(() => '%b').join(' ')}"${outputs.map(({ name }) => `, o_${name}`).join('')});`;
  const tick = (how: string): string =>
    clocks.map((name) => `${how === '' ? '' : 't = next(0); '}if (${how === '' ? 1 : how}) c_${name} = ~c_${name};`).join(' ');
  const step = one ? `#5; ${show} ${tick('')} #5; ${tick('')}` : `#5; ${show} ${tick(`at < ${held} || t[1:0] == 0`)} #5; ${show}`;
  return `\`timescale 1ns/1ps
module second_opinion; integer at; reg [31:0] t; reg [63:0] state;
  function [30:0] next(input unused); begin state = state ^ (state << 13); state = state ^ (state >> 7); state = state ^ (state << 17); next = state[47:17]; end endfunction
${inputs.map(({ name, width }) => `  reg [${width - 1}:0] i_${name};`).join('\n')}
${clocks.map((name) => `  reg c_${name};`).join('\n')}
${outputs.map(({ name, width }) => `  wire [${width - 1}:0] o_${name};`).join('\n')}
  ${top} dut(${ports.map(({ name, direction }) => `.${name}(${clocks.includes(name) ? 'c' : direction === 'input' ? 'i' : 'o'}_${name})`).join(', ')});
  initial begin
    state = 64'd88172645463325252;
    ${inputs.map(({ name }) => `i_${name} = 0;`).join(' ')}
    ${clocks.map((name) => `c_${name} = ${rest};`).join(' ')}
    for (at = 0; at < ${simulated}; at = at + 1) begin
      ${drive.join('\n      ')}
      ${step}
    end
    $finish;
  end
endmodule
`;
}

function yosysOpinion(sides: readonly [CompileUnit, CompileUnit], { facts, resets }: Pins): Partial<SecondOpinion> {
  if (facts.domains.length > 1 || facts.derivedClocks.length > 0 || facts.clockAsData) return { detail: 'several clocks' };
  const [gold, gate] = sides;
  return inFolder(gold, (golden) =>
    inFolder(gate, (candidate) => {
      const read = ({ folder, options, sources, top }: Laid, as: string): string =>
        `read_verilog -sv -DSYNTHESIS ${options.map((one) => (one.startsWith('-I') ? `-I${folder}/${one.slice(2)}` : one)).join(' ')} ${sources.map((file) => `${folder}/${file}`).join(' ')}; hierarchy -check -top ${top}; ` +
        `proc; flatten; async2sync; memory_collect; memory_map; dffunmap; opt_expr -keepdc; opt_clean; rename -top ${as}; design -stash ${as}`;
      const script = (rest: string): string =>
        `${read(golden, 'gold')}; ${read(candidate, 'gate')}; design -copy-from gold gold; design -copy-from gate gate; ${rest}`;
      const ask = (rest: string, seconds: number): string =>
        spawnSync('timeout', [String(seconds), 'yosys', '-p', script(rest)], { cwd: golden.folder, encoding: 'utf8', maxBuffer: 1 << 28 })
          .stdout;
      const paired = ask(
        'equiv_make gold gate equiv; hierarchy -top equiv; equiv_simple -undef; equiv_induct -undef -seq 3; equiv_status',
        30,
      );
      if (/ERROR/.test(paired)) return { yosys: 'not run' as const, detail: /ERROR.*/.exec(paired)?.[0] ?? '' };
      if (/Equivalence successfully proven/.test(paired)) return { yosys: 'proved' as const };
      const start = resets.map(({ name, active }) => [1, 2].map((at) => `-set-at ${at} in_${name} ${active}`).join(' ')).join(' ');
      const looking = ask(
        `miter -equiv -flatten -make_outputs -ignore_gold_x gold gate miter; hierarchy -top miter; ` +
          `sat -enable_undef -set-def-inputs -set-init-undef -timeout 20 -seq 2 ${start} -tempinduct-baseonly -tempinduct -maxsteps ${looked + 2} -prove trigger 0 -show-inputs -show-outputs miter`,
        40,
      );
      if (/model found for base case: FAIL/.test(looking))
        return { yosys: 'differs' as const, detail: looking.slice(looking.lastIndexOf('FAIL!')).slice(0, 2000) };
      return { yosys: /Reached maximum number of time steps/.test(looking) ? ('no difference' as const) : ('open' as const) };
    }),
  );
}

interface Laid {
  readonly folder: string;
  readonly options: readonly string[];
  readonly sources: readonly string[];
  readonly top: string;
}

function inFolder<T>(unit: CompileUnit, use: (laid: Laid) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-opinion-'));
  try {
    const layout = layOutSources(unit, { prefix: 'd', stubs: [] });
    for (const [name, text] of layout.files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const options = layout.defines.map(([name, value]) => `-D${name}=${value}`);
    if (layout.includeDir !== undefined) options.push(`-I${layout.includeDir}`);
    const prelude = layout.prelude === undefined ? [] : [layout.prelude];
    return use({ folder, options, sources: [...prelude, ...layout.sources], top: layout.top });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A unit as one file of plain Verilog, as slang reads it. */
async function asVerilog(unit: CompileUnit, yosys: Yosys): Promise<CompileUnit | undefined> {
  const read = readDesign(unit, { reader: 'slang', slangSwitches: ['--ignore-timing', '--ignore-assertions', '--unroll-limit 1000000'] });
  const commands = [
    ...read.commands,
    'proc -noopt',
    'flatten',
    'delete */t:$print */t:$check',
    'opt_clean',
    'rename -top opinion_top',
    'write_verilog -noattr written.v',
  ];
  const run = await yosys.run({ commands, files: read.files, outputs: ['written.v'], timeoutMs: 60_000 }, new AbortController().signal);
  const bytes = run.kind === 'finished' ? run.files.get('written.v') : undefined;
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  return { files: [{ path: '/written.v', text }], includes: [], includeDirs: [], defines: {}, top: 'opinion_top' };
}
