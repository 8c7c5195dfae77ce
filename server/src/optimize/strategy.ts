import type { TextChange } from '../fixes/strategy';
import type { ModuleBody } from '../graph/ast';
import type { ModuleGraph } from '../graph/graphTypes';
import type { ModuleInfo } from '../model/moduleInfo';
import type { ExplainedPath } from '../timing/explain';
import type { OptimizeGoal } from '../protocol/jobs';
import type { ParsedFile } from '../syntax/parsedFile';
import type { ModuleGates } from '../sim/moduleGates';

/** What a strategy sees: the module that is to become smaller. The text of other modules is not touched, since others may use them otherwise. */
export interface OptimizeContext {
  readonly file: ParsedFile;
  readonly module: ModuleInfo;
  readonly body: ModuleBody;
  readonly graph: ModuleGraph;
  /** The module flattened to gates, which a strategy may run to find candidates; undefined where gates cannot say what it does. */
  readonly gates: ModuleGates | undefined;
  /** Modules of a name, for the directions of what instances are connected to. */
  readonly find: (name: string) => readonly ModuleInfo[];
  /** The same for the module with changes that are tried only: with inputs of our own that switch them on. */
  readonly gatesWith: (changes: readonly TextChange[]) => Promise<ModuleGates | undefined>;
  /** The slowest paths of the module, worst first, as paths that are too long. */
  readonly paths: () => Promise<readonly ExplainedPath[]>;
  /** What is to become less. */
  readonly goal: OptimizeGoal;
  /** Verilog-2001 (`.v`) has no `logic`. */
  readonly language: 'verilog' | 'systemverilog';
}

/** A rewrite that keeps the behaviour of every cycle; whether it does, and whether it gains, is for the proof and the measurement to say. */
export interface Rewrite {
  readonly strategy: string;
  readonly title: string;
  readonly changes: readonly TextChange[];
  /** 1-based. */
  readonly line: number;
  /** The title of a rewrite of the same strategy that does this among others: where that was measured as no gain, this is not measured. */
  readonly partOf?: string;
}

export interface OptimizeStrategy {
  readonly name: string;
  /** When it gains and what it costs, for a person or a model that has to choose. */
  readonly knowledge: string;
  /** Asked only when the others find nothing more. */
  readonly late?: boolean;
  propose(context: OptimizeContext): readonly Rewrite[] | Promise<readonly Rewrite[]>;
}

/** The 1-based line of an offset of the preprocessed text. */
export function lineAt({ file }: OptimizeContext, offset: number): number {
  return file.pre.toSource(offset, offset + 1).line + 1;
}
