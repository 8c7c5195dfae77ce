import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic } from '../protocol/contract';
import { unresolvedWords } from './defaultParameters';
import { readDesign, type ReadDesign } from './readDesign';
import { mostErrors, netlistFile, runNetlist, runSlang, textOf, type Finished } from './slangRuns';
import { parseSlangReport, type SlangEntry } from './slangReport';
import { SourcePlaces } from './sourcePlaces';
import {
  latchFile,
  observedCommands,
  observedFile,
  parseStructure,
  placeStructure,
  structureCommands,
  type StructuralFinding,
} from './structuralLint';
import type { Yosys, YosysRun } from './yosys';

export interface AnalysisOptions {
  readonly timeoutMs: number;
  /** Headers of modules outside the unit. */
  readonly stubs?: readonly SourceText[];
  /** Also look for latches, several drivers, combinational loops and undriven nets. Default true. */
  readonly structure?: boolean;
  /** Latches count whether or not anybody sees what they keep: where readers are left out that cannot be told. */
  readonly everyLatch?: boolean;
  /** The netlist is of the text as simulators read it, without SYNTHESIS. */
  readonly forSimulation?: boolean;
  /** Whether some instance gives a module other parameters than its own. */
  readonly overridden?: (module: string) => boolean;
}

export type Analysis =
  | {
      readonly kind: 'answered';
      /** Errors first found by elaboration, then warnings; in source order within a file. */
      readonly diagnostics: readonly Diagnostic[];
      /** Modules, packages and includes that nothing in the unit declares: what depends on them cannot be judged. */
      readonly unresolved: readonly string[];
      /** A hierarchical name leads nowhere: what it stands for, and what the expression around it uses, is not known. */
      readonly openPaths?: boolean;
      /** False when the netlist checks could not run (test-bench code, an unsupported construct); `structureNote` says why. */
      readonly structureChecked: boolean;
      readonly structureNote?: string;
      /** The reader gave up at an error: what is behind it was not looked at. Yosys' own reader stops at the first. */
      readonly stoppedEarly: boolean;
      readonly commands: readonly string[];
      readonly lines: readonly string[];
      readonly ms: number;
    }
  | { readonly kind: 'timeout' | 'cancelled'; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string; readonly ms: number };

/**
 * Elaborates and lints a compile unit: legality, types, widths and connections through slang (in Yosys), then the netlist for latches,
 * drivers and loops. On a Yosys without slang its own reader answers, which stops at the first error.
 */
export async function analyzeUnit(unit: CompileUnit, yosys: Yosys, options: AnalysisOptions, signal: AbortSignal): Promise<Analysis> {
  return yosys.slang ? analyzeWithSlang(unit, yosys, options, signal) : analyzeWithOwnReader(unit, yosys, options, signal);
}

async function analyzeWithSlang(unit: CompileUnit, yosys: Yosys, options: AnalysisOptions, signal: AbortSignal): Promise<Analysis> {
  const answer = await runSlang(unit, yosys, options, signal);
  if ('kind' in answer) return answer.kind === 'silent' ? brokenRun(answer.run, 'slang left no report') : notAnswered(answer);
  const { entries, openPaths, lint, build, netlist, givenUp, commands, lines, ms } = answer;
  const places = new SourcePlaces(unit);
  const { diagnostics, unresolved } = placeSlang(entries, lint, places);
  const structure = options.structure !== false;
  const built = structure && givenUp === undefined && netlist.code === 0;
  const found = built ? await structureOf(netlist, build, yosys, options.timeoutMs, signal) : [];
  const structural = placeStructure(found, places, lint.sourceOf);
  const why = (): string => structureNote(entries, textOf(netlist, netlistFile), netlist.lines, givenUp);
  return {
    kind: 'answered',
    diagnostics: ordered([...diagnostics, ...structural]),
    unresolved,
    openPaths,
    structureChecked: built,
    ...(structure && !built ? { structureNote: why() } : {}),
    stoppedEarly: entries.filter((entry) => entry.severity === 'error').length >= mostErrors,
    commands,
    lines,
    ms,
  };
}

/** What is legal in a unit, by slang alone: no netlist is built. On a Yosys without slang as `analyzeUnit`. */
export async function analyzeText(unit: CompileUnit, yosys: Yosys, options: AnalysisOptions, signal: AbortSignal): Promise<Analysis> {
  return analyzeUnit(unit, yosys, { ...options, structure: false }, signal);
}

export type NetlistAnalysis =
  | {
      readonly kind: 'answered';
      /** Latches, several drivers, loops and undriven nets in the modules of one file. */
      readonly diagnostics: readonly Diagnostic[];
      /** False when no netlist could be built; `note` says why. */
      readonly built: boolean;
      readonly note?: string;
      readonly ms: number;
    }
  | { readonly kind: 'cancelled'; readonly ms: number };

/** What a unit's netlist says of the modules of the file `own`: others may stand in it for their ports only. Through slang. */
export async function analyzeNetlist(
  unit: CompileUnit,
  own: string,
  yosys: Yosys,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<NetlistAnalysis> {
  const { build, run } = await runNetlist(unit, yosys, options, signal);
  if (run.kind === 'cancelled') return { kind: 'cancelled', ms: run.ms };
  const built = run.kind === 'finished' && run.code === 0;
  const plain = (finished: Finished): StructuralFinding[] => parseStructure(finished.lines, textOf(finished, latchFile) ?? '');
  const found = !built ? [] : options.everyLatch === true ? plain(run) : await structureOf(run, build, yosys, options.timeoutMs, signal);
  const structural = placeStructure(found, new SourcePlaces(unit), build.sourceOf).filter((one) => one.file === own);
  const why = run.kind === 'broken' ? run.message : run.kind === 'timeout' ? 'the netlist takes too long to build' : undefined;
  const note = structureNote([], run.kind === 'finished' ? textOf(run, netlistFile) : undefined, run.lines, why);
  return { kind: 'answered', diagnostics: ordered(structural), built, ...(built ? {} : { note }), ms: run.ms };
}

/** The structural findings of a run. Latches are looked at once more, for whether anybody sees them; most designs have none. */
async function structureOf(
  run: Finished,
  design: Pick<ReadDesign, 'commands' | 'files'>,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<StructuralFinding[]> {
  const found = parseStructure(run.lines, textOf(run, latchFile) ?? '');
  if (run.ms >= timeoutMs || !found.some((one) => one.kind === 'latch')) return found;
  const commands = [...design.commands, ...structureCommands, ...observedCommands];
  const outputs = [latchFile, observedFile];
  const again = await yosys.run({ commands, files: design.files, outputs, timeoutMs: timeoutMs - run.ms }, signal);
  // Without an answer every latch counts.
  if (again.kind !== 'finished' || again.code !== 0) return found;
  return parseStructure(again.lines, textOf(again, latchFile) ?? '', textOf(again, observedFile));
}

/** Matters of taste that drown the rest: shown as hints. */
const quiet = new Set([
  'int-bool-conv',
  'case-redundant-default',
  'unused-but-set-variable',
  'port-width-expand',
  'width-expand',
  'sign-conversion',
  'arith-op-mismatch',
  'unconnected-output-port',
  'dup-import',
  'useless-cast',
  'seq-no-match',
]);

function placeSlang(
  entries: readonly SlangEntry[],
  design: ReadDesign,
  places: SourcePlaces,
): { diagnostics: Diagnostic[]; unresolved: string[] } {
  const diagnostics: Diagnostic[] = [];
  const unresolved: string[] = [];
  for (const entry of entries) {
    if (entry.severity === 'note' || entry.option === 'missing-top') continue;
    const missing = unresolvedWords.test(entry.message) ? (/'([^']*)'/.exec(entry.message)?.[1] ?? entry.message) : undefined;
    if (missing !== undefined) unresolved.push(missing);
    const path = entry.file === undefined ? undefined : design.sourceOf(entry.file);
    // What is wrong in a generated stub is our own doing and no finding.
    if (entry.file !== undefined && path === undefined) continue;
    const place = { path: path ?? places.firstPath(), line: entry.line ?? 1, column: entry.column ?? 1, columnUnit: 'display' as const };
    diagnostics.push(places.diagnostic(place, describe(entry, missing, design)));
  }
  return { diagnostics, unresolved: [...new Set(unresolved)] };
}

function describe(
  entry: SlangEntry,
  missing: string | undefined,
  design: ReadDesign,
): Pick<Diagnostic, 'severity' | 'code' | 'source' | 'message'> {
  const message = [...design.aliases].reduce((text, [alias, original]) => text.replaceAll(alias, original.trim()), entry.message);
  if (missing !== undefined && /No such file/.test(entry.message)) {
    return { severity: 'error', code: 'elaborate/include', source: 'slang', message: `the include file ${missing} was not found` };
  }
  if (missing !== undefined) return { severity: 'warning', code: 'elaborate/unresolved', source: 'slang', message };
  if (entry.option === undefined) return { severity: 'error', code: 'elaborate/error', source: 'slang', message };
  const severity = entry.severity === 'note' ? 'hint' : quiet.has(entry.option) && entry.severity !== 'error' ? 'hint' : entry.severity;
  return { severity, code: `slang/${entry.option}`, source: 'slang', message };
}

function structureNote(entries: readonly SlangEntry[], netlist: string | undefined, lines: readonly string[], givenUp?: string): string {
  if (givenUp !== undefined) return `not looked at: ${givenUp}`;
  const errors = entries.filter((entry) => entry.severity === 'error');
  const unresolved = errors.filter((entry) => unresolvedWords.test(entry.message));
  if (errors.length > unresolved.length || (errors.length > 0 && netlist === undefined))
    return 'not looked at: the design does not elaborate';
  const first = netlist === undefined ? undefined : parseSlangReport(netlist).find((entry) => entry.severity === 'error');
  const reason = first?.message ?? lines.find((line) => line.startsWith('ERROR'))?.slice('ERROR: '.length) ?? 'no netlist could be built';
  return `not looked at: ${reason}`;
}

async function analyzeWithOwnReader(unit: CompileUnit, yosys: Yosys, options: AnalysisOptions, signal: AbortSignal): Promise<Analysis> {
  const design = readDesign(unit, { reader: 'verilog', ...(options.stubs === undefined ? {} : { stubs: options.stubs }) });
  const structure = options.structure !== false;
  const ownCommands = [...design.commands, 'proc', 'tribuf'];
  const commands = structure ? [...ownCommands, ...structureCommands] : [...design.commands];
  const run = await yosys.run({ commands, files: design.files, outputs: [latchFile], timeoutMs: options.timeoutMs }, signal);
  if (run.kind !== 'finished') return notAnswered(run);
  const places = new SourcePlaces(unit);
  const { diagnostics, unresolved } = placeOwn(parseYosysMessages(run.lines), design, places);
  const built = structure && run.code === 0;
  if (run.code !== 0 && diagnostics.length === 0) return brokenRun(run, 'yosys failed without a message');
  const found = built ? await structureOf(run, { ...design, commands: ownCommands }, yosys, options.timeoutMs, signal) : [];
  const structural = placeStructure(found, places, design.sourceOf);
  return {
    kind: 'answered',
    diagnostics: ordered([...diagnostics, ...structural]),
    unresolved,
    structureChecked: built,
    ...(structure && !built ? { structureNote: 'not looked at: the design does not elaborate' } : {}),
    stoppedEarly: run.code !== 0,
    commands,
    lines: run.lines,
    ms: run.ms,
  };
}

export interface YosysMessage {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** `f.sv:3: ERROR: …`, `ERROR: …`, `f.sv:3: Warning: …` of Yosys' own reader. */
export function parseYosysMessages(lines: readonly string[]): YosysMessage[] {
  return lines.flatMap((line) => {
    const match = /^(?:(\S.*?):(\d+): )?(ERROR|Warning): (.*)$/.exec(line);
    if (match === null || (match[1] === undefined && match[3] === 'Warning')) return [];
    const severity = match[3] === 'ERROR' ? ('error' as const) : ('warning' as const);
    return [{ severity, message: match[4] ?? '', ...(match[1] === undefined ? {} : { file: match[1], line: Number(match[2]) }) }];
  });
}

function placeOwn(
  messages: readonly YosysMessage[],
  design: ReadDesign,
  places: SourcePlaces,
): { diagnostics: Diagnostic[]; unresolved: string[] } {
  const unresolved: string[] = [];
  const diagnostics = messages.flatMap((message) => {
    const missing = /Module `\\?(\S+?)' referenced in module|Can't open include file `([^']*)'/.exec(message.message);
    if (missing !== null) unresolved.push(missing[1] ?? missing[2] ?? '');
    const latch = /Latch inferred for signal `\S+?\.\\?(\S+)' from always_comb process `\S*?\$proc\$(\S+):(\d+)\$/.exec(message.message);
    const file = latch?.[2] ?? message.file;
    const path = file === undefined ? places.firstPath() : design.sourceOf(file);
    if (path === undefined) return [];
    const code =
      missing !== null
        ? 'elaborate/unresolved'
        : latch !== null
          ? 'lint/latch'
          : message.severity === 'error'
            ? 'elaborate/error'
            : 'yosys/warning';
    const severity = missing === null ? message.severity : 'warning';
    return [
      places.diagnostic(
        { path, line: Number(latch?.[3] ?? message.line ?? 1) },
        { severity, code, source: 'yosys', message: message.message },
      ),
    ];
  });
  return { diagnostics, unresolved };
}

function notAnswered(run: Exclude<YosysRun, { kind: 'finished' }>): Analysis {
  return run.kind === 'broken' ? { kind: 'broken', message: run.message, ms: run.ms } : { kind: run.kind, ms: run.ms };
}

/** The run ended, but not in a way that says anything of the design. */
function brokenRun(run: Extract<YosysRun, { kind: 'finished' }>, what: string): Analysis {
  const words = run.lines.find((line) => line.startsWith('ERROR')) ?? run.lines.at(-1) ?? '';
  return { kind: 'broken', message: `${what} (code ${run.code}): ${words}`, ms: run.ms };
}

/** By file and place, each finding once. */
function ordered(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return [...diagnostics]
    .sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1))
    .filter((one) => {
      const key = `${one.file}:${one.line}:${one.column}:${one.code}:${one.message}`;
      return !seen.has(key) && seen.add(key);
    });
}
