import type { Rung } from '../protocol/contract';
import type { ToolJob, ToolRun } from '../tools/toolRunner';
import type { Yosys, YosysJob, YosysRun } from '../tools/yosys';
import type { AssertionReport, AssertionRequest } from '../verify/checkAssertions';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { VerifyTools } from '../verify/verifyTools';

/** What is told of the tools; their runs are asked for one by one. */
export type ToolFacts = Pick<VerifyTools, 'icarus'> & { readonly yosys: Pick<Yosys, 'flavor' | 'version' | 'slang'> };

/** What goes to a worker: one comparison, or one module's assertions, at a time. */
export type ComparisonOrder =
  | { readonly kind: 'compare'; readonly request: EquivalenceRequest; readonly tools: ToolFacts }
  | { readonly kind: 'assert'; readonly request: AssertionRequest; readonly tools: ToolFacts }
  | { readonly kind: 'ran'; readonly id: number; readonly run: YosysRun | ToolRun };

/** What comes back; `Result` is what was ordered. */
export type ComparisonNews<Result = EquivalenceResult | AssertionReport> =
  | { readonly kind: 'yosys'; readonly id: number; readonly job: YosysJob }
  | { readonly kind: 'tool'; readonly id: number; readonly job: ToolJob }
  /** Nobody waits for the run any more. */
  | { readonly kind: 'drop'; readonly id: number }
  | { readonly kind: 'rung'; readonly rung: Rung }
  /** The answer, should the comparison be stopped now. */
  | { readonly kind: 'interim'; readonly result: Result }
  | { readonly kind: 'ended'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string };

/** Buffers of a message that may change hands: whole and large. Parts of Node's shared pool may not. */
export function movable(files: ReadonlyMap<string, string | Uint8Array> | undefined): ArrayBuffer[] {
  const buffers = [...(files?.values() ?? [])].flatMap((bytes) =>
    typeof bytes !== 'string' && bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [],
  );
  return [...new Set(buffers)].filter((buffer) => buffer.byteLength > 65536);
}
