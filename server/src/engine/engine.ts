import type {
  Completion,
  Contract,
  Diagnostic,
  Doctor,
  FileStanding,
  Graph,
  GraphKind,
  IndexResult,
  ProjectStatus,
  Rung,
  SentRequest,
  Timing,
  TimingFix,
  TimingRanks,
  Verdict,
} from '../protocol/contract';
import type { BenchResult, TestEntry, TestResult } from '../protocol/tests';
import type {
  Assertions,
  CModelProposal,
  Explanation,
  Fixed,
  Generated,
  ModuleDocument,
  Optimization,
  OptimizeGoal,
  Review,
  TestbenchProposal,
} from '../protocol/jobs';
import type { BenchRequest } from './benchJob';
import type { TestRequest } from './testJob';
import type { HierarchyResult } from '../protocol/requests';
import type { Outcome } from '../base/outcome';
import type { ModuleGraph } from '../graph/graphTypes';
import type { SignalRoles } from '../graph/signalRoles';
import type { Narrowing } from '../graph/narrow';
import type { Draft } from '../llm/composeRequest';
import type { ModuleInfo } from '../model/moduleInfo';
import type { ParsedFile } from '../syntax/parsedFile';
import type { SymbolProject } from '../model/symbols/symbolProject';
import type { QuickEnd } from '../timing/quick/quickTiming';

/** How a run may spend: `seconds` is the whole budget, `seed` makes stimuli repeatable, `tools` says which programs may be used. */
export interface RunLimits {
  readonly seconds: number;
  readonly seed: number;
  readonly tools: 'auto' | 'embedded' | 'native';
  /** What a job may spend on a model, where that is not what the settings say; cost in US dollars. */
  readonly model?: ModelLimits;
}

export interface ModelLimits {
  readonly rounds?: number;
  readonly tokens?: number;
  readonly cost?: number;
  /** US dollars per million tokens. */
  readonly inputPrice?: number;
  readonly outputPrice?: number;
}

/** A design named by a person: files (or an open document), the top, and hints that no tool could find. */
export interface DesignRequest {
  readonly files: readonly string[];
  readonly top?: string;
}

export interface VerifyRequest extends DesignRequest {
  readonly testbenches?: readonly string[];
  readonly golden?: DesignRequest;
  /** Without `golden`: take `<module>_ref` or `<module>_golden` of the project as the golden when there is one. */
  readonly findGolden?: boolean;
  readonly contract?: Contract | { readonly kind: 'latency'; readonly cycles: 'auto' };
  readonly clocks?: readonly string[];
  readonly resets?: readonly { readonly name: string; readonly active?: 0 | 1 }[];
  readonly assume?: string;
  readonly portMap?: Readonly<Record<string, string>>;
  /** Puts this many single faults into the module, one at a time, and tells which its testbenches notice. */
  readonly mutants?: number;
}

export interface TimingRequest extends DesignRequest {
  readonly clock?: string;
  /** ns */
  readonly period?: number;
  readonly target?: string;
  readonly report?: string;
  /** Join the report with the source by names alone, at once and without a tool. */
  readonly byNames?: boolean;
  readonly liberty?: string;
  readonly sdc?: string;
  /** Look for proven fixes too (slow); without it `fixes` is empty. */
  readonly fix?: boolean;
  /** With `fix`: how many cycles later than now the outputs may come; a pipeline stage is tried only then. */
  readonly latency?: number;
  /** Where rules have none and a model was chosen, have it propose one. */
  readonly repair?: boolean;
  /** Tell the slack of every end point too. */
  readonly endpoints?: boolean;
}

/** What `quickTiming` is asked: a module of a file, with the delay model's name. */
export interface QuickTimingRequest {
  readonly path: string;
  readonly module: string;
  readonly target?: string;
}

/** Which instances are wanted: below the top, or below the one that `path` leads to; `levels` deep, or all. */
export interface HierarchyRequest {
  readonly file?: string;
  readonly top?: string;
  readonly path?: readonly string[];
  readonly levels?: number;
}

/** 0-based position in a file or open document. */
export interface PlaceRequest {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface CompleteRequest extends PlaceRequest {
  readonly trigger: 'automatic' | 'invoked';
  readonly maxTokens?: number;
  /** The file as if it had this text: what is expected to be typed, or an entry of a list as if it were taken. */
  readonly text?: string;
  /** Told what the answer will begin with as soon as that is known, and whenever more is. */
  readonly predicts?: (beginning: string) => void;
  /** For measurements: kinds of pieces that a model is not shown, whether a refused candidate goes back to it, and whether what was checked before may answer. */
  readonly without?: readonly string[];
  readonly unrepaired?: boolean;
  readonly anew?: boolean;
}

/** A specification: a file of text or Markdown, or a Verilog file with a comment above an empty module. */
export interface GenerateRequest {
  readonly file: string;
  /** 1-based line in or above the empty module that is meant. */
  readonly line?: number;
  readonly module?: string;
  /** Where the module of a text goes; beside it by default. */
  readonly out?: string;
  /** Sentences that settle what the specification leaves open. */
  readonly answers?: readonly string[];
  /** Takes the usual answer to every question. */
  readonly assume?: boolean;
  /** Testbenches that the module must pass. */
  readonly testbenches?: readonly string[];
}

/** A module that a job is about: the one named, else the one around the line, else the file's top. */
export interface ModuleJobRequest {
  readonly file: string;
  readonly module?: string;
  /** 1-based. */
  readonly line?: number;
  /** Where a proposed file goes; beside the module by default. */
  readonly out?: string;
}

export interface OptimizeRequest extends ModuleJobRequest {
  /** `both` by default. */
  readonly goal?: OptimizeGoal;
}

export interface TestbenchRequest extends ModuleJobRequest {
  /** A specification, for a reference that a model writes without seeing the module; by default the comment above it. */
  readonly spec?: string;
}

export interface ContextItem {
  readonly path: string;
  readonly text: string;
}

export interface ContextRequest extends PlaceRequest {
  readonly maxTokens?: number;
  /** Kinds of pieces that are left away, to see what they are worth: `graph`, `similar` … */
  readonly without?: readonly string[];
}

/** Two versions of a design: a git revision and what is there now, two revisions, or an earlier file or folder. */
export interface ReviewRequest {
  /** The file or folder that is reviewed; for git any place in the repository. */
  readonly place: string;
  /** `HEAD` by default; `A..B` for two revisions. */
  readonly revision?: string;
  /** Another file or folder that is the version before. */
  readonly earlier?: string;
  /** Only the file `place`, not all that changed in its repository. */
  readonly only?: boolean;
}

/** Diagnostics of a file: those of a line, those with a code, or all. */
export interface FixRequest {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly code?: string;
}

export interface DocumentRequest extends ModuleJobRequest {
  /** As a comment above the module in place of Markdown beside it. */
  readonly comment?: boolean;
}

export interface ExplainRequest extends ModuleJobRequest {
  /** The block around the line when there is one, else the module. */
  readonly grain?: Explanation['grain'];
  /** Ask no model, although one is chosen. */
  readonly byRule?: boolean;
  /** Of a file of VHDL, which nobody opens here as it is edited: its text, where it may differ from the file. */
  readonly text?: string;
}

/** What would be sent to a model for a place: the exact request texts and what each piece cost. */
export interface CompletionContext {
  readonly system: string;
  readonly prompt: string;
  readonly tokens: number;
  /** The request as it would go over the wire, byte for byte; absent while no model is chosen. */
  readonly body?: string;
  /** What was kept back because it is from files that are never sent, by title. */
  readonly leftOut?: readonly string[];
  readonly pieces: readonly { readonly name: string; readonly tokens: number; readonly kept: boolean }[];
}

/** `fix`: a timing fix that was proven while the search goes on. `passing`: what a search is at, told often: for who looks on, not for a log. */
export type Progress = (step: {
  readonly message: string;
  readonly rung?: Rung;
  readonly fix?: TimingFix;
  readonly passing?: boolean;
}) => void;

export type { Narrowing };
export type GraphRequest = DesignRequest &
  Narrowing & {
    readonly kind: GraphKind;
    /** Data flow and timing dependencies of the module with everything below it. */
    readonly across?: boolean;
  };

export interface RenderedGraph {
  readonly text: string;
  /** The graph that a picture shows, as drawn, and what of the whole was left out, in words. */
  readonly drawn?: { readonly graph: Graph; readonly words: string };
}

/**
 * The whole of Signoff without an editor: the command line, the language server and MCP are thin shells over this.
 * Expected failure (unknown top, unreadable file) is an Outcome with a hint; only bugs throw.
 */
export interface Engine {
  /** Overlays: the text of an open document replaces the file's. Version numbers are the editor's. */
  openDocument(path: string, version: number, text: string): void;
  closeDocument(path: string): void;
  /** A file changed on disk, came or went: what was kept of it is forgotten. */
  fileChanged(path: string): void;
  documentVersion(path: string): number | undefined;
  /** Counts changes of documents, files and the project: what was found out at the same count still holds. */
  revision(): number;
  documentText(path: string): string | undefined;

  /** Design units of one file, from its current text. Never throws on broken text. */
  modulesOf(path: string): readonly ModuleInfo[];
  /** Every design unit of that name in the workspace. */
  findModules(name: string): readonly ModuleInfo[];
  /** Tree and preprocessed text of a file as it is now; valid until the next call that may parse. */
  parsed(path: string): ParsedFile;
  /** All graphs of a module of a file, with default parameters; kept as long as it reads the same. Undefined when there is none of that name. */
  moduleGraph(path: string, name: string): ModuleGraph | undefined;
  /** Clocks, resets and registers of the modules of a file, by the module's name. Nobody who types waits for it. */
  signalRoles(path: string, signal: AbortSignal): Promise<ReadonlyMap<string, SignalRoles>>;
  /** Modules that may be tops, and the instances below one of them, with their parameters. */
  hierarchy(request: HierarchyRequest, signal: AbortSignal): Promise<Outcome<HierarchyResult>>;
  /** Names, scopes and what they mean, over the whole project. */
  readonly symbols: SymbolProject;
  /** Settles when the workspace folders have been looked through: before that, answers about the whole project miss files. */
  whenIndexed(): Promise<void>;
  /** Syntax only: cheap enough for every keystroke. */
  syntaxDiagnostics(path: string): Diagnostic[];

  /** What the project is made from; waits until it was read. */
  projectStatus(): Promise<ProjectStatus>;
  /** What project files name and is not there, at its place in them; waits until they were read. */
  projectProblems(): Promise<Diagnostic[]>;
  /** Why a file belongs to the project or does not. */
  whyFile(path: string): Promise<FileStanding>;

  /** Folders of the project from which an include file of this name would be found. */
  foldersOfInclude(name: string): string[];
  /** Whether a formatter is installed. */
  canFormat(): Promise<boolean>;
  /** A text as the formatter writes it; `lines` (1-based, both included) limits what changes. */
  format(
    path: string,
    text: string,
    lines: { readonly from: number; readonly to: number } | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<string>>;

  check(request: DesignRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Diagnostic[]>>;
  /** What elaboration says of one file with the modules below it as headers: part of what `check` finds, sooner. Undefined when no part can be told. */
  checkText(path: string, limits: RunLimits, signal: AbortSignal): Promise<readonly Diagnostic[] | undefined>;
  index(dir: string | undefined, signal: AbortSignal): Promise<Outcome<IndexResult>>;
  /** A graph or a part of one. The module is the one named, else the one around the line. */
  graph(request: GraphRequest, signal: AbortSignal): Promise<Outcome<Graph>>;
  /** The graph as text (budgeted by `maxTokens`), DOT or SVG. */
  renderGraph(
    request: GraphRequest & { readonly format: 'text' | 'dot' | 'svg'; readonly maxTokens?: number },
    signal: AbortSignal,
  ): Promise<Outcome<RenderedGraph>>;
  verify(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>>;
  judge(request: VerifyRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Verdict>>;
  /** The tests of a file: testbenches, cocotb and VUnit tests. What keeps one from being run is its `error`. */
  tests(file: string, signal: AbortSignal): Promise<Outcome<TestEntry[]>>;
  /** Runs one test by itself, with a waveform or coverage when asked for. */
  runTest(request: TestRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<TestResult>>;
  /** Runs a published benchmark through the ladder. */
  bench(request: BenchRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<BenchResult>>;
  /**
   * When data arrives at the registers of a module, roughly and at once, from its words as they are read: for changes between two estimates. Undefined where the text cannot be
   * elaborated as it stands.
   */
  quickTiming(request: QuickTimingRequest, signal: AbortSignal): Promise<readonly QuickEnd[] | undefined>;
  timing(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Timing>>;
  /** Paths by rank, for a target that was not calibrated (`asksForRanks`). */
  timingRanks(request: TimingRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<TimingRanks>>;
  /** A module from its specification, judged where it would stand; nothing is written. */
  generate(request: GenerateRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Generated>>;
  /** Assertions of a module, proposed by rule and by a model, each proved or bounded; nothing is written. */
  assertions(request: ModuleJobRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Assertions>>;
  /** A model of a module in C99, run beside it; nothing is written. */
  cModel(request: ModuleJobRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<CModelProposal>>;
  /** A testbench of a module, run on it and tried on faults; nothing is written. */
  testbench(request: TestbenchRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<TestbenchProposal>>;
  /** Rewrites of a module that were proven to behave the same and measured better; nothing is written. */
  optimize(request: OptimizeRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Optimization>>;
  /** What a line, a block or a module does, in sentences that the module's graph entails. */
  explain(request: ExplainRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Explanation>>;
  /** Edits that mend diagnostics of a file, each tried: the diagnostic is gone, no other came, and behaviour is proved the same or told. */
  fix(request: FixRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Fixed>>;
  /** A module as Markdown or as a comment above it; nothing is written. */
  document(request: DocumentRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<ModuleDocument>>;
  /** What two versions of a design differ in, with what is proven of the behaviour of each unit. */
  review(request: ReviewRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Review>>;
  complete(request: CompleteRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Completion>>;
  /** The same where it needs no work, since what is typed is what was suggested; else undefined. */
  completeAtOnce(request: CompleteRequest): Completion | undefined;
  /** For a suggestion that was taken, by the id of its verdict: what takes longer than ghost text may. Undefined when it is too long ago. */
  checkAccepted(id: string, limits: RunLimits, signal: AbortSignal): Promise<Verdict | undefined>;
  context(request: ContextRequest, signal: AbortSignal): Promise<Outcome<CompletionContext>>;
  /** Who proposes suggestions, as the doctor tells it. */
  readonly model: Doctor['model'];
  doctor(signal: AbortSignal): Promise<Doctor>;
  /** The evidence behind something shown, by verdict id: the verdict whole, and what was sent to a model for it. */
  evidence(id: string): { readonly verdict: Verdict; readonly sent?: readonly string[] } | undefined;
  /** Whether the text of a file, and what is told of it, may never reach a model. */
  neverSent(path: string): boolean;
  /** A file that is never sent and that facts about these files would be from, theirs or below them; undefined when there is none. */
  neverSentBelow(files: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  /** Composes a question for a model that the client asks itself, and keeps it in the list of those sent. */
  handOver(draft: Draft, model: string): { readonly system: string; readonly prompt: string };
  /** Declarations of other files that matter at a place, the most important first, as they may be told to another assistant. */
  contextItems(request: PlaceRequest, signal: AbortSignal): Promise<Outcome<readonly ContextItem[]>>;
  /** The last requests that went to models, newest first, byte for byte. */
  sentRequests(): readonly SentRequest[];
  /** Starts what is slow at first use (the embedded Yosys), so that the first answer is quick. Reads nothing of the workspace. */
  warm(): Promise<void>;
  dispose(): Promise<void>;
}
