import type { Timing, TimingPath } from '../protocol/contract';
import { failure, success, type Failure, type Outcome } from '../base/outcome';
import type { Netlist, NetlistModule } from '../netlist/netlist';
import { checkFirst, firstError, toolFailure } from '../netlist/synthesisFailure';
import { causesOf } from './causes/registry';
import { exceptionTag, inputArrival, matches, noConstraints, type PeriodOptions, type TimingConstraints } from './constraints';
import { delayModel, timingTargets, type DelayModel } from './delayModel';
import { explainPath, round, type ExplainedPath } from './explain';
import { analyzeGates, type GateTiming, type Launch } from './gateSta';
import { GateNames } from './gateNames';
import type { ReadableDesign, SynthesisRun, SynthesisTool } from './ports';
import { RtlTiming } from './rtlSta';
import { analyzeCells } from './liberty/analyzeCells';
import { drivingCell } from './liberty/drivingCell';
import type { LibertyLibrary, WireLoad } from './liberty/library';
import { anyLibrary, mappingCommands, mappingFiles, type LibertyFile } from './liberty/mapping';
import { latchCommands, latchFile, latchText } from './latches';
import { memoryCell, memoryCommands, memoryFile, planMemories, type MemoryPlan } from './memories';
import { rankTargets } from './ranks/registry';
import { reorderCells } from './reorderCells';
import { parseSdc } from './sdc';
import { timedPaths, worstPer, type TimedPath } from './timedPaths';

export interface TimingInput {
  readonly design: ReadableDesign;
  /** ns; where neither it nor a clock of the SDC text is there, the shortest that all paths meet. */
  readonly period?: number;
  /** Only paths of this clock; without it every clock counts. */
  readonly clock?: string;
  /** One of `timingTargets`; the first when left out. */
  readonly target?: string;
  /** Text of an SDC file. */
  readonly sdc?: string;
  /** Cells to map to and to time, in place of a target's. */
  readonly liberty?: LibertyFile;
  readonly budgetMs: number;
  /** Most paths listed, worst first, one per end point. Default 20. */
  readonly maxPaths?: number;
  /** Maps the cells in another order and under other names, one for each number: what a mapping finds depends on both, by up to 15 % of a path. */
  readonly order?: number;
}

/** A timing result with what causes and fixes need beyond the contract's JSON. */
export interface TimingAnalysis {
  readonly timing: Timing;
  /** In the order of `timing.paths`. */
  readonly explained: readonly ExplainedPath[];
  /** Worst slack of every end point, keyed by name: what a fix must not make worse. */
  readonly endpoints: ReadonlyMap<string, number>;
  /** Cells of the mapped netlist; undefined where none was made, as for a report. */
  readonly cells?: number;
  /** That it was mapped to the cells of a library, not to look-up tables. */
  readonly standardCells?: boolean;
}

export const estimateEngine = 'signoff-sta 1';

/**
 * Estimates timing without a report: synthesis for iCE40 in Yosys, static timing over the mapped netlist for the numbers, and the
 * word-level netlist between the same two ends for the source lines. Arrival includes the setup time, so that slack = period -
 * arrival for a path of one cycle. `fmax` is the frequency at which the worst path, ports included, would just be met.
 */
export async function analyzeTiming(input: TimingInput, yosys: SynthesisTool, signal: AbortSignal): Promise<Outcome<Timing>> {
  const analysis = await analyzeDesign(input, yosys, signal);
  return analysis.ok ? success(analysis.value.timing) : analysis;
}

/** As `analyzeTiming`, with the explanation behind each path. */
export async function analyzeDesign(input: TimingInput, yosys: SynthesisTool, signal: AbortSignal): Promise<Outcome<TimingAnalysis>> {
  const model = delayModel(input.target);
  if (model === undefined) {
    return failure(
      `No delay model is called ${input.target ?? ''}.`,
      `Targets with times: ${timingTargets.join(', ')}; with ranks of paths: ${rankTargets.join(', ')}.`,
    );
  }
  const constraints = input.sdc === undefined ? noConstraints : parseSdc(input.sdc);
  const period = reportedPeriod(input, constraints);
  if (period !== undefined && !(period > 0 && Number.isFinite(period))) {
    return failure(`A clock period of ${period} ns makes no sense.`, 'Give a period above 0.');
  }
  const netlists = await timingNetlists(input, yosys, signal);
  if (!netlists.ok) return netlists;
  const held = (against: number, asked = input): ReturnType<typeof judge> =>
    judge(asked, model, { constraints, period: input.period ?? against, clock: input.clock }, against, netlists.value);
  if (period !== undefined) return success(held(period).analysis);
  const { slowest } = held(unknownPeriod, { ...input, maxPaths: 0 });
  return success(withoutPeriod(held(slowest > 0 ? Math.ceil(slowest * 100) / 100 : unknownPeriod).analysis));
}

/** ns; stands for a period that nobody gave until the one is known that all paths meet. */
const unknownPeriod = 10;

/** What is told where nobody gave a period. */
function withoutPeriod(analysis: TimingAnalysis): TimingAnalysis {
  const { timing } = analysis;
  const note =
    `No clock period was given, so paths are held against ${timing.period} ns, the shortest that all of them meet. ` +
    'A period of your own comes from --period in ns, the setting signoff.timing.period or an SDC file with create_clock.';
  return { ...analysis, timing: { ...timing, notes: [note, ...(timing.notes ?? [])] } };
}

/** The period that the result is reported against: the given one, else that of the chosen clock, else the shortest of the SDC file. */
function reportedPeriod(input: TimingInput, constraints: TimingConstraints): number | undefined {
  const named = constraints.clocks.filter(
    (item) => input.clock === undefined || item.name === input.clock || matches(item.source, input.clock),
  );
  if (named.length > 0) return Math.min(...named.map((item) => item.period));
  return input.period;
}

export interface TimingNetlists {
  readonly rtl: NetlistModule;
  readonly gates: NetlistModule;
  /** What was assumed on the way, in words. */
  readonly notes: readonly string[];
}

/** What synthesis tools call the attribute that says what is to hold a memory. */
const ramStyles = ['ram_style', 'ramstyle', 'syn_ramstyle', 'rom_style', 'romstyle', 'syn_romstyle'];

/** Word-level preparation: what RTL timing, reports and causes read. */
const rtlCommands = [...memoryCommands, 'write_json rtl.json'] as const;
const flattenCommands = [
  // What has no inside is there for what it does, even where nothing reads it: paths end there.
  'setattr -mod -set keep 1 =A:blackbox',
  'proc',
  'flatten',
  // What prints or asserts is no logic of the design.
  'chformal -remove',
  'delete t:$scopeinfo t:$print t:$check',
  ...foreignRam(),
] as const;

/**
 * Takes away what kind of RAM the author's device is to hold a memory in (of LUTs, of large blocks, `no_rw_check, mlab`), which the one that is mapped to may not have and
 * Yosys then refuses; blocks and registers every device has.
 */
function foreignRam(): string[] {
  return ramStyles.map((name) => `setattr -unset ${name} a:${name} a:${name}=block %d a:${name}=logic %d`);
}

/**
 * A design at the word level, as `rtl.json`: flat, with what `commands` write before optimization besides. Where the design is
 * refused as it is laid out, the other ways are tried, and `note` says so.
 */
export async function readWords(
  design: ReadableDesign,
  commands: readonly string[],
  outputs: readonly string[],
  budgetMs: number,
  yosys: SynthesisTool,
  signal: AbortSignal,
): Promise<SynthesisRun & { readonly note?: string }> {
  const top = design.top === '' ? 'hierarchy -check -auto-top' : `hierarchy -check -top ${design.top}`;
  const read = (one: Pick<ReadableDesign, 'commands' | 'files'>): Promise<SynthesisRun> => {
    const all = [...one.commands, top, ...flattenCommands, ...commands, ...rtlCommands];
    return yosys.run({ commands: all, files: one.files, outputs: ['rtl.json', ...outputs], timeoutMs: budgetMs }, signal);
  };
  const first = await read(design);
  if (first.kind !== 'finished' || first.code === 0) return first;
  // What slang says where it lets most pass is what keeps the design from being read.
  let telling = first;
  for (const other of design.otherwise?.() ?? []) {
    const run = await read(other);
    if (run.kind !== 'finished') continue;
    if (run.code === 0) return { ...run, note: `Read ${other.as}, since slang refuses it as it is: ${firstError(first.lines, design)}` };
    if (other.commands[0]?.startsWith('read_slang') === true) telling = run;
  }
  return telling;
}

/**
 * Two runs: the word level first, which says whether there are memories. Without any the mapping of block RAM is left out, whose library
 * takes Yosys longer to read than most modules take to synthesise; the netlist is the same.
 */
export async function timingNetlists(
  input: TimingInput,
  yosys: SynthesisTool,
  signal: AbortSignal,
  device: MappedDevice = deviceOrLibrary(input),
): Promise<Outcome<TimingNetlists>> {
  const started = performance.now();
  // A re-encoded state machine has bits that the source does not have: keep the author's encoding, so that end points keep names.
  const keepStates = ['setattr -set fsm_encoding "none" w:*', 'write_rtlil flat.il'];
  const words = await readWords(input.design, keepStates, ['flat.il'], input.budgetMs, yosys, signal);
  if (words.kind !== 'finished') return toolFailure(words, input.budgetMs);
  const rtl = topModule(words.files.get('rtl.json'));
  const written = words.files.get('flat.il');
  if (words.code !== 0 || rtl === undefined || written === undefined) return noSynthesis(words.lines, input.design);
  const flat = withoutBoxParameters(rtl, written);
  const left = (): number => Math.max(1, input.budgetMs - (performance.now() - started));
  const planned = await planMemories(rtl, device.blockRam, async (commands) => {
    const job = { files: new Map([['flat.il', flat]]), outputs: ['shown.json'], timeoutMs: left() };
    const run = await yosys.run({ ...job, commands: ['read_rtlil flat.il', ...commands, 'write_json shown.json'] }, signal);
    if (run.kind !== 'finished') return toolFailure(run, input.budgetMs);
    const shown = topModule(run.files.get('shown.json'));
    return shown === undefined ? noSynthesis(run.lines, input.design) : success(shown);
  });
  if (!planned.ok) return planned;
  const memories = planned.value;
  const { commands, files } = device.mapping(input.design.top, mappingNeeds(rtl, memories));
  const map = (first: readonly string[]): Promise<SynthesisRun> =>
    yosys.run(
      {
        commands: ['read_rtlil flat.il', ...first, ...otherNames(input), ...memories.commands, ...commands],
        files: new Map<string, string | Uint8Array>([
          ['flat.il', input.order === undefined ? flat : reorderCells(new TextDecoder().decode(flat), input.order)],
          [latchFile, latchText],
          [memoryFile, memories.text],
          ...files,
        ]),
        outputs: ['gates.json'],
        timeoutMs: left(),
      },
      signal,
    );
  const asked = await map([]);
  const unfit = unfitMemory(asked, input.design);
  const mapped = unfit === undefined ? asked : await map(ramStyles.map((name) => `setattr -unset ${name} a:${name}`));
  if (mapped.kind === 'broken' && device.otherwise !== undefined) return timingNetlists(input, yosys, signal, device.otherwise());
  if (mapped.kind !== 'finished') return toolFailure(mapped, input.budgetMs);
  const gates = topModule(mapped.files.get('gates.json'));
  return mapped.code === 0 && gates !== undefined
    ? success({ rtl, gates, notes: [...(words.note === undefined ? [] : [words.note]), ...memories.notes, ...(unfit ?? [])] })
    : noSynthesis(mapped.lines, input.design);
}

/**
 * Parameters of instances without an inside say nothing to an estimate, and mapping asks for a module made for each set of them, which a reader of the source has
 * not left. Cells of the device that is mapped to keep theirs: their module is known there.
 */
function withoutBoxParameters(rtl: NetlistModule, flat: Uint8Array): Uint8Array {
  const boxes = Object.values(rtl.cells).filter(({ type, parameters }) => !/^(?:\$|SB_)/.test(type) && Object.keys(parameters).length > 0);
  if (boxes.length === 0) return flat;
  const types = new Set(boxes.map(({ type }) => `\\${type}`));
  let inBox = false;
  const lines = new TextDecoder().decode(flat).split('\n');
  const kept = lines.filter((line) => {
    const cell = /^ {2}cell (\S+) /.exec(line);
    if (cell !== null) inBox = types.has(cell[1] ?? '');
    return !(inBox && line.startsWith('    parameter '));
  });
  return new TextEncoder().encode(kept.join('\n'));
}

/** The note on a memory that is to be block RAM but is read without a clock, say: device tools warn and make it of something else. */
function unfitMemory(run: SynthesisRun, design: ReadableDesign): string[] | undefined {
  if (run.kind !== 'finished' || run.code === 0) return undefined;
  const found = /no valid mapping found for memory (\S+?)\.?$/.exec(firstError(run.lines, design));
  if (found === null) return undefined;
  return [`Memory ${found[1] ?? ''} is asked to be a kind of RAM that cannot hold it; what the source asks for its memories is left out.`];
}

function noSynthesis(lines: readonly string[], design: ReadableDesign): Failure {
  const missing = lines
    .map((line) => /cannot be legalized: dffs? (with .*) are not supported/.exec(line)?.[1])
    .find((one) => one !== undefined);
  if (missing !== undefined)
    return failure(
      `The library has no flip-flops ${missing}, which the design needs.`,
      'Give a library with such registers, or time the design without it.',
    );
  return failure(`The design could not be synthesised: ${firstError(lines, design)}`, checkFirst);
}

/** Names that the source does not have; registers keep theirs. */
function otherNames({ order }: TimingInput): string[] {
  return order === undefined ? [] : [`rename -scramble-name -seed ${order} w:$* c:*`];
}

/** Commands that map a flat design in Yosys and leave it in `gates.json`, and the files that they read. */
export interface Mapping {
  readonly commands: readonly string[];
  readonly files: readonly (readonly [string, string])[];
}

/** What of a design decides which steps of a mapping are needed. */
export interface MappingNeeds {
  readonly latches: boolean;
  /** That are left to be mapped to block RAM, RAM of LUTs or registers. */
  readonly memories: boolean;
  readonly products: boolean;
}

/** What a design is mapped to. */
export interface MappedDevice {
  /** Whether it has RAM blocks; without, large memories are macros beside it. */
  readonly blockRam: boolean;
  mapping(top: string, needs: MappingNeeds): Mapping;
  /** What to map to where this ended the tool itself. */
  readonly otherwise?: () => MappedDevice;
}

/** Libraries with which the mapping for speed ended the tool. */
const refusedLibraries = new WeakSet<LibertyFile>();

function mappingNeeds(rtl: NetlistModule, memories: MemoryPlan): MappingNeeds {
  const types = Object.values(rtl.cells).map((cell) => cell.type);
  return {
    latches: types.some((type) => /^\$a?dlatch/.test(type)),
    memories: memories.left,
    products: types.some((type) => /^\$(mul|macc)/.test(type)),
  };
}

function deviceOrLibrary({ liberty, target }: Pick<TimingInput, 'liberty' | 'target'>): MappedDevice {
  if (liberty === undefined)
    return { blockRam: true, mapping: (top, needs) => ({ commands: deviceCommands(target, top, needs), files: [] }) };
  const refused = refusedLibraries.has(liberty);
  const files = mappingFiles(liberty, drivingCell(liberty.library), ...(refused ? [anyLibrary] : []));
  return {
    blockRam: false,
    mapping: (top, { latches }) => ({ commands: mappingCommands(top, latches ? latchCommands : []), files }),
    ...(refused ? {} : { otherwise: () => (refusedLibraries.add(liberty), deviceOrLibrary({ liberty })) }),
  };
}

function deviceCommands(target: string | undefined, top: string, { latches, memories }: MappingNeeds): string[] {
  const device = { 'ice40-lp': 'lp', 'ice40-up': 'u' }[target ?? ''] ?? 'hx';
  const synthesis = `synth_ice40 -device ${device}${top === '' ? '' : ` -top ${top}`} -run`;
  return [
    ...(memories ? [`${synthesis} begin:map_ffs`] : [`${synthesis} begin:map_ram`, `${synthesis} map_ffram:map_ffs`]),
    // Mapping forgets the names of many registers, and one that starts with 1 becomes the inverse of one that starts with 0; named after
    // their nets before it, the flip-flops keep them.
    'rename -wire t:$_*DFF*',
    ...(latches ? [`${synthesis} map_ffs:map_luts`, ...latchCommands, `${synthesis} map_luts:check`] : [`${synthesis} map_ffs:check`]),
    // The cells of the library are left out.
    'json -o gates.json',
  ];
}

/** The top module of a netlist that Yosys wrote. */
export function topModule(json: Uint8Array | undefined): NetlistModule | undefined {
  if (json === undefined) return undefined;
  const netlist = JSON.parse(new TextDecoder().decode(json)) as Netlist;
  const modules = Object.values(netlist.modules);
  return modules.find((module) => module.attributes.top !== undefined) ?? modules.at(-1);
}

/** The analysis, and what the slowest path needs of a period (ns). */
function judge(
  input: TimingInput,
  model: DelayModel,
  options: PeriodOptions,
  period: number,
  netlists: TimingNetlists,
): { readonly analysis: TimingAnalysis; readonly slowest: number } {
  const rtl = new RtlTiming(netlists.rtl, model);
  const names = new GateNames(netlists.gates, rtl);
  const sta = {
    inputArrival: (port: string) => inputArrival(port, options.constraints),
    tag: (launch: Launch) => exceptionTag(names.nameOf(launch.bit).signal, launch, options),
  };
  const gates =
    input.liberty === undefined
      ? analyzeGates(netlists.gates, model, sta)
      : analyzeCells(netlists.gates, input.liberty.library, { ...sta, ...wireLoadOf(input.liberty.library) });
  const { timed, untimed } = timedPaths(gates, names, options);
  const slackOf = (path: TimedPath): number => path.slack;
  const byPin = worstPer(timed, ({ gate: { capture } }) => `${capture.cell ?? ''} ${capture.pin} ${capture.bit}`, slackOf);
  const bySignal = worstPer(timed, (path) => path.end.signal, slackOf).sort((a, b) => a.slack - b.slack);
  const pins = violatedPins(timed);
  const explained = bySignal
    .slice(0, input.maxPaths ?? 20)
    .map((path) => explain(path, rtl, model, input.design, [...(pins.get(path.end.signal) ?? [])]));
  const slowest = Math.max(0, ...timed.map((path) => path.needs));
  const timing: Timing = {
    engine: estimateEngine,
    period,
    wns: round(bySignal[0]?.slack ?? period),
    tns: round(byPin.reduce((sum, path) => sum + Math.min(0, path.slack), 0)),
    fmax: slowest > 0 ? Math.round(10_000 / slowest) / 10 : 0,
    paths: explained.map((item) => withCauses(item)),
    fixes: [],
    notes: notesOf(gates, rtl, options, untimed, timed.length, [...basisOf(input, model), ...netlists.notes]),
  };
  const analysis = {
    timing,
    explained,
    endpoints: new Map(bySignal.map((path) => [path.end.signal, path.slack])),
    cells: Object.keys(netlists.gates.cells).length,
    ...(input.liberty === undefined ? {} : { standardCells: true }),
  };
  return { analysis, slowest };
}

/** A path with the causes found in its explanation. */
export function withCauses(explained: ExplainedPath): TimingPath {
  return { ...explained.path, ...causesOf(explained) };
}

/** The pins of flip-flops that violated paths end at, by the name of the end. */
function violatedPins(timed: readonly TimedPath[]): Map<string, Set<string>> {
  const pins = new Map<string, Set<string>>();
  for (const { gate, slack, end } of timed) {
    if (slack >= 0 || gate.capture.kind !== 'register') continue;
    pins.set(end.signal, (pins.get(end.signal) ?? new Set()).add(gate.capture.pin));
  }
  return pins;
}

function explain(path: TimedPath, rtl: RtlTiming, model: DelayModel, design: ReadableDesign, pins: readonly string[]): ExplainedPath {
  const { capture } = path.gate;
  const explained = explainPath(
    {
      start: path.start,
      end: path.end,
      arrival: path.gate.arrival,
      slack: path.slack,
      launch: path.gate.launch.delay,
      setup: capture.setup,
    },
    rtl,
    model,
    design,
  );
  return { ...explained, pins };
}

function wireLoadOf({ wireLoad }: LibertyLibrary): { readonly wireLoad?: WireLoad } {
  return wireLoad === undefined ? {} : { wireLoad };
}

/** What the numbers rest on, in words. */
function basisOf({ liberty }: TimingInput, model: DelayModel): string[] {
  if (liberty === undefined) {
    return [`An estimate for ${model.name} without place and route; the routing delays were fitted on ${model.fittedOn}.`];
  }
  const { name, wireLoad, notes } = liberty.library;
  const wires = wireLoad === undefined ? 'wires without load' : `wires by its wire load ${wireLoad.name}`;
  return [`An estimate with the cells of ${name}, ${wires}, ideal clocks and no placement.`, ...notes];
}

function notesOf(
  gates: GateTiming,
  rtl: RtlTiming,
  options: PeriodOptions,
  untimed: number,
  timed: number,
  basis: readonly string[],
): string[] {
  const notes = [...basis, ...options.constraints.notes];
  const clocks = [...new Set(gates.clocks.map((item) => item.clock))];
  if (options.clock !== undefined && !clocks.includes(options.clock)) {
    notes.push(`No register is clocked by ${options.clock}; the clocks are: ${clocks.join(', ') || 'none'}.`);
  }
  if (untimed > 0) notes.push(`${untimed} paths between clocks, or of clocks without a period, were not timed.`);
  if (timed === 0 && gates.paths.length === 0) notes.push('No path was timed: the design has no logic between registers or ports.');
  else if (timed === 0) notes.push(`No path was timed: constraints leave none of the ${gates.paths.length}.`);
  if (gates.loops > 0) notes.push(`${gates.loops} combinational loops were cut.`);
  else if (rtl.loops > 0) notes.push(`${rtl.loops} loops between whole signals were cut when looking for source lines.`);
  for (const [type, count] of gates.unknownCells)
    if (!type.startsWith(memoryCell)) notes.push(`${count} cells of type ${type} have no delay model: paths end and begin there.`);
  return notes;
}
