/**
 * The JSON that the outside sees: command line, language server and MCP give these same shapes.
 * Lines and columns here are 1-based (LSP messages themselves stay 0-based); times of timing results are ns.
 * A named field keeps its name, type and unit; more fields may be added.
 */

export type Severity = 'error' | 'warning' | 'info' | 'hint';
export type DiagnosticSource = 'signoff' | 'slang' | 'verilator' | 'icarus' | 'yosys';

export interface Diagnostic {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: Severity;
  /** Stable, namespaced: `lint/latch`, `syntax/error`, `screen/system-task`. */
  code: string;
  source: DiagnosticSource;
  message: string;
}

export type Contract = { kind: 'newCode' } | { kind: 'sameCycle' } | LatencyContract | { kind: 'onlyUnder'; assumption: string };

/** Identical so many cycles later. What `auto` found may hold only under conditions; then they are part of the claim. */
export interface LatencyContract {
  kind: 'latency';
  cycles: number;
  /** Outputs that are compared only in cycles in which another output of the golden is 1: each with that output. */
  onlyWhere?: Record<string, string>;
  /** A condition over the inputs that holds from the reset on. */
  assuming?: string;
}

export const rungNames = ['parse', 'elaborate', 'lint', 'testbench', 'simulate', 'prove'] as const;
export type RungName = (typeof rungNames)[number];
export type RungOutcome = 'passed' | 'failed' | 'unknown' | 'skipped' | 'broken';
export type VerdictKind = 'proved' | 'checked' | 'refuted' | 'unknown' | 'broken';

export interface Rung {
  name: RungName;
  outcome: RungOutcome;
  tool?: string;
  version?: string;
  ms: number;
  /** The deciding words: a bound, a reason, what was compared. */
  detail: string;
  diagnostics: Diagnostic[];
  /** Arguments or script the tool ran with, and a hash of everything it read. */
  arguments?: string[];
  inputHash?: string;
  /** The lines of the tool's output that decided. */
  lines?: string[];
  cached?: boolean;
  /** Of the testbench rung: the checks that testbenches made, and how many passed. */
  tests?: { passed: number; total: number };
}

export interface SignalDifference {
  golden: string;
  candidate: string;
}

export interface Counterexample {
  /** The first cycle, counted from the start of the comparison, at which an output differs. */
  cycle: number;
  /** Values in binary, MSB first, of the outputs that differ there. */
  signals: Record<string, SignalDifference>;
  /** Path of a VCD with both sides. */
  vcd?: string;
  /** WaveJSON, ready to draw. */
  wavejson: WaveJson;
  /** The smallest net of the same name on both sides from which the difference comes, where there is one. */
  startsAt?: DifferenceStart;
  /** The last cycles as values, the difference in the last: inputs, and what each side made of them. */
  trace?: DifferenceTrace;
  /** Why they differ, in plain sentences. Each follows from the trace and the graphs of both designs. */
  explanation?: string[];
}

/** Where a difference is first seen: nothing of the same name that differs decides this net in that cycle, and none of those that lead to the outputs differs earlier. */
export interface DifferenceStart extends SignalDifference {
  /** A net, register or output by its name on both sides, `u_sub.count`. */
  signal: string;
  /** Counted as the counterexample's; negative in the reset before the comparison. */
  cycle: number;
  /** Where the candidate declares it. */
  file?: string;
  /** From 1. */
  line?: number;
}

/** Values in binary, MSB first, one a cycle. */
export interface DifferenceTrace {
  /** Of the first value; negative before the comparison started. */
  firstCycle: number;
  inputs: Record<string, string[]>;
  golden: Record<string, string[]>;
  candidate: Record<string, string[]>;
}

export interface WaveJson {
  signal: WaveLane[];
  head?: { text?: string; tick?: number };
  config?: { hscale?: number };
}
export type WaveLane = { name: string; wave: string; data?: string[] } | Record<string, never> | (string | WaveLane)[];

export interface Verdict {
  verdict: VerdictKind;
  /** The highest rung that ended in an answer. */
  reached: RungName;
  contract: Contract;
  rungs: Rung[];
  /** One plain sentence for a person: what decided, and with which bound. */
  reason: string;
  counterexample?: Counterexample;
  module?: string;
  /** What the module had to be equal to, where it was compared. */
  golden?: { module: string; file: string };
  /** Only from `judge`. */
  score?: Score;
  /** How well the module's testbenches tell faults, when that was asked for. */
  strength?: Strength;
  /** Handle for `signoff/evidence`. */
  id?: string;
}

export interface Score {
  parses: boolean;
  elaborates: boolean;
  testsPassed: number;
  tests: number;
  equivalent: boolean | null;
  cells: number | null;
  reward: number;
}

export const graphKinds = ['cfg', 'dfg', 'stdg', 'fsm', 'hierarchy', 'clocks'] as const;
export type GraphKind = (typeof graphKinds)[number];
export type GraphNodeKind = 'port' | 'reg' | 'wire' | 'parameter' | 'instance' | 'state' | 'block' | 'clock';
export type GraphEdgeKind = 'data' | 'select' | 'enable' | 'reset' | 'clock' | 'control' | 'transition';

export interface GraphNode {
  /** Hierarchical name of the signal, or the id of a block or state. */
  id: string;
  kind: GraphNodeKind;
  width?: number;
  file: string;
  line: number;
  endLine: number;
  /** With `line` and `endLine`: the declaration, block or label, the end exclusive. */
  column?: number;
  endColumn?: number;
  label?: string;
  direction?: 'input' | 'output' | 'inout';
  clock?: string;
  reset?: string;
  fanout?: number;
  /** What it belongs to: the state register of a state, the process of a block, the instance of a pin. */
  group?: string;
}

export const sliceWays = ['drivers', 'loads', 'both'] as const;
export type SliceWay = (typeof sliceWays)[number];

export interface GraphEdge {
  from: string;
  to: string;
  kind: GraphEdgeKind;
  /** The assignment, condition or connection that it comes from, the end exclusive; what a macro makes is where the macro is used. */
  line: number;
  column?: number;
  endLine?: number;
  endColumn?: number;
  file?: string;
  guard?: string;
  ops?: string[];
  /** Estimated delay in ns (stdg). */
  delay?: number;
  /** Bit range of the source and sink where it is not the whole signal: `7:0`. */
  fromBits?: string;
  toBits?: string;
  /** Between clock domains: how the value is taken over, and why that is or is not safe. */
  crossing?: { kind: 'synchronised' | 'qualified' | 'reset' | 'unsynchronised'; reason: string };
}

export interface Graph {
  module: string;
  kind: GraphKind;
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Why the graph is empty or partial, in words. */
  notes?: string[];
  /** The state registers of an fsm, the processes of a cfg, the instances of a dfg: all of them, also when the graph shows one. */
  parts?: { id: string; label?: string; line: number; endLine: number }[];
  /** The cone that the graph is, when it is one. */
  slice?: { of: string[]; way: SliceWay; steps?: number; registers?: number };
  /** Sizes of the whole, when this is a part of it. */
  total?: { nodes: number; edges: number };
}

export interface TimingPoint {
  name: string;
  file?: string;
  line?: number;
  column?: number;
  endLine?: number;
  endColumn?: number;
  /** Operation and width: `add:16`. */
  op?: string;
  delay: number;
  arrival: number;
}

/** Why a path is slow, at the line to look at. */
export interface TimingCause {
  code: string;
  file: string;
  line: number;
  message: string;
}

/** A step of a path as a part of it, 0 to 1. */
export type RankedPoint = Omit<TimingPoint, 'delay' | 'arrival'> & { share: number };
/** A path by its place among others: `share` is what it takes over what the slowest takes (with constraints: of the time each may take). */
export interface RankedPath {
  rank: number;
  start: string;
  end: string;
  share: number;
  points: RankedPoint[];
  cause?: TimingCause;
  causes?: (TimingCause & { share: number })[];
}
/** Timing by a model that was not held against a tool: an order, and no times. */
export interface TimingRanks {
  engine: string;
  target: string;
  ranks: RankedPath[];
  notes: string[];
}
export interface TimingPath {
  start: string;
  end: string;
  slack: number;
  arrival: number;
  points: TimingPoint[];
  /** The chief one. */
  cause?: TimingCause;
  /** All that were found, the chief one first: `share` is the part of the path that each takes, 0 to 1. */
  causes?: (TimingCause & { share: number })[];
  /** Of a path from a report: what is checked, left out for setup; the corner and path group in the tool's words; its 1-based line there. */
  check?: 'hold' | 'recovery' | 'removal';
  corner?: string;
  group?: string;
  reportLine?: number;
}

/** How many end points have a slack from `from` (inclusive) to `to` (exclusive), ns. */
export interface SlackBin {
  from: number;
  to: number;
  count: number;
}

/** What a report holds besides its paths. Times in ns. */
export interface TimingReport {
  /** `vivado`, `quartus`, `opensta`, …; `title` in words. */
  format: string;
  title: string;
  version?: string;
  design?: string;
  clocks: { name: string; period: number }[];
  corners: string[];
  /** Paths the report lists, by what is checked; the worst 2000 of each are used. */
  listed: { setup: number; hold: number; recovery: number; removal: number; unconstrained: number };
  /** Ends of the paths used, and how many of them are known by name in the source. */
  ends: { names: number; located: number };
  /** Hold and removal, worst first, one path an end point; left out where the report has none. */
  hold?: { wns: number; tns: number; paths: TimingPath[] };
  /** Pairs of clocks with paths between them; `timed` is false where constraints take them out. */
  crossings: { from: string; to: string; timed: boolean }[];
  /** What the report says is not constrained, in its words. */
  unconstrained: string[];
}

export interface SourceEdit {
  file: string;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  newText: string;
}

export interface TimingFix {
  strategy: string;
  title: string;
  edits: SourceEdit[];
  contract: Contract;
  verdict: Verdict;
  before: { wns: number; fmax: number };
  after: { wns: number; fmax: number };
  /** The end point that it was made for, with its slack (ns): others may keep the worst of all where it was. */
  endpoint?: { endpoint: string; before: number; after: number };
  origin: 'rule' | 'model';
}

export interface Timing {
  engine: string;
  period: number;
  wns: number;
  tns: number;
  fmax: number;
  paths: TimingPath[];
  fixes: TimingFix[];
  /** Fixes that were considered and not offered, with why: disabled actions in the editor. Lines are 1-based. `onlyUnder`: what would make one a gain, as `din arrives 0.40 ns earlier`. */
  declined?: { strategy: string; reason: string; file: string; line: number; title?: string; onlyUnder?: string }[];
  /** Problems met while reading or analysing; never guessed around. */
  notes?: string[];
  /** Slacks of the end points, lowest first. */
  histogram?: SlackBin[];
  /** Slack in ns of every end point by name, where that was asked for. */
  endpoints?: Record<string, number>;
  /** Modules without a source at whose instances the estimate ends paths and begins them; `family`: whose cells they are; without, their connections told which ports are outputs. */
  boundaries?: { module: string; family?: string }[];
  /** What else the report said that this was read from. */
  report?: TimingReport;
}

export interface CompletionItem {
  text: string;
  range: { startLine: number; startColumn: number; endLine: number; endColumn: number };
  origin: 'model' | 'template';
  verdict: Verdict;
  /** Where several replies were asked for: how many there were, how many are proven to behave as this one, and where one that does not differs. */
  agreement?: {
    samples: number;
    agreeing: number;
    /** UTF-16 offsets into `text`, and the other reply's text. */
    differs?: { start: number; end: number; other: string };
  };
}

export interface Completion {
  items: CompletionItem[];
  /** Reason code when items is empty. */
  silent?: string;
  /** The same in words: what happened and what to do. */
  detail?: string;
  /** The model's replies consumed. */
  attempts: number;
  withheld: { text: string; verdict: Verdict }[];
  /** ms since the request by which each stage had ended, in their order. */
  stages?: Record<string, number>;
  /** What a model's server counted; cost in US dollars where prices are known. */
  usage?: { inputTokens: number; outputTokens: number; cost?: number };
}

/** One request that went to a model. */
export interface SentRequest {
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  /** Provider and model. */
  model: string;
  /** `completion`, `generate` … */
  purpose: string;
  /** As it went over the wire, byte for byte; keys travel in headers and are not in it. */
  body: string;
  /** `waiting`, `answered`, `given up`, `sent again`, or what kept it from being answered. */
  outcome: string;
  /** Tokens, as the model's server counted them. */
  usage?: { input: number; output: number; fromCache: number; toCache: number };
}

export interface ToolStatus {
  name: string;
  found: boolean;
  version?: string;
  path?: string;
  /** What it adds when present, or what is missing without it. */
  adds: string;
  /** How to install it. */
  install?: string;
}

export interface Doctor {
  signoff: string;
  node: string;
  platform: string;
  tools: ToolStatus[];
  model: { provider: string; detail: string };
  project?: ProjectStatus;
  /** Formats of timing reports that are read; without `heldAgainst` the reader was held against no report found in public, nor were the forms that are `untested`. */
  reports: { format: string; title: string; heldAgainst?: string; untested?: string }[];
  /** Devices and processes that timing is estimated for: those with a calibration give nanoseconds, the others the order of paths alone. */
  targets: { name: string; calibratedOn?: string }[];
  /** In a language server: why language features are off, one sentence each. */
  features?: string[];
}

export interface IndexedModule {
  name: string;
  kind: string;
  file: string;
  line: number;
}

export interface IndexResult {
  files: { file: string; modules: string[]; why: string }[];
  modules: IndexedModule[];
  unresolved: { name: string; file: string; line: number; instance: string; why: string }[];
  excluded: { file: string; why: string }[];
}

/** What the project is made from. */
export interface ProjectStatus {
  /** The project files in force. */
  descriptions: { file: string; format: string; sources: number; gaps: number }[];
  /** Why these, one sentence per workspace folder. */
  why: string[];
  /** Project files that were found and not taken. */
  passedOver: { file: string; why: string }[];
  /** Every file that was read for it. */
  reads: string[];
  /** False while a project file names something that is not there: what nothing declares may only not have been found. */
  complete: boolean;
  /** The same in plain sentences. */
  words: string[];
}

/** Why a file belongs to the project or does not. */
export interface FileStanding {
  file: string;
  belongs: boolean;
  /** In plain sentences, the deciding one first. */
  why: string[];
}

/** On bad input every command answers this on standard output with --json. */
export interface ErrorDocument {
  error: { message: string; hint: string };
}

/**
 * What became of one mutant of a reference. `equivalent`: proved to behave as the reference does, so that no test can tell it. `racy`: the same hardware,
 * with a blocking assignment at a clock edge that others read: only the order of processes, which the language leaves open, could tell it.
 */
export type MutantFate = 'killed' | 'survived' | 'equivalent' | 'racy' | 'undecided' | 'invalid';

/** How testbenches fare against single faults put into the module: `killed` of those that are neither `equivalent` nor `racy` is what counts. */
export interface Strength {
  fates: Partial<Record<MutantFate, number>>;
  /** The faults that no testbench noticed, or of which nobody knows whether they are faults. */
  left: { file: string; line: number; operator: string; fate: 'survived' | 'undecided' }[];
}
