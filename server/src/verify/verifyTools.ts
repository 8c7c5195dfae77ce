import type { Yosys } from '../tools/yosys';
import type { ToolRunner } from '../tools/toolRunner';
import type { Rung } from '../protocol/contract';
import type { AssertionReport, AssertionRequest } from './checkAssertions';
import type { EquivalenceRequest, EquivalenceResult } from './equivalenceRequest';

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
  /** Compares designs in a thread of its own, so that nothing else waits and what takes too long can be stopped. Without it they are compared here. */
  readonly compareApart?: CompareApart;
  /** The same for a module's own assertions. */
  readonly assertApart?: AssertApart;
}

/** As `checkAssertions`. Ends within the request's budget and a twentieth of it. */
export type AssertApart = (request: AssertionRequest, tools: VerifyTools, signal: AbortSignal) => Promise<AssertionReport>;

/** As `checkEquivalence`. Ends within the request's budget and a twentieth of it, whatever the designs are. */
export type CompareApart = (
  request: EquivalenceRequest,
  tools: VerifyTools,
  onRung: (rung: Rung) => void,
  signal: AbortSignal,
) => Promise<EquivalenceResult>;
