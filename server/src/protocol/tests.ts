/**
 * What tests came to: those of a project, and benchmarks. The same rules as in contract.ts: 1-based, named fields keep their name, type and unit.
 */
import type { MutantFate, VerdictKind } from './contract';

export type TestKind = 'testbench' | 'cocotb' | 'vunit';

/** A test that the project holds and that can be run by itself. */
export interface TestEntry {
  /** Handle for running it; stable while its name and file are. */
  id: string;
  /** The testbench module, Python function, or test of a VUnit script. */
  name: string;
  kind: TestKind;
  file: string;
  line: number;
  column: number;
  endLine: number;
  /** Why it cannot be run as it stands: the design is missing, the program that runs it is not installed. */
  error?: string;
}

/** A check that failed: in the words of the testbench, when in the simulation and where in the source as far as both can be told. */
export interface TestFailure {
  message: string;
  /** `12.5 ns`; as the simulator or the testbench named it where neither it nor a timescale of the sources tells the unit. */
  time?: string;
  file?: string;
  line?: number;
}

/** How one test ended. A run that says nothing decisive is `unknown`. */
export interface TestResult {
  id: string;
  name: string;
  outcome: 'passed' | 'failed' | 'unknown' | 'broken';
  /** The deciding words. */
  detail: string;
  ms: number;
  tool?: string;
  version?: string;
  /** The lines that decided. */
  lines: string[];
  /** What it printed, up to the last thousand lines. */
  output: string[];
  failures: TestFailure[];
  /** The checks that the test counted itself. */
  tests?: { passed: number; total: number };
  /** Path of the waveform, when one was asked for and written. */
  vcd?: string;
  coverage?: FileCoverage[];
}

/** What ran of one file. A branch is one way of a choice; a bit counts as toggled when it changed at all. */
export interface FileCoverage {
  file: string;
  lines: { line: number; count: number }[];
  branches: { line: number; column: number; label: string; count: number }[];
  toggles: { name: string; line: number; bits: number; toggled: number }[];
}

/** One answer of a model to one case. What it cost is what was asked and answered for it, repairs included. */
export interface BenchSample {
  id: string;
  /** 1-based. */
  sample: number;
  verdict: VerdictKind;
  class: string;
  reason: string;
  /** Replies consumed. */
  rounds: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars, where prices are known. */
  cost?: number;
  /** Solved from a table of the prompt, or written by the model. */
  origin?: 'table' | 'model' | 'template';
  /** Masked completion: it is what was there, layout aside; and how near it comes, 0 to 1. */
  exact?: boolean;
  similarity?: number;
  /** The behaviour is the same without it: it is not counted. */
  idle?: boolean;
}

export interface BenchCaseResult {
  id: string;
  verdict: VerdictKind;
  /** `.` passed, else a code of failure. */
  class: string;
  /** The deciding words. */
  reason: string;
  /** Of the mutants provider: how many mutants had each fate. */
  mutants?: Partial<Record<MutantFate, number>>;
  /** What was masked: `instance`, `assignment` … */
  kind?: string;
  /** Of the model provider: every answer; the case's own verdict is that of the first. */
  samples?: BenchSample[];
}

/** `bench`. Of the mutants provider `total` counts mutants that differ or may differ from their reference, `passed` those killed. */
export interface BenchResult {
  suite: string;
  provider: string;
  total: number;
  passed: number;
  failed: number;
  unknown: number;
  /** How many cases had each code of failure. */
  classes: Record<string, number>;
  cases: BenchCaseResult[];
  /** Programs that judged, with their versions. */
  tools: string[];
  /** Of the model provider: who answered, and with what help. */
  model?: string;
  graph?: boolean;
  loop?: boolean;
  /** By k: the mean chance that one of k answers passes. */
  passAt?: Record<string, number>;
  spending?: { rounds: number; inputTokens: number; outputTokens: number; cost?: number };
  /** Answers that an earlier run had got. */
  kept?: number;
  /** Answers that did not come, and why the run ended before it was done. */
  unanswered?: number;
  stopped?: string;
  /** Masked completion: the share that is what was there, and the mean similarity. */
  exact?: number;
  similarity?: number;
}
