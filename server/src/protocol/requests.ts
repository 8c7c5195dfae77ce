/**
 * Signoff's own requests and notifications beside LSP, typed once for the server and the editor client. Every name is `signoff/…`.
 * Lines in params and results of these are 1-based, as everywhere in contract.ts; only LSP's own messages are 0-based.
 */
import type { Doctor, FileStanding, Graph, GraphKind, Rung, SentRequest, SliceWay, Timing, TimingRanks, Verdict } from './contract';
import type { TestEntry, TestResult } from './tests';

export const methods = {
  verify: 'signoff/verify',
  verifyProgress: 'signoff/verifyProgress',
  tests: 'signoff/tests',
  runTest: 'signoff/runTest',
  testOutput: 'signoff/testOutput',
  graph: 'signoff/graph',
  timing: 'signoff/timing',
  evidence: 'signoff/evidence',
  sentRequests: 'signoff/sentRequests',
  acceptedSuggestion: 'signoff/acceptedSuggestion',
  showValues: 'signoff/showValues',
  modules: 'signoff/modules',
  doctor: 'signoff/doctor',
  hierarchy: 'signoff/hierarchy',
  whyFile: 'signoff/whyFile',
  instantiable: 'signoff/instantiable',
  instantiate: 'signoff/instantiate',
  agentTool: 'signoff/agentTool',
  chat: 'signoff/chat',
  contextItems: 'signoff/contextItems',
  generate: 'signoff/generate',
  assertions: 'signoff/assertions',
  explain: 'signoff/explain',
  review: 'signoff/review',
  fix: 'signoff/fix',
  document: 'signoff/document',
  testbench: 'signoff/testbench',
  optimize: 'signoff/optimize',
  cModel: 'signoff/cModel',
  trustChanged: 'signoff/trustChanged',
  /** The key in secret storage changed: the model is set up again. */
  secretChanged: 'signoff/secretChanged',
  status: 'signoff/status',
  timingChanged: 'signoff/timingChanged',
  ranksChanged: 'signoff/ranksChanged',
  timingSearch: 'signoff/timingSearch',
  /** Ends the search for timing fixes of a document; what it found stays. */
  stopTimingFixes: 'signoff/stopTimingFixes',
  inactiveRegions: 'signoff/inactiveRegions',
  /** Server → client. */
  secret: 'signoff/secret',
  /** Server → client. */
  languageModel: 'signoff/lm',
} as const;

/** The jobs on demand. */
export type JobName = 'generate' | 'testbench' | 'assertions' | 'explain' | 'document' | 'review' | 'fix' | 'optimize' | 'cModel';

/** What our client says of itself at `initialize`. Every field is optional: any other client leaves it all out. */
export interface InitializationOptions {
  /** False in a workspace the user has not trusted: no tool runs. Absent means trusted, as for any editor without that notion. */
  trusted?: boolean;
  /**
   * Settings as `{ "timing.period": 5 }` or nested, for a client that cannot answer `workspace/configuration`. `features` is read from here in
   * any case: what is offered is told before the client can be asked.
   */
  settings?: unknown;
  /** Ids of other extensions for Verilog that are enabled, as in `peers.ts`: what they offer is not doubled. */
  peers?: readonly string[];
  /** The client understands `signoff/status` and `signoff/timingChanged`. */
  notifications?: boolean;
  /** The client dims what `signoff/inactiveRegions` names. */
  inactiveRegions?: boolean;
  /** The client answers `signoff/secret`. */
  secrets?: boolean;
  /** The client answers `signoff/lm`. */
  languageModel?: boolean;
  /** Editor commands to name in lenses and suggestions; without them the server's own commands are used. */
  commands?: {
    verify?: string;
    verifyAgainst?: string;
    showEvidence?: string;
    accepted?: string;
    addIncludeDir?: string;
    reviewWaiver?: string;
    /** Shows the timing fixes of a document beside its text; handed its URI. */
    previewFixes?: string;
    /** Shows the rewrites of a document's paths that are not offered, with the reason of each; handed its URI. */
    showDeclined?: string;
    /** Has a model repair a document's timing. */
    repairTiming?: string;
    /** For the jobs on demand; each is handed `{ uri, line, module?, code? }`. */
    jobs?: Partial<Record<JobName, string>>;
  };
}

export interface VerifyParams {
  uri: string;
  module?: string;
  /** Another description that must behave the same: a path, or `git:REV:PATH`. */
  golden?: string;
  goldenModule?: string;
  testbenches?: string[];
  /** Comes back in `signoff/verifyProgress`. */
  runId?: string;
  workDoneToken?: string | number;
}

export interface TestsParams {
  uri: string;
}
/** The tests of a document or of a Python file beside it: testbenches, cocotb and VUnit tests. */
export interface TestsResult {
  tests: TestEntry[];
}

export interface RunTestParams {
  /** Of the file that holds the test: its settings count. */
  uri: string;
  id: string;
  waves?: boolean;
  coverage?: boolean;
  /** Comes back in `signoff/testOutput`. */
  runId?: string;
}
export type RunTestResult = TestResult;

/** Server → client: what a test printed since the last one. */
export interface TestOutput {
  runId: string;
  lines: string[];
}

export type InstantiableParams = object;

/** Design units of the project by name; packages are among them. */
export interface InstantiableResult {
  modules: { name: string; path: string }[];
}

export interface InstantiateParams {
  uri: string;
  module: string;
  /** 0-based, as in LSP; the instance comes behind its line. */
  position: { line: number; character: number };
}

export interface InstantiateResult {
  module: string;
}

/** A verdict with the document version it was reached for. */
export type VerifyResult = Verdict & { documentVersion?: number };

export interface VerifyProgress {
  uri: string;
  module?: string;
  runId?: string;
  message: string;
  rung?: Rung;
}

export interface GraphParams {
  uri: string;
  module?: string;
  kind: GraphKind;
  /** `json` (the default) gives a Graph, the others a GraphText. */
  format?: 'json' | 'text' | 'dot' | 'svg';
  maxTokens?: number;
  /** Data flow and timing dependencies through all instances below the module. */
  across?: boolean;
  /** Which part: a signal, state register, process or instance; without it the one on this 1-based line. */
  of?: string;
  line?: number;
  way?: SliceWay;
  /** How far a cone goes; behind one register when both are absent. 0: to its end. */
  steps?: number;
  registers?: number;
}

export interface GraphText {
  module?: string;
  kind: GraphKind;
  format: 'text' | 'dot' | 'svg';
  text: string;
  /** Of a picture: the graph as drawn, and what of the whole was left out, in words. */
  graph?: Graph;
  leftOut?: string;
}
export type GraphResult = Graph | GraphText;

export interface TimingParams {
  uri: string;
  module?: string;
  /** Where `module` is not given: the module around this line, 1-based; outside of all of them the file's top. */
  line?: number;
  clock?: string;
  /** ns; without it the setting `signoff.timing.period`. */
  period?: number;
  target?: string;
  report?: string;
  liberty?: string;
  sdc?: string;
  /** Wait for proven fixes too. Without it they are searched after the answer and offered as code actions. */
  fix?: boolean;
  /** With `fix`: where rules have none, have the chosen model propose one. Never without being asked for. */
  repair?: boolean;
  workDoneToken?: string | number;
}
/** Ranks where the target is one of a device that is not calibrated. */
export type TimingResult = (Timing | TimingRanks) & { documentVersion?: number };

export interface EvidenceParams {
  id: string;
}
export interface EvidenceResult {
  verdict: Verdict;
  /** The exact texts that were sent to a model for it, when one was asked. */
  sent?: readonly string[];
}

export type SentRequestsParams = object;

/** The last requests that went to models, newest first, byte for byte; a bounded number, of this server since it started. */
export interface SentRequestsResult {
  requests: readonly SentRequest[];
}

export interface AcceptedSuggestionParams {
  uri: string;
  /** Of the verdict that the suggestion was shown with. */
  id: string;
}
/** What the dearer checks said of the module with it; absent when the suggestion is too old to be known. */
export interface AcceptedSuggestionResult {
  verdict?: Verdict;
}

/** Handed to the command of a suggestion that was taken, behind its document, verdict id and reason: where it begins (0-based) and what it says. */
export interface TakenSuggestion {
  line: number;
  character: number;
  text: string;
  /** UTF-16 offsets into `text` where another reply that behaves otherwise differs. */
  differs?: { start: number; end: number; other: string };
}

export interface ShowValuesParams {
  /** The document that was verified. */
  uri: string;
  /** Of its verdict. */
  id: string;
  /** Values of this cycle stand in the sources of both sides; absent: they are taken away. */
  cycle?: number;
}
/** The cycle shown: the nearest one that the evidence holds. */
export interface ShowValuesResult {
  cycle?: number;
}

export interface ModulesParams {
  uri: string;
}
export interface ModuleEntry {
  name: string;
  kind: string;
  /** 1-based line of the name. */
  line: number;
  column: number;
  endLine: number;
  damaged: boolean;
  /** It is a test itself: `signoff/tests` lists it too. */
  testbench: boolean;
}
export interface ModulesResult {
  version?: number;
  modules: ModuleEntry[];
}

export interface HierarchyParams {
  /** With it and without `top`: the first module of that document. */
  uri?: string;
  /** The module to elaborate. Without it and `uri` only the candidates are given. */
  top?: string;
  /** Names of instances from the top downwards: the last of them becomes the root of the answer. */
  path?: string[];
  /** How many levels below the root are elaborated, from 1; absent: all. Files below are not read, and their instances have `more`. */
  levels?: number;
}

/** A module that may be the top of a design. */
export interface TopCandidate {
  name: string;
  file: string;
  line: number;
  /** A testbench by the look of it. */
  testbench: boolean;
}

/** An instance, elaborated; the top is one without a place of its own. */
export interface HierarchyNode {
  /** Name in the module around it, generate blocks included: `lane[0].u_fifo`. */
  name: string;
  module: string;
  /** Where it is instantiated; of the top where it is declared. */
  file: string;
  line: number;
  endLine: number;
  column?: number;
  endColumn?: number;
  /** Where its module is declared. */
  definition?: { file: string; line: number };
  /** `literal` is the value with size and sign, of one without a type that was given no signed value of 32 bits. */
  parameters: { name: string; value: string; overridden?: boolean; literal?: string }[];
  /** No file of the project declares the module. */
  missing?: boolean;
  /** The module is above itself already; it is not followed. */
  recursive?: boolean;
  /** It seems to hold instances, which were not asked for; of its parameters those that it sets are told. */
  more?: boolean;
  children: HierarchyNode[];
}

export interface HierarchyResult {
  /** The likeliest first: nothing instantiates them, testbenches last. */
  tops: TopCandidate[];
  root?: HierarchyNode;
  notes: string[];
}

export type DoctorResult = Doctor;

export interface WhyFileParams {
  uri: string;
}
export type WhyFileResult = FileStanding;

export interface TrustParams {
  trusted: boolean;
}

/** One line of the editor's language status: what works now, or why nothing is shown. */
export interface StatusParams {
  item: 'verification' | 'model' | 'suggestions';
  text: string;
  detail?: string;
  severity: 'info' | 'warning' | 'error';
  busy?: boolean;
  /** Evidence that can be opened from here. */
  evidence?: string;
}

/** Timing of a document changed: a new analysis, fixes found for it, or an edit that it does not know. */
export interface TimingChangedParams {
  uri: string;
  timing: Timing;
  /** A text it was made from was edited since. Saving makes it anew. */
  stale?: boolean;
  /** `searching` while fixes are still looked for. */
  fixes: 'searching' | 'done' | 'failed';
  /** Why there are no fixes, in words, once known. */
  reason?: string;
  /** Why the edited text could not be timed when it was saved. */
  failed?: string;
  /** The report that it was made from is not there any more, in words; `stale` is set too. */
  gone?: string;
}

/** What the search for timing fixes of a document is at. */
export interface TimingSearchParams {
  uri: string;
  doing: string;
}

/** The ranks of a document's paths, or that an edit came which they do not know. */
export interface RanksChangedParams {
  uri: string;
  ranks: TimingRanks;
  stale?: boolean;
}

/** A stretch of text, both ends 1-based; `endColumn` is the column behind it. */
export interface InactiveRegion {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** What the conditionals of the preprocessor switch off in an open document: all of it, each time it changed. */
export interface InactiveRegionsParams {
  uri: string;
  version: number;
  regions: InactiveRegion[];
}

export interface SecretParams {
  name: 'anthropic';
}
export interface SecretResult {
  value?: string;
}

export interface LanguageModelParams {
  system: string;
  prompt: string;
  maxTokens: number;
}
export interface LanguageModelResult {
  text?: string;
  model?: string;
  /** Why there is no text. */
  error?: { kind: 'unreachable' | 'unauthorized' | 'rateLimited' | 'unknownModel' | 'refused' | 'badReply'; message: string };
}
