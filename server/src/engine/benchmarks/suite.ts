import type { Outcome } from '../../base/outcome';
import type { Workspace } from '../../model/workspacePort';
import { rtllm } from './rtllm';
import { verilogEval } from './verilogEval';

export interface SuiteText {
  readonly path: string;
  readonly text: string;
  /** The module of the text that counts. */
  readonly module: string;
}

/** One problem of a benchmark. */
export interface BenchCase {
  readonly id: string;
  /** What a model is asked. */
  readonly prompt: string;
  readonly promptPath: string;
  /** The right answer, under its own name. */
  readonly reference: SuiteText;
  /** Its module takes no ports and judges the design under test. */
  readonly testbench: SuiteText;
  /** The testbench compares with the reference, which so stands beside the answer; else it knows what it expects. */
  readonly compares: boolean;
  /** The name that the design under test must have. */
  readonly design: string;
  /** Memory files that the testbench reads, by the names in its text. */
  readonly data?: ReadonlyMap<string, string>;
}

/** A published benchmark: how its folder is read. */
export interface Suite {
  readonly name: string;
  /** The cases below a folder, by id; a failure when the folder holds something else. */
  cases(folder: string, workspace: Workspace): Promise<Outcome<BenchCase[]>>;
}

export const suites: readonly Suite[] = [verilogEval, rtllm];
