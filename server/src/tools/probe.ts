import type { ToolRunner } from './toolRunner';

export const nativePrograms = [
  'iverilog',
  'vvp',
  'verilator',
  'yosys',
  'nextpnr-ice40',
  'sta',
  'verible-verilog-format',
  'python3',
  'bwrap',
] as const;
export type NativeProgram = (typeof nativePrograms)[number];

export interface FoundProgram {
  readonly path: string;
  /** As the program names it: `11.0`, `5.006`. */
  readonly version: string;
}

/** The native programs of this machine that start and name their version. */
export type FoundTools = Readonly<Partial<Record<NativeProgram, FoundProgram>>>;

/** Looks for all native programs, as `probeTool` does for one. */
export async function probeTools(
  runner: ToolRunner,
  signal: AbortSignal,
  paths: Readonly<Partial<Record<NativeProgram, string>>> = {},
): Promise<FoundTools> {
  return foundAmong(nativePrograms, (name) => probeTool(runner, name, paths[name], signal));
}

/** Those of the programs that are there, as `look` finds each. */
export async function foundAmong(
  names: readonly NativeProgram[],
  look: (name: NativeProgram) => Promise<FoundProgram | undefined>,
): Promise<FoundTools> {
  const found = await Promise.all(names.map(async (name) => [name, await look(name)] as const));
  return Object.fromEntries(found.filter(([, program]) => program !== undefined));
}

const versionArguments: Record<NativeProgram, readonly string[]> = {
  iverilog: ['-V'],
  vvp: ['-V'],
  verilator: ['--version'],
  yosys: ['-V'],
  'nextpnr-ice40': ['--version'],
  sta: ['-version'],
  'verible-verilog-format': ['--version'],
  python3: ['--version'],
  bwrap: ['--version'],
};

/**
 * Looks for a native program on PATH, or where the settings say, and asks it for its version. One that does not start is not there. `named` comes from the user's settings only, never from
 * a workspace.
 */
export async function probeTool(
  runner: ToolRunner,
  name: NativeProgram,
  named: string | undefined,
  signal: AbortSignal,
): Promise<FoundProgram | undefined> {
  const program = named ?? name;
  const run = await runner.run({ program, args: versionArguments[name], timeoutMs: 10_000 }, signal);
  if (run.kind !== 'finished') return undefined;
  const version = parseVersion(name, `${run.stdout}\n${run.stderr}`);
  // The version of Icarus comes with a non-zero code, so the words decide, not the code.
  if (version === undefined) return undefined;
  return { path: runner.find?.(program) ?? program, version };
}

const versionPatterns: Record<NativeProgram, RegExp> = {
  iverilog: /Icarus Verilog version (\S+)/,
  vvp: /Icarus Verilog runtime version (\S+)/,
  verilator: /Verilator (\S+)/,
  yosys: /Yosys (\S+)/,
  'nextpnr-ice40': /\(Version ([^)]+)\)/,
  sta: /(?:OpenSTA )?(\d+\.\d+(?:\.\d+)?)/,
  'verible-verilog-format': /(v\d\S*)/,
  python3: /^Python (\S+)/m,
  bwrap: /bubblewrap (\S+)/,
};

/** The version in what a program printed when asked for it; undefined when these are not its words. */
export function parseVersion(name: NativeProgram, output: string): string | undefined {
  return versionPatterns[name].exec(output)?.[1];
}
