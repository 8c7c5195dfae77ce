import { contentHash } from '../../base/hash';
import type { CompileUnit } from '../../model/compileUnit';
import { layOutSources } from '../../tools/sourceLayout';
import type { ToolRun } from '../../tools/toolRunner';
import type { PortFact } from '../prove/facts';
import { drivesOf, valueOf } from '../prove/openPorts';
import type { PortBit } from '../prove/portLayout';
import type { Drive, Trace } from '../prove/replay';
import type { VerifyTools } from '../verifyTools';

export interface IcarusSide {
  readonly unit: CompileUnit;
  readonly ports: readonly PortFact[];
  /** Those of them that may be left at high impedance: where they are driven is shown too, as `openPorts` names it. */
  readonly opened?: ReadonlySet<string>;
  /** This side's port name -> the golden's, where they differ. */
  readonly rename: ReadonlyMap<string, string>;
  /** Start values of registers by the names they may have in the source; the first name that Icarus takes is used. */
  /** Ports of the source that are none of `ports`: the bits of those that they are connected to, bit 0 first. */
  readonly connections: ReadonlyMap<string, readonly PortBit[]>;
  readonly deposits: readonly { readonly names: readonly string[]; readonly value: 0 | 1 }[];
}

/** The clock when it is one clock and edge; undefined when clocks are part of the stimulus, or there are none. */
export interface ImpliedClock {
  readonly name: string;
  readonly rising: boolean;
}

export type IcarusRun =
  /** `cut` says why the trace is shorter than the drive, when it is. */
  | {
      readonly kind: 'ran';
      readonly trace: Trace;
      readonly ms: number;
      readonly cut?: string;
      /** It found processes that nothing wakes, and never runs them. */ readonly asleep: boolean;
    }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'timeout' | 'cancelled' | 'broken'; readonly message: string };

const plainName = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const hierarchicalName = /^[A-Za-z_][A-Za-z0-9_$]*(\[\d+\])*(\.[A-Za-z_][A-Za-z0-9_$]*(\[\d+\])*)*$/;

/**
 * Runs one description alone under Icarus with a testbench of ours and gives its outputs, sampled just before the active edge (after
 * every step where the stimulus holds the clocks). Each side is compiled and run by itself, so neither can see or disturb the other.
 */
export async function runIcarus(
  side: IcarusSide,
  drive: Drive,
  clock: ImpliedClock | undefined,
  clocks: readonly string[],
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<IcarusRun> {
  const { icarus } = tools;
  if (icarus === undefined) return { kind: 'broken', message: 'Icarus is not installed' };
  const layout = layOutSources(side.unit, { prefix: 'd', stubs: [] });
  const odd = [layout.top, ...side.ports.map((port) => port.name)].find((name) => !plainName.test(name));
  if (odd !== undefined)
    return { kind: 'unreadable', message: 'a port or the top has an escaped name, which the generated testbench does not use' };
  const mark = contentHash(String(drive.steps.length), ...layout.files.values()).slice(0, 16);
  const deposits = side.deposits.map(({ names, value }) => ({ names: names.filter((name) => hierarchicalName.test(name)), value }));
  const alternative = deposits.map(() => 0);
  const started = Date.now();
  let asleep = false;
  for (let attempt = 0; attempt < 4; attempt++) {
    const bench = writeBench(side, layout.top, layout.parameters, drive, clock, clocks, mark, deposits, alternative);
    const compiled = await tools.runner.run(
      {
        program: icarus.iverilog,
        args: [
          '-g2012',
          '-Wno-timescale',
          '-DSYNTHESIS',
          '-s',
          'signoff_bench',
          '-o',
          'run.vvp',
          ...layout.defines.map(([name, value]) => `-D${name}=${value}`),
          ...(layout.includeDir === undefined ? [] : ['-I', layout.includeDir]),
          '-I',
          '.',
          ...(layout.prelude === undefined ? [] : [layout.prelude]),
          ...layout.sources,
          'bench.v',
        ],
        files: new Map([...layout.files, ['bench.v', bench.text]]),
        collect: ['run.vvp'],
        timeoutMs: Math.min(timeoutMs, 10_000),
      },
      signal,
    );
    if (compiled.kind !== 'finished')
      return {
        kind: compiled.kind === 'cancelled' ? 'cancelled' : compiled.kind === 'timeout' ? 'timeout' : 'broken',
        message: describe(compiled),
      };
    const program = compiled.files.get('run.vvp');
    if (compiled.code !== 0 || program === undefined) {
      if (skipDeposits(compiled.stderr, bench.depositLines, alternative)) continue;
      return { kind: 'unreadable', message: firstError(compiled.stderr) };
    }
    asleep = compiled.stderr.includes('found no sensitivities');
    const run = await tools.runner.run(
      {
        program: icarus.vvp,
        args: ['-n', 'run.vvp'],
        files: new Map<string, string | Uint8Array>([
          ['run.vvp', program],
          ['stimulus.txt', bench.stimulus],
        ]),
        timeoutMs,
        maxOutputBytes: 64 * 1024 * 1024,
        untrusted: true,
      },
      signal,
    );
    if (run.kind === 'notFound' || run.kind === 'failedToStart') return { kind: 'broken', message: describe(run) };
    if (run.kind === 'cancelled') return { kind: 'cancelled', message: describe(run) };
    const trace = readTrace(run.stdout, mark, side);
    if (run.kind !== 'finished' && trace.length === 0) return { kind: 'timeout', message: describe(run) };
    const ms = Date.now() - started;
    if (trace.length === drive.steps.length) return { kind: 'ran', trace, ms, asleep };
    const ended = run.kind === 'finished' ? 'ended by itself' : describe(run);
    return { kind: 'ran', trace, ms, asleep, cut: `${ended} after ${trace.length} of ${drive.steps.length} steps` };
  }
  return { kind: 'unreadable', message: 'the start values of registers could not be set' };
}

interface Bench {
  readonly text: string;
  readonly stimulus: string;
  /** Line number -> index of the deposit written there. */
  readonly depositLines: ReadonlyMap<number, number>;
}

function writeBench(
  side: IcarusSide,
  top: string,
  parameters: readonly (readonly [string, string])[],
  drive: Drive,
  clock: ImpliedClock | undefined,
  clocks: readonly string[],
  mark: string,
  deposits: readonly { readonly names: readonly string[]; readonly value: 0 | 1 }[],
  alternative: readonly number[],
): Bench {
  const inputs = side.ports.filter((port) => port.direction !== 'output' && port.name !== clock?.name);
  const outputs = plainOutputs(side);
  const floating = openedPorts(side);
  const ofClock = (port: PortFact): boolean => clocks.includes(side.rename.get(port.name) ?? port.name);
  const firstLevel = (port: PortFact): 0 | 1 => drive.steps[0]?.get(side.rename.get(port.name) ?? port.name)?.[0] ?? 0;
  const width = Math.max(
    1,
    inputs.reduce((sum, port) => sum + port.width, 0),
  );
  const local = new Map(side.ports.map((port, i) => [port.name, port.name === clock?.name ? 'tick' : `s${i}`]));
  const apply = (ports: readonly PortFact[]): string[] => {
    const lines: string[] = [];
    let at = width;
    for (const port of inputs) {
      at -= port.width;
      if (ports.includes(port)) lines.push(`      ${stimulated(port, local)} = now[${at} +: ${port.width}];`);
    }
    return lines;
  };
  const lines = [
    '`timescale 1ns/1ns',
    '`default_nettype wire',
    'module signoff_bench;',
    `  reg [${width - 1}:0] stimulus [0:${Math.max(0, drive.steps.length - 1)}];`,
    `  reg [${width - 1}:0] now;`,
    // Clocks have their first level from the very start: an edge from x would be one.
    `  reg tick = 1'b${clock?.rising === false ? 1 : 0};`,
    '  integer i;',
    ...inputs.map((port) => `  reg [${port.width - 1}:0] ${stimulated(port, local)}${ofClock(port) ? ` = 1'b${firstLevel(port)}` : ''};`),
    ...side.ports.filter(({ direction }) => direction !== 'input').map((port) => `  wire [${port.width - 1}:0] ${local.get(port.name)};`),
    // Weaker than what a module drives: so both the value that it reads and where it drives can be seen.
    ...inputs.flatMap((port) =>
      port.direction === 'inout' ? [`  assign (pull1, pull0) ${local.get(port.name)} = ${stimulated(port, local)};`] : [],
    ),
    `  ${top} ${parameters.length > 0 ? `#(${parameters.map(([name, value]) => `.${name}(${value})`).join(', ')}) ` : ''}dut (${connected(side, local).join(', ')});`,
    '  initial begin',
    '    $readmemb("stimulus.txt", stimulus);',
  ];
  const depositLines = new Map<number, number>();
  // The first inputs change after the start values are there, so that every process that reads both runs once more.
  lines.push('    #1;');
  deposits.forEach((deposit, i) => {
    const name = deposit.names[alternative[i] as number];
    if (name === undefined) return;
    lines.push(`    dut.${name} = 1'b${deposit.value};`);
    depositLines.set(lines.length, i);
  });
  const sampled = outputs.length === 0 ? "1'b0" : `{${outputs.map((port) => local.get(port.name)).join(', ')}}`;
  const strengths = floating.flatMap(({ name, width: bits }) => Array.from({ length: bits }, (_, bit) => `${local.get(name)}[${bit}]`));
  const shown = ['%b', ...strengths.map(() => '%v')].join(' ');
  lines.push(
    `    for (i = 0; i < ${drive.steps.length}; i = i + 1) begin`,
    '      now = stimulus[i];',
    ...(clock === undefined
      ? [...apply(inputs.filter(ofClock)), '      #2;', ...apply(inputs.filter((port) => !ofClock(port)))]
      : [...apply(inputs), `      #4 tick = 1'b${clock.rising ? 0 : 1};`]),
    `      #4 $display("${mark} ${shown}", ${[sampled, ...strengths].join(', ')});`,
    ...(clock === undefined ? ['      #4;'] : [`      #1 tick = 1'b${clock.rising ? 1 : 0};`, '      #1;']),
    '    end',
    '    $finish;',
    '  end',
    'endmodule',
    '',
  );
  return { text: lines.join('\n'), stimulus: stimulusText(inputs, side.rename, drive), depositLines };
}

function openedPorts({ ports, opened }: IcarusSide): PortFact[] {
  return ports.filter(({ name }) => opened?.has(name) === true);
}

function plainOutputs({ ports, opened }: IcarusSide): PortFact[] {
  return ports.filter(({ name, direction }) => direction === 'output' && opened?.has(name) !== true);
}

/** The variable of the bench that holds what an input is given. */
function stimulated({ name, direction }: PortFact, local: ReadonlyMap<string, string>): string {
  return `${local.get(name) ?? ''}${direction === 'inout' ? '_outside' : ''}`;
}

/** The connections of the instance; a port of one bit that is the clock has no bits to select. */
function connected(side: IcarusSide, local: ReadonlyMap<string, string>): string[] {
  const apart = side.connections;
  const shaped = new Set([...apart.values()].flatMap((bits) => bits.map(({ port }) => port)));
  const bitOf = ({ port, bit }: PortBit): string => (local.get(port) === 'tick' ? 'tick' : `${local.get(port)}[${bit}]`);
  return [
    ...side.ports.filter(({ name }) => !shaped.has(name)).map(({ name }) => `.${name}(${local.get(name)})`),
    ...[...apart].map(([name, bits]) => `.${name}({${[...bits].reverse().map(bitOf).join(', ')}})`),
  ];
}

function stimulusText(inputs: readonly PortFact[], rename: ReadonlyMap<string, string>, drive: Drive): string {
  return drive.steps
    .map(
      (step) =>
        inputs
          .map((port) => [...(step.get(rename.get(port.name) ?? port.name) ?? [])].reverse().join('').padStart(port.width, 'x'))
          .join('') || '0',
    )
    .join('\n');
}

/** Moves each refused deposit to its next name; false when the errors are about something else. */
function skipDeposits(errors: string, lines: ReadonlyMap<number, number>, alternative: number[]): boolean {
  const refused = new Set<number>();
  for (const match of errors.matchAll(/bench\.v:(\d+):/g)) {
    const deposit = lines.get(Number(match[1]));
    if (deposit !== undefined) refused.add(deposit);
  }
  for (const deposit of refused) alternative[deposit] = (alternative[deposit] as number) + 1;
  return refused.size > 0;
}

function readTrace(output: string, mark: string, side: IcarusSide): Map<string, string>[] {
  const outputs = plainOutputs(side);
  const trace: Map<string, string>[] = [];
  for (const line of output.split('\n')) {
    if (!line.startsWith(`${mark} `)) continue;
    const [digits = '', ...strengths] = line
      .slice(mark.length + 1)
      .trim()
      .split(/ +/);
    const bits = digits.replace(/z/g, 'x');
    const values = new Map<string, string>();
    let at = 0;
    for (const port of outputs) {
      values.set(port.name, bits.slice(at, at + port.width));
      at += port.width;
    }
    for (const port of openedPorts(side)) {
      const shown = strengths.splice(0, port.width).reverse();
      values.set(drivesOf(port.name), shown.map((text) => drivenBit(text).drives).join(''));
      values.set(valueOf(port.name), shown.map((text) => drivenBit(text).value).join(''));
    }
    trace.push(values);
  }
  return trace;
}

/** A bit as `%v` prints it: `St` is what the module drives, `Pu` what the bench drives where it does not. */
function drivenBit(text: string): { readonly drives: string; readonly value: string } {
  if (/^St[01]$/.test(text)) return { drives: '1', value: text.slice(2) };
  return /^(?:Pu[01X]|HiZ)$/.test(text) ? { drives: '0', value: '0' } : { drives: 'x', value: 'x' };
}

function firstError(text: string): string {
  const lines = text.split('\n').filter((line) => /error|sorry/i.test(line));
  return lines[0] ?? text.split('\n')[0] ?? 'no message';
}

function describe(run: ToolRun): string {
  switch (run.kind) {
    case 'notFound':
      return `${run.program} was not found`;
    case 'failedToStart':
      return run.message;
    case 'finished':
      return `ended with code ${run.code}`;
    default:
      return `stopped: ${run.kind}`;
  }
}
