import type { Yosys } from '../tools/yosys';
import type { ToolRunner } from '../tools/toolRunner';

/** What the ladder may run. A missing tool narrows what can be promised; it never breaks a run. */
export interface VerifyTools {
  /** Synthesis and proof. */
  readonly yosys: Yosys;
  /** Elaborates and lints when `yosys` has no slang reader; its own reader stops at the first error and knows less of the language. */
  readonly elaborator?: Yosys;
  readonly runner: ToolRunner;
  /** Present when installed and allowed. */
  readonly icarus?: { readonly version: string; readonly iverilog: string; readonly vvp: string };
  readonly verilator?: { readonly version: string; readonly path: string };
}
