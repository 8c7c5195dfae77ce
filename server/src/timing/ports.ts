import type { Outcome } from '../base/outcome';
import type { QuickEnd } from './quick/quickTiming';

/** What timing needs of a Yosys: the embedded and the native one both have this shape. */
export interface SynthesisTool {
  readonly version: string;
  run(job: SynthesisJob, signal: AbortSignal): Promise<SynthesisRun>;
}

export interface SynthesisJob {
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly outputs: readonly string[];
  readonly timeoutMs: number;
}

export type SynthesisRun =
  | { readonly kind: 'finished'; readonly code: number; readonly lines: readonly string[]; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'timeout' | 'cancelled'; readonly lines: readonly string[] }
  | { readonly kind: 'broken'; readonly message: string; readonly lines: readonly string[] };

/** A design laid out for Yosys: commands that leave it loaded with `top` elaborated, and the way back from generated file names. */
export interface ReadableDesign {
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  sourceOf(generatedPath: string): string | undefined;
  readonly top: string;
  /** The same in other ways, with the same names of files, for what this one refuses; `as` ends a sentence that begins with "Read". */
  otherwise?(): Iterable<Pick<ReadableDesign, 'commands' | 'files'> & { readonly as: string }>;
}

/** The quick estimate of a netlist that Yosys wrote as JSON, made beside the thread that asks. */
export interface QuickTimer {
  time(netlist: Uint8Array, target: string | undefined, signal: AbortSignal): Promise<Outcome<readonly QuickEnd[]>>;
}
