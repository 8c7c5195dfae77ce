import { contentHash } from '../../base/hash';
import type { CompileUnit } from '../../model/compileUnit';
import type { Netlist, NetlistModule } from '../../netlist/netlist';
import { topModule } from '../../netlist/netNames';
import { tidyCommands } from '../../sim/prepare';
import { readDesign } from '../../tools/readDesign';
import { withoutStops } from '../../tools/withoutStops';
import { openInterfaces } from '../../tools/slangRuns';
import type { Yosys, YosysRun } from '../../tools/yosys';
import { cutInstances } from './cutInstances';
import type { GateDesignResult } from './gateDesign';
import { markNets, unmarkNets } from './namedNets';
import { directedWires, floatingOutputs, wireFile } from './openPorts';
import type { PreparedSide, SideParts } from './preparedSide';
import { openedSide, ReadSide, withoutOpaque } from './preparedSide';
import { promisesOne, withoutPromises } from './withoutPromises';

export type Reader = 'slang' | 'verilog';

export type Prepared =
  | {
      readonly kind: 'ready';
      readonly golden: PreparedSide;
      readonly candidate: PreparedSide;
      readonly assumption?: GateDesignResult;
      readonly reader: Reader;
      readonly script: readonly string[];
      readonly inputHash: string;
    }
  | {
      readonly kind: 'failed';
      readonly side: 'golden' | 'candidate' | 'assumption';
      readonly message: string;
      readonly lines: readonly string[];
    }
  | { readonly kind: 'timeout' | 'cancelled'; readonly message: string }
  | { readonly kind: 'broken'; readonly message: string };

export interface PrepareOptions {
  readonly timeoutMs: number;
  /** One global step with the clocks as inputs (`clk2fflogic`) in place of one step a cycle. */
  readonly manyClocks: boolean;
  readonly reader: Reader;
  /** A module of our own that computes an assumption over the golden's inputs. */
  readonly assumption?: CompileUnit;
  /** What `unique`, `priority` and `full_case` promise is believed where a latch would be made otherwise: where no branch matches, the netlist holds x. */
  readonly oneMatches?: boolean;
  /** Ports that may be left at high impedance become inputs and outputs (`openPorts`). */
  readonly openPorts?: boolean;
}

/**
 * Reads both designs and maps them to gates, without what their sources promise of branches (`withoutPromises`). Where a latch comes of a branch that is missing, it is
 * believed that one matches: the author's way to say that there is none. Where a port may be left at high impedance, they are read once more for that, by Yosys' own reader: the other makes an x of
 * many a z.
 */
export async function prepare(
  golden: CompileUnit,
  candidate: CompileUnit,
  yosys: Yosys,
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<Prepared> {
  const began = Date.now();
  const read = (more: Partial<PrepareOptions>): Promise<Prepared> => {
    const timeoutMs = Math.max(1, options.timeoutMs - (Date.now() - began));
    return preparePromising(golden, candidate, yosys, { ...options, timeoutMs, ...more }, signal);
  };
  const opening = { openPorts: true, reader: 'verilog' } as const;
  // Where a text has such ports they are most likely the module's own.
  const early = [golden, candidate].every((unit) => unit.files.some(({ text }) => /\binout\b/.test(text)))
    ? await read(opening)
    : undefined;
  if (early?.kind === 'ready' && early.golden.opened.length > 0) return early;
  const closed = await read({});
  if (early !== undefined || closed.kind !== 'ready' || ![closed.golden, closed.candidate].some(mayFloat)) return closed;
  const open = await read(opening);
  return open.kind === 'failed' ? closed : open;
}

/** Whether a port is `inout`, or an output may be left at high impedance. */
function mayFloat(side: PreparedSide): boolean {
  if (side.facts.ports.some(({ direction }) => direction === 'inout')) return true;
  return side.holdsZ && !side.withMemories.ok && side.withMemories.floats === true;
}

async function preparePromising(
  golden: CompileUnit,
  candidate: CompileUnit,
  yosys: Yosys,
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<Prepared> {
  const began = Date.now();
  const first = await preparePair(golden, candidate, yosys, options, signal);
  // A latch of `always_comb` is a net that loops back to itself.
  const keeps = ({ facts, conflicts }: PreparedSide): boolean => facts.latches.length > 0 || conflicts.length > 0;
  const hasLatches = first.kind === 'ready' && [first.golden, first.candidate].some(keeps);
  const timeoutMs = options.timeoutMs - (Date.now() - began);
  if (!(hasLatches || first.kind === 'failed') || timeoutMs < 1 || ![golden, candidate].some(promisesOne)) return first;
  const second = await preparePair(golden, candidate, yosys, { ...options, timeoutMs, oneMatches: true }, signal);
  return second.kind === 'ready' ? second : first;
}

/**
 * The commands hold no text of the user's. Unknown values survive: only `-keepdc` passes,
 * and none after the enables and synchronous resets of registers are turned into multiplexers. Memories become registers before
 * `clk2fflogic` sees them (the other order crashes).
 */
async function preparePair(
  golden: CompileUnit,
  candidate: CompileUnit,
  yosys: Yosys,
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<Prepared> {
  const sides = [sideJob(golden, 'g', options), sideJob(candidate, 'c', options)];
  if (options.assumption !== undefined) sides.push(sideJob(options.assumption, 'a', { ...options, reader: 'verilog' }));
  // Two workers read a big pair side by side; a small one costs less in a single run.
  const apart = textSize(golden) + textSize(candidate) > bigText;
  const jobs = apart ? sides.map((side) => [side]) : [sides];
  const runs = await Promise.all(jobs.map((parts) => runSides(parts, yosys, options.timeoutMs, signal)));
  const parts = new Map<SideJob['who'], SideParts>();
  for (const [index, run] of runs.entries()) {
    if (run.kind === 'broken') return { kind: 'broken', message: run.message };
    if (run.kind !== 'finished')
      return { kind: run.kind, message: `${yosys.version} did not finish reading the designs within ${options.timeoutMs} ms` };
    for (const side of jobs[index] as SideJob[]) {
      const answer = readSide(side, run);
      if ('message' in answer) return { kind: 'failed', side: side.who, message: answer.message, lines: answer.lines };
      parts.set(side.who, answer);
    }
  }
  const cut = cutInstances((parts.get('golden') as SideParts).words, (parts.get('candidate') as SideParts).words);
  const designs = new Map((['golden', 'candidate'] as const).map((who) => [who, withoutOpaque(parts.get(who) as SideParts, cut)] as const));
  // A port that floats on one side is opened on both, so that they have the same ports.
  const floating = new Set(options.openPorts === true ? [...designs.values()].flatMap(({ words }) => floatingOutputs(words)) : []);
  const read = (who: 'golden' | 'candidate'): PreparedSide => {
    const part = designs.get(who) as SideParts;
    return options.openPorts === true && part.problem === undefined ? openedSide(part, floating) : new ReadSide(part);
  };
  const assumption = parts.get('assumption');
  const script = sides.flatMap((side) => side.commands);
  return {
    kind: 'ready',
    golden: read('golden'),
    candidate: read('candidate'),
    ...(assumption === undefined ? {} : { assumption: new ReadSide(assumption).gates }),
    reader: options.reader,
    script,
    inputHash: contentHash(yosys.version, ...script, ...sides.flatMap((side) => [...side.files].flat())),
  };
}

/** One design alone, read and mapped as a side of a comparison is. What slang does not synthesize (a process that checks parameters and stops) Yosys' own reader may take. */
export async function prepareOne(
  unit: CompileUnit,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<
  | { readonly kind: 'ready'; readonly side: PreparedSide }
  | { readonly kind: 'failed' | 'timeout' | 'cancelled' | 'broken'; readonly message: string }
> {
  const began = Date.now();
  const first = await prepareWith(yosys.slang ? 'slang' : 'verilog', unit, yosys, timeoutMs, signal);
  const left = timeoutMs - (Date.now() - began);
  if (first.kind !== 'failed' || !yosys.slang || left < 1) return first;
  const other = await prepareWith('verilog', unit, yosys, left, signal);
  return other.kind === 'ready' ? other : first;
}

async function prepareWith(
  reader: Reader,
  unit: CompileUnit,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): ReturnType<typeof prepareOne> {
  const job = sideJob(unit, 'c', { timeoutMs, manyClocks: false, reader, oneMatches: true });
  const run = await runSides([job], yosys, timeoutMs, signal);
  if (run.kind === 'broken') return { kind: 'broken', message: run.message };
  if (run.kind !== 'finished')
    return { kind: run.kind, message: `${yosys.version} did not finish reading the design within ${timeoutMs} ms` };
  const side = readSide(job, run);
  return 'message' in side ? { kind: 'failed', message: side.message } : { kind: 'ready', side: new ReadSide(side) };
}

/** Characters of source from which on two workers are worth their start. */
const bigText = 60_000;

/**
 * Assertions drive nothing, and slang's netlist refuses most; memories are filled by loops of as many turns as they have words. A constant index outside its
 * vector is legal and reads x (IEEE 1364-2005, 5.2.1).
 */
const slangSwitches = ['--ignore-assertions', '--unroll-limit 1000000', '-Wno-error=index-oob', '-Wno-error=range-oob'];

/**
 * Whether interfaces hold nothing but what their modports direct: then the members of an interface port of the top are ports like others. Of one that has logic of its own a member is no input that may have any value,
 * and calls through a modport take the reader down.
 */
function holdOnlyNets({ files, includes }: CompileUnit): boolean {
  const interfaces = [...files, ...includes].flatMap(({ text }) => [...text.matchAll(/\binterface\b(?!\s*class\b)[^]*?\bendinterface\b/g)]);
  return !interfaces.some(([text]) => /\b(?:assign|always\w*|initial)\b|\bmodport\b[^;]*\bimport\b/.test(text));
}

interface SideJob {
  readonly who: 'golden' | 'candidate' | 'assumption';
  readonly letter: string;
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  readonly sourceOf: (file: string) => string | undefined;
}

function sideJob(unit: CompileUnit, letter: 'g' | 'c' | 'a', options: PrepareOptions): SideJob {
  // What halts a simulation drives nothing, and readers refuse it.
  const read = readDesign(withoutPromises(withoutStops(unit) ?? unit, { one: options.oneMatches === true ? 'needed' : 'dropped' }), {
    reader: options.reader,
    prefix: `${letter}/`,
    slangSwitches: holdOnlyNets(unit) ? [...slangSwitches, openInterfaces] : slangSwitches,
  });
  const commands = [
    'design -reset',
    ...read.commands,
    // What has no inside is there for what it does, even where nothing reads it.
    'setattr -mod -set keep 1 =A:blackbox',
    ...(options.openPorts === true ? directedWires : []),
    'proc -noopt',
    ...markNets,
    'flatten',
    // What prints, asserts or assumes drives nothing; left in, it would be a cell without a meaning.
    'chformal -remove',
    'delete */t:$print */t:$check',
    ...tidyCommands,
    `tee -q -o ${letter}-check.txt check`,
    'memory_collect',
    ...(options.manyClocks ? ['memory_map'] : []),
    ...tidyCommands,
    // The simulator keeps asynchronous resets and clocks as they are.
    `write_json ${letter}-words.json`,
    unmarkNets,
    options.manyClocks ? 'clk2fflogic' : 'async2sync',
    'dffunmap',
    'opt_clean',
    `write_json ${letter}-steps.json`,
  ];
  return {
    who: letter === 'g' ? 'golden' : letter === 'c' ? 'candidate' : 'assumption',
    letter,
    commands,
    files: options.openPorts === true ? new Map([...read.files, wireFile]) : read.files,
    sourceOf: read.sourceOf,
  };
}

async function runSides(sides: readonly SideJob[], yosys: Yosys, timeoutMs: number, signal: AbortSignal): Promise<YosysRun> {
  return yosys.run(
    {
      commands: sides.flatMap((side) => side.commands),
      files: new Map(sides.flatMap((side) => [...side.files])),
      outputs: sides.flatMap(({ letter }) => [`${letter}-check.txt`, `${letter}-words.json`, `${letter}-steps.json`]),
      timeoutMs,
    },
    signal,
  );
}

function readSide(side: SideJob, run: Extract<YosysRun, { kind: 'finished' }>): SideParts | { message: string; lines: string[] } {
  const words = readModule(run.files.get(`${side.letter}-words.json`));
  const steps = readModule(run.files.get(`${side.letter}-steps.json`));
  const invented = inventedNet(run.lines, side.letter);
  if (invented !== undefined) return { message: invented, lines: [invented] };
  if (words === undefined || steps === undefined) return elaborationFailure(run.lines);
  const conflicts = conflictsOf(new TextDecoder().decode(run.files.get(`${side.letter}-check.txt`)));
  return { words, steps, conflicts, sourceOf: side.sourceOf };
}

/** Yosys' own reader takes a name that reaches into an instance for a net that nothing drives, and goes on. */
function inventedNet(lines: readonly string[], letter: string): string | undefined {
  for (const line of lines) {
    const [, from, name] = /^(\w)\/.*Warning: Identifier `\\(\S*[.\[]\S*)' is implicitly declared/.exec(line) ?? [];
    if (from === letter) return `Yosys' reader does not follow ${name ?? ''} into the instance`;
  }
  return undefined;
}

function readModule(bytes: Uint8Array | undefined): NetlistModule | undefined {
  if (bytes === undefined) return undefined;
  return topModule(JSON.parse(new TextDecoder().decode(bytes)) as Netlist);
}

function elaborationFailure(lines: readonly string[]): { message: string; lines: string[] } {
  const telling = lines.filter((line) => /\berror\b/i.test(line)).slice(0, 5);
  return { message: telling[0]?.replace(/^ERROR:\s*/, '') ?? 'Yosys stopped without a result', lines: telling };
}

/** The findings of `check` that make a proof about the netlist say nothing of the source: a net driven twice, a loop. */
export function conflictsOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^Warning: (multiple conflicting drivers|found logic loop)/.test(line))
    .map((line) => line.replace(/^Warning: /, ''));
}

function textSize(unit: CompileUnit): number {
  return unit.files.reduce((sum, file) => sum + file.text.length, 0);
}
