/**
 * What the jobs on demand answer (generate, explain, testbench, assert, review …), the same from the command line, the language server and MCP. Lines and columns are
 * 1-based. A named field keeps its name, type and unit; more fields may be added.
 */
import type { Diagnostic, SourceEdit, Strength, Verdict } from './contract';

/** A file that a job proposes: its whole text. Nothing is written before somebody agreed. */
export interface ProposedFile {
  file: string;
  text: string;
  /** There was no such file before. */
  created: boolean;
}

/** Something that a specification leaves open and only its author can say. */
export interface JobQuestion {
  /** `reset`, `resetState`, `latency`, `enable`, `clock`, `interface` … */
  id: string;
  text: string;
  /** Sentences that settle it, the most usual first; any other sentence may be the answer too. */
  options: string[];
  line?: number;
}

/** What a job spent on a model, and what it might have. */
export interface JobSpending {
  model: string;
  /** Replies consumed. */
  rounds: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars by the prices in the settings; absent when none are given. */
  cost?: number;
  limits: { rounds: number; tokens: number; cost?: number };
  /** Why it ended before it was done. */
  stopped?: 'rounds' | 'tokens' | 'cost' | 'time' | 'failure';
}

/** One try on the way: what it was and what became of it. */
export interface JobAttempt {
  what: string;
  outcome: 'accepted' | 'rolledBack' | 'unusable';
  detail: string;
}

/** `generate` */
export interface Generated {
  module?: string;
  /** Empty while something is open or nothing passed. */
  files: ProposedFile[];
  origin?: 'table' | 'model';
  verdict?: Verdict;
  questions: JobQuestion[];
  /** What was taken for granted. */
  assumptions: string[];
  /** The tables of the specification, and why one was not used. */
  tables: {
    kind: 'truthTable' | 'karnaughMap' | 'stateTable' | 'waveform';
    line: number;
    endLine: number;
    used: boolean;
    reason?: string;
  }[];
  /** Why there are no files, in words. */
  detail?: string;
  /** What came nearest and did not pass; `verdict` says why. No suggestion. */
  withheld?: ProposedFile[];
  attempts: JobAttempt[];
  spending?: JobSpending;
}

/** What became of one proposed assertion. `bounded`: no failure within `cycles` cycles after the reset. `vacuous`: its condition never comes true. */
export interface AssertionProposal {
  name: string;
  /** The rule that proposed it, or `model`. */
  rule: string;
  /** The property, as behind `assert property`. */
  text: string;
  /** What it says, in a sentence. */
  words: string;
  file: string;
  line: number;
  outcome: 'proved' | 'bounded' | 'refuted' | 'vacuous' | 'unknown';
  cycles?: number;
  reason: string;
}

/** `assert`: those that were proved or bounded are in the file, the others are withheld. */
export interface Assertions {
  module: string;
  files: ProposedFile[];
  assertions: AssertionProposal[];
  notes: string[];
  spending?: JobSpending;
}

/** `explain`: sentences about a module, each about a place and entailed by the module's own graph. */
export interface Explanation {
  module: string;
  grain: 'line' | 'block' | 'module' | 'sentence';
  claims: { text: string; file: string; line: number; endLine: number; origin: 'rule' | 'model' }[];
  /** What the graph does not say, of a model's sentences. */
  withheld: { text: string; reason: string }[];
  notes: string[];
  spending?: JobSpending;
}

/** `testbench`: a driver with named scenarios and a reference apart, run on the module and tried on faults of it. */
export interface TestbenchProposal {
  module: string;
  files: ProposedFile[];
  scenarios: readonly { readonly name: string; readonly cycles: number }[];
  /** A simulator ran it, and the module passed. */
  ran: boolean;
  strength?: Strength;
  /** It notices too few of the faults that were tried. */
  weak?: boolean;
  /** What the reference is from: the module as it is, or a specification that a model read without seeing the module. */
  origin?: 'captured' | 'specification';
  /** Scenarios in which the module does not do what the reference says: one of both is wrong. */
  disagreements?: { scenario: string; mismatches: number; words: string }[];
  attempts?: JobAttempt[];
  spending?: JobSpending;
  notes: string[];
}

/** What became of a design unit from one version to the next; `layout`: only its comments and layout differ; `affected`: its own text is the same, a package that it names is not. */
export type UnitChange = 'modified' | 'layout' | 'affected' | 'added' | 'removed';

/** Something that a module's graph or header says of one version and not of the other. */
export interface StructureChange {
  about: 'port' | 'parameter' | 'register' | 'memory' | 'latch' | 'machine' | 'instance' | 'clock';
  text: string;
  /** In the version after, or where it was when it is gone. */
  line: number;
  gone?: boolean;
}

/** A line that differs, written as it is now or, when `gone`, as it was. */
export interface ChangedLine {
  file: string;
  line: number;
  text: string;
  gone?: boolean;
}

/** What a review says of one design unit. */
export interface ReviewedModule {
  module: string;
  /** `module`, `package`, `interface` … */
  kind: string;
  /** Of the version after; of the one before when it was removed. */
  file: string;
  line: number;
  change: UnitChange;
  /** Another name that it had before. */
  was?: string;
  /** The two versions compared: `proved` with contract `sameCycle` or `latency`, `refuted` with the counterexample, `unknown` with the reason. Absent where there is nothing to compare. */
  verdict?: Verdict;
  /** What is true of behaviour in one sentence. */
  behaviour: string;
  /** The same question under other conditions: with values of parameters that are not the defaults, or, where ports came or went, over the common ones with the others held. */
  others: { words: string; verdict: Verdict }[];
  structure: StructureChange[];
  /** Of a difference: the changed lines that the differing net is made from. */
  suspects: ChangedLine[];
  /** Units of the project that instantiate it. */
  usedBy: string[];
  testbenches: { module: string; file: string }[];
  /** Assertions of the module itself, by line. */
  assertions: number[];
}

/** `review`: what differs between two versions of a design. */
export interface Review {
  /** How the versions are called. */
  before: string;
  after: string;
  files: { file: string; change: 'modified' | 'added' | 'removed' }[];
  modules: ReviewedModule[];
  /** Findings of the version after that the one before had not, and the other way round. */
  newFindings: Diagnostic[];
  goneFindings: Diagnostic[];
  /** A model's sentences, each entailed by what is said above of these modules. */
  summary: { text: string; modules: string[] }[];
  withheld: { text: string; reason: string }[];
  notes: string[];
  spending?: JobSpending;
}

/** What a module costs: cells after generic synthesis, named nets, and the delay of its slowest path (ns, ports included) by the timing estimate. */
export interface Cost {
  cells: number;
  wires: number;
  delay: number;
}

/** What `optimize` is to make less of: the product of cells and delay, or one of them whatever the other does. */
export type OptimizeGoal = 'both' | 'cells' | 'delay';

/** A rewrite that was proven and makes one figure better by more than it is worth of the other: whoever wants it asks for that goal. */
export interface TradeOff {
  goal: 'cells' | 'delay';
  strategy: string;
  title: string;
  line: number;
  before: Cost;
  after: Cost;
}

/** One rewrite of a module that was proven to behave the same and measured better. Edits are of the author's text, with all rewrites before it. */
export interface Optimized {
  strategy: string;
  title: string;
  line: number;
  edits: SourceEdit[];
  before: Cost;
  after: Cost;
}

/** What a netlist of generic gates takes: cells, and gates on the longest path between registers and ports. */
export interface RecipeCost {
  cells: number;
  levels: number;
}

/** Commands of Yosys with what the module becomes by them. */
export interface MeasuredRecipe extends RecipeCost {
  /** How words are treated. */
  words: string;
  commands: string[];
}

/** The best of several synthesis recipes, by the product of cells and levels; the text of the module is the same. */
export interface SynthesisRecipe {
  tried: number;
  /** By the usual recipe (`synth`). */
  before: RecipeCost;
  best: MeasuredRecipe;
  /** Those that no other beats in both, the smallest first. */
  front: MeasuredRecipe[];
}

/** `optimize` */
export interface Optimization {
  module: string;
  before: Cost;
  after: Cost;
  rewrites: Optimized[];
  /** The module's file with all rewrites; empty where there are none. */
  files: ProposedFile[];
  verdict?: Verdict;
  declined: { strategy: string; title: string; line: number; reason: string }[];
  /** What other goals would do on top of the rewrites. */
  tradeOffs: TradeOff[];
  /** Of the module with its rewrites; absent where there was no time for it. */
  recipe?: SynthesisRecipe;
  notes: string[];
}

/** `cmodel`: a cycle-accurate model of a module in C99. There are files only when it agrees with the module in every cycle that was run. */
export interface CModelProposal {
  module: string;
  files: ProposedFile[];
  /** Written from the netlist, or by a model. */
  origin: 'rule' | 'model';
  agrees: boolean;
  cycles?: number;
  compiler?: string;
  /** The first cycle (from power-up, 0-based) in which an output differs, as binary text. */
  counterexample?: { cycle: number; output: string; module: string; model: string };
  attempts: JobAttempt[];
  notes: string[];
  spending?: JobSpending;
}

/** An edit that mends a diagnostic: the tools do not find it any more, and nothing new. */
export interface DiagnosticFix {
  diagnostic: Diagnostic;
  title: string;
  origin: 'rule' | 'model';
  /** What became of behaviour, in a sentence: proved the same, or what differs. */
  behaviour: string;
  /** The module before and after, where both could be compared. */
  verdict?: Verdict;
}

/** `fix`: the file with every fix that was accepted. */
export interface Fixed {
  file: string;
  fixes: DiagnosticFix[];
  /** Edits that were tried and refused. */
  withheld: { diagnostic: Diagnostic; title: string; origin: 'rule' | 'model'; reason: string }[];
  /** Diagnostics of the request that nothing mends. */
  left: Diagnostic[];
  files: ProposedFile[];
  notes: string[];
  spending?: JobSpending;
}

/** `document`: Markdown beside the module, or its file with a comment above it. */
export interface ModuleDocument {
  module: string;
  files: ProposedFile[];
  /** The model's sentences in it, each entailed by the module's graph. */
  claims: { text: string; file: string; line: number }[];
  withheld: { text: string; reason: string }[];
  notes: string[];
  spending?: JobSpending;
}

/** Params of `signoff/generate`, as named in `methods` of requests.ts; those of the other jobs follow. */
export interface GenerateParams {
  /** The specification: a text, or a Verilog file with an empty module. */
  uri: string;
  /** 1-based, in or above the empty module that is meant. */
  line?: number;
  module?: string;
  out?: string;
  answers?: string[];
  assume?: boolean;
  /** Have the client apply what was generated, for review where it can show one. */
  apply?: boolean;
  workDoneToken?: string | number;
}
export type GenerateResult = Generated;

/** A job about a module of a document: the one named, else the one around the line. */
export interface ModuleJobParams {
  uri: string;
  module?: string;
  /** 1-based. */
  line?: number;
  /** Have the client apply what was proposed, for review where it can show one. */
  apply?: boolean;
  workDoneToken?: string | number;
}

export type AssertionsParams = ModuleJobParams;
export type AssertionsResult = Assertions;

/** Of a line, of the process around it, of the module, or of the module in one sentence. */
export interface ExplainParams extends ModuleJobParams {
  grain?: Explanation['grain'];
  /** Of a document of VHDL its text as it is in the editor: the server is not told of its edits. Without it the file is read. */
  text?: string;
}
export type ExplainResult = Explanation;

export type TestbenchParams = ModuleJobParams;
export type TestbenchResult = TestbenchProposal;

export interface ReviewParams {
  /** The document whose file, or whose whole repository, is compared with an earlier version. */
  uri: string;
  /** A git revision or `A..B`; `HEAD` by default. */
  revision?: string;
  /** All changed files of the repository around the document. */
  whole?: boolean;
  workDoneToken?: string | number;
}
export type ReviewResult = Review;
export interface OptimizeParams extends ModuleJobParams {
  /** `both` by default. */
  goal?: OptimizeGoal;
}
export type OptimizeResult = Optimization;

export type CModelParams = ModuleJobParams;
export type CModelResult = CModelProposal;

/** Without `line` every problem of the document. */
export interface FixParams extends ModuleJobParams {
  /** Only problems with this code. */
  code?: string;
}
export type FixResult = Fixed;

export interface DocumentParams extends ModuleJobParams {
  /** As a comment above the module in place of Markdown beside it. */
  comment?: boolean;
}
export type DocumentResult = ModuleDocument;
