import { contentHash } from '../../base/hash';
import type { CompileUnit } from '../../model/compileUnit';
import type { Netlist, NetlistCell, NetlistModule } from '../../netlist/netlist';
import { topModule } from '../../netlist/netNames';
import { arithmeticNormalForm } from '../../netlist/arithmeticNormalForm';
import { expandMemories, memoryBits } from '../../netlist/expandMemories';
import { mapToGates } from '../../netlist/mapToGates';
import type { InputPatterns } from '../../sim/patterns';
import { findPatterns } from '../../sim/patterns';
import { tidyCommands } from '../../sim/prepare';
import { readDesign } from '../../tools/readDesign';
import type { Yosys, YosysRun } from '../../tools/yosys';
import type { InstanceCut, OpaqueInstance } from './cutInstances';
import { cutInstances } from './cutInstances';
import type { DesignFacts, PortFact } from './facts';
import { portsOf, readFacts } from './facts';
import type { GateDesignResult } from './gateDesign';
import { readGateDesign } from './gateDesign';
import type { NamedNet } from './namedNets';
import { markNets, namedNets, unmarkNets } from './namedNets';
import type { Opened, OpenedPort } from './openPorts';
import { directedWires, floatingOutputs, openPorts, wireFile } from './openPorts';
import type { PortBit, PortLayout } from './portLayout';
import { connectionsOf, shapeModule } from './portLayout';
import { promisesOne, withoutPromises } from './withoutPromises';

/** One side, read and mapped. */
export interface PreparedSide {
  readonly facts: DesignFacts;
  /** The ports of the source. Those of `facts` and of the netlists differ from them by what was opened. */
  readonly interface: readonly PortFact[];
  readonly opened: readonly OpenedPort[];
  /** What has no inside and was taken out of both sides. */
  readonly opaque: Opaque;
  /** Something in it may be at high impedance. */
  readonly holdsZ: boolean;
  /** All registers step together: the clock is left out, and an asynchronous reset acts within the cycle. */
  readonly gates: GateDesignResult;
  /** `check` reported: several drivers of a net, or a combinational loop. */
  readonly conflicts: readonly string[];
  /** Bits of memory that were left out because they are too many; 0 when the model is complete. */
  readonly memoryLeftOut: number;
  /** Bits of all memories. */
  readonly memoryBits: number;
  /** As `gates`, with memories as what they are and not as registers. */
  readonly withMemories: GateDesignResult;
  /** As `gates`, with sums of products multiplied out and in one order; undefined where there are none. */
  readonly inNormalForm: GateDesignResult | undefined;
  /** Gates and registers with their own clocks and asynchronous resets: what the simulator reads. */
  readonly simulated: NetlistModule;
  /** The same, where what memories hold is unknown. */
  readonly simulatedWithout: NetlistModule;
  /** Word-level cells and memories, all registers stepping together: what a model in another language is written from. */
  readonly steps: NetlistModule;
  /** What the design compares its inputs with. */
  readonly patterns: InputPatterns;
  /** The nets that a person named, by name. */
  readonly named: ReadonlyMap<string, NamedNet>;
  /** Where ports were taken apart: what those of the source are connected to, bit 0 first. */
  readonly connections: ReadonlyMap<string, readonly PortBit[]>;
  /** The same with the ports that a layout gives it. */
  readonly shapedAs: (layout: PortLayout) => PreparedSide;
}

/** What was taken out of a design: the ports that stand in its place are `inputs` and `outputs`. */
export interface Opaque {
  readonly instances: readonly OpaqueInstance[];
  readonly inputs: ReadonlySet<string>;
  readonly outputs: readonly string[];
}

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

/** Above this many bits the words of memories would be too many registers to reason about: then what is read from them is unknown. */
export const largestMemoryBits = 65536;

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

interface SideJob {
  readonly who: 'golden' | 'candidate' | 'assumption';
  readonly letter: string;
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  readonly sourceOf: (file: string) => string | undefined;
}

function sideJob(unit: CompileUnit, letter: 'g' | 'c' | 'a', options: PrepareOptions): SideJob {
  const read = readDesign(withoutPromises(unit, { one: options.oneMatches === true ? 'needed' : 'dropped' }), {
    reader: options.reader,
    prefix: `${letter}/`,
    slangSwitches,
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

/** What Yosys wrote of a side. */
interface SideParts {
  readonly words: NetlistModule;
  readonly steps: NetlistModule;
  readonly conflicts: readonly string[];
  readonly sourceOf: (file: string) => string | undefined;
  /** Where ports of the source were taken apart. */
  readonly connections?: ReadonlyMap<string, readonly PortBit[]>;
  /** The ports of the source, where those of `words` are others. */
  readonly interface?: readonly PortFact[] | undefined;
  readonly opened?: readonly OpenedPort[];
  readonly opaque?: Opaque;
  /** Why the netlists say nothing of the source. */
  readonly problem?: string;
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

/** A side without what has no inside, where that is the same on both. */
function withoutOpaque(part: SideParts, cut: InstanceCut): SideParts {
  if (cut.kind === 'none') return part;
  if (cut.kind === 'refused') return { ...part, problem: cut.problem };
  const { instances, inputs, outputs } = cut;
  return {
    ...part,
    interface: portsOf(part.words),
    words: cut.without(part.words),
    steps: cut.without(part.steps),
    opaque: { instances, inputs, outputs },
  };
}

function openedSide(part: SideParts, floating: ReadonlySet<string>): PreparedSide {
  const source = { ...part, interface: part.interface ?? portsOf(part.words) };
  const refused = (answer: Extract<Opened, { kind: 'refused' }>): PreparedSide =>
    new ReadSide({ ...source, opened: answer.ports, problem: `its netlist does not tell enough of its tri-states: ${answer.problem}` });
  const words = openPorts(part.words, floating);
  if (words.kind === 'refused') return refused(words);
  const steps = openPorts(part.steps, floating);
  if (steps.kind === 'refused') return refused(steps);
  // Drivers that are told apart are no conflict; those that are not are refused where the gates are read.
  const conflicts = part.conflicts.filter((text) => !text.startsWith('multiple conflicting drivers'));
  return new ReadSide({ ...source, conflicts, words: words.module, steps: steps.module, opened: words.ports });
}

/** Yosys' own reader takes a name that reaches into an instance for a net that nothing drives, and goes on. */
function inventedNet(lines: readonly string[], letter: string): string | undefined {
  for (const line of lines) {
    const [, from, name] = /^(\w)\/.*Warning: Identifier `\\(\S*[.\[]\S*)' is implicitly declared/.exec(line) ?? [];
    if (from === letter) return `Yosys' reader does not follow ${name ?? ''} into the instance`;
  }
  return undefined;
}

/** What was read of a side; what is made of it is made when it is asked for, since a memory of many words takes long. */
class ReadSide implements PreparedSide {
  readonly facts: DesignFacts;
  readonly interface: readonly PortFact[];
  readonly opened: readonly OpenedPort[];
  readonly opaque: Opaque;
  readonly connections: ReadonlyMap<string, readonly PortBit[]>;
  readonly conflicts: readonly string[];
  readonly memoryBits: number;
  readonly memoryLeftOut: number;
  readonly patterns: InputPatterns;
  readonly steps: NetlistModule;
  private readonly words: NetlistModule;
  private readonly made = new Map<string, unknown>();

  constructor(private readonly parts: SideParts) {
    ({ words: this.words, steps: this.steps, conflicts: this.conflicts } = parts);
    this.facts = readFacts(this.words);
    this.interface = parts.interface ?? this.facts.ports;
    this.opened = parts.opened ?? [];
    this.opaque = parts.opaque ?? { instances: [], inputs: new Set(), outputs: [] };
    this.connections = parts.connections ?? new Map();
    this.memoryBits = memoryBits(this.words);
    this.memoryLeftOut = this.memoryBits > largestMemoryBits ? this.memoryBits : 0;
    this.patterns = findPatterns(this.words);
  }

  shapedAs(layout: PortLayout): PreparedSide {
    return new ReadSide({
      ...this.parts,
      interface: undefined,
      words: shapeModule(this.words, layout),
      steps: shapeModule(this.steps, layout),
      connections: connectionsOf(layout),
    });
  }

  get holdsZ(): boolean {
    const holds = ({ type, connections }: NetlistCell): boolean =>
      type === '$tribuf' || Object.values(connections).some((bits) => bits.includes('z'));
    return this.once(
      'holdsZ',
      () => Object.values(this.words.cells).some(holds) || Object.values(this.words.ports).some(({ bits }) => bits.includes('z')),
    );
  }

  get withMemories(): GateDesignResult {
    return this.once('withMemories', () => this.design(this.steps));
  }

  get gates(): GateDesignResult {
    if (this.memoryLeftOut > 0 || this.memoryBits === 0) return this.withMemories;
    return this.once('gates', () => this.design(expandMemories(this.steps, false)));
  }

  get inNormalForm(): GateDesignResult | undefined {
    return this.once('inNormalForm', () => {
      const normal = this.memoryLeftOut > 0 ? undefined : arithmeticNormalForm(this.steps);
      return normal === undefined ? undefined : this.design(expandMemories(normal, false));
    });
  }

  get simulated(): NetlistModule {
    if (this.memoryLeftOut > 0) return this.simulatedWithout;
    return this.once('simulated', () => mapToGates(expandMemories(this.words, false)));
  }

  get simulatedWithout(): NetlistModule {
    return this.once('simulatedWithout', () => mapToGates(expandMemories(this.words, true)));
  }

  get named(): ReadonlyMap<string, NamedNet> {
    return this.once('named', () => namedNets(this.words, this.parts.sourceOf));
  }

  private design(module: NetlistModule): GateDesignResult {
    const { problem } = this.parts;
    return problem === undefined ? readGateDesign(mapToGates(module), this.facts.domainOf) : { ok: false, problem };
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as T;
  }
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
