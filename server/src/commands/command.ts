import type { Engine, ModelLimits, RunLimits } from '../engine/engine';
import type { ErrorDocument } from '../protocol/contract';
import type { Failure } from '../base/outcome';

/** Exit codes of the command line (contracts.md section 2). */
export const exitCode = { clean: 0, findings: 1, badInput: 2, unknown: 3, broken: 4 } as const;

/** What a command answers: the JSON document for `--json`, the words for a person, and the exit code. */
export interface Answer {
  readonly document: object;
  readonly text: string;
  readonly code: number;
}

/** Options that every command takes, as read from the command line. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly tools: 'auto' | 'embedded' | 'native';
  readonly budget: number;
  readonly seed: number;
  readonly launcher?: string;
  readonly model?: string;
  readonly filelist: readonly string[];
  readonly include: readonly string[];
  readonly define: readonly string[];
  readonly library: readonly string[];
  readonly env: readonly string[];
  /** Of the jobs that may ask a model: what they may spend, in place of the settings. */
  readonly spend?: ModelLimits;
}

/** What a command runs with. Paths it gets are absolute; `relative` makes those of its answer relative to the working directory when inside it. */
export interface CommandContext {
  readonly engine: Engine;
  readonly limits: RunLimits;
  readonly options: CommonOptions;
  readonly signal: AbortSignal;
  /** A person reads both streams on one terminal. */
  readonly interactive: boolean;
  /** Long work tells its steps on standard error. */
  readonly progress: (message: string) => void;
  resolve(path: string): string;
  /** The same document with every absolute path below the working directory made relative to it. */
  relative<T>(document: T): T;
  /** There is a file or folder of that name. */
  isPath(path: string): boolean;
  /** Reads a whole file as text; undefined when it cannot be read. */
  readText(path: string): string | undefined;
  /** Writes a file; a failure says why. */
  writeText(path: string, text: string): Failure | undefined;
  /** Adds to the end of a file. */
  appendText(path: string, text: string): Failure | undefined;
  /** This same command in a process of its own, with further words: what it printed. Its progress goes where ours does. */
  again(words: readonly string[]): Promise<string>;
  /** `FILE`, `@list.f` or `git:REV:PATH` with an absolute path, as the engine takes designs. */
  design(argument: string): string;
}

/** The answer to input that cannot be used: exit 2, `{"error":…}` with --json, one line otherwise. */
export function badInput(problem: { readonly message: string; readonly hint?: string }): Answer {
  const hint = problem.hint ?? 'See signoff --help.';
  const document: ErrorDocument = { error: { message: problem.message, hint } };
  return { document, text: `signoff: ${problem.message.replace(/\.$/, '')}. ${hint}`, code: exitCode.badInput };
}
