import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic } from '../protocol/contract';
import type { ToolMessage } from './mergeFindings';
import { layOutSources, type SourceLayout } from './sourceLayout';
import { SourcePlaces } from './sourcePlaces';
import type { ToolRun, ToolRunner } from './toolRunner';

export interface IcarusPrograms {
  readonly version: string;
  readonly iverilog: string;
  readonly vvp: string;
}

export type IcarusCheck =
  | { readonly kind: 'answered'; readonly diagnostics: readonly Diagnostic[]; readonly unresolved: readonly string[]; readonly ms: number }
  | { readonly kind: 'timeout' | 'cancelled'; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string };

/** Compiles without running (`-t null`): what Icarus says of a unit, in the author's files. */
export async function icarusCheck(
  unit: CompileUnit,
  icarus: IcarusPrograms,
  runner: ToolRunner,
  options: { readonly timeoutMs: number; readonly stubs?: readonly SourceText[] },
  signal: AbortSignal,
): Promise<IcarusCheck> {
  const layout = layOutSources(unit, { prefix: '', stubs: options.stubs ?? [] });
  const args = ['-t', 'null', ...compileArguments(layout)];
  const run = await runner.run(
    { program: icarus.iverilog, args, files: layout.files, timeoutMs: options.timeoutMs, untrusted: true },
    signal,
  );
  if (run.kind !== 'finished') return notFinished(run);
  const output = `${run.stderr}\n${run.stdout}`;
  const messages = parseIcarus(output);
  if (run.code !== 0 && messages.length === 0)
    return { kind: 'broken', message: `iverilog ended with code ${run.code}: ${lastLine(output)}` };
  return { kind: 'answered', ...placeIcarus(messages, layout, unit), ms: run.ms };
}

export type IcarusRun =
  | {
      readonly kind: 'ran';
      /** Of vvp: 1 after `$fatal` in newer versions, else 0. */
      readonly code: number;
      readonly lines: readonly string[];
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly ms: number;
      readonly arguments: readonly string[];
      /** A printed line with the author's paths in place of generated file names. */
      readonly readable: (line: string) => string;
      /** Generated name -> the author's path. */
      readonly origins: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'doesNotCompile';
      readonly diagnostics: readonly Diagnostic[];
      readonly unresolved: readonly string[];
      readonly ms: number;
    }
  | { readonly kind: 'timeout' | 'cancelled' | 'outputLimit'; readonly lines: readonly string[]; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string };

interface SimulateOptions {
  readonly timeoutMs: number;
  readonly collect?: readonly string[];
  readonly onLine?: (line: string) => void;
  /** Files laid beside the program for `$readmemh` and the like: plain relative names. */
  readonly data?: ReadonlyMap<string, string>;
  /** Dump all values of the top and what is below it into `dumpFile`. */
  readonly waves?: boolean;
}

/** The dump that `waves` asks for. A testbench that names one itself may take its place. */
export const dumpFile = 'signoff.vcd';

/** A second root that dumps the first: no name of the design changes. */
const dumper = 'signoff_waves';

/** Compiles a unit with its top as the only root and runs it, contained. The unit must have been screened before. */
export async function icarusSimulate(
  unit: CompileUnit,
  icarus: IcarusPrograms,
  runner: ToolRunner,
  options: SimulateOptions,
  signal: AbortSignal,
): Promise<IcarusRun> {
  const layout = layOutSources(unit, { prefix: '', stubs: [] });
  const dump = `module ${dumper};\n  initial begin\n    $dumpfile("${dumpFile}");\n    $dumpvars(0, ${layout.top});\n  end\nendmodule\n`;
  const waves = options.waves === true && layout.top !== '';
  const args = ['-o', programFile, ...(waves ? ['-s', dumper] : []), ...compileArguments(layout), ...(waves ? [`${dumper}.v`] : [])];
  const files = waves ? new Map([...layout.files, [`${dumper}.v`, dump]]) : layout.files;
  const compiled = await runner.run(
    { program: icarus.iverilog, args, files, collect: [programFile], timeoutMs: options.timeoutMs, untrusted: true },
    signal,
  );
  if (compiled.kind === 'timeout' || compiled.kind === 'cancelled') return { kind: compiled.kind, lines: [], ms: compiled.ms };
  if (compiled.kind !== 'finished') return { kind: 'broken', message: notFinished(compiled).message };
  const output = `${compiled.stderr}\n${compiled.stdout}`;
  const program = compiled.files.get(programFile);
  if (program === undefined || compiled.code !== 0) {
    const messages = parseIcarus(output);
    if (messages.length === 0) return { kind: 'broken', message: `iverilog ended with code ${compiled.code}: ${lastLine(output)}` };
    return { kind: 'doesNotCompile', ...placeIcarus(messages, layout, unit), ms: compiled.ms };
  }
  return runProgram(
    program,
    icarus,
    runner,
    { ...options, timeoutMs: Math.max(1, options.timeoutMs - compiled.ms), layout, compileMs: compiled.ms, args },
    signal,
  );
}

const programFile = 'signoff.vvp';

/** What a queue says of the job beside it is not the testbench's word. */
const ofLauncher = /^(?:srun|slurmstepd\S*|bsub|qsub|qrsh|docker|podman|apptainer|singularity): /;

async function runProgram(
  program: Uint8Array,
  icarus: IcarusPrograms,
  runner: ToolRunner,
  options: SimulateOptions & {
    readonly layout: SourceLayout;
    readonly compileMs: number;
    readonly args: readonly string[];
  },
  signal: AbortSignal,
): Promise<IcarusRun> {
  const lines: string[] = [];
  const run = await runner.run(
    {
      program: icarus.vvp,
      // -n: a $stop ends the run instead of waiting for a person.
      args: ['-n', programFile],
      files: new Map<string, string | Uint8Array>([...(options.data ?? []), [programFile, program]]),
      ...(options.collect === undefined ? {} : { collect: options.collect }),
      timeoutMs: options.timeoutMs,
      untrusted: true,
      onLine: (line, stream) => {
        if (stream === 'stderr' && ofLauncher.test(line)) return;
        lines.push(line);
        options.onLine?.(line);
      },
    },
    signal,
  );
  switch (run.kind) {
    case 'finished':
      // A signal ended the simulator itself (memory, a crash).
      if (run.code >= 128) return { kind: 'broken', message: `vvp ended with code ${run.code}: ${lines.at(-1) ?? ''}` };
      return {
        kind: 'ran',
        code: run.code,
        lines,
        files: run.files,
        ms: options.compileMs + run.ms,
        arguments: ['iverilog', ...options.args],
        readable: (line) => line.replace(/\b[si]\d+\.s?vh?(?=:\d)/g, (name) => options.layout.origins.get(name) ?? name),
        origins: options.layout.origins,
      };
    case 'timeout':
    case 'cancelled':
    case 'outputLimit':
      return { kind: run.kind, lines, ms: options.compileMs + run.ms };
    case 'notFound':
    case 'failedToStart':
      return { kind: 'broken', message: notFinished(run).message };
  }
}

function compileArguments(layout: SourceLayout): string[] {
  return [
    '-g2012',
    '-Wall',
    '-Wno-timescale',
    ...(layout.top === '' ? [] : ['-s', layout.top]),
    ...(layout.includeDir === undefined ? [] : ['-I', layout.includeDir]),
    ...layout.defines.map(([name, value]) => `-D${name}=${value}`),
    ...(layout.top === '' ? [] : layout.parameters.map(([name, value]) => `-P${layout.top}.${name}=${value}`)),
    ...(layout.prelude === undefined ? [] : [layout.prelude]),
    ...layout.sources,
  ];
}

/**
 * `file:line: error: text`, `file:line: syntax error`, `file:line: Include file x not found`; continuation lines (`file:line:      : …`)
 * join the message before them.
 */
export function parseIcarus(output: string): ToolMessage[] {
  const messages: { severity: 'error' | 'warning'; message: string; file?: string; line?: number }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const placed = /^(.+?):(\d+): ?(.*)$/.exec(line);
    const rest = placed?.[3] ?? line;
    const continued = /^\s*: (.*)$/.exec(rest);
    const last = messages.at(-1);
    if (continued !== null) {
      if (last !== undefined) last.message += ` ${continued[1] ?? ''}`;
      continue;
    }
    const text = /^(?:(error|warning|sorry|internal error): )?(.*)$/.exec(rest);
    const kind = text?.[1];
    if (kind === undefined && (placed === null || !/syntax error|not found|unmatched|undefined|redefin/i.test(rest))) continue;
    const place = placed === null ? {} : { file: placed[1] ?? '', line: Number(placed[2]) };
    messages.push({ severity: kind === 'warning' ? 'warning' : 'error', message: text?.[2] ?? rest, ...place });
  }
  return messages;
}

function placeIcarus(
  messages: readonly ToolMessage[],
  layout: SourceLayout,
  unit: CompileUnit,
): { diagnostics: Diagnostic[]; unresolved: string[] } {
  const places = new SourcePlaces(unit);
  const unresolved: string[] = [];
  const diagnostics = messages.flatMap((one) => {
    const missing = /^Unknown module type: (\S+)|^Include file (\S+) not found/.exec(one.message);
    const name = missing?.[1] ?? missing?.[2];
    if (name !== undefined) unresolved.push(name);
    const path = one.file === undefined ? places.firstPath() : layout.origins.get(one.file);
    if (path === undefined) return [];
    const code =
      missing !== null ? 'elaborate/unresolved' : one.severity === 'error' ? 'elaborate/error' : `icarus/${kindOfWarning(one.message)}`;
    const severity = missing !== null ? ('warning' as const) : one.severity;
    return [places.diagnostic({ path, line: one.line ?? 1 }, { severity, code, source: 'icarus', message: one.message })];
  });
  return { diagnostics, unresolved };
}

function kindOfWarning(message: string): string {
  if (/expects \d+ bits?, got|Port .* width|pruning|padding/i.test(message)) return 'port-width';
  if (/implicit definition/.test(message)) return 'implicit-net';
  if (/sensitiv/.test(message)) return 'sensitivity';
  return 'warning';
}

function notFinished(
  run: Exclude<ToolRun, { kind: 'finished' }>,
): Exclude<IcarusCheck, { kind: 'answered' }> & { readonly message: string } {
  switch (run.kind) {
    case 'timeout':
    case 'cancelled':
      return { kind: run.kind, ms: run.ms, message: run.kind };
    case 'outputLimit':
      return { kind: 'broken', message: 'it printed too much and was stopped' };
    case 'notFound':
      return { kind: 'broken', message: `${run.program} was not found` };
    case 'failedToStart':
      return { kind: 'broken', message: run.message };
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
