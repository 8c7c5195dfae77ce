import type { ModuleInfo } from '../model/moduleInfo';
import type { Contract } from '../protocol/contract';
import type { Node } from '../syntax/nodes';
import type { ParsedFile } from '../syntax/parsedFile';
import type { CauseCode } from '../timing/causes/finding';
import type { ExplainedPath, PathStep } from '../timing/explain';

/** A change of one file's text: the characters [start, end) of the author's file give way to `text`. UTF-16 offsets. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An operator of a violated path whose source lies in the module at hand. */
export interface PlacedStep {
  readonly step: PathStep;
  readonly path: ExplainedPath;
  /** Offset in the author's file, and the end where the reader gave one. */
  readonly start: number;
  readonly end: number | undefined;
}

/** What a strategy sees: one module of one file, with the violated paths that run through it. */
export interface FixContext {
  readonly file: ParsedFile;
  readonly module: ModuleInfo;
  readonly node: Node;
  /** Worst path first. */
  readonly steps: readonly PlacedStep[];
  /** Every violated path, those of other modules and without a place in the source too, worst first. */
  readonly violated: readonly ExplainedPath[];
  /** A module of the design by its name; undefined of what is not at hand. */
  readonly moduleNamed: (name: string) => ModuleInfo | undefined;
  /** Verilog-2001 (`.v`) has no `logic` and no declarations in a `for` header. */
  readonly language: 'verilog' | 'systemverilog';
}

export interface FixCandidate {
  readonly strategy: string;
  readonly title: string;
  readonly changes: readonly TextChange[];
  readonly contract: Contract;
  /** Paths that the rewritten text lies on, worst first. */
  readonly paths: readonly ExplainedPath[];
  /** 1-based, for messages. */
  readonly line: number;
  /** Right only where the design lets it be: proven as soon as it gains, before anything is built on it. */
  readonly doubtful?: boolean;
}

/** Why a strategy that looked at a place leaves it alone: shown as a disabled action. */
export interface Declined {
  readonly strategy: string;
  readonly reason: string;
  readonly line: number;
  /** What it would have done, where it came as far as a rewrite. */
  readonly title?: string;
  /** What would make it a gain, which nobody has said: the contract `onlyUnder`. */
  readonly onlyUnder?: string;
}

export interface Proposals {
  readonly candidates: readonly FixCandidate[];
  readonly declined: readonly Declined[];
}

/** A strategy only proposes; whether its text is right and faster is for the proof and the second timing run to say. */
export interface FixStrategy {
  readonly name: string;
  /** Codes of the causes that it mends. */
  readonly causes: readonly CauseCode[];
  /** When it gains and what it costs, for a person or a model that has to choose. */
  readonly knowledge: string;
  propose(context: FixContext): Proposals;
}
