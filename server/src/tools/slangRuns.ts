import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import { blackBoxStubs } from './blackBoxStubs';
import { mayHangOnDefaults, unresolvedWords, withoutDefaultErrors } from './defaultParameters';
import { readDesign, type ReadDesign } from './readDesign';
import type { AnalysisOptions } from './slang';
import { parseSlangReport, type SlangEntry } from './slangReport';
import { latchFile, structureCommands } from './structuralLint';
import type { Yosys, YosysRun } from './yosys';

export type Finished = Extract<YosysRun, { kind: 'finished' }>;

/** What the runs over a unit left behind. */
export interface SlangAnswer {
  readonly entries: readonly SlangEntry[];
  /** A hierarchical name leads nowhere (IEEE 1800-2017 23.6). */
  readonly openPaths: boolean;
  readonly lint: ReadDesign;
  /** How the netlist was built, to build it again. */
  readonly build: Pick<ReadDesign, 'commands' | 'files' | 'sourceOf'>;
  /** The run that built the netlist, or would have. */
  readonly netlist: Finished;
  /** Why the netlist was given up (time, a crash of the tool), in words. */
  readonly givenUp?: string;
  readonly commands: readonly string[];
  readonly lines: readonly string[];
  readonly ms: number;
}

const astFile = 'ast.json';
export const netlistFile = 'netlist.json';
/** slang stops reporting after 20 errors by default: an old file's errors would then hide what an edit brings. */
export const mostErrors = 10_000;
const anyOrder = '--allow-use-before-declare';
/** A module with an interface port is looked at alone as well as any other: slang makes the interface up. */
export const openInterfaces = '--allow-toplevel-iface-ports';
/** What slang says of a name that stands before its declaration. */
export const usedBefore = /^identifier '[^']*' used before its declaration/;

/**
 * Elaborates a unit and builds its netlist, in one run where that is all it takes. Looked at once more: units whose netlist takes the tool down
 * or too long, names used before their declarations, modules that nothing declares, errors that only default parameters cause.
 */
export async function runSlang(
  unit: CompileUnit,
  yosys: Yosys,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<SlangAnswer | Exclude<YosysRun, Finished> | { readonly kind: 'silent'; readonly run: Finished }> {
  const stubs = options.stubs ?? [];
  const started = performance.now();
  const left = (): number => Math.max(1, options.timeoutMs - (performance.now() - started));
  const lint = lintDesign(unit, stubs);
  const build = netlistDesign(unit, stubs);
  const structure = options.structure !== false;
  const commands = structure ? [...lint.commands, ...build.commands, ...structureCommands] : lint.commands;
  const files = structure ? new Map([...lint.files, ...build.files]) : lint.files;
  const outputs = [astFile, netlistFile, latchFile];
  // A netlist that takes all the time must leave some to say what is wrong with the text.
  let run = await yosys.run(
    { commands, files, outputs, timeoutMs: structure ? netlistShare(options.timeoutMs) : options.timeoutMs },
    signal,
  );
  let givenUp: string | undefined;
  if (structure && (run.kind === 'timeout' || run.kind === 'broken') && !signal.aborted && options.timeoutMs > 0) {
    givenUp = run.kind === 'broken' ? run.message : 'the netlist takes too long to build';
    run = await yosys.run({ commands: lint.commands, files: lint.files, outputs, timeoutMs: left() }, signal);
  }
  if (run.kind !== 'finished') return run;
  const report = textOf(run, astFile);
  if (report === undefined) return { kind: 'silent', run };
  const first = await inAnyOrder(parseSlangReport(report), unit, stubs, yosys, left(), signal);
  const entries = await judgeDefaults(first, unit, yosys, options, signal);
  const tolerable = entries.every((entry) => entry.severity !== 'error' || isTolerable(entry));
  const again = structure && givenUp === undefined && run.code !== 0 && tolerable;
  const netlist = again
    ? await yosys.run({ commands: [...build.commands, ...structureCommands], files: build.files, outputs, timeoutMs: left() }, signal)
    : run;
  return {
    entries,
    openPaths: first.some((entry) => /hierarchical/.test(entry.message)),
    lint,
    build,
    netlist: netlist.kind === 'finished' ? netlist : run,
    ...(givenUp === undefined ? {} : { givenUp }),
    commands,
    lines: run.lines,
    ms: performance.now() - started,
  };
}

/** A unit's netlist alone, with what its checks read. */
export async function runNetlist(
  unit: CompileUnit,
  yosys: Yosys,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<{ readonly build: SlangAnswer['build']; readonly run: YosysRun }> {
  const build = netlistDesign(unit, options.stubs ?? [], options.forSimulation === true ? ['--no-synthesis-define'] : []);
  const commands = [...build.commands, ...structureCommands];
  const outputs = [netlistFile, latchFile];
  return { build, run: await yosys.run({ commands, files: build.files, outputs, timeoutMs: options.timeoutMs }, signal) };
}

/** Of a run's time, what a netlist may take before the text is looked at alone: memories that become registers can take any. */
function netlistShare(timeoutMs: number): number {
  return Math.min(timeoutMs * 0.6, Math.max(20_000, timeoutMs / 3));
}

function lintDesign(unit: CompileUnit, stubs: readonly SourceText[], ...more: string[]): ReadDesign {
  return readDesign(unit, {
    reader: 'slang',
    stubs,
    // What is linted is what simulators see and what our own preprocessor saw; only the netlist is built with SYNTHESIS defined.
    slangSwitches: [
      '--ast-compilation-only',
      '--no-synthesis-define',
      openInterfaces,
      `--error-limit ${mostErrors}`,
      '-Wextra',
      '-Wconversion',
      '--diag-json',
      astFile,
      ...more,
    ],
  });
}

/** The netlist of a unit; modules that nothing declares are black boxes in it. */
export function netlistDesign(unit: CompileUnit, stubs: readonly SourceText[], more: readonly string[] = []): SlangAnswer['build'] {
  const boxes = blackBoxStubs(unit.blackBoxes ?? []);
  const slangSwitches = ['--best-effort-hierarchy', '--ignore-assertions', anyOrder, openInterfaces, '--diag-json', netlistFile, ...more];
  const design = readDesign(unit, { reader: 'slang', stubs: [...stubs, ...boxes.sources], slangSwitches });
  const { sourceOf } = design;
  return { commands: [...design.commands, ...boxes.commands], files: new Map([...design.files, ...boxes.files]), sourceOf };
}

/** Errors that do not keep a netlist from being built: black boxes stand in, or the order of declarations is let pass. */
function isTolerable(entry: SlangEntry): boolean {
  return unresolvedWords.test(entry.message) || usedBefore.test(entry.message) || intoBlackBox.test(entry.message);
}

const intoBlackBox = /^hierarchical reference to unknown module instance '/;

/** A name used before its declaration takes the expression around it out of all other checks: they are made as if the order were right. */
async function inAnyOrder(
  entries: SlangEntry[],
  unit: CompileUnit,
  stubs: readonly SourceText[],
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SlangEntry[]> {
  const early = entries.filter((entry) => usedBefore.test(entry.message));
  if (early.length === 0) return entries;
  const design = lintDesign(unit, stubs, anyOrder);
  const run = await yosys.run({ commands: design.commands, files: design.files, outputs: [astFile], timeoutMs }, signal);
  const report = run.kind === 'finished' ? textOf(run, astFile) : undefined;
  return report === undefined ? entries : [...early, ...parseSlangReport(report)];
}

/** Errors that only the default parameters of a unit cause are looked at once more; most designs have none. */
async function judgeDefaults(
  entries: SlangEntry[],
  unit: CompileUnit,
  yosys: Yosys,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<SlangEntry[]> {
  const hangs = mayHangOnDefaults(unit, options.overridden);
  if (!entries.some(hangs)) return entries;
  // A named top would be elaborated with its defaults in lint mode too.
  const { files, includes, includeDirs, defines } = unit;
  const design = readDesign(
    { files, includes, includeDirs, defines },
    {
      reader: 'slang',
      stubs: options.stubs ?? [],
      slangSwitches: [
        '--ast-compilation-only',
        '--no-synthesis-define',
        openInterfaces,
        '--lint-only',
        '-Wextra',
        '-Wconversion',
        anyOrder,
        `--error-limit ${mostErrors}`,
        '--diag-json',
        astFile,
      ],
    },
  );
  const run = await yosys.run({ commands: design.commands, files: design.files, outputs: [astFile], timeoutMs: options.timeoutMs }, signal);
  const report = run.kind === 'finished' ? textOf(run, astFile) : undefined;
  return report === undefined ? entries : withoutDefaultErrors(entries, parseSlangReport(report), hangs);
}

/** A file that a run left, as text. */
export function textOf(run: Finished, name: string): string | undefined {
  const bytes = run.files.get(name);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
